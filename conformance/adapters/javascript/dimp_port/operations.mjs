// The operations of section 5 that need no state, over the adapter's calls.

import { accept, ignore } from "./answers.mjs";
import { composeContent, numberOf } from "./compose.mjs";
import { readContent } from "./contents.mjs";
import { fileParts, openFile, requireCipher, sealFile } from "./files.mjs";
import { btcAddress, ethAddress, readId, requireNetworkByte, rolesOf } from "./ids.mjs";
import { readJson, readObject } from "./json_read.mjs";
import { jsonBytes } from "./json_write.mjs";
import { eccPrivateDict, keyOf, messageDict, publicDict, readEitherKey, readKey } from "./keys.mjs";
import { Message, verifyMessage } from "./messages.mjs";
import { makeMeta, readMeta } from "./metas.mjs";
import { openMessage } from "./open.mjs";
import { makeProfile, verifyProfile } from "./profiles.mjs";
import { refuse } from "./refusal.mjs";
import { Padding } from "./rsa.mjs";
import { readParts, readReceivers, route, sealMessage } from "./seal.mjs";
import { splitMessage, trimMessage } from "./split.mjs";
import { utf8 } from "./text.mjs";
import { fromTagged, isDict, toTagged } from "./values.mjs";

export const bytes = (hex) => {
  if (typeof hex !== "string" || !/^(?:[0-9a-f]{2})*$/.test(hex)) throw new TypeError("not hex");
  return Buffer.from(hex, "hex");
};
/** Leaves out what is undefined. */
export const some = (members) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
export const idBytes = (id) => id && utf8(id.text);
export const propertiesOf = (tagged) => {
  const value = fromTagged(tagged);
  if (!isDict(value)) refuse("bad-data", "no dict");
  jsonBytes(value);
  return value;
};
export const clock = (call) => () => {
  if (!Number.isSafeInteger(call.now)) throw new TypeError("no time was given");
  return call.now;
};
export const drawOf = (call) => (name) => call.draw(name);
/** What is read of an input, unless it was left out; an empty one was not. */
export const optional = (call, name, read) => {
  const given = call.bytesOf(name);
  return given === undefined ? undefined : read(given);
};
/** A message key that a caller gives, with its dictionary. */
const messageKeyOf = (given) => {
  const value = readObject(given);
  return { value, key: keyOf(value, "message") };
};

const identity = {
  "json.read": (call) => accept({ value: toTagged(readJson(call.bytesOf("text"))) }),
  "json.write": (call) => accept({ text: jsonBytes(fromTagged(call.input.value)) }),
  address(call) {
    const data = call.bytesOf("data");
    const { kind, network = 8 } = call.input;
    requireNetworkByte(network);
    const made = kind === "eth" ? ethAddress(coordinates(data)) : btcAddress(data, network);
    return accept({ address: utf8(made.address), number: made.number }, some({ digest: made.digest, check: made.check }));
  },
  "id.read"(call) {
    const id = readId(call.bytesOf("id"));
    const { kind, network, number, entity } = id;
    const texts = { name: id.name && utf8(id.name), address: utf8(id.address), terminal: id.terminal && utf8(id.terminal) };
    return accept(some({ ...texts, kind, network, number, entity }));
  },
  "id.equal": (call) => accept({ equal: readId(call.bytesOf("a")).equals(readId(call.bytesOf("b"))) }),
  "id.roles"(call) {
    const { founder, owner, members } = rolesOf(readId(call.bytesOf("group")));
    return accept({ founder: utf8(founder), owner: utf8(owner), members: members.map(utf8) });
  },
};

function coordinates(data) {
  if (data.length === 64) return data;
  if (data.length !== 65 || data[0] !== 4) refuse("bad-data", "no point");
  return data.subarray(1);
}

const keys = {
  "key.read"(call) {
    const key = readKey(call.bytesOf("key"), call.input.use);
    const { data, bits } = key.public ?? key;
    return accept(some({ algorithm: key.algorithm, data, iv: key.iv, bits }));
  },
  "key.public": (call) => accept({ public_key: jsonBytes(publicDict(readKey(call.bytesOf("private_key"), "private").public)) }),
  "key.make"(call) {
    const { algorithm, size = 32 } = call.input;
    if (algorithm === "AES" && ![16, 24, 32].includes(size)) refuse("bad-data", "size");
    const [key, iv] = [call.draw("key"), call.draw("iv")];
    return accept({ key: jsonBytes(algorithm === "ECC" ? eccPrivateDict(key) : messageDict(key, iv, size)) });
  },
  "key.sign"(call) {
    const key = readKey(call.bytesOf("private_key"), "private");
    return accept({ signature: key.sign(call.bytesOf("data"), () => call.draw("k")) });
  },
  "key.verify"(call) {
    readKey(call.bytesOf("public_key"), "public").verify(call.bytesOf("data"), call.bytesOf("signature"));
    return accept();
  },
  "key.encrypt"(call) {
    const key = readEitherKey(call.bytesOf("key"), "public");
    if (key.encrypt === undefined) refuse("no-receiver-key");
    return accept({ ciphertext: key.encrypt(call.bytesOf("plaintext"), new Padding(() => call.draw("padding"))) });
  },
  "key.decrypt"(call) {
    return accept({ plaintext: readEitherKey(call.bytesOf("key"), "private").decrypt(call.bytesOf("ciphertext")) });
  },
};

