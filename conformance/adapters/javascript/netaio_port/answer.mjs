import { ascii } from "./bytes.mjs";
import { encodeMessage } from "./message.mjs";
import { Refusal } from "./refusal.mjs";
import * as types from "./types.mjs";

// Section 4.7, both tables.
const KINDS = {
  error: { uri: "ERROR" },
  "not-found": { type: types.NOT_FOUND, uri: "", text: "not found" },
  "not-permitted": { type: types.NOT_PERMITTED, uri: "", text: "not permitted" },
  ok: { type: types.OK, uri: "", text: "" },
  respond: { type: types.RESPOND_URI, uri: "", text: "" },
};
const TYPE_OF_TEXT = new Map([
  ["invalid message", types.ERROR],
  ["HMAC auth failed", types.AUTH_ERROR],
  ["tapescript auth failed", types.AUTH_ERROR],
  ["not found", types.NOT_FOUND],
  ["not permitted", types.NOT_PERMITTED],
]);
const TYPES_OF_ERRORS = [types.ERROR, types.AUTH_ERROR, types.NOT_FOUND, types.NOT_PERMITTED];

/**
 * Makes one of the answers with fixed texts (section 5.5).
 *
 * @param {string} kind
 * @param {{ text?: Buffer, uri?: Buffer, type?: number }} told what the caller wants otherwise; a type is of errors alone
 * @returns {Buffer}
 */
export function makeAnswer(kind, { text, uri, type } = {}) {
  const usual = KINDS[kind];
  if (usual === undefined) throw new TypeError(`${kind} is no kind of answer`);
  const content = text ?? (usual.text === undefined ? undefined : ascii(usual.text));
  if (content === undefined) throw new TypeError("an error needs a text");
  const answer = { type: kind === "error" ? typeOfError(content, type) : usual.type, uri: uri ?? ascii(usual.uri), content };
  return encodeMessage(answer).message; // NA-ANS-1
}

function typeOfError(content, told) {
  if (told === undefined) return TYPE_OF_TEXT.get(content.toString("latin1")) ?? types.ERROR; // NA-ANS-2
  if (!TYPES_OF_ERRORS.includes(told)) throw new Refusal("bad-type", `${told} is no type of an error`); // NA-ANS-3
  return told;
}
