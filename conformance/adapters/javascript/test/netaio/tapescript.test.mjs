import assert from "node:assert/strict";
import test from "node:test";

import { makeLock, makeWitness, pack, runScripts, Tapescript, values } from "../../netaio_port/index.mjs";
import { sha256 } from "../../netaio_port/hashes.mjs";
import { verifyKeyOf } from "../../netaio_port/keys.mjs";
import { ascii, edited, fields, fixed, hex, NOW, refuses, seed, V8, V9, VERSIONS } from "./help.mjs";

const [a, b, c] = [seed(1), seed(2), seed(3)];
const keys = (...seeds) => seeds.map(verifyKeyOf);
const sigfields = [ascii("body"), Buffer.alloc(16), Buffer.alloc(4)];
const program = (...parts) => Buffer.concat(parts.map((part) => (typeof part === "string" ? hex(part) : part)));
const pushed = (bytes) => program(bytes.length < 256 ? "03" : "04", bytes.length < 256 ? Buffer.from([bytes.length]) : Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes);
const run = (witness, lock = "") => runScripts(program(witness), program(lock), sigfields);

test("locks open with their witnesses", () => {
  const script = makeLock("single", { keys: keys(b) }).lock;
  const pairs = [
    [makeLock("single", { keys: keys(a) }), makeWitness("single", { seeds: [a], sigfields })],
    [makeLock("key-hash", { keys: keys(a) }), makeWitness("key-hash", { seeds: [a], sigfields })],
    [makeLock("multi", { keys: keys(a, b, c), quorum: 2 }), makeWitness("multi", { seeds: [c, a], sigfields })],
    [makeLock("taproot", { keys: keys(a), script }), makeWitness("taproot-key", { seeds: [a], script, sigfields })],
    [makeLock("taproot", { keys: keys(a), script }), makeWitness("taproot-script", { seeds: [b], script, key: keys(a)[0], sigfields })],
    [makeLock("single", { keys: keys(a), flags: hex("06") }), makeWitness("single", { seeds: [a], flags: hex("02"), sigfields })],
    [makeLock("taproot", { keys: keys(a), script, flags: hex("01") }), makeWitness("taproot-key", { seeds: [a], flags: hex("01"), script, sigfields })],
  ];
  for (const [{ lock }, { witness }] of pairs) {
    assert.deepEqual(runScripts(witness, lock, sigfields).stack, [hex("ff")]);
    refuses("script-false", () => runScripts(program("01", witness), lock, sigfields));
    for (const [{ lock: other }] of pairs) {
      if (other !== lock && pairs.find(([mine, its]) => its.witness === witness && mine.lock.equals(other)) === undefined) {
        assert.throws(() => runScripts(witness, other, [ascii("other"), ...sigfields.slice(1)]), /script-|unsupported/);
      }
    }
  }
  refuses("script-false", () => runScripts(pairs[0][1].witness, pairs[0][0].lock, [ascii("body!")]));
});

test("locks and witnesses that cannot be made", () => {
  const key = keys(a)[0];
  refuses("bad-key-length", () => makeLock("single", { keys: [key.subarray(1)] }));
  refuses("bad-key-length", () => makeLock("multi", { keys: [key, hex("00")], quorum: 9 }));
  refuses("bad-quorum", () => makeLock("multi", { keys: [key, key], quorum: 2 }));
  assert.ok(makeLock("multi", { keys: [key, key], quorum: 1 }));
  refuses("bad-point", () => makeLock("taproot", { keys: [hex(`01${"00".repeat(31)}`)], script: hex("01") }));
  assert.ok(makeWitness("taproot-script", { seeds: [], key: hex("ff".repeat(32)), script: hex("01"), sigfields }));
  refuses("bad-key-length", () => makeWitness("taproot-script", { seeds: [], key: hex("ff"), script: hex("01"), sigfields }));
  refuses("too-large", () => makeWitness("taproot-script", { seeds: [], key, script: Buffer.alloc(65_536), sigfields }));
  refuses("bad-quorum", () => makeLock("multi", { keys: [key], quorum: -1 }));
  refuses("bad-quorum", () => makeLock("multi", { keys: Array(256).fill(key), quorum: 1 }));
  refuses("bad-key-length", () => makeWitness("single", { seeds: [hex("00")], sigfields }));
  refuses("too-large", () => makeWitness("single", { seeds: [a], sigfields: [Buffer.alloc(1024), hex("00")] }));
  assert.ok(makeWitness("single", { seeds: [a], sigfields: [Buffer.alloc(1024), hex("00")], flags: hex("01") }));
  assert.throws(() => makeLock("single", { keys: keys(a, b) }), TypeError);
  assert.throws(() => makeWitness("single", { seeds: [a], sigfields: Array(9).fill(a) }), TypeError);
});

