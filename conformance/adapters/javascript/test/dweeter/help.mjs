import assert from "node:assert/strict";

import { Dict, Refusal } from "../../dweeter_port/index.mjs";

export function refuses(code, run) {
  assert.throws(run, (why) => isRefusal(why, code));
}

export async function refusesLater(code, promise) {
  await assert.rejects(promise, (why) => isRefusal(why, code));
}

function isRefusal(why, code) {
  assert.ok(why instanceof Refusal, why?.stack);
  assert.equal(why.code, code, why.message);
  return true;
}

export function dict(members) {
  return new Dict(Object.entries(members));
}

export function nested(levels) {
  return "[".repeat(levels) + "]".repeat(levels);
}

export function json(text) {
  return { status: 200, mediaType: "application/json", body: Buffer.from(text) };
}

export const CREATED = "2024-07-15T05:11:32.709Z";
export const NOW = Date.UTC(2024, 6, 15, 5, 11, 31, 999);
