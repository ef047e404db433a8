import { decodeMessage, encodeBody, encodeMessage } from "./message.mjs";
import { Refusal } from "./refusal.mjs";
import { checkCustomTypes } from "./types.mjs";
import { dict } from "./values.mjs";

/**
 * Up to four plugins, all optional.
 *
 * @typedef {object} Layers
 * @property {object} [innerCipher]
 * @property {object} [innerAuth]
 * @property {object} [outerCipher]
 * @property {object} [outerAuth]
 */

/**
 * Sends a message through plugins (section 5.15, NA-LAYER-2).
 *
 * @param {{ version: import("./versions.mjs").Version, types?: number[] }} node
 * @param {Partial<import("./message.mjs").Message>} message
 * @param {Layers} layers
 * @param {{ now: number, random: import("./randomness.mjs").Randomness, peerData?: Buffer }} context
 */
export function seal(node, { type, fields = dict(), uri, content }, layers, context) {
  refuseClash(layers);
  const encode = (stage) => encodeMessage({ type, ...stage }, known(node)).message;
  let stage = { fields, uri, content };
  encode(stage);
  // Each stage is a message of its own, whose bounds hold before the next plugin works on it.
  const after = (nextStage) => encode((stage = nextStage));
  const shown = {
    after_inner_cipher: after(encrypted(node, stage, layers.innerCipher, context)),
    after_inner_auth: after(authenticated(node, stage, layers.innerAuth, context)),
    after_outer_cipher: after(encrypted(node, stage, layers.outerCipher, context)),
  };
  return { message: after(authenticated(node, stage, layers.outerAuth, context)), shown };
}

function encrypted({ version }, stage, plugin, context) {
  if (plugin === undefined) return stage;
  const { fields, uri, content } = plugin.encrypt(version, stage, context);
  return { fields, uri, content };
}

function authenticated({ version }, stage, plugin, context) {
  if (plugin === undefined) return stage;
  return { ...stage, fields: plugin.make(version, stage.fields, encodeBody(stage), context).fields };
}

/**
 * Reads a message through plugins (NA-LAYER-4).
 *
 * @param {{ version: import("./versions.mjs").Version, types?: number[] }} node
 * @param {Buffer} message
 * @param {Layers} layers
 * @param {{ peerData?: Buffer }} context
 */
export function open(node, message, layers, context) {
  checkCustomTypes(known(node));
  refuseClash(layers);
  const { type, ...received } = decodeMessage(message, known(node));
  check(node, received, layers.outerAuth, context);
  const outer = decrypted(node, received, layers.outerCipher, context);
  check(node, outer, layers.innerAuth, context);
  const inner = decrypted(node, outer, layers.innerCipher, context);
  const shown = { after_outer_cipher: encodeBody(outer), after_inner_cipher: encodeBody(inner) };
  return { type, uri: inner.uri, content: inner.content, shown };
}

/** Throws what an auth plugin refuses; a body is authenticated as it is at this stage. */
export function check({ version }, stage, plugin, context) {
  plugin?.check(version, stage.fields, encodeBody(stage), context);
}

/** The stage behind a cipher plugin. The fields stay what they were for the plugins that follow. */
export function decrypted({ version }, stage, plugin, context) {
  if (plugin === undefined) return stage;
  const { uri, content } = plugin.decrypt(version, stage, context);
  return { ...stage, uri, content };
}

function known({ version, types }) {
  return { version: version.name, types };
}

/**
 * NA-LAYER-1, NA-LAYER-3. Two auth plugins may have one nonce and one time between them, but the nonce of one is not
 * the time of the other.
 */
export function refuseClash(layers) {
  const plugins = [layers.innerCipher, layers.innerAuth, layers.outerCipher, layers.outerAuth];
  const used = new Map();
  for (const plugin of plugins.filter((present) => present !== undefined)) {
    const uses = usesOf(plugin);
    for (const [name, use] of uses) {
      if (used.has(name) && (use === OWN || used.get(name) !== use)) throw new Refusal("field-clash", name);
    }
    for (const [name, use] of uses) used.set(name, use);
  }
}

const OWN = "own";

/** What a plugin uses each field for. A name that it uses twice itself is nobody else's matter. */
function usesOf({ ownFields, sharedFields = {} }) {
  const shared = Object.entries(sharedFields).map(([use, name]) => [name, use]);
  return new Map([...shared, ...ownFields.map((name) => [name, OWN])]);
}