test("instructions", () => {
  const opens = (witness) => assert.deepEqual(run(witness).stack, [hex("ff")], witness);
  for (const witness of ["01", "02ff", "0301ff", "040001ff", "01 00 5c01", "01 02ff 20", "01 0300 1e 5c01", "01 5c00",
    "0301aa 0301aa 21", "01 1d 20", "01 0301aa 1d 22", "0302 02ff 2d", "0300 1f00 0300 21", "0146000001"]) opens(witness.replaceAll(" ", ""));
  assert.deepEqual(run(program("0301aa1e", pushed(sha256(hex("aa"))), "21")).stack, [hex("ff")]);
  for (const witness of ["", "00", "0101", "02fe", "0302ffff", "0301aa 0301ab 21"]) refuses("script-false", () => run(witness.replaceAll(" ", "")));
  for (const witness of ["02", "03", "0302ff", "0400", "1d", "1e", "1f20", "011f", "20", "0020", "030020", "21", "0121", "010022", "2d", "03002d", "5c01", "015c02", "015cff", "015c80", "01ff", "46", "460000", "0146000002", "5b00", "015b00"]) {
    refuses("script-failed", () => run(witness));
  }
  for (const code of ["05", "1c", "25", "2c", "2e", "30", "45", "48", "5a"]) refuses("unsupported-instruction", () => run(`01${code}`));
  assert.ok(run("01", "5c00"));
  refuses("script-failed", () => run("03", "01ff"));
});

test("sizes and depths", () => {
  assert.ok(run(program("01", pushed(Buffer.alloc(1024)), "5c01")));
  refuses("script-failed", () => run(program("01", pushed(Buffer.alloc(1025)), "5c01")));
  refuses("script-false", () => run("01".repeat(1024)));
  refuses("script-failed", () => run("01".repeat(1025)));
  const nested = (depth) => {
    let script = hex("01");
    for (let level = 0; level < depth; level += 1) script = program(script.length === 1 ? program("02", script) : pushed(script), "2d");
    return script;
  };
  assert.ok(run(nested(128)));
  refuses("script-failed", () => run(nested(129)));
});

test("the cost has a bound", () => {
  assert.equal(run(`01${"5c00".repeat(4095)}`).cost, 4096);
  refuses("budget", () => run(`01${"5c00".repeat(4096)}`));
  refuses("unsupported-instruction", () => run(`01${"5c00".repeat(4095)}`, "30"));
  refuses("budget", () => run(`01${"5c00".repeat(4095)}`, "1d"));
  const { lock } = makeLock("single", { keys: keys(a) });
  const { witness } = makeWitness("single", { seeds: [a], sigfields });
  assert.equal(runScripts(witness, lock, sigfields).cost, 7);
  const nops = (count) => program("5c00".repeat(count), witness);
  assert.equal(runScripts(nops(4089), lock, sigfields).cost, 4096);
  for (const more of [4090, 4093, 4094]) refuses("budget", () => runScripts(nops(more), lock, sigfields));
  let bomb = hex("015c01");
  for (let level = 0; level < 100; level += 1) bomb = program(pushed(bomb), "1d2d2d");
  const began = process.cpuUsage();
  refuses("budget", () => run(bomb));
  const script = hex("01");
  const roots = program("01", ...Array.from({ length: 520 }, (_, at) => program("0201", pushed(verifyKeyOf(seed(at & 255))), pushed(a), "5b00")));
  refuses("budget", () => runScripts(roots, script, sigfields));
  assert.ok(process.cpuUsage(began).user < 10_000_000);
});

