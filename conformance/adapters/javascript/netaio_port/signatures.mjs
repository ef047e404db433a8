import { verify } from "node:crypto";

import { littleEndianNumber } from "./bytes.mjs";
import { decodePoint, isOfSmallOrder, L } from "./edwards.mjs";
import { openKey } from "./keys.mjs";

/**
 * `Verify` of section 3.1. OpenSSL compares R as bytes and takes no cofactor; what else has to hold is looked at here,
 * since implementations of Ed25519 differ in it.
 *
 * @param {Buffer} key 32 bytes
 * @param {Buffer} message
 * @param {Buffer} signature 64 bytes
 */
export function isSigned(key, message, signature) {
  if (littleEndianNumber(signature.subarray(32)) >= L) return false;
  if (!isUsablePoint(key) || !isUsablePoint(signature.subarray(0, 32))) return false;
  return verify(null, message, openKey("ed25519", key), signature);
}

function isUsablePoint(bytes) {
  const point = decodePoint(bytes);
  return point !== undefined && !isOfSmallOrder(point);
}
