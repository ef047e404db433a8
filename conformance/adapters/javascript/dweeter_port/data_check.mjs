import { MOST_DIGITS, MOST_LEVELS } from "./json_limits.mjs";
import { nameOf } from "./json_writer.mjs";
import { Refusal } from "./refusal.mjs";
import { Dict } from "./values.mjs";

const TOO_LARGE = 10n ** BigInt(MOST_DIGITS);

/**
 * Refuses data that some reader would not take, or not take for the same (DW-DATA-2 to DW-DATA-8).
 *
 * @param {unknown} data
 */
export function checkData(data) {
  if (!(data instanceof Dict)) refuse("data is a dict");
  checkDict(data, 1);
}

/** `level` is the one that the value has if it is a list or a dict. */
function checkValue(value, level) {
  if (Array.isArray(value)) checkList(value, level);
  else if (value instanceof Dict) checkDict(value, level);
  else checkScalar(value);
}

function checkList(list, level) {
  checkLevel(level);
  for (const element of list) checkValue(element, level + 1);
}

function checkDict(dict, level) {
  checkLevel(level);
  const names = new Set();
  for (const [key, value] of dict.entries) {
    checkScalar(key);
    const name = nameOf(key);
    if (names.has(name)) refuse("two keys give the same name");
    names.add(name);
    checkValue(value, level + 1);
  }
}

function checkLevel(level) {
  if (level > MOST_LEVELS) refuse(`there are more than ${MOST_LEVELS} levels`);
}

function checkScalar(value) {
  switch (typeof value) {
    case "boolean":
      return;
    case "string":
      if (!value.isWellFormed()) refuse("a text holds half of a surrogate pair");
      return;
    case "number":
      if (!Number.isFinite(value)) refuse("a float is not finite");
      return;
    case "bigint":
      if (value >= TOO_LARGE || value <= -TOO_LARGE) refuse(`an int has more than ${MOST_DIGITS} digits`);
      return;
    default:
      if (value !== null) refuse("JSON has no form for a value or key");
  }
}

function refuse(why) {
  throw new Refusal("bad-data", why);
}
