import assert from "node:assert/strict";
import { createCipheriv } from "node:crypto";
import test from "node:test";

import * as dweeter from "../../dweeter_port/index.mjs";
import { refuses } from "./help.mjs";

const bytes = (text) => Buffer.from(text, "latin1");
const keys = dweeter.cipherKeys(bytes("0123456789abcdef"), bytes("iv"));

function unpadded(blocks) {
  const cipher = createCipheriv("aes-128-cbc", keys.key, keys.iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(blocks), cipher.final()]);
}

test("keys are filled with spaces and cut", () => {
  const prepared = (length) => dweeter.cipherKeys(Buffer.alloc(length, "k"));
  assert.deepEqual([1, 15, 16].map((length) => prepared(length).key.length), [16, 16, 16]);
  assert.deepEqual([17, 31, 32, 33, 100].map((length) => prepared(length).key.length), [32, 32, 32, 32, 32]);
  assert.equal(prepared(17).key.toString(), "k".repeat(17) + " ".repeat(15));
  assert.equal(prepared(17).iv.toString(), "k".repeat(16));
  assert.equal(dweeter.cipherKeys(bytes("a")).iv.toString(), `a${" ".repeat(15)}`);
  assert.equal(dweeter.cryptoDweetKeys(bytes("a")).iv.toString(), "aes_cbc_iv      ");
  assert.equal(dweeter.cryptoDweetKeys(undefined, bytes("a")).key.toString(), "aes_cbc_key     ");
});

test("empty keys are refused, the key first", () => {
  refuses("empty-key", () => dweeter.cipherKeys(bytes(""), bytes("")));
  refuses("empty-key", () => dweeter.cipherKeys(bytes("")));
  refuses("empty-iv", () => dweeter.cipherKeys(bytes("k"), bytes("")));
  refuses("empty-iv", () => dweeter.cryptoDweetKeys(undefined, bytes("")));
});

test("every length is read back", () => {
  for (let length = 0; length < 50; length += 1) {
    const plaintext = Buffer.alloc(length, length);
    const ciphertext = dweeter.encrypt(keys, plaintext);
    assert.equal(ciphertext.length, (Math.floor(length / 16) + 1) * 16);
    assert.deepEqual(dweeter.decrypt(keys, ciphertext), plaintext);
  }
});

test("lengths and padding are checked", () => {
  for (const length of [0, 1, 15, 17]) refuses("bad-length", () => dweeter.decrypt(keys, Buffer.alloc(length)));
  for (const last of [0, 17, 255]) {
    refuses("bad-padding", () => dweeter.decrypt(keys, unpadded(Buffer.alloc(16, last))));
  }
  const uneven = Buffer.alloc(16, 5);
  uneven[12] = 4;
  refuses("bad-padding", () => dweeter.decrypt(keys, unpadded(uneven)));
  assert.equal(dweeter.decrypt(keys, unpadded(Buffer.alloc(16, 16))).length, 0);
});

test("hex is the one of a writer", () => {
  const { read } = dweeter.textForm("hex");
  assert.deepEqual(read("00ff"), Buffer.from([0, 255]));
  assert.equal(read("").length, 0);
  for (const text of ["00FF", "aB", " 00", "00 ", "00 ff", "00\v\fff", "\t\n\r", "00\x1c"]) {
    refuses(text.includes("\x1c") ? "not-hex" : "loose-text", () => read(text));
  }
  for (const text of ["0", "0 0", "000", "00 f", "0g", "é", "00\u00a0ff", "00\u0085", "٠٠", "0x00"]) {
    refuses("not-hex", () => read(text));
  }
});

test("base64 is the one of a writer", () => {
  const { read } = dweeter.textForm("base64");
  assert.equal(read("QUJD").toString(), "ABC");
  assert.equal(read("QUI=").toString(), "AB");
  assert.equal(read("QQ==").toString(), "A");
  assert.equal(read("").length, 0);
  for (const text of ["QR==", "QUJ=", "QQ==QQ==", "QQ===", "QU JD", "QU-JD", "QQ=\n=", "=", "!", "=QUJD", "QUJDé", "QQ==Q", "QQ=QQ="]) {
    refuses("loose-text", () => read(text));
  }
  for (const text of ["Q", "QQ", "QUI", "QQ=", "Q=", "Q==", "QUJDQ", "QUJDQQ=", "QQ=QQQQ=", "-_-_Q"]) {
    refuses("not-base64", () => read(text));
  }
});

test("long hostile texts take little time", () => {
  const size = 4_000_000;
  for (const form of ["hex", "base64"]) {
    const { read } = dweeter.textForm(form);
    for (const unit of ["A", " ", "=", "a ", "A=", "0"]) {
      const began = process.cpuUsage();
      try {
        read(unit.repeat(size / unit.length) + "!");
      } catch (why) {
        assert.ok(why instanceof dweeter.Refusal, why.stack);
      }
      assert.ok(process.cpuUsage(began).user < 5_000_000, `${form} ${unit} takes long`); // of the processor, which others use as well
    }
  }
});

test("content keeps its order and is all opened", () => {
  const form = dweeter.textForm("base64");
  const content = [["2", "b"], ["1", ""], ["", "é"]];
  const sealed = dweeter.sealContent(keys, form, content);
  assert.deepEqual(dweeter.openContent(keys, form, sealed), content);
  const notUtf8 = form.write(dweeter.encrypt(keys, Buffer.from([0xed, 0xa0, 0x80])));
  refuses("not-utf8", () => dweeter.openContent(keys, form, [sealed[0], [sealed[1][0], notUtf8]]));
  refuses("not-utf8", () => dweeter.openContent(keys, form, [[notUtf8, "?"]]));
  refuses("bad-length", () => dweeter.openContent(keys, form, [["", "?"]]));
  assert.throws(() => dweeter.sealContent(keys, form, [["\ud800", ""]]), TypeError);
});
