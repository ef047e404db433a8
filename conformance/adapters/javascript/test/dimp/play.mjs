// Plays operations of the port without an adapter.

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { forging } from "../../dimp_port/forge.mjs";
import { nodeOperations } from "../../dimp_port/node_operations.mjs";
import { operations } from "../../dimp_port/operations.mjs";

export const refused = (code, work) => {
  assert.throws(work, (why) => why.code === code || assert.fail(`${why.code} ${why.stack}`));
};

const ALL = { ...operations, ...nodeOperations, ...forging };
/** Inputs that are no bytes. */
const PLAIN = new Set(["use", "kind", "algorithm", "network", "version", "size", "properties", "value", "split", "attach_meta", "broadcast"]);
const SIZES = { padding: 512, sn: 4, iv: 16 };
const hexOf = (value) => (Array.isArray(value) ? value.map(hexOf) : Buffer.from(value).toString("hex"));

/** The outcome of an operation: inputs are given as texts or bytes, a content's members as a tagged array. */
export function play(name, input = {}, { draws = {}, actor = {}, now = 1_545_405_083_123 } = {}) {
  const isPlain = (key, value) => PLAIN.has(key) || (name === "content.make" && key === "members" && Array.isArray(value));
  const entries = Object.entries(input).filter(([, value]) => value !== undefined);
  const given = Object.fromEntries(entries.map(([key, value]) => [key, isPlain(key, value) ? value : hexOf(value)]));
  let drawn = false;
  const call = {
    input: given,
    now,
    bytesOf: (key) => (given[key] === undefined ? undefined : Buffer.from(given[key], "hex")),
    draw(key) {
      drawn = true;
      return draws[key] ?? Buffer.alloc(SIZES[key] ?? 32, 7);
    },
    get state() {
      return actor.state;
    },
    set state(value) {
      actor.state = value;
    },
  };
  try {
    const answer = ALL[name](call);
    return answer.accept ?? answer;
  } catch (why) {
    assert.ok(!drawn, `${name} drew before it refused: ${why.stack}`);
    throw why;
  }
}

const pem = (bits) => generateKeyPairSync("rsa", { modulusLength: bits }).privateKey.export({ type: "pkcs1", format: "pem" });
export const dictOf = (algorithm, data) => JSON.stringify({ algorithm, data });
export const rsaKey = (bits = 1024) => dictOf("RSA", pem(bits));
export const publicOf = (key) => play("key.public", { private_key: key }).public_key;

export function identity(key, seed, { version = 1, network = 8 } = {}) {
  const { meta } = play("meta.make", { private_key: key, seed, version });
  return { meta: meta.toString(), id: play("meta.id", { meta, network }).id.toString() };
}

/** A tagged value of texts, lists and dicts, for what an operation gives or takes as a value. */
export function tagged(value) {
  if (typeof value === "string") return ["text", hexOf(value)];
  if (typeof value === "number") return ["int", String(value)];
  if (Array.isArray(value)) return ["list", value.map(tagged)];
  return ["dict", Object.entries(value).map(([name, member]) => [hexOf(name), tagged(member)])];
}
