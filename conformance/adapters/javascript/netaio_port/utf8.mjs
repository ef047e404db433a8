const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * @param {Uint8Array} bytes
 * @returns {string | undefined} undefined if they are no UTF-8
 */
export function readUtf8(bytes) {
  try {
    return decoder.decode(bytes);
  } catch (why) {
    if (why instanceof TypeError) return undefined;
    throw why;
  }
}

/** A string with half of a surrogate pair has no bytes, and would be written as something else in silence. */
export function writeUtf8(text) {
  if (!text.isWellFormed()) throw new TypeError("the text holds half of a surrogate pair");
  return Buffer.from(text, "utf8");
}
