// Group messages, one for each member: section 5.19.

import { refuse } from "./refusal.mjs";
import { dict, text } from "./values.mjs";

function requireGroupMessage(message) {
  if (!message.receiver.isGroup) refuse("wrong-id", "the receiver is no group");
}

function requireMember(member) {
  if (!member.isUser) refuse("wrong-id", "the member is no user");
}

const entryOf = (message, member) => message.value.v.get("keys")?.v.get(member.text);

/** The messages of a read message, for IDs in their order. */
export function splitMessage(message, members) {
  requireGroupMessage(message);
  members.forEach(requireMember);
  return members.map((member) => splitFor(message, member));
}

function splitFor(message, member) {
  const members = new Map(message.value.v);
  const group = members.get("receiver");
  for (const name of ["key", "keys", "group"]) members.delete(name);
  members.set("receiver", text(member.text)); // in its place
  members.set("group", group);
  const key = entryOf(message, member);
  if (key !== undefined) members.set("key", key);
  return dict(members);
}

/** The message as one member needs it; it keeps a `key` for which `keys` has none. */
export function trimMessage(message, member) {
  requireGroupMessage(message);
  requireMember(member);
  const members = new Map(message.value.v);
  const group = members.get("receiver");
  members.delete("keys");
  members.set("receiver", text(member.text));
  const key = entryOf(message, member);
  if (key !== undefined) members.set("key", key);
  if (!members.has("group")) members.set("group", group);
  return dict(members);
}
