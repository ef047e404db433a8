import { ascii, concat, u32, xor } from "./bytes.mjs";
import { derive, mac136, sha256 } from "./hashes.mjs";
import { bytes, int, isBytes } from "./values.mjs";

/**
 * What differs between the versions (section 3.2), in one place: all other modules ask here (NA-VER-1).
 *
 * @typedef {object} Version
 * @property {string} name
 * @property {(key: Buffer, iv: Buffer) => Buffer} streamKey what is hashed before the counter of the key stream
 * @property {(key: Buffer, iv: Buffer | undefined, message: Buffer) => Buffer} macKey before it is padded
 * @property {(nonce: Buffer, time: Buffer, body: Buffer) => Buffer} authenticated what the hmac plugin's MAC is over
 * @property {(seconds: number) => import("./values.mjs").Value} timeField
 * @property {(field: import("./values.mjs").Value) => boolean} isTimeField
 */

const LARGEST_TIME = 2 ** 32 - 1;

/** @type {Map<string, Version>} */
const VERSIONS = new Map(
  [
    {
      name: "0.0.9",
      streamKey: (key, iv) => derive(key, iv, ascii("enc")),
      macKey: (key, iv = Buffer.alloc(0)) => derive(key, iv, ascii("mac")),
      authenticated: (nonce, time, body) => concat(time, body),
      timeField: (seconds) => bytes(u32(seconds)),
      isTimeField: (field) => isBytes(field, 4),
    },
    {
      name: "0.0.8",
      streamKey: (key, iv) => concat(iv, key),
      macKey: (key, iv, message) => (key.length > 32 || key.length > message.length ? sha256(key) : key),
      authenticated: (nonce, time, body) => concat(nonce, time, body),
      timeField: (seconds) => int(seconds),
      isTimeField: (field) => field.kind === "int" && field.content >= 1n && field.content <= BigInt(LARGEST_TIME),
    },
  ].map((version) => [version.name, version]),
);

/** @returns {Version} */
export function versionOf(name) {
  const version = VERSIONS.get(name);
  if (version === undefined) throw new TypeError(`there is no version ${name}`);
  return version;
}

const BLOCK = 32;
const MOST_BLOCKS = 2 ** 32;

/** Bytes [start, start + length) of the key stream (NA-CRYPT-2). */
export function keystream(version, key, iv, start, length) {
  const first = Math.floor(start / BLOCK);
  const end = Math.ceil((start + length) / BLOCK);
  if (start < 0 || length < 0 || end > MOST_BLOCKS) throw new RangeError("the counter has 32 bits");
  const streamKey = version.streamKey(key, iv);
  const blocks = Buffer.alloc(Math.max(end - first, 0) * BLOCK);
  for (let block = first; block < end; block += 1) sha256(streamKey, u32(block)).copy(blocks, (block - first) * BLOCK);
  return blocks.subarray(start - first * BLOCK, start - first * BLOCK + length);
}

/** Encrypts and decrypts. */
export function applyKeystream(version, key, iv, text) {
  return xor(text, keystream(version, key, iv, 0, text.length));
}

/** `Mac` of section 3.2; in 0.0.8 the IV means nothing. */
export function mac(version, key, iv, message) {
  return mac136(version.macKey(key, iv, message), message);
}
