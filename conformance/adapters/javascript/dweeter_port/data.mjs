import { checkData } from "./data_check.mjs";
import { readJson } from "./json_reader.mjs";
import { writeJson } from "./json_writer.mjs";
import { Refusal } from "./refusal.mjs";
import { wholeSecondText } from "./time_text.mjs";
import { readUtf8 } from "./utf8.mjs";
import { Dict } from "./values.mjs";

const CREATED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/**
 * A message in plain text (section 5.7).
 *
 * @param {Dict} data
 * @param {number} now Unix time in milliseconds
 * @returns {{ name: string, text: string }}
 */
export function writeData(data, now) {
  checkData(data);
  const name = wholeSecondText(now);
  return { name, text: writeJson(data.with("remote_time", name)) };
}

/**
 * Reads the bytes of a message in plain text (section 5.8).
 *
 * @param {Uint8Array} name
 * @param {Uint8Array} text
 * @param {import("./values.mjs").Value} created
 * @returns {Dict}
 */
export function readDataBytes(name, text, created) {
  return readData(readUtf8(name), readUtf8(text), created);
}

/**
 * Reads a message that is known to be text already.
 *
 * @param {string} name
 * @param {string} text
 * @param {import("./values.mjs").Value} created
 * @returns {Dict}
 */
export function readData(name, text, created) {
  checkCreated(created);
  const data = readJson(text);
  if (!(data instanceof Dict)) throw new Refusal("not-object");
  const remoteTime = data.get("remote_time");
  if (remoteTime === undefined) throw new Refusal("no-remote-time");
  if (remoteTime !== name) throw new Refusal("mismatch");
  return data.with("created_time", created);
}

/** The one form whose order as text is the order of the times. */
function checkCreated(created) {
  if (typeof created !== "string" || !CREATED.test(created)) throw new Refusal("bad-created");
}
