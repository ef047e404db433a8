// Files in a store: section 5.15.

import { requireUrl } from "./contents.mjs";
import { md5 } from "./hashes.mjs";
import { withIv } from "./keys.mjs";
import { refuse } from "./refusal.mjs";
import { base64, fromBase64, utf8Text } from "./text.mjs";
import { copyOf, isText, text } from "./values.mjs";

/** PLAIN encrypts nothing, and nothing may lie open in a store. */
export function requireCipher(key) {
  if (key.algorithm === "PLAIN") refuse("unknown-algorithm");
}

/** What is to be sealed, so that nothing is refused later: the URL as text, and the bytes of the data. */
export function fileParts(content, urlBytes) {
  const url = utf8Text(urlBytes, "bad-url");
  requireUrl(url);
  const data = content.value.v.get("data");
  if (!content.isFile || !isText(data)) refuse("bad-data", "no file with data");
  return { url, data: fromBase64(data.v) };
}

/** The content with its URL in place of its data, and the ciphertext for the store. */
export function sealFile(content, key, { url, data }) {
  const upload = key.encrypt(data);
  const value = copyOf(content.value);
  value.v.set("URL", text(url));
  value.v.delete("data");
  return { value, upload };
}

/** The content with its data in place of its URL, or with the key for it if the store gave nothing. */
export function openFile(content, { key, value: keyValue }, download) {
  if (!content.isFile || !content.value.v.has("URL")) refuse("bad-content", "no file with URL");
  const value = copyOf(content.value);
  if (download === undefined) {
    value.v.set("password", withIv(keyValue, key));
    return value;
  }
  const data = key.decrypt(download);
  value.v.set("data", text(base64(data)));
  value.v.delete("URL");
  value.v.set("filename", text(md5(data).toString("hex") + extensionOf(value.v.get("filename")?.v ?? "")));
  return value;
}

function extensionOf(name) {
  const last = name.slice(name.lastIndexOf("/") + 1);
  const dot = last.lastIndexOf(".");
  const hasStem = dot > 0 && /[^.]/.test(last.slice(0, dot));
  return hasStem && dot < last.length - 1 ? last.slice(dot) : "";
}
