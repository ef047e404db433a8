import { concat, MAX_U32 } from "./bytes.mjs";
import { refuse } from "./refusal.mjs";

/** Protobuf of section 4.1: fields of two types, numbers of 32 bits and bytes. */

const WIRE_TYPE = { u32: 0, bytes: 2 };

function varint(number) {
  const bytes = [];
  let rest = number;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}

/**
 * OM-PROTO-1.
 *
 * @param {{ number: number, name: string, type: "u32" | "bytes" }[]} table in the order of the numbers
 * @param {object} values those that are undefined are left out
 */
export function writeFields(table, values) {
  const parts = [];
  for (const { number, name, type } of table) {
    const value = values[name];
    if (value === undefined) continue;
    parts.push(varint(number * 8 + WIRE_TYPE[type]));
    if (type === "u32") parts.push(varint(value));
    else parts.push(varint(value.length), value);
  }
  return concat(...parts);
}

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  /** @returns {number} exact up to 2^53, and greater than 2^32 − 1 for whatever is */
  varint(longest, most) {
    const start = this.at;
    let size = 0;
    for (;;) {
      if (this.at === this.bytes.length || size === longest) refuse("bad-protobuf", "varint");
      const byte = this.bytes[this.at];
      this.at += 1;
      size += 1;
      if (byte < 128) break;
    }
    // Most are short, and need no large integers. Of ten bytes the value may be beyond 2^64: it is taken for what it is.
    let value = 0;
    if (size <= 7) {
      for (let at = this.at - 1; at >= start; at -= 1) value = value * 128 + (this.bytes[at] & 127);
    } else {
      let wide = 0n;
      for (let at = this.at - 1; at >= start; at -= 1) wide = (wide << 7n) | BigInt(this.bytes[at] & 127);
      value = Number(wide);
    }
    if (most !== undefined && value > most) refuse("bad-protobuf", "a tag or length is too great");
    if (size > 1 && this.bytes[this.at - 1] === 0) refuse("loose-varint"); // OM-PROTO-3
    return value;
  }

  take(size) {
    if (size > this.bytes.length - this.at) refuse("bad-protobuf", "a value ends early");
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }
}

/** OM-PROTO-2 to OM-PROTO-15; fields that are `optional` may be missing. */
export function readFields(table, bytes) {
  const reader = new Reader(bytes);
  const values = {};
  while (reader.at < bytes.length) {
    const tag = reader.varint(5, MAX_U32);
    const [number, type] = [Math.floor(tag / 8), tag % 8];
    if (number === 0) refuse("bad-protobuf", "field 0");
    if (type === 6 || type === 7) refuse("bad-protobuf", `wire type ${type}`);
    if (type === 3 || type === 4) refuse("bad-protobuf", "a group");
    const field = table.find((row) => row.number === number);
    if (field === undefined) {
      if (type === 0) reader.varint(10);
      else reader.take(type === 1 ? 8 : type === 5 ? 4 : reader.varint(10, MAX_U32));
      continue;
    }
    if (type !== WIRE_TYPE[field.type]) refuse("wrong-type", field.name);
    if (values[field.name] !== undefined) refuse("duplicate-field", field.name);
    if (type === 2) {
      values[field.name] = reader.take(reader.varint(10, MAX_U32));
    } else {
      const value = reader.varint(10);
      if (value > MAX_U32) refuse("wide-number", field.name);
      values[field.name] = value;
    }
  }
  for (const { name, optional } of table) {
    if (values[name] === undefined && optional !== true) refuse("missing-field", name);
  }
  return values;
}
