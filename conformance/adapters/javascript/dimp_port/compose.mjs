// Making contents: sections 4.8 and 5.13.

import { COMMAND, HISTORY } from "./contents.mjs";
import { jsonBytes } from "./json_write.mjs";
import { refuse } from "./refusal.mjs";
import { dict, int, isDict, isText, text } from "./values.mjs";

const EITHER = "member|members";
const GROUP_ROW = ":group :type time :command :sn";
const FILE_ROW = "data? filename? :sn URL?";

/**
 * The rows of the table, in the order of a writer: `:name` follows from the operation, `name?` may be left out, `time`
 * is the clock's unless it is given (`time?` of a receipt is not), `*` stands for the others as they were given.
 */
const ROWS = {
  text: [1, "text :sn :type"],
  file: [16, `:type ${FILE_ROW}`],
  image: [18, `:type thumbnail? ${FILE_ROW}`],
  audio: [20, `:type text? ${FILE_ROW}`],
  video: [22, `:type snapshot? ${FILE_ROW}`],
  forward: [255, "forward :sn :type"],
  handshake: [COMMAND, "message session? :type :command :sn"],
  meta: [COMMAND, ":command ID meta? :type :sn"],
  profile: [COMMAND, ":command profile? signature? ID meta? :type :sn"],
  receipt: [COMMAND, "message sn? sender? receiver? time? :type :command :sn"],
  login: [COMMAND, ":command ID time :type :sn device? agent? station? provider?"],
  mute: [COMMAND, "list? :type :command :sn"],
  block: [COMMAND, "list? :type :command :sn"],
  storage: [COMMAND, "title? :type :command :sn ID? data? key?"],
  command: [COMMAND, ":type command :sn *"],
  invite: [HISTORY, GROUP_ROW.replace(":type", `${EITHER} :type`)],
  expel: [HISTORY, GROUP_ROW.replace(":type", `${EITHER} :type`)],
  join: [HISTORY, GROUP_ROW],
  quit: [HISTORY, GROUP_ROW],
  reset: [HISTORY, GROUP_ROW.replace(":type", "members :type")],
  query: [HISTORY, ":type time :command :sn :group"],
  history: [HISTORY, ":group? :type time command :sn *"],
};

/** A number of a content, of the draw `sn`. */
export const numberOf = (draw) => BigInt(draw.readUInt32BE() || 1);

/**
 * The content of a kind. `members` is a dict of what the caller gives, `group` a text or nothing; `sn` and `now` give
 * the drawn number and the time in milliseconds when the row asks for them.
 */
export function makeContent(kind, members, { group, sn, now }) {
  const [type, row] = ROWS[kind];
  const given = new Map(members.v);
  const command = commandOf(kind, given);
  const own = {
    type: int(type),
    command: text(command),
    sn: () => int(sn()),
    time: () => int(Math.floor(now() / 1000)),
    group: group && text(group),
  };
  const content = new Map();
  for (const word of row.split(" ")) {
    if (word === "*") takeOthers(given, content);
    else take(word === EITHER ? oneOf(EITHER, given) : word, given, content, own);
  }
  if (given.size > 0 || members.repeated) refuse("bad-data", `members: ${[...given.keys()]}`);
  if (group !== undefined) content.set("group", text(group)); // in its place, or as the last member
  // Chance and clock are asked when nothing is refused any more.
  for (const [name, value] of content) if (typeof value === "function") content.set(name, value());
  return dict(content);
}

/** The member that one word of a row stands for. */
function take(word, given, content, own) {
  const name = word.replace(/^:|\?$/g, "");
  if (content.has(name)) return; // a receipt has the number that it was given, and not a drawn one
  const mayGive = !word.startsWith(":");
  const isOwn = !mayGive || word === "time";
  const value = (mayGive ? given.get(name) : undefined) ?? (isOwn ? own[name] : undefined);
  if (mayGive) given.delete(name);
  if (value !== undefined) content.set(name, value);
  else if (!word.endsWith("?")) refuse("bad-data", `${name} is missing`);
}

/** What the operation gives by itself is none of the others. */
function takeOthers(given, content) {
  for (const [name, value] of given) {
    if (["type", "sn", "group"].includes(name)) refuse("bad-data", name);
    content.set(name, value);
  }
  given.clear();
}

function oneOf(names, given) {
  const there = names.split("|").filter((name) => given.has(name));
  return there.length === 1 ? there[0] : refuse("bad-data", names);
}

/** The command of a kind; contacts are stored under a command of their own, and have no title. */
function commandOf(kind, given) {
  const title = given.get("title");
  if (kind !== "storage" || !isText(title) || title.v !== "contacts") return kind;
  given.delete("title");
  return title.v;
}

/** The text of the content that an operation is asked for. */
export function composeContent(kind, members, how) {
  if (!isDict(members)) refuse("bad-data", "no dict");
  jsonBytes(members); // DI-JSON-14 to DI-JSON-17, before anything is drawn
  return jsonBytes(makeContent(kind, members, how));
}
