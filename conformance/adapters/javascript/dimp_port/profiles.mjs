// Profiles: sections 4.7, 5.11 and 5.12.

import { Id } from "./ids.mjs";
import { readJsonText } from "./json_read.mjs";
import { writeJson } from "./json_write.mjs";
import { keyOf } from "./keys.mjs";
import { refuse, under } from "./refusal.mjs";
import { base64, fromBase64, utf8 } from "./text.mjs";
import { dict, isDict, isText, text } from "./values.mjs";

export function makeProfile(id, properties, key, draw) {
  const data = writeJson(properties);
  const signature = base64(key.sign(utf8(data), draw));
  return { data, value: dict([["ID", text(id.bare)], ["data", text(data)], ["signature", text(signature)]]) };
}

/**
 * A profile of `wanted()`, signed by `signer()`, or else by its ID, under the key of `meta(signer)`. These are
 * functions, as each is read only when what comes before it was good.
 */
export function verifyProfile(value, { wanted, signer, meta }) {
  if (!isDict(value)) refuse("not-object");
  const [named, data, signature] = ["ID", "data", "signature"].map((name) => value.v.get(name));
  if (!isText(named) || !isText(data) || !isText(signature)) refuse("bad-profile");
  const owner = new Id(named.v);
  const id = wanted();
  if (!owner.equals(id)) refuse("wrong-id");
  const by = signer?.() ?? id;
  if (!by.equals(owner) && !(owner.isGroup && by.isUser)) refuse("wrong-id");
  const { key } = meta(by);
  const bytes = fromBase64(signature.v);
  under("bad-signature", () => key.verify(utf8(data.v), bytes));
  return { ...readProperties(data.v), value, data: data.v, signer: by };
}

export function readProperties(data) {
  const properties = readJsonText(data);
  if (!isDict(properties)) refuse("bad-profile");
  const keyValue = properties.v.get("key");
  if (keyValue === undefined) return { properties };
  if (!isDict(keyValue)) refuse("bad-profile");
  return { properties, keyValue, key: keyOf(keyValue, "public") };
}
