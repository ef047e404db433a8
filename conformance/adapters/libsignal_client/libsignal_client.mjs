// Adapter for @signalapp/libsignal-client 0.22.0 (npm, AGPL-3.0): format L. Its argument is the folder that holds
// `node_modules`. The library draws its own random values.

import { accept, Adapter, Reject } from "./taut_adapter.mjs"; // first: it keeps standard output for answers

import { randomBytes, randomInt } from "node:crypto";
import { createRequire } from "node:module";
import { resolve } from "node:path";

import { ed25519Of, scalarOf } from "./omemo_keys.mjs";
import { bundleOf, MissingKey, storesOf } from "./omemo_stores.mjs";

const require = createRequire(`${resolve(process.argv[2])}/`);
const library = require("@signalapp/libsignal-client");
const VERSION = 3; // of messages
const DEVICE = 1;
const POOL = 100;

const adapter = new Adapter({
  name: "@signalapp/libsignal-client",
  version: "0.22.0",
  codes: "outcome",
  draws: "own",
  clock: "own",
  features: ["omemo-legacy"],
  choices: {
    "archive-size": "40",
    "duplicate-fields": "last",
    "duplicate-ids": "last",
    "exchange-identity": "derived",
    "exchange-ids": "ignored",
    groups: "skipped",
    "id-range": "32-bits",
    "identity-point": "unchecked",
    "kept-keys": "chain-2000",
    "key-encoding": "as-came",
    "omitted-pn": "zero",
    "one-time-pre-key": "optional",
    "own-identity": "accepted",
    "sent-count": "last-index",
    "signature-r": "unchecked",
    "signature-s": "any",
    "skip-limit": "25000",
    "uint32-range": "truncated",
    "varint-form": "any",
    "version-byte": "high-nibble",
    "weak-dh": "accepted",
  },
});

/** Registers an operation. The library's errors have one class, and a code that is the same for nearly all. */
function operation(name, run) {
  adapter.operation(name, async (call) => {
    if ((call.input.format ?? "legacy") !== "legacy") throw new Error("the library has no other format than L");
    try {
      return await run(call);
    } catch (why) {
      if (why instanceof MissingKey) throw new Reject("missing-key", why.message);
      if (why instanceof library.LibSignalErrorBase) throw new Reject(library.ErrorCode[why.code], why.message);
      throw why;
    }
  });
}

const publicKey = (bytes) => library.PublicKey.deserialize(Buffer.from(bytes));
const typed = (bytes) => publicKey(Buffer.concat([Buffer.of(5), bytes]));
const unhex = (text) => Buffer.from(text, "hex");
const addressOf = (call) => library.ProtocolAddress.new(call.input.peer, DEVICE);
const x25519Of = (key) => key.getPublicKeyBytes();

/** The bundle of an operation as the library takes it, with the one-time prekey that `choose` picks, if there are any. */
function bundleFrom(call, choose) {
  const { pre_key_ids: ids, pre_keys: keys } = call.input;
  const index = ids.length === 0 ? undefined : choose(ids.length);
  const chosen = index === undefined ? [null, null] : [ids[index], publicKey(unhex(keys[index]))];
  const bundle = library.PreKeyBundle.new(
    1,
    DEVICE,
    ...chosen,
    call.input.signed_pre_key_id,
    publicKey(call.bytesOf("signed_pre_key")),
    call.bytesOf("signature"),
    publicKey(call.bytesOf("identity_key")),
  );
  return { bundle, pre_key_id: chosen[0] ?? undefined };
}

operation("omemo.key.agree", (call) => {
  const shared = library.PrivateKey.deserialize(call.bytesOf("private")).agree(typed(call.bytesOf("public")));
  return accept({ shared });
});

operation("omemo.key.read", (call) => accept({ x25519: x25519Of(publicKey(call.bytesOf("key"))) }));

operation("omemo.message.encode", (call) => {
  const message = library.SignalMessage._new(
    VERSION,
    call.bytesOf("auth_key"),
    typed(call.bytesOf("ratchet_key")),
    call.input.n,
    call.input.pn,
    call.bytesOf("ciphertext"),
    ...identitiesOf(call),
  );
  return accept({ message: message.serialize() });
});

operation("omemo.message.check", (call) => {
  const message = library.SignalMessage.deserialize(call.bytesOf("message"));
  if (message.verifyMac(...identitiesOf(call), call.bytesOf("auth_key"))) return accept();
  throw new Reject("bad-mac", "verifyMac returned false");
});

