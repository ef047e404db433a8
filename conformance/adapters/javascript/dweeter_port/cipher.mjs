import { createCipheriv, createDecipheriv } from "node:crypto";

import { Refusal } from "./refusal.mjs";

const BLOCK = 16;

/**
 * @param {import("./keys.mjs").Keys} keys
 * @param {Uint8Array} plaintext
 * @returns {Buffer}
 */
export function encrypt(keys, plaintext) {
  const cipher = createCipheriv(algorithm(keys), keys.key, keys.iv);
  return Buffer.concat([cipher.update(plaintext), cipher.final()]);
}

/**
 * @param {import("./keys.mjs").Keys} keys
 * @param {Uint8Array} ciphertext
 * @returns {Buffer}
 */
export function decrypt(keys, ciphertext) {
  if (ciphertext.length === 0 || ciphertext.length % BLOCK !== 0) {
    throw new Refusal("bad-length", `${ciphertext.length} bytes`);
  }
  const decipher = createDecipheriv(algorithm(keys), keys.key, keys.iv).setAutoPadding(false);
  return withoutPadding(Buffer.concat([decipher.update(ciphertext), decipher.final()]));
}

function algorithm({ key }) {
  return `aes-${key.length * 8}-cbc`;
}

function withoutPadding(padded) {
  const size = padded[padded.length - 1];
  if (size === 0 || size > BLOCK) throw new Refusal("bad-padding", `the last byte is ${size}`);
  const end = padded.length - size;
  if (padded.subarray(end).some((byte) => byte !== size)) throw new Refusal("bad-padding", "the bytes differ");
  return padded.subarray(0, end);
}
