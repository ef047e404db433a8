import { readBundle } from "./bundle.mjs";
import { checkId } from "./keys.mjs";
import { refuse } from "./refusal.mjs";
import { readBase64, readDocument, readFlag, readId, readPlain } from "./shape.mjs";
import { checkSignatureLength } from "./signature.mjs";
import { writeElement } from "./xml.mjs";

/** Bundles, device lists and encrypted elements in XML (sections 4.6 to 4.8). */

const data = { text: readBase64 };
const base64 = (bytes) => bytes.toString("base64");
const document = (text) => Buffer.from(text, "utf8");

const BUNDLE = {
  legacy: {
    signedPreKey: "signedPreKeyPublic",
    signedPreKeyId: "signedPreKeyId",
    signature: "signedPreKeySignature",
    identityKey: "identityKey",
    preKey: "preKeyPublic",
    preKeyId: "preKeyId",
  },
  "omemo-2": {
    signedPreKey: "spk",
    signedPreKeyId: "id",
    signature: "spks",
    identityKey: "ik",
    preKey: "pk",
    preKeyId: "id",
  },
};

/** OM-BUNDLE-1. */
export function writeBundleXml(format, bundle) {
  const names = BUNDLE[format.name];
  const { preKeyIds, preKeys } = bundle;
  const signedId = { [names.signedPreKeyId]: bundle.signedPreKeyId };
  const all = preKeyIds.map((id, at) => writeElement(names.preKey, { [names.preKeyId]: id }, base64(preKeys[at])));
  const parts = [
    writeElement(names.signedPreKey, signedId, base64(bundle.signedPreKey)),
    writeElement(names.signature, {}, base64(bundle.signature)),
    writeElement(names.identityKey, {}, base64(bundle.identityKey)),
    writeElement("prekeys", {}, all.join("")),
  ];
  return document(writeElement("bundle", { xmlns: format.namespace }, parts.join("")));
}

/** The checks up to OM-SIGN-4 and with it (section 5.5). */
export function readBundleXml(format, bytes) {
  const names = BUNDLE[format.name];
  const one = (id) => ({ attributes: { [id]: readId }, text: readBase64 });
  const found = readDocument(bytes, "bundle", format.namespace, {
    namespace: format.namespace,
    children: {
      [names.signedPreKey]: one(names.signedPreKeyId),
      [names.signature]: data,
      [names.identityKey]: data,
      prekeys: { children: { [names.preKey]: { ...one(names.preKeyId), many: true } } },
    },
  });
  const all = found.prekeys[names.preKey];
  const bundle = {
    identityKey: found[names.identityKey].text,
    signedPreKeyId: found[names.signedPreKey][names.signedPreKeyId],
    signedPreKey: found[names.signedPreKey].text,
    signature: found[names.signature].text,
    preKeyIds: all.map((key) => key[names.preKeyId]),
    preKeys: all.map((key) => key.text),
  };
  readBundle(format, bundle);
  return bundle;
}

const listName = (format) => (format.isLegacy ? "list" : "devices");

/**
 * OM-LIST-1.
 *
 * @param {{ id: number, label?: Buffer, signature?: Buffer }[]} devices
 */
export function writeDevices(format, devices) {
  const all = devices.map(({ id, label, signature }) => {
    if (format.isLegacy || label === undefined) return writeElement("device", { id }, "");
    return writeElement("device", { id, label: label.toString("utf8"), labelsig: base64(signature) }, "");
  });
  return document(writeElement(listName(format), { xmlns: format.namespace }, all.join("")));
}

/** Of a label without a signature, or a signature without a label, nothing is kept (OM-LIST-3). */
export function readDevices(format, bytes) {
  const labels = format.isLegacy ? {} : { label: readPlain, labelsig: readBase64 };
  const device = { attributes: { id: readId, ...labels }, optional: ["label", "labelsig"], many: true };
  const shape = { namespace: format.namespace, children: { device } };
  const found = readDocument(bytes, listName(format), format.namespace, shape).device;
  for (const { id } of found) checkId(id);
  if (new Set(found.map(({ id }) => id)).size !== found.length) refuse("duplicate-id"); // OM-LIST-2
  return found.map(({ id, label, labelsig: signature }) => {
    if (label === undefined || signature === undefined) return { id };
    checkSignatureLength(signature);
    return { id, label: Buffer.from(label, "utf8"), signature };
  });
}

/**
 * OM-ELEMENT-1, OM-ELEMENT-2.
 *
 * @param {{ jid: string, rid: number, isExchange: boolean, data: Buffer }[]} keys
 */
export function writeEncrypted(format, { sid, keys, iv, payload }) {
  const flag = format.isLegacy ? "prekey" : "kex";
  const groups = [];
  for (const { jid, rid, isExchange, data: bytes } of keys) {
    if (groups.length === 0 || (!format.isLegacy && groups.at(-1).jid !== jid)) groups.push({ jid, keys: "" });
    groups.at(-1).keys += writeElement("key", { rid, [flag]: isExchange ? "true" : undefined }, base64(bytes));
  }
  let within = groups.map((group) => (format.isLegacy ? group.keys : writeElement("keys", { jid: group.jid }, group.keys)));
  if (format.isLegacy && iv !== undefined) within = [...within, writeElement("iv", {}, base64(iv))];
  const header = writeElement("header", { sid }, within.join(""));
  const behind = payload === undefined ? "" : writeElement("payload", {}, base64(payload));
  return document(writeElement("encrypted", { xmlns: format.namespace }, header + behind));
}

export function readEncrypted(format, bytes) {
  const flag = format.isLegacy ? "prekey" : "kex";
  const key = { attributes: { rid: readId, [flag]: readFlag }, optional: [flag], text: readBase64, many: true };
  const keys = { attributes: { jid: readPlain }, children: { key: { ...key, least: 1 } }, many: true, least: 1 };
  const header = { attributes: { sid: readId }, children: format.isLegacy ? { key, iv: data } : { keys } };
  const shape = { namespace: format.namespace, children: { header, payload: { ...data, least: 0 } } };
  const found = readDocument(bytes, "encrypted", format.namespace, shape);
  const groups = format.isLegacy ? [{ jid: "", key: found.header.key }] : found.header.keys;
  const all = groups.flatMap((group) =>
    group.key.map((one) => ({ jid: group.jid, rid: one.rid, isExchange: one[flag] ?? false, data: one.text })),
  );
  const { sid } = found.header;
  for (const id of [sid, ...all.map(({ rid }) => rid)]) checkId(id);
  // A number has no space: whatever stands in a JID, two devices never look like one.
  if (new Set(all.map(({ jid, rid }) => `${rid} ${jid}`)).size !== all.length) refuse("duplicate-id"); // OM-ELEMENT-3
  return { sid, keys: all, iv: found.header.iv?.text, payload: found.payload?.text };
}
