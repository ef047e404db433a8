import { readJson } from "./json_reader.mjs";
import { Refusal } from "./refusal.mjs";
import { readUtf8 } from "./utf8.mjs";
import { Dict } from "./values.mjs";

/** How many bytes the body of an answer may have. */
export const LONGEST_BODY = 1_048_576;

const JSON_MEDIA_TYPE = /^[ \t]*application\/(?:json|[a-z0-9._+-]+\+json)[ \t]*(?:;|$)/i;

/**
 * An HTTP answer.
 *
 * @typedef {{ status: number, mediaType?: string, body: Uint8Array }} Answer
 */

/**
 * Reads any answer of a service, up to its member `with` (section 5.12).
 *
 * @param {Answer} answer
 * @returns {import("./values.mjs").Value}
 */
export function readAnswer({ status, mediaType = "", body }) {
  checkStatus(status);
  if (!JSON_MEDIA_TYPE.test(mediaType)) throw new Refusal("media-type", mediaType.slice(0, 100));
  if (body.length > LONGEST_BODY) throw new Refusal("too-large", `more than ${LONGEST_BODY} bytes`);
  return readResult(readJson(readUtf8(body)));
}

function checkStatus(status) {
  if (status >= 200 && status <= 299) return;
  if (status >= 300 && status <= 399) throw new Refusal("redirected", String(status));
  throw new Refusal(status === 404 ? "not-found" : "http-status", String(status));
}

function readResult(answer) {
  if (!(answer instanceof Dict) || !answer.has("this")) throw new Refusal("bad-answer", "it has no member this");
  const [outcome, result] = [answer.get("this"), answer.get("with")];
  if (outcome === "failed") throw new Refusal(result === 404n ? "not-found" : "failed");
  if (outcome !== "succeeded") throw new Refusal("not-succeeded");
  if (result === undefined) throw new Refusal("bad-answer", "it has no member with");
  return result;
}
