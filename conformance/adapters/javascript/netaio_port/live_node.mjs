import { EventLog } from "./event_log.mjs";
import { Effects, Node } from "./node.mjs";
import { SYSTEM } from "./randomness.mjs";

const LOOPBACK = { ipv4: "127.0.0.1", ipv6: "::1" };
const LONGEST_TIMER = 2 ** 31 - 1; // a longer one would go off at once
const ADDRESS_AT = { handled: 2, received: 1, closed: 1 };

/**
 * A node on sockets of the loopback interface (section 6.10): what comes in goes to the node without sockets, what that
 * one wants sent goes out, and its time is that of the system. Whoever has the sockets extends this:
 *
 * - `open()` opens what there is to open, and gives the number of the port if it has one;
 * - `deliver(address, bytes)` sends;
 * - `hangUp(address)` ends a connection that the node has ended;
 * - `shut()` ends all that is open in good order, and `cut()` at once.
 */
export class LiveNode {
  events = new EventLog();
  #planning;
  #alarm;
  #ringing;
  #isStopped = false;

  constructor({ family = "ipv4", ...configuration }) {
    this.node = new Node(configuration);
    this.family = family;
    this.host = LOOPBACK[family];
  }

  /** Peers are named by their port, and the node knows them by address. */
  addressOf(port) {
    return this.family === "ipv6" ? `[${this.host}]:${port}` : `${this.host}:${port}`;
  }

  /**
   * Does something with the node, and then what comes of it. When that is refused, nothing does.
   *
   * @template Result
   * @param {(node: Node, moment: import("./node.mjs").Moment) => Result} run
   * @returns {Result}
   */
  perform(run) {
    this.checkRunning();
    const effects = new Effects();
    const result = run(this.node, { now: Date.now(), random: SYSTEM, effects });
    effects.sent.forEach(([, address, bytes]) => this.deliver(address, bytes));
    for (const event of effects.events) {
      if (event[0] === "closed") this.hangUp(event[1]); // behind what was sent there
      this.events.add(withoutAddress(event));
    }
    this.#setAlarm();
    return result;
  }

  checkRunning() {
    if (this.#isStopped) throw new Error("this node has been stopped");
  }

  /**
   * A node without sockets has no timers: it is asked when something is due. When that is, is looked up once for all
   * that comes in together, as there may be many connections.
   */
  #setAlarm() {
    this.#planning ??= setImmediate(() => {
      this.#planning = undefined;
      clearTimeout(this.#alarm);
      const wait = this.node.due - Date.now();
      if (wait !== Infinity) this.#alarm = setTimeout(() => this.#ring(), Math.min(Math.max(wait, 0), LONGEST_TIMER));
    });
  }

  /** What has come in by now is looked at first: a node that had no time itself calls nobody else late. */
  #ring() {
    this.#ringing = setImmediate(() => this.perform((node, moment) => node.tick(moment)));
  }

  #silence() {
    clearTimeout(this.#alarm);
    clearImmediate(this.#planning);
    clearImmediate(this.#ringing);
  }

  /** Ends the node and its connections, as whoever closes each of them would; what has happened is still told. */
  stop() {
    if (this.#isStopped) return;
    for (const address of this.node.connectedAddresses()) this.perform((node, moment) => node.close(address, moment));
    this.#isStopped = true;
    this.#silence();
    this.shut();
  }

  /** Ends everything at once, and nobody is told. */
  async discard() {
    this.#isStopped = true;
    this.#silence();
    await this.cut();
  }
}

/** Of an event of section 6.1, that of section 6.10, which names nobody. */
function withoutAddress(event) {
  const place = ADDRESS_AT[event[0]];
  return place === undefined ? event : event.toSpliced(place, 1);
}
