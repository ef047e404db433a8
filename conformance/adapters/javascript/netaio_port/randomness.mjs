import { randomBytes } from "node:crypto";

/**
 * Where random bytes come from. A caller names what it needs, so that a test can hand over values by name.
 *
 * @typedef {object} Randomness
 * @property {(name: string, size: number) => Buffer} take
 */

/** @type {Randomness} */
export const SYSTEM = { take: (name, size) => randomBytes(size) };

/** Bytes that several plugins take from the front, each what it needs (section 5.15). */
export class Supply {
  #bytes;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  take(name, size) {
    if (size > this.#bytes.length) throw new RangeError(`the supply has no ${size} bytes for ${name}`);
    const taken = this.#bytes.subarray(0, size);
    this.#bytes = this.#bytes.subarray(size);
    return taken;
  }
}
