// ECDSA over secp256k1: sections 4.5.3 and 4.10. Points are multiplied by OpenSSL; the rest are a few numbers.

import { createECDH, createPublicKey, verify } from "node:crypto";
import { BadDer, Der, encode, encodeInteger } from "./der.mjs";
import { sha256 } from "./hashes.mjs";
import { refuse } from "./refusal.mjs";

const P = 2n ** 256n - 2n ** 32n - 977n;
const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const numberOf = (bytes) => BigInt(`0x${bytes.toString("hex")}`);
const bytesOf = (number) => Buffer.from(number.toString(16).padStart(64, "0"), "hex");

function power(base, exponent, modulus) {
  let [result, square] = [1n, base];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** `04`, x and y of a point that may be compressed. */
function pointOf(bytes) {
  const compressed = bytes.length === 33 && (bytes[0] === 2 || bytes[0] === 3);
  if (!compressed && !(bytes.length === 65 && bytes[0] === 4)) refuse("bad-key", "form of the point");
  const x = numberOf(bytes.subarray(1, 33));
  if (x >= P) refuse("bad-key", "coordinate");
  const square = (x * x * x + 7n) % P;
  let y = compressed ? power(square, (P + 1n) / 4n, P) : numberOf(bytes.subarray(33));
  if (y >= P || (y * y) % P !== square) refuse("bad-key", "not on the curve");
  if (compressed && Number(y & 1n) !== (bytes[0] & 1)) y = P - y;
  return Buffer.concat([Buffer.from([4]), bytesOf(x), bytesOf(y)]);
}

export const publicInfo = (point) =>
  Buffer.concat([Buffer.from("3056301006072a8648ce3d020106052b8104000a034200", "hex"), point]);

export const privateInfo = (secret, point) =>
  Buffer.concat([
    Buffer.from("308184020101301006072a8648ce3d020106052b8104000a046d306b0201010420", "hex"),
    secret,
    Buffer.from("a144034200", "hex"),
    point,
  ]);

export class EccPublic {
  algorithm = "ECC";

  constructor(point) {
    this.data = pointOf(point);
  }

  verify(message, signature) {
    let r, s;
    try {
      const outer = new Der(signature);
      const sequence = outer.sequence();
      [r, s] = [sequence.integer(), sequence.integer()];
      sequence.end();
      outer.end();
    } catch (why) {
      if (!(why instanceof BadDer)) throw why;
      refuse("bad-signature", why.message);
    }
    if (r < 1n || r >= N || s < 1n || s >= N) refuse("bad-signature");
    const key = createPublicKey({ key: publicInfo(this.data), format: "der", type: "spki" });
    const raw = Buffer.concat([bytesOf(r), bytesOf(s)]);
    if (!verify("sha256", message, { key, dsaEncoding: "ieee-p1363" }, raw)) refuse("bad-signature");
    if (s > N / 2n) refuse("high-s");
  }
}

const multiple = (scalar) => {
  const exchange = createECDH("secp256k1");
  exchange.setPrivateKey(bytesOf(scalar));
  return exchange.getPublicKey();
};

export class EccPrivate {
  algorithm = "ECC";
  #number;

  constructor(secret) {
    if (secret.length !== 32) refuse("bad-key", "size of the secret");
    this.#number = numberOf(secret);
    if (this.#number === 0n || this.#number >= N) refuse("bad-key", "secret");
    this.public = new EccPublic(multiple(this.#number));
  }

  sign(message, draw) {
    const k = 1n + (numberOf(draw()) % (N - 1n));
    const r = numberOf(multiple(k).subarray(1, 33)) % N;
    let s = (power(k, N - 2n, N) * ((numberOf(sha256(message)) + r * this.#number) % N)) % N;
    if (s > N / 2n) s = N - s;
    return encode(0x30, encodeInteger(r), encodeInteger(s));
  }
}
