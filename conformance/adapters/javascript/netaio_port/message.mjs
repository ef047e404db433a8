import { concat, u16, u8 } from "./bytes.mjs";
import { crc32 } from "./hashes.mjs";
import { unpack } from "./packify_reader.mjs";
import { pack } from "./packify_writer.mjs";
import { Refusal } from "./refusal.mjs";
import { checkCustomTypes, checkTypes, isKnownType } from "./types.mjs";
import { dict } from "./values.mjs";

/** URI and content together, as a writer may make them (NA-MSG-1). */
export const LONGEST_URI_AND_CONTENT = 65_422;
const LONGEST_AUTH = 65_535;
export const HEADER = 9;

/**
 * @typedef {object} Message
 * @property {number} type
 * @property {import("./values.mjs").Value} fields a dict
 * @property {Buffer} uri
 * @property {Buffer} content
 */

/** The encoded body: what plugins authenticate, and what the checksum covers. */
export function encodeBody({ uri, content }) {
  return concat(u16(uri.length), uri, content);
}

/** NA-MSG-1, and its like for ciphertexts and plaintexts. */
export function checkSize(size) {
  if (size > LONGEST_URI_AND_CONTENT) throw new Refusal("too-large", `${size} bytes of URI and content`);
}

/**
 * @param {Partial<Message>} message without fields if there are none
 * @param {{ types?: number[], version?: string }} [known]
 * @returns {{ message: Buffer, auth: Buffer, body: Buffer, checksum: Buffer }}
 */
export function encodeMessage({ type, fields = dict(), uri, content }, known = {}) {
  checkTypes(type, known);
  checkSize(uri.length + content.length);
  checkFields(fields);
  const auth = pack(fields);
  if (auth.length > LONGEST_AUTH) throw new Refusal("too-large", `${auth.length} bytes of auth fields`); // NA-MSG-2
  const body = encodeBody({ uri, content });
  const checksum = crc32(body);
  const message = concat(u8(type), u16(auth.length), u16(body.length), checksum, auth, body); // NA-MSG-3
  return { message, auth, body, checksum };
}

/** Section 7 has no code for a caller whose auth fields are something else, so it is a mistake of the program. */
export function checkFields(fields) {
  if (fields.kind !== "dict") throw new TypeError(`auth fields are a dict, not ${fields.kind}`);
}

/**
 * Takes one whole message apart (NA-MSG-4 to NA-MSG-10, in this order).
 *
 * @param {Buffer} message
 * @param {{ types?: number[], version?: string }} [known]
 * @returns {Message & { checksum: Buffer, authLength: number, bodyLength: number }}
 */
export function decodeMessage(message, known = {}) {
  checkCustomTypes(known);
  const { type, authLength, bodyLength } = readHeader(message, known);
  const end = HEADER + authLength + bodyLength;
  if (message.length < end) throw new Refusal("short", `${message.length} bytes of ${end}`);
  if (message.length > end) throw new Refusal("trailing", `${message.length} bytes for ${end}`);
  const fields = readFields(message.subarray(HEADER, HEADER + authLength));
  const body = message.subarray(HEADER + authLength);
  const { uri, content } = readBody(body);
  const checksum = crc32(body);
  if (!checksum.equals(message.subarray(5, HEADER))) throw new Refusal("bad-checksum");
  return { type, fields, uri, content, checksum, authLength, bodyLength };
}

/** NA-MSG-4, NA-MSG-5. */
export function readHeader(message, known) {
  if (message.length < HEADER) throw new Refusal("short", `a header of ${message.length} bytes`);
  const [type, authLength, bodyLength] = [message[0], message.readUInt16BE(1), message.readUInt16BE(3)];
  if (!isKnownType(type, known)) throw new Refusal("unknown-type", `${type}`);
  return { type, authLength, bodyLength };
}

export function readFields(auth) {
  const fields = unpack(auth);
  const isRight = fields.kind === "dict" && fields.content.every(([key]) => key.kind === "str");
  if (!isRight) throw new Refusal("bad-fields", "no dict with text as keys"); // NA-MSG-8
  return fields;
}

/** URI and content of an encoded body, which may also be one that was encrypted (NA-MSG-9, NA-STREAM-6, NA-BOX-9). */
export function readBody(body) {
  if (body.length < 2) throw new Refusal("short", `a body of ${body.length} bytes`);
  const end = 2 + body.readUInt16BE();
  if (body.length < end) throw new Refusal("short", `a body of ${body.length} bytes with a URI up to ${end}`);
  return { uri: body.subarray(2, end), content: body.subarray(end) };
}
