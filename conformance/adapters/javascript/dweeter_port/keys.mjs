import { createHash } from "node:crypto";

import { Refusal } from "./refusal.mjs";
import { writeUtf8 } from "./utf8.mjs";

const BLOCK = 16;
const LONGEST_KEY = 32;
const SPACE = 0x20;

const DEFAULT_KEY = Buffer.from("aes_cbc_key", "ascii");
const DEFAULT_IV = Buffer.from("aes_cbc_iv", "ascii");
const DEFAULT_MAILBOX = "default_mailbox";
const DEFAULT_KEY_TEXT = "default_key";

/**
 * What AES takes.
 *
 * @typedef {{ key: Buffer, iv: Buffer }} Keys
 */

/**
 * The keys of the bare cipher: the key serves as IV where none is given.
 *
 * @param {Uint8Array} key
 * @param {Uint8Array} [iv]
 * @returns {Keys}
 */
export function cipherKeys(key, iv = key) {
  if (key.length === 0) throw new Refusal("empty-key");
  if (iv.length === 0) throw new Refusal("empty-iv");
  return { key: fill(key, LONGEST_KEY), iv: fill(iv, BLOCK) };
}

/**
 * The keys of a CryptoDweet: each of the two has a default of its own.
 *
 * @param {Uint8Array} [key]
 * @param {Uint8Array} [iv]
 * @returns {Keys}
 */
export function cryptoDweetKeys(key = DEFAULT_KEY, iv = DEFAULT_IV) {
  return cipherKeys(key, iv);
}

/**
 * Plain name and keys of a mailbox.
 *
 * The text form is part of the derivation: it decides which half of the hash is the key.
 *
 * @param {{ name?: string, keyText?: string, form: string }} mailbox
 * @returns {{ name: string, keys: Keys }}
 */
export function mailboxKeys({ name = DEFAULT_MAILBOX, keyText = DEFAULT_KEY_TEXT, form }) {
  const hash = createHash("sha256").update(writeUtf8(keyText)).digest();
  const [first, second] = [hash.subarray(0, BLOCK), hash.subarray(BLOCK)];
  return { name, keys: form === "base64" ? { key: second, iv: first } : { key: first, iv: second } };
}

/** Spaces up to whole blocks, and no more than `longest` bytes of it. */
function fill(bytes, longest) {
  const cut = bytes.subarray(0, longest);
  const filled = Buffer.alloc(Math.ceil(cut.length / BLOCK) * BLOCK, SPACE);
  filled.set(cut);
  return filled;
}
