import assert from "node:assert/strict";
import test from "node:test";

import { decodeMessage, Effects, encodeMessage, Hmac, makeAction, makeAnswer, makePeerMessage, Node, Stream, values, X25519, exchangeKeys, pack } from "../../netaio_port/index.mjs";
import { ascii, fixed, hex, NOW, refuses, seed, V8, V9 } from "./help.mjs";

const [HERE, THERE] = ["192.0.2.1:5000", "192.0.2.2:5000"];
const key = ascii("key");

/** A node, with its operations as functions that give their effects. */
function party(configuration) {
  const node = new Node({ version: V9, ...configuration });
  const at = (run, now = NOW) => {
    const moment = { now, random: fixed(7), effects: new Effects() };
    run(moment);
    return moment.effects;
  };
  return {
    node,
    at,
    connected: (address, now) => at((moment) => node.connected(address, moment), now),
    receive: (address, data, now) => at((moment) => node.receive(address, data, moment), now),
    tick: (now) => at((moment) => node.tick(moment), now),
    manage: (how = {}, application = ascii("netaio")) => at((moment) => node.management.begin(application, how, moment)),
    handle: (handlerKey, action, reply, more = {}) => node.handle(handlerKey, { ...more, act: makeAction(action, reply) }, more.once),
  };
}

function server(configuration = {}) {
  const made = party({ role: "server", ...configuration });
  made.connected(HERE);
  return made;
}

const message = (type, uri = "u", content = "c") => encodeMessage({ type, uri: ascii(uri), content: ascii(content) }).message;
const spoiled = (bytes) => Buffer.concat([bytes.subarray(0, -1), hex("ff")]);
const types = ({ sent }) => sent.map(([, , bytes]) => bytes[0]);

test("messages come in any pieces", () => {
  const { node, receive, handle } = server();
  handle({ type: 0 }, "reply", { type: 1 });
  const whole = Buffer.concat([message(0), message(0, "", ""), message(0)]);
  const effects = new Effects();
  for (const byte of whole) node.receive(HERE, Buffer.from([byte]), { now: NOW, random: fixed(1), effects });
  assert.deepEqual([effects.events.length, types(effects)], [3, [1, 1, 1]]);
  assert.deepEqual(types(receive(HERE, whole)), [1, 1, 1]);
  assert.deepEqual(receive(THERE, whole), new Effects());
  const many = Buffer.concat(Array(20_000).fill(message(0)));
  assert.equal(receive(HERE, many).sent.length, 20_000);
});

test("what section 4 refuses ends a connection as soon as it is there", () => {
  for (const [data, code] of [
    ["0e", undefined], [`0e${"00".repeat(8)}`, "unknown-type"], [`00${"00".repeat(8)}`, "short"],
    [`000003ffff${"00".repeat(4)}4d4000`, undefined], [`000003ffff${"00".repeat(4)}4d8000`, "not-canonical"], [`000001ffff${"00".repeat(4)}00`, "bad-fields"],
    [`0000030001${"00".repeat(4)}4d400000`, "short"],
  ]) {
    const { receive } = server();
    const { events, sent, refusals } = receive(HERE, hex(data));
    assert.deepEqual([events, sent, refusals], [code === undefined ? [] : [["closed", HERE]], [], code === undefined ? [] : [code]], data);
    if (code !== undefined) assert.deepEqual(receive(HERE, message(0)), new Effects());
  }
});

test("a wrong checksum is answered in clear, and what follows is read", () => {
  const { receive } = server({ outerAuth: new Hmac({ secret: key }) });
  const { sent } = receive(HERE, Buffer.concat([spoiled(message(0)), spoiled(message(0))]));
  assert.deepEqual(sent, Array(2).fill(["to", HERE, makeAnswer("error", { text: ascii("invalid message") })]));
  const client = party({ role: "client" });
  client.connected(HERE);
  const effects = client.receive(HERE, Buffer.concat([spoiled(message(0)), message(1)]));
  assert.deepEqual(effects.events, [["received", HERE, 1, ascii("u"), ascii("c")]]);
});

test("who is not authenticated is told so, or not", () => {
  const outerAuth = new Hmac({ secret: key });
  const answer = makeAnswer("error", { text: ascii("HMAC auth failed") });
  for (const role of ["server", "udp"]) {
    const loud = party({ role, outerAuth });
    loud.connected(HERE);
    assert.deepEqual(loud.receive(HERE, message(0)).sent, [["to", HERE, answer]]);
    for (const type of [20, 23]) assert.deepEqual(loud.receive(HERE, message(type)).sent, []);
    const silent = party({ role, outerAuth, isSilent: true });
    silent.connected(HERE);
    assert.deepEqual(silent.receive(HERE, message(0)).sent, []);
  }
  const client = party({ role: "client", outerAuth });
  client.connected(HERE);
  const effects = client.receive(HERE, message(1));
  assert.deepEqual([effects.events, effects.sent, effects.refusals], [[], [], ["missing-field"]]);
});

