import { formatOf } from "./bytes.mjs";
import { checkBundle } from "./bundle.mjs";
import { Supply } from "./kdf.mjs";
import { makeParty } from "./party.mjs";
import { restoreParty, saveParty } from "./party_state.mjs";

const hex = (text) => Buffer.from(text, "hex");

export function bundleOf(call) {
  return {
    identityKey: call.bytesOf("identity_key"),
    signedPreKeyId: call.input.signed_pre_key_id,
    signedPreKey: call.bytesOf("signed_pre_key"),
    signature: call.bytesOf("signature"),
    preKeyIds: call.input.pre_key_ids,
    preKeys: call.input.pre_keys.map(hex),
  };
}

export function bundleOutputs(bundle) {
  return {
    identity_key: bundle.identityKey,
    signed_pre_key_id: bundle.signedPreKeyId,
    signed_pre_key: bundle.signedPreKey,
    signature: bundle.signature,
    pre_key_ids: bundle.preKeyIds,
    pre_keys: bundle.preKeys,
  };
}

/** Operations on one Party, and `bundle.check`. Whatever they change they change last (OM-PARTY-1). */
export function registerParty(add) {
  add("omemo.bundle.check", (c) => {
    const { ed25519, x25519 } = checkBundle(formatOf(c.input.format), bundleOf(c));
    return { ed25519, x25519 };
  });
  add("omemo.party.new", (c) => {
    const i = c.input;
    const given = {
      identity: c.bytesOf("identity"),
      identityForm: i.identity_form,
      signedPreKeyId: i.signed_pre_key_id,
      signedPreKey: c.bytesOf("signed_pre_key"),
      signature: c.bytesOf("signature"),
      preKeyIds: i.pre_key_ids,
      preKeys: i.pre_keys?.map(hex),
      pool: i.pool,
      maxSkip: i.max_skip,
      maxKept: i.max_kept,
    };
    const party = makeParty(formatOf(i.format), given, (size, name) => c.draw(name), c.now);
    c.state = party;
    return { identity_key: party.wire, x25519: party.identity.x25519, ed25519: party.identity.ed25519 };
  });
  add("omemo.party.bundle", (c) => bundleOutputs(c.state.bundle()));
  add("omemo.party.changed", (c) => ({ changed: c.state.takeChanged() }));
  add("omemo.party.rotate", (c) => {
    c.state.rotate(c.draw("signed_pre_key"), c.draw("signature_nonce"), c.now);
    return { signed_pre_key_id: c.state.signed.id };
  });
  add("omemo.party.refill", (c) => {
    c.state.refill(new Supply(c.draw("pre_keys")));
    return { pre_key_ids: c.state.bundle().preKeyIds };
  });
  add("omemo.party.start", (c) => {
    const started = c.state.stageStart(c.input.peer, bundleOf(c), (size, name) => c.draw(name));
    c.state.peers.set(c.input.peer, started.peer);
    const { preKeyId: pre_key_id, ephemeral: ephemeral_key } = started.exchange;
    return { pre_key_id, ephemeral_key, intermediate: started.intermediate };
  });
  add("omemo.party.encrypt", (c) => {
    const sent = c.state.stageEncrypt(c.state.peers.get(c.input.peer), c.bytesOf("plaintext"));
    c.state.peers.set(c.input.peer, sent.peer);
    return { message: sent.message, key_exchange: sent.isExchange, intermediate: sent.intermediate };
  });
  add("omemo.party.decrypt", (c) => {
    const { peer, key_exchange: isExchange } = c.input;
    const opened = c.state.stageDecrypt(peer, c.bytesOf("message"), isExchange, () => c.draw("ratchet"));
    opened.commit();
    return { plaintext: opened.plaintext, intermediate: opened.intermediate };
  });
  add("omemo.party.status", (c) => c.state.status(c.input.peer));
  add("omemo.party.forget", (c) => c.state.forget(c.input.peer));
  add("omemo.party.save", (c) => ({ state: saveParty(c.state) }));
  add("omemo.party.restore", (c) => {
    const party = restoreParty(c.bytesOf("state"));
    c.state = party;
    return { identity_key: party.wire };
  });
}
