import { refuseClash } from "./layers.mjs";
import { decodeMessage, encodeMessage } from "./message.mjs";
import { inOrderOf } from "./order.mjs";
import { makeRecord, readRecord } from "./peer.mjs";
import { Refusal } from "./refusal.mjs";
import { ADVERTISE_PEER, DISCONNECT, PEER_DISCOVERED } from "./types.mjs";

const TYPES = [ADVERTISE_PEER, PEER_DISCOVERED, DISCONNECT];

/** Peer management of a node (section 6.8). */
export class Management {
  #node;
  #managed = new Map(); // by application ID
  #notices; // a client's ADVERTISE_PEER and DISCONNECT, behind the inner plugins

  constructor(node) {
    this.#node = node;
  }

  begin(application, { every = 20_000, timeLimit = 60, innerAuth, innerCipher }, moment) {
    const node = this.#node;
    if (node.local === undefined) throw new Refusal("no-local-peer"); // NA-PEER-1
    const inner = { innerAuth, innerCipher };
    refuseClash({ ...inner, ...node.outer });
    encodeMessage(this.#message(PEER_DISCOVERED, application), node.known); // the record may be too large
    const managed = { application, inner, every, timeLimit, due: moment.now + every };
    if (node.role === "client") this.#beginAsClient(managed, moment);
    if (node.role === "udp") node.multicast(this.#message(ADVERTISE_PEER, application), inner, moment); // NA-PEER-2
    this.#managed.set(application.toString("hex"), managed);
    for (const type of TYPES) node.handlers.set({ type, uri: application }, { ...inner, act: (message) => this.#received(message) });
  }

  #message(type, application) {
    return { type, uri: application, content: makeRecord(this.#node.local) };
  }

  #beginAsClient({ application, inner }, moment) {
    const [advertisement, leave] = [ADVERTISE_PEER, DISCONNECT].map((type) => this.#throughInner(this.#message(type, application), inner, moment));
    const addresses = this.#node.connectedAddresses();
    const made = addresses.map((address) => this.#node.make(advertisement, this.#node.outer, address, moment));
    made.forEach((bytes, index) => moment.effects.sent.push(["to", addresses[index], bytes]));
    this.#notices = { advertisement, leave };
  }

  /** As a message whose fields the inner plugins have written, for the outer ones to go on with. */
  #throughInner(message, inner, moment) {
    return decodeMessage(this.#node.make(message, inner, undefined, moment), this.#node.known);
  }

  end(application, moment) {
    const node = this.#node;
    const managed = this.#managed.get(application.toString("hex"));
    if (managed === undefined) return;
    this.#managed.delete(application.toString("hex"));
    for (const type of TYPES) node.handlers.remove({ type, uri: application });
    // NA-PEER-15
    if (node.role === "client") {
      const addresses = inOrderOf(node.peers.list().flatMap((peer) => peer.addresses));
      addresses.forEach((address) => this.#sendCopy(this.#notices.leave, address, moment));
    }
    if (node.role === "udp") ifPossible(moment, () => node.multicast(this.#message(DISCONNECT, application), managed.inner, moment));
  }

  /** NA-PEER-2, as a client that connects. */
  greet(address, moment) {
    if (this.#managed.size > 0) this.#sendCopy(this.#notices.advertisement, address, moment);
  }

  /** NA-PEER-15, as a client that closes a connection. */
  takeLeave(address, moment) {
    if (this.#managed.size > 0) this.#sendCopy(this.#notices.leave, address, moment);
  }

  #sendCopy(message, address, moment) {
    ifPossible(moment, () => {
      moment.effects.sent.push(["to", address, this.#node.make(message, this.#node.outer, address, moment)]);
    });
  }

  /** When the next advertisement of a UDP node is due; Infinity for never. */
  get due() {
    return Math.min(Infinity, ...[...this.#managed.values()].map(({ due }) => due));
  }

  /** NA-PEER-2, NA-PEER-14. */
  advertiseWhatIsDue(moment) {
    const due = [...this.#managed.values()].filter((managed) => moment.now >= managed.due);
    for (const managed of inOrderOf(due, ({ application }) => application)) {
      this.#node.peers.removeOlderThan(managed.timeLimit, moment.now);
      const message = this.#message(ADVERTISE_PEER, managed.application);
      ifPossible(moment, () => this.#node.multicast(message, managed.inner, moment));
      managed.due = moment.now + managed.every;
    }
  }

  /** A message of peer management, behind all plugins. @returns {{ reply?: object }} */
  #received({ address, type, uri, content, now }) {
    const { peers, local } = this.#node;
    const record = readRecord(content);
    if (record === undefined) return {}; // NA-PEER-3
    if (type === DISCONNECT) {
      peers.disconnected(record, address);
      return {};
    }
    const isKept = !record.id.equals(local.id) && peers.advertised(record, address, now); // NA-PEER-4
    return isKept && type === ADVERTISE_PEER ? { reply: this.#message(PEER_DISCOVERED, uri) } : {}; // NA-PEER-9
  }
}

/** What a plugin refuses is left out, and the rest is done. */
function ifPossible({ effects }, send) {
  try {
    send();
  } catch (why) {
    if (!(why instanceof Refusal)) throw why;
    effects.refusals.push(why.code);
  }
}
