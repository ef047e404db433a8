// What the library leaves to its caller: stores in memory, with the pool of section 6.2 of spec/omemo.md. A peer's
// identity key is trusted when it is the first one, or the same.

/** A prekey that the store does not have: the library lets its stores say so by an exception. */
export class MissingKey extends Error {}

export function storesOf(library, identity) {
  const records = { preKeys: new Map(), signed: [], lastPreKey: 0, lastSigned: 0, identities: new Map(), sessions: new Map() };
  const name = (address) => address.name();

  class Sessions extends library.SessionStore {
    async saveSession(address, record) {
      records.sessions.set(name(address), record.serialize());
    }
    async getSession(address) {
      const bytes = records.sessions.get(name(address));
      return bytes === undefined ? null : library.SessionRecord.deserialize(bytes);
    }
    async getExistingSessions(addresses) {
      return Promise.all(addresses.map((address) => this.getSession(address)));
    }
  }

  class Identities extends library.IdentityKeyStore {
    async getIdentityKey() {
      return identity;
    }
    async getLocalRegistrationId() {
      return 1;
    }
    async saveIdentity(address, key) {
      const changed = !(await this.isTrustedIdentity(address, key));
      records.identities.set(name(address), key);
      return changed;
    }
    async isTrustedIdentity(address, key) {
      const known = records.identities.get(name(address));
      return known === undefined || known.compare(key) === 0;
    }
    async getIdentity(address) {
      return records.identities.get(name(address)) ?? null;
    }
  }

  class PreKeys extends library.PreKeyStore {
    async savePreKey(id, record) {
      records.preKeys.set(id, record);
      records.lastPreKey = Math.max(records.lastPreKey, id);
    }
    async getPreKey(id) {
      if (!records.preKeys.has(id)) throw new MissingKey(`there is no one-time prekey ${id}`);
      return records.preKeys.get(id);
    }
    async removePreKey(id) {
      records.preKeys.delete(id);
    }
  }

  class SignedPreKeys extends library.SignedPreKeyStore {
    async saveSignedPreKey(id, record) {
      records.signed = [record, ...records.signed.slice(0, 1)];
      records.lastSigned = Math.max(records.lastSigned, id);
    }
    async getSignedPreKey(id) {
      const found = records.signed.find((record) => record.id() === id);
      if (found === undefined) throw new MissingKey(`there is no signed prekey ${id}`);
      return found;
    }
  }

  return {
    identity,
    records,
    sessions: new Sessions(),
    identities: new Identities(),
    preKeys: new PreKeys(),
    signedPreKeys: new SignedPreKeys(),
  };
}

/** The public halves: the bundle of an operation. */
export function bundleOf({ identity, records }) {
  const [signed] = records.signed;
  const preKeys = [...records.preKeys].sort(([left], [right]) => left - right);
  return {
    identity_key: identity.getPublicKey().serialize(),
    signed_pre_key_id: signed.id(),
    signed_pre_key: signed.publicKey().serialize(),
    signature: signed.signature(),
    pre_key_ids: preKeys.map(([id]) => id),
    pre_keys: preKeys.map(([, record]) => record.publicKey().serialize()),
  };
}
