import { createHash } from "node:crypto";

import { concat } from "./bytes.mjs";
import { refuse } from "./refusal.mjs";

/** The frame of a saved state, and what its records are made of (section 6.9). */

const MAGIC = Buffer.from("OMST", "latin1");
const VERSION = 1;
const HEAD = 6;
const HASH = 32;
export const KIND = { party: 1, manager: 2 };

const sha256 = (bytes) => createHash("sha256").update(bytes).digest();
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const bad = (why) => refuse("bad-state", why);

/** @param {(writer: Writer) => void} write */
export function seal(kind, write) {
  const writer = new Writer();
  write(writer);
  const body = concat(MAGIC, Buffer.from([VERSION, kind]), ...writer.parts);
  return concat(body, sha256(body));
}

/** OM-STATE-2 to OM-STATE-5, in this order. */
export function unseal(bytes, kind, read) {
  if (bytes.length < HEAD + 1 + HASH || !bytes.subarray(0, 4).equals(MAGIC)) bad("no saved state");
  if (bytes[4] !== VERSION) refuse("unknown-version", String(bytes[4]));
  const covered = bytes.subarray(0, -HASH);
  if (!sha256(covered).equals(bytes.subarray(-HASH))) bad("hash");
  if (bytes[5] !== kind) bad("kind");
  const reader = new Reader(covered.subarray(HEAD));
  const made = read(reader);
  if (!reader.isAtEnd) bad("bytes behind the body");
  return made;
}

class Writer {
  parts = [];

  bytes(value, size = value.length) {
    if (value.length !== size) throw new RangeError(`${value.length} bytes, not ${size}`);
    this.parts.push(value);
  }

  u8(value) {
    this.bytes(Buffer.from([value]));
  }

  u32(value) {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    this.bytes(bytes);
  }

  u64(value) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(BigInt(value));
    this.bytes(bytes);
  }

  truth(value) {
    this.u8(value ? 1 : 0);
  }

  data(value) {
    this.u32(value.length);
    this.bytes(value);
  }

  text(value) {
    this.data(Buffer.from(value, "utf8"));
  }

  flag(value, write) {
    this.truth(value !== undefined);
    if (value !== undefined) write(value);
  }

  list(values, write) {
    this.u32(values.length);
    for (const value of values) write(value);
  }
}

class Reader {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  get isAtEnd() {
    return this.#at === this.#bytes.length;
  }

  /** A copy: what was restored does not hang on to the whole state. */
  bytes(size) {
    if (size > this.#bytes.length - this.#at) bad("it ends early");
    this.#at += size;
    return Buffer.from(this.#bytes.subarray(this.#at - size, this.#at));
  }

  u8() {
    return this.bytes(1)[0];
  }

  u32() {
    return this.bytes(4).readUInt32BE();
  }

  /** Times may be beyond 2^53. */
  u64() {
    return this.bytes(8).readBigUInt64BE();
  }

  /** A byte of few meanings. */
  oneOf(meanings) {
    const value = this.u8();
    if (!(value in meanings)) bad(`a byte ${value}`);
    return meanings[value];
  }

  truth() {
    return this.oneOf([false, true]);
  }

  data() {
    return this.bytes(this.u32());
  }

  text() {
    const bytes = this.data();
    try {
      return utf8.decode(bytes);
    } catch {
      return bad("a text that is not UTF-8");
    }
  }

  /** A text that is kept as bytes. */
  textBytes() {
    return Buffer.from(this.text(), "utf8");
  }

  flag(read) {
    return this.truth() ? read() : undefined;
  }

  /** The length sets no memory aside: entries are there, or it ends early. */
  list(read) {
    const values = [];
    for (let left = this.u32(); left > 0; left -= 1) values.push(read());
    return values;
  }

  /** A list whose entries stand in the order of their keys, each of which stands once. */
  sorted(read, keyOf) {
    const values = this.list(read);
    for (let at = 1; at < values.length; at += 1) {
      if (compare(keyOf(values[at - 1]), keyOf(values[at])) >= 0) bad("an entry out of order or twice");
    }
    return values;
  }
}

/** Orders keys of several parts: numbers by size, bytes and texts byte by byte, shorter ones first. */
export function compare(one, other) {
  for (const [at, part] of one.entries()) {
    const order = typeof part === "number" ? part - other[at] : Buffer.compare(Buffer.from(part), Buffer.from(other[at]));
    if (order !== 0) return order;
  }
  return 0;
}

/** Of a list that stands in no order of its own. */
export function checkOnce(ids, what) {
  if (new Set(ids).size !== ids.length) bad(`${what} twice`);
}

/** @returns {object[]} sorted as a writer has them in a state */
export const inOrder = (values, keyOf) => [...values].sort((one, other) => compare(keyOf(one), keyOf(other)));
