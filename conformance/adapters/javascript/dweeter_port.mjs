// The adapter: offers dweeter_port to the runner, see `spec/adapter.md`. It translates, and decides nothing.

import { accept, Adapter, ignore, Reject } from "./taut_adapter.mjs";

import { fromTagged, toTagged } from "./dweeter_port/adapter_values.mjs";
import * as dweeter from "./dweeter_port/index.mjs";

const adapter = new Adapter({
  name: "dweeter-port-node",
  version: "1.0.0",
  codes: "exact",
  draws: "inject",
  clock: "inject",
  features: ["dweeter-base64"],
});

/** Registers an operation; what the implementation refuses is a rejection, and every other failure an error. */
function operation(name, run) {
  adapter.operation(name, async (call) => {
    try {
      return await run(call);
    } catch (why) {
      if (why instanceof dweeter.Refusal) throw new Reject(why.code, why.detail);
      throw why;
    }
  });
}

// Section 5: operations that keep nothing

operation("dweeter.cipher.encrypt", (call) => {
  const keys = dweeter.cipherKeys(call.bytesOf("key"), call.bytesOf("iv"));
  return accept({ ciphertext: dweeter.encrypt(keys, call.bytesOf("plaintext")) }, shownKeys(keys));
});

operation("dweeter.cipher.decrypt", (call) => {
  const keys = dweeter.cipherKeys(call.bytesOf("key"), call.bytesOf("iv"));
  return accept({ plaintext: dweeter.decrypt(keys, call.bytesOf("ciphertext")) }, shownKeys(keys));
});

operation("dweeter.thing", (call) => {
  const keys = cryptoDweetKeysOf(call);
  return accept({ thing: bytes(dweeter.sealThing(keys, textOf(call, "name"))) }, shownKeys(keys));
});

operation("dweeter.content.seal", (call) => {
  const content = dweeter.sealContent(cryptoDweetKeysOf(call), formOf(call), plainContentOf(call));
  return accept({ content: contentBytes(content) });
});

operation("dweeter.content.open", (call) => {
  const content = dweeter.openContent(cryptoDweetKeysOf(call), formOf(call), wireContentOf(call));
  return accept({ content: contentBytes(content) });
});

operation("dweeter.mailbox", (call) => {
  const { thing, keys } = dweeter.mailboxSecrets(mailboxOf(call));
  return accept({ thing: bytes(thing) }, shownKeys(keys));
});

operation("dweeter.data.write", (call) => {
  const { name, text } = dweeter.writeData(dataOf(call), nowOf(call));
  return accept({ name: bytes(name), text: bytes(text) });
});

operation("dweeter.data.read", (call) => {
  const data = dweeter.readDataBytes(call.bytesOf("name"), call.bytesOf("text"), createdOf(call));
  return accept({ data: toTagged(data) });
});

operation("dweeter.message.seal", (call) => {
  const secrets = dweeter.mailboxSecrets(mailboxOf(call));
  const { content, name, text } = dweeter.sealMessage(secrets, dataOf(call), nowOf(call));
  return accept({ thing: bytes(secrets.thing), content: contentBytes(content) }, shownMessage({ name, text }));
});

operation("dweeter.message.open", (call) => {
  const secrets = dweeter.mailboxSecrets(mailboxOf(call));
  return acceptMessage(dweeter.openMessage(secrets, wireContentOf(call), createdOf(call)));
});

operation("dweeter.request", (call) => {
  const thing = call.bytesOf("thing").toString("latin1");
  switch (call.input.call) {
    case "post":
      return acceptRequest(dweeter.postRequest(thing, plainContentOf(call)));
    case "latest":
      return acceptRequest(dweeter.latestRequest(thing));
    case "all":
      return acceptRequest(dweeter.allRequest(thing));
    default:
      throw new TypeError(`${call.input.call} is no call`);
  }
});

operation("dweeter.answer.read", (call) => accept({ with: toTagged(dweeter.readAnswer(answerOf(call))) }));

