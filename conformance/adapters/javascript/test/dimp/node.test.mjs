// Tests of a node: sending, receiving, groups, commands, saving.

import assert from "node:assert/strict";
import { test } from "node:test";
import { dictOf, identity, play, publicOf, refused, rsaKey, tagged } from "./play.mjs";

const keys = { hulk: rsaKey(), moki: rsaKey(), carol: rsaKey() };
const users = Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, { key, ...identity(key, name) }]));
const { hulk, moki, carol } = users;
const group = identity(hulk.key, "friends", { network: 16 });

let numbers = 0;
const content = (members) => JSON.stringify({ ...members, sn: ++numbers });
const say = (words, more = {}) => content({ text: words, type: 1, ...more });
const command = (name, members) => content({ type: 137, command: name, time: 1000, group: group.id, ...members });

/** A node with a user, that knows the metas of all. */
function nodeOf(user) {
  const actor = {};
  play("new", {}, { actor });
  play("user.add", { id: user.id, meta: user.meta, private_keys: [user.key] }, { actor });
  for (const each of [hulk, moki, carol, group]) play("meta.save", { id: each.id, meta: each.meta }, { actor });
  return actor;
}

const on = (actor) => (name, input, how = {}) => play(name, input, { actor, ...how });
const members = (actor) => on(actor)("members", { group: group.id }).members.map(String);
const process = (actor, sender, user, text, how) => {
  const { answer } = on(actor)("process", { sender: sender.id, user: user.id, content: text }, how);
  return answer && JSON.parse(answer);
};

test("register makes what user.add takes, and refuses what is no user", () => {
  const actor = {};
  play("new", {}, { actor });
  const key = rsaKey();
  const input = { private_key: key, seed: "peter", properties: tagged({ name: "Peter" }) };
  const { id, meta, profile } = on(actor)("register", input);
  assert.equal(play("profile.read", { profile, id, meta }).properties[1].length, 1);
  on(actor)("user.add", { id, meta, private_keys: [key, hulk.key] });
  refused("bad-data", () => on(actor)("user.add", { id, meta, private_keys: [hulk.key, key] }));
  refused("bad-data", () => on(actor)("user.add", { id, meta, private_keys: [] }));
  refused("wrong-id", () => on(actor)("register", { private_key: key, seed: "peter", network: 16 }));
  refused("bad-data", () => on(actor)("register", { private_key: key, seed: "peter", network: 256 }));
  refused("bad-data", () => on(actor)("register", { private_key: key, seed: "peter", version: 5 }));
  refused("bad-seed", () => on(actor)("register", { private_key: key, seed: "p" }));
  refused("bad-profile", () => on(actor)("register", { ...input, properties: tagged({ key: "x" }) }));
  refused("unknown-network", () => on(actor)("register", { private_key: key, seed: "peter", network: 7 }));
  refused("wrong-id", () => on(actor)("user.add", { id: group.id, meta: group.meta, private_keys: [hulk.key] }));
});

test("a message goes from one node to the other once, and its key stays", () => {
  const [from, to] = [nodeOf(hulk), nodeOf(moki)];
  const send = (text, extra) => on(from)("pack", { sender: hulk.id, receiver: moki.id, content: text, ...extra }).messages;
  const [message] = send(say("hi"), { attach_meta: true });
  assert.equal(JSON.parse(message).meta.seed, "hulk");
  const got = on(to)("receive", { message });
  assert.deepEqual([String(got.sender), String(got.user)], [hulk.id, moki.id]);
  assert.deepEqual(on(to)("receive", { message }), { ignore: {} });
  const bare = JSON.parse(send(say("again"))[0]);
  delete bare.key;
  assert.equal(on(to)("receive", { message: JSON.stringify(bare) }).content[0], "dict");
  refused("no-message-key", () => on(nodeOf(moki))("receive", { message: JSON.stringify(bare) }));
  assert.deepEqual(on(nodeOf(carol))("receive", { message }), { ignore: {} });
  refused("unknown-user", () => on(to)("pack", { sender: hulk.id, receiver: moki.id, content: say("x") }));
  const restored = {};
  on(restored)("restore", { state: on(to)("save").state });
  assert.deepEqual(on(restored)("receive", { message }), { ignore: {} });
  assert.deepEqual(on(restored)("save"), on(to)("save"));
});

