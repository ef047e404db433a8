import { unpack } from "./packify_reader.mjs";
import { Refusal } from "./refusal.mjs";
import { lookUp } from "./values.mjs";

/**
 * What the data of a peer has under a name (section 4.6), for a plugin that needs something in it.
 *
 * @param {Buffer} data refused with a code of its own if it cannot be read (NA-BOX-3, NA-TAPE-8)
 * @param {string} name
 * @returns {import("./values.mjs").Value | undefined} undefined as well if the data is no dict
 */
export function peerValue(data, name) {
  const value = unpackPeerData(data);
  return value.kind === "dict" ? lookUp(value, name) : undefined;
}

function unpackPeerData(data) {
  try {
    return unpack(data);
  } catch (why) {
    if (why instanceof Refusal) throw new Refusal("bad-peer-data", why.message);
    throw why;
  }
}
