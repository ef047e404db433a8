// Adapter for @privacyresearch/libsignal-protocol-typescript 0.0.16 (npm, GPL-3.0): format L. Its argument is the folder
// that holds `node_modules`. With `inject` behind it, random values are those of the requests, by `setWebCrypto`, which the
// library offers for that. It then offers only what reads: its key exchanges have a registration ID and fields in an order
// of their own, so that what it writes is never, byte by byte, what a case says.

import { accept, Adapter, Reject } from "./taut_adapter.mjs"; // first: it keeps standard output for answers

import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { resolve } from "node:path";

import { ed25519Of, scalarOf, supply } from "./omemo_keys.mjs";
import { arrayBuffer, Store } from "./omemo_store.mjs";

const require = createRequire(`${resolve(process.argv[2])}/`);
const library = require("@privacyresearch/libsignal-protocol-typescript");
const curve = (await library.default()).Curve.async;
const INJECT = process.argv[3] === "inject";
const READING = ["omemo.party.new", "omemo.party.decrypt", "omemo.party.forget"];
const DEVICE = 1;
const POOL = 100;

const adapter = new Adapter({
  name: "@privacyresearch/libsignal-protocol-typescript",
  version: "0.0.16",
  codes: "outcome",
  draws: INJECT ? "inject" : "own",
  clock: "own",
  features: INJECT ? ["given-draws", "omemo-legacy"] : ["omemo-legacy"],
  choices: {
    "archive-size": "40",
    "changed-identity": "accepted",
    "duplicate-fields": "last",
    "duplicate-ids": "last",
    "exchange-ids": "ignored",
    "field-zero": "skipped",
    groups: "skipped",
    "id-range": "32-bits",
    "kept-keys": "chain-2000",
    "key-encoding": "as-came",
    "omitted-n": "zero",
    "omitted-pn": "zero",
    "one-time-pre-key": "optional",
    "own-identity": "accepted",
    "sent-count": "last-index",
    "signature-r": "unchecked",
    "signature-s": "any",
    "skip-limit": "1999",
    "uint32-range": "truncated",
    "varint-form": "any",
    "version-byte": "at-least-3",
    "weak-dh": "accepted",
  },
});

// It documents no exceptions: these are the texts with which its own code refuses. What lies below it (protobufjs, Web
// Crypto, a property of `undefined`) throws others.
const REFUSALS = [
  ["bad-mac", /^Bad MAC( length)?$/],
  ["bad-signature", /^Invalid signature$/],
  ["bad-key", /^Invalid public key/],
  ["duplicate", /^Message key not found\. The counter was repeated or the key was not filled\.$/],
  ["identity-changed", /^(Identity key changed$|Unknown identity key: )/],
  ["no-session", /^No (record for|session to encrypt message for) /],
  ["reflected", /^Tried to decrypt on a sending chain$/],
  ["too-many-skipped", /^Over 2000 messages into the future!$/],
  ["chain-closed", /^Got invalid request to extend chain after it was already closed$/],
  ["missing-field", /^No registrationId$/],
  ["unknown-signed-pre-key", /^Missing Signed PreKey for PreKeyWhisperMessage$/],
  ["unknown-version", /^Incompatible version number on /],
];

/** Registers an operation. */
function operation(name, run) {
  if (INJECT && !READING.includes(name)) return;
  adapter.operation(name, async (call) => {
    if ((call.input.format ?? "legacy") !== "legacy") throw new Error("the library has no other format than L");
    try {
      return await run(call);
    } catch (why) {
      const [code] = REFUSALS.find(([, text]) => why?.constructor === Error && text.test(why.message)) ?? [];
      // protobufjs tells positions, others for each change of a message.
      if (why instanceof RangeError) throw new RangeError(why.message.replace(/: \d.*$/, ""));
      if (code === undefined) throw why;
      throw new Reject(code, why.message);
    }
  });
}

/** A random value of an operation. */
const draw = (call, name, size = 32) => (INJECT ? call.draw(name) : randomBytes(size));

let values = [][Symbol.iterator]();

/** Says what the library draws next; each value is looked up when it is needed. */
function give(...thunks) {
  values = (function* () {
    for (const thunk of thunks) yield thunk();
  })();
}

/** The same value however often it is drawn: every session that is tried draws a ratchet key, and one is kept. */
function giveAgain(thunk) {
  values = (function* () {
    for (;;) yield thunk();
  })();
}

library.setWebCrypto({
  subtle: globalThis.crypto.subtle,
  getRandomValues(array) {
    const { value } = values.next();
    if (value?.length !== array.length) throw new TypeError(`it draws ${array.length} bytes that the operation does not bring`);
    array.set(value);
    return array;
  },
});

const keyPair = (privateKey) => curve.createKeyPair(arrayBuffer(privateKey));
const unhex = (text) => Buffer.from(text, "hex");
const addressOf = (call) => new library.SignalProtocolAddress(call.input.peer, DEVICE);

/** The bundle of an operation as the library takes it, with the one-time prekey that `choose` picks. */
function deviceOf(call, choose) {
  const { pre_key_ids: ids, pre_keys: keys } = call.input;
  const index = ids.length === 0 ? undefined : choose(ids.length);
  return {
    registrationId: 1,
    identityKey: arrayBuffer(call.bytesOf("identity_key")),
    signedPreKey: {
      keyId: call.input.signed_pre_key_id,
      publicKey: arrayBuffer(call.bytesOf("signed_pre_key")),
      signature: arrayBuffer(call.bytesOf("signature")),
    },
    preKey: index === undefined ? undefined : { keyId: ids[index], publicKey: arrayBuffer(unhex(keys[index])) },
  };
}

