import { concat } from "./bytes.mjs";
import { encodeBody, readBody } from "./message.mjs";

/** What the cipher plugins encrypt of a body, and where the ciphertext goes (sections 5.9 and 5.10). */

/** With the URI, it is what an encoded body is. */
export function plaintextOf(encryptUri, { uri, content }) {
  return encryptUri ? encodeBody({ uri, content }) : content;
}

/** The size of a plaintext, before anything has that size. */
export function plaintextSize(encryptUri, { uri, content }) {
  return encryptUri ? 2 + uri.length + content.length : content.length;
}

/** Puts a ciphertext into a body. The split is drawn although it means nothing (NA-STREAM-3). */
export function bodyOfCiphertext(encryptUri, uri, ciphertext, random) {
  if (!encryptUri) return { uri, content: ciphertext };
  const drawn = random.take("split", 2).readUInt16BE();
  const end = 1 + (drawn % (ciphertext.length - 1));
  return { uri: ciphertext.subarray(0, end), content: ciphertext.subarray(end) };
}

export function ciphertextOf(encryptUri, { uri, content }) {
  return encryptUri ? concat(uri, content) : content;
}

/** NA-STREAM-6, NA-BOX-9. */
export function bodyOfPlaintext(encryptUri, uri, plaintext) {
  return encryptUri ? readBody(plaintext) : { uri, content: plaintext };
}
