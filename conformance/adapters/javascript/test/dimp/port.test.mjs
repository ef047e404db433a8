// Tests of the port: what the chapter prints, known answers of the primitives, and round trips with their refusals.

import assert from "node:assert/strict";
import { test } from "node:test";
import { keccak256 } from "../../dimp_port/hashes.mjs";
import { ethAddress, Id, readId, rolesOf } from "../../dimp_port/ids.mjs";
import { readJson } from "../../dimp_port/json_read.mjs";
import { writeFloat, writeJson } from "../../dimp_port/json_write.mjs";
import { fromBase58, fromBase64 } from "../../dimp_port/text.mjs";
import { dictOf, identity as identityOfKey, play, publicOf, refused, rsaKey } from "./play.mjs";

const read = (string) => readJson(Buffer.from(string));
const hex = (value) => Buffer.from(value).toString("hex");

test("JSON: each refusal has its code", () => {
  const cases = {
    "not-json": ["", "01", "[1,]", '{"a":1,}', "\ufeff1", '"\n"', "1 2", '"\\x"', "+1", "nul"],
    "non-finite": ["NaN", "[-Infinity]", "1e400"],
    "lone-surrogate": ['"\\ud800"', '"\\udc00"', '"\\ud800\\u0041"'],
    "duplicate-member": ['{"a":1,"\\u0061":2}'],
    "too-deep": ["[".repeat(129) + "]".repeat(129)],
    "too-large": [" ".repeat(1_048_576) + "1"],
    "too-many": [`[${"1,".repeat(65_536)}1]`],
    "long-number": ["1".repeat(4_301)],
  };
  for (const [code, texts] of Object.entries(cases)) for (const string of texts) refused(code, () => read(string));
  refused("not-utf8", () => readJson(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])));
  assert.equal(read("[".repeat(128) + "]".repeat(128)).t, "list");
  assert.equal(read("9223372036854775807").v, 9223372036854775807n);
  assert.equal(writeJson(read('{"__proto__":[-0,-0.0,"\u00e9\ud83d\ude00/\u007f"]}')), '{"__proto__": [0, -0.0, "\\u00e9\\ud83d\\ude00/\\u007f"]}');
});

test("floats are written as the table of the chapter prints them", () => {
  const printed = ["0.1", "0.0001", "1.5", "1234.5678", "100.0", "1e+16", "1e-05", "1.5e-07", "0.0"];
  for (const string of printed) assert.equal(writeFloat(Number(string)), string);
});

test("base64 is exact, and base 58 of a bounded length", () => {
  assert.equal(fromBase64("aGk=").toString(), "hi");
  for (const string of ["aGk", "aG=k", "a", "aGk\u00e9"]) refused("bad-base64", () => fromBase64(string));
  for (const string of ["aGl=", "aGk=\n", "aGk=aa", "a Gk="]) refused("loose-text", () => fromBase64(string));
  assert.equal(fromBase58("1".repeat(1e6), 25), null);
});

