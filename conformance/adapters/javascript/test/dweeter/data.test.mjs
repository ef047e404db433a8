import assert from "node:assert/strict";
import test from "node:test";

import * as dweeter from "../../dweeter_port/index.mjs";
import { timeText, wholeSecondText } from "../../dweeter_port/time_text.mjs";
import { CREATED, dict, nested, NOW, refuses } from "./help.mjs";

const { Dict } = dweeter;
const write = (data) => dweeter.writeData(data, NOW).text;
const read = (text, name = "t", created = CREATED) => dweeter.readDataBytes(Buffer.from(name), Buffer.from(text), created);
const lists = (levels) => (levels === 0 ? null : [lists(levels - 1)].filter((element) => element !== null));

test("times", () => {
  assert.equal(wholeSecondText(NOW), "2024-07-15T05:11:31.000Z");
  assert.equal(wholeSecondText(-1), "1969-12-31T23:59:59.000Z");
  assert.equal(wholeSecondText(253402300800000), "10000-01-01T00:00:00.000Z");
  assert.equal(timeText(9007199254740991), "287396-10-12T08:59:00.991Z");
  for (let day = -1_000_000; day < 2_900_000; day += 997) {
    const now = day * 86_400_000 + 3_723_004;
    const expected = new Date(now).toISOString();
    if (/^\d{4}-/.test(expected)) assert.equal(timeText(now), expected);
  }
});

test("the remote time takes the place of the member, or is the last", () => {
  assert.equal(write(new Dict()), '{"remote_time": "2024-07-15T05:11:31.000Z"}');
  assert.equal(write(dict({ remote_time: 1n, created_time: 2n })), '{"remote_time": "2024-07-15T05:11:31.000Z", "created_time": 2}');
});

test("data that cannot be written is refused", () => {
  for (const data of [null, [], "a", 1n, Buffer.alloc(1), undefined, {}]) refuses("bad-data", () => write(data));
  const values = [Buffer.alloc(1), undefined, Symbol("s"), {}, NaN, Infinity, -Infinity, "\ud800", "a\udc00", 10n ** 4300n,
    -(10n ** 4300n), [NaN], dict({ a: "\ud800" }), new Dict([["1", 0n], [1n, 0n]]), new Dict([["null", 0n], [null, 0n]])];
  for (const value of values) refuses("bad-data", () => write(dict({ a: value })));
  for (const key of [NaN, Infinity, "\ud800", 10n ** 4300n, Buffer.alloc(1), [], new Dict()]) {
    refuses("bad-data", () => write(new Dict([[key, 0n]])));
  }
  refuses("bad-data", () => write(dict({ remote_time: NaN })));
  refuses("bad-data", () => write(dict({ a: lists(128) })));
  assert.ok(write(dict({ a: lists(127) })));
  assert.ok(write(dict({ a: 10n ** 4300n - 1n, b: 1n - 10n ** 4300n })).length > 8600);
  const endless = [];
  endless.push(endless);
  refuses("bad-data", () => write(dict({ a: endless })));
});

test("data is read with its times", () => {
  assert.deepEqual(read('{"remote_time":"t","a":1}'), dict({ remote_time: "t", a: 1n, created_time: CREATED }));
  assert.deepEqual(read('{"created_time":[],"remote_time":"t"}'), dict({ created_time: CREATED, remote_time: "t" }));
});

test("what is no message is refused, in this order", () => {
  for (const created of [null, 1n, "", CREATED.slice(1), `${CREATED}\n`, ` ${CREATED}`, "2024-07-15 05:11:32.709Z", "٢024-07-15T05:11:32.709Z"]) {
    refuses("bad-created", () => dweeter.readDataBytes(Buffer.from("t"), Buffer.from("x"), created));
    refuses("not-utf8", () => dweeter.readDataBytes(Buffer.from("t"), Buffer.from([0xff]), created));
  }
  refuses("not-utf8", () => dweeter.readDataBytes(Buffer.from([0xff]), Buffer.from("x"), CREATED));
  refuses("not-utf8", () => dweeter.readDataBytes(Buffer.from("t"), Buffer.from([0xc0, 0x80]), CREATED));
  refuses("not-json", () => read("2024-07-15T05:11:31.000Z"));
  for (const text of ["[]", "1", '"remote_time"', "null"]) refuses("not-object", () => read(text));
  refuses("no-remote-time", () => read('{"a":{"remote_time":"t"}}'));
  for (const value of ["null", '"u"', '"T"', "1", '["t"]', '""']) refuses("mismatch", () => read(`{"remote_time":${value}}`));
  refuses("too-deep", () => read(`{"a":${nested(128)}}`));
  assert.ok(read(`{"remote_time":"t","a":${nested(127)}}`));
});

test("messages are sealed and opened", () => {
  for (const form of ["hex", "base64"]) {
    const secrets = dweeter.mailboxSecrets({ form });
    const { content, name } = dweeter.sealMessage(secrets, dict({ a: "é" }), NOW);
    const expected = dict({ a: "é", remote_time: name, created_time: CREATED });
    assert.deepEqual(dweeter.openMessage(secrets, content, CREATED).data, expected);
    refuses("bad-created", () => dweeter.openMessage(secrets, content, null));
    refuses("bad-dweet", () => dweeter.openMessage(secrets, [], null));
    refuses("extra-members", () => dweeter.openMessage(secrets, [...content, ["?", "?"]], null));
    refuses("not-json", () => dweeter.openMessage(secrets, [[content[0][1], content[0][0]]], CREATED));
    const other = dweeter.sealMessage(secrets, dict({}), NOW + 1);
    refuses("mismatch", () => dweeter.openMessage(secrets, [[other.content[0][0], content[0][1]]], CREATED));
  }
  const [hex, base64] = ["hex", "base64"].map((form) => dweeter.mailboxSecrets({ name: "", keyText: "", form }));
  assert.notEqual(hex.thing, base64.thing);
  assert.deepEqual([hex.keys.key, hex.keys.iv], [base64.keys.iv, base64.keys.key]);
});
