import { timingSafeEqual } from "node:crypto";

import { concat, xor } from "./bytes.mjs";
import { sharedSecret } from "./keys.mjs";
import { poly1305 } from "./poly1305.mjs";
import { Refusal } from "./refusal.mjs";
import { hsalsa20, xsalsa20 } from "./salsa.mjs";

const TAG = 16;
const TAG_KEY = 32; // the first bytes of the stream, which encrypt nothing

/** What both sides of a `Box` compute from each other's keys (section 3.1). */
export function boxKey(privateKey, publicKey) {
  const secret = sharedSecret(privateKey, publicKey);
  if (secret === undefined) throw new Refusal("low-order-key"); // NA-BOX-4
  return hsalsa20(secret, Buffer.alloc(16));
}

/** @returns {Buffer} tag and encrypted text */
export function closeBox(key, nonce, text) {
  const stream = xsalsa20(key, nonce, TAG_KEY + text.length);
  const encrypted = xor(text, stream.subarray(TAG_KEY));
  return concat(poly1305(stream.subarray(0, TAG_KEY), encrypted), encrypted);
}

export function openBox(key, nonce, box) {
  const [tag, encrypted] = [box.subarray(0, TAG), box.subarray(TAG)];
  const stream = xsalsa20(key, nonce, TAG_KEY + encrypted.length);
  const expected = poly1305(stream.subarray(0, TAG_KEY), encrypted);
  if (!timingSafeEqual(tag, expected)) throw new Refusal("bad-box"); // NA-BOX-8
  return xor(encrypted, stream.subarray(TAG_KEY));
}
