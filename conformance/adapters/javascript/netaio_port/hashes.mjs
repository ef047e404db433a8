import { createHash } from "node:crypto";

import { concat, u32 } from "./bytes.mjs";

/** `Hash` of section 3.1. */
export function sha256(...parts) {
  return digest("sha256", parts);
}

/** `Hash512`. */
export function sha512(...parts) {
  return digest("sha512", parts);
}

function digest(name, parts) {
  const hash = createHash(name);
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** `Shake`. Not every OpenSSL makes an output of no bytes. */
export function shake256(message, length) {
  return length === 0 ? Buffer.alloc(0) : createHash("shake256", { outputLength: length }).update(message).digest();
}

/** `Derive`: the hash of the hashes (NA-CRYPT-1). */
export function derive(...parts) {
  return sha256(...parts.map((part) => sha256(part)));
}

const MAC_BLOCK = 136;

/** `Mac136`: HMAC in form, with another block than RFC 2104 has for SHA-256 (NA-CRYPT-3). */
export function mac136(key, message) {
  if (key.length > MAC_BLOCK) throw new RangeError(`a key of ${key.length} bytes`);
  const padded = concat(key, Buffer.alloc(MAC_BLOCK - key.length));
  const inner = sha256(padded.map((byte) => byte ^ 0x36), message);
  return sha256(padded.map((byte) => byte ^ 0x5c), inner);
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/** `Crc`, 4 bytes. */
export function crc32(message) {
  let rest = 0xffffffff;
  for (const byte of message) rest = (rest >>> 8) ^ CRC_TABLE[(rest ^ byte) & 0xff];
  return u32((rest ^ 0xffffffff) >>> 0);
}
