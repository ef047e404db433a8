// Reading contents: section 4.8.

import { Id } from "./ids.mjs";
import { readObject } from "./json_read.mjs";
import { refuse, under } from "./refusal.mjs";
import { utf8 } from "./text.mjs";
import { isDict, isInt, isText } from "./values.mjs";

const MAX_SN = 2n ** 63n - 1n;
export const MAX_TIME = 2n ** 53n - 1n;
export const COMMAND = 136;
export const HISTORY = 137;
const KINDS = new Map([[1, "text"], [16, "file"], [18, "image"], [20, "audio"], [22, "video"], [255, "forward"]]);
const FILES = new Set(["file", "image", "audio", "video"]);
const COMMANDS = new Set(["handshake", "meta", "profile", "receipt", "login", "mute", "block", "storage"]);
const GROUP_COMMANDS = new Set(["invite", "expel", "join", "quit", "reset", "query"]);

const isTexts = (value) => value?.t === "list" && value.v.every(isText);

/** The members that a row requires, in its order. */
function requireMembers(kind, value) {
  const need = (name, fits) => fits(value.v.get(name)) || refuse("bad-content", name);
  const needTime = () => {
    const time = value.v.get("time");
    if (time === undefined) refuse("bad-content", "time");
    if (!isInt(time, 0n, MAX_TIME)) refuse("bad-number", "time");
  };
  if (kind === "text") need("text", isText);
  if (kind === "forward") need("forward", isDict);
  if (["meta", "profile", "login"].includes(kind)) need("ID", isText);
  if (GROUP_COMMANDS.has(kind) || kind === "login") needTime();
  if (kind === "reset") need("members", isTexts);
  if (kind === "invite" || kind === "expel") {
    if (value.v.has("members")) need("members", isTexts);
    else need("member", isText);
  }
}

/** A profile within a profile command is one of the ID that the command names. */
function requireOwnProfile(value) {
  const inner = value.v.get("profile");
  if (!isDict(inner) || !inner.v.has("ID")) return;
  const [named, own] = [value.v.get("ID"), inner.v.get("ID")];
  if (!isText(own)) refuse("bad-content");
  under("bad-content", () => new Id(own.v).equals(new Id(named.v)) || refuse("bad-content"));
}

function requireFileName(value) {
  if (value === undefined) return;
  const good = isText(value) && value.v !== "." && value.v !== ".." && !/[/\\\u0000-\u001f\u007f]/.test(value.v);
  const size = good ? utf8(value.v).length : 0;
  if (size < 1 || size > 255) refuse("bad-file-name");
}

export function requireUrl(string) {
  if (!/^https?:\/\//.test(string)) refuse("bad-url");
}

export class Content {
  constructor(value) {
    if (!isDict(value)) refuse("not-object");
    this.value = value;
    const [type, sn, group, command] = ["type", "sn", "group", "command"].map((name) => value.v.get(name));
    if (type === undefined) refuse(value.v.has("T") ? "later-version" : "bad-content");
    if (!isInt(type, 0n, 255n)) refuse("bad-number", "type");
    if (!isInt(sn, 1n, MAX_SN)) refuse("bad-number", "sn");
    this.type = Number(type.v);
    this.sn = sn.v;
    this.isCommand = this.type === COMMAND || this.type === HISTORY;
    if (this.isCommand && command === undefined) refuse("bad-content", "command");
    if (group !== undefined) {
      if (!isText(group)) refuse("bad-content", "group");
      this.group = under("bad-content", () => new Id(group.v));
      if (!this.group.isGroup) refuse("bad-content", "group");
    }
    if (this.isCommand && !isText(command)) refuse("bad-content", "command");
    this.command = this.isCommand ? command.v : undefined;
    this.kind = this.#kind();
    this.isFile = FILES.has(this.kind);
    requireMembers(this.kind, value);
    if (this.kind === "profile") requireOwnProfile(value);
    if (this.isFile) {
      requireFileName(value.v.get("filename"));
      const url = value.v.get("URL");
      if (url !== undefined) requireUrl(isText(url) ? url.v : "");
    }
  }

  #kind() {
    if (this.type === COMMAND) {
      if (this.command === "contacts" || this.command === "private_key") return "storage";
      return COMMANDS.has(this.command) ? this.command : "command";
    }
    if (this.type === HISTORY) {
      return this.group !== undefined && GROUP_COMMANDS.has(this.command) ? this.command : "history";
    }
    return KINDS.get(this.type) ?? "unknown";
  }

  /** The same content with other members in place of those about its file, which need no reading. */
  withValue(value) {
    return Object.assign(Object.create(Content.prototype), this, { value });
  }

  /** The group that may stand in an envelope: that of a command is hidden, unless it is a broadcast group. */
  get overtGroup() {
    return this.group?.isBroadcast || !this.isCommand ? this.group : undefined;
  }
}

export const readContent = (bytes) => new Content(readObject(bytes));
