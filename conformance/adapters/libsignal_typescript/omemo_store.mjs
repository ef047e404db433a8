// What the library leaves to its caller: a store in memory, with the pool of section 6.2 of spec/omemo.md. A peer's
// identity key is trusted when it is the first one, or the same.

export const arrayBuffer = (bytes) => new Uint8Array(bytes).buffer;

export class Store {
  constructor(identity) {
    this.identity = identity;
    this.signed = []; // the current signed prekey and the one before it: ID, key pair, signature
    this.lastSigned = 0;
    this.preKeys = new Map(); // by ID
    this.lastPreKey = 0;
    this.sessions = new Map();
    this.identities = new Map();
  }

  addSigned(keyId, keyPair, signature) {
    this.signed = [{ keyId, keyPair, signature }, ...this.signed.slice(0, 1)];
    this.lastSigned = Math.max(this.lastSigned, keyId);
  }

  addPreKey(keyId, keyPair) {
    this.preKeys.set(keyId, keyPair);
    this.lastPreKey = Math.max(this.lastPreKey, keyId);
  }

  bundle() {
    const [{ keyId, keyPair, signature }] = this.signed;
    const preKeys = [...this.preKeys].sort(([left], [right]) => left - right);
    return {
      identity_key: new Uint8Array(this.identity.pubKey),
      signed_pre_key_id: keyId,
      signed_pre_key: new Uint8Array(keyPair.pubKey),
      signature: new Uint8Array(signature),
      pre_key_ids: preKeys.map(([id]) => id),
      pre_keys: preKeys.map(([, pair]) => new Uint8Array(pair.pubKey)),
    };
  }

  // the interface `StorageType` of the library, as far as its sessions use it

  async getIdentityKeyPair() {
    return this.identity;
  }

  async getLocalRegistrationId() {
    return 1;
  }

  async isTrustedIdentity(name, key) {
    const known = this.identities.get(name);
    return known === undefined || known.equals(Buffer.from(key));
  }

  async saveIdentity(address, key) {
    const name = address.slice(0, address.lastIndexOf("."));
    const changed = !(await this.isTrustedIdentity(name, key));
    this.identities.set(name, Buffer.from(key));
    return changed;
  }

  async loadPreKey(keyId) {
    return this.preKeys.get(keyId);
  }

  async removePreKey(keyId) {
    this.preKeys.delete(keyId);
  }

  async loadSignedPreKey(keyId) {
    return this.signed.find((signed) => signed.keyId === keyId)?.keyPair;
  }

  async loadSession(address) {
    return this.sessions.get(address);
  }

  async storeSession(address, record) {
    this.sessions.set(address, record);
  }
}
