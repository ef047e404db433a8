// Values as cases write them (section 3.4 of the chapter), and as the implementation has them. Both ways are here for
// the adapter alone: nothing in the implementation knows the tagged arrays.

import { writeUtf8 } from "./utf8.mjs";
import { Dict } from "./values.mjs";

// A case whose text is no UTF-8 is wrong: that is no refusal of the implementation, so `readUtf8` is not asked.
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const HALF_OF_A_PAIR = /(\xed[\xa0-\xbf][\x80-\xbf])/;

/**
 * Reads a tagged array. It keeps a list of what is left to do instead of calling itself, because data that is nested
 * too deep is for the implementation to refuse.
 *
 * @param {unknown[]} tagged
 * @returns {unknown} a value; whatever JSON has no form for is bytes
 */
export function fromTagged(tagged) {
  const root = [];
  const jobs = [[tagged, root, 0]];
  for (let job = jobs.pop(); job !== undefined; job = jobs.pop()) {
    const [[tag, content], holder, at] = job;
    if (tag === "list") {
      const list = new Array(content.length);
      holder[at] = list;
      content.forEach((element, index) => jobs.push([element, list, index]));
    } else if (tag === "dict") {
      const entries = content.map(([key]) => [fromScalar(key), undefined]);
      holder[at] = new Dict(entries);
      content.forEach(([, value], index) => jobs.push([value, entries[index], 1]));
    } else {
      holder[at] = fromScalar([tag, content]);
    }
  }
  return root[0];
}

/**
 * Writes what a reader gave, which has few levels.
 *
 * @param {import("./values.mjs").Value} value
 * @returns {unknown[]}
 */
export function toTagged(value) {
  if (value === null) return ["null"];
  if (Array.isArray(value)) return ["list", value.map(toTagged)];
  if (value instanceof Dict) return ["dict", value.entries.map(([key, member]) => [toTagged(key), toTagged(member)])];
  switch (typeof value) {
    case "boolean":
      return ["bool", value];
    case "bigint":
      return ["int", value.toString()];
    case "number":
      return ["float", floatHex(value)];
    case "string":
      return ["text", writeUtf8(value).toString("hex")];
    default:
      throw new TypeError(`${typeof value} is no value`);
  }
}

function fromScalar([tag, content]) {
  switch (tag) {
    case "null":
      return null;
    case "bool":
      return content;
    case "int":
      return BigInt(content);
    case "float":
      return Buffer.from(content, "hex").readDoubleBE();
    case "text":
      return textFrom(Buffer.from(content, "hex"));
    case "bytes":
      return Buffer.from(content, "hex");
    default:
      throw new TypeError(`${tag} is no tag of a scalar`);
  }
}

/**
 * Text that may hold halves of surrogate pairs, each as three bytes. Two of them that would make a pair cannot stay
 * apart in a string of JavaScript: such a text stays bytes, which is no text to the implementation either.
 */
function textFrom(bytes) {
  const parts = bytes.toString("latin1").split(HALF_OF_A_PAIR);
  const texts = parts.map((part, index) => (index % 2 === 1 ? half(part) : utf8.decode(Buffer.from(part, "latin1"))));
  const text = texts.join("");
  if (parts.length === 1) return text;
  return text.isWellFormed() ? bytes : text;
}

function half(threeBytes) {
  const [, second, third] = Buffer.from(threeBytes, "latin1");
  return String.fromCharCode(0xd000 | ((second & 0x3f) << 6) | (third & 0x3f));
}

function floatHex(value) {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString("hex");
}
