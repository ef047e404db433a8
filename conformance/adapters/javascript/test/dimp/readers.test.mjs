// Tests of what readers refuse, one fault at a time: contents, metas, profiles, messages (sections 4.6 to 4.9, 5.18).

import assert from "node:assert/strict";
import { test } from "node:test";
import { dictOf, identity, play, publicOf, refused, rsaKey, tagged } from "./play.mjs";

const [key, otherKey, bigKey] = [rsaKey(), rsaKey(), rsaKey(2048)];
const [hulk, moki] = [identity(key, "hulk"), identity(otherKey, "moki")];
const group = identity(key, "friends", { network: 16 });
const thing = identity(key, "hulk", { network: 128 });

/** Holds edits of an object against codes; an edit to undefined takes a member out. */
function edits(base, read, table) {
  for (const [code, change] of table) {
    const value = Array.isArray(change) || typeof change === "number" ? change : { ...base, ...change };
    refused(code, () => read(JSON.stringify(value)));
  }
  read(JSON.stringify(base));
}

const readContent = (content) => play("content.read", { content });

test("contents", () => {
  edits({ type: 1, sn: 1, text: "hi", group: group.id }, readContent, [
    ["not-object", []],
    ["later-version", { type: undefined, T: "1" }],
    ["bad-content", { type: undefined }],
    ["bad-number", { type: "1" }],
    ["bad-number", { type: 256 }],
    ["bad-number", { type: 1.5 }],
    ["bad-number", { sn: undefined }],
    ["bad-number", { sn: 0 }],
    ["bad-number", { sn: null }],
    ["bad-content", { type: 136 }],
    ["bad-content", { type: 137, command: 5 }],
    ["bad-content", { group: 5 }],
    ["bad-content", { group: "x" }],
    ["bad-content", { group: hulk.id }],
    ["bad-content", { text: undefined }],
    ["bad-content", { text: 5 }],
    ["bad-content", { type: 255 }],
  ]);
  edits({ type: 16, sn: 1, filename: "é".repeat(127), URL: "https://x" }, readContent, [
    ["bad-file-name", { filename: "é".repeat(128) }],
    ["bad-file-name", { filename: "" }],
    ["bad-file-name", { filename: ".." }],
    ["bad-file-name", { filename: "a/b" }],
    ["bad-file-name", { filename: "a\\b" }],
    ["bad-file-name", { filename: "a\u007f" }],
    ["bad-file-name", { filename: null }],
    ["bad-url", { URL: "file:///x" }],
    ["bad-url", { URL: 5 }],
  ]);
  edits({ type: 137, sn: 1, command: "invite", group: group.id, time: 1, members: [] }, readContent, [
    ["bad-content", { time: undefined }],
    ["bad-number", { time: "1" }],
    ["bad-number", { time: -1 }],
    ["bad-number", { time: 2 ** 53 }],
    ["bad-content", { members: [5] }],
    ["bad-content", { members: undefined }],
    ["bad-content", { members: undefined, member: 5 }],
  ]);
  edits({ type: 136, sn: 1, command: "profile", ID: hulk.id, profile: { ID: `${hulk.id}/x` } }, readContent, [
    ["bad-content", { ID: undefined }],
    ["bad-content", { ID: moki.id }],
    ["bad-content", { profile: { ID: "x" } }],
    ["bad-content", { ID: "x", profile: { ID: "x" } }],
    ["bad-content", { profile: { ID: null } }],
  ]);
});

test("metas", () => {
  edits(JSON.parse(hulk.meta), (meta) => play("meta.check", { meta, id: hulk.id }), [
    ["not-object", []],
    ["unknown-version", { version: undefined }],
    ["unknown-version", { version: 6 }],
    ["bad-number", { version: "1" }],
    ["bad-meta", { key: undefined }],
    ["bad-meta", { seed: 5 }],
    ["bad-meta", { fingerprint: undefined }],
    ["bad-key", { key: {} }],
    ["wrong-algorithm", { version: 5 }],
    ["bad-name", { seed: "h" }],
    ["bad-base64", { fingerprint: "A" }],
    ["loose-text", { fingerprint: `${JSON.parse(hulk.meta).fingerprint}\n` }],
    ["bad-fingerprint", { seed: "hulk2" }],
    ["bad-fingerprint", { fingerprint: "" }],
    ["meta-mismatch", { version: 3 }],
    ["meta-mismatch", { version: 2 }],
  ]);
  refused("meta-mismatch", () => play("meta.check", { meta: hulk.meta, id: hulk.id.slice(5) }));
});

