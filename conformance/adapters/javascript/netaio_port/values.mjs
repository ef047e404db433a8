/**
 * A packify value (section 4.1). JavaScript has too few types of its own: bytes and bytearray, list and tuple, int and
 * float would fall together. So a value names its kind:
 *
 * | kind                        | content                                       |
 * |-----------------------------|-----------------------------------------------|
 * | `none`                      | null                                          |
 * | `bool`                      | boolean                                       |
 * | `int`                       | bigint                                        |
 * | `float`                     | its 8 bytes, since a NaN has more than a name |
 * | `decimal`                   | its text                                      |
 * | `str`                       | string                                        |
 * | `bytes`, `bytearray`        | Buffer                                        |
 * | `list`, `tuple`, `set`      | array of values                               |
 * | `dict`                      | array of pairs of values                      |
 */
export class Value {
  constructor(kind, content) {
    this.kind = kind;
    this.content = content;
    Object.freeze(this);
  }
}

export const none = () => new Value("none", null);
export const bool = (content) => new Value("bool", content);
export const int = (content) => new Value("int", BigInt(content));
export const float = (content) => new Value("float", content);
export const decimal = (content) => new Value("decimal", content);
export const str = (content) => new Value("str", content);
export const bytes = (content) => new Value("bytes", Buffer.from(content));
export const bytearray = (content) => new Value("bytearray", Buffer.from(content));
export const list = (content) => new Value("list", content);
export const tuple = (content) => new Value("tuple", content);
export const set = (content) => new Value("set", content);
export const dict = (content = []) => new Value("dict", content);

export function isBytes(value, size = undefined) {
  return value?.kind === "bytes" && (size === undefined || value.content.length === size);
}

/** The value that a dict has under a name; of two equal keys the last counts, as for a lenient reader of 4.1. */
export function lookUp(dictionary, name) {
  return dictionary.content.findLast(([key]) => isNamed(key, name))?.[1];
}

export function isNamed(key, name) {
  return key.kind === "str" && key.content === name;
}
