import { readAnswer } from "./answer.mjs";
import { openContent } from "./content.mjs";
import { Refusal } from "./refusal.mjs";
import { Dict } from "./values.mjs";

/**
 * Reads the answer to a request for dweets and opens all of them (section 5.13): one that cannot be opened is enough
 * to refuse the answer.
 *
 * @param {{ keys: import("./keys.mjs").Keys, form: import("./text_forms.mjs").TextForm, name: string,
 *           thing: string }} asked with the name of the thing that was asked for, plain and on the wire
 * @param {import("./answer.mjs").Answer} answer
 * @returns {Dict[]} newest first
 */
export function openDweets(asked, answer) {
  const dweets = readAnswer(answer);
  if (!Array.isArray(dweets)) throw new Refusal("bad-answer", "with is no list");
  return dweets.map((dweet) => openDweet(asked, dweet));
}

function openDweet({ keys, form, name, thing }, dweet) {
  const content = dweet instanceof Dict ? dweet.get("content") : undefined;
  if (!(content instanceof Dict)) throw new Refusal("bad-dweet", "it has no content that is an object");
  if (content.entries.some(([, value]) => typeof value !== "string")) {
    throw new Refusal("bad-dweet", "a value of its content is no text");
  }
  if (dweet.get("thing") !== thing) throw new Refusal("wrong-thing");
  const plain = new Dict(openContent(keys, form, content.entries));
  return dweet.with("thing", name).with("content", plain);
}
