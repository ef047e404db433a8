import { Refusal } from "./refusal.mjs";

const ASCII_SPACE = new Set("\t\n\v\f\r ");
const BASE64_CHARACTERS = new Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

/**
 * A text form: how ciphertext is written as text.
 *
 * @typedef {{ write: (bytes: Buffer) => string, read: (text: string) => Buffer }} TextForm
 */

/** @type {TextForm} */
export const HEX = {
  write: (bytes) => bytes.toString("hex"),
  read: (text) => {
    if (text.length % 2 === 0 && !/[^0-9a-f]/.test(text)) return Buffer.from(text, "hex");
    throw new Refusal(isLooseHex(text) ? "loose-text" : "not-hex");
  },
};

/** @type {TextForm} */
export const BASE64 = {
  write: (bytes) => bytes.toString("base64"),
  read: (text) => {
    // Node passes over whatever it does not know, so only writing the bytes again shows what was there.
    const bytes = Buffer.from(text, "base64");
    if (bytes.toString("base64") === text) return bytes;
    throw new Refusal(isLooseBase64(text) ? "loose-text" : "not-base64");
  },
};

/**
 * @param {string} name
 * @returns {TextForm}
 */
export function textForm(name) {
  if (name === "hex") return HEX;
  if (name === "base64") return BASE64;
  throw new TypeError(`${name} is no text form`);
}

/** Whether the text is pairs of digits of either case, with white space nowhere within a pair. */
function isLooseHex(text) {
  if (/[^0-9A-Fa-f\t-\r ]/.test(text)) return false;
  let digits = 0;
  for (const character of text) {
    if (!ASCII_SPACE.has(character)) digits += 1;
    else if (digits % 2 === 1) return false;
  }
  return digits % 2 === 0;
}

/**
 * Whether the text ends where no group is open. A `=` counts only where it can complete a group: the first one after
 * three characters, the second one after two. What follows a group that was completed so is not looked at.
 */
function isLooseBase64(text) {
  let inGroup = 0;
  let pads = 0;
  for (const character of text) {
    if (BASE64_CHARACTERS.has(character)) {
      inGroup = (inGroup + 1) % 4;
      pads = 0;
    } else if (character === "=" && inGroup >= 2) {
      pads += 1;
      if (inGroup + pads === 4) return true;
    }
  }
  return inGroup === 0;
}
