import { inOrderOf } from "./order.mjs";

/** Whom a node knows (section 6.8), and who is subscribed to what (section 6.7), which ends with the peer. */
export class Peers {
  #byId = new Map();
  #subscriptions = new Map();
  #most;

  /** @param {number} most how many peers there may be (NA-PEER-6) */
  constructor(most) {
    this.#most = most;
  }

  /** All peers in the order of their IDs, with their addresses in order. */
  list() {
    const peers = inOrderOf([...this.#byId.values()], ({ id }) => id);
    return peers.map(({ id, data, addresses }) => ({ id, data, addresses: inOrderOf([...addresses]) }));
  }

  dataAt(address) {
    return this.#at(address)?.data;
  }

  #at(address) {
    return [...this.#byId.values()].find(({ addresses }) => addresses.has(address));
  }

  /** @returns {boolean} whether the peer is kept (NA-PEER-5 to NA-PEER-8) */
  advertised({ id, data }, address, now) {
    const known = this.#byId.get(id.toString("hex"));
    if (known !== undefined && !known.addresses.has(address)) return false;
    if (known === undefined && this.#byId.size >= this.#most) return false;
    if (known === undefined) this.removeAt(address);
    this.#byId.set(id.toString("hex"), { id, data, addresses: known?.addresses ?? new Set([address]), heard: now });
    return true;
  }

  /** NA-PEER-10, NA-PEER-11. */
  disconnected({ id }, address) {
    const known = this.#byId.get(id.toString("hex"));
    if (known?.addresses.has(address)) this.#remove(known);
  }

  removeAt(address) {
    const peer = this.#at(address);
    if (peer !== undefined) this.#remove(peer);
  }

  /** NA-PEER-13. */
  heard(address, now) {
    const peer = this.#at(address);
    if (peer !== undefined) peer.heard = now;
  }

  /** NA-PEER-14. */
  removeOlderThan(seconds, now) {
    for (const peer of this.#byId.values()) {
      if (Math.floor(now / 1000) - Math.floor(peer.heard / 1000) > seconds) this.#remove(peer);
    }
  }

  /** With all that belongs to it (NA-PEER-12). */
  #remove({ id, addresses }) {
    this.#byId.delete(id.toString("hex"));
    addresses.forEach((address) => this.unsubscribeAll(address));
  }

  subscribe(key, address) {
    const name = key.toString("hex");
    if (!this.#subscriptions.has(name)) this.#subscriptions.set(name, new Set());
    this.#subscriptions.get(name).add(address);
  }

  /** NA-SUB-3. */
  unsubscribe(key, address) {
    const name = key.toString("hex");
    this.#subscriptions.get(name)?.delete(address);
    if (this.#subscriptions.get(name)?.size === 0) this.#subscriptions.delete(name);
  }

  unsubscribeAll(address) {
    for (const name of [...this.#subscriptions.keys()]) this.unsubscribe(Buffer.from(name, "hex"), address);
  }

  subscribers(key) {
    return inOrderOf([...(this.#subscriptions.get(key.toString("hex")) ?? [])]);
  }

  subscriptionList() {
    const names = [...this.#subscriptions.keys()].sort(); // hexadecimal digits are in the order of their bytes
    return names.map((name) => ({ key: Buffer.from(name, "hex"), addresses: this.subscribers(Buffer.from(name, "hex")) }));
  }
}
