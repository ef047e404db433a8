import { littleEndianBytes32, littleEndianNumber } from "./bytes.mjs";
import { add, decodePoint, encodePoint, isOfPrimeOrder, L, timesBase } from "./edwards.mjs";
import { sha256, sha512 } from "./hashes.mjs";
import { clampedKey, verifyKeyOf } from "./keys.mjs";

/** The tweak of a script for an internal key (section 4.9), a number of 32 bytes with bit 255 cleared. */
export function tweakOf(key, script) {
  const tweak = sha256(key, sha256(script));
  tweak[31] &= 0x7f;
  return tweak;
}

/**
 * The root of a key and a script.
 *
 * @returns {{ root: Buffer, tweak: Buffer } | undefined} undefined if the key is not the canonical encoding of a point
 *   of prime order
 */
export function rootOf(key, script) {
  const point = decodePoint(key);
  if (point === undefined || !isOfPrimeOrder(point)) return undefined;
  const tweak = tweakOf(key, script);
  return { root: encodePoint(add(point, timesBase(littleEndianNumber(tweak)))), tweak };
}

/** Signs under the root of a script and of the key that the seed gives (section 5.11). */
export function signUnderRoot(seed, script, message) {
  const { root, tweak } = rootOf(verifyKeyOf(seed), script);
  const z = (littleEndianNumber(clampedKey(seed)) + littleEndianNumber(tweak)) % L;
  const scalar = littleEndianBytes32(z);
  const s = littleEndianBytes32(numberModL(sha512(scalar, message)));
  const n = sha512(s).subarray(-32);
  const r = numberModL(sha512(sha512(n, message)));
  const point = encodePoint(timesBase(r));
  const c = numberModL(sha512(point, root, message));
  const signature = Buffer.concat([point, littleEndianBytes32((r + c * z) % L)]);
  return { signature, scalar };
}

function numberModL(bytes) {
  return littleEndianNumber(bytes) % L;
}
