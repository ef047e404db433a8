// What operations are given, as the implementation takes it. This is for the adapter alone.

import { bytesFrom, fromTagged, pluginIn } from "./adapter_values.mjs";
import * as netaio from "./index.mjs";

/** Only x25519, which is the same in both, is not told a version. */
export function versionOf(call) {
  return call.input.version === undefined ? undefined : netaio.versionOf(call.input.version);
}

export function nowOf(call) {
  if (call.now === undefined) throw new TypeError("the request brings no time");
  return call.now;
}

export function drawsOf(call) {
  return { take: (name, size) => drawn(call, name, size) };
}

/** The bytes of the one draw `random`, as a supply. */
export function supplyOf(call) {
  let supply;
  return {
    take(name, size) {
      supply ??= new netaio.Supply(drawn(call, "random", 128));
      return supply.take(name, size);
    },
  };
}

function drawn(call, name, size) {
  if (call.draws[name] !== undefined) return call.draw(name);
  call.isDrawMissing = true;
  return Buffer.alloc(size);
}

export function fieldsOf(call) {
  return call.input.fields === undefined ? undefined : fromTagged(call.input.fields);
}

export function bodyOf(call) {
  return { fields: fieldsOf(call), uri: call.bytesOf("uri"), content: call.bytesOf("content") };
}

export function messageOf(call) {
  return { type: call.input.type, ...bodyOf(call) };
}

export function knownOf(call) {
  return { types: call.input.types };
}

export function nodeOf(call) {
  return { version: versionOf(call), types: call.input.types };
}

export function peerOf(call) {
  return { peerData: call.bytesOf("peer_data") };
}

export function sigfieldsOf(call) {
  return call.input.sigfields.map(bytesFrom);
}

export function keyOf(call) {
  return { type: call.input.type, uri: call.bytesOf("uri"), address: call.input.address };
}

export function innerOf(call) {
  const { innerAuth, innerCipher } = layersOf(call);
  return { innerAuth, innerCipher };
}

export function configurationOf(call) {
  const { role, types, on_auth_failure: onFailure, max_peers: mostPeers, own_ip: ownIp, partial_ms: partialTime } = call.input;
  const { outerAuth, outerCipher } = layersOf(call);
  const [id, data] = [call.bytesOf("peer_id"), call.bytesOf("peer_data")];
  const rest = { isSilent: onFailure === "silence", mostPeers, ownIp, partialTime };
  return { role, version: versionOf(call), types, outerAuth, outerCipher, id, data, ...rest };
}

export function handlerOf(call) {
  const { action, reply_type: type } = call.input;
  const reply = { type, uri: call.bytesOf("reply_uri"), content: call.bytesOf("reply_content") };
  return { ...innerOf(call), act: netaio.makeAction(action, reply) };
}

export function requestOf(call) {
  return { type: call.input.type ?? 0, uri: call.bytesOf("uri"), content: call.bytesOf("content") ?? Buffer.alloc(0) };
}

// How a message is sent, how an answer is waited for, and how peers are managed

export function sendingOf(call) {
  return { ...innerOf(call), isOuter: call.input.outer };
}

export function waitingOf(call) {
  return { ...innerOf(call), timeLimit: call.input.timeout_ms };
}

export function managementOf(call) {
  return { ...innerOf(call), every: call.input.every_ms, timeLimit: call.input.timeout_s };
}

export function applicationOf(call) {
  return call.bytesOf("app_id") ?? netaio.USUAL_APPLICATION;
}

export function layersOf({ input }) {
  return {
    innerCipher: pluginIn(input.inner_cipher, "encrypt"),
    innerAuth: pluginIn(input.inner_auth, "make"),
    outerCipher: pluginIn(input.outer_cipher, "encrypt"),
    outerAuth: pluginIn(input.outer_auth, "make"),
  };
}
