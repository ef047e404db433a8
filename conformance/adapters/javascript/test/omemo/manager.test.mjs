import assert from "node:assert/strict";
import test from "node:test";

import { formatOf } from "../../omemo_port/bytes.mjs";
import { writeDevices, readEncrypted, readDevices, writeEncrypted } from "../../omemo_port/documents.mjs";
import { Supply } from "../../omemo_port/kdf.mjs";
import { makeManager } from "../../omemo_port/manager.mjs";
import { decryptFor, tick } from "../../omemo_port/manager_receive.mjs";
import { encryptFrom } from "../../omemo_port/manager_send.mjs";
import { restoreManager, saveManager } from "../../omemo_port/manager_state.mjs";
import { signWith } from "../../omemo_port/signature.mjs";

let seed = 0;
const supply = () => new Supply(Buffer.alloc(32, (seed += 1)));
const WEEK = 604_800_000;

function make(jid, deviceId, more = {}) {
  const given = { jid, deviceId, formats: ["legacy", "omemo-2"], pool: 3, refillAt: 1, ...more };
  return makeManager(given, () => Buffer.alloc(32, (seed += 1)), 0);
}

const bundleXml = (made, format) => made.actions.find(([kind, name]) => kind === "publish-bundle" && name === format.name)[2];

/** Alice and Bob, who know each other's list and bundle. */
function pair(format, more = {}) {
  const [alice, bob] = [make("alice", 1, more), make("bob", 2, more)];
  for (const [one, other] of [[alice, bob], [bob, alice]]) {
    const { jid, deviceId } = other.manager;
    const actions = one.manager.takeDevices(format, jid, writeDevices(format, [{ id: deviceId }]));
    assert.deepEqual(actions, [["fetch-bundle", format.name, jid, deviceId]]);
    one.manager.takeBundle(format, jid, deviceId, bundleXml(other, format));
    one.manager.decide(jid, other.manager.identity.x25519, "trusted");
  }
  return [alice.manager, bob.manager];
}

for (const name of ["legacy", "omemo-2"]) {
  const format = formatOf(name);
  const text = Buffer.from("hello");

  test(`a conversation of devices in ${name}`, () => {
    const [alice, bob] = pair(format);
    const first = encryptFrom(alice, format, ["bob"], text, supply());
    assert.deepEqual([first.leftOut, first.actions], [[], []]);
    assert.equal(alice.bundleOf(format, "bob", 2), undefined);
    const before = saveManager(bob);
    const changed = readEncrypted(format, first.xml);
    changed.payload[0] ^= 1;
    assert.throws(() => decryptFor(bob, format, "alice", writeEncrypted(format, changed), supply()), { code: "bad-payload" });
    assert.deepEqual(saveManager(bob), before);
    const read = decryptFor(bob, format, "alice", first.xml, supply());
    assert.deepEqual([read.payload, read.trust, read.deviceId], [text, "trusted", 1]);
    assert.deepEqual(read.actions.map((action) => action.slice(0, 3).map(String).slice(0, 2)), [["publish-bundle", name], ["send", name]]);
    const answer = decryptFor(alice, format, "bob", read.actions[1][3], supply());
    assert.deepEqual([answer.payload, answer.actions], [undefined, []]);
    const second = encryptFrom(alice, format, ["bob"], text, supply());
    assert.equal(readEncrypted(format, second.xml).keys[0].isExchange, false);
    assert.deepEqual(decryptFor(bob, format, "alice", second.xml, supply()).payload, text);
    assert.throws(() => decryptFor(bob, format, "alice", second.xml, supply()), { code: "duplicate" });
    assert.equal(decryptFor(alice, format, "alice", second.xml, supply()), undefined);
    assert.throws(() => decryptFor(bob, format, "carol", second.xml, supply()), { code: "unknown-device" });
  });

  test(`the 54th message is answered, and no other one, in ${name}`, () => {
    const [alice, bob] = pair(format);
    const read = decryptFor(bob, format, "alice", encryptFrom(alice, format, ["bob"], text, supply()).xml, supply());
    decryptFor(alice, format, "bob", read.actions.at(-1)[3], supply());
    const answered = [];
    for (let count = 0; count < 60; count += 1) {
      const { xml } = encryptFrom(alice, format, ["bob"], text, supply());
      if (decryptFor(bob, format, "alice", xml, supply()).actions.length > 0) answered.push(count);
    }
    assert.deepEqual(answered, [53]);
  });

  test(`what is restored goes on in ${name}`, () => {
    const [alice, bob] = pair(format, { label: Buffer.from("phone") });
    const { xml } = encryptFrom(alice, format, ["bob"], text, supply());
    const copy = restoreManager(saveManager(bob));
    assert.deepEqual(saveManager(copy), saveManager(bob));
    assert.deepEqual(decryptFor(copy, format, "alice", xml, new Supply(text)), decryptFor(bob, format, "alice", xml, new Supply(text)));
    assert.deepEqual(saveManager(copy), saveManager(bob));
    const state = saveManager(bob);
    for (let at = 0; at < state.length; at += 97) {
      const wrong = Buffer.from(state);
      wrong[at] ^= 1;
      assert.throws(() => restoreManager(wrong), { code: at === 4 ? "unknown-version" : "bad-state" });
    }
  });

  test(`who is left out in ${name}`, () => {
    const [alice, bob] = pair(format);
    const state = saveManager(alice);
    alice.takeDevices(format, "bob", writeDevices(format, [{ id: 7 }, { id: 2 }]));
    const made = encryptFrom(alice, format, ["bob"], text, supply());
    assert.deepEqual(made.leftOut, [["no-bundle", "bob", 7]]);
    assert.deepEqual(made.actions, [["fetch-bundle", name, "bob", 7]]);
    for (const [trust, code] of [["distrusted", "no-devices"], ["undecided", "undecided"]]) {
      const copy = restoreManager(state);
      copy.decide("bob", bob.identity.x25519, trust);
      const before = saveManager(copy);
      assert.throws(() => encryptFrom(copy, format, ["bob"], text, supply()), { code });
      assert.deepEqual(saveManager(copy), before);
      if (trust === "undecided") encryptFrom(copy, format, ["bob"], undefined, supply());
    }
    assert.throws(() => encryptFrom(alice, format, ["bob", "carol"], text, supply()), { code: "no-devices" });
  });
}

