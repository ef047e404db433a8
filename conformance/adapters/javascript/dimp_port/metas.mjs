// Metas: sections 4.6, 5.9 and 5.10.

import { readObject } from "./json_read.mjs";
import { keyOf, publicDict } from "./keys.mjs";
import { btcAddress, ethAddress, isName, requireKnownNetwork, requireNetworkByte } from "./ids.mjs";
import { refuse, under } from "./refusal.mjs";
import { base64, fromBase64, utf8, utf8Text } from "./text.mjs";
import { dict, int, isDict, isText, text } from "./values.mjs";

const isSeeded = (version) => version % 2 === 1;

/** What a writer refuses: DI-META-3 and DI-META-1. */
export function requireMakeable(key, version, seed) {
  if (!Number.isInteger(version) || version < 1 || version > 5) refuse("bad-data", "version");
  if (version >= 4 && key.algorithm !== "ECC") refuse("bad-data", "key of this version");
  if (isSeeded(version) && !isName(seed === undefined ? "" : utf8Text(seed, "bad-seed"))) refuse("bad-seed");
}

/** The network of the ID that a meta of this version gets. */
export function networkFor(version, network) {
  if (version >= 4) return 8;
  requireNetworkByte(network);
  requireKnownNetwork(network);
  return network;
}

export function makeMeta(key, version, seed, draw) {
  requireMakeable(key, version, seed);
  const members = [["version", int(version)]];
  let fingerprint;
  if (isSeeded(version)) {
    fingerprint = key.sign(seed, draw);
    members.push(["seed", text(seed.toString("utf8"))]);
  }
  members.push(["key", publicDict(key.public)]);
  if (fingerprint !== undefined) members.push(["fingerprint", text(base64(fingerprint))]);
  return { value: dict(members), fingerprint };
}

/** A meta that is in itself good: DI-META-5 to DI-META-10. */
export class Meta {
  constructor(value) {
    if (!isDict(value)) refuse("not-object");
    this.value = value;
    const version = value.v.get("version");
    if (version === undefined) refuse("unknown-version");
    if (version.t !== "int") refuse("bad-number");
    if (version.v < 1n || version.v > 5n) refuse("unknown-version");
    this.version = Number(version.v);
    const [key, seed, fingerprint] = ["key", "seed", "fingerprint"].map((name) => value.v.get(name));
    const seeded = isSeeded(this.version);
    if (!isDict(key) || (seeded && !(isText(seed) && isText(fingerprint)))) refuse("bad-meta");
    this.key = keyOf(key, "public");
    if (this.version >= 4 && this.key.algorithm !== "ECC") refuse("wrong-algorithm");
    if (seeded) {
      if (!isName(seed.v)) refuse("bad-name");
      this.seed = seed.v;
      this.fingerprint = fromBase64(fingerprint.v);
      under("bad-fingerprint", () => this.key.verify(utf8(seed.v), this.fingerprint));
    }
    this.hashed = this.version === 1 ? this.fingerprint : this.version >= 4 ? this.key.data.subarray(1) : this.key.data;
  }

  addressFor(network) {
    return this.version >= 4 ? ethAddress(this.hashed) : btcAddress(this.hashed, network);
  }

  idFor(network) {
    const { address, number } = this.addressFor(networkFor(this.version, network));
    return { id: this.seed === undefined ? address : `${this.seed}@${address}`, number };
  }

  requireMatch(id) {
    const kind = this.version >= 4 ? "eth" : "btc";
    if (id.kind !== kind || this.addressFor(id.network).address !== id.address) refuse("meta-mismatch");
    if (this.seed !== id.name) refuse("meta-mismatch");
    return this;
  }

  equals(other) {
    const same = this.version === other.version && this.key.data.equals(other.key.data) && this.seed === other.seed;
    return same && (this.fingerprint === undefined || this.fingerprint.equals(other.fingerprint));
  }
}

export const readMeta = (bytes) => new Meta(readObject(bytes));
