import { createPrivateKey, createPublicKey, diffieHellman, sign } from "node:crypto";

import { concat } from "./bytes.mjs";
import { sha512 } from "./hashes.mjs";
import { Refusal } from "./refusal.mjs";

/** Keys of section 3.3. node:crypto takes and gives them in DER; what stands before the 32 bytes is always the same. */
const DER = {
  ed25519: { secret: "302e020100300506032b657004220420", open: "302a300506032b6570032100" },
  x25519: { secret: "302e020100300506032b656e04220420", open: "302a300506032b656e032100" },
};

const KEY = 32;

/** NA-LOCK-1, and the same for the seeds of plugins. */
export function checkKeyLength(key) {
  if (key.length !== KEY) throw new Refusal("bad-key-length", `${key.length} bytes`);
}

function secretKey(curve, bytes) {
  return createPrivateKey({ key: concat(Buffer.from(DER[curve].secret, "hex"), bytes), format: "der", type: "pkcs8" });
}

export function openKey(curve, bytes) {
  return createPublicKey({ key: concat(Buffer.from(DER[curve].open, "hex"), bytes), format: "der", type: "spki" });
}

function openBytes(secret) {
  return createPublicKey(secret).export({ format: "der", type: "spki" }).subarray(-KEY);
}

export function verifyKeyOf(seed) {
  return openBytes(secretKey("ed25519", seed));
}

/** `Sign`. */
export function signWith(seed, message) {
  return sign(null, message, secretKey("ed25519", seed));
}

/** The secret number of an Ed25519 key, and the private key of X25519: one and the same (NA-BOX-1). */
export function clampedKey(seed) {
  const key = sha512(seed).subarray(0, KEY);
  key[0] &= 248;
  key[31] = (key[31] & 127) | 64;
  return key;
}

export function exchangeKeys(seed) {
  checkKeyLength(seed);
  const privateKey = clampedKey(seed);
  return { privateKey, publicKey: openBytes(secretKey("x25519", privateKey)), verifyKey: verifyKeyOf(seed) };
}

/**
 * `DH`.
 *
 * @returns {Buffer | undefined} undefined if it is 32 zero bytes. That is the one failure that RFC 7748 knows, and
 *   OpenSSL reports it instead of giving the bytes.
 */
export function sharedSecret(privateKey, publicKey) {
  const [own, others] = [secretKey("x25519", privateKey), openKey("x25519", publicKey)];
  try {
    return diffieHellman({ privateKey: own, publicKey: others });
  } catch (why) {
    if (why.code === "ERR_OSSL_FAILED_DURING_DERIVATION") return undefined;
    throw why;
  }
}
