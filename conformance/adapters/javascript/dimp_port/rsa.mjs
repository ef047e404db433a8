// RSA: sections 4.5.2, 4.10 and 4.11.
//
// Public operations are computed here, so that every byte of a result is compared and nothing is parsed. Private ones
// are OpenSSL's, which blinds them.

import { constants, createHmac, createPrivateKey, privateDecrypt, randomBytes, sign } from "node:crypto";
import { sha256 } from "./hashes.mjs";
import { rsaPrivateDer, rsaPublicDer } from "./pem.mjs";
import { refuse } from "./refusal.mjs";

const DIGEST_INFO = Buffer.from("3031300d060960864801650304020105000420", "hex");

const numberOf = (bytes) => (bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString("hex")}`));
const bytesOf = (number, size) => Buffer.from(number.toString(16).padStart(size * 2, "0"), "hex");

function power(base, exponent, modulus) {
  let [result, square] = [1n, base % modulus];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

export class RsaPublic {
  algorithm = "RSA";

  constructor({ n, e }) {
    if (e < 2n || e >= n || n % 2n === 0n) refuse("bad-key", "RSA numbers");
    this.bits = n.toString(2).length;
    if (this.bits < 1024 || this.bits > 4096) refuse("weak-key", "modulus");
    if (e % 2n === 0n || e >= 1n << 32n) refuse("weak-key", "exponent");
    this.n = n;
    this.e = e;
    this.size = Math.ceil(this.bits / 8);
    this.data = rsaPublicDer(n, e);
  }

  raw(block) {
    return bytesOf(power(numberOf(block), this.e, this.n), this.size);
  }

  verify(message, signature) {
    if (signature.length !== this.size || numberOf(signature) >= this.n) refuse("bad-signature");
    const tail = Buffer.concat([Buffer.from([0]), DIGEST_INFO, sha256(message)]);
    const filler = Buffer.alloc(this.size - 2 - tail.length, 0xff);
    const expected = Buffer.concat([Buffer.from([0, 1]), filler, tail]);
    if (!this.raw(signature).equals(expected)) refuse("bad-signature");
  }

  get capacity() {
    return this.size - 11;
  }

  encrypt(plaintext, padding) {
    if (plaintext.length > this.capacity) refuse("no-receiver-key", "too long");
    const filler = padding.take(this.size - 3 - plaintext.length);
    return this.raw(Buffer.concat([Buffer.from([0, 2]), filler, Buffer.from([0]), plaintext]));
  }
}

export class RsaPrivate {
  algorithm = "RSA";
  #key;
  #secret;

  constructor(numbers) {
    this.public = new RsaPublic(numbers);
    const { n, e, d, p, q, dp, dq, qi } = numbers;
    if (p < 2n || q < 2n || p * q !== n || d < 1n || d >= n) refuse("bad-key", "RSA numbers");
    const inverse = (e * d) % (p - 1n) === 1n && (e * d) % (q - 1n) === 1n;
    const parts = dp === d % (p - 1n) && dq === d % (q - 1n) && qi < p && (qi * q) % p === 1n;
    if (!inverse || !parts) refuse("bad-key", "RSA numbers");
    const der = rsaPrivateDer(numbers);
    this.#key = createPrivateKey({ key: der, format: "der", type: "pkcs1" });
    this.#secret = sha256(der);
  }

  raw(block) {
    const reduced = bytesOf(numberOf(block) % this.public.n, this.public.size);
    return privateDecrypt({ key: this.#key, padding: constants.RSA_NO_PADDING }, reduced);
  }

  sign(message, draw) {
    draw();
    return sign("sha256", message, { key: this.#key, padding: constants.RSA_PKCS1_PADDING });
  }

  /**
   * The plaintext, or, if the padding is wrong, bytes that only the key and the block decide (DI-ENC-7). The padding
   * is looked at as a whole, without a branch on where it is wrong.
   */
  decrypt(block) {
    const { size, n } = this.public;
    if (block.length !== size) refuse("bad-length");
    const plain = this.raw(block);
    let wrong = plain[0] | (plain[1] ^ 2) | Number(numberOf(block) >= n);
    let [seen, end] = [0, 0];
    for (let at = 2; at < size; at++) {
      const zero = ((plain[at] - 1) >>> 31) & ~seen & 1;
      end |= -zero & at;
      seen |= zero;
    }
    wrong |= (seen ^ 1) | ((end - 10) >>> 31);
    const instead = createHmac("sha256", this.#secret).update(block).digest();
    return wrong === 0 ? plain.subarray(end + 1) : instead;
  }
}

/** The draw `padding`: bytes that are not zero, each taken once. */
export class Padding {
  #bytes;
  #draw;

  constructor(draw) {
    this.#draw = draw;
  }

  take(size) {
    this.#bytes ??= [...this.#draw()];
    const taken = Buffer.alloc(size);
    for (let at = 0; at < size; ) {
      if (this.#bytes.length === 0) this.#bytes = [...randomBytes(512)];
      const byte = this.#bytes.shift();
      if (byte !== 0) taken[at++] = byte;
    }
    return taken;
  }
}
