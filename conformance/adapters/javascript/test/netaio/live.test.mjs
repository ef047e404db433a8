import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import test from "node:test";

import { EventLog } from "../../netaio_port/event_log.mjs";
import { encodeMessage, makeAction, makePeerMessage, startLive } from "../../netaio_port/index.mjs";
import { ascii, refuses, V9 } from "./help.mjs";

const SOON = 5_000; // milliseconds for what happens at once
const NEVER = 60;
const until = (tag) => ({ within: SOON, until: tag });
const message = (type, uri = "u", content = "") => ({ type, uri: ascii(uri), content: ascii(content) });
const wire = (...about) => encodeMessage(message(...about)).message;

/** A node on sockets that is gone when the test is. */
async function start(t, role, more = {}) {
  const { live, port } = await startLive({ role, version: V9, ...more });
  t.after(() => live.discard());
  return { live, port };
}

async function echoServer(t, more) {
  const started = await start(t, "server", more);
  handle(started.live, 0, "reply", { type: 1 });
  return started;
}

function handle(live, type, action, reply) {
  live.perform((node) => node.handle({ type }, { act: makeAction(action, reply) }));
}

async function stranger(t, port, host = "127.0.0.1") {
  const socket = connect({ port, host, allowHalfOpen: true });
  t.after(() => socket.destroy());
  await once(socket, "connect");
  return socket;
}

async function readAll(socket) {
  return Buffer.concat(await socket.toArray());
}

test("events are told once, in their order", async () => {
  const log = new EventLog();
  ["a", "b", "c", "d"].forEach((tag) => log.add([tag]));
  assert.deepEqual(await log.collect(until("b")), [["a"], ["b"]]);
  assert.deepEqual(await log.collect({ within: SOON, limit: 1 }), [["c"]]);
  assert.deepEqual(await log.collect({ within: 1, until: "e" }), [["d"]]);
  assert.deepEqual(await log.collect({ within: 1 }), []);
  assert.deepEqual(await log.collect({ within: SOON, limit: 0 }), []);
});

test("events that come together are told up to the one that was waited for", async () => {
  const log = new EventLog();
  const first = log.collect(until("b"));
  ["a", "b", "c", "b"].forEach((tag) => log.add([tag]));
  assert.deepEqual(await first, [["a"], ["b"]]);
  const second = log.collect({ within: SOON, until: "x", limit: 3 });
  log.add(["d"]);
  assert.deepEqual(await second, [["c"], ["b"], ["d"]]);
});

for (const family of ["ipv4", "ipv6"]) {
  test(`server and client, ${family}`, async (t) => {
    const { live: server, port } = await echoServer(t, { family });
    const { live: client } = await start(t, "client", { family });
    client.connect(port);
    client.perform((node, moment) => node.send(client.addressOf(port), message(0, "u", "c"), {}, moment));
    assert.deepEqual(await client.events.collect(until("received")), [["received", 1, ascii("u"), ascii("c")]]);
    assert.deepEqual(await server.events.collect(until("handled")), [["connected"], ["handled", 0, 0, ascii("u"), ascii("c")]]);
    client.perform((node, moment) => node.close(client.addressOf(port), moment));
    assert.deepEqual(await client.events.collect(until("closed")), [["closed"]]);
    assert.deepEqual(await server.events.collect(until("closed")), [["closed"]]);
    refuses("not-connected", () => client.perform((node, moment) => node.close(client.addressOf(port), moment)));
  });

  test(`UDP nodes, ${family}`, async (t) => {
    const { live: asked, port } = await start(t, "udp", { family });
    handle(asked, 0, "reply", { type: 1 });
    const { live: asker } = await start(t, "udp", { family });
    asker.perform((node, moment) => node.request(asker.addressOf(port), message(0), {}, moment));
    assert.deepEqual(await asker.events.collect(until("answered")), [["answered", 0, 1, ascii("u"), ascii("")]]);
  });
}

test("somebody who says that nothing more will come is answered first", async (t) => {
  const { live, port } = await echoServer(t);
  const socket = await stranger(t, port);
  socket.end(Buffer.concat([wire(0), wire(0, "v").subarray(0, 12)]));
  assert.deepEqual(await readAll(socket), wire(1));
  const tags = (await live.events.collect(until("closed"))).map(([tag]) => tag);
  assert.deepEqual(tags, ["connected", "handled", "closed"]);
});

