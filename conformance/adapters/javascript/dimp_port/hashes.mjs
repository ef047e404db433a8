// The hashes of section 3.1. Node has all but Keccak-256 with the padding 01, which its SHA3-256 is not.

import { createHash } from "node:crypto";

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest();
export const hash160 = (bytes) => createHash("ripemd160").update(sha256(bytes)).digest();
export const md5 = (bytes) => createHash("md5").update(bytes).digest();

const MASK = (1n << 64n) - 1n;
const RATE = 136;
const rotate = (lane, by) => (by === 0n ? lane : ((lane << by) | (lane >> (64n - by))) & MASK);

/** Round constants, from the linear feedback shift register that defines them. */
const ROUNDS = (() => {
  const constants = [];
  let register = 1;
  for (let round = 0; round < 24; round++) {
    let constant = 0n;
    for (let j = 0; j < 7; j++) {
      if (register & 1) constant |= 1n << ((1n << BigInt(j)) - 1n);
      register = register & 0x80 ? ((register << 1) ^ 0x171) & 0xff : register << 1;
    }
    constants.push(constant);
  }
  return constants;
})();

function permute(a) {
  for (const constant of ROUNDS) {
    const c = [0, 1, 2, 3, 4].map((x) => a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20]);
    for (let i = 0; i < 25; i++) a[i] ^= c[(i + 4) % 5] ^ rotate(c[(i + 1) % 5], 1n);
    let [x, y, moved] = [1, 0, a[1]];
    for (let t = 0; t < 24; t++) {
      [x, y] = [y, (2 * x + 3 * y) % 5];
      const at = x + 5 * y;
      const by = BigInt((((t + 1) * (t + 2)) / 2) % 64);
      [moved, a[at]] = [a[at], rotate(moved, by)];
    }
    for (let row = 0; row < 25; row += 5) {
      const r = a.slice(row, row + 5);
      for (let i = 0; i < 5; i++) a[row + i] = r[i] ^ (~r[(i + 1) % 5] & MASK & r[(i + 2) % 5]);
    }
    a[0] ^= constant;
  }
}

export function keccak256(bytes) {
  const padded = Buffer.alloc((Math.floor(bytes.length / RATE) + 1) * RATE);
  padded.set(bytes);
  padded[bytes.length] ^= 0x01;
  padded[padded.length - 1] ^= 0x80;
  const lanes = Array(25).fill(0n);
  for (let at = 0; at < padded.length; at += RATE) {
    for (let i = 0; i < RATE / 8; i++) lanes[i] ^= padded.readBigUInt64LE(at + 8 * i);
    permute(lanes);
  }
  const digest = Buffer.alloc(32);
  for (let i = 0; i < 4; i++) digest.writeBigUInt64LE(lanes[i], 8 * i);
  return digest;
}
