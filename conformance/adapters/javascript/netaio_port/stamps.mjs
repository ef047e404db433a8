import { bigEndianNumber, u32 } from "./bytes.mjs";
import { field } from "./fields.mjs";
import { Refusal } from "./refusal.mjs";
import { isBytes } from "./values.mjs";

/** Nonce and time, which the plugins hmac and tapescript find and check in one way (sections 5.8 and 5.13). */

export const NONCE = 16;
const END_OF_TIME = 2n ** 32n;

/** The time of the fields, or now, in seconds. */
export function chooseTime(fields, { tsField }, { now }) {
  return Number(timeIn(field(fields, tsField)) ?? timeNow(now));
}

/** The nonce of the fields if it can be one, or a new one (NA-HMAC-2, NA-TAPE-2). Whatever can be refused comes before. */
export function chooseNonce(fields, { nonceField }, { random }) {
  const present = field(fields, nonceField);
  return isBytes(present, NONCE) ? present.content : random.take("nonce", NONCE);
}

/** NA-HMAC-1, NA-TAPE-1. */
function timeIn(value) {
  if (value === undefined) return undefined;
  if (value.kind !== "int" && value.kind !== "bytes") throw new Refusal("bad-field", `a time that is ${value.kind}`);
  return checkedTime(value.kind === "int" ? value.content : bigEndianNumber(value.content));
}

function timeNow(milliseconds) {
  return checkedTime(BigInt(Math.floor(milliseconds / 1000)));
}

function checkedTime(seconds) {
  if (seconds < 0n || seconds >= END_OF_TIME) throw new Refusal("bad-field", "a time that has no place in 32 bits");
  return seconds;
}

/** What a strict reader asks of the fields that are there (NA-HMAC-5, NA-TAPE-6). */
export function checkStamp(version, nonce, time) {
  if (!isBytes(nonce, NONCE)) throw new Refusal("bad-field", "the nonce is not 16 bytes");
  if (!version.isTimeField(time)) throw new Refusal("bad-field", "the time has another form");
}

/** A time that was checked, as it is authenticated: `u32` in both versions. */
export function timeBytes(time) {
  return time.kind === "int" ? u32(Number(time.content)) : time.content;
}
