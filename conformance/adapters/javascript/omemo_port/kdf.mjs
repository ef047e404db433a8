import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";

import { concat, u32 } from "./bytes.mjs";
import { refuse } from "./refusal.mjs";

/** `MAC`, `KDF`, the chains of section 5.9, and supplies (section 3.6). */

const ZERO = Buffer.alloc(32);
const [ONE, TWO] = [Buffer.from([1]), Buffer.from([2])];

export const mac = (key, message) => createHmac("sha256", key).update(message).digest();

export function hkdf(salt, ikm, info, size) {
  const key = mac(salt, ikm);
  const blocks = [];
  let last = Buffer.alloc(0);
  for (let count = 1; (count - 1) * 32 < size; count += 1) {
    last = mac(key, concat(last, info, Buffer.from([count])));
    blocks.push(last);
  }
  return concat(...blocks).subarray(0, size);
}

export function rootStep(format, rootKey, shared) {
  const keys = hkdf(rootKey, shared, format.rootInfo, 64);
  return { rootKey: keys.subarray(0, 32), chainKey: keys.subarray(32) };
}

export function chainStep(chainKey) {
  return { messageKey: mac(chainKey, ONE), chainKey: mac(chainKey, TWO) };
}

export function threeKeys(key, info) {
  const keys = hkdf(ZERO, key, info, 80);
  return { encKey: keys.subarray(0, 32), authKey: keys.subarray(32, 64), iv: keys.subarray(64) };
}

export const messageKeys = (format, messageKey) => threeKeys(messageKey, format.messageInfo);

export function encrypt({ encKey, iv }, plaintext, isPadded = false) {
  const cipher = createCipheriv("aes-256-cbc", encKey, iv).setAutoPadding(!isPadded);
  return concat(cipher.update(plaintext), cipher.final());
}

/** @returns {Buffer | undefined} undefined if the padding is wrong (OM-CHAIN-2); whole blocks, one at least */
export function decrypt({ encKey, iv }, ciphertext) {
  const decipher = createDecipheriv("aes-256-cbc", encKey, iv).setAutoPadding(false);
  const padded = concat(decipher.update(ciphertext), decipher.final());
  const count = padded.at(-1);
  if (count < 1 || count > 16) return undefined;
  return padded.subarray(-count).every((byte) => byte === count) ? padded.subarray(0, -count) : undefined;
}

export function isWholeBlocks(bytes) {
  return bytes.length > 0 && bytes.length % 16 === 0;
}

/** OM-MSG-7 and OM-CHAIN-2. */
export function decryptMaterial(keys, ciphertext) {
  if (!isWholeBlocks(ciphertext)) refuse("bad-length", `a ciphertext of ${ciphertext.length} bytes`);
  return decrypt(keys, ciphertext) ?? refuse("bad-padding");
}

/** Random bytes as far as an operation needs them, of 32 that are drawn. */
export class Supply {
  #seed;
  #count = 0;
  #rest = Buffer.alloc(0);

  constructor(seed) {
    this.#seed = seed;
  }

  take(size) {
    const parts = [this.#rest];
    for (let have = this.#rest.length; have < size; have += 32) {
      parts.push(mac(this.#seed, u32(this.#count)));
      this.#count += 1;
    }
    const bytes = concat(...parts);
    this.#rest = bytes.subarray(size);
    return bytes.subarray(0, size);
  }
}