test("a list without the own device, and labels", () => {
  const { manager } = make("alice", 1, { label: Buffer.from("lap<top") });
  const format = formatOf("omemo-2");
  const [publish, fetch] = manager.takeDevices(format, "alice", writeDevices(format, [{ id: 9 }]));
  assert.deepEqual(fetch, ["fetch-bundle", "omemo-2", "alice", 9]);
  const [nine, own] = readDevices(format, publish[2]);
  assert.deepEqual([nine.id, own.id, own.label.toString()], [9, 1, "lap<top"]);
  const bob = make("bob", 2).manager;
  bob.takeDevices(format, "alice", publish[2]);
  const labels = () => bob.list("alice").map(({ id, label }) => [id, label?.toString()]);
  assert.deepEqual(labels(), [[1, undefined], [9, undefined]]);
  bob.setKey("alice", 1, manager.identity.x25519);
  assert.deepEqual(labels(), [[1, "lap<top"], [9, undefined]]);
});

test("a label is kept without T as well, and signed with what is last taken from the supply", () => {
  const given = { jid: "alice", deviceId: 1, identity: Buffer.alloc(32, 7), pool: 1, label: Buffer.from("phone") };
  for (const formats of [["legacy"], ["legacy", "omemo-2"]]) {
    const { manager } = makeManager({ ...given, formats }, () => Buffer.alloc(32, 8), 0);
    const taken = new Supply(Buffer.alloc(32, 8)).take(formats.length * (32 + 64 + 32) + 64);
    const { signature } = signWith(manager.identity.scalar, given.label, taken.subarray(-64));
    assert.deepEqual(restoreManager(saveManager(manager)).label, { text: given.label, signature });
  }
});

test("labels of a state are UTF-8, and one-time prekeys of a bundle have an ID each", () => {
  const format = formatOf("omemo-2");
  const state = (change) => {
    const [alice] = pair(format, { label: Buffer.from("phone") });
    change(alice);
    return saveManager(alice);
  };
  const bad = { code: "bad-state" };
  const [no, signature] = [Buffer.from([0x61, 0xff]), Buffer.alloc(64)];
  assert.throws(() => restoreManager(state((alice) => (alice.label.text = no))), bad);
  assert.throws(() => restoreManager(state((alice) => alice.setList(format, "bob", [{ id: 2, label: no, signature }]))), bad);
  assert.throws(() => restoreManager(state((alice) => (alice.bundleOf(format, "bob", 2).preKeyIds[1] = 1))), bad);
  const last = Buffer.from("\uFEFFé", "utf8"); // a byte order mark is a character like any other
  assert.deepEqual(restoreManager(state((alice) => (alice.label.text = last))).label.text, last);
});

test("a signed prekey lasts a week", () => {
  const { manager } = make("alice", 1);
  assert.deepEqual(tick(manager, supply(), WEEK - 1), []);
  assert.deepEqual(tick(restoreManager(saveManager(manager)), supply(), WEEK).map((action) => action[1]), ["legacy", "omemo-2"]);
  assert.equal(tick(manager, supply(), WEEK).length, 2);
  assert.deepEqual(tick(manager, supply(), WEEK), []);
});

test("one ID in two accounts: in L the first one has it", () => {
  for (const [name, expected] of [["legacy", [["same-id", "carol", 2]]], ["omemo-2", []]]) {
    const format = formatOf(name);
    const [alice] = pair(format);
    const carol = make("carol", 2);
    const other = make("carol", 3);
    alice.takeDevices(format, "carol", writeDevices(format, [{ id: 3 }, { id: 2 }]));
    for (const [id, made] of [[2, carol], [3, other]]) {
      alice.takeBundle(format, "carol", id, bundleXml(made, format));
      alice.decide("carol", made.manager.identity.x25519, "trusted");
    }
    const made = encryptFrom(alice, format, ["bob", "carol"], Buffer.from("x"), supply());
    assert.deepEqual(made.leftOut, expected);
    const sent = readEncrypted(format, made.xml).keys.map(({ rid }) => rid);
    assert.deepEqual(sent, name === "legacy" ? [2, 3] : [2, 2, 3]);
    assert.throws(() => alice.takeBundle(format, "bob", 2, bundleXml(carol, format)), { code: "identity-changed" });
  }
});

test("distrust reaches messages of known and of new devices", () => {
  const format = formatOf("omemo-2");
  const [alice, bob] = pair(format);
  const { xml } = encryptFrom(alice, format, ["bob"], Buffer.from("x"), supply());
  bob.decide("alice", alice.identity.x25519, "distrusted");
  assert.throws(() => decryptFor(bob, format, "alice", xml, supply()), { code: "untrusted" });
  bob.keys.clear(); // the key in the key exchange is the same
  assert.throws(() => decryptFor(bob, format, "alice", xml, supply()), { code: "untrusted" });
  bob.decide("alice", alice.identity.x25519, "undecided");
  assert.equal(decryptFor(bob, format, "alice", xml, supply()).trust, "undecided");
});
