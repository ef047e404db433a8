import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import test from "node:test";

import { formatOf } from "../../omemo_port/bytes.mjs";
import { makeParty } from "../../omemo_port/party.mjs";
import { restoreParty, saveParty } from "../../omemo_port/party_state.mjs";

const draw = (size) => randomBytes(size);
const fixHash = (state) => {
  createHash("sha256").update(state.subarray(0, -32)).digest().copy(state, state.length - 32);
  return state;
};
const bad = { code: "bad-state" };

for (const name of ["legacy", "omemo-2"]) {
  test(`a Party of ${name} goes on from its state`, () => {
    const [alice, bob] = [1, 3].map((pool) => makeParty(formatOf(name), { pool }, draw, 5));
    alice.peers.set("bob", alice.stageStart("bob", bob.bundle(), draw).peer);
    const copy = restoreParty(saveParty(alice));
    const [one, other] = [alice, copy].map((party) => party.stageEncrypt(party.peers.get("bob"), Buffer.from("x")));
    assert.deepEqual(one.message, other.message);
    const state = saveParty(alice);
    assert.deepEqual(saveParty(copy), state);
    // Head 6, format to `changed` 1 + 1 + 32 + 20 + 1, signed prekey 108, flag 1, prekeys 4 + 36, peers 4, name 7.
    const keyAt = 6 + 55 + 108 + 1 + 40 + 4 + 7;
    const size = state.readUInt32BE(keyAt);
    assert.equal(size, name === "legacy" ? 33 : 32);
    assert.equal(state.length, keyAt + 4 + size + 4 + 221 - 36 + 32);
    const wrong = (at, value) => assert.throws(() => restoreParty(fixHash(Buffer.from(state).fill(value, at, at + 1))), bad, `at ${at}`);
    for (const at of [6, 7, 60, 6 + 55 + 108]) wrong(at, 3);
    wrong(5, 2);
    wrong(state.length - 33, 1); // one skipped key more than there is
    for (let end = 7; end < state.length - 32; end += 5) {
      assert.throws(() => restoreParty(fixHash(Buffer.concat([state.subarray(0, end), Buffer.alloc(32)]))), bad);
    }
    assert.throws(() => restoreParty(fixHash(Buffer.concat([state, Buffer.alloc(1)]))), bad);
    assert.throws(() => restoreParty(Buffer.from(state).fill(2, 4, 5)), { code: "unknown-version" });
    assert.throws(() => restoreParty(Buffer.from("OMST\u0002")), bad);
  });
}

test("prekeys are in order, each once", () => {
  const given = { preKeyIds: [7, 3], preKeys: [Buffer.alloc(32, 1), Buffer.alloc(32, 2)] };
  const state = saveParty(makeParty(formatOf("legacy"), given, draw, 0));
  const at = 6 + 55 + 108 + 1 + 4;
  assert.deepEqual([state.readUInt32BE(at), state.readUInt32BE(at + 36)], [3, 7]);
  for (const id of [7, 8]) {
    const wrong = Buffer.from(state);
    wrong.writeUInt32BE(id, at);
    assert.throws(() => restoreParty(fixHash(wrong)), bad);
  }
});
