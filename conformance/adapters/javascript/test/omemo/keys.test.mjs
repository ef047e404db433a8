import assert from "node:assert/strict";
import test from "node:test";

import { agree, identityOf, publicKeyOf, scalarOf, toEd25519, toX25519 } from "../../omemo_port/keys.mjs";
import { readFields } from "../../omemo_port/protobuf.mjs";
import { checkSignature, signWith, signWithSeed } from "../../omemo_port/signature.mjs";

const hex = (text) => Buffer.from(text, "hex");

test("RFC 8032, test 1", () => {
  const seed = hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  const key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
  const { ed25519, x25519, scalar } = identityOf(scalarOf("seed", seed));
  assert.equal(ed25519.toString("hex"), key);
  assert.equal(signWithSeed(seed, Buffer.alloc(0)).signature.toString("hex").slice(0, 32), "e5564300c360ac729086e2cc806e828a");
  assert.deepEqual(toX25519(ed25519), x25519);
  assert.deepEqual(toEd25519(x25519, ed25519[31] >> 7), ed25519);
  const { signature } = signWith(scalar, hex("0102"), Buffer.alloc(64, 7));
  checkSignature(ed25519, hex("0102"), signature);
  assert.throws(() => checkSignature(ed25519, hex("0103"), signature), { code: "bad-signature" });
});

test("both sides agree, and not on zeros", () => {
  const alice = Buffer.alloc(32, 5);
  const bob = Buffer.alloc(32, 9);
  assert.deepEqual(agree(alice, publicKeyOf(bob)), agree(bob, publicKeyOf(alice)));
  assert.throws(() => agree(alice, Buffer.alloc(32)), { code: "weak-key" });
});

test("varints that are too long", () => {
  const table = [{ number: 1, name: "n", type: "u32" }];
  assert.deepEqual({ ...readFields(table, hex("08ac02")) }, { n: 300 });
  assert.throws(() => readFields(table, hex("08ac8200")), { code: "loose-varint" });
  assert.throws(() => readFields(table, hex("0880808080808080808002")), { code: "wide-number" });
  assert.throws(() => readFields(table, hex("0880808080808080808000")), { code: "loose-varint" });
  assert.throws(() => readFields(table, hex("088080808080808080808000")), { code: "bad-protobuf" });
  assert.throws(() => readFields(table, hex("8a80808010")), { code: "bad-protobuf" });
  assert.throws(() => readFields(table, hex("888000")), { code: "loose-varint" });
  assert.throws(() => readFields(table, hex("088080808010")), { code: "wide-number" });
});
