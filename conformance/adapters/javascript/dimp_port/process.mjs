// What a node does by itself for a content: section 6.6.

import { makeContent } from "./compose.mjs";
import { Id } from "./ids.mjs";
import { processGroup } from "./group_commands.mjs";
import { saveMeta, saveProfile } from "./identities.mjs";
import { Meta } from "./metas.mjs";
import { Refusal } from "./refusal.mjs";
import { dict, isDict, text } from "./values.mjs";

const say = (kind, name, words) => ({ kind, members: dict([[name, text(words)]]) });
const reply = (words) => say("text", "text", words);
const receipt = (words) => say("receipt", "message", words);

/** Runs `work`; the code of its refusal, if it refuses. */
function codeOf(work) {
  try {
    work();
  } catch (why) {
    if (why instanceof Refusal) return why.code;
    throw why;
  }
}

/** Stores the meta of a command, or gives the answer that refuses it. */
function takeMeta(node, id, named, value) {
  const code = codeOf(() => saveMeta(node, id, new Meta(value).requireMatch(id)));
  if (code === undefined) return undefined;
  return reply(code === "other-meta" ? `Meta not accept: ${named}!` : `Meta not match ID: ${named}`);
}

function processMeta(node, { content }) {
  const named = content.value.v.get("ID").v;
  const id = new Id(named);
  const given = content.value.v.get("meta");
  if (given !== undefined) return takeMeta(node, id, named, given) ?? receipt(`Meta received: ${named}`);
  const meta = node.meta(id);
  if (meta === undefined) return reply(`Sorry, meta for ${named} not found.`);
  return { kind: "meta", members: dict([["ID", text(named)], ["meta", meta.value]]) };
}

/** The profile of a command as an object: a text is the data of one whose signature stands beside it. */
function profileOf(value, named) {
  const given = value.v.get("profile");
  if (isDict(given)) return given;
  const members = [["ID", text(named)], ["data", given]];
  if (value.v.has("signature")) members.push(["signature", value.v.get("signature")]);
  return dict(members);
}

function processProfile(node, { content, sender }) {
  const { value } = content;
  const named = value.v.get("ID").v;
  const id = new Id(named);
  if (!value.v.has("profile")) return tellProfile(node, id, named);
  const refused = value.v.has("meta") ? takeMeta(node, id, named, value.v.get("meta")) : undefined;
  if (refused !== undefined) return refused;
  const signer = () => (id.isGroup ? sender : id);
  const code = codeOf(() => saveProfile(node, profileOf(value, named), { wanted: () => id, signer }));
  return code === undefined ? receipt(`Profile received: ${named}`) : reply(`Profile not match ID: ${named}`);
}

function tellProfile(node, id, named) {
  const profile = node.profile(id);
  if (profile === undefined) return reply(`Sorry, profile for ${named} not found.`);
  const members = [["profile", text(profile.data)], ["signature", profile.value.v.get("signature")], ["ID", text(named)]];
  const meta = node.meta(id);
  if (meta !== undefined) members.push(["meta", meta.value]);
  return { kind: "profile", members: dict(members) };
}

const HANDLERS = {
  meta: processMeta,
  profile: processProfile,
  invite: processGroup,
  expel: processGroup,
  quit: processGroup,
  reset: processGroup,
  query: processGroup,
};

/** Does what a received content asks for. The answer is a content, or nothing; `how` gives number and time. */
export function processContent(node, command, how) {
  const answer = HANDLERS[command.content.kind]?.(node, command);
  return answer && makeContent(answer.kind, answer.members, { ...how, group: answer.group });
}
