import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import test from "node:test";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../..", import.meta.url));
const NOW = 1_700_000_000_999;
const RANDOM = "5a".repeat(128);

/** Answers of a fresh adapter to these requests, in their order; it must end by itself. */
async function ask(requests) {
  const adapter = spawn(process.execPath, ["netaio_port.mjs"], { cwd: FOLDER, stdio: ["pipe", "pipe", "ignore"] });
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

test("it says what it offers, and declares no choice", async () => {
  const { accept } = await one("hello", { taut: [1] });
  assert.deepEqual([accept.codes, accept.choices, accept.draws, accept.clock], ["exact", {}, "inject", "inject"]);
  assert.ok(accept.ops.includes("netaio.open") && accept.ops.every((name) => !name.startsWith("netaio.forge.")));
});

test("values of every kind are translated both ways", async () => {
  const key = (text) => ["str", Buffer.from(text).toString("hex")];
  const value = ["list", [
    ["none"], ["bool", true], ["int", "-5"], ["int", "340282366920938463463374607431768211456"], ["float", "3ff8000000000000"],
    ["decimal", "2d31452b33"], key("é"), ["bytes", "00"], ["bytearray", ""], ["tuple", []],
    ["set", [["int", "1"], ["int", "256"]]], ["dict", [[key("b"), ["none"]], [key("aa"), ["none"]]]],
  ]];
  const { accept } = await one("netaio.packify.pack", { value });
  assert.deepEqual((await one("netaio.packify.unpack", { packed: accept.packed })).accept.value, value);
  const unordered = (await one("netaio.packify.unpack", { packed: "4b4002020244024401" })).accept.value;
  assert.deepEqual(unordered, ["set", [["int", "1"], ["int", "2"]]]);
});

test("mistakes of a case are errors", async () => {
  assert.ok((await one("netaio.packify.pack", { value: ["text", "00"] })).error);
  assert.ok((await one("netaio.packify.pack", { value: ["str", "ff"] })).error);
  assert.ok((await one("netaio.derive", { parts: ["0"] })).error);
  assert.ok((await one("netaio.mac", { version: "0.0.7", key: "", message: "" })).error);
  assert.ok((await one("netaio.sealed.make", { version: "0.0.9", key: "", plaintext: "" })).error);
  assert.ok((await one("netaio.hmac.make", { version: "0.0.9", secret: "", fields: ["dict", []], body: "" }, { now: undefined })).error);
  assert.ok((await one("netaio.seal", { version: "0.0.9", type: 0, uri: "", content: "", inner_auth: ["stream", { key: "" }] })).error);
  assert.ok((await one("netaio.forge.frame", {})).error);
});

test("plugins are inputs of seal and open", async () => {
  const plugins = { inner_cipher: ["stream", { key: "6b", encrypt_uri: false }], outer_auth: ["hmac", { secret: "73", ts_field: "time" }] };
  for (const version of ["0.0.9", "0.0.8"]) {
    const message = { type: 40, uri: "75", content: "63" };
    const [{ accept }] = await ask([{ op: "netaio.seal", in: { version, types: [40], ...message, ...plugins }, draws: { random: RANDOM } }]);
    assert.deepEqual((await one("netaio.open", { version, types: [40], message: accept.message, ...plugins })).accept, message);
  }
});

test("refusals come before draws", async () => {
  const plugin = ["hmac", { secret: "73" }];
  assert.equal((await one("netaio.seal", { version: "0.0.8", type: 25, uri: "", content: "", inner_auth: plugin })).reject, "bad-type");
  assert.equal((await one("netaio.seal", { version: "0.0.9", type: 0, uri: "", content: "", inner_auth: plugin, outer_auth: plugin })).reject, "field-clash");
  const stream = { version: "0.0.9", key: "", encrypt_uri: true, fields: ["dict", []], uri: "", content: "00".repeat(65_421) };
  assert.equal((await one("netaio.stream.encrypt", stream)).reject, "too-large");
  const answers = await ask([
    { op: "netaio.node.new", in: { role: "udp", version: "0.0.9", outer_auth: plugin } },
    { op: "netaio.node.send", in: { address: "192.0.2.1:1", type: 0, uri: "", content: "00".repeat(65_422) } },
    { op: "netaio.node.send", in: { address: "192.0.2.1:1", type: 0, uri: "", content: "" } },
  ]);
  assert.equal(answers[1].reject, "too-large");
  assert.ok(answers[2].error);
});

test("actors of a session are apart", async () => {
  const start = { op: "netaio.node.new", in: { role: "server", version: "0.0.9" } };
  const connect = { op: "netaio.node.connected", in: { address: "192.0.2.1:1" } };
  const close = { op: "netaio.node.close", in: { address: "192.0.2.1:1" } };
  const answers = await ask([start, { ...start, actor: "b" }, connect, { ...close, actor: "b" }, close, { ...close, session: 2 }, { op: "end" }, close]);
  assert.deepEqual(answers.map((answer) => Object.keys(answer)[1]), ["accept", "accept", "accept", "reject", "accept", "error", "accept", "error"]);
});

test("what an actor has open is closed with it", { timeout: 20_000 }, async (t) => {
  const adapter = spawn(process.execPath, ["netaio_port.mjs"], { cwd: FOLDER, stdio: ["pipe", "pipe", "ignore"] });
  t.after(() => adapter.kill());
  const lines = createInterface({ input: adapter.stdout })[Symbol.asyncIterator]();
  const request = async (session, op, input) => {
    adapter.stdin.write(`${JSON.stringify({ id: 1, session, actor: "a", op, in: input })}\n`);
    return JSON.parse((await lines.next()).value).accept;
  };
  const start = async (session) => (await request(session, "netaio.live.start", { role: "server", version: "0.0.9" })).port;
  const [replaced, kept, last] = [await start(1), await start(1), await start(2)];
  assert.deepEqual(await Promise.all([replaced, kept, last].map(isOpen)), [false, true, true]);
  assert.deepEqual(await request(1, "end"), {});
  assert.deepEqual(await Promise.all([kept, last].map(isOpen)), [false, true]);
  adapter.stdin.end();
  const [status] = await once(adapter, "close"); // although a port is open
  assert.equal(status, 0);
});

function isOpen(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}
