/**
 * A finite binary64 as section 4.5.2 writes it. The digits are those of JavaScript, which are the fewest and nearest
 * as well; only where the point stands, and how an exponent looks, is different.
 *
 * @param {number} value
 * @returns {string}
 */
export function floatText(value) {
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  return sign + magnitudeText(Math.abs(value));
}

const MOST_WHOLE_DIGITS = 16;
const MOST_ZEROS = 3;

function magnitudeText(value) {
  if (value === 0) return "0.0";
  const [mantissa, exponent] = value.toExponential().split("e");
  const digits = mantissa.replace(".", "");
  const pointAfter = Number(exponent) + 1;
  if (pointAfter > MOST_WHOLE_DIGITS || pointAfter < -MOST_ZEROS) return withExponent(digits, pointAfter - 1);
  if (pointAfter <= 0) return `0.${"0".repeat(-pointAfter)}${digits}`;
  const whole = digits.slice(0, pointAfter).padEnd(pointAfter, "0");
  return `${whole}.${digits.slice(pointAfter) || "0"}`;
}

function withExponent(digits, exponent) {
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
  const sign = exponent < 0 ? "-" : "+";
  return `${digits[0]}${fraction}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}
