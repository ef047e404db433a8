import { writeEncrypted } from "./documents.mjs";
import { peerName } from "./manager.mjs";
import { seal2, sealLegacy } from "./payload.mjs";
import { Refusal, refuse } from "./refusal.mjs";

/** Sending (section 6.7). Sessions are staged by the name of the peer, and stored when nothing can fail any more. */

const EMPTY_2 = Buffer.alloc(32); // key material of an empty message of T

/** Step 3: key material, and what stands beside it. Draws in L the key and the IV, in T the key if there is a payload. */
export function sealPayload(format, payload, supply) {
  if (!format.isLegacy) return payload === undefined ? { material: EMPTY_2 } : seal2(supply.take(32), payload);
  const [key, iv] = [supply.take(16), supply.take(12)];
  return payload === undefined ? { material: key, iv } : sealLegacy(key, iv, payload);
}

/** Step 1. */
function devicesFor(manager, format, to) {
  const jids = [...new Set([...to, manager.jid])];
  return jids.flatMap((jid) => {
    const ids = manager.devicesOf(format, jid).map(({ id }) => id);
    return ids.sort((one, other) => one - other).filter((id) => !manager.isOwn(jid, id)).map((id) => ({ jid, id }));
  });
}

/** OM-FANOUT-1 to OM-FANOUT-3: why a device is left out, by the device. */
function findHindrances(manager, format, devices) {
  const party = manager.partyOf(format);
  const taken = new Set();
  const hindrances = new Map();
  for (const device of devices) {
    const { jid, id } = device;
    const hasSession = party.sessionsOf(peerName(jid, id)).length > 0;
    if (manager.trustOf(jid, manager.keyOf(jid, id)) === "distrusted") hindrances.set(device, ["distrusted", jid, id]);
    else if (!hasSession && manager.bundleOf(format, jid, id) === undefined) hindrances.set(device, ["no-bundle", jid, id]);
    else if (format.isLegacy && taken.has(id)) hindrances.set(device, ["same-id", jid, id]);
    else taken.add(id);
  }
  return hindrances;
}

/** OM-FANOUT-5. */
function checkReached(to, devices) {
  const reached = new Set(devices.map(({ jid }) => jid));
  for (const jid of to) if (!reached.has(jid)) refuse("no-devices", jid);
}

/** Step 4 for one device; the staged peer, and whether the bundle was used. */
function encryptFor(manager, format, { jid, id }, material, supply) {
  const party = manager.partyOf(format);
  const name = peerName(jid, id);
  let peer = party.peers.get(name);
  const isBegun = peer === undefined || peer.sessions.length === 0;
  if (isBegun) peer = party.stageStart(name, manager.bundleOf(format, jid, id), (size) => supply.take(size)).peer;
  const sent = party.stageEncrypt(peer, material);
  return { jid, id, name, isBegun, peer: sent.peer, key: { jid, rid: id, isExchange: sent.isExchange, data: sent.message } };
}

export function encryptFrom(manager, format, to, payload, supply) {
  const party = manager.partyOf(format);
  const devices = devicesFor(manager, format, to);
  const leftOut = findHindrances(manager, format, devices);
  const actions = [...leftOut.values()]
    .filter(([why]) => why === "no-bundle")
    .map(([, jid, id]) => ["fetch-bundle", format.name, jid, id]);
  const chosen = devices.filter((device) => !leftOut.has(device));
  const isOpen = ({ jid, id }) => manager.trustOf(jid, manager.keyOf(jid, id)) === "undecided";
  if (payload !== undefined && chosen.some(isOpen)) refuse("undecided"); // OM-FANOUT-4
  checkReached(to, chosen);

  const sealed = sealPayload(format, payload, supply);
  const staged = [];
  for (const device of chosen) {
    try {
      staged.push(encryptFor(manager, format, device, sealed.material, supply)); // OM-FANOUT-6
    } catch (why) {
      if (!(why instanceof Refusal)) throw why;
      leftOut.set(device, ["failed", device.jid, device.id, why.code]);
    }
  }
  checkReached(to, staged);
  const keys = staged.map(({ key }) => key);
  const xml = writeEncrypted(format, { sid: manager.deviceId, keys, iv: sealed.iv, payload: sealed.payload });

  for (const { jid, id, name, isBegun, peer } of staged) {
    party.peers.set(name, peer);
    if (isBegun) manager.forgetBundle(format, jid, id);
  }
  const inOrder = devices.filter((device) => leftOut.has(device)).map((device) => leftOut.get(device));
  return { xml, leftOut: inOrder, actions };
}

/** An empty message for one device with which there is a session, as an action. */
export function sendEmpty(manager, format, jid, id, supply) {
  const party = manager.partyOf(format);
  const name = peerName(jid, id);
  const { material, iv } = sealPayload(format, undefined, supply);
  const sent = party.stageEncrypt(party.peers.get(name), material);
  party.peers.set(name, sent.peer);
  const keys = [{ jid, rid: id, isExchange: sent.isExchange, data: sent.message }];
  return ["send", format.name, jid, writeEncrypted(format, { sid: manager.deviceId, keys, iv })];
}
