import { concat } from "./bytes.mjs";
import { chainStep, decryptMaterial, encrypt, messageKeys, rootStep } from "./kdf.mjs";
import { agree, publicKeyOf, wireKey } from "./keys.mjs";
import { checkMac, writeExchange, writeMessage } from "./message.mjs";
import { refuse } from "./refusal.mjs";

/**
 * One session (sections 6.3 to 6.5). A session is never changed: each function gives the next one, so that whatever is
 * refused has changed nothing (OM-PARTY-1).
 */

const LAST = 2 ** 32 - 1;

/** OM-OPEN-2 and OM-OPEN-9 for a message of a chain whose next number is `next`. */
export function checkNumber(n, next, maxSkip) {
  if (n - next > maxSkip) refuse("too-many-skipped");
  if (n === LAST) refuse("chain-end");
}

/** Associated data of a message in `session` that the own side has sent, or not. */
export function associatedData(format, session, own, other, isOwn) {
  const ownFirst = format.isLegacy ? isOwn : session.role === "initiator";
  return ownFirst ? concat(own, other) : concat(other, own);
}

/** OM-START-4, from step 5 on. */
export function beginAsInitiator(format, { sharedSecret, exchange, signedPreKey, ratchet }) {
  const next = rootStep(format, sharedSecret, agree(ratchet, signedPreKey));
  return {
    role: "initiator",
    confirmed: false,
    exchange,
    root: next.rootKey,
    own: ratchet,
    other: signedPreKey,
    sending: { key: next.chainKey, number: 0 },
    receiving: undefined,
    pn: 0,
    skipped: [],
  };
}

export function beginAsResponder({ sharedSecret, exchange, signedPreKeyPrivate }) {
  const session = { role: "responder", confirmed: true, exchange, root: sharedSecret, own: signedPreKeyPrivate };
  return { ...session, other: undefined, sending: undefined, receiving: undefined, pn: 0, skipped: [] };
}

/** The names that intermediate values have in operations. */
function trace(messageKey, keys, authenticated) {
  return { message_key: messageKey, enc_key: keys.encKey, auth_key: keys.authKey, iv: keys.iv, authenticated };
}

/**
 * @param {{ own: Buffer, other: Buffer }} wires the two identity keys
 * @param {(message: object) => object} write the message with its MAC, of fields, associated data and keys
 */
export function sendIn(format, session, wires, plaintext, write = writeWhole) {
  if (session.sending === undefined) refuse("no-session", "it has no sending chain");
  const { key, number } = session.sending;
  if (number >= LAST) refuse("chain-end"); // OM-SEND-2
  const step = chainStep(key);
  const keys = messageKeys(format, step.messageKey);
  const ad = associatedData(format, session, wires.own, wires.other, true);
  const fields = { ratchetKey: publicKeyOf(session.own), n: number, pn: session.pn };
  const { message, authenticated } = write({ format, fields, plaintext, keys, ad });
  const isExchange = session.role === "initiator" && !session.confirmed; // OM-SEND-4
  return {
    message: isExchange ? wrap(format, session, wires.own, message) : message,
    isExchange,
    session: { ...session, sending: { key: step.chainKey, number: number + 1 } },
    intermediate: trace(step.messageKey, keys, authenticated),
  };
}

function writeWhole({ format, fields, plaintext, keys, ad }) {
  return writeMessage(format, { ...fields, ciphertext: encrypt(keys, plaintext) }, ad, keys.authKey);
}

function wrap(format, { exchange }, identity, message) {
  return writeExchange(format, {
    pre_key_id: exchange.preKeyId,
    signed_pre_key_id: exchange.signedPreKeyId,
    identity_key: identity,
    ephemeral_key: wireKey(format, exchange.ephemeral),
    message,
  });
}

/**
 * Section 6.5.3.
 *
 * @param {{ maxSkip: number, maxKept: number }} limits
 * @param {() => Buffer} drawRatchet called only if the ratchet steps, and after the MAC was checked
 */
export function openIn(format, session, wires, message, limits, drawRatchet) {
  const found = findKey(format, session, message, limits);
  const keys = messageKeys(format, found.messageKey);
  const ad = associatedData(format, session, wires.own, wires.other, false);
  const authenticated = checkMac(format, message, ad, keys.authKey);
  const plaintext = decryptMaterial(keys, message.ciphertext);
  let next = { ...session, confirmed: true, receiving: found.receiving, skipped: found.skipped };
  if (found.root !== undefined) next = stepSending(format, next, found.root, message.ratchetKey, drawRatchet());
  const { number: before } = found.before;
  const after = found.isSkipped ? before : next.receiving.number;
  return { plaintext, session: next, before, after, intermediate: trace(found.messageKey, keys, authenticated) };
}

function stepSending(format, session, root, other, own) {
  const next = rootStep(format, root, agree(own, other));
  const pn = session.sending?.number ?? 0;
  return { ...session, root: next.rootKey, own, other, pn, sending: { key: next.chainKey, number: 0 } };
}

function findKey(format, session, { ratchetKey, n, pn }, { maxSkip, maxKept }) {
  const { skipped, receiving } = session;
  const at = skipped.findIndex((kept) => kept.number === n && kept.ratchetKey.equals(ratchetKey));
  if (at !== -1) {
    const messageKey = skipped[at].messageKey;
    return { messageKey, receiving, skipped: skipped.toSpliced(at, 1), isSkipped: true, before: { number: 0 } };
  }
  const kept = new Kept(skipped, maxKept);
  if (receiving !== undefined && session.other?.equals(ratchetKey)) {
    if (n < receiving.number) refuse("duplicate"); // OM-OPEN-1
    checkNumber(n, receiving.number, maxSkip);
    const made = stepTo(receiving, ratchetKey, n, kept);
    return { ...made, skipped: kept.finish(), before: receiving };
  }
  checkNumber(n, 0, maxSkip);
  if (receiving !== undefined && pn >= receiving.number && pn - receiving.number <= maxSkip) {
    endChain(receiving, session.other, pn, kept); // OM-OPEN-3, OM-OPEN-4
  }
  const root = rootStep(format, session.root, agree(session.own, ratchetKey));
  const made = stepTo({ key: root.chainKey, number: 0 }, ratchetKey, n, kept);
  return { ...made, skipped: kept.finish(), root: root.rootKey, before: { number: 0 } };
}

function stepTo(chain, ratchetKey, n, kept) {
  let step = chainStep(chain.key);
  for (let number = chain.number; number < n; number += 1) {
    kept.add({ ratchetKey, number, messageKey: step.messageKey });
    step = chainStep(step.chainKey);
  }
  return { messageKey: step.messageKey, receiving: { key: step.chainKey, number: n + 1 } };
}

/** The key of number `pn` stands first: it is most likely the key of no message, and the first to go. */
function endChain(chain, ratchetKey, pn, kept) {
  const keys = [];
  let step = chainStep(chain.key);
  for (let number = chain.number; number <= pn; number += 1) {
    keys.push({ ratchetKey, number, messageKey: step.messageKey });
    step = chainStep(step.chainKey);
  }
  kept.add(keys.pop());
  for (const key of keys) kept.add(key);
}

/** Skipped keys, the oldest first: no more than twice the limit at any time (OM-OPEN-6). */
class Kept {
  constructor(keys, most) {
    this.keys = [...keys];
    this.most = most;
  }

  add(key) {
    this.keys.push(key);
    if (this.keys.length > 2 * this.most + 1024) this.finish();
  }

  finish() {
    if (this.keys.length > this.most) this.keys.splice(0, this.keys.length - this.most);
    return this.keys;
  }
}
