/**
 * A value of JSON, and of the data that an application sends:
 *
 * | Value                | In JavaScript                          |
 * |----------------------|----------------------------------------|
 * | null, truth and text | `null`, `boolean`, `string`            |
 * | int                  | `bigint`                               |
 * | float                | `number`, also one without a fraction  |
 * | list                 | `Array`                                |
 * | dict                 | `Dict`                                 |
 *
 * @typedef {null | boolean | string | bigint | number | Value[] | Dict} Value
 */

/**
 * Pairs of a key and a value, in an order that is kept. Keys may be no text, and may repeat: what is wrong with that is
 * for a writer to say. An object of JavaScript would change the order of some keys, and gives `__proto__` a meaning.
 */
export class Dict {
  /** @param {[Value, Value][]} entries */
  constructor(entries = []) {
    this.entries = entries;
  }

  /**
   * The value of the first member whose name is this text; undefined without one.
   *
   * @param {string} name
   * @returns {Value | undefined}
   */
  get(name) {
    return this.entries.find(([key]) => key === name)?.[1];
  }

  /** @param {string} name */
  has(name) {
    return this.get(name) !== undefined;
  }

  /**
   * A dict with this member in place of the one of that name, or as the last one.
   *
   * @param {string} name
   * @param {Value} value
   * @returns {Dict}
   */
  with(name, value) {
    const at = this.entries.findIndex(([key]) => key === name);
    if (at === -1) return new Dict([...this.entries, [name, value]]);
    return new Dict(this.entries.with(at, [name, value]));
  }
}