test("handlers are found by the closest key, one-time ones first", () => {
  const { receive, handle, node } = server();
  const numbers = [
    handle({ type: 0 }, "none"),
    handle({ type: 0, uri: ascii("u") }, "none"),
    handle({ type: 0, uri: ascii("u"), address: HERE }, "none"),
    handle({ type: 0, uri: ascii("u"), address: HERE }, "none", {}, { once: true }),
  ];
  assert.deepEqual(numbers, [0, 1, 2, 3]);
  const handled = (uri) => receive(HERE, message(0, uri)).events[0][1];
  assert.deepEqual([handled("u"), handled("u"), handled("v")], [3, 2, 0]);
  node.handlers.remove({ type: 0, uri: ascii("u"), address: HERE });
  assert.equal(handled("u"), 1);
  refuses("bad-type", () => handle({ type: 14 }, "none"));
  refuses("field-clash", () => server({ outerAuth: new Hmac({ secret: key }) }).handle({ type: 0 }, "none", {}, { innerAuth: new Hmac({ secret: key }) }));
});

test("replies, failures and what nobody handles", () => {
  for (const role of ["server", "udp"]) {
    const { receive, handle, connected } = party({ role });
    connected(HERE);
    handle({ type: 2 }, "reply", { type: 1, uri: ascii("x") });
    handle({ type: 3 }, "reply", { type: 14 });
    handle({ type: 4 }, "fail");
    assert.deepEqual(receive(HERE, message(2)).sent, [["to", HERE, message(1, "x", "c")]]);
    assert.deepEqual(decodeMessage(receive(HERE, message(0)).sent[0][2]).uri, ascii(role === "udp" ? "ERROR" : ""));
    for (const type of [1, 10, 11, 12, 13, 20, 23, 24, 25]) assert.deepEqual(receive(HERE, message(type)), new Effects());
    for (const type of [3, 4]) {
      const { events, sent } = receive(HERE, message(type));
      assert.deepEqual([events.map(([tag]) => tag), sent], [role === "server" ? ["handled", "closed"] : ["handled"], []]);
      connected(HERE);
    }
  }
});

test("a message that is refused uses no one-time handler up", () => {
  const innerAuth = new Hmac({ secret: key });
  const innerCipher = new Stream({ key, encryptUri: false });
  const { receive, handle, at, node } = server();
  handle({ type: 0 }, "reply", { type: 1 }, { innerAuth, innerCipher, once: true });
  assert.deepEqual(types(receive(HERE, message(0))), [23]);
  const effects = at((moment) => node.send(HERE, { type: 0, uri: ascii("u"), content: ascii("c") }, { innerAuth, innerCipher }, moment));
  const [[, , sealed]] = effects.sent;
  assert.deepEqual(types(receive(HERE, sealed)), [1]);
  assert.deepEqual(types(receive(HERE, sealed)), [24]);
});

test("requests have one answer, or a time", () => {
  const client = party({ role: "client" });
  const request = (type, timeLimit) => client.at((moment) => client.node.request(HERE, { type, uri: ascii("u"), content: ascii("") }, { timeLimit }, moment));
  refuses("not-connected", () => request(0));
  client.connected(HERE);
  assert.deepEqual(types(request(0)), [0]);
  const tags = (bytes) => client.receive(HERE, bytes).events.map(([tag]) => tag);
  assert.deepEqual([tags(message(10)), tags(message(1, "v")), tags(message(1)), tags(message(1))], [["received"], ["received"], ["answered"], ["received"]]);
  request(2, 100);
  assert.deepEqual(tags(message(24)), ["received"]);
  assert.deepEqual(client.tick(NOW + 99).events, []);
  assert.deepEqual(client.tick(NOW + 100).events, [["timed-out", 1]]);
  assert.deepEqual(tags(message(10)), ["received"]);
});

test("subscribers have what they subscribed to until they are gone", () => {
  const { receive, handle, at, node, connected } = server();
  connected(THERE);
  handle({ type: 5 }, "subscribe");
  handle({ type: 6 }, "unsubscribe");
  const notify = (uri) => at((moment) => node.notify(ascii(uri), { type: 8, uri: ascii(uri), content: ascii("") }, {}, moment)).sent.map(([, address]) => address);
  assert.deepEqual(receive(THERE, message(5, "a")).sent, [["to", THERE, message(11, "a", "")]]);
  receive(HERE, message(5, "a"));
  receive(HERE, message(5, "a"));
  assert.deepEqual([notify("a"), notify("b")], [[HERE, THERE], []]);
  assert.deepEqual(types(receive(HERE, message(6, "b"))), [12]);
  receive(HERE, message(6, "a"));
  assert.deepEqual(notify("a"), [THERE]);
  node.disconnected(THERE);
  assert.deepEqual(notify("a"), []);
  assert.deepEqual(at((moment) => node.broadcast({ type: 8, uri: ascii(""), content: ascii("") }, {}, moment)).sent.length, 1);
});

