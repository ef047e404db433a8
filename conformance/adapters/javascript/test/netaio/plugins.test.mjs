import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import test from "node:test";

import { derive, Hmac, keystream, mac, makeSealed, open, openSealed, seal, Stream, Supply, Tapescript, values, X25519, exchangeKeys, makeLock, pack } from "../../netaio_port/index.mjs";
import { mac136, sha256 } from "../../netaio_port/hashes.mjs";
import { ascii, edited, fields, fixed, hex, NOW, refuses, seed, TIME, V8, V9, VERSIONS } from "./help.mjs";

const { bytes, dict, int, str } = values;
const body = hex("0001 75 63");
const key = ascii("key");
const context = { now: NOW, random: fixed(7) };

test("MACs have the form of HMAC with a block of 136 bytes", () => {
  const long = Buffer.alloc(32, 1);
  assert.notDeepEqual(mac136(long, key), createHmac("sha256", long).update(key).digest());
  assert.equal(mac136(long, key).length, 32);
  assert.deepEqual(derive(key), sha256(sha256(key)));
  assert.deepEqual(mac(V8, key, undefined, ascii("longer")), mac136(key, ascii("longer")));
  assert.deepEqual(mac(V8, key, undefined, ascii("no")), mac136(sha256(key), ascii("no")));
  assert.deepEqual(mac(V8, ascii("k".repeat(33)), undefined, Buffer.alloc(40)), mac136(sha256(ascii("k".repeat(33))), Buffer.alloc(40)));
  assert.deepEqual(mac(V9, key, undefined, key), mac(V9, key, ascii(""), key));
});

test("parts of the key stream are parts of the whole", () => {
  for (const version of VERSIONS) {
    const whole = keystream(version, key, seed(1), 0, 200);
    for (const [start, length] of [[0, 0], [0, 1], [31, 2], [32, 32], [33, 100], [199, 1], [64, 0]]) {
      assert.deepEqual(keystream(version, key, seed(1), start, length), whole.subarray(start, start + length));
    }
    assert.equal(keystream(version, key, seed(1), 2 ** 37 - 32, 32).length, 32);
    assert.throws(() => keystream(version, key, seed(1), 2 ** 37 - 32, 33), RangeError);
  }
});

test("sealed texts", () => {
  for (const version of VERSIONS) {
    const { sealed } = makeSealed(version, key, ascii("text"), fixed(9));
    assert.deepEqual(openSealed(version, key, sealed), ascii("text"));
    refuses("short", () => openSealed(version, key, sealed.subarray(0, 47)));
    refuses("bad-mac", () => openSealed(version, key, sealed.subarray(0, 51)));
    refuses("bad-mac", () => openSealed(version, ascii("kez"), sealed));
  }
});

test("hmac makes and checks", () => {
  for (const version of VERSIONS) {
    const plugin = new Hmac({ secret: key });
    const made = plugin.make(version, fields({ other: int(1), nonce: bytes(hex("00")) }), body, context).fields;
    assert.ok(plugin.check(version, made, body));
    refuses("bad-mac", () => plugin.check(version, made, hex("0001 75 64")));
    for (const name of ["nonce", "ts", "hmac"]) {
      refuses("missing-field", () => plugin.check(version, edited(made, name), body));
      refuses("bad-field", () => plugin.check(version, edited(made, name, str("x")), body));
      refuses("bad-field", () => plugin.check(version, edited(made, name, bytes(Buffer.alloc(15))), body));
    }
    refuses("bad-field", () => plugin.check(version, edited(made, "ts", int(0)), body));
    refuses("bad-field", () => plugin.check(version, edited(made, "ts", version === V9 ? int(5) : bytes(TIME)), body));
    refuses("bad-field", () => plugin.check(version, edited(made, "ts", int(2n ** 32n)), body));
  }
});

