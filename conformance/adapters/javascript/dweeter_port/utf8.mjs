import { Refusal } from "./refusal.mjs";

// A byte order mark is a character of the text, so it is not dropped.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads bytes that somebody else made (DW-CONTENT-2, DW-ANSWER-6).
 *
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function readUtf8(bytes) {
  try {
    return decoder.decode(bytes);
  } catch (why) {
    throw new Refusal("not-utf8", why.message);
  }
}

/**
 * Writes text of the caller. Half of a surrogate pair has no UTF-8; writing U+FFFD in its place would make another
 * text without telling anybody.
 *
 * @param {string} text
 * @returns {Buffer}
 */
export function writeUtf8(text) {
  if (typeof text !== "string" || !text.isWellFormed()) throw new TypeError("a name or value is not Unicode text");
  return Buffer.from(text, "utf8");
}
