import { once } from "node:events";
import { connect, createServer } from "node:net";

import { LiveNode } from "./live_node.mjs";

const OPTIONS = { noDelay: true };
const BACKLOG = 1_024;
const LINGER = 2_000; // milliseconds for the other side to take what was sent, and to hang up as well

/** What server and client have in common: connections. */
class TcpNode extends LiveNode {
  #connections = new Map(); // by address
  #sockets = new Set(); // those of connections, and those that linger

  isConnected(address) {
    return this.#connections.has(address);
  }

  /** Takes a socket as the connection with this address. It need not be connected yet: what is sent waits in it. */
  take(address, socket) {
    this.#connections.set(address, socket);
    this.#sockets.add(socket);
    const isOver = () => this.#connections.get(address) !== socket;
    const over = () => {
      if (!isOver()) this.#ended(address);
    };
    socket.on("data", (bytes) => {
      if (!isOver()) this.received(address, socket, bytes); // a socket that lingers is only emptied
    });
    socket.on("end", over);
    socket.on("error", () => {}); // the other side is gone, and `close` follows
    socket.on("close", () => {
      this.#sockets.delete(socket);
      over();
    });
    this.perform((node, moment) => node.connected(address, moment));
  }

  received(address, socket, bytes) {
    this.perform((node, moment) => node.receive(address, bytes, moment));
  }

  /** The other side has ended the connection, or there never was one. */
  #ended(address) {
    this.perform((node) => node.disconnected(address));
    this.hangUp(address);
    this.events.add(["closed"]);
  }

  /** What is sent at once travels together: a thousand answers are no thousand calls of the system. */
  deliver(address, bytes) {
    const socket = this.#connections.get(address);
    if (socket === undefined) return;
    if (socket.writableCorked === 0) {
      socket.cork();
      process.nextTick(() => socket.uncork());
    }
    socket.write(bytes);
  }

  /**
   * Says that nothing more will come, behind what was sent before. To close a socket with unread bytes would reset the
   * connection, and the other side might lose the last answer; so it is read to its end, for a while.
   */
  hangUp(address) {
    const socket = this.#connections.get(address);
    this.#connections.delete(address);
    socket.end();
    socket.resume();
    const timer = setTimeout(() => socket.destroy(), LINGER);
    socket.once("close", () => clearTimeout(timer));
  }

  shut() {}

  async cut() {
    this.#connections.clear();
    const closed = [...this.#sockets].map((socket) => new Promise((resolve) => socket.once("close", resolve)));
    this.#sockets.forEach((socket) => socket.destroy());
    await Promise.all(closed);
  }
}

export class TcpServer extends TcpNode {
  #listener = createServer(OPTIONS, (socket) => this.#accept(socket));

  async open() {
    this.#listener.listen({ host: this.host, port: 0, backlog: BACKLOG });
    await once(this.#listener, "listening");
    return this.#listener.address().port;
  }

  #accept(socket) {
    this.events.add(["connected"]);
    if (socket.remotePort !== undefined) {
      this.take(this.addressOf(socket.remotePort), socket);
    } else {
      socket.destroy(); // it was reset before it was taken, and came from nowhere now
      this.events.add(["closed"]);
    }
  }

  /**
   * Takes nothing more from somebody who does not take the answers, which would otherwise pile up here. A client answers
   * nothing (NA-CLIENT-1), and reads whatever it has to send: so one of the two always reads.
   */
  received(address, socket, bytes) {
    super.received(address, socket, bytes);
    if (!socket.writableNeedDrain || !this.isConnected(address)) return;
    socket.pause();
    socket.once("drain", () => socket.resume());
  }

  shut() {
    if (this.#listener.listening) this.#listener.close();
  }

  async cut() {
    this.shut();
    await super.cut();
  }
}

export class TcpClient extends TcpNode {
  async open() {
    return undefined;
  }

  /** Waits for nobody: if nobody listens there, the connection ends. */
  connect(port) {
    this.checkRunning(); // before there is a socket
    const address = this.addressOf(port);
    if (this.isConnected(address)) throw new Error(`there is a connection to ${address}`);
    this.take(address, connect({ ...OPTIONS, host: this.host, port }));
  }
}
