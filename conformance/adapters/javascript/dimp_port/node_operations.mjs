// The operations of section 6, over the state of an actor.

import { accept, ignore } from "./answers.mjs";
import { numberOf } from "./compose.mjs";
import { readContent } from "./contents.mjs";
import { addUser, register, saveMembers, saveMeta, saveProfile } from "./identities.mjs";
import { readId } from "./ids.mjs";
import { readObject } from "./json_read.mjs";
import { jsonBytes } from "./json_write.mjs";
import { keyOf } from "./keys.mjs";
import { readMeta } from "./metas.mjs";
import { Node, restoreNode, saveNode } from "./node.mjs";
import { bytes, clock, drawOf, idBytes, optional, propertiesOf, some } from "./operations.mjs";
import { pack } from "./pack.mjs";
import { processContent } from "./process.mjs";
import { receive } from "./receive.mjs";
import { readParts } from "./seal.mjs";
import { dict, list, text, toTagged } from "./values.mjs";

const idsOf = (texts) => texts.map((id) => readId(bytes(id)));

/** ID and meta of a call: the meta comes first, and they match. */
function ownMeta(call) {
  const meta = readMeta(call.bytesOf("meta"));
  const id = readId(call.bytesOf("id"));
  return { id, meta: meta.requireMatch(id) };
}

const users = {
  new(call) {
    call.state = new Node();
    return accept();
  },
  register(call) {
    const dictionary = readObject(call.bytesOf("private_key"));
    const key = keyOf(dictionary, "private");
    const { version = 1, network = 8 } = call.input;
    const properties = call.input.properties && propertiesOf(call.input.properties);
    const how = { version, network, seed: call.bytesOf("seed"), properties, draw: drawOf(call) };
    const { id, meta, profile } = register(call.state, key, dictionary, how);
    return accept(some({ id: idBytes(id), meta: jsonBytes(meta.value), profile: profile && jsonBytes(profile.value) }));
  },
  "user.add"(call) {
    const { id, meta } = ownMeta(call);
    const dictionaries = call.input.private_keys.map((key) => readObject(bytes(key)));
    addUser(call.state, id, meta, dictionaries.map((value) => keyOf(value, "private")), dictionaries);
    return accept();
  },
};

const knowledge = {
  "meta.save"(call) {
    const { id, meta } = ownMeta(call);
    saveMeta(call.state, id, meta);
    return accept();
  },
  "profile.save"(call) {
    const ids = {
      wanted: () => readId(call.bytesOf("id")),
      signer: () => optional(call, "signer", readId),
    };
    saveProfile(call.state, readObject(call.bytesOf("profile")), ids);
    return accept();
  },
  "members.save"(call) {
    const group = readId(call.bytesOf("group"));
    saveMembers(call.state, group, idsOf(call.input.members), call.input.assistants && idsOf(call.input.assistants));
    return accept();
  },
  members: (call) => accept({ members: call.state.members(readId(call.bytesOf("group"))).map(idBytes) }),
};

/** A layer of what was forwarded, as section 6.5 has it. */
function innerOf({ sender, user, content }) {
  const group = content.group === undefined ? [] : [["group", text(content.group.text)]];
  return dict([["sender", text(sender.text)], ["user", text(user.text)], ...group, ["content", content.value]]);
}

const traffic = {
  pack(call) {
    const parts = readParts(call.bytesOf("sender"), call.bytesOf("receiver"), call.bytesOf("content"));
    const { split = false, attach_meta: attachMeta = false } = call.input;
    const how = { split, attachMeta, url: call.bytesOf("url"), draw: drawOf(call), now: clock(call) };
    return accept(some(pack(call.state, parts, how)));
  },
  receive(call) {
    const downloads = new Map((call.input.downloads ?? []).map(([url, data]) => [bytes(url).toString("utf8"), bytes(data)]));
    const received = receive(call.state, readObject(call.bytesOf("message")), downloads);
    if (received === undefined) return ignore();
    const [{ sender, user, content }, ...forwarded] = received.layers;
    const inner = forwarded.length === 0 ? undefined : toTagged(list(forwarded.map(innerOf)));
    const ids = { sender: idBytes(sender), user: idBytes(user), group: idBytes(content.group) };
    const passOn = received.passOn && jsonBytes(received.passOn);
    return accept(some({ ...ids, content: toTagged(content.value), inner, pass_on: passOn }));
  },
  process(call) {
    const [sender, user] = [readId(call.bytesOf("sender")), readId(call.bytesOf("user"))];
    const content = readContent(call.bytesOf("content"));
    const how = { sn: () => numberOf(call.draw("sn")), now: clock(call) };
    const answer = processContent(call.state, { sender, user, content }, how);
    return accept(some({ answer: answer && jsonBytes(answer) }));
  },
};

const storage = {
  save: (call) => accept({ state: saveNode(call.state) }),
  restore(call) {
    call.state = restoreNode(call.bytesOf("state"));
    return accept();
  },
};

export const nodeOperations = { ...users, ...knowledge, ...traffic, ...storage };
