// Values and plugins as cases write them (sections 4.2 and 4.8), and as the implementation has them. This is for the
// adapter alone: nothing in the implementation knows the tagged arrays.

import * as netaio from "./index.mjs";

const { values } = netaio;

// A case whose text is no UTF-8 is wrong: that is no refusal of the implementation.
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function bytesFrom(hex) {
  if (typeof hex !== "string" || !/^(?:[0-9a-f]{2})*$/.test(hex)) throw new TypeError(`this is not hex: ${hex}`);
  return Buffer.from(hex, "hex");
}

function textFrom(hex) {
  return utf8.decode(bytesFrom(hex));
}

/**
 * @param {unknown[]} tagged
 * @returns {import("./values.mjs").Value}
 */
export function fromTagged([tag, content]) {
  switch (tag) {
    case "none":
      return values.none();
    case "bool":
      return values.bool(content);
    case "int":
      return values.int(content);
    case "float":
      return values.float(bytesFrom(content));
    case "decimal":
      return values.decimal(textFrom(content));
    case "str":
      return values.str(textFrom(content));
    case "bytes":
      return values.bytes(bytesFrom(content));
    case "bytearray":
      return values.bytearray(bytesFrom(content));
    case "list":
      return values.list(content.map(fromTagged));
    case "tuple":
      return values.tuple(content.map(fromTagged));
    case "set":
      return values.set(content.map(fromTagged));
    case "dict":
      return values.dict(content.map((pair) => pair.map(fromTagged)));
    default:
      throw new TypeError(`${tag} is no tag of a value`);
  }
}

/**
 * @param {import("./values.mjs").Value} value
 * @returns {unknown[]} with members and pairs in canonical order, which is that of their packed bytes
 */
export function toTagged({ kind, content }) {
  switch (kind) {
    case "none":
      return [kind];
    case "bool":
      return [kind, content];
    case "int":
      return [kind, content.toString()];
    case "decimal":
    case "str":
      return [kind, Buffer.from(content, "utf8")];
    case "list":
    case "tuple":
      return [kind, content.map(toTagged)];
    case "set":
      return [kind, sorted(content, netaio.pack).map(toTagged)];
    case "dict":
      return [kind, sorted(content, (pair) => netaio.pack(values.tuple(pair))).map((pair) => pair.map(toTagged))];
    default:
      return [kind, content];
  }
}

function sorted(members, packed) {
  const keyed = members.map((member) => [packed(member), member]);
  return keyed.sort(([left], [right]) => Buffer.compare(left, right)).map(([, member]) => member);
}

// The members of each plugin of section 4.8: how it is named there, how here, and how it is read; those of which it
// cannot be without are marked.
const PLUGINS = {
  hmac: [netaio.Hmac, {
    secret: ["secret", bytesFrom, true],
    hmac_field: ["hmacField", asIs],
    nonce_field: ["nonceField", asIs],
    ts_field: ["tsField", asIs],
  }],
  stream: [netaio.Stream, {
    key: ["key", bytesFrom, true],
    iv_field: ["ivField", asIs],
    encrypt_uri: ["encryptUri", asIs],
  }],
  x25519: [netaio.X25519, {
    seed: ["seed", bytesFrom, true],
    encrypt_uri: ["encryptUri", asIs],
  }],
  tapescript: [netaio.Tapescript, {
    lock: ["lock", bytesFrom],
    seed: ["seed", bytesFrom],
    lock_from: ["lockFrom", asIs],
    witness_field: ["witnessField", asIs],
    nonce_field: ["nonceField", asIs],
    ts_field: ["tsField", asIs],
  }],
};

function asIs(member) {
  return member;
}

/** The plugin of this name, of the members that an operation or a plugin of a case has; others are not its own. */
export function pluginOf(name, members) {
  if (!Object.hasOwn(PLUGINS, name)) throw new TypeError(`${name} is no plugin`);
  const [Plugin, names] = PLUGINS[name];
  const configuration = {};
  for (const [written, [ours, read, isNeeded]] of Object.entries(names)) {
    if (members[written] !== undefined) configuration[ours] = read(members[written]);
    else if (isNeeded) throw new TypeError(`a plugin ${name} has the member ${written}`);
  }
  return new Plugin(configuration);
}

/** A plugin that is an input, in the place of one that authenticates or of one that encrypts. */
export function pluginIn(tagged, method) {
  if (tagged === undefined) return undefined;
  const plugin = pluginOf(...tagged);
  if (typeof plugin[method] !== "function") throw new TypeError(`a plugin ${tagged[0]} does not ${method}`);
  return plugin;
}