test("a part of a message is not waited for forever", () => {
  const { receive, tick } = server({ partialTime: 10 });
  receive(HERE, hex("00"), NOW);
  receive(HERE, message(0).subarray(1), NOW + 9);
  receive(HERE, hex("00"), NOW + 9);
  assert.deepEqual(tick(NOW + 19).events, []);
  assert.deepEqual(tick(NOW + 20).events, [["closed", HERE]]);
});

test("peers are kept by whoever has their address", () => {
  const node = party({ role: "udp", id: ascii("me"), mostPeers: 2, ownIp: "192.0.2.9" });
  refuses("no-local-peer", () => party({ role: "udp" }).manage());
  assert.deepEqual(types(node.manage()), [9]);
  const advertise = (id, address, now, kind = "advertise") => types(node.receive(address, makePeerMessage(kind, { id: ascii(id), data: ascii("") }).message, now));
  assert.deepEqual([advertise("a", HERE), advertise("a", THERE), advertise("me", THERE), advertise("a", "192.0.2.9:1")], [[13], [], [], []]);
  assert.deepEqual(advertise("a", THERE, NOW, "disconnect"), []);
  assert.equal(node.node.peers.list().length, 1);
  assert.deepEqual([advertise("b", HERE), node.node.peers.list().map(({ id }) => id.toString())], [[13], ["b"]]);
  assert.deepEqual([advertise("c", THERE), advertise("d", "192.0.2.3:1")], [[13], []]);
  advertise("b", HERE, NOW, "disconnect");
  assert.equal(node.node.peers.list().length, 1);
  assert.deepEqual([types(node.tick(NOW + 19_999)), types(node.tick(NOW + 20_000)), node.node.peers.list().length], [[], [9], 1]);
  assert.deepEqual([types(node.tick(NOW + 61_000)), node.node.peers.list().length], [[9], 0]);
  assert.deepEqual(types(node.at((moment) => node.node.management.end(ascii("netaio"), moment))), [30]);
  assert.deepEqual(advertise("b", HERE), [24]);
  refuses("too-large", () => party({ role: "server", id: ascii("me"), data: Buffer.alloc(65_500) }).manage());
});

test("a client advertises itself to its servers, and takes leave", () => {
  const client = party({ role: "client", id: ascii("me"), outerAuth: new Hmac({ secret: key }) });
  client.connected(HERE);
  assert.deepEqual(types(client.manage()), [9]);
  assert.deepEqual(types(client.connected(THERE)), [9]);
  const { sent, events } = client.at((moment) => client.node.close(THERE, moment));
  assert.deepEqual([types({ sent }), events], [[30], [["closed", THERE]]]);
  refuses("not-connected", () => client.at((moment) => client.node.close(THERE, moment)));
});

test("each receiver has a message of its own if a plugin is for one receiver", () => {
  const outerCipher = new X25519({ seed: seed(1) });
  const node = party({ role: "udp", id: ascii("me"), outerCipher });
  const data = pack(values.dict([[values.str("pubkey"), values.bytes(exchangeKeys(seed(2)).publicKey)]]));
  node.node.peers.advertised({ id: ascii("a"), data }, HERE, NOW);
  const broadcast = () => node.at((moment) => node.node.broadcast({ type: 8, uri: ascii(""), content: ascii("") }, {}, moment)).sent.length;
  assert.equal(broadcast(), 1);
  node.node.peers.advertised({ id: ascii("b"), data: ascii("") }, THERE, NOW);
  refuses("bad-peer-data", broadcast);
});

test("bounds of datagrams and of versions", () => {
  const node = party({ role: "udp", version: V8 });
  const send = (content, type = 0) => node.at((moment) => node.node.send(HERE, { type, uri: ascii(""), content: Buffer.alloc(content) }, { innerAuth: new Hmac({ secret: key }) }, moment));
  assert.ok(send(65_300));
  refuses("too-large", () => send(65_422));
  refuses("bad-type", () => send(0, 25));
  assert.deepEqual(node.receive(HERE, Buffer.concat([message(0), hex("00")])).refusals, ["trailing"]);
  assert.deepEqual(node.receive(HERE, makeAnswer("not-permitted")).refusals, ["unknown-type"]);
});
