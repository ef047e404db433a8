// Reading JSON, section 4.2.1: one pass, with a budget that is checked before anything is built.
//
// JSON.parse is of no use here: it keeps the last of two members of one name, rounds integers, and has no limits.

import { refuse } from "./refusal.mjs";
import { utf8Text } from "./text.mjs";
import { bool, dict, float, int, list, NULL, text } from "./values.mjs";

const MAX_BYTES = 1_048_576;
const MAX_MEMBERS = 65_536;
export const MAX_LEVELS = 128;
const MAX_DIGITS = 4_300;

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const BLANK = /[ \t\n\r]*/y;
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

class Reader {
  #source;
  #at = 0;
  #members = 0;

  constructor(source) {
    this.#source = source;
  }

  whole() {
    this.#blank();
    const value = this.#value(1);
    this.#blank();
    if (this.#at < this.#source.length) refuse("not-json", `text behind the value, at ${this.#at}`);
    return value;
  }

  #value(level) {
    const first = this.#source[this.#at];
    if (first === "{") return this.#object(level);
    if (first === "[") return this.#array(level);
    if (first === '"') return text(this.#string());
    if (this.#word("true")) return bool(true);
    if (this.#word("false")) return bool(false);
    if (this.#word("null")) return NULL;
    if (this.#word("NaN") || this.#word("Infinity") || this.#word("-Infinity")) refuse("non-finite");
    return this.#number();
  }

  #object(level) {
    if (level > MAX_LEVELS) refuse("too-deep");
    const members = new Map();
    this.#at++;
    this.#blank();
    if (this.#take("}")) return dict(members);
    for (;;) {
      this.#count();
      if (this.#source[this.#at] !== '"') this.#broken();
      const name = this.#string();
      this.#blank();
      if (!this.#take(":")) this.#broken();
      this.#blank();
      const value = this.#value(level + 1);
      if (members.has(name)) refuse("duplicate-member");
      members.set(name, value);
      this.#blank();
      if (this.#take("}")) return dict(members);
      if (!this.#take(",")) this.#broken();
      this.#blank();
    }
  }

  #array(level) {
    if (level > MAX_LEVELS) refuse("too-deep");
    const elements = [];
    this.#at++;
    this.#blank();
    if (this.#take("]")) return list(elements);
    for (;;) {
      this.#count();
      elements.push(this.#value(level + 1));
      this.#blank();
      if (this.#take("]")) return list(elements);
      if (!this.#take(",")) this.#broken();
      this.#blank();
    }
  }

  #string() {
    const parts = [];
    this.#at++;
    for (;;) {
      parts.push(this.#match(PLAIN)[0]);
      if (this.#take('"')) return parts.join("");
      if (!this.#take("\\")) this.#broken();
      const letter = this.#source[this.#at++];
      if (letter === "u") parts.push(this.#unicode());
      else if (letter !== undefined && Object.hasOwn(ESCAPES, letter)) parts.push(ESCAPES[letter]);
      else this.#broken();
    }
  }

  /** One `\u` escape, or the two of a pair: what is left over is no Unicode. */
  #unicode() {
    const high = this.#unit();
    if (high < 0xd800 || high > 0xdfff) return String.fromCharCode(high);
    if (high > 0xdbff || !this.#source.startsWith("\\u", this.#at)) refuse("lone-surrogate");
    this.#at += 2;
    const low = this.#unit();
    if (low < 0xdc00 || low > 0xdfff) refuse("lone-surrogate");
    return String.fromCharCode(high, low);
  }

  #unit() {
    const digits = this.#source.slice(this.#at, this.#at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#broken();
    this.#at += 4;
    return Number.parseInt(digits, 16);
  }

  #number() {
    const found = this.#match(NUMBER);
    if (found === null) this.#broken();
    const [all, fraction, exponent] = found;
    if (fraction === undefined && exponent === undefined) {
      if (all.length - (all.startsWith("-") ? 1 : 0) > MAX_DIGITS) refuse("long-number");
      return int(all);
    }
    const value = Number(all);
    if (!Number.isFinite(value)) refuse("non-finite");
    return float(value);
  }

  #count() {
    if (++this.#members > MAX_MEMBERS) refuse("too-many");
  }

  #blank() {
    this.#match(BLANK);
  }

  #match(pattern) {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source);
    if (found !== null) this.#at += found[0].length;
    return found;
  }

  #take(character) {
    if (this.#source[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #word(word) {
    if (!this.#source.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  #broken() {
    refuse("not-json", `at ${this.#at}`);
  }
}

/** The value of a text, given as bytes. */
export function readJson(bytes) {
  if (bytes.length > MAX_BYTES) refuse("too-large");
  return new Reader(utf8Text(bytes, "not-utf8")).whole();
}

/** The value of a text that was a text within JSON, such as the data of a profile. */
export const readJsonText = (string) => readJson(Buffer.from(string, "utf8"));

/** The object of a text; another value is `not-object`. */
export function readObject(bytes) {
  const value = readJson(bytes);
  if (value.t !== "dict") refuse("not-object");
  return value;
}
