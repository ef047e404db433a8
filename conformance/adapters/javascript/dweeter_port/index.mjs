/** What users of dweeter need; the adapter uses nothing else, values of cases aside. */
export { LONGEST_BODY, readAnswer } from "./answer.mjs";
export { decrypt, encrypt } from "./cipher.mjs";
export { Client } from "./client.mjs";
export { openContent, sealContent, sealThing } from "./content.mjs";
export { readData, readDataBytes, writeData } from "./data.mjs";
export { openDweets } from "./dweets.mjs";
export { cipherKeys, cryptoDweetKeys } from "./keys.mjs";
export { Mailbox } from "./mailbox.mjs";
export { mailboxSecrets, openMessage, sealMessage } from "./message.mjs";
export { CODES, Refusal } from "./refusal.mjs";
export { allRequest, latestRequest, postRequest } from "./request.mjs";
export { Service } from "./service.mjs";
export { textForm } from "./text_forms.mjs";
export { Dict } from "./values.mjs";
