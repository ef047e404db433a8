// Opening messages: section 5.18 from step 3 on.

import { Content } from "./contents.mjs";
import { readJson, readObject } from "./json_read.mjs";
import { keyOf } from "./keys.mjs";
import { Refusal, refuse, under } from "./refusal.mjs";
import { fromBase64, utf8 } from "./text.mjs";
import { isDict, isText } from "./values.mjs";

/** The object with an algorithm that a private key finds in a block, or nothing. */
function tryBlock(key, block) {
  try {
    const plain = key.decrypt(block);
    const value = readJson(plain);
    return isDict(value) && value.v.has("algorithm") ? { plain, value } : undefined;
  } catch (why) {
    if (why instanceof Refusal) return undefined;
    throw why;
  }
}

function openBlock(block, privateKeys) {
  if (!isText(block)) refuse("bad-key-block");
  const bytes = under("bad-key-block", () => fromBase64(block.v));
  for (const privateKey of privateKeys) {
    if (privateKey.decrypt === undefined) continue; // ECC signs and cannot decrypt
    const found = tryBlock(privateKey, bytes);
    if (found === undefined) continue;
    // Whatever is wrong has one code, so that nobody learns from it what a private key makes of his block.
    const key = under("bad-key-block", () => keyOf(found.value, "message"), ["old-key"]);
    return { text: found.plain, value: found.value, key };
  }
  return refuse("bad-key-block");
}

/**
 * Decrypts a verified message for a user. `fallback()` gives the message key of the direction from before, if any, as
 * `key` and as `value`, its dictionary.
 */
export function openMessage(message, user, privateKeys, fallback) {
  const { value, isBroadcast, group, receiver } = message;
  let plaintext = utf8(message.data);
  let messageKey;
  if (!isBroadcast) {
    const block = value.v.get("key") ?? value.v.get("keys")?.v.get(user.bare);
    messageKey = block === undefined ? fallback() : openBlock(block, privateKeys);
    if (messageKey === undefined) refuse("no-message-key");
    if (messageKey.key.algorithm === "PLAIN") refuse("plain-key");
    plaintext = messageKey.key.decrypt(fromBase64(message.data));
  }
  const content = new Content(readObject(plaintext));
  if (group !== undefined && !(group.isBroadcast && content.group === undefined)) {
    if (!content.group?.equals(group)) refuse("group-mismatch");
  }
  requireGroup(content, receiver, isBroadcast);
  return { content, plaintext, messageKey, keyText: messageKey?.text };
}

/** DI-OPEN-6: what is for a group says so within. */
export function requireGroup(content, receiver, isBroadcast) {
  if (receiver.isGroup && !isBroadcast && !content.group?.equals(receiver)) refuse("group-mismatch");
}
