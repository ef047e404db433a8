import { createSocket } from "node:dgram";
import { once } from "node:events";

import { ipOf, portOf } from "./address.mjs";
import { LiveNode } from "./live_node.mjs";
import { MULTICAST } from "./node.mjs";

const TYPES = { ipv4: { type: "udp4" }, ipv6: { type: "udp6", ipv6Only: true } };

/** A UDP node on the loopback interface. It is in no multicast group: what is for one goes nowhere. */
export class UdpNode extends LiveNode {
  #socket = createSocket(TYPES[this.family]);
  #isShut = false;

  async open() {
    this.#socket.bind({ address: this.host, port: 0 });
    await once(this.#socket, "listening");
    this.#socket.on("error", () => {}); // a datagram that is lost is nobody's fault
    this.#socket.on("message", (bytes, { port }) => {
      this.perform((node, moment) => node.receive(this.addressOf(port), bytes, moment));
    });
    return this.#socket.address().port;
  }

  deliver(address, bytes) {
    if (address !== MULTICAST) this.#socket.send(bytes, portOf(address), ipOf(address), () => {}); // the error would be thrown otherwise
  }

  hangUp() {}

  shut() {
    if (!this.#isShut) this.#socket.close();
    this.#isShut = true;
  }

  async cut() {
    this.shut();
  }
}