test("a refused message changes nothing", () => {
  const [from, to] = [nodeOf(hulk), nodeOf(moki)];
  const before = on(to)("save");
  const [message] = on(from)("pack", { sender: hulk.id, receiver: moki.id, content: say("hi"), attach_meta: true }).messages;
  const broken = JSON.stringify({ ...JSON.parse(message), key: "AAAA" });
  refused("bad-key-block", () => on(to)("receive", { message: broken }));
  assert.deepEqual(on(to)("save"), before);
  on(to)("receive", { message });
});

test("files: sealed for the store, opened from it, or left with their key", () => {
  const [from, to] = [nodeOf(hulk), nodeOf(moki)];
  const url = "https://example.com/1";
  const text = content({ type: 16, data: "aGVsbG8=", filename: "a.txt" });
  const sent = on(from)("pack", { sender: hulk.id, receiver: moki.id, content: text, url });
  const receive = (actor, downloads) => on(actor)("receive", { message: sent.messages[0], downloads }).content[1];
  const names = (pairs) => pairs.map(([name]) => Buffer.from(name, "hex").toString());
  assert.deepEqual(names(receive(nodeOf(moki), [])), ["type", "filename", "sn", "URL", "password"]);
  const opened = receive(to, [[url, sent.upload]]);
  assert.deepEqual(names(opened), ["type", "filename", "sn", "data"]);
  assert.equal(Buffer.from(opened[1][1][1], "hex").toString(), "5d41402abc4b2a76b9719d911017c592.txt");
  refused("bad-length", () => receive(nodeOf(moki), [[url, "short"]]));
  const all = { sender: hulk.id, receiver: "everyone@everywhere", content: text, url };
  refused("unknown-algorithm", () => on(from)("pack", all));
  const one = { ...all, receiver: moki.id };
  refused("bad-url", () => on(from)("pack", { ...one, url: "file:///x" }));
  refused("bad-data", () => on(from)("pack", { ...one, content: say("x", { data: "aGk=" }) }));
  refused("bad-base64", () => on(from)("pack", { ...one, content: content({ type: 16, data: "A" }) }));
});

test("the key of a file that was not there: with its IV, in its place", () => {
  const aes = { algorithm: "AES", data: Buffer.alloc(16, 5).toString("base64") };
  const key = { ...aes, iv: Buffer.alloc(16).toString("base64") };
  const file = { type: 16, URL: "https://example.com/1" };
  const open = (members, messageKey) => {
    const input = { content: content(members), message_key: JSON.stringify(messageKey) };
    return JSON.parse(play("file.open", input).content);
  };
  const placed = open({ password: "x", ...file }, aes);
  assert.deepEqual(Object.keys(placed), ["password", "type", "URL", "sn"]);
  assert.equal(JSON.stringify(placed.password), JSON.stringify(key));
  assert.deepEqual(Object.keys(open(file, aes)), ["type", "URL", "sn", "password"]);
  const own = { iv: Buffer.alloc(16, 6).toString("base64"), ...aes };
  assert.equal(JSON.stringify(open(file, own).password), JSON.stringify(own));
});

test("group messages: whole, split, trimmed", () => {
  const [from, to] = [nodeOf(hulk), nodeOf(moki)];
  const list = [hulk.id, moki.id, `${carol.id}/phone`, moki.id];
  for (const actor of [from, to]) on(actor)("members.save", { group: group.id, members: list });
  assert.deepEqual(members(from), [hulk.id, moki.id, carol.id]);
  const send = (text, split) => on(from)("pack", { sender: hulk.id, receiver: group.id, content: text, split }).messages;
  const [whole] = send(say("all", { group: group.id }));
  assert.deepEqual(Object.keys(JSON.parse(whole).keys), members(from));
  assert.equal(String(on(to)("receive", { message: whole }).group), group.id);
  const parts = send(say("each", { group: group.id }), true);
  assert.equal(parts.length, 3);
  assert.deepEqual(Object.keys(JSON.parse(parts[1])), ["sender", "receiver", "time", "data", "type", "signature", "group", "key"]);
  on(to)("receive", { message: parts[1] });
  assert.deepEqual(on(to)("receive", { message: parts[2] }), { ignore: {} });
  refused("group-mismatch", () => send(say("nobody's")));
  assert.deepEqual(on(nodeOf(moki))("receive", { message: whole }), { ignore: {} });
  refused("bad-content", () => on(from)("members.save", { group: group.id, members: [group.id] }));
  refused("wrong-id", () => on(from)("members.save", { group: "everywhere", members: [hulk.id] }));
  assert.deepEqual(on(from)("members", { group: "everywhere" }).members.map(String), ["anyone@anywhere"]);
});

