import { MOST_DIGITS, MOST_LEVELS } from "./json_limits.mjs";
import { Refusal } from "./refusal.mjs";
import { Dict } from "./values.mjs";

/**
 * Reads one JSON value (section 4.5.3). The first fault decides, and reading ends there, so that the work is linear in
 * the length of the text whatever it holds.
 *
 * @param {string} text
 * @returns {import("./values.mjs").Value}
 */
export function readJson(text) {
  return new Reader(text).read();
}

const WHITE_SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)((?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)/y;
const WORD = /-?[A-Za-z]\w*/y;
const PLAIN_CHARACTERS = /[^"\\\u0000-\u001f]*/y;
const ESCAPED_UNIT = /u([0-9A-Fa-f]{4})/y;

const WORDS = new Map([
  ["null", null],
  ["true", true],
  ["false", false],
]);
const NON_FINITE = new Set(["NaN", "Infinity", "-Infinity"]);
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

class Reader {
  #text;
  #at = 0;

  constructor(text) {
    this.#text = text;
  }

  read() {
    const value = this.#value(1);
    if (this.#at < this.#text.length) this.#fail("there is more than one value");
    return value;
  }

  /** A value with the white space around it; `level` is the one that it has if it is an object or an array. */
  #value(level) {
    this.#take(WHITE_SPACE);
    const value = this.#bareValue(level);
    this.#take(WHITE_SPACE);
    return value;
  }

  #bareValue(level) {
    switch (this.#text[this.#at]) {
      case "{":
        return this.#object(level);
      case "[":
        return this.#array(level);
      case '"':
        return this.#string();
      default:
        return this.#wordOrNumber();
    }
  }

  #object(level) {
    this.#enter(level);
    const members = new Map();
    if (this.#takeAfterSpace("}")) return new Dict();
    do {
      this.#take(WHITE_SPACE);
      if (this.#text[this.#at] !== '"') this.#fail("a name is expected");
      const name = this.#string();
      if (members.has(name)) throw new Refusal("duplicate-member", name.slice(0, 100));
      if (!this.#takeAfterSpace(":")) this.#fail("a colon is expected");
      members.set(name, this.#value(level + 1));
    } while (this.#isTaken(","));
    if (!this.#isTaken("}")) this.#fail("a comma or brace is expected");
    return new Dict([...members]);
  }

  #array(level) {
    this.#enter(level);
    const elements = [];
    if (this.#takeAfterSpace("]")) return elements;
    do {
      elements.push(this.#value(level + 1));
    } while (this.#isTaken(","));
    if (!this.#isTaken("]")) this.#fail("a comma or bracket is expected");
    return elements;
  }

  #enter(level) {
    if (level > MOST_LEVELS) throw new Refusal("too-deep", `more than ${MOST_LEVELS} levels`);
    this.#at += 1;
  }

  #string() {
    this.#at += 1;
    const parts = [];
    for (;;) {
      parts.push(this.#take(PLAIN_CHARACTERS)[0]);
      if (this.#isTaken('"')) return parts.join("");
      if (!this.#isTaken("\\")) this.#fail("a string does not end, or holds a control character");
      parts.push(this.#escape());
    }
  }

  #escape() {
    const character = ESCAPES[this.#text[this.#at]];
    if (character === undefined) return this.#unicodeEscape();
    this.#at += 1;
    return character;
  }

  /** One `\u` escape, or the two of a pair: only together do they name a character. */
  #unicodeEscape() {
    const first = this.#unit();
    if (!isSurrogate(first)) return String.fromCharCode(first);
    const second = this.#isTaken("\\") && this.#text[this.#at] === "u" ? this.#unit() : undefined;
    if (!isHigh(first) || second === undefined || !isLow(second)) throw new Refusal("lone-surrogate");
    return String.fromCharCode(first, second);
  }

  #unit() {
    const found = this.#take(ESCAPED_UNIT);
    if (found === null) this.#fail("there is no such escape");
    return Number.parseInt(found[1], 16);
  }

  #wordOrNumber() {
    const found = this.#take(WORD);
    if (found === null) return this.#number();
    if (NON_FINITE.has(found[0])) throw new Refusal("non-finite", found[0]);
    if (!WORDS.has(found[0])) this.#fail("there is no such word");
    return WORDS.get(found[0]);
  }

  #number() {
    const found = this.#take(NUMBER);
    if (found === null) this.#fail("a value is expected");
    const [number, rest] = found;
    if (rest === "") return int(number);
    const value = Number(number);
    if (!Number.isFinite(value)) throw new Refusal("non-finite", "a number is too large");
    return value;
  }

  /** What the pattern finds here, which is then read; null if it finds nothing. */
  #take(pattern) {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.#at += found[0].length;
    return found;
  }

  #isTaken(character) {
    const isHere = this.#text[this.#at] === character;
    if (isHere) this.#at += 1;
    return isHere;
  }

  #takeAfterSpace(character) {
    this.#take(WHITE_SPACE);
    return this.#isTaken(character);
  }

  #fail(why) {
    throw new Refusal("not-json", `${why} at ${this.#at}`);
  }
}

/** The digits are counted before they are read: reading takes more than linear time. */
function int(number) {
  const digits = number.startsWith("-") ? number.length - 1 : number.length;
  if (digits > MOST_DIGITS) throw new Refusal("long-number", `${digits} digits`);
  return BigInt(number);
}

function isHigh(unit) {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit) {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function isSurrogate(unit) {
  return isHigh(unit) || isLow(unit);
}
