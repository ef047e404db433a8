// The adapter: offers netaio_port to the runner, see `spec/adapter.md`. It translates, and decides nothing.

import { accept, Adapter } from "./taut_adapter.mjs";

import {
  applicationOf,
  bodyOf,
  configurationOf,
  drawsOf,
  fieldsOf,
  handlerOf,
  innerOf,
  keyOf,
  knownOf,
  layersOf,
  managementOf,
  messageOf,
  nodeOf,
  nowOf,
  peerOf,
  requestOf,
  sendingOf,
  sigfieldsOf,
  supplyOf,
  versionOf,
  waitingOf,
} from "./netaio_port/adapter_inputs.mjs";
import { offerLive } from "./netaio_port/adapter_live.mjs";
import { rejectionOf } from "./netaio_port/adapter_rejection.mjs";
import { bytesFrom, fromTagged, pluginOf, toTagged } from "./netaio_port/adapter_values.mjs";
import * as netaio from "./netaio_port/index.mjs";

const adapter = new Adapter({
  name: "netaio-port-node",
  version: "1.0.0",
  codes: "exact",
  draws: "inject",
  clock: "inject",
  features: [
    "netaio-0.0.9",
    "netaio-0.0.8",
    "netaio-custom-types",
    "netaio-x25519",
    "netaio-tapescript",
    "netaio-peer-lock",
    "netaio-ipv6",
  ],
});

/**
 * Registers an operation; what the implementation refuses is a rejection, and every other failure an error.
 *
 * A call that is refused brings no draws (CA-OP-2), but of several plugins the first draws before the last refuses. So
 * a value that is absent is missed only when the operation has succeeded (AD-DRAW-2).
 */
function operation(name, run) {
  adapter.operation(name, (call) => {
    try {
      const answer = run(call);
      if (call.isDrawMissing) throw new TypeError("the request brings no draws");
      return answer;
    } catch (why) {
      throw rejectionOf(why);
    }
  });
}

// Sections 5.1 to 5.5: values and messages

operation("netaio.packify.pack", (call) => accept({ packed: netaio.pack(fromTagged(call.input.value)) }));

operation("netaio.packify.unpack", (call) => accept({ value: toTagged(netaio.unpack(call.bytesOf("packed"))) }));

operation("netaio.message.encode", (call) => {
  const { message, ...shown } = netaio.encodeMessage(messageOf(call), knownOf(call));
  return accept({ message }, shown);
});

operation("netaio.message.decode", (call) => {
  const { type, fields, uri, content, ...shown } = netaio.decodeMessage(call.bytesOf("message"), knownOf(call));
  const { authLength, bodyLength, checksum } = shown;
  return accept({ type, fields: toTagged(fields), uri, content }, { auth_length: authLength, body_length: bodyLength, checksum });
});

operation("netaio.message.answer", (call) => {
  const told = { text: call.bytesOf("text"), uri: call.bytesOf("uri"), type: call.input.type };
  return accept({ message: netaio.makeAnswer(call.input.kind, told) });
});

// Sections 5.6 and 5.7: keys, streams and MACs

operation("netaio.derive", (call) => accept({ key: netaio.derive(...call.input.parts.map(bytesFrom)) }));

operation("netaio.keystream", (call) => {
  const [version, key, iv] = [versionOf(call), call.bytesOf("key"), call.bytesOf("iv")];
  const stream = netaio.keystream(version, key, iv, call.input.start, call.input.length);
  return accept({ stream }, { stream_key: version.streamKey(key, iv) });
});

operation("netaio.mac", (call) => {
  const [version, key, iv, message] = [versionOf(call), call.bytesOf("key"), call.bytesOf("iv"), call.bytesOf("message")];
  return accept({ mac: netaio.mac(version, key, iv, message) }, { mac_key: version.macKey(key, iv, message) });
});

operation("netaio.sealed.make", (call) => {
  const [key, plaintext] = [call.bytesOf("key"), call.bytesOf("plaintext")];
  const { sealed, ...shown } = netaio.makeSealed(versionOf(call), key, plaintext, drawsOf(call));
  return accept({ sealed }, shown);
});

operation("netaio.sealed.open", (call) => {
  return accept({ plaintext: netaio.openSealed(versionOf(call), call.bytesOf("key"), call.bytesOf("sealed")) });
});

// Sections 5.8 to 5.10, 5.13: plugins

auth("hmac");
auth("tapescript");
cipher("stream");
cipher("x25519");

/** The two operations of an auth plugin, whose members are inputs. */
function auth(name) {
  operation(`netaio.${name}.make`, (call) => {
    const plugin = pluginOf(name, call.input);
    const context = { now: nowOf(call), random: drawsOf(call) };
    const { fields, shown } = plugin.make(versionOf(call), fieldsOf(call), call.bytesOf("body"), context);
    return accept({ fields: toTagged(fields) }, shown);
  });
  operation(`netaio.${name}.check`, (call) => {
    const plugin = pluginOf(name, call.input);
    const { shown } = plugin.check(versionOf(call), fieldsOf(call), call.bytesOf("body"), peerOf(call));
    return accept({}, shown);
  });
}

