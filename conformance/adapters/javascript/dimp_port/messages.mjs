// Reading and verifying messages: sections 4.9 and 5.17.

import { Id } from "./ids.mjs";
import { MAX_TIME } from "./contents.mjs";
import { Meta } from "./metas.mjs";
import { verifyProfile } from "./profiles.mjs";
import { Refusal, refuse } from "./refusal.mjs";
import { fromBase64, utf8 } from "./text.mjs";
import { isDict, isInt, isText } from "./values.mjs";

/** A message by DI-MSG-3 to DI-MSG-10: its members are ones, and nothing is verified. */
export class Message {
  constructor(value) {
    if (!isDict(value)) refuse("not-object");
    this.value = value;
    const get = (name) => value.v.get(name);
    if (value.v.has("IV") || (value.v.has("F") && !value.v.has("sender"))) refuse("later-version");
    if (isText(get("type"))) refuse("later-version");
    for (const name of ["sender", "receiver", "data", "signature"]) if (!isText(get(name))) refuse("bad-message", name);
    const absentOr = (name, fits) => get(name) === undefined || fits(get(name)) || refuse("bad-message", name);
    absentOr("group", isText);
    absentOr("key", isText);
    absentOr("keys", isDict);
    absentOr("meta", isDict);
    if (get("time") !== undefined && !isInt(get("time"), 0n, MAX_TIME)) refuse("bad-number", "time");
    if (get("type") !== undefined && !isInt(get("type"), 0n, 255n)) refuse("bad-number", "type");
    this.sender = new Id(get("sender").v);
    this.receiver = new Id(get("receiver").v);
    this.group = get("group") && new Id(get("group").v);
    if (this.sender.isBroadcast || !this.sender.isUser) refuse("bad-sender");
    if (!this.receiver.isUser && !this.receiver.isGroup) refuse("wrong-id");
    this.isBroadcast = (this.group ?? this.receiver).isBroadcast;
    this.data = get("data").v;
  }
}

/**
 * Verifies a message. `known.meta(sender, attached)` and `known.profile(sender, meta)` give what the reader has of the
 * sender, or nothing; they are asked at the place where the chapter has their faults.
 */
export function verifyMessage(value, known) {
  const message = new Message(value);
  const { sender } = message;
  const attachedMeta = value.v.get("meta");
  const attached = attachedMeta && new Meta(attachedMeta).requireMatch(sender);
  const meta = known.meta(sender, attached) ?? attached;
  if (meta === undefined) refuse("unknown-id");
  const attachedProfile = value.v.get("profile");
  const brought =
    attachedProfile && verifyProfile(attachedProfile, { wanted: () => sender, meta: () => meta });
  const profile = [brought, known.profile(sender, meta)].find((each) => each !== undefined);
  const signed = message.isBroadcast ? utf8(message.data) : fromBase64(message.data);
  const signature = fromBase64(value.v.get("signature").v);
  const keys = [profile?.key, meta.key].filter((key) => key !== undefined);
  if (!keys.some((key) => verifies(key, signed, signature))) refuse("bad-signature");
  return { message, signed, attachedMeta: attached, attachedProfile: brought };
}

export function verifies(key, signed, signature) {
  try {
    key.verify(signed, signature);
    return true;
  } catch (why) {
    if (why instanceof Refusal) return false;
    throw why;
  }
}
