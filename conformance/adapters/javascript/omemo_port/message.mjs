import { timingSafeEqual } from "node:crypto";

import { concat } from "./bytes.mjs";
import { isWholeBlocks, mac } from "./kdf.mjs";
import { checkId, readIdentity, readKey, wireKey } from "./keys.mjs";
import { readFields, writeFields } from "./protobuf.mjs";
import { refuse } from "./refusal.mjs";

/** Messages and key exchanges on the wire (sections 4.2 and 4.3). */

export const VERSION = Buffer.from([0x33]);

const MESSAGE = {
  legacy: [
    { number: 1, name: "ratchet_key", type: "bytes" },
    { number: 2, name: "n", type: "u32" },
    { number: 3, name: "pn", type: "u32" },
    { number: 4, name: "ciphertext", type: "bytes" },
  ],
  "omemo-2": [
    { number: 1, name: "n", type: "u32" },
    { number: 2, name: "pn", type: "u32" },
    { number: 3, name: "ratchet_key", type: "bytes" },
    { number: 4, name: "ciphertext", type: "bytes" },
  ],
};

const AUTHENTICATED = [
  { number: 1, name: "mac", type: "bytes" },
  { number: 2, name: "message", type: "bytes" },
];

const EXCHANGE = {
  legacy: [
    { number: 1, name: "pre_key_id", type: "u32" },
    { number: 2, name: "ephemeral_key", type: "bytes" },
    { number: 3, name: "identity_key", type: "bytes" },
    { number: 4, name: "message", type: "bytes" },
    { number: 5, name: "registration_id", type: "u32", optional: true },
    { number: 6, name: "signed_pre_key_id", type: "u32" },
  ],
  "omemo-2": [
    { number: 1, name: "pre_key_id", type: "u32" },
    { number: 2, name: "signed_pre_key_id", type: "u32" },
    { number: 3, name: "identity_key", type: "bytes" },
    { number: 4, name: "ephemeral_key", type: "bytes" },
    { number: 5, name: "message", type: "bytes" },
  ],
};

/** The fields of a message; `ratchet_key` as it stands on the wire. What is undefined is left out. */
export function writeBody(format, values) {
  return writeFields(MESSAGE[format.name], values);
}

/** Puts the MAC to a body (OM-MSG-2). */
export function authenticate(format, body, ad, authKey, version = VERSION, macSize = format.macSize) {
  const covered = format.isLegacy ? concat(version, body) : body;
  const authenticated = concat(ad, covered);
  const tag = mac(authKey, authenticated).subarray(0, macSize);
  const message = format.isLegacy ? concat(covered, tag) : writeFields(AUTHENTICATED, { mac: tag, message: body });
  return { message, mac: tag, authenticated };
}

/** OM-MSG-1; the ratchet key without type byte. */
export function writeMessage(format, { ratchetKey, n, pn, ciphertext }, ad, authKey) {
  const body = writeBody(format, { ratchet_key: wireKey(format, ratchetKey), n, pn, ciphertext });
  return authenticate(format, body, ad, authKey);
}

/** OM-MSG-4, OM-MSG-5. */
function checkVersion(byte) {
  if (byte !== VERSION[0]) refuse("unknown-version", byte.toString(16));
}

export function readMessage(format, bytes) {
  const { covered, tag, fields } = format.isLegacy ? splitLegacy(format, bytes) : splitAuthenticated(format, bytes);
  const ratchetKey = readKey(format, fields.ratchet_key);
  if (!isWholeBlocks(fields.ciphertext)) refuse("bad-length", "ciphertext"); // OM-MSG-7
  return { ratchetKey, n: fields.n, pn: fields.pn, ciphertext: fields.ciphertext, mac: tag, covered };
}

function splitLegacy(format, bytes) {
  if (bytes.length < 1 + format.macSize) refuse("short"); // OM-MSG-3
  checkVersion(bytes[0]);
  const covered = bytes.subarray(0, -format.macSize);
  const fields = readFields(MESSAGE.legacy, covered.subarray(1));
  return { covered, tag: bytes.subarray(-format.macSize), fields };
}

function splitAuthenticated(format, bytes) {
  if (bytes.length === 0) refuse("short"); // OM-MSG-3
  const outer = readFields(AUTHENTICATED, bytes);
  if (outer.mac.length !== format.macSize) refuse("bad-length", "MAC"); // OM-MSG-6
  return { covered: outer.message, tag: outer.mac, fields: readFields(MESSAGE["omemo-2"], outer.message) };
}

/** OM-MSG-9. */
export function checkMac(format, message, ad, authKey) {
  const authenticated = concat(ad, message.covered);
  const own = mac(authKey, authenticated).subarray(0, format.macSize);
  if (!timingSafeEqual(own, message.mac)) refuse("bad-mac");
  return authenticated;
}

/** @param {object} values by the names of the table, keys as they stand on the wire; those that are undefined left out */
export function writeExchange(format, values, version = VERSION, append = Buffer.alloc(0)) {
  const fields = writeFields(EXCHANGE[format.name], values);
  return format.isLegacy ? concat(version, fields, append) : concat(fields, append);
}

export function readExchange(format, bytes) {
  if (bytes.length === 0) refuse("short"); // OM-KEX-3
  if (format.isLegacy) checkVersion(bytes[0]);
  const fields = readFields(EXCHANGE[format.name], format.isLegacy ? bytes.subarray(1) : bytes);
  checkId(fields.pre_key_id);
  checkId(fields.signed_pre_key_id);
  let identity;
  if (!format.isLegacy) identity = readIdentity(format, fields.identity_key);
  const ephemeralKey = readKey(format, fields.ephemeral_key);
  if (format.isLegacy) identity = readIdentity(format, fields.identity_key);
  return {
    preKeyId: fields.pre_key_id,
    signedPreKeyId: fields.signed_pre_key_id,
    identityKey: fields.identity_key,
    identityX25519: identity,
    ephemeralKey,
    registrationId: fields.registration_id,
    message: fields.message,
    inner: readMessage(format, fields.message),
  };
}
