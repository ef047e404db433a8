const SPECIAL = /^-?(?:Infinity|s?NaN(?:[1-9][0-9]*)?)$/;
const PLAIN = /^-?([0-9]+)(?:\.([0-9]+))?$/;
const SCIENTIFIC = /^-?([0-9])(?:\.([0-9]+))?E([+-])([0-9]+)$/;
const LONGEST_COUNT = 15; // digits of a number that is exact in JavaScript

/**
 * Whether this is the one text of a Decimal (section 4.1). A number has a text by its digits d and its exponent e, so
 * both are read from the text, and whoever would have written something else for them is found out. The exponent is
 * unbounded, and no number is ever formed that it would make large.
 *
 * @param {string} text
 */
export function isCanonicalDecimal(text) {
  return SPECIAL.test(text) || isCanonicalPlain(text) || isCanonicalScientific(text);
}

function isCanonicalPlain(text) {
  const found = PLAIN.exec(text);
  if (found === null) return false;
  const [, whole, fraction = ""] = found;
  if (whole.length > 1 && whole.startsWith("0")) return false;
  // e is −(fraction digits), never above 0. Zeros in front are no digits of d, the last one of a zero aside.
  const digits = (whole + fraction).replace(/^0+(?=[0-9])/, "").length;
  return digits - fraction.length > -6;
}

function isCanonicalScientific(text) {
  const found = SCIENTIFIC.exec(text);
  if (found === null) return false;
  const [, first, rest = "", sign, power] = found;
  if (first === "0" && rest !== "") return false;
  if (power.startsWith("0")) return false; // p − 1 of 0 has p = 1 and e ≤ 0: that is plain
  if (power.length > LONGEST_COUNT) return true; // no text is so long that its digits bring e or p back
  // Plain if e ≤ 0 and p > −6. With p = power + 1: e is p less the count of the digits.
  const digits = 1 + rest.length;
  const p = (sign === "-" ? -1 : 1) * Number(power) + 1;
  return p - digits > 0 || p <= -6;
}