/** The identity keys of sender and receiver, from the associated data. */
function identitiesOf(call) {
  const ad = call.bytesOf("ad");
  return [publicKey(ad.subarray(0, 33)), publicKey(ad.subarray(33))];
}

operation("omemo.bundle.check", async (call) => {
  const stores = storesOf(library, library.PrivateKey.generate());
  const { bundle } = bundleFrom(call, () => 0);
  await library.processPreKeyBundle(bundle, library.ProtocolAddress.new("peer", DEVICE), stores.sessions, stores.identities);
  const x25519 = x25519Of(bundle.identityKey());
  return accept({ x25519, ed25519: ed25519Of(x25519, call.bytesOf("signature")) });
});

operation("omemo.party.new", async (call) => {
  const given = call.bytesOf("identity") ?? randomBytes(32);
  const isScalar = call.input.identity !== undefined && call.input.identity_form === "private";
  const identity = library.PrivateKey.deserialize(isScalar ? given : scalarOf(given));
  const stores = storesOf(library, identity);
  const signedPrivate = call.bytesOf("signed_pre_key");
  await addSigned(stores, call.input.signed_pre_key_id ?? 1, signedPrivate, call.bytesOf("signature"));
  const pool = call.input.pool ?? POOL;
  const privates = call.input.pre_keys?.map(unhex);
  const count = privates?.length ?? call.input.pre_key_ids?.length ?? pool;
  const ids = call.input.pre_key_ids ?? Array.from({ length: count }, (_, index) => index + 1);
  for (const [index, id] of ids.entries()) await addPreKey(stores, id, privates?.[index]);
  call.state = { stores, pool };
  const x25519 = x25519Of(identity.getPublicKey());
  return accept({
    identity_key: identity.getPublicKey().serialize(),
    x25519,
    ed25519: ed25519Of(x25519, identity.sign(Buffer.alloc(1))),
  });
});

const privateKey = (bytes) => (bytes === undefined ? library.PrivateKey.generate() : library.PrivateKey.deserialize(bytes));

async function addSigned(stores, id, bytes, signature) {
  const key = privateKey(bytes);
  const signed = signature ?? stores.identity.sign(key.getPublicKey().serialize());
  const record = library.SignedPreKeyRecord.new(id, Date.now(), key.getPublicKey(), key, signed);
  await stores.signedPreKeys.saveSignedPreKey(id, record);
}

async function addPreKey(stores, id, bytes) {
  const key = privateKey(bytes);
  await stores.preKeys.savePreKey(id, library.PreKeyRecord.new(id, key.getPublicKey(), key));
}

operation("omemo.party.bundle", (call) => accept(bundleOf(call.state.stores)));

operation("omemo.party.rotate", async (call) => {
  const { stores } = call.state;
  const id = stores.records.lastSigned + 1;
  await addSigned(stores, id);
  return accept({ signed_pre_key_id: id });
});

operation("omemo.party.refill", async (call) => {
  const { stores, pool } = call.state;
  while (stores.records.preKeys.size < pool) await addPreKey(stores, stores.records.lastPreKey + 1);
  return accept({ pre_key_ids: bundleOf(stores).pre_key_ids });
});

operation("omemo.party.start", async (call) => {
  const { stores } = call.state;
  const { bundle, pre_key_id } = bundleFrom(call, randomInt);
  await library.processPreKeyBundle(bundle, addressOf(call), stores.sessions, stores.identities);
  return accept({ pre_key_id });
});

operation("omemo.party.encrypt", async (call) => {
  const { stores } = call.state;
  const message = await library.signalEncrypt(call.bytesOf("plaintext"), addressOf(call), stores.sessions, stores.identities);
  return accept({ message: message.serialize(), key_exchange: message.type() === library.CiphertextMessageType.PreKey });
});

operation("omemo.party.decrypt", async (call) => {
  const { sessions, identities, preKeys, signedPreKeys } = call.state.stores;
  const bytes = call.bytesOf("message");
  if (!call.input.key_exchange) {
    const message = library.SignalMessage.deserialize(bytes);
    return accept({ plaintext: await library.signalDecrypt(message, addressOf(call), sessions, identities) });
  }
  const message = library.PreKeySignalMessage.deserialize(bytes);
  const plaintext = await library.signalDecryptPreKey(message, addressOf(call), sessions, identities, preKeys, signedPreKeys);
  return accept({ plaintext });
});

operation("omemo.party.forget", (call) => {
  call.state.stores.records.sessions.delete(call.input.peer);
  return accept();
});

await adapter.run();
