// Sending: section 6.4.

import { fileParts, sealFile } from "./files.mjs";
import { jsonBytes } from "./json_write.mjs";
import { keyOf, messageDict } from "./keys.mjs";
import { Message } from "./messages.mjs";
import { refuse } from "./refusal.mjs";
import { requireKeys, route, sealMessage } from "./seal.mjs";
import { splitMessage } from "./split.mjs";

/** Members and public keys: of a user one, of a group those of its members, of a broadcast none. */
function receiversOf(node, { receiver, isBroadcast }) {
  if (isBroadcast) return [];
  if (receiver.isGroup) return node.members(receiver).map((member) => [member, node.encryptionKey(member)]);
  node.requireMeta(receiver);
  return [[undefined, node.encryptionKey(receiver)]];
}

/** A file whose data will be in the store: its URL and its data. */
function fileOf({ content, isBroadcast }, url) {
  if (url === undefined || !content.value.v.has("data")) return undefined;
  if (isBroadcast) refuse("unknown-algorithm", "a broadcast encrypts nothing");
  return fileParts(content, url);
}

/** Such a file has its URL instead of its data. */
function withUrl(parts, messageKey, file) {
  if (file === undefined) return { parts };
  const { value, upload } = sealFile(parts.content, keyOf(messageKey, "message"), file);
  return { parts: { ...parts, content: parts.content.withValue(value), plaintext: jsonBytes(value) }, upload };
}

/** The messages for what `readParts` gave, and what is for the store. */
export function pack(node, read, { split, attachMeta, url, draw, now }) {
  const user = node.users.get(read.sender.key) ?? refuse("unknown-user");
  const addressed = route(read);
  const { receiver, isBroadcast } = addressed;
  const receivers = receiversOf(node, addressed);
  requireKeys(addressed, receivers);
  const file = fileOf(addressed, url);
  const messageKey = isBroadcast ? undefined : messageDict(draw("key"), draw("iv"));
  const { parts, upload } = withUrl(addressed, messageKey, file);
  const meta = attachMeta ? node.requireMeta(read.sender).value : undefined;
  const { value } = sealMessage(parts, { signer: user.keys[0], receivers, messageKey, meta, draw, now });
  const values = split && receiver.isGroup ? splitMessage(new Message(value), node.members(receiver)) : [value];
  return { messages: values.map(jsonBytes), upload };
}
