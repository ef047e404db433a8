import assert from "node:assert/strict";

import { Refusal, values, versionOf } from "../../netaio_port/index.mjs";

export const VERSIONS = ["0.0.9", "0.0.8"].map(versionOf);
export const [V9, V8] = VERSIONS;

export const hex = (text) => Buffer.from(text.replaceAll(" ", ""), "hex");
export const ascii = (text) => Buffer.from(text, "latin1");

export function refuses(code, run) {
  assert.throws(run, (why) => {
    assert.ok(why instanceof Refusal, why?.stack);
    assert.equal(why.code, code, why.message);
    return true;
  });
}

/** Auth fields of values by name. */
export function fields(members = {}) {
  return values.dict(Object.entries(members).map(([name, value]) => [values.str(name), value]));
}

/** Auth fields with one of them replaced, or taken out if the value is left out. */
export function edited(present, name, value = undefined) {
  const others = present.content.filter(([key]) => key.content !== name);
  return values.dict(value === undefined ? others : [...others, [values.str(name), value]]);
}

/** A source of randomness for tests: every byte is the same. */
export function fixed(byte) {
  return { take: (name, size) => Buffer.alloc(size, byte) };
}

export const NOW = 1_700_000_000_999;
export const TIME = hex("6553f100");

export function seed(byte) {
  return Buffer.alloc(32, byte);
}
