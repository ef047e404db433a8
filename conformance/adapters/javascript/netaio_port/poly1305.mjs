import { littleEndianNumber } from "./bytes.mjs";

const PRIME = 2n ** 130n - 5n;
const CLAMP = 0x0ffffffc0ffffffc0ffffffc0fffffffn;
const BLOCK = 16;

/**
 * The one-time authenticator Poly1305 (RFC 8439, section 2.5).
 *
 * @param {Buffer} key 32 bytes, used once
 * @param {Buffer} message
 * @returns {Buffer} 16 bytes
 */
export function poly1305(key, message) {
  const r = littleEndianNumber(key.subarray(0, 16)) & CLAMP;
  const s = littleEndianNumber(key.subarray(16));
  let sum = 0n;
  for (let at = 0; at < message.length; at += BLOCK) {
    const block = message.subarray(at, at + BLOCK);
    const number = littleEndianNumber(block) | (1n << BigInt(8 * block.length)); // a one behind the last byte
    sum = ((sum + number) * r) % PRIME;
  }
  const tag = (sum + s) & (2n ** 128n - 1n);
  return Buffer.from(tag.toString(16).padStart(32, "0"), "hex").reverse();
}
