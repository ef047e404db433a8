import { floatText } from "./float_text.mjs";
import { Dict } from "./values.mjs";

const NOT_PLAIN = /["\\]|[^ -~]/g;
const SHORT_ESCAPES = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\b", "\\b"],
  ["\t", "\\t"],
  ["\n", "\\n"],
  ["\f", "\\f"],
  ["\r", "\\r"],
]);

/**
 * Writes a value as JSON in ASCII (section 4.5.1). It checks nothing: whoever writes data of an application calls
 * `checkData` first.
 *
 * @param {import("./values.mjs").Value} value
 * @returns {string}
 */
export function writeJson(value) {
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return `[${value.map(writeJson).join(", ")}]`;
  if (value instanceof Dict) return `{${value.entries.map(writeMember).join(", ")}}`;
  return scalarText(value);
}

/**
 * The name of a member as text, for a key of whatever kind (DW-DATA-13).
 *
 * @param {null | boolean | bigint | number | string} key
 * @returns {string}
 */
export function nameOf(key) {
  return typeof key === "string" ? key : scalarText(key);
}

function writeMember([key, value]) {
  return `${quote(nameOf(key))}: ${writeJson(value)}`;
}

function scalarText(value) {
  return typeof value === "number" ? floatText(value) : String(value);
}

// Without the flag `u` the pattern finds the two halves of a pair one by one, as they are to be written.
function quote(text) {
  return `"${text.replace(NOT_PLAIN, (unit) => SHORT_ESCAPES.get(unit) ?? unicodeEscape(unit))}"`;
}

function unicodeEscape(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
