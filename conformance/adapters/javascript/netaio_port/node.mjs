import { makeAnswer } from "./answer.mjs";
import { Connection } from "./connection.mjs";
import { Handlers } from "./handlers.mjs";
import { refuseClash, seal } from "./layers.mjs";
import { Management } from "./management.mjs";
import { inOrderOf } from "./order.mjs";
import { Peers } from "./peers.mjs";
import { receiveMessages } from "./receiving.mjs";
import { Refusal } from "./refusal.mjs";
import * as types from "./types.mjs";

const LONGEST_DATAGRAM = 65_507;
export const MULTICAST = "multicast";

/**
 * A TCP server, a TCP client or a UDP node, without sockets (section 6). Whoever has the sockets says what has come and
 * what time it is, and is told what to send and what has happened. All that an operation answers it puts into `effects`:
 * `sent`, `events`, and the codes of what was refused.
 *
 * @typedef {{ now: number, random: import("./randomness.mjs").Randomness, effects: Effects }} Moment
 */
export class Effects {
  sent = [];
  events = [];
  refusals = [];
}

export class Node {
  handlers = new Handlers();
  #connections = new Map();
  #requests = new Map();
  #numbers = { handler: 0, request: 0 };

  /**
   * @param {{ role: "server" | "client" | "udp", version: import("./versions.mjs").Version, types?: number[],
   *   outerAuth?: object, outerCipher?: object, id?: Buffer, data?: Buffer, isSilent?: boolean, mostPeers?: number,
   *   ownIp?: string, partialTime?: number }} configuration
   */
  constructor({ role, version, types: custom, outerAuth, outerCipher, id, data = Buffer.alloc(0), ...rest }) {
    const { isSilent = false, mostPeers = 1_024, ownIp, partialTime = 30_000 } = rest;
    types.checkCustomTypes({ types: custom });
    refuseClash({ outerAuth, outerCipher });
    this.role = role;
    this.version = version;
    this.types = custom;
    this.outer = { outerAuth, outerCipher };
    this.local = id === undefined ? undefined : { id, data };
    this.isSilent = isSilent;
    this.ownIp = ownIp;
    this.partialTime = partialTime;
    this.peers = new Peers(mostPeers);
    this.management = new Management(this);
  }

  get known() {
    return { version: this.version.name, types: this.types };
  }

  // Handlers (section 6.2)

  /** @returns {number} the number of the handler */
  handle(key, handler, isOneTime) {
    if (!types.isKnownType(key.type, this.known)) throw new Refusal("bad-type", `${key.type} is no type`);
    refuseClash({ ...handler, ...this.outer });
    const number = this.#numbers.handler;
    this.#numbers.handler += 1;
    this.handlers.set(key, { ...handler, number }, isOneTime);
    return number;
  }

  // Connections (section 6.4)

  connection(address) {
    return this.#connections.get(address);
  }

  connected(address, moment) {
    this.#connections.set(address, new Connection());
    if (this.role === "client") this.management.greet(address, moment);
  }

