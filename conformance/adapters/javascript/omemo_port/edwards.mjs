import { littleEndianBytes32, littleEndianNumber } from "./bytes.mjs";

/**
 * Points of Ed25519 (RFC 8032, section 5.1), for what node:crypto does not offer: to multiply the base point by any
 * number, and to tell what order a point has. Time is not constant here, and a comment is all that can be done about
 * it in JavaScript.
 */

export const P = 2n ** 255n - 19n;
const D = mod(-121665n * power(121666n, P - 2n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);

/** The order of the base point. */
export const L = 2n ** 252n + 27742317777372353535851937790883648493n;

/** Extended coordinates: x = X/Z, y = Y/Z, T = XY/Z. */
class Point {
  constructor(x, y, z, t) {
    this.x = x;
    this.y = y;
    this.z = z;
    this.t = t;
  }
}

const IDENTITY = new Point(0n, 1n, 1n, 0n);

export function mod(number) {
  const rest = number % P;
  return rest < 0n ? rest + P : rest;
}

export function power(base, exponent) {
  let result = 1n;
  for (let square = base % P, rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}

/** Complete for this curve: it also doubles, and adds the identity. */
export function add(left, right) {
  const a = mod((left.y - left.x) * (right.y - right.x));
  const b = mod((left.y + left.x) * (right.y + right.x));
  const c = mod(2n * D * mod(left.t * right.t));
  const d = mod(2n * left.z * right.z);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return new Point(mod(e * f), mod(g * h), mod(f * g), mod(e * h));
}

function doubled(point) {
  const a = mod(point.x * point.x);
  const b = mod(point.y * point.y);
  const c = mod(2n * point.z * point.z);
  const h = a + b;
  const e = h - mod((point.x + point.y) * (point.x + point.y));
  const g = a - b;
  const f = c + g;
  return new Point(mod(e * f), mod(g * h), mod(f * g), mod(e * h));
}

function isIdentity({ x, y, z }) {
  return x === 0n && y === z;
}

/** Four bits at a time; a number below 2^256. */
function times(point, number) {
  const multiples = multiplesOf(point);
  let result = IDENTITY;
  for (const digit of number.toString(16)) {
    for (let bit = 0; bit < 4; bit += 1) result = doubled(result);
    result = add(result, multiples[Number.parseInt(digit, 16)]);
  }
  return result;
}

function multiplesOf(point) {
  const multiples = [IDENTITY];
  while (multiples.length < 16) multiples.push(add(multiples.at(-1), point));
  return multiples;
}

const BASE = decodePoint(littleEndianBytes32(mod(4n * power(5n, P - 2n))));

// For each hexadecimal digit of a number, from the last one: the multiples of 16^digit times the base point. Made when
// it is needed for the first time.
let baseTable;

/** @param {bigint} number below 2^256 */
export function timesBase(number) {
  baseTable ??= makeBaseTable();
  let result = IDENTITY;
  for (let digit = 0, rest = number; rest > 0n; digit += 1, rest >>= 4n) {
    result = add(result, baseTable[digit][Number(rest & 15n)]);
  }
  return result;
}

function makeBaseTable() {
  const table = [];
  for (let point = BASE; table.length < 64; point = doubled(doubled(doubled(doubled(point))))) table.push(multiplesOf(point));
  return table;
}

/** @returns {Buffer} 32 bytes */
export function encodePoint({ x, y, z }) {
  const inverse = power(z, P - 2n);
  const [affineX, affineY] = [mod(x * inverse), mod(y * inverse)];
  return littleEndianBytes32(affineY | ((affineX & 1n) << 255n));
}

/**
 * @param {Buffer} bytes 32 of them
 * @returns {Point | undefined} undefined if y is p or more, or y of no point
 */
export function decodePoint(bytes) {
  const number = littleEndianNumber(bytes);
  const [y, sign] = [number & (2n ** 255n - 1n), number >> 255n];
  if (y >= P) return undefined;
  const x = rootFor(y);
  if (x === undefined) return undefined;
  // The two points with x = 0 have one form each by RFC 8032; both have small order, and are refused for that, so that
  // a sign bit without meaning need not be told apart.
  const signed = (x & 1n) === sign ? x : mod(P - x);
  return new Point(signed, y, 1n, mod(signed * y));
}

/** A root of (y² − 1) / (dy² + 1), by RFC 8032, section 5.1.3. */
function rootFor(y) {
  const square = mod(y * y);
  const [u, v] = [mod(square - 1n), mod(D * square + 1n)];
  const cube = mod(v * v * v);
  const candidate = mod(u * cube * power(mod(u * cube * cube * v), (P - 5n) / 8n));
  const check = mod(v * candidate * candidate);
  if (check === u) return candidate;
  return check === mod(-u) ? mod(candidate * ROOT_OF_MINUS_ONE) : undefined;
}

export function isOfSmallOrder(point) {
  return isIdentity(doubled(doubled(doubled(point))));
}

export function isOfPrimeOrder(point) {
  return !isIdentity(point) && isIdentity(times(point, L));
}
