import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";

import { CREATED, json, NOW } from "./help.mjs";

const FOLDER = fileURLToPath(new URL("../..", import.meta.url));
const hex = (text) => Buffer.from(text, "utf8").toString("hex");
const text = (value) => ["text", hex(value)];
const dict = (...members) => ["dict", members];

/** Answers of a fresh adapter to these requests, in their order; it must end by itself. */
async function ask(requests) {
  const adapter = spawn(process.execPath, ["dweeter_port.mjs"], { cwd: FOLDER, stdio: ["pipe", "pipe", "ignore"] });
  const lines = requests.map((request, id) => `${JSON.stringify({ id, session: 1, actor: "a", now: NOW, ...request })}\n`);
  adapter.stdin.end(lines.join(""));
  const output = (await adapter.stdout.toArray()).join("");
  assert.equal(await new Promise((resolve) => adapter.on("close", resolve)), 0);
  return output.trimEnd().split("\n").map(JSON.parse);
}

async function one(op, input, more = {}) {
  const [{ id, ...answer }] = await ask([{ op, in: input, ...more }]);
  return answer;
}

test("it offers every operation that is not an attacker's", async () => {
  const { operations } = JSON.parse(readFileSync(`${FOLDER}/../../../vectors/dweeter/operations.json`));
  const { accept } = await one("hello", { taut: [1] });
  assert.deepEqual(accept.ops.sort(), operations.filter(({ role }) => role !== "attacker").map(({ name }) => name).sort());
  assert.deepEqual([accept.codes, accept.choices, accept.features], ["exact", {}, ["dweeter-base64"]]);
});

test("values of every kind are translated", async () => {
  const halves = ["text", "eda0bdedb880"];
  const written = async (...members) => (await one("dweeter.data.write", { data: dict(...members) })).accept?.text;
  const time = hex(', "remote_time": "2024-07-15T05:11:31.000Z"}');
  assert.equal(await written([text("a"), ["list", [["null"], ["bool", true], ["int", "-5"], ["float", "3ff8000000000000"]]]]), hex('{"a": [null, true, -5, 1.5]') + time);
  assert.equal(await written([["float", "8000000000000000"], text("😀")]), hex('{"-0.0": "\\ud83d\\ude00"') + time);
  for (const value of [halves, ["text", "eda080"], ["bytes", "78"], ["float", "7ff8000000000000"], ["list", [halves]]]) {
    assert.equal((await one("dweeter.data.write", { data: dict([text("a"), value]) })).reject, "bad-data");
  }
  assert.equal((await one("dweeter.data.write", { data: dict([halves, ["null"]]) })).reject, "bad-data");
  let deep = ["list", []];
  for (let level = 0; level < 1500; level += 1) deep = ["list", [deep]];
  assert.equal((await one("dweeter.data.write", { data: dict([text("a"), deep]) })).reject, "bad-data");
  const read = await one("dweeter.data.read", { name: hex("t"), text: hex('{"remote_time":"t","a":[1,1.0,null,"😀",{}]}'), created: text(CREATED) });
  const list = ["list", [["int", "1"], ["float", "3ff0000000000000"], ["null"], text("😀"), dict()]];
  assert.deepEqual(read.accept.data, dict([text("remote_time"), text("t")], [text("a"), list], [text("created_time"), text(CREATED)]));
});

test("mistakes of a case are errors", async () => {
  assert.ok((await one("dweeter.thing", { name: "ff" })).error);
  assert.ok((await one("dweeter.data.write", { data: dict() }, { now: undefined })).error);
  assert.ok((await one("dweeter.receive", { status: 200, body: "" })).error);
  assert.ok((await one("dweeter.mailbox", { form: "utf-7" })).error);
  assert.ok((await one("dweeter.forge.encrypt", {})).error);
});

test("requests are made of bytes as they are", async () => {
  const { accept } = await one("dweeter.request", { call: "post", thing: "ff61", content: [[hex("é"), hex("v")]] });
  assert.equal(accept.path, `${hex("/dweet/for/")}ff61`);
  assert.equal(accept.body, hex('{"\\u00e9": "v"}'));
  assert.deepEqual((await one("dweeter.request", { call: "all", thing: "61" })).accept, { method: "GET", path: hex("/get/dweets/for/a") });
});

test("a mailbox that is connected also sends and receives", async () => {
  const answers = await ask([
    { op: "dweeter.connect", in: { form: "hex", base_url: hex("http://127.0.0.1:1/"), timeout_ms: 1000 } },
    { op: "dweeter.poll" },
    { op: "dweeter.send", in: { data: dict() } },
    { op: "dweeter.receive", in: { status: 404, body: "" } },
    { op: "dweeter.post", in: { data: ["null"] } },
    { op: "end" },
    { op: "dweeter.poll" },
  ]);
  assert.deepEqual(answers.map((answer) => Object.keys(answer)[1]), ["accept", "reject", "accept", "ignore", "reject", "accept", "error"]);
  assert.deepEqual([answers[1].reject, answers[4].reject], ["unreachable", "bad-data"]);
});

test("a service answers", async () => {
  const answers = await ask([
    { op: "dweeter.service.new", in: { things: 1, body: 9 } },
    { op: "dweeter.service.handle", in: { method: "POST", path: hex("/dweet/for/x"), body: hex("{}") } },
    { op: "dweeter.service.handle", in: { method: "GET", path: hex("/get/latest/dweet/for/x"), body: "" } },
    { op: "dweeter.service.handle", in: { method: "POST", path: hex("/dweet/for/x"), body: hex("0123456789") } },
  ]);
  assert.deepEqual(answers.slice(1).map(({ accept }) => accept.status), [200, 200, 413]);
  assert.deepEqual(answers[2].accept.media_type, hex(json("").mediaType));
});
