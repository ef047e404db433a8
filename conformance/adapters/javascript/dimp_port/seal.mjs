// Sealing messages: section 5.16.

import { readContent } from "./contents.mjs";
import { readId } from "./ids.mjs";
import { jsonBytes } from "./json_write.mjs";
import { keyOf, messageDict, readKey, withIv } from "./keys.mjs";
import { requireGroup } from "./open.mjs";
import { refuse } from "./refusal.mjs";
import { Padding } from "./rsa.mjs";
import { base64, utf8Text } from "./text.mjs";
import { dict, int, text } from "./values.mjs";

/** Sender, receiver and content, in the order in which they are read. */
export function readParts(senderBytes, receiverBytes, contentBytes) {
  const [sender, receiver] = [readId(senderBytes), readId(receiverBytes)];
  return { sender, receiver, content: readContent(contentBytes), plaintext: contentBytes };
}

/** The parts with what follows from holding them against each other: the group of the envelope, and whether all may read. */
export const route = (parts) => ({ ...parts, ...held(parts) });

function held({ sender, receiver, content }) {
  if (sender.isBroadcast || !sender.isUser) refuse("bad-sender");
  if (!receiver.isUser && !receiver.isGroup) refuse("wrong-id");
  const overt = content.overtGroup;
  const group = overt === undefined || overt.equals(receiver) ? undefined : overt;
  const isBroadcast = (group ?? receiver).isBroadcast;
  requireGroup(content, receiver, isBroadcast);
  return { group, isBroadcast };
}

/** The keys that message keys are encrypted under: pairs of a member's ID and a public key or nothing. */
export function readReceivers(pairs, receiver) {
  return pairs.map(([id, key]) => {
    const member = receiver.isGroup ? readId(id) : undefined;
    return [member, key.length === 0 ? undefined : readKey(key, "public")];
  });
}

function blocksFor(receiver, receivers, plain, padding) {
  const able = receivers.filter(([, key]) => key?.encrypt !== undefined);
  if (able.some(([, key]) => plain.length > key.capacity)) refuse("no-receiver-key", "too long"); // before the first draw
  const blocks = able.map(([member, key]) => [member?.text, text(base64(key.encrypt(plain, padding)))]);
  if (!receiver.isGroup) return [["key", blocks[0][1]]];
  return blocks.length === 0 ? [] : [["keys", dict(blocks)]];
}

/** The keys that there have to be: they are checked before anything is drawn. */
export function requireKeys({ receiver, isBroadcast }, receivers, messageKey) {
  if (isBroadcast ? receivers.length > 0 || messageKey : !receiver.isGroup && receivers.length !== 1) refuse("bad-data");
  if (new Set(receivers.map(([member]) => member?.key)).size < receivers.length) refuse("bad-data", "one member twice");
  if (!isBroadcast && !receiver.isGroup && receivers[0][1]?.encrypt === undefined) refuse("no-receiver-key");
}

/** Makes the message of what `route` gave. `draw(name)` and `now` stand for chance and clock. */
export function sealMessage(parts, { signer, receivers, messageKey, meta, profile, draw, now }) {
  const { sender, receiver, content, plaintext, group, isBroadcast } = parts;
  requireKeys(parts, receivers, messageKey);
  for (const attached of [meta, profile]) if (attached !== undefined) jsonBytes(dict([["", attached]])); // DI-JSON-17
  const members = [["sender", text(sender.text)], ["receiver", text(receiver.text)], ["time", int(Math.floor(now() / 1000))]];
  let signed = plaintext;
  let keyText;
  if (isBroadcast) members.push(["data", text(utf8Text(plaintext, "not-utf8"))]);
  else {
    const value = messageKey ?? messageDict(draw("key"), draw("iv"));
    const key = keyOf(value, "message");
    keyText = jsonBytes(withIv(value, key));
    signed = key.encrypt(plaintext);
    const blocks = blocksFor(receiver, receivers, keyText, new Padding(() => draw("padding")));
    members.push(["data", text(base64(signed))], ...blocks);
  }
  if (group !== undefined) members.push(["group", text(group.text)]);
  members.push(["type", int(content.type)], ["signature", text(base64(signer.sign(signed, () => draw("k"))))]);
  if (meta !== undefined) members.push(["meta", meta]);
  if (profile !== undefined) members.push(["profile", profile]);
  return { value: dict(members), signed, keyText };
}
