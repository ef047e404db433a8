/** Small things about bytes, and what the two formats differ in (section 3.2). */

export const concat = (...parts) => Buffer.concat(parts);
export const MAX_U32 = 2 ** 32 - 1;

export function u32(number) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
}

export function littleEndianNumber(bytes) {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
}

export function littleEndianBytes32(number) {
  return Buffer.from(number.toString(16).padStart(64, "0"), "hex").reverse();
}

const ascii = (text) => Buffer.from(text, "latin1");

export const FORMATS = {
  legacy: {
    name: "legacy",
    isLegacy: true,
    code: 1,
    namespace: "eu.siacs.conversations.axolotl",
    x3dhInfo: ascii("WhisperText"),
    rootInfo: ascii("WhisperRatchet"),
    messageInfo: ascii("WhisperMessageKeys"),
    macSize: 8,
  },
  "omemo-2": {
    name: "omemo-2",
    isLegacy: false,
    code: 2,
    namespace: "urn:xmpp:omemo:2",
    x3dhInfo: ascii("OMEMO X3DH"),
    rootInfo: ascii("OMEMO Root Chain"),
    messageInfo: ascii("OMEMO Message Key Material"),
    macSize: 16,
  },
};

export function formatOf(name) {
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (format === undefined) throw new TypeError(`${name} is no format`);
  return format;
}
