import { concat, u32 } from "./bytes.mjs";
import { neededFields, withFields } from "./fields.mjs";
import { checkKeyLength, signWith } from "./keys.mjs";
import { runScripts } from "./machine.mjs";
import { peerValue } from "./peer_data.mjs";
import { Refusal } from "./refusal.mjs";
import { push } from "./script_bytes.mjs";
import { checkStamp, chooseNonce, chooseTime, NONCE, timeBytes } from "./stamps.mjs";
import { bytes, isBytes } from "./values.mjs";

const LONGEST_SIGNED = 1_024;

/** The auth plugin tapescript (section 5.13). It makes signatures with a seed, and checks them with a lock. */
export class Tapescript {
  static failure = "tapescript auth failed";

  /** Whether a message for many receivers has to be made for each of them (NA-SUB-2). */
  static isForOneReceiver = true;

  /**
   * @param {{ lock?: Buffer, seed?: Buffer, lockFrom?: "own" | "peer-lock", witnessField?: string,
   *   nonceField?: string, tsField?: string }} configuration
   */
  constructor({ lock, seed, lockFrom = "own", witnessField = "witness", nonceField = "nonce", tsField = "ts" }) {
    if (lockFrom !== "own" && lockFrom !== "peer-lock") throw new TypeError(`there is no lock from ${lockFrom}`);
    if (seed !== undefined) checkKeyLength(seed);
    this.lock = lock;
    this.seed = seed;
    this.lockFrom = lockFrom;
    this.names = { witnessField, nonceField, tsField };
  }

  get ownFields() {
    return [this.names.witnessField];
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
    const size = body.length + NONCE + 4;
    if (size > LONGEST_SIGNED) throw new Refusal("too-large", `${size} bytes to sign`); // NA-TAPE-3
    const nonce = chooseNonce(fields, this.names, context);
    const signed = concat(body, nonce, u32(seconds)); // NA-TAPE-4
    const signature = signWith(this.seed, signed);
    const { witnessField, nonceField, tsField } = this.names;
    const added = [[nonceField, bytes(nonce)], [tsField, version.timeField(seconds)], [witnessField, bytes(push(signature))]];
    return { fields: withFields(fields, added), shown: { nonce, signed, signature } };
  }

  /** Returns if the witness opens the lock (NA-TAPE-9). */
  check(version, fields, body, { peerData }) {
    const { witnessField, nonceField, tsField } = this.names;
    const [nonce, time, witness] = neededFields(fields, [nonceField, tsField, witnessField]);
    checkStamp(version, nonce, time);
    if (!isBytes(witness)) throw new Refusal("bad-field", "the witness is no bytes");
    const seconds = timeBytes(time);
    if (seconds.every((byte) => byte === 0)) throw new Refusal("bad-field", "the time is 0"); // NA-TAPE-7
    const sigfields = [body, nonce.content, seconds];
    const { cost } = runScripts(witness.content, this.#lockFor(peerData), sigfields);
    return { shown: { sigfields, cost } };
  }

  #lockFor(peerData) {
    const found = this.lockFrom === "peer-lock" && peerData !== undefined ? peerValue(peerData, "lock") : undefined;
    if (found === undefined) return this.lock;
    if (!isBytes(found)) throw new Refusal("bad-peer-data", "the lock is no bytes"); // NA-TAPE-8
    return found.content;
  }
}
