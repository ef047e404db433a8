// JSON values in memory, and as the tagged arrays of section 4.1.
//
// Objects are a Map, so that no name ("__proto__", "length") has a meaning and members keep their order. Integers are
// BigInt: numbers go up to 2^63 - 1 and beyond, which a binary64 does not hold.

export const NULL = { t: "null" };
export const bool = (v) => ({ t: "bool", v });
export const int = (v) => ({ t: "int", v: BigInt(v) });
export const float = (v) => ({ t: "float", v });
export const text = (v) => ({ t: "text", v });
export const list = (v) => ({ t: "list", v });
/** `repeated` says that a caller gave one name twice, which only a writer has to refuse. */
export const dict = (entries = [], repeated = false) => ({ t: "dict", v: new Map(entries), repeated });

export const isDict = (value) => value?.t === "dict";
export const isText = (value) => value?.t === "text";
export const isInt = (value, least, most) => value?.t === "int" && value.v >= least && value.v <= most;
export const copyOf = (value) => ({ t: "dict", v: new Map(value.v), repeated: value.repeated });

/** Text of UTF-8 in which halves of surrogate pairs may stand as three bytes. */
function textOf(hex) {
  if (typeof hex !== "string" || !/^(?:[0-9a-f]{2})*$/.test(hex)) throw new TypeError(`not hex: ${hex}`);
  const bytes = Buffer.from(hex, "hex");
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let result = "";
  let from = 0;
  for (let at = 0; at + 2 < bytes.length; at++) {
    if (bytes[at] !== 0xed || bytes[at + 1] < 0xa0) continue;
    result += decoder.decode(bytes.subarray(from, at));
    result += String.fromCharCode(0xd000 | ((bytes[at + 1] & 0x3f) << 6) | (bytes[at + 2] & 0x3f));
    from = at + 3;
    at += 2;
  }
  return result + decoder.decode(bytes.subarray(from));
}

function hexOf(string) {
  if (string.isWellFormed()) return Buffer.from(string, "utf8").toString("hex");
  let hex = "";
  for (const character of string) {
    const number = character.codePointAt(0);
    if (number >= 0xd800 && number <= 0xdfff) {
      hex += Buffer.from([0xed, 0x80 | ((number >> 6) & 0x3f), 0x80 | (number & 0x3f)]).toString("hex");
    } else hex += Buffer.from(character, "utf8").toString("hex");
  }
  return hex;
}

export function fromTagged(tagged) {
  if (!Array.isArray(tagged)) throw new TypeError("a value is a tagged array");
  const [tag, value] = tagged;
  switch (tag) {
    case "null":
      return NULL;
    case "bool":
      return bool(value === true);
    case "int":
      return int(value);
    case "float":
      return float(Buffer.from(value, "hex").readDoubleBE());
    case "text":
      return text(textOf(value));
    case "list":
      return list(value.map(fromTagged));
    case "dict": {
      const entries = value.map(([name, member]) => [textOf(name), fromTagged(member)]);
      return dict(entries, new Set(entries.map(([name]) => name)).size < entries.length);
    }
    default:
      throw new TypeError(`unknown tag ${tag}`);
  }
}

export function toTagged(value) {
  switch (value.t) {
    case "null":
      return ["null"];
    case "bool":
      return ["bool", value.v];
    case "int":
      return ["int", value.v.toString()];
    case "float": {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleBE(value.v);
      return ["float", bytes.toString("hex")];
    }
    case "text":
      return ["text", hexOf(value.v)];
    case "list":
      return ["list", value.v.map(toTagged)];
    default:
      return ["dict", [...value.v].map(([name, member]) => [hexOf(name), toTagged(member)])];
  }
}
