// The operations of section 6.10: nodes on sockets, which have their own time and randomness. This is for the adapter alone.

import { accept } from "../taut_adapter.mjs";

import * as inputs from "./adapter_inputs.mjs";
import { rejectionOf } from "./adapter_rejection.mjs";
import * as netaio from "./index.mjs";

/** @param {import("../taut_adapter.mjs").Adapter} adapter */
export function offerLive(adapter) {
  live("start", async (call) => {
    const { family, group_port: groupPort } = call.input;
    if (groupPort !== undefined) throw new TypeError("netaio-multicast is not offered"); // it needs more than the loopback interface
    const { live, port } = await netaio.startLive({ ...inputs.configurationOf(call), family });
    call.state = live;
    return port === undefined ? {} : { port };
  });

  live("connect", (call) => call.state.connect(call.input.port));
  live("stop", (call) => call.state.stop());
  live("events", async (call) => {
    const { within_ms: within, until, limit } = call.input;
    return { events: await call.state.events.collect({ within, until, limit }) };
  });

  node("handle", (state, call, address) => {
    return { handler: state.handle({ ...inputs.keyOf(call), address }, inputs.handlerOf(call), call.input.once) };
  });
  node("send", (state, call, address, moment) => {
    state.send(address, inputs.messageOf(call), inputs.sendingOf(call), moment);
  });
  node("request", (state, call, address, moment) => {
    return { request: state.request(address, inputs.requestOf(call), inputs.waitingOf(call), moment) };
  });
  node("notify", (state, call, address, moment) => {
    state.notify(call.bytesOf("key"), inputs.messageOf(call), inputs.innerOf(call), moment);
  });
  node("broadcast", (state, call, address, moment) => state.broadcast(inputs.messageOf(call), inputs.innerOf(call), moment));
  node("manage", (state, call, address, moment) => {
    state.management.begin(inputs.applicationOf(call), inputs.managementOf(call), moment);
  });
  node("unmanage", (state, call, address, moment) => state.management.end(inputs.applicationOf(call), moment));
  node("close", (state, call, address, moment) => state.close(address, moment));
  node("peers", (state) => ({ peers: state.peers.list().map(({ id, data }) => ["peer", id, data]) }));

  adapter.release((state) => (state instanceof netaio.LiveNode ? state.discard() : undefined));

  /** An operation that nodes without sockets have as well. What it returns are its outputs. */
  function node(name, run) {
    live(name, (call) => {
      const address = call.input.port === undefined ? undefined : call.state.addressOf(call.input.port);
      return call.state.perform((state, moment) => run(state, call, address, moment));
    });
  }

  function live(name, run) {
    adapter.operation(`netaio.live.${name}`, async (call) => {
      try {
        return accept(await run(call));
      } catch (why) {
        throw rejectionOf(why);
      }
    });
  }
}
