// What a node knows: section 6, its variables and how they are saved.

import { Id, POLYLOGUE, rolesOf } from "./ids.mjs";
import { readJsonText } from "./json_read.mjs";
import { writeJson } from "./json_write.mjs";
import { keyOf } from "./keys.mjs";
import { sha256 } from "./hashes.mjs";
import { verifies } from "./messages.mjs";
import { Meta } from "./metas.mjs";
import { readProperties } from "./profiles.mjs";
import { refuse } from "./refusal.mjs";
import { utf8 } from "./text.mjs";

const REMEMBERED = 65_536;

/** The name of a direction in a map: neither of the two can hold a space. */
export const directionOf = (sender, receiver) => `${sender.key} ${receiver.key}`;
/** One text for sender and signed bytes. */
export const seenOf = (sender, signed) => sha256(Buffer.concat([utf8(`${sender.key} `), sha256(signed)])).toString("base64");

export class Node {
  users = new Map(); // of all maps but the last ones, the key is that of an ID
  metas = new Map(); // { id, meta }
  profiles = new Map(); // { id, profile }
  groups = new Map(); // { id, members, assistants, time }
  receivedKeys = new Map(); // direction -> dictionary of the message key
  seen = new Set();

  meta(id) {
    return this.metas.get(id.key)?.meta;
  }

  requireMeta(id) {
    return this.meta(id) ?? refuse("unknown-id", id.text);
  }

  profile(id) {
    return this.profiles.get(id.key)?.profile;
  }

  /** DI-NODE-4: a meta that matches an ID, but is another one than that which is there. */
  requireSameMeta(id, meta) {
    const known = this.meta(id);
    if (known !== undefined && !known.equals(meta)) refuse("other-meta", id.text);
  }

  /** The key that a user's message keys are encrypted under. */
  encryptionKey(id) {
    return this.profile(id)?.key ?? this.meta(id)?.key;
  }

  members(id) {
    if (id.isBroadcast && id.isGroup) return rolesOf(id).members.map((member) => new Id(member));
    return this.groups.get(id.key)?.members ?? [];
  }

  assistants(id) {
    return this.groups.get(id.key)?.assistants ?? [];
  }

  /** Whether a user's key has made the fingerprint of the group's meta. */
  isFounder(id, group) {
    const [own, meta] = [this.meta(group), id.isUser ? this.meta(id) : undefined];
    if (own?.fingerprint === undefined || meta === undefined) return false;
    return verifies(meta.key, utf8(own.seed), own.fingerprint);
  }

  isOwner(id, group) {
    return group.kind !== "broadcast" && group.network === POLYLOGUE && this.isFounder(id, group);
  }

  putMeta(id, meta) {
    this.metas.set(id.key, { id, meta });
  }

  putProfile(id, profile) {
    this.profiles.set(id.key, { id, profile });
  }

  putGroup(id, change) {
    const before = this.groups.get(id.key) ?? { id, members: [], assistants: [], time: undefined };
    this.groups.set(id.key, { ...before, ...change });
  }

  putSeen(mark) {
    this.seen.add(mark);
    if (this.seen.size > REMEMBERED) this.seen.delete(this.seen.values().next().value); // the oldest one
  }
}

/** DI-NODE-6 and DI-NODE-7: users alone, without terminals and repetitions. */
export function normalMembers(ids) {
  const members = new Map();
  for (const id of ids) {
    if (!id.isUser || id.isBroadcast) refuse("bad-content", "a member that is no user");
    if (!members.has(id.key)) members.set(id.key, new Id(id.bare));
  }
  return [...members.values()];
}

const textsOf = (ids) => ids.map((id) => id.text);
const idsOf = (texts) => texts.map((string) => new Id(string));

/** All variables as bytes, which only `restoreNode` reads. */
export function saveNode(node) {
  const state = {
    users: [...node.users.values()].map(({ id, dicts }) => [id.text, dicts.map(writeJson)]),
    metas: [...node.metas.values()].map(({ id, meta }) => [id.text, writeJson(meta.value)]),
    profiles: [...node.profiles.values()].map(({ id, profile }) => [id.text, writeJson(profile.value), profile.data]),
    groups: [...node.groups.values()].map(({ id, members, assistants, time }) => {
      return [id.text, textsOf(members), textsOf(assistants), time?.toString() ?? null];
    }),
    receivedKeys: [...node.receivedKeys].map(([direction, value]) => [direction, writeJson(value)]),
    seen: [...node.seen],
  };
  return utf8(JSON.stringify(state));
}

export function restoreNode(bytes) {
  const state = JSON.parse(bytes.toString("utf8"));
  const node = new Node();
  for (const [id, dicts] of state.users) putUser(node, new Id(id), dicts.map(readJsonText));
  for (const [id, meta] of state.metas) node.putMeta(new Id(id), new Meta(readJsonText(meta)));
  for (const [id, value, data] of state.profiles) {
    node.putProfile(new Id(id), { ...readProperties(data), value: readJsonText(value), data });
  }
  for (const [id, members, assistants, time] of state.groups) {
    const kept = { members: idsOf(members), assistants: idsOf(assistants), time: time === null ? undefined : BigInt(time) };
    node.putGroup(new Id(id), kept);
  }
  for (const [direction, value] of state.receivedKeys) node.receivedKeys.set(direction, readJsonText(value));
  node.seen = new Set(state.seen);
  return node;
}

/** A user of the node, by the dictionaries of its private keys; one that is there keeps its place. */
export function putUser(node, id, dicts) {
  node.users.set(id.key, { id, dicts, keys: dicts.map((value) => keyOf(value, "private")) });
}
