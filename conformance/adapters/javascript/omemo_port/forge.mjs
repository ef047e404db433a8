import { concat, formatOf } from "./bytes.mjs";
import { encrypt, messageKeys } from "./kdf.mjs";
import { publicKeyOf, readEd25519, readX25519, toX25519, wireKey } from "./keys.mjs";
import { authenticate, writeBody, writeExchange } from "./message.mjs";
import { refuse } from "./refusal.mjs";
import { associatedData, beginAsInitiator } from "./session.mjs";
import { initiatorSecret } from "./x3dh.mjs";

/** Operations of the attacker, for cases (section 9.3). None of it is reached from anywhere else. */
export function registerForge(add) {
  add("omemo.forge.message", (c) => {
    const format = formatOf(c.input.format);
    const { authKey } = messageKeys(format, c.bytesOf("message_key"));
    const [body, ad, version] = ["body", "ad", "version"].map((name) => c.bytesOf(name));
    return { message: authenticate(format, body, ad, authKey, version, c.input.mac_size).message };
  });
  add("omemo.forge.encrypt", (c) => {
    const { peer: name, stay } = c.input;
    const known = c.state.peers.get(name);
    const sent = c.state.stageEncrypt(known, undefined, (message) => writeFaulty(c, message));
    if (!stay) c.state.peers.set(name, sent.peer);
    return { message: sent.message, key_exchange: sent.isExchange };
  });
  add("omemo.forge.exchange", (c) => {
    const { pre_key_id, signed_pre_key_id, registration_id } = c.input;
    const numbers = { pre_key_id, signed_pre_key_id, registration_id };
    const [identity_key, ephemeral_key, message] = ["identity_key", "ephemeral_key", "message"].map((n) => c.bytesOf(n));
    const values = { ...numbers, identity_key, ephemeral_key, message };
    return { key_exchange: writeExchange(formatOf(c.input.format), values, c.bytesOf("version"), c.bytesOf("append")) };
  });
  add("omemo.forge.start", (c) => ({ ephemeral_key: startUnsigned(c) }));
  add("omemo.forge.reveal", (c) => {
    const peer = c.state.peers.get(c.input.peer);
    const session = peer?.sessions[0] ?? refuse("no-session");
    return {
      root_key: session.root,
      sending_key: session.sending?.key,
      receiving_key: session.receiving?.key,
      ratchet_private: session.own,
      ad: associatedData(c.state.format, session, c.state.wire, peer.identity, true),
    };
  });
}

/** The next message of a session, with faults that its MAC covers. */
function writeFaulty(c, { format, fields, keys, ad }) {
  const values = {
    ratchet_key: wireKey(format, c.bytesOf("ratchet_key") ?? fields.ratchetKey),
    n: c.input.n ?? fields.n,
    pn: c.input.pn ?? fields.pn,
    ciphertext: ciphertextOf(c, keys),
  };
  for (const name of c.input.omit ?? []) delete values[name];
  const body = concat(writeBody(format, values), c.bytesOf("append") ?? Buffer.alloc(0));
  return authenticate(format, body, ad, keys.authKey, c.bytesOf("version"), c.input.mac_size);
}

function ciphertextOf(c, keys) {
  if (c.input.ciphertext !== undefined) return c.bytesOf("ciphertext");
  if (c.input.padded !== undefined) return encrypt(keys, c.bytesOf("padded"), true);
  return encrypt(keys, c.bytesOf("plaintext") ?? Buffer.alloc(0));
}

/** Steps 4 to 6 of section 6.3: keys are taken by section 3.4, and nothing else is looked at. */
function startUnsigned(c) {
  const party = c.state;
  const { format } = party;
  const [given, signed, oneTime] = ["identity_key", "signed_pre_key", "pre_key"].map((name) => c.bytesOf(name));
  const identity = format.isLegacy ? readX25519(given) : toX25519(readEd25519(given));
  const other = { identity, signedPreKey: readX25519(signed), preKey: oneTime && readX25519(oneTime) };
  const own = { identity: party.identity.scalar, ephemeral: c.draw("ephemeral") };
  const ratchet = c.draw("ratchet");
  const { sharedSecret } = initiatorSecret(format, own, other);
  const exchange = {
    ephemeral: publicKeyOf(own.ephemeral),
    signedPreKeyId: c.input.signed_pre_key_id,
    preKeyId: c.input.pre_key_id,
  };
  const session = beginAsInitiator(format, { sharedSecret, exchange, signedPreKey: signed, ratchet });
  const wire = format.isLegacy ? wireKey(format, given) : given;
  party.peers.set(c.input.peer, party.withSession(c.input.peer, wire, session));
  return exchange.ephemeral;
}
