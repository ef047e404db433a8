// Keys of spec/omemo.md, sections 3.3 and 3.6, that libraries of Signal's protocol do not have: seeds and the Ed25519 form.

import { createHash, createHmac } from "node:crypto";

const P = 2n ** 255n - 19n;

/** The private scalar of a seed. */
export function scalarOf(seed) {
  const scalar = createHash("sha512").update(seed).digest().subarray(0, 32);
  scalar[0] &= 0xf8;
  scalar[31] = (scalar[31] & 0x7f) | 0x40;
  return scalar;
}

/** The Ed25519 form of an X25519 public key, with the sign bit that a signature of its owner carries. */
export function ed25519Of(x25519, signature) {
  const u = numberOf(x25519) & (2n ** 255n - 1n);
  const y = (((u - 1n + P) % P) * power(u + 1n, P - 2n)) % P;
  const ed25519 = Buffer.from(y.toString(16).padStart(64, "0"), "hex").reverse();
  ed25519[31] |= signature[63] & 0x80;
  return ed25519;
}

function numberOf(bytes) {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
}

function power(base, exponent) {
  let result = 1n;
  for (let square = base % P; exponent > 0n; exponent >>= 1n, square = (square * square) % P) {
    if (exponent & 1n) result = (result * square) % P;
  }
  return result;
}

/** The 32-byte values of a supply, without end. */
export function* supply(secret) {
  for (let counter = 0; ; counter += 1) {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    yield createHmac("sha256", secret).update(count).digest();
  }
}