  /** The connection has ended, by whomever (NA-TCP-5, NA-TCP-6). */
  disconnected(address) {
    if (!this.#connections.delete(address)) return;
    this.peers.removeAt(address);
    this.peers.unsubscribeAll(address);
  }

  /** The node itself ends it. */
  end(address, { effects }) {
    this.disconnected(address);
    effects.events.push(["closed", address]);
  }

  close(address, moment) {
    this.#checkConnected(address);
    if (this.role === "client") this.management.takeLeave(address, moment);
    this.end(address, moment);
  }

  #checkConnected(address) {
    if (this.role !== "udp" && !this.#connections.has(address)) throw new Refusal("not-connected", address); // NA-TCP-7
  }

  connectedAddresses() {
    return inOrderOf([...this.#connections.keys()]);
  }

  // Receiving (sections 6.3 to 6.5)

  receive(address, data, moment) {
    receiveMessages(this, address, data, moment);
  }

  // Sending (sections 6.5 to 6.7)

  /** A message for one address; undefined is the address of whoever listens to the group. */
  make(message, layers, address, { now, random }) {
    const peerData = address === undefined ? undefined : this.peers.dataAt(address);
    const made = seal(this, message, layers, { now, random, peerData }).message;
    if (this.role === "udp" && made.length > LONGEST_DATAGRAM) throw new Refusal("too-large", `${made.length} bytes`); // NA-UDP-4
    return made;
  }

  /** An answer with a fixed text, as section 4.7 has it, without plugins. */
  sendAnswer(kind, told, address, { effects }) {
    effects.sent.push(["to", address, makeAnswer(kind, told)]);
  }

  send(address, message, { isOuter = true, ...inner }, moment) {
    this.#checkConnected(address);
    const layers = { ...inner, ...(isOuter ? this.outer : {}) };
    moment.effects.sent.push(["to", address, this.make(message, layers, address, moment)]);
  }

  /** NA-REQ-1. @returns {number} the number of the request */
  request(address, message, { timeLimit = 10_000, ...inner }, moment) {
    this.send(address, message, inner, moment);
    const number = this.#numbers.request;
    this.#numbers.request += 1;
    const keys = answerTypes(message.type).map((type) => ({ type, uri: message.uri, address }));
    this.#requests.set(number, { keys, deadline: moment.now + timeLimit });
    keys.forEach((key) => this.handlers.set(key, { ...inner, request: number }, true));
    return number;
  }

  /** The keys of a request go together (NA-REQ-2). */
  endRequest(number) {
    const { keys } = this.#requests.get(number);
    this.#requests.delete(number);
    keys.forEach((key) => this.handlers.remove(key, true));
  }

  /** NA-SUB-1. */
  notify(key, message, inner, moment) {
    this.#sendToAll(this.peers.subscribers(key), message, inner, moment);
  }

  /** NA-SUB-4. */
  broadcast(message, inner, moment) {
    const peers = this.peers.list().map(({ addresses }) => addresses[0]);
    this.#sendToAll(this.role === "udp" ? inOrderOf(peers) : this.connectedAddresses(), message, inner, moment);
  }

  multicast(message, inner, moment) {
    const made = this.make(message, { ...inner, ...this.outer }, undefined, moment);
    moment.effects.sent.push(["to", MULTICAST, made]);
  }

  /** Once for all, or for each its own (NA-SUB-2); all are made before one is sent. */
  #sendToAll(addresses, message, inner, moment) {
    if (addresses.length === 0) return;
    const layers = { ...inner, ...this.outer };
    const areOwn = Object.values(layers).some((plugin) => plugin?.constructor.isForOneReceiver);
    const common = areOwn ? undefined : this.make(message, layers, undefined, moment);
    const made = addresses.map((address) => common ?? this.make(message, layers, address, moment));
    made.forEach((bytes, index) => moment.effects.sent.push(["to", addresses[index], bytes]));
  }

  // Time (section 6.9)

  /** When `tick` has something to do at the earliest, if nothing else happens until then; Infinity for never. */
  get due() {
    let due = this.role === "udp" ? this.management.due : Infinity;
    for (const { isWithinMessage, since } of this.#connections.values()) {
      if (isWithinMessage) due = Math.min(due, since + this.partialTime + 1);
    }
    for (const { deadline } of this.#requests.values()) due = Math.min(due, deadline);
    return due;
  }

  tick(moment) {
    for (const address of this.connectedAddresses()) {
      const connection = this.connection(address);
      const isLate = connection.isWithinMessage && moment.now - connection.since > this.partialTime;
      if (isLate) this.end(address, moment); // NA-TCP-4
    }
    for (const [number, { deadline }] of this.#requests) {
      if (moment.now < deadline) continue;
      this.endRequest(number); // NA-REQ-3
      moment.effects.events.push(["timed-out", number]);
    }
    if (this.role === "udp") this.management.advertiseWhatIsDue(moment);
  }
}

function answerTypes(type) {
  const usual = type === types.REQUEST_URI ? types.RESPOND_URI : types.OK;
  return [types.ERROR, types.AUTH_ERROR, usual, ...(type === types.CREATE_URI ? [] : [types.NOT_FOUND])];
}
