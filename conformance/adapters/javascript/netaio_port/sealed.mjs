import { timingSafeEqual } from "node:crypto";

import { concat } from "./bytes.mjs";
import { Refusal } from "./refusal.mjs";
import { applyKeystream, mac } from "./versions.mjs";

const IV = 16;
const MAC = 32;

/**
 * Encrypts and authenticates under one key (section 5.7).
 *
 * @param {import("./versions.mjs").Version} version
 * @param {Buffer} key
 * @param {Buffer} plaintext
 * @param {import("./randomness.mjs").Randomness} random
 */
export function makeSealed(version, key, plaintext, random) {
  const iv = random.take("iv", IV);
  const ciphertext = applyKeystream(version, key, iv, plaintext);
  const tag = mac(version, key, iv, ciphertext);
  return { sealed: concat(iv, tag, ciphertext), ciphertext, mac: tag }; // NA-SEALED-1
}

export function openSealed(version, key, sealed) {
  if (sealed.length < IV + MAC) throw new Refusal("short", `${sealed.length} bytes`); // NA-SEALED-2
  const [iv, tag, ciphertext] = [sealed.subarray(0, IV), sealed.subarray(IV, IV + MAC), sealed.subarray(IV + MAC)];
  if (!timingSafeEqual(tag, mac(version, key, iv, ciphertext))) throw new Refusal("bad-mac"); // NA-SEALED-3
  return applyKeystream(version, key, iv, ciphertext);
}
