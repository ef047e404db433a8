import { decrypt, encrypt } from "./cipher.mjs";
import { HEX } from "./text_forms.mjs";
import { readUtf8, writeUtf8 } from "./utf8.mjs";

/**
 * Names and values, plain or as they stand in JSON, in their order.
 *
 * @typedef {[string, string][]} Content
 */

/**
 * The name of a thing on the wire, which is hex in every text form (DW-TEXT-1).
 *
 * @param {import("./keys.mjs").Keys} keys
 * @param {string} name
 * @returns {string}
 */
export function sealThing(keys, name) {
  return HEX.write(encrypt(keys, writeUtf8(name)));
}

/**
 * @param {import("./keys.mjs").Keys} keys
 * @param {import("./text_forms.mjs").TextForm} form
 * @param {Content} content plain names and values
 * @returns {Content}
 */
export function sealContent(keys, form, content) {
  const seal = (text) => form.write(encrypt(keys, writeUtf8(text)));
  return content.map(([name, value]) => [seal(name), seal(value)]);
}

/**
 * @param {import("./keys.mjs").Keys} keys
 * @param {import("./text_forms.mjs").TextForm} form
 * @param {Content} content names and values as they stand in JSON
 * @returns {Content}
 */
export function openContent(keys, form, content) {
  const open = (text) => readUtf8(decrypt(keys, form.read(text)));
  return content.map(([name, value]) => [open(name), open(value)]);
}