const metas = {
  "meta.make"(call) {
    const key = readKey(call.bytesOf("private_key"), "private");
    const { value, fingerprint } = makeMeta(key, call.input.version ?? 1, call.bytesOf("seed"), () => call.draw("k"));
    return accept({ meta: jsonBytes(value) }, some({ fingerprint }));
  },
  "meta.id"(call) {
    const meta = readMeta(call.bytesOf("meta"));
    const { id, number } = meta.idFor(call.input.network);
    return accept({ id: utf8(id), number }, some({ fingerprint: meta.fingerprint, hashed: meta.hashed }));
  },
  "meta.check"(call) {
    const meta = readMeta(call.bytesOf("meta"));
    meta.requireMatch(readId(call.bytesOf("id")));
    return accept({}, some({ fingerprint: meta.fingerprint, hashed: meta.hashed }));
  },
  "profile.make"(call) {
    const id = readId(call.bytesOf("id"));
    const properties = propertiesOf(call.input.properties);
    const { data, value } = makeProfile(id, properties, readKey(call.bytesOf("private_key"), "private"), () => call.draw("k"));
    return accept({ profile: jsonBytes(value) }, { data: utf8(data) });
  },
  "profile.read"(call) {
    const profile = verifyProfile(readObject(call.bytesOf("profile")), {
      wanted: () => readId(call.bytesOf("id")),
      signer: () => optional(call, "signer", readId),
      meta: (signer) => readMeta(call.bytesOf("meta")).requireMatch(signer),
    });
    const key = profile.keyValue && jsonBytes(profile.keyValue);
    return accept(some({ properties: toTagged(profile.properties), key }), { data: utf8(profile.data) });
  },
};

/** Meta and profile of the sender as a caller gives them. */
const given = (call) => ({
  meta: (sender) => optional(call, "meta", (bytes) => readMeta(bytes).requireMatch(sender)),
  profile: (sender, meta) =>
    optional(call, "profile", (bytes) => verifyProfile(readObject(bytes), { wanted: () => sender, meta: () => meta })),
});

const contents = {
  "content.make"(call) {
    const group = optional(call, "group", readId)?.text;
    const how = { group, sn: () => numberOf(call.draw("sn")), now: clock(call) };
    return accept({ content: composeContent(call.input.kind, fromTagged(call.input.members), how) });
  },
  "content.read"(call) {
    const { kind, type, sn, group, value } = readContent(call.bytesOf("content"));
    return accept(some({ kind, type, sn: sn.toString(), group: idBytes(group), value: toTagged(value) }));
  },
  "file.seal"(call) {
    const content = readContent(call.bytesOf("content"));
    const { key } = messageKeyOf(call.bytesOf("message_key"));
    requireCipher(key);
    const { value, upload } = sealFile(content, key, fileParts(content, call.bytesOf("url")));
    return accept({ content: jsonBytes(value), upload });
  },
  "file.open"(call) {
    const content = readContent(call.bytesOf("content"));
    const messageKey = messageKeyOf(call.bytesOf("message_key"));
    requireCipher(messageKey.key);
    return accept({ content: jsonBytes(openFile(content, messageKey, call.bytesOf("download"))) });
  },
};

const messages = {
  "message.seal"(call) {
    const parts = route(readParts(call.bytesOf("sender"), call.bytesOf("receiver"), call.bytesOf("content")));
    const signer = readKey(call.bytesOf("private_key"), "private");
    const receivers = readReceivers((call.input.keys ?? []).map((pair) => pair.map(bytes)), parts.receiver);
    const messageKey = optional(call, "message_key", messageKeyOf)?.value;
    const attached = { meta: optional(call, "meta", readObject), profile: optional(call, "profile", readObject) };
    const how = { signer, receivers, messageKey, ...attached, draw: drawOf(call), now: clock(call) };
    const { value, signed, keyText } = sealMessage(parts, how);
    return accept(some({ message: jsonBytes(value), message_key: keyText }), { signed });
  },
  "message.verify"(call) {
    const { message, signed, attachedMeta, attachedProfile } = verifyMessage(readObject(call.bytesOf("message")), given(call));
    const { sender, receiver, group, isBroadcast } = message;
    const ids = { sender: idBytes(sender), receiver: idBytes(receiver), group: idBytes(group) };
    const attached = {
      meta: attachedMeta && jsonBytes(attachedMeta.value),
      profile: attachedProfile && jsonBytes(attachedProfile.value),
    };
    return accept(some({ ...ids, broadcast: isBroadcast, signed, ...attached }));
  },
  "message.open"(call) {
    const { message, signed } = verifyMessage(readObject(call.bytesOf("message")), given(call));
    const { sender, receiver } = message;
    const user = readId(call.bytesOf("user"));
    const privateKeys = call.input.private_keys.map((key) => readKey(bytes(key), "private"));
    const before = optional(call, "message_key", messageKeyOf);
    if (receiver.isUser && !receiver.isBroadcast && !receiver.equals(user)) return ignore();
    const { content, plaintext, keyText } = openMessage(message, user, privateKeys, () => before);
    const ids = { sender: idBytes(sender), receiver: idBytes(receiver), group: idBytes(content.group) };
    const out = some({ ...ids, content: toTagged(content.value), message_key: keyText });
    return accept(out, some({ signed, message_key: keyText, content: plaintext }));
  },
};

const copies = {
  "message.split"(call) {
    const message = new Message(readObject(call.bytesOf("message")));
    const members = call.input.members.map((member) => readId(bytes(member)));
    return accept({ messages: splitMessage(message, members).map(jsonBytes) });
  },
  "message.trim"(call) {
    const message = new Message(readObject(call.bytesOf("message")));
    return accept({ message: jsonBytes(trimMessage(message, readId(call.bytesOf("member")))) });
  },
};

export const operations = { ...identity, ...keys, ...metas, ...contents, ...messages, ...copies };
