import { Refusal } from "./refusal.mjs";

/** Message types that the code names (section 4.4). */
export const REQUEST_URI = 0;
export const RESPOND_URI = 1;
export const CREATE_URI = 2;
export const ADVERTISE_PEER = 9;
export const OK = 10;
export const CONFIRM_SUBSCRIBE = 11;
export const CONFIRM_UNSUBSCRIBE = 12;
export const PEER_DISCOVERED = 13;
export const ERROR = 20;
export const AUTH_ERROR = 23;
export const NOT_FOUND = 24;
export const NOT_PERMITTED = 25;
export const DISCONNECT = 30;

const TYPES = new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 20, 23, 24, 25, 30]);
const CUSTOM = { first: 31, last: 255 };

/** What is said in answer to something, and is itself never answered (NA-RECV-13). */
export const ANSWERS = new Set([
  RESPOND_URI, OK, CONFIRM_SUBSCRIBE, CONFIRM_UNSUBSCRIBE, PEER_DISCOVERED, ERROR, AUTH_ERROR, NOT_FOUND, NOT_PERMITTED,
]);
export const ERRORS = new Set([ERROR, AUTH_ERROR]);

/**
 * @param {number} type
 * @param {{ types?: number[], version?: string }} known custom types; the version where it is told, of which 0.0.8
 *   does not have type 25
 */
export function isKnownType(type, { types = [], version } = {}) {
  return types.includes(type) || (TYPES.has(type) && !(type === NOT_PERMITTED && version === "0.0.8"));
}

/** NA-TYPE-1, which holds for readers as well. */
export function checkCustomTypes({ types = [] }) {
  const wrong = types.find((type) => type < CUSTOM.first || type > CUSTOM.last);
  if (wrong !== undefined) throw new Refusal("bad-type", `${wrong} is no custom type`);
}

/** What a writer is told about types (NA-TYPE-1, NA-TYPE-2). */
export function checkTypes(type, known) {
  checkCustomTypes(known);
  if (!isKnownType(type, known)) throw new Refusal("bad-type", `${type} is no type`);
}