/** A message of hulk's to a user, with his meta. */
function sealed(receiver, text) {
  const pairs = [[receiver.id, publicOf(receiver.key)]];
  return play("message.seal", { sender: hulk.id, receiver: receiver.id, content: text, private_key: hulk.key, keys: pairs }).message;
}

const forwarding = (message, times, receiver = moki) => {
  let current = message;
  for (let i = 0; i < times; i++) current = sealed(receiver, content({ forward: JSON.parse(current), type: 255 }));
  return current;
};

test("forwarded messages: opened within, passed on, no more than 8", () => {
  const to = nodeOf(moki);
  const got = on(to)("receive", { message: forwarding(sealed(moki, say("inmost")), 8) });
  assert.equal(got.inner[1].length, 8);
  refused("too-deep", () => on(to)("receive", { message: forwarding(sealed(moki, say("inmost")), 9) }));
  const foreign = sealed(carol, say("for carol"));
  const passed = on(to)("receive", { message: forwarding(foreign, 1) });
  assert.equal(String(passed.pass_on), String(foreign));
  assert.equal(passed.inner, undefined);
  const again = sealed(moki, say("twice"));
  on(to)("receive", { message: again });
  assert.deepEqual(on(to)("receive", { message: forwarding(again, 1) }), { ignore: {} });
});

test("group commands: founders, members, times", () => {
  const actor = nodeOf(moki);
  const ask = (sender, name, more, how) => process(actor, sender, moki, command(name, more), how);
  const list = [hulk.id, moki.id];
  assert.deepEqual(Object.keys(ask(carol, "reset", { members: list })), ["type", "time", "command", "sn", "group"]);
  assert.deepEqual(members(actor), []);
  refused("not-allowed", () => ask(carol, "query"));
  assert.equal(ask(hulk, "invite", { members: list }), undefined);
  assert.deepEqual(members(actor), list);
  refused("old-command", () => ask(hulk, "expel", { member: moki.id, time: 999 }));
  refused("not-allowed", () => ask(carol, "invite", { member: carol.id }));
  refused("not-allowed", () => ask(moki, "expel", { member: hulk.id }));
  refused("not-allowed", () => ask(hulk, "quit"));
  ask(moki, "invite", { members: [`${carol.id}/web`, moki.id] });
  assert.deepEqual(members(actor), [...list, carol.id]);
  const told = ask(carol, "query");
  assert.deepEqual([told.command, told.members, told.time], ["invite", [...list, carol.id], 1_545_405_083]);
  ask(carol, "quit", { time: 1005 });
  assert.deepEqual(members(actor), list);
  ask(carol, "quit", { time: 5000 }); // no member any more: does nothing, not even to the time
  ask(hulk, "expel", { member: moki.id, time: 1006 });
  assert.deepEqual(members(actor), [hulk.id]);
  refused("wrong-id", () => process(actor, hulk, moki, content({ type: 137, command: "quit", time: 1, group: "everywhere" })));
  refused("bad-content", () => ask(hulk, "reset", { members: [hulk.id, "anyone@anywhere"], time: 2000 }));
});

