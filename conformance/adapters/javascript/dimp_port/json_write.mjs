// Writing JSON, section 4.2.2: one layout and ASCII, so that bytes can be compared.

import { MAX_LEVELS } from "./json_read.mjs";
import { refuse } from "./refusal.mjs";

const SHORT = { '"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r" };

function writeText(string) {
  if (!string.isWellFormed()) refuse("bad-data", "half of a surrogate pair");
  const escape = (unit) => SHORT[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return `"${string.replace(/["\\]|[^ -~]/g, escape)}"`; // by UTF-16 units: a pair becomes two escapes
}

/** The shortest digits that read back as the number, laid out by the table of section 4.2.2. */
export function writeFloat(number) {
  if (!Number.isFinite(number)) refuse("bad-data", "a number that is not finite");
  if (number === 0) return Object.is(number, -0) ? "-0.0" : "0.0";
  const sign = number < 0 ? "-" : "";
  const [mantissa, power] = Math.abs(number).toExponential().split("e");
  const digits = mantissa.replace(".", "");
  const e = Number(power) + 1;
  if (e >= -3 && e <= 0) return `${sign}0.${"0".repeat(-e)}${digits}`;
  if (e >= 1 && e <= 16) {
    if (digits.length > e) return `${sign}${digits.slice(0, e)}.${digits.slice(e)}`;
    return `${sign}${digits}${"0".repeat(e - digits.length)}.0`;
  }
  const rest = digits.length > 1 ? `.${digits.slice(1)}` : "";
  const exponent = String(Math.abs(e - 1)).padStart(2, "0");
  return `${sign}${digits[0]}${rest}e${e - 1 < 0 ? "-" : "+"}${exponent}`;
}

function write(value, level) {
  switch (value.t) {
    case "null":
      return "null";
    case "bool":
      return value.v ? "true" : "false";
    case "int":
      return value.v.toString();
    case "float":
      return writeFloat(value.v);
    case "text":
      return writeText(value.v);
  }
  if (level > MAX_LEVELS) refuse("bad-data", "nested too deep");
  if (value.t === "list") return `[${value.v.map((element) => write(element, level + 1)).join(", ")}]`;
  if (value.repeated) refuse("bad-data", "one name twice");
  const members = [...value.v].map(([name, member]) => `${writeText(name)}: ${write(member, level + 1)}`);
  return `{${members.join(", ")}}`;
}

/** The text of a value. It is ASCII, so its characters are its bytes. */
export const writeJson = (value) => write(value, 1);

export const jsonBytes = (value) => Buffer.from(writeJson(value), "latin1");
