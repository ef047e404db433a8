// Addresses and IDs: sections 4.3 and 4.4.

import { hash160, keccak256, sha256 } from "./hashes.mjs";
import { refuse } from "./refusal.mjs";
import { base58, fromBase58, utf8, utf8Text } from "./text.mjs";

const ENTITIES = new Map([
  [0, "user"],
  [8, "user"],
  [16, "group"],
  [48, "group"],
  [118, "group"],
  [128, "neither"],
  [136, "user"],
  [200, "user"],
]);
const NO_NUMBER = 9527;
export const POLYLOGUE = 16;

export const isName = (string) => /^[A-Za-z0-9._-]{2,32}$/.test(string);

const checkOf = (body) => sha256(sha256(body)).subarray(0, 4);

export function requireNetworkByte(network) {
  if (!Number.isInteger(network) || network < 0 || network > 255) refuse("bad-data", "network");
}

export function requireKnownNetwork(network) {
  if (!ENTITIES.has(network)) refuse("unknown-network");
}

export const isUserNetwork = (network) => ENTITIES.get(network) === "user";

export function btcAddress(data, network) {
  const digest = hash160(data);
  const body = Buffer.concat([Buffer.from([network]), digest]);
  const check = checkOf(body);
  return { address: base58(Buffer.concat([body, check])), number: check.readUInt32LE(), digest, check };
}

/** The case of EIP-55 of 40 hex digits. */
function mixedCase(digits) {
  const lower = digits.toLowerCase();
  const hash = keccak256(utf8(lower)).toString("hex");
  return [...lower].map((digit, at) => (Number.parseInt(hash[at], 16) >= 8 ? digit.toUpperCase() : digit)).join("");
}

/** The address of a point, given without `04`. */
export function ethAddress(coordinates) {
  const digest = keccak256(coordinates).subarray(12);
  return { address: `0x${mixedCase(digest.toString("hex"))}`, number: NO_NUMBER, digest };
}

function readAddress(address) {
  if (/^anywhere$/i.test(address)) return { kind: "broadcast", network: 8, number: NO_NUMBER };
  if (/^everywhere$/i.test(address)) return { kind: "broadcast", network: 16, number: NO_NUMBER };
  if (address.startsWith("0x")) {
    if (!/^0x[0-9a-fA-F]{40}$/.test(address) || address.slice(2) !== mixedCase(address.slice(2))) refuse("bad-address");
    return { kind: "eth", network: 8, number: NO_NUMBER };
  }
  if (/[\p{White_Space}\x1c-\x1f]$/u.test(address)) refuse("loose-text");
  const bytes = fromBase58(address, 25);
  if (bytes === null || !checkOf(bytes.subarray(0, 21)).equals(bytes.subarray(21))) refuse("bad-address");
  requireKnownNetwork(bytes[0]);
  return { kind: "btc", network: bytes[0], number: bytes.readUInt32LE(21) };
}

export class Id {
  constructor(string) {
    const slash = string.indexOf("/");
    const body = slash === -1 ? string : string.slice(0, slash);
    const at = body.indexOf("@");
    this.name = body.slice(0, Math.max(at, 0)) || undefined;
    this.address = body.slice(at + 1);
    this.terminal = (slash !== -1 && string.slice(slash + 1)) || undefined;
    if (this.address === "") refuse("bad-id");
    if (this.name !== undefined && !isName(this.name)) refuse("bad-name");
    Object.assign(this, readAddress(this.address));
    this.entity = ENTITIES.get(this.network);
    this.isUser = this.entity === "user";
    this.isGroup = this.entity === "group";
    this.isBroadcast = this.kind === "broadcast";
    /** Equal for IDs that are equal, so that it can name them in a map. */
    this.key = `${this.name ?? ""}@${this.isBroadcast ? this.address.toLowerCase() : this.address}`;
    /** As a writer gives it, without its terminal. */
    this.bare = this.name === undefined ? this.address : `${this.name}@${this.address}`;
    this.text = this.terminal === undefined ? this.bare : `${this.bare}/${this.terminal}`;
  }

  equals(other) {
    return this.key === other.key;
  }
}

export const readId = (bytes) => new Id(utf8Text(bytes, "bad-id"));

/** Founder, owner and members of a broadcast group: section 4.4.3. */
export function rolesOf(group) {
  if (!group.isBroadcast || !group.isGroup) refuse("wrong-id");
  const { name } = group;
  if (name === undefined || name === "everyone") {
    return { founder: "moky@anywhere", owner: "anyone@anywhere", members: ["anyone@anywhere"] };
  }
  const owner = `${name}.owner@anywhere`;
  return { founder: `${name}.founder@anywhere`, owner, members: [owner, `${name}.member@anywhere`] };
}
