import { bigEndianBytes, concat, u32, u8 } from "./bytes.mjs";
import { isCanonicalDecimal } from "./decimal_text.mjs";
import * as codes from "./packify_codes.mjs";
import { writeUtf8 } from "./utf8.mjs";

const NONE = u8(codes.NONE);
const ONE_BYTE = Array.from({ length: 256 }, (_, number) => u8(number)); // values may have millions of short items
const LARGEST_U32 = 2 ** 32 - 1;

/**
 * The canonical encoding of a value (NA-PACK-1, NA-PACK-2).
 *
 * @param {import("./values.mjs").Value} value
 * @returns {Buffer}
 */
export function pack(value) {
  return packValue(value, inOrder);
}

/** The same, save that the members of a set stay in the order in which they are: what NA-UNPACK-7 compares with. */
export function packWithSetsAsTheyAre(value) {
  return packValue(value, (packed) => packed);
}

/** Packed members or pairs in ascending order, byte by byte. */
export function inOrder(packed) {
  return packed.toSorted(Buffer.compare);
}

function packValue(value, orderOfSet) {
  const { kind, content } = value;
  switch (kind) {
    case "none":
      return NONE;
    case "bool":
      return Buffer.from([codes.BOOL, content ? 1 : 0]);
    case "int":
      return packInt(content);
    case "float":
      return concat(u8(codes.FLOAT), content);
    case "bytes":
      return packLengthAnd(codes.BYTES, content);
    case "bytearray":
      return packLengthAnd(codes.BYTEARRAY, content);
    case "str":
      return packLengthAnd(codes.STR, writeUtf8(content));
    case "decimal":
      return packLengthAnd(codes.DECIMAL, decimalBytes(content));
    case "list":
      return packItems(codes.LIST, packAll(content, orderOfSet));
    case "tuple":
      return packItems(codes.TUPLE, packAll(content, orderOfSet));
    case "set":
      return packItems(codes.SET, orderOfSet(distinct(packAll(content, orderOfSet))));
    case "dict":
      return packItems(codes.DICT, inOrder(packPairs(content, orderOfSet)));
    default:
      throw new TypeError(`${kind} is no kind of value`);
  }
}

/** A value has its canonical text; to find it for another one takes a library that calculates with Decimals. */
function decimalBytes(text) {
  if (!isCanonicalDecimal(text)) throw new TypeError(`${text.slice(0, 100)} is not the text of a Decimal`);
  return writeUtf8(text);
}

function packAll(values, orderOfSet) {
  return values.map((value) => packValue(value, orderOfSet));
}

/** Two members of a set are the same when their packed bytes are (D28). */
function distinct(packed) {
  return [...new Map(packed.map((bytes) => [bytes.toString("latin1"), bytes])).values()];
}

/** Of two pairs with one key the last stands, as a reader that takes both would have it. */
function packPairs(pairs, orderOfSet) {
  const byKey = new Map();
  for (const pair of pairs) {
    const packed = packAll(pair, orderOfSet);
    byKey.set(packed[0].toString("latin1"), packItems(codes.TUPLE, packed));
  }
  return [...byKey.values()];
}

function packInt(number) {
  const magnitude = number < 0n ? -number : number;
  if (magnitude <= BigInt(LARGEST_U32)) {
    const [category, bytes] = smallest(Number(magnitude));
    return concat(u8((number < 0n ? codes.NEGATIVE_INT : codes.INT) | category), bytes);
  }
  const bytes = bigEndianBytes(magnitude);
  if (bytes.length <= 255) {
    return concat(u8(number < 0n ? codes.NEGATIVE_INT : codes.INT), u8(bytes.length), bytes);
  }
  return concat(u8(number < 0n ? codes.LONG_NEGATIVE_INT : codes.LONG_INT), u32(bytes.length), bytes);
}

function packLengthAnd(code, content) {
  const [category, length] = smallest(content.length);
  return concat(u8(code | category), length, content);
}

function packItems(code, items) {
  const [category, count] = smallest(items.length);
  const longest = items.reduce((length, item) => Math.max(length, item.length), 0);
  const [itemCategory, { length: size }] = smallest(longest);
  const lengths = Buffer.alloc(items.length * size);
  items.forEach((item, index) => lengths.writeUIntBE(item.length, index * size, size));
  return Buffer.concat([u8(code | category), u8(itemCategory), count, lengths, ...items]); // an array: there may be millions
}

/** A number with the smallest category that holds it. */
function smallest(number) {
  if (number < 256) return [0x40, ONE_BYTE[number]];
  for (const [category, size] of codes.SIZE_OF_CATEGORY) {
    if (number < 256 ** size) {
      const bytes = Buffer.alloc(size);
      bytes.writeUIntBE(number, 0, size);
      return [category, bytes];
    }
  }
  throw new RangeError(`${number} has no place in a packed value`);
}
