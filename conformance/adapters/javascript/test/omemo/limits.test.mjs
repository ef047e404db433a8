import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test from "node:test";

import { formatOf } from "../../omemo_port/bytes.mjs";
import { Supply } from "../../omemo_port/kdf.mjs";
import { restoreParty, saveParty } from "../../omemo_port/party_state.mjs";
import { makeParty } from "../../omemo_port/party.mjs";
import { checkNumber } from "../../omemo_port/session.mjs";

const draw = (size) => randomBytes(size);
const MOST = 2 ** 32 - 1;
const edit = (party, name, change) => {
  const [current, ...rest] = party.peers.get(name).sessions;
  party.peers.set(name, { ...party.peers.get(name), sessions: [{ ...current, ...change(current) }, ...rest] });
};

for (const name of ["legacy", "omemo-2"]) {
  test(`the last number of a chain in ${name}`, () => {
    const limits = { pool: 2, maxSkip: MOST, maxKept: 3 };
    const [alice, bob] = [0, 0].map(() => makeParty(formatOf(name), limits, draw, 0));
    alice.peers.set("bob", alice.stageStart("bob", bob.bundle(), draw).peer);
    const send = () => {
      const sent = alice.stageEncrypt(alice.peers.get("bob"), Buffer.from("x"));
      alice.peers.set("bob", sent.peer);
      return sent;
    };
    const read = ({ message, isExchange }) => bob.stageDecrypt("alice", message, isExchange, () => draw(32)).commit();
    read(send());
    edit(alice, "bob", ({ sending }) => ({ sending: { ...sending, number: MOST - 1 } }));
    edit(bob, "alice", ({ receiving }) => ({ receiving: { ...receiving, number: MOST - 1 } }));
    read(send());
    assert.equal(bob.status("alice").received, MOST);
    assert.throws(send, { code: "chain-end" });
    assert.throws(() => checkNumber(MOST, 0, MOST), { code: "chain-end" });
    assert.throws(() => checkNumber(MOST, 0, MOST - 1), { code: "too-many-skipped" });
    checkNumber(MOST - 1, 0, MOST);
    edit(alice, "bob", ({ sending }) => ({ sending: { ...sending, number: MOST - 1 } }));
    assert.throws(() => read(send()), { code: "duplicate" });
  });
}

test("prekeys are drawn in the order in which IDs are given, and named on from the greatest", () => {
  const supply = new Supply(Buffer.alloc(32, 1));
  const [first, second, third] = [0, 0, 0].map(() => supply.take(32));
  const drawn = (size, name) => (name === "pre_keys" ? Buffer.alloc(32, 1) : draw(size));
  const party = makeParty(formatOf("legacy"), { preKeyIds: [9, 4, 7] }, drawn, 0);
  assert.deepEqual([party.preKeys.get(9), party.preKeys.get(4), party.preKeys.get(7)], [first, second, third]);
  assert.equal(party.pool, 100);
  assert.deepEqual(party.bundle().preKeyIds, [4, 7, 9]);
  party.refill(new Supply(Buffer.alloc(32, 2)));
  assert.equal(party.bundle().preKeyIds.length, 100);
  assert.equal(party.bundle().preKeyIds[3], 10);
  const none = makeParty(formatOf("legacy"), { pool: 0 }, draw, 0);
  none.pool = 1;
  none.refill(supply);
  assert.deepEqual([...none.preKeys.keys()], [1]);
});

test("a refused key exchange leaves nothing behind, not even the identity key", () => {
  const [bob, mallory] = [0, 0].map(() => makeParty(formatOf("omemo-2"), { pool: 2 }, draw, 0));
  mallory.peers.set("bob", mallory.stageStart("bob", bob.bundle(), draw).peer);
  const { message } = mallory.stageEncrypt(mallory.peers.get("bob"), Buffer.from("x"));
  const wrong = Buffer.from(message);
  wrong[wrong.length - 1] ^= 1; // the ciphertext of the message within
  assert.throws(() => bob.stageDecrypt("alice", wrong, true, () => draw(32)), { code: "bad-mac" });
  assert.deepEqual([bob.peers.size, bob.preKeys.size], [0, 2]);
  const opened = bob.stageDecrypt("alice", message, true, () => draw(32));
  assert.equal(bob.peers.size, 0);
  opened.commit();
  assert.deepEqual(bob.peers.get("alice").identity, mallory.wire);
  const other = makeParty(formatOf("omemo-2"), { pool: 2 }, draw, 0);
  assert.throws(() => bob.stageStart("alice", other.bundle(), draw), { code: "identity-changed" });
});

test("four sessions are archived, and no more skipped keys restored than are kept", () => {
  const [alice, bob] = [0, 0].map(() => makeParty(formatOf("legacy"), { pool: 2, maxKept: 1 }, draw, 0));
  for (let count = 1; count < 8; count += 1) {
    alice.peers.set("bob", alice.stageStart("bob", bob.bundle(), draw).peer);
    assert.equal(alice.status("bob").sessions, Math.min(count, 5));
  }
  const key = { ratchetKey: Buffer.alloc(32), number: 0, messageKey: Buffer.alloc(32) };
  edit(alice, "bob", () => ({ skipped: [key] }));
  assert.equal(restoreParty(saveParty(alice)).status("bob").skipped, 1);
  edit(alice, "bob", () => ({ skipped: [key, key] }));
  assert.throws(() => restoreParty(saveParty(alice)), { code: "bad-state" });
  edit(alice, "bob", () => ({ skipped: [], sending: undefined }));
  assert.throws(() => restoreParty(saveParty(alice)), { code: "bad-state" });
});
