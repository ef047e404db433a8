import { createCipheriv, createDecipheriv, timingSafeEqual } from "node:crypto";

import { concat } from "./bytes.mjs";
import { decrypt, encrypt, isWholeBlocks, mac, threeKeys } from "./kdf.mjs";
import { refuse } from "./refusal.mjs";

/** Payloads (section 5.10). */

const INFO = Buffer.from("OMEMO Payload", "latin1");

export function sealLegacy(key, iv, plaintext) {
  const cipher = createCipheriv("aes-128-gcm", key, iv);
  const payload = concat(cipher.update(plaintext), cipher.final());
  return { payload, iv, material: concat(key, cipher.getAuthTag()) };
}

export function openLegacy(payload, iv, material) {
  if (iv.length !== 12 && iv.length !== 16) refuse("bad-length", `an IV of ${iv.length} bytes`); // OM-PAYLOAD-2, -3
  if (material.length !== 32) refuse("bad-length", `key material of ${material.length} bytes`); // OM-PAYLOAD-4, -5
  const decipher = createDecipheriv("aes-128-gcm", material.subarray(0, 16), iv, { authTagLength: 16 });
  decipher.setAuthTag(material.subarray(16));
  const plaintext = decipher.update(payload);
  try {
    return concat(plaintext, decipher.final());
  } catch {
    return refuse("bad-payload"); // OM-PAYLOAD-6: the one thing that `final` of GCM can find
  }
}

export function seal2(key, plaintext) {
  const keys = threeKeys(key, INFO);
  const payload = encrypt(keys, plaintext);
  return { payload, material: concat(key, mac(keys.authKey, payload).subarray(0, 16)), keys };
}

export function open2(payload, material) {
  if (material.length !== 48) refuse("bad-length", `key material of ${material.length} bytes`); // OM-PAYLOAD-8
  if (!isWholeBlocks(payload)) refuse("bad-length", `a payload of ${payload.length} bytes`); // OM-PAYLOAD-9
  const keys = threeKeys(material.subarray(0, 32), INFO);
  const own = mac(keys.authKey, payload).subarray(0, 16);
  if (!timingSafeEqual(own, material.subarray(32))) refuse("bad-payload"); // OM-PAYLOAD-10
  return { plaintext: decrypt(keys, payload) ?? refuse("bad-payload"), keys }; // OM-PAYLOAD-11
}