test("profiles", () => {
  const make = (id, properties, private_key) => play("profile.make", { id, properties: tagged(properties), private_key }).profile;
  const read = (profile, more) => play("profile.read", { profile, id: hulk.id, meta: hulk.meta, ...more });
  const good = JSON.parse(make(`${hulk.id}/phone`, { name: "Hulk", key: JSON.parse(publicOf(otherKey)) }, key));
  assert.equal(good.ID, hulk.id);
  edits(good, read, [
    ["not-object", 5],
    ["bad-profile", { ID: undefined }],
    ["bad-profile", { data: {} }],
    ["bad-id", { ID: "hulk@" }],
    ["wrong-id", { ID: moki.id }],
    ["bad-base64", { signature: "A" }],
    ["bad-signature", { signature: "" }],
    ["bad-signature", { data: `${good.data} ` }],
  ]);
  refused("wrong-id", () => read(JSON.stringify(good), { signer: moki.id, meta: moki.meta }));
  refused("bad-profile", () => read(make(hulk.id, { key: "x" }, key)));
  refused("unknown-algorithm", () => read(make(hulk.id, { key: { algorithm: "AES" } }, key)));
  refused("meta-mismatch", () => read(JSON.stringify(good), { meta: moki.meta }));
  read(make(group.id, {}, otherKey), { id: group.id, signer: moki.id, meta: moki.meta });
});

const text = (more = {}) => JSON.stringify({ text: "hi", sn: 5, type: 1, ...more });
const seal = (more = {}) => {
  const base = { sender: hulk.id, receiver: moki.id, content: text(), private_key: key };
  return JSON.parse(play("message.seal", { ...base, keys: [[moki.id, publicOf(otherKey)]], meta: hulk.meta, ...more }).message);
};
const open = (message, more) => play("message.open", { message, user: moki.id, private_keys: [otherKey], ...more });

test("messages", () => {
  const profile = JSON.parse(play("profile.make", { id: moki.id, properties: tagged({}), private_key: otherKey }).profile);
  edits(seal(), open, [
    ["not-object", []],
    ["later-version", { IV: null }],
    ["later-version", { F: 1, sender: undefined }],
    ["later-version", { type: "1", sender: 5 }],
    ["bad-message", { sender: undefined }],
    ["bad-message", { receiver: 5 }],
    ["bad-message", { data: null }],
    ["bad-message", { signature: undefined, time: -1 }],
    ["bad-message", { group: null }],
    ["bad-message", { key: 5 }],
    ["bad-message", { keys: [] }],
    ["bad-message", { meta: null }],
    ["bad-number", { time: 1.5 }],
    ["bad-number", { time: null, sender: "x" }],
    ["bad-number", { type: 256 }],
    ["bad-address", { sender: "x", receiver: "" }],
    ["bad-id", { receiver: "", sender: "anywhere" }],
    ["bad-id", { group: "" }],
    ["bad-sender", { sender: "anywhere", receiver: thing.id }],
    ["bad-sender", { sender: group.id }],
    ["bad-sender", { sender: thing.id }],
    ["wrong-id", { receiver: thing.id, meta: JSON.parse(moki.meta) }],
    ["meta-mismatch", { meta: JSON.parse(moki.meta) }],
    ["unknown-version", { meta: {} }],
    ["unknown-id", { meta: undefined }],
    ["not-object", { profile: [] }],
    ["wrong-id", { profile, data: "A" }],
    ["bad-base64", { data: "A" }],
    ["bad-base64", { signature: "A" }],
    ["bad-signature", { data: "" }],
    ["bad-signature", { signature: "" }],
    ["bad-key-block", { key: "A" }],
    ["bad-key-block", { key: "" }],
    ["no-message-key", { key: undefined, keys: {} }],
    ["bad-key-block", { key: undefined, keys: { [moki.id]: 5 } }],
    ["group-mismatch", { group: group.id }],
  ]);
  open(JSON.stringify({ ...seal(), time: undefined, type: undefined, more: 5 }));
});