test("CHECK_SIG and its like", () => {
  const [key] = keys(a);
  const { witness } = makeWitness("single", { seeds: [a], sigfields });
  const check = (first, second, flags = "00") => run(program(pushed(first), pushed(second), "23", flags));
  const signature = witness.subarray(2);
  assert.ok(check(signature, key));
  assert.ok(check(program(signature, "00"), key));
  refuses("script-failed", () => check(signature.subarray(1), key));
  refuses("script-failed", () => check(program(signature, "0000"), key));
  refuses("script-failed", () => check(signature, key.subarray(1)));
  refuses("script-failed", () => check(program(signature, "01"), key));
  refuses("script-failed", () => check(program(signature, "03"), key, "02"));
  refuses("script-false", () => check(program(signature, "01"), key, "01"));
  refuses("script-failed", () => runScripts(witness, makeLock("single", { keys: [key] }).lock, [Buffer.alloc(1025)]));
  const multi = makeLock("multi", { keys: keys(a, b, c), quorum: 2 }).lock;
  for (const seeds of [[a, a], [a, seed(9)]]) {
    refuses("script-false", () => runScripts(makeWitness("multi", { seeds, sigfields }).witness, multi, sigfields));
  }
  const twice = makeLock("multi", { keys: keys(a, b), quorum: 1 }).lock;
  assert.ok(runScripts(makeWitness("multi", { seeds: [b], sigfields }).witness, twice, sigfields));
});

test("tapescript makes and checks", () => {
  const lock = makeLock("single", { keys: keys(a) }).lock;
  const context = { now: NOW, random: fixed(7) };
  for (const version of VERSIONS) {
    const plugin = new Tapescript({ lock, seed: a });
    const body = hex("0001 75 63");
    const made = plugin.make(version, fields({ nonce: values.bytes(hex("00")) }), body, context).fields;
    assert.equal(plugin.check(version, made, body, {}).shown.cost, 7);
    refuses("script-false", () => plugin.check(version, made, hex("0001 75 64"), {}));
    for (const name of ["nonce", "ts", "witness"]) refuses("missing-field", () => plugin.check(version, edited(made, name), body, {}));
    refuses("bad-field", () => plugin.check(version, edited(made, "witness", values.str("x")), body, {}));
    refuses("bad-field", () => plugin.check(version, edited(made, "nonce", values.bytes(Buffer.alloc(15))), body, {}));
    const zero = version === V8 ? values.int(0) : values.bytes(Buffer.alloc(4));
    refuses("bad-field", () => plugin.check(version, edited(made, "ts", zero), body, {}));
    refuses("script-failed", () => plugin.check(version, edited(made, "witness", values.bytes(hex(""))), body, {}));
  }
  const plugin = new Tapescript({ lock, seed: a });
  assert.ok(plugin.make(V9, fields(), Buffer.alloc(1004), context));
  refuses("too-large", () => plugin.make(V9, fields(), Buffer.alloc(1005), { now: NOW, random: { take: () => assert.fail("drawn") } }));
  refuses("bad-field", () => plugin.make(V9, fields({ ts: values.str("x") }), Buffer.alloc(1005), context));
});

test("locks of peers", () => {
  const context = { now: NOW, random: fixed(7) };
  const plugin = new Tapescript({ lock: makeLock("single", { keys: keys(a) }).lock, seed: b, lockFrom: "peer-lock" });
  const body = hex("0000");
  const made = plugin.make(V9, fields(), body, context).fields;
  const data = (lock) => pack(values.dict([[values.str("lock"), lock]]));
  assert.ok(plugin.check(V9, made, body, { peerData: data(values.bytes(makeLock("single", { keys: keys(b) }).lock)) }));
  for (const peerData of [undefined, hex("00"), pack(values.dict())]) refuses("script-false", () => plugin.check(V9, made, body, { peerData }));
  for (const peerData of [data(values.int(5)), hex(""), hex("0000")]) refuses("bad-peer-data", () => plugin.check(V9, made, body, { peerData }));
});
