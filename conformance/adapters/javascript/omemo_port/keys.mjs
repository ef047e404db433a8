import { createHash, createPrivateKey, createPublicKey, diffieHellman } from "node:crypto";

import { concat, littleEndianBytes32, littleEndianNumber } from "./bytes.mjs";
import { decodePoint, encodePoint, isOfPrimeOrder, isOfSmallOrder, mod, P, power, timesBase } from "./edwards.mjs";
import { refuse } from "./refusal.mjs";

/** Sections 3.3 and 3.4: private keys, the two public forms, and how public keys are taken from the wire. */

// node:crypto takes keys in DER; what stands before the 32 bytes is always the same.
const PRIVATE = Buffer.from("302e020100300506032b656e04220420", "hex");
const PUBLIC = Buffer.from("302a300506032b656e032100", "hex");
const TYPE = Buffer.from([5]);
const MAX_ID = 2 ** 31 - 1;

export const sha512 = (...parts) => createHash("sha512").update(concat(...parts)).digest();

export function clamp(key) {
  const scalar = Buffer.from(key);
  scalar[0] &= 0xf8;
  scalar[31] = (scalar[31] & 0x7f) | 0x40;
  return scalar;
}

/** OM-KEY-1, OM-KEY-2. */
export function scalarOf(form, key) {
  return clamp(form === "seed" ? sha512(key).subarray(0, 32) : key);
}

function privateObject(key) {
  return createPrivateKey({ key: concat(PRIVATE, key), format: "der", type: "pkcs8" });
}

/** `Base`. */
export function publicKeyOf(key) {
  return createPublicKey(privateObject(key)).export({ format: "der", type: "spki" }).subarray(-32);
}

/** `DH`, with OM-KEY-14: OpenSSL reports a result of zeros instead of giving it. */
export function agree(key, publicKey) {
  const other = createPublicKey({ key: concat(PUBLIC, publicKey), format: "der", type: "spki" });
  try {
    return diffieHellman({ privateKey: privateObject(key), publicKey: other });
  } catch (why) {
    if (why.code === "ERR_OSSL_FAILED_DURING_DERIVATION") refuse("weak-key", "the shared secret is zero");
    throw why;
  }
}

/** OM-KEY-3: both public forms of a private scalar. */
export function identityOf(scalar) {
  return {
    scalar,
    x25519: publicKeyOf(scalar),
    ed25519: encodePoint(timesBase(littleEndianNumber(scalar))),
  };
}

export function wireIdentity(format, { x25519, ed25519 }) {
  return format.isLegacy ? wireKey(format, x25519) : ed25519;
}

/** `Wire` of a key that is no identity key. */
export function wireKey(format, x25519) {
  return format.isLegacy ? concat(TYPE, x25519) : x25519;
}

export function toX25519(ed25519) {
  const y = littleEndianNumber(ed25519) & (2n ** 255n - 1n);
  return littleEndianBytes32(mod((1n + y) * power(mod(1n - y), P - 2n)));
}

/** The power is 0 for u = −1, and so is y. */
export function toEd25519(x25519, sign) {
  const u = littleEndianNumber(x25519);
  const y = mod((u - 1n) * power(mod(u + 1n), P - 2n));
  return littleEndianBytes32(y | (BigInt(sign) << 255n));
}

/** OM-KEY-11 to OM-KEY-13. */
export function checkPoint(ed25519) {
  const point = decodePoint(ed25519);
  if (point === undefined) refuse("bad-key", "the identity key is no point");
  if (isOfSmallOrder(point)) refuse("weak-key", "the identity key has small order");
  if (!isOfPrimeOrder(point)) refuse("bad-key", "the identity key is outside the subgroup");
}

/** An identity key in Ed25519 form, of 32 bytes: OM-KEY-7, OM-KEY-8, OM-KEY-11 to OM-KEY-13. */
export function readEd25519(bytes) {
  if (bytes.length !== 32) refuse("bad-key", `${bytes.length} bytes`);
  checkPoint(bytes);
  return bytes;
}

/** A key in X25519 form without type byte: OM-KEY-7, OM-KEY-8, OM-KEY-10. */
export function readX25519(bytes) {
  if (bytes.length !== 32) refuse("bad-key", `${bytes.length} bytes`);
  if (littleEndianNumber(bytes) >= P) refuse("bad-key", "p or more");
  return bytes;
}

/** @returns {Buffer} the X25519 form, of any key but an identity key of T */
export function readKey(format, bytes) {
  if (!format.isLegacy) return readX25519(bytes);
  if (bytes.length !== 33 || bytes[0] !== 5) refuse("bad-key", `${bytes.length} bytes`);
  return readX25519(bytes.subarray(1));
}

/** @returns {Buffer} the X25519 form */
export function readIdentity(format, bytes) {
  return format.isLegacy ? readKey(format, bytes) : toX25519(readEd25519(bytes));
}

/** OM-KEY-6. */
export function checkId(id) {
  if (id < 1 || id > MAX_ID) refuse("bad-id", String(id));
}

export function fingerprintOf(x25519) {
  return Buffer.from(x25519.toString("hex").match(/.{8}/g).join(" "), "latin1");
}
