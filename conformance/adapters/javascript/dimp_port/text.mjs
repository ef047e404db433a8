// Bytes as text: UTF-8, base64 (section 4.2.4), base 58 (section 4.3).

import { refuse } from "./refusal.mjs";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of UTF-8; half surrogates, overlong forms and what is cut off have the code that the caller names. */
export function utf8Text(bytes, code) {
  try {
    return decoder.decode(bytes);
  } catch {
    return refuse(code);
  }
}

export const utf8 = (string) => Buffer.from(string, "utf8");

export const base64 = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");

/** What a reader that passes over other characters takes a text for, or null where that is nothing. */
export function lenientBase64(string) {
  if (/[^\u0000-\u007f]/.test(string)) return null;
  let group = 0; // characters of the alphabet in the open group
  let filled = 0; // `=` that may still complete it
  const taken = [];
  for (const character of string) {
    if (character === "=") {
      if (group < 2) continue;
      filled++;
      if (group + filled === 4) return Buffer.from(taken.join(""), "base64");
    } else if (/[A-Za-z0-9+/]/.test(character)) {
      taken.push(character);
      filled = 0;
      group = (group + 1) % 4;
    }
  }
  return group === 0 ? Buffer.from(taken.join(""), "base64") : null;
}

/** The bytes of a base64 text that is exactly the one that a writer gives. */
export function fromBase64(string) {
  // The usual case first: Node's decoder is fast, and exact when its result is written the same way.
  const bytes = Buffer.from(string, "base64");
  if (bytes.toString("base64") === string) return bytes;
  return refuse(lenientBase64(string) === null ? "bad-base64" : "loose-text");
}

const DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

export function base58(bytes) {
  const zeros = bytes.findIndex((byte) => byte !== 0);
  const ones = zeros === -1 ? bytes.length : zeros;
  let number = bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  let digits = "";
  for (; number > 0n; number /= 58n) digits = DIGITS[Number(number % 58n)] + digits;
  return "1".repeat(ones) + digits;
}

/** The bytes of a text in base 58 if they are `size`, otherwise null. Longer texts are not computed at all. */
export function fromBase58(string, size) {
  if (string.length > size * 2) return null;
  let number = 0n;
  for (const character of string) {
    const digit = DIGITS.indexOf(character);
    if (digit === -1) return null;
    number = number * 58n + BigInt(digit);
  }
  let hex = number === 0n ? "" : number.toString(16);
  if (hex.length % 2 === 1) hex = `0${hex}`;
  const ones = /^1*/.exec(string)[0].length;
  const bytes = Buffer.concat([Buffer.alloc(ones), Buffer.from(hex, "hex")]);
  return bytes.length === size ? bytes : null;
}
