import { openContent, sealContent, sealThing } from "./content.mjs";
import { readData, writeData } from "./data.mjs";
import { mailboxKeys } from "./keys.mjs";
import { Refusal } from "./refusal.mjs";
import { textForm } from "./text_forms.mjs";

/**
 * What names a mailbox. Without a name or a key text it is the one that everybody knows.
 *
 * @typedef {{ name?: string, keyText?: string, form: "hex" | "base64" }} MailboxName
 */

/**
 * What a mailbox is to those who know its key text (sections 3.3 and 5.6).
 *
 * @typedef {{ name: string, thing: string, keys: import("./keys.mjs").Keys,
 *             form: import("./text_forms.mjs").TextForm }} Secrets
 */

/**
 * @param {MailboxName} mailbox
 * @returns {Secrets}
 */
export function mailboxSecrets(mailbox) {
  const { name, keys } = mailboxKeys(mailbox);
  return { name, thing: sealThing(keys, name), keys, form: textForm(mailbox.form) };
}

/**
 * A message as the content of one member (section 5.9), and its plain text.
 *
 * @param {Secrets} secrets
 * @param {import("./values.mjs").Dict} data
 * @param {number} now Unix time in milliseconds
 * @returns {{ content: import("./content.mjs").Content, name: string, text: string }}
 */
export function sealMessage({ keys, form }, data, now) {
  const { name, text } = writeData(data, now);
  return { content: sealContent(keys, form, [[name, text]]), name, text };
}

/**
 * @param {Secrets} secrets
 * @param {import("./content.mjs").Content} content as it stands in JSON
 * @param {import("./values.mjs").Value} created
 * @returns {{ data: import("./values.mjs").Dict, name: string, text: string }}
 */
export function openMessage({ keys, form }, content, created) {
  checkMembers(content);
  return readMessage(openContent(keys, form, content), created);
}

/**
 * Reads a message whose content is open already.
 *
 * @param {import("./content.mjs").Content} content plain names and values
 * @param {import("./values.mjs").Value} created
 * @returns {{ data: import("./values.mjs").Dict, name: string, text: string }}
 */
export function readMessage(content, created) {
  checkMembers(content);
  const [[name, text]] = content;
  return { data: readData(name, text, created), name, text };
}

function checkMembers(content) {
  if (content.length === 0) throw new Refusal("bad-dweet", "a message without members");
  if (content.length > 1) throw new Refusal("extra-members", `${content.length} members`);
}
