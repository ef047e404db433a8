import { bigEndianNumber } from "./bytes.mjs";
import { isCanonicalDecimal } from "./decimal_text.mjs";
import * as codes from "./packify_codes.mjs";
import { packWithSetsAsTheyAre } from "./packify_writer.mjs";
import { Refusal } from "./refusal.mjs";
import { readUtf8 } from "./utf8.mjs";
import * as values from "./values.mjs";

/**
 * Reads a packed value, the whole of `packed` (section 5.2).
 *
 * Reading is lenient about the form, and the value is packed again in the end: what differs then was not canonical
 * (NA-UNPACK-7). So there is one place that knows what is canonical, the writer; Decimals aside, whose text is looked
 * at while it is read, which section 4.1 permits.
 *
 * @param {Uint8Array} packed
 * @returns {import("./values.mjs").Value}
 */
export function unpack(packed) {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.length);
  const value = readValue(new Source(bytes), 1);
  if (!packWithSetsAsTheyAre(value).equals(bytes)) throw new Refusal("not-canonical");
  return value;
}

const WITH_CATEGORY = new Set([
  codes.BYTES, codes.BYTEARRAY, codes.STR, codes.DECIMAL, codes.LIST, codes.SET, codes.TUPLE, codes.DICT, codes.PACKABLE,
]);
const WITHOUT_CATEGORY = new Set([
  codes.NONE, codes.INT, codes.NEGATIVE_INT, codes.BOOL, codes.FLOAT, codes.LONG_INT, codes.LONG_NEGATIVE_INT,
]);
const CONTAINERS = new Set([codes.LIST, codes.SET, codes.TUPLE, codes.DICT]);
const NOT_HASHABLE = new Set(["list", "set", "dict", "bytearray"]);

/** Bytes that are taken from the front; to take more than there are is NA-UNPACK-1. */
class Source {
  #bytes;
  #at = 0;
  #end;

  constructor(bytes) {
    this.#bytes = bytes;
    this.#end = bytes.length;
  }

  check(length) {
    if (length > this.#end - this.#at) throw new Refusal("short", `${length} bytes are not there`);
  }

  take(length) {
    this.check(length);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  number(size) {
    this.check(size);
    this.#at += size;
    return this.#bytes.readUIntBE(this.#at - size, size);
  }

  /** What is read out of the next bytes alone. Those that are left of them are passed over: the length was another one. */
  within(length, read) {
    const end = this.#end;
    this.#end = this.#at + length;
    const value = read();
    this.#at = this.#end;
    this.#end = end;
    return value;
  }
}

/** @param {number} level the one that the value has if it is a container */
function readValue(source, level) {
  const code = source.number(1);
  const type = code & codes.TYPE_BITS;
  const size = codes.SIZE_OF_CATEGORY.get(code & codes.CATEGORY_BITS);
  if (!WITH_CATEGORY.has(type) && !WITHOUT_CATEGORY.has(type)) throw new Refusal("unknown-code", `type ${type}`);
  if (WITH_CATEGORY.has(type) && size === undefined) throw new Refusal("unknown-code", `type ${type} without category`);
  return CONTAINERS.has(type) ? readContainer(type, size, source, level) : readScalar(type, size, source);
}

function readScalar(type, size, source) {
  switch (type) {
    case codes.NONE:
      return values.none();
    case codes.BOOL:
      return values.bool(source.number(1) !== 0);
    case codes.FLOAT:
      return values.float(source.take(8));
    case codes.INT:
      return values.int(readMagnitude(source, size));
    case codes.NEGATIVE_INT:
      return values.int(-readMagnitude(source, size));
    case codes.LONG_INT:
      return values.int(bigEndianNumber(source.take(source.number(4))));
    case codes.LONG_NEGATIVE_INT:
      return values.int(-bigEndianNumber(source.take(source.number(4))));
    case codes.BYTES:
      return values.bytes(source.take(source.number(size)));
    case codes.BYTEARRAY:
      return values.bytearray(source.take(source.number(size)));
    case codes.STR:
      return values.str(readText(source, size));
    case codes.DECIMAL:
      return values.decimal(readDecimal(source, size));
    default:
      return refusePackable(source, size);
  }
}

/** The number itself, or a count and that many bytes. */
function readMagnitude(source, size) {
  return size === undefined ? bigEndianNumber(source.take(source.number(1))) : BigInt(source.number(size));
}

function readText(source, size) {
  const text = readUtf8(source.take(source.number(size)));
  if (text === undefined) throw new Refusal("bad-value", "a str is not UTF-8");
  return text;
}

function readDecimal(source, size) {
  const text = source.take(source.number(size)).toString("latin1");
  if (!isCanonicalDecimal(text)) throw new Refusal("bad-value", "a Decimal has another text");
  return text;
}

/** NA-UNPACK-5: only once name and data are there. */
function refusePackable(source, size) {
  const [nameLength, dataLength] = [source.number(size), source.number(size)];
  source.take(nameLength + dataLength);
  throw new Refusal("unsupported-value", "a Packable");
}

function readContainer(type, size, source, level) {
  if (level > codes.MOST_LEVELS) throw new Refusal("too-deep", `more than ${codes.MOST_LEVELS} levels`); // NA-UNPACK-6
  const category = source.number(1);
  const itemSize = codes.SIZE_OF_CATEGORY.get(category);
  if (itemSize === undefined) throw new Refusal("bad-category", `${category}`);
  const count = source.number(size);
  const lengths = takeLengths(source, count, itemSize);
  const readItems = (checked) => lengths.map((length) => source.within(length, () => checked(readValue(source, level + 1))));
  switch (type) {
    case codes.LIST:
      return values.list(readItems((item) => item));
    case codes.TUPLE:
      return values.tuple(readItems((item) => item));
    case codes.SET:
      return values.set(readItems(checkedMember));
    default:
      return values.dict(readItems(checkedPair));
  }
}

/** The lengths of all items, which together have to be there. Nothing is set aside before the bytes of it are. */
function takeLengths(source, count, size) {
  const packed = source.take(count * size);
  const lengths = Array.from({ length: count }, (_, index) => packed.readUIntBE(index * size, size));
  source.check(lengths.reduce((sum, length) => sum + length, 0));
  return lengths;
}

/** NA-UNPACK-4, of an item that has been read, before the next one is. */
function checkedPair(value) {
  if (value.kind !== "tuple" || value.content.length !== 2) throw new Refusal("bad-value", "an item of a dict is no pair");
  checkedMember(value.content[0]);
  return value.content;
}

function checkedMember(value) {
  if (NOT_HASHABLE.has(value.kind)) throw new Refusal("bad-value", `a ${value.kind} is a member or a key`);
  if (value.kind === "tuple") value.content.forEach(checkedMember);
  return value;
}
