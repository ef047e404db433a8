import { readEncrypted } from "./documents.mjs";
import { peerName } from "./manager.mjs";
import { sendEmpty } from "./manager_send.mjs";
import { readExchange } from "./message.mjs";
import { open2, openLegacy } from "./payload.mjs";
import { Refusal, refuse } from "./refusal.mjs";

/** Receiving, and what the clock asks for (section 6.8). */

const HEARTBEAT = 54;
const WEEK = 604_800_000n;

/** @returns {object | undefined} undefined if the element is ignored */
export function decryptFor(manager, format, jid, xml, supply) {
  const party = manager.partyOf(format);
  const element = readEncrypted(format, xml);
  const { sid } = element;
  if (manager.isOwn(jid, sid)) return undefined; // OM-DECRYPT-1
  const isForUs = (key) => key.rid === manager.deviceId && (format.isLegacy || key.jid === manager.jid);
  const key = element.keys.find(isForUs);
  if (key === undefined) return undefined; // OM-DECRYPT-2
  if (!manager.devicesOf(format, jid).some(({ id }) => id === sid)) refuse("unknown-device", `${sid}`); // OM-DECRYPT-3

  const identity = identityOfSender(manager, format, jid, sid, key);
  if (manager.trustOf(jid, identity) === "distrusted") refuse("untrusted"); // OM-DECRYPT-4
  const opened = party.stageDecrypt(peerName(jid, sid), key.data, key.isExchange, () => supply.take(32));
  let payload;
  if (element.payload !== undefined) {
    payload = format.isLegacy
      ? openLegacy(element.payload, element.iv, opened.plaintext)
      : open2(element.payload, opened.plaintext).plaintext;
  }

  opened.commit(); // from here on nothing is refused (OM-DECRYPT-5)
  if (key.isExchange) manager.setKey(jid, sid, identity);
  const actions = answer(manager, format, jid, sid, opened, supply);
  return { deviceId: sid, payload, trust: manager.trustOf(jid, identity), actions };
}

/** Step 2: the identity key in X25519 form, or undefined for a message of somebody unknown. */
function identityOfSender(manager, format, jid, sid, key) {
  if (!key.isExchange) return manager.keyOf(jid, sid);
  const { identityX25519 } = readExchange(format, key.data);
  manager.checkKey(jid, sid, identityX25519);
  return identityX25519;
}

function answer(manager, format, jid, id, { isNew, before, after }, supply) {
  const party = manager.partyOf(format);
  const actions = [];
  if (isNew) {
    if (party.preKeys.size <= manager.refillAt) party.refill(supply); // OM-DECRYPT-6
    actions.push(manager.publishBundle(format)); // OM-DECRYPT-7
  }
  if (isNew || (before < HEARTBEAT && after >= HEARTBEAT)) {
    actions.push(...tryEmpty(manager, format, jid, id, supply)); // OM-DECRYPT-8, OM-DECRYPT-9
  }
  return actions;
}

/** A chain of the own side that is at its end must not undo the message that was accepted. */
function tryEmpty(manager, format, jid, id, supply) {
  try {
    return [sendEmpty(manager, format, jid, id, supply)];
  } catch (why) {
    if (!(why instanceof Refusal)) throw why;
    return [];
  }
}

/** OM-TICK-1. */
export function tick(manager, supply, now) {
  const actions = [];
  for (const party of manager.parties.values()) {
    if (BigInt(now) - BigInt(party.signed.time) < WEEK) continue;
    party.rotate(supply.take(32), supply.take(64), now);
    actions.push(manager.publishBundle(party.format));
  }
  return actions;
}
