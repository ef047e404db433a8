import { concat, formatOf } from "./bytes.mjs";
import * as kdf from "./kdf.mjs";
import * as keys from "./keys.mjs";
import * as wire from "./message.mjs";
import * as payload from "./payload.mjs";
import * as signature from "./signature.mjs";
import { initiatorSecret, responderSecret } from "./x3dh.mjs";

/** Operations of section 5 without state. Each gives its outputs, and with them `intermediate`, or `ignored` alone. */
export function registerCodecs(add) {
  const of = (c) => formatOf(c.input.format);
  add("omemo.key.pair", (c) => {
    const { scalar, x25519, ed25519 } = keys.identityOf(keys.scalarOf(c.input.form, c.bytesOf("key")));
    return { private: scalar, x25519, ed25519 };
  });
  add("omemo.key.to_x25519", (c) => ({ x25519: keys.toX25519(keys.readEd25519(c.bytesOf("ed25519"))) }));
  add("omemo.key.to_ed25519", (c) => ({ ed25519: keys.toEd25519(keys.readX25519(c.bytesOf("x25519")), c.input.sign) }));
  add("omemo.key.agree", (c) => ({ shared: keys.agree(c.bytesOf("private"), keys.readX25519(c.bytesOf("public"))) }));
  add("omemo.key.read", (c) => {
    const read = c.input.kind === "identity" ? keys.readIdentity : keys.readKey;
    return { x25519: read(of(c), c.bytesOf("key")) };
  });
  add("omemo.key.fingerprint", (c) => ({ fingerprint: keys.fingerprintOf(c.bytesOf("x25519")) }));
  add("omemo.sign", (c) => {
    const made = signature.signWith(c.bytesOf("private"), c.bytesOf("message"), c.draw("nonce"));
    return { signature: made.signature, intermediate: { r: made.r, h: made.h } };
  });
  add("omemo.sign_seed", (c) => ({ signature: signature.signWithSeed(c.bytesOf("seed"), c.bytesOf("message")).signature }));
  add("omemo.verify", (c) => {
    const key = keys.readEd25519(c.bytesOf("ed25519"));
    signature.checkSignature(key, c.bytesOf("message"), c.bytesOf("signature"));
  });
  add("omemo.signature.to_legacy", (c) => ({ signature: signature.toLegacy(c.bytesOf("ed25519"), c.bytesOf("signature")) }));
  add("omemo.signature.from_legacy", (c) => signature.fromLegacy(c.bytesOf("signature")));
  add("omemo.message.encode", (c) => {
    const { n, pn } = c.input;
    const fields = { ratchetKey: c.bytesOf("ratchet_key"), n, pn, ciphertext: c.bytesOf("ciphertext") };
    const made = wire.writeMessage(of(c), fields, c.bytesOf("ad"), c.bytesOf("auth_key"));
    return { message: made.message, intermediate: { authenticated: made.authenticated, mac: made.mac } };
  });
  add("omemo.message.decode", (c) => {
    const { ratchetKey, ...rest } = wire.readMessage(of(c), c.bytesOf("message"));
    return { ratchet_key: ratchetKey, ...rest };
  });
  add("omemo.message.check", (c) => {
    wire.checkMac(of(c), wire.readMessage(of(c), c.bytesOf("message")), c.bytesOf("ad"), c.bytesOf("auth_key"));
  });
  add("omemo.key_exchange.encode", (c) => {
    const format = of(c);
    const { registration_id: registration, ...given } = c.input;
    const values = { ...given, identity_key: c.bytesOf("identity_key"), message: c.bytesOf("message") };
    values.ephemeral_key = keys.wireKey(format, c.bytesOf("ephemeral_key"));
    return { key_exchange: wire.writeExchange(format, { ...values, registration_id: registration }) };
  });
  add("omemo.key_exchange.decode", (c) => {
    const e = wire.readExchange(of(c), c.bytesOf("key_exchange"));
    const ids = { pre_key_id: e.preKeyId, signed_pre_key_id: e.signedPreKeyId, registration_id: e.registrationId };
    return { ...ids, identity_key: e.identityKey, ephemeral_key: e.ephemeralKey, message: e.message };
  });
  add("omemo.x3dh.active", (c) => {
    const format = of(c);
    const own = { identity: c.bytesOf("identity_private"), ephemeral: undefined };
    const identity = keys.readIdentity(format, c.bytesOf("identity_key"));
    const signedPreKey = keys.readKey(format, c.bytesOf("signed_pre_key"));
    const preKey = c.input.pre_key === undefined ? undefined : keys.readKey(format, c.bytesOf("pre_key"));
    own.ephemeral = c.draw("ephemeral");
    const made = initiatorSecret(format, own, { identity, signedPreKey, preKey });
    const ad = concat(keys.wireIdentity(format, keys.identityOf(keys.clamp(own.identity))), c.bytesOf("identity_key"));
    const ephemeral = keys.wireKey(format, keys.publicKeyOf(own.ephemeral));
    return { ephemeral_key: ephemeral, shared_secret: made.sharedSecret, ad, intermediate: made.intermediate };
  });
  add("omemo.x3dh.passive", (c) => {
    const format = of(c);
    const own = { identity: c.bytesOf("identity_private"), signedPreKey: c.bytesOf("signed_pre_key_private") };
    own.preKey = c.bytesOf("pre_key_private");
    const identity = keys.readIdentity(format, c.bytesOf("identity_key"));
    const made = responderSecret(format, own, { identity, ephemeral: keys.readKey(format, c.bytesOf("ephemeral_key")) });
    const ad = concat(c.bytesOf("identity_key"), keys.wireIdentity(format, keys.identityOf(keys.clamp(own.identity))));
    return { shared_secret: made.sharedSecret, ad, intermediate: made.intermediate };
  });
  add("omemo.kdf.root", (c) => {
    const next = kdf.rootStep(of(c), c.bytesOf("root_key"), c.bytesOf("shared"));
    return { root_key: next.rootKey, chain_key: next.chainKey };
  });
  add("omemo.kdf.chain", (c) => {
    const next = kdf.chainStep(c.bytesOf("chain_key"));
    return { message_key: next.messageKey, chain_key: next.chainKey };
  });
  add("omemo.kdf.message", (c) => {
    const { encKey, authKey, iv } = kdf.messageKeys(of(c), c.bytesOf("message_key"));
    return { enc_key: encKey, auth_key: authKey, iv };
  });
  add("omemo.material.encrypt", (c) => {
    const used = kdf.messageKeys(of(c), c.bytesOf("message_key"));
    const intermediate = { enc_key: used.encKey, iv: used.iv };
    return { ciphertext: kdf.encrypt(used, c.bytesOf("plaintext")), intermediate };
  });
  add("omemo.material.decrypt", (c) => {
    const used = kdf.messageKeys(of(c), c.bytesOf("message_key"));
    const intermediate = { enc_key: used.encKey, iv: used.iv };
    return { plaintext: kdf.decryptMaterial(used, c.bytesOf("ciphertext")), intermediate };
  });
  add("omemo.payload.seal_legacy", (c) => payload.sealLegacy(c.draw("key"), c.draw("iv"), c.bytesOf("plaintext")));
  add("omemo.payload.open_legacy", (c) => ({
    plaintext: payload.openLegacy(c.bytesOf("payload"), c.bytesOf("iv"), c.bytesOf("material")),
  }));
  const named = ({ encKey, authKey, iv }) => ({ enc_key: encKey, auth_key: authKey, iv });
  add("omemo.payload.seal_2", (c) => {
    const sealed = payload.seal2(c.draw("key"), c.bytesOf("plaintext"));
    return { payload: sealed.payload, material: sealed.material, intermediate: named(sealed.keys) };
  });
  add("omemo.payload.open_2", (c) => {
    const opened = payload.open2(c.bytesOf("payload"), c.bytesOf("material"));
    return { plaintext: opened.plaintext, intermediate: named(opened.keys) };
  });
  add("omemo.label.check", (c) => {
    const isSigned = signature.isLabelSigned(c.bytesOf("identity_key"), c.bytesOf("label"), c.bytesOf("signature"));
    return { ignored: !isSigned };
  });
}