test("nonce and time of the fields are kept if they can be", () => {
  const plugin = new Hmac({ secret: key, hmacField: "h", nonceField: "n", tsField: "t" });
  const undrawn = { now: NOW, random: { take: () => assert.fail("drawn") } };
  const present = { n: bytes(Buffer.alloc(16, 3)), t: int(5) };
  const made = plugin.make(V9, fields(present), body, undrawn).fields;
  assert.deepEqual(made.content.map(([name, { kind }]) => [name.content, kind]), [["n", "bytes"], ["t", "bytes"], ["h", "bytes"]]);
  assert.deepEqual(made.content[1][1], bytes(hex("00000005")));
  assert.deepEqual(plugin.make(V8, fields({ ...present, t: bytes(hex("0000000000ff")) }), body, undrawn).fields.content[1][1], int(255));
  for (const time of [str("5"), int(-1), int(2n ** 32n), bytes(hex("0100000000")), values.bool(true), values.none()]) {
    refuses("bad-field", () => plugin.make(V9, fields({ t: time }), body, undrawn));
  }
  assert.deepEqual(plugin.make(V9, fields(), body, context).fields.content[1][1], bytes(TIME));
});

test("stream encrypts and decrypts", () => {
  for (const version of VERSIONS) {
    for (const encryptUri of [true, false]) {
      const plugin = new Stream({ key, encryptUri });
      const made = plugin.encrypt(version, { fields: fields(), uri: ascii("uri"), content: ascii("content") }, context);
      assert.equal(made.uri.length + made.content.length, (encryptUri ? 2 : 0) + 10);
      assert.equal(made.uri.equals(ascii("uri")), !encryptUri);
      const { uri, content } = plugin.decrypt(version, made);
      assert.deepEqual([uri, content], [ascii("uri"), ascii("content")]);
      refuses("missing-field", () => plugin.decrypt(version, { ...made, fields: fields() }));
      for (const iv of [bytes(Buffer.alloc(15)), int(5), values.bytearray(Buffer.alloc(16))]) {
        refuses("bad-field", () => plugin.decrypt(version, { ...made, fields: fields({ iv }) }));
      }
    }
  }
});

test("stream keeps to the bounds", () => {
  const whole = new Stream({ key });
  const present = (uri, content) => ({ fields: fields({ iv: bytes(Buffer.alloc(16)) }), uri: Buffer.alloc(uri), content: Buffer.alloc(content) });
  assert.ok(whole.encrypt(V9, present(20, 65_400), context));
  refuses("too-large", () => whole.encrypt(V9, present(21, 65_400), context));
  const part = new Stream({ key, encryptUri: false });
  assert.ok(part.encrypt(V9, present(22, 65_400), context));
  refuses("too-large", () => part.encrypt(V9, present(23, 65_400), context));
  refuses("too-large", () => part.decrypt(V9, present(23, 65_400)));
  refuses("short", () => whole.decrypt(V9, present(0, 1)));
  const smallest = whole.encrypt(V9, present(0, 0), context);
  assert.deepEqual([smallest.uri.length, smallest.content.length], [1, 1]);
});

const [alice, bob] = [seed(1), seed(2)];
const dataOf = (secret) => pack(dict([[str("pubkey"), bytes(exchangeKeys(secret).publicKey)]]));

test("x25519 encrypts to a peer", () => {
  for (const encryptUri of [true, false]) {
    const message = { fields: undefined, uri: ascii("uri"), content: ascii("content") };
    const made = new X25519({ seed: alice, encryptUri }).encrypt(V9, message, { ...context, peerData: dataOf(bob) });
    const plugin = new X25519({ seed: bob, encryptUri });
    const { uri, content } = plugin.decrypt(V9, made, { peerData: dataOf(alice) });
    assert.deepEqual([uri, content], [ascii("uri"), ascii("content")]);
    refuses("bad-box", () => plugin.decrypt(V9, made, { peerData: dataOf(bob) }));
    refuses("no-peer", () => plugin.decrypt(V9, made, {}));
    refuses("short", () => plugin.decrypt(V9, { uri: hex(""), content: Buffer.alloc(39) }, { peerData: dataOf(alice) }));
  }
});