test("Keccak-256 and EIP-55: known answers", () => {
  assert.equal(hex(keccak256(Buffer.alloc(0))), "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  assert.equal(new Id("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed").kind, "eth");
  refused("bad-address", () => new Id("0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed"));
  assert.equal(ethAddress(Buffer.alloc(64)).number, 9527);
});

test("IDs", () => {
  refused("bad-id", () => readId(Buffer.from("hulk@/phone")));
  refused("bad-name", () => new Id("h@anywhere"));
  refused("bad-address", () => new Id("hulk@4Y"));
  assert.ok(new Id("moky@ANYWHERE/a/b").equals(new Id("moky@anywhere")));
  assert.equal(rolesOf(new Id("everywhere")).founder, "moky@anywhere");
  assert.deepEqual(rolesOf(new Id("xx@everywhere")).members, ["xx.owner@anywhere", "xx.member@anywhere"]);
  refused("wrong-id", () => rolesOf(new Id("anywhere")));
});

const [hulk, moki] = [rsaKey(), rsaKey()];
const ecc = dictOf("ECC", "11".repeat(32));
const identity = (key, seed, version = 1) => identityOfKey(key, seed, { version });

test("signatures and metas, of RSA and ECC", () => {
  for (const [key, versions] of [[hulk, [1, 2, 3]], [ecc, [1, 2, 3, 4, 5]]]) {
    const { signature } = play("key.sign", { private_key: key, data: "hi" });
    play("key.verify", { public_key: publicOf(key), data: "hi", signature });
    refused("bad-signature", () => play("key.verify", { public_key: publicOf(key), data: "ho", signature }));
    for (const version of versions) {
      const { meta, id } = identity(key, "hulk", version);
      play("meta.check", { meta, id });
      refused("meta-mismatch", () => play("meta.check", { meta, id: "hulk@anywhere" }));
    }
  }
  const forged = JSON.parse(identity(hulk, "hulk").meta);
  forged.key = JSON.parse(publicOf(moki));
  refused("bad-fingerprint", () => play("meta.id", { meta: JSON.stringify(forged), network: 8 }));
  refused("bad-seed", () => play("meta.make", { private_key: hulk, version: 1 }));
  refused("bad-data", () => play("meta.make", { private_key: hulk, version: 4 }));
});

test("a message key has 110 bytes, and its padding one code", () => {
  const { key } = play("key.make", { algorithm: "AES" });
  assert.equal(key.length, 110);
  const { ciphertext } = play("key.encrypt", { key, plaintext: "hello" });
  assert.equal(play("key.decrypt", { key, ciphertext }).plaintext.toString(), "hello");
  const changed = Buffer.from(ciphertext);
  changed[15] ^= 1;
  refused("bad-padding", () => play("key.decrypt", { key, ciphertext: changed }));
  refused("bad-length", () => play("key.decrypt", { key, ciphertext: "short" }));
});

test("a wrong RSA block gives the same bytes twice", () => {
  const block = Buffer.alloc(128, 1);
  const once = play("key.decrypt", { key: hulk, ciphertext: block }).plaintext;
  assert.deepEqual(play("key.decrypt", { key: hulk, ciphertext: block }).plaintext, once);
  refused("bad-length", () => play("key.decrypt", { key: hulk, ciphertext: block.subarray(1) }));
  const above = Buffer.alloc(128, 255); // not below the modulus
  const made = play("key.decrypt", { key: hulk, ciphertext: above }).plaintext;
  assert.deepEqual(play("key.decrypt", { key: hulk, ciphertext: above }).plaintext, made);
});

test("messages: sealed, verified, opened, refused", () => {
  const [from, to] = [identity(hulk, "hulk"), identity(moki, "moki")];
  const content = '{"text": "Hello world!", "sn": 3862846817, "type": 1}';
  const base = { sender: from.id, receiver: to.id, content, private_key: hulk };
  const { message } = play("message.seal", { ...base, keys: [[to.id, publicOf(moki)]], meta: from.meta });
  const open = (extra) => play("message.open", { message, user: to.id, private_keys: [hulk, moki], ...extra });
  assert.equal(open().sender.toString(), from.id.toString());
  assert.deepEqual(open({ user: from.id }), { ignore: {} });
  refused("bad-key-block", () => open({ private_keys: [hulk, ecc] }));
  const edited = (change) => JSON.stringify({ ...JSON.parse(message), ...change });
  refused("bad-signature", () => open({ message: edited({ data: "aGVsbG8=" }) }));
  refused("unknown-id", () => open({ message: edited({ meta: undefined }) }));
  refused("no-message-key", () => open({ message: edited({ key: undefined }) }));
  refused("later-version", () => open({ message: edited({ type: "1" }) }));
  refused("bad-data", () => play("message.seal", { ...base, keys: [] }));
  refused("no-receiver-key", () => play("message.seal", { ...base, keys: [[to.id, publicOf(ecc)]] }));
  const all = play("message.seal", { ...base, receiver: "everywhere", keys: [], meta: from.meta });
  assert.equal(play("message.verify", { message: all.message }).signed.toString(), content);
});
