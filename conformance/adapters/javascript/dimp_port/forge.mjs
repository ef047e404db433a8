// What an attacker computes: section 9.3.

import { accept } from "./answers.mjs";
import { readJson, readObject } from "./json_read.mjs";
import { jsonBytes } from "./json_write.mjs";
import { readKey } from "./keys.mjs";
import { refuse } from "./refusal.mjs";
import { base64, lenientBase64, utf8, utf8Text } from "./text.mjs";
import { copyOf, isText, text } from "./values.mjs";

const fromHex = (hex) => Buffer.from(hex, "hex");
const nameOf = (hex) => utf8Text(fromHex(hex), "not-utf8");

/** A block without padding, as long as the modulus. */
function rawBlock(key, size, block) {
  if (key.raw === undefined) refuse("unknown-algorithm");
  if (block.length !== size) refuse("bad-length");
  return key.raw(block);
}

/** What is signed of a message, whatever it is. */
function signedOf(message, asText) {
  const data = message.v.get("data");
  if (!isText(data)) refuse("bad-message", "data");
  return asText ? utf8(data.v) : lenientBase64(data.v) ?? refuse("bad-base64");
}

export const forging = {
  "forge.edit"(call) {
    const value = copyOf(readObject(call.bytesOf("text")));
    for (const [name, json] of call.input.set ?? []) value.v.set(nameOf(name), readJson(fromHex(json)));
    for (const name of call.input.remove ?? []) value.v.delete(nameOf(name));
    return accept({ text: jsonBytes(value) });
  },
  "forge.private"(call) {
    const key = readKey(call.bytesOf("private_key"), "private");
    return accept({ block: rawBlock(key, key.public.size, call.bytesOf("block")) });
  },
  "forge.public"(call) {
    const key = readKey(call.bytesOf("public_key"), "public");
    return accept({ block: rawBlock(key, key.size, call.bytesOf("block")) });
  },
  "forge.blocks"(call) {
    const key = readKey(call.bytesOf("message_key"), "message");
    const blocks = call.bytesOf("blocks");
    if (key.blocks === undefined) refuse("unknown-algorithm");
    if (blocks.length === 0 || blocks.length % 16 !== 0) refuse("bad-length");
    return accept({ ciphertext: key.blocks(blocks) });
  },
  "forge.sign"(call) {
    const key = readKey(call.bytesOf("private_key"), "private");
    const message = copyOf(readObject(call.bytesOf("message")));
    const signed = signedOf(message, call.input.broadcast);
    message.v.set("signature", text(base64(key.sign(signed, () => call.draw("k")))));
    return accept({ message: jsonBytes(message) });
  },
};
