import assert from "node:assert/strict";
import test from "node:test";

import { decodeMessage, encodeMessage, makeAnswer, makePeerMessage, unpack, values } from "../../netaio_port/index.mjs";
import { crc32 } from "../../netaio_port/hashes.mjs";
import { ascii, fields, hex, refuses } from "./help.mjs";

const encode = (members, known) => encodeMessage({ type: 0, uri: ascii("u"), content: ascii("c"), ...members }, known).message;

/** A message of parts that need not fit each other. */
function frame({ type = 0, auth = hex("4d4000"), body = hex("00017563"), checksum = crc32(body), authLength = auth.length, bodyLength = body.length }) {
  const header = Buffer.alloc(5);
  header[0] = type;
  header.writeUInt16BE(authLength, 1);
  header.writeUInt16BE(bodyLength, 3);
  return Buffer.concat([header, checksum, auth, body]);
}

test("the checksum is that of zlib", () => {
  assert.equal(crc32(ascii("123456789")).toString("hex"), "cbf43926");
  assert.equal(crc32(ascii("")).toString("hex"), "00000000");
});

test("a message is framed and taken apart", () => {
  const message = encode({});
  assert.deepEqual(message, frame({}));
  const { type, uri, content, fields: none } = decodeMessage(message);
  assert.deepEqual([type, uri, content, none], [0, ascii("u"), ascii("c"), fields()]);
  const present = fields({ a: values.int(1) });
  assert.deepEqual(decodeMessage(encode({ type: 31, fields: present }, { types: [31] }), { types: [31] }).fields, present);
});

test("types", () => {
  for (const type of [14, 19, 21, 22, 26, 29, 31, 255, 256, -1]) refuses("bad-type", () => encode({ type }));
  for (const custom of [0, 14, 30, 256, -1]) refuses("bad-type", () => encode({ type: 0 }, { types: [31, custom] }));
  for (const type of [14, 31]) refuses("unknown-type", () => decodeMessage(frame({ type }), { types: [32] }));
  refuses("unknown-type", () => decodeMessage(frame({ type: 25 }), { version: "0.0.8" }));
  for (const custom of [14, 30, 256]) refuses("bad-type", () => decodeMessage(hex(""), { types: [custom] }));
  assert.equal(decodeMessage(frame({ type: 25 })).type, 25);
  assert.equal(decodeMessage(frame({ type: 255 }), { types: [255] }).type, 255);
});

test("a writer keeps to the bounds", () => {
  const uri = Buffer.alloc(10);
  assert.equal(encode({ uri, content: Buffer.alloc(65_412) }).length, 9 + 3 + 2 + 65_422);
  refuses("too-large", () => encode({ uri, content: Buffer.alloc(65_413) }));
  const auth = (length) => fields({ a: values.bytes(Buffer.alloc(length)) });
  const overhead = encodeMessage({ type: 0, fields: auth(65_000), uri, content: uri }).auth.length - 65_000;
  assert.ok(encode({ fields: auth(65_535 - overhead) }));
  refuses("too-large", () => encode({ fields: auth(65_536 - overhead) }));
  refuses("bad-type", () => encode({ type: 14, uri: Buffer.alloc(70_000) }));
  assert.throws(() => encode({ fields: values.none() }), TypeError);
});

test("what is no message is refused, in this order", () => {
  for (let length = 0; length < 9; length += 1) refuses("short", () => decodeMessage(frame({ type: 99 }).subarray(0, length)));
  const message = frame({});
  for (let length = 9; length < message.length; length += 1) refuses("short", () => decodeMessage(message.subarray(0, length)));
  refuses("trailing", () => decodeMessage(Buffer.concat([message, hex("00")])));
  refuses("trailing", () => decodeMessage(frame({ bodyLength: 3 })));
  refuses("short", () => decodeMessage(frame({ bodyLength: 5 })));
  refuses("short", () => decodeMessage(frame({ auth: hex("") })));
  refuses("unknown-code", () => decodeMessage(frame({ auth: hex("09"), body: hex("00"), checksum: hex("00000000") })));
  refuses("not-canonical", () => decodeMessage(frame({ auth: hex("4d400000") })));
  refuses("not-canonical", () => decodeMessage(frame({ auth: hex("4d8000") })));
  for (const auth of ["00", "4a4000", "4d4001084c40020201440100"]) refuses("bad-fields", () => decodeMessage(frame({ auth: hex(auth) })));
  for (const body of ["", "00", "0001", "000561626364"]) refuses("short", () => decodeMessage(frame({ body: hex(body), checksum: hex("ffffffff") })));
  refuses("bad-checksum", () => decodeMessage(frame({ checksum: hex("00000000") })));
  assert.equal(decodeMessage(frame({ body: hex("0000") })).content.length, 0);
});

test("answers", () => {
  const answer = (kind, told) => {
    const { type, uri, content } = decodeMessage(makeAnswer(kind, told));
    return [type, uri.toString(), content.toString()];
  };
  assert.deepEqual(answer("not-found"), [24, "", "not found"]);
  assert.deepEqual(answer("not-permitted"), [25, "", "not permitted"]);
  assert.deepEqual(answer("ok"), [10, "", ""]);
  assert.deepEqual(answer("respond", { uri: ascii("u"), text: ascii("t"), type: 99 }), [1, "u", "t"]);
  const types = { "invalid message": 20, "HMAC auth failed": 23, "tapescript auth failed": 23, "not found": 24, "not permitted": 25, "auth": 20, "": 20, "not found!": 20 };
  for (const [text, type] of Object.entries(types)) assert.deepEqual(answer("error", { text: ascii(text) }), [type, "ERROR", text]);
  assert.deepEqual(answer("error", { text: ascii("not found"), type: 20 }), [20, "ERROR", "not found"]);
  for (const type of [0, 1, 19, 21, 26, 31]) refuses("bad-type", () => makeAnswer("error", { text: ascii("x"), type }));
  refuses("too-large", () => makeAnswer("ok", { text: Buffer.alloc(65_423) }));
  assert.throws(() => makeAnswer("error"), TypeError);
});

test("messages of peer management", () => {
  const peer = { id: ascii("me"), data: hex("00") };
  const { message, record } = makePeerMessage("advertise", peer);
  const { type, uri, content } = decodeMessage(message);
  assert.deepEqual([type, uri, content], [9, ascii("netaio"), record]);
  assert.deepEqual(unpack(record), values.tuple([values.bytes(ascii("me")), values.bytes(hex("00"))]));
  assert.equal(decodeMessage(makePeerMessage("discovered", peer).message).type, 13);
  assert.equal(decodeMessage(makePeerMessage("disconnect", peer, ascii("x")).message).uri.toString(), "x");
  refuses("too-large", () => makePeerMessage("advertise", { ...peer, data: Buffer.alloc(65_422) }));
});