test("peers without a good key", () => {
  const plugin = new X25519({ seed: bob });
  const to = (peerData) => () => plugin.encrypt(V9, { uri: hex(""), content: hex("") }, { ...context, peerData });
  const data = (value) => pack(dict([[str("pubkey"), value]]));
  for (const wrong of [hex(""), hex("00"), pack(dict()), data(bytes(Buffer.alloc(31))), data(str("x".repeat(32))), Buffer.concat([dataOf(alice), hex("00")])]) {
    refuses("bad-peer-data", to(wrong));
  }
  for (const low of ["00".repeat(32), `01${"00".repeat(31)}`, `ec${"ff".repeat(30)}7f`, `ed${"ff".repeat(31)}`]) refuses("low-order-key", to(data(bytes(hex(low)))));
  refuses("bad-key-length", () => new X25519({ seed: hex("00") }));
});

test("layers are put on and taken off", () => {
  const lock = makeLock("single", { keys: [exchangeKeys(alice).verifyKey] }).lock;
  const layers = (own, other) => ({
    innerCipher: new Stream({ key }),
    innerAuth: new Hmac({ secret: key }),
    outerCipher: new X25519({ seed: own }),
    outerAuth: new Tapescript({ lock, seed: own }),
    peerData: dataOf(other),
  });
  const plain = { type: 2, uri: ascii("uri"), content: ascii("content") };
  for (const version of VERSIONS) {
    const { peerData, ...writing } = layers(alice, bob);
    const sealed = seal({ version }, plain, writing, { ...context, random: new Supply(Buffer.alloc(128, 5)), peerData }).message;
    const { peerData: from, ...reading } = layers(bob, alice);
    const { type, uri, content } = open({ version }, sealed, reading, { peerData: from });
    assert.deepEqual({ type, uri, content }, plain);
    assert.throws(() => new Supply(Buffer.alloc(128)).take("nonce", 129), RangeError);
  }
});

test("a supply gives to each plugin what it needs", () => {
  const bytesFrom0 = Buffer.from(Array.from({ length: 128 }, (_, index) => index));
  const taken = [];
  const supply = new Supply(bytesFrom0);
  const random = { take: (name, size) => (taken.push([name, supply.take(name, size)[0]]), bytesFrom0.subarray(0, size)) };
  const layers = { innerCipher: new Stream({ key }), innerAuth: new Hmac({ secret: key }), outerCipher: new Stream({ key, ivField: "iv2", encryptUri: false }), outerAuth: new Hmac({ secret: key, hmacField: "h2" }) };
  seal({ version: V9 }, { type: 0, uri: ascii(""), content: ascii("") }, layers, { now: NOW, random });
  assert.deepEqual(taken, [["iv", 0], ["split", 16], ["nonce", 18], ["iv", 34]]);
});

test("plugins that share a field", () => {
  const plain = { type: 0, uri: ascii(""), content: ascii("") };
  const clash = (layers) => refuses("field-clash", () => seal({ version: V9 }, plain, layers, context));
  const works = (layers) => assert.ok(seal({ version: V9 }, plain, layers, context));
  const hmac = (names) => new Hmac({ secret: key, ...names });
  clash({ innerAuth: hmac(), outerAuth: hmac() });
  works({ innerAuth: hmac(), outerAuth: hmac({ hmacField: "h2" }) });
  works({ innerAuth: hmac(), outerAuth: new Tapescript({ seed: alice }) });
  clash({ innerAuth: hmac(), outerAuth: hmac({ hmacField: "h2", nonceField: "ts", tsField: "nonce" }) });
  clash({ innerAuth: hmac(), outerAuth: hmac({ hmacField: "nonce", nonceField: "n" }) });
  clash({ innerCipher: new Stream({ key }), outerCipher: new Stream({ key }) });
  clash({ innerCipher: new Stream({ key, ivField: "ts" }), outerAuth: hmac() });
  refuses("field-clash", () => open({ version: V9 }, hex(""), { innerAuth: hmac(), outerAuth: hmac() }, {}));
});
