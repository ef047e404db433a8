// Receiving: section 6.5. What changes is collected, and done when nothing can fail any more (DI-NODE-1).

import { openFile } from "./files.mjs";
import { Id } from "./ids.mjs";
import { keyOf } from "./keys.mjs";
import { verifyMessage } from "./messages.mjs";
import { directionOf, seenOf } from "./node.mjs";
import { openMessage } from "./open.mjs";
import { refuse } from "./refusal.mjs";
import { trimMessage } from "./split.mjs";

const MAX_FORWARDED = 8;

/** The first user that a message is for, or nothing. */
function userFor(node, { receiver }) {
  const users = [...node.users.values()];
  if (receiver.isBroadcast) return users[0];
  if (receiver.isUser) return node.users.get(receiver.key);
  const members = new Set(node.members(receiver).map((member) => member.key));
  return users.find(({ id }) => members.has(id.key));
}

/** What the node has of a sender. */
const known = (node) => ({
  meta(sender, attached) {
    if (attached !== undefined) node.requireSameMeta(sender, attached);
    return node.meta(sender);
  },
  profile: (sender) => node.profile(sender),
});

/** It is not read again: a key block that is no text is one that fails. */
function trimmed(message, user) {
  if (!message.receiver.isGroup || message.isBroadcast) return message;
  return { ...message, value: trimMessage(message, user), receiver: user, group: message.group ?? message.receiver };
}

function openFor(node, whole, user) {
  const message = trimmed(whole, new Id(user.id.bare));
  const envelope = directionOf(message.sender, message.group ?? message.receiver);
  const before = () => {
    const value = node.receivedKeys.get(envelope);
    return value && { value, key: keyOf(value, "message") };
  };
  const opened = openMessage(message, user.id, user.keys, before);
  return { ...opened, direction: directionOf(message.sender, opened.content.overtGroup ?? message.receiver) };
}

/** The content with the data of its file, if it names some in the store. */
function downloaded({ content, messageKey }, downloads) {
  const url = content.value.v.get("URL");
  const isThere = content.value.v.has("data");
  if (!content.isFile || url === undefined || isThere || messageKey === undefined) return content;
  return content.withValue(openFile(content, messageKey, downloads.get(url.v)));
}

/** Steps 1 to 5 for one message: what it held, and what changes; or why it is left. */
function receiveOne(node, value, downloads) {
  const { message, signed, attachedMeta, attachedProfile } = verifyMessage(value, known(node));
  const { sender } = message;
  const mark = seenOf(sender, signed);
  if (node.seen.has(mark)) return { isRepeated: true };
  const user = userFor(node, message);
  if (user === undefined) return { isForeign: true };
  const opened = openFor(node, message, user);
  const content = downloaded(opened, downloads);
  const change = () => {
    if (attachedMeta !== undefined && node.meta(sender) === undefined) node.putMeta(sender, attachedMeta);
    if (attachedProfile !== undefined) node.putProfile(sender, attachedProfile);
    if (opened.keyText !== undefined) node.receivedKeys.set(opened.direction, opened.messageKey.value);
    node.putSeen(mark);
  };
  return { sender, user: user.id, content, change };
}

/** The messages from outside in, what is to be passed on, or that the whole is ignored. */
export function receive(node, value, downloads) {
  const layers = [];
  let passOn;
  for (let inner = value; inner !== undefined; ) {
    if (layers.length > MAX_FORWARDED) refuse("too-deep");
    const layer = receiveOne(node, inner, downloads);
    if (layer.isRepeated || (layer.isForeign && layers.length === 0)) return undefined;
    if (layer.isForeign) {
      passOn = inner;
      break;
    }
    layers.push(layer);
    inner = layer.content.kind === "forward" ? layer.content.value.v.get("forward") : undefined;
  }
  for (const { change } of layers) change();
  return { layers, passOn };
}
