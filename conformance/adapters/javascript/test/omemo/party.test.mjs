import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test from "node:test";

import { formatOf } from "../../omemo_port/bytes.mjs";
import { makeParty } from "../../omemo_port/party.mjs";

const draw = (size) => randomBytes(size);

for (const name of ["legacy", "omemo-2"]) {
  test(`a conversation in ${name}, with loss and repetition`, () => {
    const [alice, bob] = [0, 0].map(() => makeParty(formatOf(name), { pool: 3 }, draw, 0));
    alice.peers.set("bob", alice.stageStart("bob", bob.bundle(), draw).peer);
    const send = (from, to, text) => {
      const sent = from.stageEncrypt(from.peers.get(to), Buffer.from(text));
      from.peers.set(to, sent.peer);
      return sent;
    };
    const read = (party, peer, sent) => {
      const opened = party.stageDecrypt(peer, sent.message, sent.isExchange, () => draw(32));
      opened.commit();
      return opened.plaintext.toString();
    };
    const [first, second, third] = ["1", "2", "3"].map((text) => send(alice, "bob", text));
    assert.equal(read(bob, "alice", third), "3");
    assert.equal(bob.preKeys.size, 2);
    assert.equal(read(alice, "bob", send(bob, "alice", "4")), "4");
    const fifth = send(alice, "bob", "5");
    assert.equal(fifth.isExchange, false);
    assert.equal(read(bob, "alice", fifth), "5");
    assert.equal(read(bob, "alice", first), "1");
    assert.equal(read(bob, "alice", second), "2");
    assert.throws(() => read(bob, "alice", fifth), { code: "duplicate" });
    assert.throws(() => read(bob, "alice", second), { code: "bad-mac" });
  });
}
