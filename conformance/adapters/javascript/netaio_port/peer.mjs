import { ascii } from "./bytes.mjs";
import { encodeMessage } from "./message.mjs";
import { unpack } from "./packify_reader.mjs";
import { pack } from "./packify_writer.mjs";
import { Refusal } from "./refusal.mjs";
import { ADVERTISE_PEER, DISCONNECT, PEER_DISCOVERED } from "./types.mjs";
import { bytes, isBytes, tuple } from "./values.mjs";

const TYPES = { advertise: ADVERTISE_PEER, discovered: PEER_DISCOVERED, disconnect: DISCONNECT };
export const USUAL_APPLICATION = ascii("netaio");

/** The packed tuple of ID and data (NA-REC-1). */
export function makeRecord({ id, data }) {
  return pack(tuple([bytes(id), bytes(data)]));
}

/** @returns {{ id: Buffer, data: Buffer } | undefined} undefined if the bytes are no record (NA-PEER-3) */
export function readRecord(record) {
  const value = unpackIfPossible(record);
  if (value?.kind !== "tuple" || value.content.length !== 2 || !value.content.every((part) => isBytes(part))) return undefined;
  const [id, data] = value.content;
  return { id: id.content, data: data.content };
}

function unpackIfPossible(record) {
  try {
    return unpack(record);
  } catch (why) {
    if (why instanceof Refusal) return undefined;
    throw why;
  }
}

/**
 * A message of peer management (section 5.14).
 *
 * @param {keyof typeof TYPES} kind
 * @param {{ id: Buffer, data: Buffer }} peer
 * @param {Buffer} [application] its ID
 */
export function makePeerMessage(kind, peer, application = USUAL_APPLICATION) {
  if (!Object.hasOwn(TYPES, kind)) throw new TypeError(`${kind} is no message of peer management`);
  const record = makeRecord(peer);
  return { record, message: encodeMessage({ type: TYPES[kind], uri: application, content: record }).message };
}
