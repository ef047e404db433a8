import { writeJson } from "./json_writer.mjs";
import { Dict } from "./values.mjs";

/** Where the things of each call begin: the name of the thing follows. */
export const PATHS = {
  post: "/dweet/for/",
  latest: "/get/latest/dweet/for/",
  all: "/get/dweets/for/",
};

/**
 * @typedef {{ method: "GET" | "POST", path: string, mediaType?: string, body?: string }} Request
 */

/**
 * @param {string} thing name on the wire
 * @param {import("./content.mjs").Content} content as it stands in JSON
 * @returns {Request}
 */
export function postRequest(thing, content) {
  const body = writeJson(new Dict(content));
  return { method: "POST", path: PATHS.post + thing, mediaType: "application/json", body };
}

/**
 * @param {string} thing name on the wire
 * @returns {Request}
 */
export function latestRequest(thing) {
  return { method: "GET", path: PATHS.latest + thing };
}

/**
 * @param {string} thing name on the wire
 * @returns {Request}
 */
export function allRequest(thing) {
  return { method: "GET", path: PATHS.all + thing };
}
