import { timingSafeEqual } from "node:crypto";

import { u32 } from "./bytes.mjs";
import { neededFields, withFields } from "./fields.mjs";
import { sha256 } from "./hashes.mjs";
import { Refusal } from "./refusal.mjs";
import { checkStamp, chooseNonce, chooseTime, timeBytes } from "./stamps.mjs";
import { bytes, isBytes } from "./values.mjs";
import { mac } from "./versions.mjs";

const MAC = 32;

/** The auth plugin hmac (section 5.8). */
export class Hmac {
  /** What a node answers to whom this plugin refuses (section 4.7). */
  static failure = "HMAC auth failed";

  /** @param {{ secret: Buffer, hmacField?: string, nonceField?: string, tsField?: string }} configuration */
  constructor({ secret, hmacField = "hmac", nonceField = "nonce", tsField = "ts" }) {
    this.secretHash = sha256(secret);
    this.names = { hmacField, nonceField, tsField };
  }

  /** Names of fields that are this plugin's alone, and of those that two auth plugins may share (NA-LAYER-1). */
  get ownFields() {
    return [this.names.hmacField];
  }

  get sharedFields() {
    return { nonce: this.names.nonceField, time: this.names.tsField };
  }

  /**
   * @param {import("./versions.mjs").Version} version
   * @param {import("./values.mjs").Value} fields
   * @param {Buffer} body encoded
   * @param {{ now: number, random: import("./randomness.mjs").Randomness }} context
   */
  make(version, fields, body, context) {
    const seconds = chooseTime(fields, this.names, context);
    const nonce = chooseNonce(fields, this.names, context);
    const { authenticated, expected } = this.#compute(version, nonce, u32(seconds), body);
    const { hmacField, nonceField, tsField } = this.names;
    const added = [[nonceField, bytes(nonce)], [tsField, version.timeField(seconds)], [hmacField, bytes(expected)]];
    return { fields: withFields(fields, added), shown: this.#shown({ nonce, authenticated, mac: expected }) };
  }

  /** Returns if the MAC is right. */
  check(version, fields, body) {
    const { hmacField, nonceField, tsField } = this.names;
    const [nonce, time, found] = neededFields(fields, [nonceField, tsField, hmacField]);
    checkStamp(version, nonce, time);
    if (!isBytes(found, MAC)) throw new Refusal("bad-field", "the MAC is not 32 bytes");
    const { authenticated, expected } = this.#compute(version, nonce.content, timeBytes(time), body);
    if (!timingSafeEqual(found.content, expected)) throw new Refusal("bad-mac"); // NA-HMAC-6
    return { shown: this.#shown({ authenticated, mac: expected }) };
  }

  #compute(version, nonce, time, body) {
    const authenticated = version.authenticated(nonce, time, body);
    return { authenticated, expected: mac(version, this.secretHash, nonce, authenticated) };
  }

  #shown(more) {
    return { secret_hash: this.secretHash, ...more };
  }
}
