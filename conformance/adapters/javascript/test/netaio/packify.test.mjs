import assert from "node:assert/strict";
import test from "node:test";

import { isCanonicalDecimal } from "../../netaio_port/decimal_text.mjs";
import { pack, unpack, values } from "../../netaio_port/index.mjs";
import { hex, refuses } from "./help.mjs";

const { bool, bytearray, bytes, decimal, dict, float, int, list, none, set, str, tuple } = values;
const packed = (value) => pack(value).toString("hex");
const read = (text) => unpack(hex(text));

test("scalars have one form", () => {
  assert.equal(packed(none()), "00");
  assert.equal(packed(bool(true)), "0601");
  assert.equal(packed(bool(false)), "0600");
  assert.equal(packed(float(hex("3ff8000000000000"))), "073ff8000000000000");
  assert.equal(packed(bytes(hex("0102"))), "41020102");
  assert.equal(packed(bytearray(Buffer.alloc(256))), `820100${"00".repeat(256)}`);
  assert.equal(packed(str("é")), "4302c3a9");
  assert.equal(packed(bytes(Buffer.alloc(65536))).slice(0, 10), "c100010000");
  assert.equal(packed(decimal("-1E+3")), "48052d31452b33");
});

test("ints have the smallest form", () => {
  const forms = [
    [0n, "4400"], [255n, "44ff"], [256n, "840100"], [65536n, "c400010000"], [2n ** 32n - 1n, "c4ffffffff"],
    [2n ** 32n, "04050100000000"], [-1n, "4501"], [-256n, "850100"], [1n - 2n ** 32n, "c5ffffffff"],
    [-(2n ** 32n), "05050100000000"], [2n ** 2040n - 1n, `04ff${"ff".repeat(255)}`], [2n ** 2040n, `0e0000010001${"00".repeat(255)}`],
    [-(2n ** 2040n), `0f0000010001${"00".repeat(255)}`],
  ];
  for (const [number, form] of forms) {
    assert.equal(packed(int(number)), form);
    assert.equal(read(form).content, number);
  }
  const others = ["4500", "840001", "0400", "0401ff", "0404ffffffff", "0406000100000000", "0501ff", "0e00000005ffffffffff", "0f00000000"];
  for (const form of [...others, `4e00000100${"ff".repeat(256)}`]) refuses("not-canonical", () => read(form));
});

test("containers have counts, lengths and items", () => {
  assert.equal(packed(list([])), "4a4000");
  assert.equal(packed(dict()), "4d4000");
  assert.equal(packed(tuple([int(1), none()])), "4c40020201440100");
  assert.equal(packed(list([bytes(Buffer.alloc(300))])), `4a8001012f81012c${"00".repeat(300)}`);
  assert.equal(packed(list(Array(256).fill(none()))), `8a400100${"01".repeat(256)}${"00".repeat(256)}`);
});

test("sets and dicts are in order, pairs by length of key, length of value, key", () => {
  assert.equal(packed(set([int(300), int(2), int(1)])), packed(set([int(1), int(2), int(300)])));
  const keys = (value) => read(packed(value)).content.map(([key]) => key.content);
  const stamp = [[str("nonce"), bytes(Buffer.alloc(16))], [str("hmac"), bytes(Buffer.alloc(32))], [str("ts"), bytes(Buffer.alloc(4))]];
  assert.deepEqual(keys(dict(stamp)), ["ts", "hmac", "nonce"]);
  assert.deepEqual(keys(dict([[str("a"), bytes(Buffer.alloc(256))], ...stamp])), ["ts", "hmac", "nonce", "a"]);
  assert.equal(packed(set([int(1), int(1)])), packed(set([int(1)])));
  assert.equal(packed(dict([[str("a"), int(1)], [str("a"), int(2)]])), packed(dict([[str("a"), int(2)]])));
});

test("what is packed is read", () => {
  const value = dict([
    [str("\ufeffé"), list([none(), bool(true), float(hex("7ff8000000000001")), decimal("NaN12"), bytearray(hex("00"))])],
    [tuple([int(1), tuple([])]), set([tuple([str("")]), bytes(hex(""))])],
    [int(-(10n ** 400n)), dict([[none(), int(10n ** 700n)]])],
  ]);
  assert.deepEqual(pack(read(packed(value))), pack(value));
});

test("short values", () => {
  const whole = packed(dict([[str("a"), list([int(70000), decimal("1.5"), float(Buffer.alloc(8)), int(2n ** 2100n)])], [int(5), bytes(Buffer.alloc(256))]]));
  for (let length = 0; length < whole.length; length += 2) refuses("short", () => read(whole.slice(0, length)));
  refuses("short", () => read("ca40ffffffff"));
  refuses("short", () => read("4a400100"));
  refuses("short", () => read("4a4002ffff00"));
  refuses("short", () => read("4a400201010041"));
  refuses("short", () => read("544040"));
  refuses("short", () => read("54010161"));
});

