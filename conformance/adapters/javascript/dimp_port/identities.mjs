// Users, metas, profiles and members of a node: sections 6.2 and 6.3.

import { Id, isUserNetwork } from "./ids.mjs";
import { writeJson } from "./json_write.mjs";
import { normalMembers, putUser } from "./node.mjs";
import { makeMeta, Meta, networkFor, requireMakeable } from "./metas.mjs";
import { makeProfile, readProperties, verifyProfile } from "./profiles.mjs";
import { refuse } from "./refusal.mjs";

function requireUser(id, meta, keys) {
  if (!id.isUser || id.isBroadcast) refuse("wrong-id", "no user");
  if (keys.length === 0 || !keys[0].public.data.equals(meta.key.data)) refuse("bad-data", "not the key of the meta");
}

/** Makes a user of its private key, and gives ID, meta and profile. */
export function register(node, key, dictionary, { version, seed, network, properties, draw }) {
  // All that can be refused comes before the first draw.
  requireMakeable(key, version, seed);
  if (!isUserNetwork(networkFor(version, network))) refuse("wrong-id", "no user");
  if (properties !== undefined) readProperties(writeJson(properties));
  const made = makeMeta(key, version, seed, () => draw("k_meta"));
  const meta = new Meta(made.value);
  const id = new Id(meta.idFor(network).id);
  const profile = properties && ownProfile(id, properties, key, () => draw("k_profile"));
  putUser(node, id, [dictionary]);
  node.putMeta(id, meta);
  if (profile !== undefined) node.putProfile(id, profile);
  return { id, meta, profile };
}

/** A profile as a reader has it, so that nothing is kept which no reader would take. */
function ownProfile(id, properties, key, draw) {
  const { value, data } = makeProfile(id, properties, key, draw);
  return { ...readProperties(data), value, data };
}

export function addUser(node, id, meta, keys, dictionaries) {
  requireUser(id, meta, keys);
  putUser(node, id, dictionaries);
  node.putMeta(id, meta);
}

/** Keeps a meta that was verified against its ID. */
export function saveMeta(node, id, meta) {
  node.requireSameMeta(id, meta);
  if (node.meta(id) === undefined) node.putMeta(id, meta);
}

/** Verifies a profile with what the node knows, and keeps it. */
export function saveProfile(node, value, { wanted, signer }) {
  const profile = verifyProfile(value, { wanted, signer, meta: (by) => node.requireMeta(by) });
  const owner = wanted();
  if (owner.isGroup && !node.isFounder(profile.signer, owner)) refuse("not-allowed", "no founder");
  node.putProfile(owner, profile);
}

export function saveMembers(node, group, members, assistants) {
  if (!group.isGroup || group.isBroadcast) refuse("wrong-id", "no group");
  const change = { members: normalMembers(members) };
  if (assistants !== undefined) change.assistants = normalMembers(assistants);
  node.putGroup(group, change);
}
