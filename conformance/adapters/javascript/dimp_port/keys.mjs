// Key dictionaries: section 4.5, and encryption with message keys, section 4.11.

import { createCipheriv, createDecipheriv } from "node:crypto";
import { EccPrivate, EccPublic, privateInfo, publicInfo } from "./ecc.mjs";
import { readObject } from "./json_read.mjs";
import { readPem, SECP256K1, writePem } from "./pem.mjs";
import { refuse } from "./refusal.mjs";
import { RsaPrivate, RsaPublic } from "./rsa.mjs";
import { base64, fromBase64, lenientBase64 } from "./text.mjs";
import { copyOf, dict, int, isDict, isText, text } from "./values.mjs";

const ALGORITHMS = new Map([
  ["RSA", "RSA"],
  ["SHA256withRSA", "RSA"],
  ["RSA/ECB/PKCS1Padding", "RSA"],
  ["ECC", "ECC"],
  ["SHA256withECC", "ECC"],
  ["AES", "AES"],
  ["AES/CBC/PKCS7Padding", "AES"],
  ["PLAIN", "PLAIN"],
]);
const MESSAGE = new Set(["AES", "PLAIN"]);

class MessageKey {
  algorithm = "AES";

  constructor(data, iv) {
    this.data = data;
    this.iv = iv;
  }

  /** Whole blocks, without padding. */
  blocks(bytes, maker = createCipheriv) {
    const cipher = maker(`aes-${this.data.length * 8}-cbc`, this.data, this.iv).setAutoPadding(false);
    return Buffer.concat([cipher.update(bytes), cipher.final()]);
  }

  encrypt(plaintext) {
    const size = 16 - (plaintext.length % 16);
    return this.blocks(Buffer.concat([plaintext, Buffer.alloc(size, size)]));
  }

  decrypt(ciphertext) {
    if (ciphertext.length === 0 || ciphertext.length % 16 !== 0) refuse("bad-length");
    const plain = this.blocks(ciphertext, createDecipheriv);
    const size = plain.at(-1);
    // All of the last block is looked at, whatever is wrong with it: one code, and no sooner for one fault than another.
    let wrong = Number(size === 0) | Number(size > 16);
    for (let at = 1; at <= 16; at++) wrong |= Number(at <= size) & Number(plain.at(-at) !== size);
    if (wrong !== 0) refuse("bad-padding");
    return plain.subarray(0, plain.length - size);
  }
}

/** The message key of a broadcast. */
const PLAIN = { algorithm: "PLAIN", encrypt: (bytes) => bytes, decrypt: (bytes) => bytes };

function keyBytes(value, sizes) {
  if (!isText(value) || lenientBase64(value.v) === null) refuse("bad-key");
  const bytes = fromBase64(value.v);
  if (!sizes.includes(bytes.length)) refuse("bad-key");
  return bytes;
}

function readEcc(data, use) {
  if (/^[0-9a-fA-F]+$/.test(data)) {
    if (use === "private" && data.length === 64) return new EccPrivate(Buffer.from(data, "hex"));
    if (use === "public" && data.length === 128) return new EccPublic(Buffer.from(`04${data}`, "hex"));
    if (use === "public" && data.length === 130) return new EccPublic(Buffer.from(data, "hex"));
    refuse("bad-key", "length of the hex digits");
  }
  const numbers = readPem(data, "ECC", use);
  if (numbers.curve !== SECP256K1) refuse("weak-key", "curve");
  return use === "public" ? new EccPublic(numbers.point) : new EccPrivate(numbers.secret);
}

/** The key of a dictionary, for `use`: public, private or message. */
export function keyOf(value, use) {
  if (!isDict(value)) refuse("not-object");
  const named = value.v.get("algorithm");
  if (!isText(named)) refuse("bad-key", "algorithm");
  const algorithm = ALGORITHMS.get(named.v);
  if (algorithm === undefined || MESSAGE.has(algorithm) !== (use === "message")) refuse("unknown-algorithm");
  if (algorithm === "PLAIN") return PLAIN;
  const data = value.v.get("data");
  if (algorithm === "AES" && data === undefined && value.v.has("passphrase")) refuse("old-key");
  if (!isText(data)) refuse("bad-key", "data");
  if (algorithm === "AES") {
    const key = keyBytes(data, [16, 24, 32]);
    return new MessageKey(key, value.v.has("iv") ? keyBytes(value.v.get("iv"), [16]) : Buffer.alloc(16));
  }
  if (algorithm === "ECC") return readEcc(data.v, use);
  const numbers = readPem(data.v, "RSA", use);
  return use === "public" ? new RsaPublic(numbers) : new RsaPrivate(numbers);
}

export const readKey = (bytes, use) => keyOf(readObject(bytes), use);

/** A key for what encrypts (`public`) or decrypts (`private`), or a message key for both: section 5.8. */
export function readEitherKey(bytes, use) {
  const value = readObject(bytes);
  const named = ALGORITHMS.get(value.v.get("algorithm")?.v);
  if (named === "PLAIN" || (named === "ECC" && use === "private")) refuse("unknown-algorithm");
  return keyOf(value, named === "AES" ? "message" : use);
}

const members = (entries) => dict(entries.map(([name, value]) => [name, text(value)]));
const eccDict = (data) => members([["algorithm", "ECC"], ["data", data], ["curve", "SECP256k1"], ["digest", "SHA256"]]);

export function publicDict(key) {
  if (key.algorithm === "ECC") return eccDict(writePem("PUBLIC KEY", publicInfo(key.data), 76, "\n"));
  const data = writePem("PUBLIC KEY", key.data, 64, "");
  return members([["algorithm", "RSA"], ["data", data], ["mode", "ECB"], ["padding", "PKCS1"], ["digest", "SHA256"]]);
}

export function eccPrivateDict(secret) {
  const { data } = new EccPrivate(secret).public;
  return eccDict(writePem("PRIVATE KEY", privateInfo(secret, data), 76, "\n"));
}

export function messageDict(key, iv, size = 32) {
  const entries = [["algorithm", text("AES")]];
  if (size !== 32) entries.push(["size", int(size)]);
  return dict([...entries, ["data", text(base64(key.subarray(0, size)))], ["iv", text(base64(iv))]]);
}

/** As it stands in key blocks: with its IV, which a block has to bring along. */
export function withIv(value, key) {
  if (key.algorithm !== "AES" || value.v.has("iv")) return value;
  const full = copyOf(value);
  full.v.set("iv", text(base64(key.iv)));
  return full;
}
