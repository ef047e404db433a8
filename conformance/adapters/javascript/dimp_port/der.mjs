// DER of the keys of section 4.5.1: lengths and integers in their shortest form, and nothing behind a value.
// A fault throws `BadDer`, as a caller may try one form after the other.

export class BadDer extends Error {}

const bad = (why) => {
  throw new BadDer(why);
};

export class Der {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  get tag() {
    return this.#bytes[this.#at];
  }

  /** The content of the next value, which has this tag. */
  take(tag) {
    const bytes = this.#bytes;
    if (this.tag !== tag) bad("tag");
    let at = this.#at + 1;
    let length = bytes[at++];
    if (length === undefined || length === 0x80 || length > 0x83) bad("length");
    if (length > 0x80) {
      const size = length & 0x7f;
      if (at + size > bytes.length || bytes[at] === 0) bad("length");
      length = bytes.readUIntBE(at, size);
      if (length < 0x80) bad("length");
      at += size;
    }
    if (at + length > bytes.length) bad("end");
    this.#at = at + length;
    return bytes.subarray(at, at + length);
  }

  sequence() {
    return new Der(this.take(0x30));
  }

  /** An INTEGER that is not negative. */
  integer() {
    const content = this.take(0x02);
    if (content.length === 0 || content[0] >= 0x80) bad("integer");
    if (content.length > 1 && content[0] === 0 && content[1] < 0x80) bad("integer");
    return BigInt(`0x${content.toString("hex")}`);
  }

  optional(tag) {
    return this.tag === tag ? this.take(tag) : undefined;
  }

  bits() {
    const content = this.take(0x03);
    if (content[0] !== 0) bad("bits");
    return content.subarray(1);
  }

  end() {
    if (this.#at !== this.#bytes.length) bad("bytes behind");
  }
}

export function encode(tag, ...parts) {
  const content = Buffer.concat(parts);
  const length = content.length;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const size = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
  const head = Buffer.alloc(2 + size);
  head[0] = tag;
  head[1] = 0x80 | size;
  head.writeUIntBE(length, 2, size);
  return Buffer.concat([head, content]);
}

export function encodeInteger(number) {
  let hex = number.toString(16);
  if (hex.length % 2 === 1) hex = `0${hex}`;
  if (Number.parseInt(hex[0], 16) >= 8) hex = `00${hex}`;
  return encode(0x02, Buffer.from(hex, "hex"));
}