/** The two operations of a cipher plugin. One that has no auth fields as an input has none as an output. */
function cipher(name) {
  operation(`netaio.${name}.encrypt`, (call) => {
    const plugin = pluginOf(name, call.input);
    const context = { ...peerOf(call), random: drawsOf(call) };
    const { fields, uri, content, shown } = plugin.encrypt(versionOf(call), bodyOf(call), context);
    return accept({ ...(fields === undefined ? {} : { fields: toTagged(fields) }), uri, content }, shown);
  });
  operation(`netaio.${name}.decrypt`, (call) => {
    const plugin = pluginOf(name, call.input);
    const { uri, content, shown } = plugin.decrypt(versionOf(call), bodyOf(call), peerOf(call));
    return accept({ uri, content }, shown);
  });
}

operation("netaio.x25519.keys", (call) => {
  const { privateKey, publicKey, verifyKey } = netaio.exchangeKeys(call.bytesOf("seed"));
  return accept({ private_key: privateKey, public_key: publicKey, verify_key: verifyKey });
});

// Sections 5.11 and 5.12: locks and witnesses

operation("netaio.tapescript.lock", (call) => {
  const { kind, keys, quorum } = call.input;
  const parts = { keys: keys.map(bytesFrom), quorum, flags: call.bytesOf("flags"), script: call.bytesOf("script") };
  const { lock, ...shown } = netaio.makeLock(kind, parts);
  return accept({ lock }, shown);
});

operation("netaio.tapescript.witness", (call) => {
  const { kind, seeds } = call.input;
  const optional = { flags: call.bytesOf("flags"), script: call.bytesOf("script"), key: call.bytesOf("key") };
  const { witness, ...shown } = netaio.makeWitness(kind, { seeds: seeds.map(bytesFrom), sigfields: sigfieldsOf(call), ...optional });
  return accept({ witness }, shown);
});

operation("netaio.tapescript.run", (call) => {
  return accept({}, netaio.runScripts(call.bytesOf("witness"), call.bytesOf("lock"), sigfieldsOf(call)));
});

// Sections 5.14 and 5.15: peers and layers

operation("netaio.peer.message", (call) => {
  const peer = { id: call.bytesOf("id"), data: call.bytesOf("data") };
  const { message, record } = netaio.makePeerMessage(call.input.type, peer, call.bytesOf("app_id"));
  return accept({ message }, { record });
});

operation("netaio.seal", (call) => {
  const context = { ...peerOf(call), now: nowOf(call), random: supplyOf(call) };
  const { message, shown } = netaio.seal(nodeOf(call), messageOf(call), layersOf(call), context);
  return accept({ message }, shown);
});

operation("netaio.open", (call) => {
  const { shown, ...message } = netaio.open(nodeOf(call), call.bytesOf("message"), layersOf(call), peerOf(call));
  return accept(message, shown);
});

// Section 6: nodes without sockets

operation("netaio.node.new", (call) => {
  call.state = new netaio.Node(configurationOf(call));
  return accept();
});

operation("netaio.node.handle", (call) => {
  return accept({ handler: call.state.handle(keyOf(call), handlerOf(call), call.input.once) });
});

operation("netaio.node.unhandle", (call) => {
  call.state.handlers.remove(keyOf(call), call.input.once);
  return accept();
});

node("connected", ["sent"], (state, call, moment) => state.connected(call.input.address, moment));
node("receive", ["events", "sent"], (state, call, moment) => state.receive(call.input.address, call.bytesOf("data"), moment));
node("disconnected", [], (state, call) => state.disconnected(call.input.address));
node("close", ["events", "sent"], (state, call, moment) => state.close(call.input.address, moment));
node("send", ["sent"], (state, call, moment) => {
  state.send(call.input.address, messageOf(call), sendingOf(call), moment);
});
node("request", ["sent"], (state, call, moment) => {
  return { request: state.request(call.input.address, requestOf(call), waitingOf(call), moment) };
});
node("subscribe", [], (state, call) => state.peers.subscribe(call.bytesOf("key"), call.input.address));
node("unsubscribe", [], (state, call) => state.peers.unsubscribe(call.bytesOf("key"), call.input.address));
node("notify", ["sent"], (state, call, moment) => state.notify(call.bytesOf("key"), messageOf(call), innerOf(call), moment));
node("broadcast", ["sent"], (state, call, moment) => state.broadcast(messageOf(call), innerOf(call), moment));
node("multicast", ["sent"], (state, call, moment) => state.multicast(messageOf(call), innerOf(call), moment));
node("manage", ["sent"], (state, call, moment) => {
  state.management.begin(applicationOf(call), managementOf(call), moment);
});
node("unmanage", ["sent"], (state, call, moment) => state.management.end(applicationOf(call), moment));
node("tick", ["events", "sent"], (state, call, moment) => state.tick(moment));

operation("netaio.node.peers", ({ state: { peers } }) => {
  const shownPeers = peers.list().map(({ id, data, addresses }) => ["peer", id, data, addresses]);
  return accept({ peers: shownPeers, subscriptions: peers.subscriptionList().map(({ key, addresses }) => ["key", key, addresses]) });
});

/** An operation of a node: what it returns are further outputs, beside those of its effects that it has. */
function node(name, outputs, run) {
  operation(`netaio.node.${name}`, (call) => {
    const effects = new netaio.Effects();
    const more = run(call.state, call, { now: call.now, random: supplyOf(call), effects });
    const shown = name === "receive" ? { refusals: effects.refusals } : undefined;
    return accept({ ...more, ...Object.fromEntries(outputs.map((output) => [output, effects[output]])) }, shown);
  });
}

// Section 6.10: nodes on sockets

offerLive(adapter);

await adapter.run();
