// Group commands: the second half of section 6.6.

import { Id } from "./ids.mjs";
import { normalMembers } from "./node.mjs";
import { refuse } from "./refusal.mjs";
import { dict, list, text } from "./values.mjs";

const has = (ids, id) => ids.some((each) => each.equals(id));

/** The IDs of the list `members`, or else the one `member`. A quit has neither, whatever stands in it. */
function listedIn({ kind, value }) {
  if (kind === "quit") return [];
  const texts = value.v.get("members")?.v ?? [value.v.get("member")];
  return normalMembers(texts.map(({ v }) => new Id(v)));
}

/** Who is who in the group, for the checks and for the table. */
function situation(node, { content, sender, user }) {
  const { group, value } = content;
  const members = node.members(group);
  return {
    group,
    named: value.v.get("group").v,
    time: value.v.get("time").v,
    kind: content.kind,
    sender,
    members,
    isMember: has(members, sender),
    isAssistant: has(node.assistants(group), sender),
    isFounder: () => node.isFounder(sender, group),
    isOwner: () => node.isOwner(sender, group),
    isAsked: () => node.isOwner(user, group),
  };
}

const query = (named) => ({ kind: "query", members: dict(), group: named });

function tellMembers({ members, named, isAsked }) {
  const texts = list(members.map((member) => text(member.text)));
  return { kind: isAsked() ? "reset" : "invite", members: dict([["members", texts]]), group: named };
}

/** DI-GROUP-4 to DI-GROUP-6: who may do what. */
function requireRight({ kind, members, isMember, isAssistant, isOwner }) {
  const isEmpty = members.length === 0;
  const may = {
    query: () => isMember || isAssistant,
    invite: () => isEmpty || isMember || isAssistant,
    expel: () => isEmpty || isAssistant || isOwner(),
    reset: () => isEmpty || isAssistant || isOwner(),
    quit: () => isEmpty || !(isAssistant || isOwner()),
  };
  if (!may[kind]()) refuse("not-allowed", kind);
}

/** The members afterwards by the table, or nothing where the command does nothing. */
function membersAfter({ kind, members, sender, isMember, isOwner }, listed) {
  if (kind === "reset") return listed;
  if (kind === "invite") {
    if (members.length === 0 || (has(listed, sender) && isOwner())) return listed;
    return [...members, ...listed.filter((id) => !has(members, id))];
  }
  if (kind === "expel") return members.length === 0 ? undefined : members.filter((id) => !has(listed, id));
  return isMember ? members.filter((id) => !id.equals(sender)) : undefined;
}

export function processGroup(node, command) {
  const { content, sender } = command;
  const { group, kind } = content;
  if (group.isBroadcast || !sender.isUser) refuse("wrong-id");
  const at = situation(node, command);
  if (kind === "query") {
    requireRight(at);
    return tellMembers(at);
  }
  const last = node.groups.get(group.key)?.time;
  if (last !== undefined && at.time < last) refuse("old-command");
  const listed = listedIn(content);
  const makesGroup = (kind === "invite" || kind === "reset") && at.members.length === 0;
  if (makesGroup && !(has(listed, sender) && at.isFounder())) return query(at.named);
  requireRight(at);
  const members = membersAfter(at, listed);
  if (members !== undefined) node.putGroup(group, { members, time: at.time });
  return undefined;
}