operation("omemo.key.agree", async (call) => {
  const publicKey = arrayBuffer(Buffer.concat([Buffer.of(5), call.bytesOf("public")]));
  const { privKey } = await keyPair(call.bytesOf("private")); // it clamps here alone
  return accept({ shared: new Uint8Array(await curve.calculateAgreement(publicKey, privKey)) });
});

operation("omemo.bundle.check", async (call) => {
  const store = new Store(await keyPair(Buffer.alloc(32, 1)));
  give(() => Buffer.alloc(32, 2), () => Buffer.alloc(32, 3));
  await new library.SessionBuilder(store, new library.SignalProtocolAddress("peer", DEVICE)).processPreKey(deviceOf(call, () => 0));
  const x25519 = call.bytesOf("identity_key").subarray(1);
  return accept({ x25519, ed25519: ed25519Of(x25519, call.bytesOf("signature")) });
});

operation("omemo.party.new", async (call) => {
  const identity = call.bytesOf("identity") ?? draw(call, "identity");
  const isScalar = call.input.identity !== undefined && call.input.identity_form === "private";
  const store = new Store(await keyPair(isScalar ? identity : scalarOf(identity)));
  await addSigned(call, store);
  const pool = call.input.pool ?? POOL;
  await addPreKeys(call, store, pool);
  call.state = { store, pool };
  const x25519 = new Uint8Array(store.identity.pubKey).subarray(1);
  const signature = new Uint8Array(await curve.calculateSignature(store.identity.privKey, new ArrayBuffer(1)));
  return accept({ identity_key: new Uint8Array(store.identity.pubKey), x25519, ed25519: ed25519Of(x25519, signature) });
});

async function addSigned(call, store) {
  const keyId = call.input.signed_pre_key_id ?? 1;
  if (call.input.signed_pre_key === undefined) {
    give(() => draw(call, "signed_pre_key"));
    const made = await library.KeyHelper.generateSignedPreKey(store.identity, keyId);
    store.addSigned(keyId, made.keyPair, made.signature);
    return;
  }
  const pair = await keyPair(call.bytesOf("signed_pre_key"));
  const given = call.bytesOf("signature");
  store.addSigned(keyId, pair, given ?? (await curve.calculateSignature(store.identity.privKey, pair.pubKey)));
}

async function addPreKeys(call, store, pool) {
  const given = call.input.pre_keys?.map(unhex);
  const count = given?.length ?? call.input.pre_key_ids?.length ?? pool;
  const ids = call.input.pre_key_ids ?? Array.from({ length: count }, (_, index) => index + 1);
  if (given === undefined) return drawPreKeys(call, store, ids);
  for (const [index, id] of ids.entries()) store.addPreKey(id, await keyPair(given[index]));
}

async function drawPreKeys(call, store, ids) {
  if (ids.length === 0) return;
  const drawn = supply(draw(call, "pre_keys"));
  give(...ids.map(() => () => drawn.next().value));
  for (const id of ids) store.addPreKey(id, (await library.KeyHelper.generatePreKey(id)).keyPair);
}

operation("omemo.party.bundle", (call) => accept(call.state.store.bundle()));

operation("omemo.party.rotate", async (call) => {
  const { store } = call.state;
  give(() => draw(call, "signed_pre_key"));
  const made = await library.KeyHelper.generateSignedPreKey(store.identity, store.lastSigned + 1);
  store.addSigned(made.keyId, made.keyPair, made.signature);
  return accept({ signed_pre_key_id: made.keyId });
});

operation("omemo.party.refill", async (call) => {
  const { store, pool } = call.state;
  const missing = Math.max(0, pool - store.preKeys.size);
  await drawPreKeys(call, store, Array.from({ length: missing }, (_, index) => store.lastPreKey + 1 + index));
  return accept({ pre_key_ids: store.bundle().pre_key_ids });
});

operation("omemo.party.start", async (call) => {
  const device = deviceOf(call, (count) => Number(draw(call, "choice", 8).readBigUInt64BE() % BigInt(count)));
  give(() => draw(call, "ephemeral"), () => draw(call, "ratchet"));
  const session = await new library.SessionBuilder(call.state.store, addressOf(call)).processPreKey(device);
  const { preKeyId, baseKey } = session.pendingPreKey;
  return accept({ pre_key_id: preKeyId, ephemeral_key: new Uint8Array(baseKey).subarray(1) });
});

operation("omemo.party.encrypt", async (call) => {
  const cipher = new library.SessionCipher(call.state.store, addressOf(call));
  const { type, body } = await cipher.encrypt(arrayBuffer(call.bytesOf("plaintext")));
  return accept({ message: Buffer.from(body, "binary"), key_exchange: type === 3 });
});

operation("omemo.party.decrypt", async (call) => {
  const cipher = new library.SessionCipher(call.state.store, addressOf(call));
  const message = arrayBuffer(call.bytesOf("message"));
  giveAgain(() => draw(call, "ratchet"));
  const plaintext = call.input.key_exchange
    ? await cipher.decryptPreKeyWhisperMessage(message, "binary")
    : await cipher.decryptWhisperMessage(message, "binary");
  return accept({ plaintext: new Uint8Array(plaintext) });
});

operation("omemo.party.forget", async (call) => {
  await new library.SessionCipher(call.state.store, addressOf(call)).deleteAllSessionsForDevice();
  return accept();
});

await adapter.run();