operation("dweeter.dweets.open", (call) => {
  const [keys, name] = [cryptoDweetKeysOf(call), textOf(call, "name")];
  const asked = { keys, form: formOf(call), name, thing: dweeter.sealThing(keys, name) };
  return accept({ dweets: toTagged(dweeter.openDweets(asked, answerOf(call))) });
});

// Section 6: Mailboxes and services

operation("dweeter.new", (call) => {
  call.state = new dweeter.Mailbox(mailboxOf(call));
  return accept({ thing: bytes(call.state.thing) }, shownKeys(call.state.keys));
});

operation("dweeter.send", (call) => {
  const { request, name, text } = call.state.send(dataOf(call), nowOf(call));
  return acceptRequest(request, shownMessage({ name, text }));
});

operation("dweeter.receive", (call) => acceptMessage(call.state.receive(answerOf(call))));

operation("dweeter.connect", (call) => {
  const [baseUrl, timeLimit] = [call.bytesOf("base_url").toString("utf8"), call.input.timeout_ms];
  call.state = new dweeter.Client({ ...mailboxOf(call), baseUrl, timeLimit });
  return accept({ thing: bytes(call.state.thing) });
});

operation("dweeter.post", async (call) => {
  return accept({ with: toTagged(await call.state.post(dataOf(call), nowOf(call))) });
});

operation("dweeter.poll", async (call) => {
  const message = await call.state.poll();
  return message === null ? ignore() : accept({ data: toTagged(message.data) });
});

operation("dweeter.service.new", (call) => {
  call.state = new dweeter.Service({ things: call.input.things, body: call.input.body });
  return accept();
});

operation("dweeter.service.handle", (call) => {
  const path = call.bytesOf("path").toString("latin1");
  const request = { method: call.input.method, path, body: call.bytesOf("body") };
  const { status, mediaType, body } = call.state.handle(request, nowOf(call));
  return accept({ status, media_type: bytes(mediaType), body });
});

await adapter.run();

// Inputs

/** Names and texts that a caller gives are UTF-8; anything else is a mistake of the case, which has no code. */
function utf8(raw) {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
}

function textOf(call, name) {
  const raw = call.bytesOf(name);
  return raw === undefined ? undefined : utf8(raw);
}

function nowOf(call) {
  if (call.now === undefined) throw new TypeError("the request brings no time");
  return call.now;
}

function formOf(call) {
  return dweeter.textForm(call.input.form);
}

function cryptoDweetKeysOf(call) {
  return dweeter.cryptoDweetKeys(call.bytesOf("key"), call.bytesOf("iv"));
}

function mailboxOf(call) {
  return { name: textOf(call, "mailbox"), keyText: textOf(call, "key"), form: call.input.form };
}

function plainContentOf(call) {
  return call.input.content.map((member) => member.map((hex) => utf8(Buffer.from(hex, "hex"))));
}

/** One character a byte: no text form knows more than ASCII, and what stands for other characters is nothing to it. */
function wireContentOf(call) {
  return call.input.content.map((member) => member.map((hex) => Buffer.from(hex, "hex").toString("latin1")));
}

function dataOf(call) {
  return fromTagged(call.input.data);
}

function createdOf(call) {
  return fromTagged(call.input.created);
}

function answerOf(call) {
  const mediaType = call.bytesOf("media_type")?.toString("latin1");
  return { status: call.input.status, mediaType, body: call.bytesOf("body") };
}

// Outputs

function bytes(text) {
  return Buffer.from(text, "utf8");
}

function contentBytes(content) {
  return content.map((member) => member.map(bytes));
}

function shownKeys({ key, iv }) {
  return { aes_key: key, aes_iv: iv };
}

function shownMessage({ name, text }) {
  return { name: bytes(name), text: bytes(text) };
}

function acceptMessage(message) {
  return message === null ? ignore() : accept({ data: toTagged(message.data) }, shownMessage(message));
}

function acceptRequest({ method, path, mediaType, body }, intermediate = undefined) {
  const post = body === undefined ? {} : { media_type: bytes(mediaType), body: bytes(body) };
  return accept({ method, path: Buffer.from(path, "latin1"), ...post }, intermediate);
}
