import { FORMATS } from "./bytes.mjs";
import { readIdentity } from "./keys.mjs";
import { Party, SESSIONS } from "./party.mjs";
import { Refusal } from "./refusal.mjs";
import { bad, inOrder, KIND, seal, unseal } from "./state.mjs";

/** Parties and their sessions in a saved state (section 6.9). */

const ROLES = { 1: "initiator", 2: "responder" };
const BY_CODE = { 1: FORMATS.legacy, 2: FORMATS["omemo-2"] };

export const readFormat = (reader) => reader.oneOf(BY_CODE);

export const saveParty = (party) => seal(KIND.party, (writer) => writeParty(writer, party));
export const restoreParty = (bytes) => unseal(bytes, KIND.party, readParty);

export function writeParty(writer, party) {
  writer.u8(party.format.code);
  writer.truth(party.identityForm === "private");
  writer.bytes(party.identityKey, 32);
  writer.u32(party.nextSigned);
  writer.u32(party.nextPreKey);
  writer.u32(party.pool);
  writer.u32(party.maxSkip);
  writer.u32(party.maxKept);
  writer.truth(party.changed);
  writeSigned(writer, party.signed);
  writer.flag(party.previous, (previous) => writeSigned(writer, previous));
  writer.list(inOrder(party.preKeys, ([id]) => [id]), ([id, key]) => {
    writer.u32(id);
    writer.bytes(key, 32);
  });
  writer.list(inOrder(party.peers, ([name]) => [name]), ([name, peer]) => {
    writer.text(name);
    writer.data(peer.identity);
    writer.list(peer.sessions, (session) => writeSession(writer, session));
  });
}

export function readParty(reader) {
  const format = readFormat(reader);
  const record = {
    identityForm: reader.truth() ? "private" : "seed",
    identityKey: reader.bytes(32),
    nextSigned: reader.u32(),
    nextPreKey: reader.u32(),
    pool: reader.u32(),
    maxSkip: reader.u32(),
    maxKept: reader.u32(),
    changed: reader.truth(),
    signed: readSigned(reader),
    previous: reader.flag(() => readSigned(reader)),
  };
  const preKeys = reader.sorted(() => [reader.u32(), reader.bytes(32)], ([id]) => [id]);
  const peers = reader.sorted(() => readPeer(reader, format, record.maxKept), ([name]) => [name]);
  return new Party(format, { ...record, preKeys: new Map(preKeys), peers: new Map(peers) });
}

function readPeer(reader, format, maxKept) {
  const name = reader.text();
  const identity = reader.data();
  checkIdentity(format, identity);
  const sessions = reader.list(() => readSession(reader, maxKept));
  if (sessions.length > SESSIONS) bad("too many archived sessions");
  return [name, { identity, sessions }];
}

/** Whatever section 3.4 has against it, here it is a fault of the state. */
function checkIdentity(format, wire) {
  try {
    readIdentity(format, wire);
  } catch (why) {
    if (!(why instanceof Refusal)) throw why;
    bad(`identity key of a peer: ${why.message}`);
  }
}

function writeSigned(writer, { id, key, signature, time }) {
  writer.u32(id);
  writer.bytes(key, 32);
  writer.bytes(signature, 64);
  writer.u64(time);
}

function readSigned(reader) {
  return { id: reader.u32(), key: reader.bytes(32), signature: reader.bytes(64), time: reader.u64() };
}

function writeSession(writer, session) {
  const chain = ({ key, number }) => {
    writer.bytes(key, 32);
    writer.u32(number);
  };
  writer.u8(session.role === "initiator" ? 1 : 2);
  writer.truth(session.confirmed);
  writer.bytes(session.exchange.ephemeral, 32);
  writer.u32(session.exchange.signedPreKeyId);
  writer.u32(session.exchange.preKeyId ?? 0);
  writer.bytes(session.root, 32);
  writer.bytes(session.own, 32);
  writer.flag(session.other, (key) => writer.bytes(key, 32));
  writer.flag(session.sending, chain);
  writer.flag(session.receiving, chain);
  writer.u32(session.pn);
  writer.list(session.skipped, ({ ratchetKey, number, messageKey }) => {
    writer.bytes(ratchetKey, 32);
    writer.u32(number);
    writer.bytes(messageKey, 32);
  });
}

function readSession(reader, maxKept) {
  const chain = () => ({ key: reader.bytes(32), number: reader.u32() });
  const session = {
    role: reader.oneOf(ROLES),
    confirmed: reader.truth(),
    exchange: { ephemeral: reader.bytes(32), signedPreKeyId: reader.u32(), preKeyId: noneIfZero(reader.u32()) },
    root: reader.bytes(32),
    own: reader.bytes(32),
    other: reader.flag(() => reader.bytes(32)),
    sending: reader.flag(chain),
    receiving: reader.flag(chain),
    pn: reader.u32(),
    skipped: reader.list(() => ({ ratchetKey: reader.bytes(32), number: reader.u32(), messageKey: reader.bytes(32) })),
  };
  if (session.other === undefined || session.sending === undefined) bad("a session without other side or sending chain");
  if (session.skipped.length > maxKept) bad("too many skipped keys");
  return session;
}

const noneIfZero = (id) => (id === 0 ? undefined : id);
