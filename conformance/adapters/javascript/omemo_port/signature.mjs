import { createPublicKey, verify } from "node:crypto";

import { concat, littleEndianBytes32, littleEndianNumber } from "./bytes.mjs";
import { decodePoint, encodePoint, isOfSmallOrder, L, timesBase } from "./edwards.mjs";
import { checkPoint, clamp, sha512 } from "./keys.mjs";
import { Refusal, refuse } from "./refusal.mjs";

/** Signatures of section 3.5. */

const PUBLIC = Buffer.from("302a300506032b6570032100", "hex");
const PREFIX = concat(Buffer.from([0xfe]), Buffer.alloc(31, 0xff));

/** OM-SIGN-1, with 64 random bytes. */
export function signWith(privateKey, message, nonce) {
  const scalar = clamp(privateKey);
  const a = littleEndianNumber(scalar);
  const own = encodePoint(timesBase(a));
  return finish(littleEndianNumber(sha512(PREFIX, scalar, message, nonce)) % L, a, own, message);
}

/** Ed25519 of RFC 8032. */
export function signWithSeed(seed, message) {
  const hash = sha512(seed);
  const a = littleEndianNumber(clamp(hash.subarray(0, 32)));
  const own = encodePoint(timesBase(a));
  return finish(littleEndianNumber(sha512(hash.subarray(32), message)) % L, a, own, message);
}

function finish(r, a, own, message) {
  const point = encodePoint(timesBase(r));
  const h = littleEndianNumber(sha512(point, own, message)) % L;
  const signature = concat(point, littleEndianBytes32((r + h * a) % L));
  return { signature, r: littleEndianBytes32(r), h: littleEndianBytes32(h) };
}

export function checkSignatureLength(signature) {
  if (signature.length !== 64) refuse("bad-length", `a signature of ${signature.length} bytes`); // OM-SIGN-4
}

/**
 * OM-SIGN-5 to OM-SIGN-7, after the key was checked. OpenSSL compares R byte by byte with what it computes, without
 * multiplying by the cofactor: that is the equation of OM-SIGN-7.
 */
export function checkSignature(ed25519, message, signature) {
  checkSignatureLength(signature);
  if (littleEndianNumber(signature.subarray(32)) >= L) refuse("bad-signature", "S is L or more");
  const point = decodePoint(signature.subarray(0, 32));
  if (point === undefined || isOfSmallOrder(point)) refuse("bad-signature", "R");
  const key = createPublicKey({ key: concat(PUBLIC, ed25519), format: "der", type: "spki" });
  if (!verify(null, message, key, signature)) refuse("bad-signature");
}

/** OM-SIGN-3. */
export function toLegacy(ed25519, signature) {
  const marked = Buffer.from(signature);
  marked[63] = (marked[63] & 0x7f) | (ed25519[31] & 0x80);
  return marked;
}

export function fromLegacy(signature) {
  checkSignatureLength(signature);
  const bare = Buffer.from(signature);
  bare[63] &= 0x7f;
  return { signature: bare, sign: signature[63] >> 7 };
}

/** Whether a label is to be shown (OM-LIST-3, OM-LIST-4): key and signature may be anything. */
export function isLabelSigned(ed25519, label, signature) {
  if (signature === undefined || ed25519.length !== 32) return false;
  try {
    checkPoint(ed25519);
    checkSignature(ed25519, label, signature);
    return true;
  } catch (why) {
    if (!(why instanceof Refusal)) throw why;
    return false;
  }
}
