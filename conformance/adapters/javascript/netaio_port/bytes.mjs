/** Small things about bytes that several modules need (section 3 of the conventions). */

export function concat(...parts) {
  return Buffer.concat(parts);
}

export function ascii(text) {
  return Buffer.from(text, "latin1");
}

export function u8(number) {
  return Buffer.from([checked(number, 1)]);
}

export function u16(number) {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(checked(number, 2));
  return bytes;
}

export function u32(number) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(checked(number, 4));
  return bytes;
}

function checked(number, size) {
  if (!Number.isInteger(number) || number < 0 || number >= 256 ** size) throw new RangeError(`${number} in ${size} bytes`);
  return number;
}

/** Hexadecimal is the way between bytes and large integers that takes linear time. */
export function bigEndianNumber(bytes) {
  return bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
}

/** @returns {Buffer} without leading zeros; no bytes for 0 */
export function bigEndianBytes(number) {
  if (number === 0n) return Buffer.alloc(0);
  const digits = number.toString(16);
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
}

export function littleEndianNumber(bytes) {
  return bigEndianNumber(Buffer.from(bytes).reverse());
}

export function littleEndianBytes32(number) {
  return Buffer.from(number.toString(16).padStart(64, "0"), "hex").reverse();
}

export function xor(left, right) {
  if (left.length !== right.length) throw new RangeError(`${left.length} and ${right.length} bytes`);
  const result = Buffer.alloc(left.length);
  for (let at = 0; at < left.length; at += 1) result[at] = left[at] ^ right[at];
  return result;
}
