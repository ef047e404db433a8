import { checkFields } from "./message.mjs";
import { Refusal } from "./refusal.mjs";
import { dict, isNamed, lookUp, str } from "./values.mjs";

/** The auth field of this name; undefined if there is none. */
export function field(fields, name) {
  checkFields(fields);
  return lookUp(fields, name);
}

/** What a plugin cannot do without (NA-HMAC-4, NA-STREAM-4, NA-TAPE-5): all are looked for before one is looked at. */
export function neededFields(fields, names) {
  return names.map((name) => {
    const value = field(fields, name);
    if (value === undefined) throw new Refusal("missing-field", name);
    return value;
  });
}

/**
 * The fields with these put in place of those of the same name; all others stay (NA-HMAC-3).
 *
 * @param {import("./values.mjs").Value} fields
 * @param {[string, import("./values.mjs").Value][]} added
 */
export function withFields(fields, added) {
  checkFields(fields);
  const others = fields.content.filter(([key]) => !added.some(([name]) => isNamed(key, name)));
  const put = [...new Map(added)].map(([name, value]) => [str(name), value]);
  return dict([...others, ...put]);
}
