import { checkBundle } from "./bundle.mjs";
import { Supply } from "./kdf.mjs";
import { identityOf, publicKeyOf, scalarOf, wireIdentity, wireKey } from "./keys.mjs";
import { readExchange, readMessage } from "./message.mjs";
import { Refusal, refuse } from "./refusal.mjs";
import { beginAsInitiator, beginAsResponder, checkNumber, openIn, sendIn } from "./session.mjs";
import { signWith, toLegacy } from "./signature.mjs";
import { initiatorSecret, responderSecret } from "./x3dh.mjs";

export const SESSIONS = 5; // the current one, and 4 that are archived (OM-ARCHIVE-3)

/** A device in one format (sections 6.1 to 6.5). What is staged changes nothing before it is committed. */
export class Party {
  /** @param {object} record all variables; see `makeParty` */
  constructor(format, record) {
    Object.assign(this, { format, previous: undefined, changed: true, peers: new Map() }, record);
    this.identity = identityOf(scalarOf(this.identityForm, this.identityKey));
    this.wire = wireIdentity(format, this.identity);
  }

  sign(privateKey, nonce) {
    const { signature } = signWith(this.identity.scalar, wireKey(this.format, publicKeyOf(privateKey)), nonce);
    return this.format.isLegacy ? toLegacy(this.identity.ed25519, signature) : signature;
  }

  bundle() {
    const ids = [...this.preKeys.keys()].sort((a, b) => a - b);
    return {
      identityKey: this.wire,
      signedPreKeyId: this.signed.id,
      signedPreKey: wireKey(this.format, publicKeyOf(this.signed.key)),
      signature: this.signed.signature,
      preKeyIds: ids,
      preKeys: ids.map((id) => wireKey(this.format, publicKeyOf(this.preKeys.get(id)))),
    };
  }

  takeChanged() {
    const { changed } = this;
    this.changed = false;
    return changed;
  }

  rotate(key, nonce, now) {
    this.previous = this.signed; // OM-POOL-3
    this.signed = { id: this.nextSigned, key, signature: this.sign(key, nonce), time: now };
    this.nextSigned += 1;
    this.changed = true;
  }

  refill(supply) {
    while (this.preKeys.size < this.pool) {
      this.preKeys.set(this.nextPreKey, supply.take(32));
      this.nextPreKey += 1;
      this.changed = true;
    }
  }

  sessionsOf(name) {
    return this.peers.get(name)?.sessions ?? [];
  }