test("message keys and groups", () => {
  const plain = seal({ message_key: '{"algorithm": "PLAIN"}' });
  refused("plain-key", () => open(JSON.stringify(plain)));
  const old = JSON.stringify({ algorithm: "AES", passphrase: "x" });
  const block = play("key.encrypt", { key: publicOf(otherKey), plaintext: old }).ciphertext.toString("base64");
  refused("old-key", () => open(JSON.stringify({ ...seal(), key: block })));
  const keyless = JSON.stringify({ ...seal(), key: undefined });
  const { key: messageKey } = play("key.make", { algorithm: "AES" });
  assert.equal(open(keyless, { message_key: messageKey }).message_key, undefined);
  refused("plain-key", () => open(keyless, { message_key: '{"algorithm": "PLAIN"}' }));
  refused("group-mismatch", () => seal({ receiver: group.id, keys: [] }));
  const forGroup = (...keys) => seal({ receiver: group.id, content: text({ group: group.id }), keys });
  const [own, other] = [publicOf(key), publicOf(otherKey)];
  assert.deepEqual(Object.keys(forGroup([hulk.id, own], [`${moki.id}/web`, other]).keys), [hulk.id, `${moki.id}/web`]);
  refused("bad-data", () => forGroup([moki.id, other], [moki.id, other]));
  refused("bad-data", () => forGroup([moki.id, other], [hulk.id, own], [`${moki.id}/web`, own]));
  refused("bad-data", () => forGroup([moki.id, ""], [moki.id, other]));
  const long = JSON.stringify({ ...JSON.parse(messageKey), note: "x".repeat(20) });
  const input = { sender: hulk.id, receiver: group.id, content: text({ group: group.id }), private_key: key, message_key: long };
  refused("no-receiver-key", () => play("message.seal", { ...input, keys: [[hulk.id, publicOf(bigKey)], [moki.id, other]] }));
  const deep = `{"a":${"[".repeat(127)}${"]".repeat(127)}}`;
  const [pair, open128] = [[[moki.id, other]], { meta: deep }];
  refused("bad-data", () => play("message.seal", { ...input, message_key: undefined, keys: pair, ...open128 }));
  refused("bad-key", () => forGroup([moki.id, other], [moki.id, '{"algorithm": "RSA"}']));
  const grouped = seal({ content: text({ group: group.id }) });
  assert.equal(grouped.group, group.id);
  refused("group-mismatch", () => open(JSON.stringify({ ...grouped, group: identity(key, "others", { network: 48 }).id })));
  open(JSON.stringify({ ...grouped, group: undefined }));
  open(JSON.stringify({ ...grouped, receiver: group.id, group: undefined }));
  const hidden = seal({ content: text({ type: 136, command: "x", group: group.id }) });
  assert.equal(hidden.group, undefined);
  const all = seal({ receiver: "everyone@everywhere", keys: [] });
  assert.equal(open(JSON.stringify(all)).content[0], "dict");
  refused("bad-data", () => seal({ receiver: "everyone@everywhere", keys: [], message_key: messageKey }));
  refused("wrong-id", () => play("message.split", { message: JSON.stringify(seal()), members: [moki.id] }));
  refused("wrong-id", () => play("message.trim", { message: JSON.stringify(all), member: group.id }));
  refused("no-receiver-key", () => seal({ keys: [[moki.id, ""]] }));
  refused("no-receiver-key", () => seal({ keys: [[moki.id, publicOf(dictOf("ECC", "11".repeat(32)))]] }));
});
