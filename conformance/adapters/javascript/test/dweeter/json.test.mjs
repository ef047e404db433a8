import assert from "node:assert/strict";
import test from "node:test";

import { floatText } from "../../dweeter_port/float_text.mjs";
import { readJson } from "../../dweeter_port/json_reader.mjs";
import { writeJson } from "../../dweeter_port/json_writer.mjs";
import { Dict, Refusal } from "../../dweeter_port/index.mjs";
import { nested, refuses } from "./help.mjs";

test("values are read", () => {
  const read = (text) => readJson(text);
  assert.equal(read(" null\n"), null);
  assert.equal(read("true"), true);
  assert.equal(read("\tfalse\r"), false);
  assert.equal(read("-0"), 0n);
  assert.ok(Object.is(read("-0.0"), -0));
  assert.ok(Object.is(read("0e0"), 0));
  assert.equal(read("1E2"), 100);
  assert.equal(read("1e-400"), 0);
  assert.equal(read("9007199254740993"), 9007199254740993n);
  assert.equal(read(String.raw`"\"\\\/\b\f\n\r\t\u00E9\uD83D\ude00\u0000"`), '"\\/\b\f\n\r\té😀\0');
  assert.equal(read('"\u007f\u2028"'), "\u007f\u2028");
  assert.deepEqual(read("[ ]"), []);
  assert.deepEqual(read("{ }"), new Dict());
  assert.deepEqual(read('[1 , [2]]'), [1n, [2n]]);
  const expected = new Dict([["b", 1n], ["1", null], ["__proto__", []]]);
  assert.deepEqual(read('{"b" : 1, "1":null , "__proto__":[]}'), expected);
});

test("what is no JSON is refused", () => {
  const texts = ["", " ", "\ufeff1", "1 2", "01", "-", "+1", "1.", ".5", "1e", "1e+", "0x1", "-01", "--1", "nul", "nulll", "True",
    "[", "]", "[1", "[1,]", "[,1]", "[1 2]", "{", "{}}", '{"a"}', '{"a":}', '{"a":1,}', "{a:1}", "{1:1}", "{'a':1}", "'a'", '"',
    '"a', '"\\', '"\\x"', '"\\u12"', '"\\u12g4"', '"\n"', '"\0"', "1\u00a0", "\v1", "NaNx", "Infinit", "-NaN", "undefined",
    "// c\n1", "[1]x", '"\\ud800\\u00"', "١", "1_0", "{\"a\":1 \"b\":2}"];
  for (const text of texts) refuses("not-json", () => readJson(text));
});

test("what readers disagree on is refused", () => {
  for (const text of ["NaN", "[Infinity]", '{"a":-Infinity}', "1e309", "-1e999999999999", `1${"0".repeat(400)}.5`]) {
    refuses("non-finite", () => readJson(text));
  }
  for (const text of ["d800", "DFFF", "d800x", "dc00\\ud800", "d800\\ud800", "d800\\n", "d800\\u0041"]) {
    refuses("lone-surrogate", () => readJson(`"\\u${text}"`));
  }
  refuses("lone-surrogate", () => readJson('{"\\ud800": 1}'));
  refuses("duplicate-member", () => readJson('{"a":1,"\\u0061":2}'));
  refuses("duplicate-member", () => readJson('[{"":[{"x":1,"y":2,"x":1}]}]'));
  assert.equal(readJson('[{"a":1},{"a":1}]').length, 2);
});

test("levels and digits are bounded", () => {
  assert.ok(readJson(nested(128)));
  refuses("too-deep", () => readJson(nested(129)));
  refuses("too-deep", () => readJson('{"a":'.repeat(128) + "{}" + "}".repeat(128)));
  assert.equal(readJson("9".repeat(4300)), BigInt("9".repeat(4300)));
  assert.equal(readJson(`-${"9".repeat(4300)}`), BigInt(`-${"9".repeat(4300)}`));
  refuses("long-number", () => readJson("9".repeat(4301)));
  refuses("long-number", () => readJson(`[-${"9".repeat(4301)}]`));
  assert.equal(readJson(`0.${"1".repeat(5000)}`), 0.1111111111111111);
  assert.equal(readJson(`1${"0".repeat(5000)}e-5000`), 1);
});

test("long hostile texts take little time", () => {
  const size = 4_000_000;
  const units = ["[", '{"a":', '"', "1", "-", " ", "\\", '"\\u0041', '"a",', "1,", "{}", "e9", "a", '"\\"'];
  for (const unit of units) {
    for (const start of ["", "[", '"', "1.", '{"']) {
      const began = process.cpuUsage();
      try {
        readJson(start + unit.repeat(size / unit.length));
      } catch (why) {
        assert.ok(why instanceof Refusal, why.stack);
      }
      assert.ok(process.cpuUsage(began).user < 5_000_000, `${start}${unit} takes long`); // of the processor, which others use as well
    }
  }
});

test("values are written in the one form", () => {
  const value = new Dict([["a", [1n, -2n, 1, null, true, false]], [1n, ""], [1.5, new Dict()], [true, []], [null, "/"]]);
  assert.equal(writeJson(value), '{"a": [1, -2, 1.0, null, true, false], "1": "", "1.5": {}, "true": [], "null": "/"}');
  assert.equal(writeJson('"\\\b\t\n\f\r\0\x1f\x7f é\uffff😀~'), String.raw`"\"\\\b\t\n\f\r\u0000\u001f\u007f \u00e9\uffff\ud83d\ude00~"`);
});

test("floats are written in the one form", () => {
  const texts = ["0.0", "-0.0", "0.1", "0.0001", "0.00012", "1e-05", "1.5e-07", "1.5", "1234.5678", "100.0", "1000000000000000.0",
    "9999999999999998.0", "1e+16", "1.2345678901234568e+16", "1e+100", "1.7976931348623157e+308", "5e-324", "-1.0", "123456.0",
    "2.2250738585072014e-308", "1e+23", "0.001", "1000000000000000.1"];
  for (const text of texts) assert.equal(floatText(Number(text)), text);
  assert.equal(floatText(2 ** -44), "5.684341886080802e-14");
  assert.equal(floatText(2 ** -1074), "5e-324");
});

test("any float is read back", () => {
  const view = new DataView(new ArrayBuffer(8));
  let state = 1n;
  for (let round = 0; round < 20_000; round += 1) {
    state = (state * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n;
    view.setBigUint64(0, state);
    const value = view.getFloat64(0);
    if (Number.isFinite(value)) assert.equal(readJson(floatText(value)), value);
  }
});
