import { Manager } from "./manager.mjs";
import { readFormat, readParty, writeParty } from "./party_state.mjs";
import { bad, checkOnce, inOrder, KIND, seal, unseal } from "./state.mjs";

/** Managers in a saved state (section 6.9). */

const TRUST = { 1: "trusted", 2: "distrusted" };

const ofFormat = ({ format, jid }) => [format.code, jid];
const ofBundle = ({ format, jid, id }) => [format.code, jid, id];
const ofKey = ({ jid, id }) => [jid, id];
const ofTrust = ({ jid, x25519 }) => [jid, x25519];

export const saveManager = (manager) => seal(KIND.manager, (writer) => writeManager(writer, manager));
export const restoreManager = (bytes) => unseal(bytes, KIND.manager, readManager);

function writeManager(writer, manager) {
  writer.text(manager.jid);
  writer.u32(manager.deviceId);
  writeLabel(writer, manager.label);
  writer.u32(manager.pool);
  writer.u32(manager.refillAt);
  writer.list([...manager.parties.values()], (party) => writeParty(writer, party));
  writer.list(inOrder(manager.lists.values(), ofFormat), ({ format, jid, devices }) => {
    writer.u8(format.code);
    writer.text(jid);
    writer.list(devices, ({ id, label, signature }) => {
      writer.u32(id);
      writeLabel(writer, label === undefined ? undefined : { text: label, signature });
    });
  });
  writer.list(inOrder(manager.bundles.values(), ofBundle), (entry) => writeBundle(writer, entry));
  writer.list(inOrder(manager.keys.values(), ofKey), ({ jid, id, x25519 }) => {
    writer.text(jid);
    writer.u32(id);
    writer.bytes(x25519, 32);
  });
  writer.list(inOrder(manager.trust.values(), ofTrust), ({ jid, x25519, trust }) => {
    writer.text(jid);
    writer.bytes(x25519, 32);
    writer.u8(trust === "trusted" ? 1 : 2);
  });
}

function readManager(reader) {
  const own = {
    jid: reader.text(),
    deviceId: reader.u32(),
    label: readLabel(reader),
    pool: reader.u32(),
    refillAt: reader.u32(),
    parties: readParties(reader),
  };
  const manager = new Manager(own);
  for (const { format, jid, devices } of reader.sorted(() => readList(reader), ofFormat)) {
    manager.setList(format, jid, devices);
  }
  for (const { format, jid, id, bundle } of reader.sorted(() => readBundle(reader), ofBundle)) {
    manager.setBundle(format, jid, id, bundle);
  }
  const keys = reader.sorted(() => ({ jid: reader.text(), id: reader.u32(), x25519: reader.bytes(32) }), ofKey);
  for (const { jid, id, x25519 } of keys) manager.setKey(jid, id, x25519);
  const decision = () => ({ jid: reader.text(), x25519: reader.bytes(32), trust: reader.oneOf(TRUST) });
  for (const { jid, x25519, trust } of reader.sorted(decision, ofTrust)) manager.decide(jid, x25519, trust);
  return manager;
}

function readParties(reader) {
  const parties = new Map();
  let first;
  const all = reader.list(() => {
    const party = readParty(reader);
    first ??= party;
    if (parties.has(party.format.name)) bad("two Parties of one format");
    if (party.identityForm !== "seed") bad("an identity that is a scalar");
    if (!party.identityKey.equals(first.identityKey)) bad("different identities");
    parties.set(party.format.name, party);
    return party;
  });
  if (all.length === 0) bad("no Party");
  return parties;
}

function writeLabel(writer, label) {
  writer.flag(label, ({ text, signature }) => {
    writer.data(text);
    writer.bytes(signature, 64);
  });
}

function readLabel(reader) {
  return reader.flag(() => ({ text: reader.textBytes(), signature: reader.bytes(64) }));
}

function readList(reader) {
  const format = readFormat(reader);
  const jid = reader.text();
  const devices = reader.list(() => {
    const id = reader.u32();
    const label = readLabel(reader);
    return label === undefined ? { id } : { id, label: label.text, signature: label.signature };
  });
  checkOnce(devices.map(({ id }) => id), "a device");
  return { format, jid, devices };
}

function writeBundle(writer, { format, jid, id, bundle }) {
  writer.u8(format.code);
  writer.text(jid);
  writer.u32(id);
  writer.data(bundle.identityKey);
  writer.u32(bundle.signedPreKeyId);
  writer.data(bundle.signedPreKey);
  writer.bytes(bundle.signature, 64);
  writer.list([...bundle.preKeyIds.entries()], ([at, preKeyId]) => {
    writer.u32(preKeyId);
    writer.data(bundle.preKeys[at]);
  });
}

/** What else is in it is checked when a session is begun with it. */
function readBundle(reader) {
  const head = { format: readFormat(reader), jid: reader.text(), id: reader.u32() };
  const bundle = {
    identityKey: reader.data(),
    signedPreKeyId: reader.u32(),
    signedPreKey: reader.data(),
    signature: reader.bytes(64),
  };
  const preKeys = reader.list(() => ({ id: reader.u32(), key: reader.data() }));
  const preKeyIds = preKeys.map(({ id }) => id);
  checkOnce(preKeyIds, "a one-time prekey");
  return { ...head, bundle: { ...bundle, preKeyIds, preKeys: preKeys.map(({ key }) => key) } };
}