  /** OM-START-1, OM-START-2. */
  #checkIdentity(name, wire, x25519) {
    if (x25519.equals(this.identity.x25519)) refuse("own-identity");
    const known = this.peers.get(name);
    if (known !== undefined && !known.identity.equals(wire)) refuse("identity-changed");
  }

  /** @param {(size: number, name: string) => Buffer} draw */
  stageStart(name, bundle, draw) {
    const keys = checkBundle(this.format, bundle);
    this.#checkIdentity(name, bundle.identityKey, keys.x25519);
    const at = Number(draw(8, "choice").readBigUInt64BE() % BigInt(keys.preKeys.length));
    const [ephemeral, ratchet] = [draw(32, "ephemeral"), draw(32, "ratchet")];
    const other = { identity: keys.x25519, signedPreKey: keys.signedPreKey, preKey: keys.preKeys[at] };
    const made = initiatorSecret(this.format, { identity: this.identity.scalar, ephemeral }, other);
    const exchange = {
      ephemeral: publicKeyOf(ephemeral),
      signedPreKeyId: bundle.signedPreKeyId,
      preKeyId: bundle.preKeyIds[at],
    };
    const start = { sharedSecret: made.sharedSecret, exchange, signedPreKey: keys.signedPreKey, ratchet };
    const session = beginAsInitiator(this.format, start);
    const first = { shared_secret: made.sharedSecret, root_key: session.root, chain_key: session.sending.key };
    const peer = this.withSession(name, bundle.identityKey, session);
    return { exchange, peer, intermediate: { ...made.intermediate, ...first } };
  }

  /** What a peer is with a new current session (OM-ARCHIVE-1, OM-ARCHIVE-3). */
  withSession(name, identity, session) {
    return { identity, sessions: [session, ...this.sessionsOf(name)].slice(0, SESSIONS) };
  }

  /** @param peer as `stageStart` gives it, or as it is known */
  stageEncrypt(peer, plaintext, write = undefined) {
    if (peer === undefined || peer.sessions.length === 0) refuse("no-session"); // OM-SEND-1
    const [current, ...archived] = peer.sessions;
    const sent = sendIn(this.format, current, { own: this.wire, other: peer.identity }, plaintext, write);
    return { ...sent, peer: { ...peer, sessions: [sent.session, ...archived] } };
  }

  /** @returns what was opened, and `commit`, without which nothing has changed */
  stageDecrypt(name, bytes, isExchange, drawRatchet) {
    return isExchange ? this.#stageExchange(name, bytes, drawRatchet) : this.#stageMessage(name, bytes, drawRatchet);
  }

  #stageMessage(name, bytes, drawRatchet) {
    const message = readMessage(this.format, bytes);
    const peer = this.peers.get(name);
    if (peer === undefined || peer.sessions.length === 0) refuse("no-session"); // OM-RECV-1
    let first;
    for (const session of peer.sessions) {
      try {
        return this.#stageOpened(name, peer, session, message, drawRatchet);
      } catch (why) {
        if (!(why instanceof Refusal)) throw why;
        first ??= why;
      }
    }
    throw first;
  }

  /** OM-ARCHIVE-2: whichever session has accepted stands first. */
  #stageOpened(name, peer, session, message, drawRatchet) {
    const opened = this.#open(session, peer.identity, message, drawRatchet);
    const sessions = [opened.session, ...peer.sessions.filter((other) => other !== session)];
    return { ...opened, isNew: false, commit: () => this.peers.set(name, { ...peer, sessions }) };
  }

  #open(session, identity, message, drawRatchet) {
    const wires = { own: this.wire, other: identity };
    return openIn(this.format, session, wires, message, { maxSkip: this.maxSkip, maxKept: this.maxKept }, drawRatchet);
  }

  #stageExchange(name, bytes, drawRatchet) {
    const exchange = readExchange(this.format, bytes);
    this.#checkIdentity(name, exchange.identityKey, exchange.identityX25519);
    const peer = this.peers.get(name) ?? { identity: exchange.identityKey, sessions: [] };
    const known = peer.sessions.find((s) => s.role === "responder" && s.exchange.ephemeral.equals(exchange.ephemeralKey));
    if (known !== undefined) {
      const { signedPreKeyId, preKeyId } = known.exchange;
      if (signedPreKeyId !== exchange.signedPreKeyId || preKeyId !== exchange.preKeyId) refuse("mismatch"); // OM-RECV-2
      return this.#stageOpened(name, peer, known, exchange.inner, drawRatchet); // OM-RECV-3
    }
    const responded = this.#respond(exchange);
    const opened = this.#open(responded.session, exchange.identityKey, exchange.inner, drawRatchet);
    const next = this.withSession(name, peer.identity, opened.session);
    // The identity key of the exchange is that of the peer from here on, and no earlier (OM-RECV-7).
    const commit = () => {
      this.peers.set(name, next);
      this.preKeys.delete(exchange.preKeyId); // OM-RECV-6
      this.changed = true;
    };
    return { ...opened, isNew: true, commit, intermediate: { ...responded.intermediate, ...opened.intermediate } };
  }

  #respond(exchange) {
    const signed = [this.signed, this.previous].find((key) => key?.id === exchange.signedPreKeyId);
    if (signed === undefined) refuse("unknown-signed-pre-key"); // OM-RECV-4
    const preKey = this.preKeys.get(exchange.preKeyId) ?? refuse("unknown-pre-key"); // OM-RECV-5
    checkNumber(exchange.inner.n, 0, this.maxSkip);
    const own = { identity: this.identity.scalar, signedPreKey: signed.key, preKey };
    const other = { identity: exchange.identityX25519, ephemeral: exchange.ephemeralKey };
    const { sharedSecret, intermediate } = responderSecret(this.format, own, other);
    const { signedPreKeyId, preKeyId, ephemeralKey: ephemeral } = exchange;
    const named = { ephemeral, signedPreKeyId, preKeyId };
    const session = beginAsResponder({ sharedSecret, exchange: named, signedPreKeyPrivate: signed.key });
    return { session, intermediate: { ...intermediate, shared_secret: sharedSecret } };
  }

  status(name) {
    const sessions = this.sessionsOf(name);
    const current = sessions[0];
    return {
      sessions: sessions.length,
      confirmed: current?.confirmed ?? false,
      sent: current?.sending?.number ?? 0,
      received: current?.receiving?.number ?? 0,
      skipped: current?.skipped.length ?? 0,
    };
  }

  forget(name) {
    const peer = this.peers.get(name);
    if (peer !== undefined) this.peers.set(name, { ...peer, sessions: [] });
  }
}

/** Section 6.1: whatever is not given is drawn, in the order of its table. */
export function makeParty(format, given, draw, now) {
  const identityKey = given.identity ?? draw(32, "identity");
  const signedKey = given.signedPreKey ?? draw(32, "signed_pre_key");
  const id = given.signedPreKeyId ?? 1;
  const pool = given.pool ?? 100;
  const count = given.preKeyIds?.length ?? given.preKeys?.length ?? pool;
  const ids = given.preKeyIds ?? Array.from({ length: count }, (_, at) => at + 1);
  const record = {
    identityForm: given.identityForm ?? "seed",
    identityKey,
    signed: { id, key: signedKey, signature: given.signature, time: now },
    nextSigned: id + 1,
    preKeys: new Map(),
    nextPreKey: ids.reduce((most, one) => Math.max(most, one), 0) + 1,
    pool,
    maxSkip: given.maxSkip ?? 1000,
    maxKept: given.maxKept ?? 1000,
  };
  const party = new Party(format, record);
  party.signed.signature ??= party.sign(signedKey, draw(64, "signature_nonce"));
  if (given.preKeys !== undefined) ids.forEach((one, at) => party.preKeys.set(one, given.preKeys[at]));
  else if (ids.length > 0) {
    const supply = given.supply ?? new Supply(draw(32, "pre_keys"));
    for (const one of ids) party.preKeys.set(one, supply.take(32));
  }
  return party;
}