test("metas and profiles: asked for, given, refused", () => {
  const actor = nodeOf(moki);
  const ask = (members, sender = hulk) => process(actor, sender, moki, content({ type: 136, ...members }));
  const peter = identity(rsaKey(), "peter");
  const about = (kind, more) => ask({ command: kind, ID: peter.id, ...more });
  assert.equal(about("meta").text, `Sorry, meta for ${peter.id} not found.`);
  assert.equal(about("meta", { meta: JSON.parse(hulk.meta) }).text, `Meta not match ID: ${peter.id}`);
  assert.equal(about("meta", { meta: JSON.parse(peter.meta) }).message, `Meta received: ${peter.id}`);
  assert.deepEqual(about("meta").meta, JSON.parse(peter.meta));
  assert.equal(about("profile").text, `Sorry, profile for ${peter.id} not found.`);
  const make = (id, key) => JSON.parse(play("profile.make", { id, properties: tagged({ name: "x" }), private_key: key }).profile);
  const own = make(hulk.id, hulk.key);
  const give = (profile, id, sender) => ask({ command: "profile", ID: id, profile }, sender);
  assert.equal(give(make(hulk.id, moki.key), hulk.id).text, `Profile not match ID: ${hulk.id}`);
  assert.equal(give(own, hulk.id).message, `Profile received: ${hulk.id}`);
  const asText = ask({ command: "profile", ID: hulk.id, profile: own.data, signature: own.signature });
  assert.equal(asText.message, `Profile received: ${hulk.id}`);
  const told = ask({ command: "profile", ID: hulk.id });
  assert.deepEqual(Object.keys(told), ["command", "profile", "signature", "ID", "meta", "type", "sn"]);
  assert.equal(give(make(group.id, hulk.key), group.id, hulk).message, `Profile received: ${group.id}`);
  assert.equal(give(make(group.id, moki.key), group.id, moki).text, `Profile not match ID: ${group.id}`);
  assert.equal(ask({ command: "handshake", message: "DIM!" }), undefined);
});

test("another meta of an ID is refused, where the signature is no part of the address", () => {
  const secret = dictOf("ECC", "22".repeat(32));
  const make = (k) => play("meta.make", { private_key: secret, seed: "erin", version: 5 }, { draws: { k: Buffer.alloc(32, k) } }).meta;
  const [one, other] = [make(1), make(2)];
  const id = play("meta.id", { meta: one, network: 8 }).id;
  const actor = nodeOf(moki);
  on(actor)("meta.save", { id, meta: one });
  on(actor)("meta.save", { id, meta: one });
  refused("other-meta", () => on(actor)("meta.save", { id, meta: other }));
  const answer = process(actor, hulk, moki, content({ type: 136, command: "meta", ID: String(id), meta: JSON.parse(other) }));
  assert.equal(answer.text, `Meta not accept: ${id}!`);
  refused("not-allowed", () => {
    const profile = play("profile.make", { id: group.id, properties: tagged({}), private_key: moki.key }).profile;
    on(actor)("profile.save", { id: group.id, profile, signer: moki.id });
  });
});

test("contents: only what the row names, and all that it asks for", () => {
  const make = (kind, members, more = {}) => JSON.parse(play("content.make", { kind, members: tagged(members), ...more }).content);
  assert.deepEqual(Object.keys(make("text", { text: "hi" }, { group: group.id })), ["text", "sn", "type", "group"]);
  const stored = { type: 136, command: "contacts", sn: 0x07070707, data: "aGk=" };
  assert.deepEqual(make("storage", { title: "contacts", data: "aGk=" }), stored);
  assert.deepEqual(Object.keys(make("receipt", { message: "ok", sn: 5 })), ["message", "sn", "type", "command"]);
  assert.equal(make("login", { ID: "x", time: 7 }).time, 7);
  refused("bad-data", () => make("text", {}));
  refused("bad-data", () => make("text", { text: "x", sn: 1 }));
  refused("bad-data", () => make("invite", { member: "x" }));
  refused("bad-data", () => make("invite", { member: "x", members: [] }, { group: group.id }));
  refused("bad-data", () => make("command", { command: "x", type: 1 }));
  refused("bad-data", () => make("file", { x: "y" }));
});

test("forging: blocks without padding, edits, signatures", () => {
  const block = Buffer.concat([Buffer.alloc(2), Buffer.alloc(126, 5)]);
  const signed = play("forge.private", { private_key: hulk.key, block }).block;
  assert.deepEqual(play("forge.public", { public_key: publicOf(hulk.key), block: signed }).block, block);
  const text = play("forge.edit", { text: '{"a":1,"b":2}', set: [["a", "[]"], ["c", "null"]], remove: ["b"] }).text;
  assert.equal(String(text), '{"a": [], "c": null}');
  const message = play("forge.sign", { private_key: hulk.key, message: '{"data":"aGk="}', broadcast: false }).message;
  const { signature } = JSON.parse(message);
  play("key.verify", { public_key: publicOf(hulk.key), data: "hi", signature: Buffer.from(signature, "base64") });
  const { key } = play("key.make", { algorithm: "AES" });
  assert.equal(play("forge.blocks", { message_key: key, blocks: Buffer.alloc(32) }).ciphertext.length, 32);
});