test("codes that do not exist", () => {
  for (const code of ["09", "10", "15", "3f", "49", "d0", "01", "02", "03", "08", "0a", "0b", "0c", "0d", "14"]) {
    refuses("unknown-code", () => read(`${code}400000`));
  }
  refuses("unsupported-value", () => read("5401016162"));
  refuses("bad-category", () => read("4a0000"));
  refuses("bad-category", () => read("4d4100"));
});

test("values that cannot be", () => {
  refuses("bad-value", () => read("4301ff"));
  refuses("bad-value", () => read("4303eda080"));
  refuses("bad-value", () => read("480178"));
  refuses("bad-value", () => read("4d400101" + "00"));
  refuses("bad-value", () => read("4d4001054c40010100"));
  refuses("bad-value", () => read("4b4001034a4000"));
  refuses("bad-value", () => read("4b4001024200"));
  const key = (value) => packed(dict([[value, none()]]));
  refuses("bad-value", () => read(key(list([]))));
  refuses("bad-value", () => read(key(tuple([tuple([set([])])]))));
  assert.ok(read(key(tuple([tuple([none()])]))));
});

test("nesting has a bound", () => {
  let value = list([]);
  for (let level = 1; level < 64; level += 1) value = level % 2 ? tuple([value]) : list([value]);
  assert.ok(unpack(pack(value)));
  refuses("too-deep", () => unpack(pack(list([value]))));
  let dicts = dict();
  for (let level = 1; level < 32; level += 1) dicts = dict([[none(), dicts]]);
  assert.ok(unpack(pack(dict([[none(), tuple([])]]))));
  refuses("too-deep", () => unpack(pack(dict([[none(), list([dicts])]]))));
});

test("another form is not canonical", () => {
  for (const form of ["40", "46 01", "06 02", "47 0000000000000000", "81 0000", "4a8000", "8a400000", "4a80010001 00",
    "4a400102 0000", "00 00", "48 02 30 30"]) {
    assert.throws(() => read(form.replaceAll(" ", "")), /not-canonical|bad-value|short/);
  }
  refuses("not-canonical", () => read("4a4001020000"));
  refuses("not-canonical", () => read("0000"));
  const pairs = [[str("a"), none()], [str("b"), none()]].map((pair) => packed(tuple(pair)));
  const raw = (...items) => `4d400${items.length}${items.map((item) => (item.length / 2).toString(16).padStart(2, "0")).join("")}${items.join("")}`;
  assert.ok(read(raw(...pairs)));
  refuses("not-canonical", () => read(raw(...pairs.toReversed())));
  refuses("not-canonical", () => read(raw(pairs[0], pairs[0])));
  refuses("not-canonical", () => read(raw(pairs[0], packed(tuple([str("a"), str("xx")])))));
  refuses("not-canonical", () => read("4b400201010000"));
  assert.deepEqual(read("4b4002020244024401").content.map(({ content }) => content), [2n, 1n]);
});

test("texts of Decimals", () => {
  const right = ["0", "-0", "1", "10", "0.00", "0.000001", "0.0000010", "1E-7", "0E-7", "0.000000", "1.0E-7", "1E+1", "1.5E+3", "123.45", "Infinity", "-Infinity",
    "NaN", "-sNaN", "NaN12", "0E+5", "1E+99999999999999999999", "1.23E-99999999999999999999", "-1.5", "1000000", "1.20E-7"];
  const wrong = ["", "-", "+1", "00", "01", "1.", ".5", "1e5", "1E5", "1E+0", "1E-0", "1E+01", "1.5E+1", "10E+1", "0.0E+5", "0.0000001", "0E-6", "1E-6", "inf", "nan", "Inf",
    "NaN0", "NaN01", "--1", " 1", "1 ", "1_0", "١", "1.5E-6", "0E+0", "1\n"];
  for (const text of right) assert.ok(isCanonicalDecimal(text), text);
  for (const text of wrong) assert.ok(!isCanonicalDecimal(text), text);
});

test("hostile lengths take little time and memory", () => {
  const began = process.cpuUsage();
  refuses("short", () => read(`ca40ffffffff${"ff".repeat(1_000_000)}`));
  refuses("short", () => read(`c1ffffffff${"00".repeat(1000)}`));
  refuses("short", () => read(`8a40ffff${"00".repeat(100_000)}`));
  const many = Buffer.concat([hex("ca40000f4240"), Buffer.alloc(1_000_000, 1), Buffer.alloc(1_000_000)]);
  assert.equal(unpack(many).content.length, 1_000_000);
  assert.ok(process.cpuUsage(began).user < 10_000_000);
});