test("an answer arrives although the rest is refused", async (t) => {
  const { live, port } = await echoServer(t);
  const socket = await stranger(t, port);
  socket.write(Buffer.concat([wire(0), Buffer.alloc(100_000, 0xff)]));
  assert.deepEqual(await readAll(socket), wire(1));
  await live.events.collect(until("closed"));
  assert.deepEqual(await live.events.collect({ within: NEVER }), []); // a connection ends once
});

test("what is late is called late, and not before", { timeout: 20_000 }, async (t) => {
  const { live: server, port } = await echoServer(t, { partialTime: 100 });
  const socket = await stranger(t, port);
  const began = Date.now();
  socket.write(wire(0).subarray(0, 4));
  await readAll(socket);
  assert.ok(Date.now() - began > 95);
  assert.deepEqual((await server.events.collect(until("closed"))).at(-1), ["closed"]);
  const { live: client } = await start(t, "client");
  client.connect(port);
  client.perform((node, moment) => node.request(client.addressOf(port), message(2), { timeLimit: 100 }, moment));
  assert.deepEqual((await client.events.collect(until("timed-out"))).at(-1), ["timed-out", 0]);
});

test("what has come in time is not late because nobody had time to look", async (t) => {
  const { live: client } = await start(t, "client");
  const listener = createServer((socket) => socket.once("data", () => socket.write(wire(1))));
  t.after(() => listener.close());
  await once(listener.listen(0, "127.0.0.1"), "listening");
  client.connect(listener.address().port);
  const [socket] = await once(listener, "connection");
  t.after(() => socket.destroy());
  client.perform((node, moment) => node.request(client.addressOf(listener.address().port), message(0), { timeLimit: 80 }, moment));
  await once(socket, "data");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150); // nothing of this process runs
  assert.deepEqual((await client.events.collect({ within: SOON, limit: 1 }))[0][0], "answered");
});

test("a connection to nobody ends", async (t) => {
  const { live: server, port } = await start(t, "server");
  await server.discard();
  const { live: client } = await start(t, "client");
  client.connect(port);
  assert.throws(() => client.connect(port));
  assert.deepEqual(await client.events.collect(until("closed")), [["closed"]]);
});

test("a client that manages peers says so first and last, also when it stops", async (t) => {
  const listener = createServer();
  t.after(() => listener.close());
  await once(listener.listen(0, "127.0.0.1"), "listening");
  const { live: client } = await start(t, "client", { id: ascii("c") });
  client.perform((node, moment) => node.management.begin(ascii("app"), {}, moment));
  client.connect(listener.address().port);
  const [socket] = await once(listener, "connection");
  client.stop();
  const notices = ["advertise", "disconnect"].map((kind) => makePeerMessage(kind, { id: ascii("c"), data: ascii("") }, ascii("app")).message);
  assert.deepEqual(await readAll(socket), Buffer.concat(notices));
  socket.destroy();
  assert.deepEqual(await client.events.collect(until("closed")), [["closed"]]);
  assert.throws(() => client.connect(listener.address().port), /stopped/);
  assert.ok(!client.isConnected(client.addressOf(listener.address().port)));
});

test("answers do not pile up for somebody who does not take them", async (t) => {
  const { live, port } = await echoServer(t);
  const socket = await stranger(t, port);
  const [request, answer] = [0, 1].map((type) => wire(type, "u", "x".repeat(60_000)));
  const times = 400;
  for (let sent = 0; sent < times; sent += 1) socket.write(request);
  let handled = 0;
  for (let events; events?.length !== 0; handled += events.length) events = await live.events.collect({ within: 500 });
  assert.ok(handled < times, "all of them are answered, and nobody has read one");
  socket.end();
  assert.equal((await readAll(socket)).length, times * answer.length);
});

test("a node that is gone has no port", async (t) => {
  const { live, port } = await echoServer(t);
  const socket = await stranger(t, port);
  await live.events.collect(until("connected"));
  await live.discard();
  socket.on("error", () => {});
  if (!socket.closed) await once(socket.resume().end(), "close");
  const again = connect(port, "127.0.0.1");
  const [why] = await once(again, "error");
  assert.equal(why.code, "ECONNREFUSED");
});
