import { formatOf } from "./bytes.mjs";
import { Supply } from "./kdf.mjs";
import { fingerprintOf } from "./keys.mjs";
import { makeManager } from "./manager.mjs";
import { decryptFor, tick } from "./manager_receive.mjs";
import { encryptFrom } from "./manager_send.mjs";
import { restoreManager, saveManager } from "./manager_state.mjs";

/** Operations on a Manager (sections 6.6 to 6.9). */
export function registerManager(add) {
  const of = (c) => formatOf(c.input.format);
  const supplyOf = (c) => new Supply(c.draw("random"));
  add("omemo.manager.new", (c) => {
    const i = c.input;
    const given = {
      jid: i.jid,
      deviceId: i.device_id,
      formats: i.formats,
      identity: c.bytesOf("identity"),
      pool: i.pool,
      refillAt: i.refill_at,
      label: c.bytesOf("label"),
    };
    const { manager, actions } = makeManager(given, (name) => c.draw(name), c.now);
    c.state = manager;
    const { ed25519, x25519 } = manager.identity;
    return { device_id: manager.deviceId, ed25519, fingerprint: fingerprintOf(x25519), actions };
  });
  add("omemo.manager.devices", (c) => ({ actions: c.state.takeDevices(of(c), c.input.jid, c.bytesOf("xml")) }));
  add("omemo.manager.bundle", (c) => {
    const { ed25519, x25519 } = c.state.takeBundle(of(c), c.input.jid, c.input.device_id, c.bytesOf("xml"));
    return { ed25519, fingerprint: fingerprintOf(x25519) };
  });
  add("omemo.manager.trust", (c) => c.state.decide(c.input.jid, c.bytesOf("x25519"), c.input.trust));
  add("omemo.manager.list", (c) => ({
    devices: c.state
      .list(c.input.jid)
      .map(({ id, formats, x25519, trust, label }) => ["device", id, formats, x25519 ?? "", trust, label ?? ""]),
  }));
  add("omemo.manager.encrypt", (c) => {
    const made = encryptFrom(c.state, of(c), c.input.to, c.bytesOf("payload"), supplyOf(c));
    return { xml: made.xml, left_out: made.leftOut, actions: made.actions };
  });
  add("omemo.manager.decrypt", (c) => {
    const made = decryptFor(c.state, of(c), c.input.jid, c.bytesOf("xml"), supplyOf(c));
    if (made === undefined) return { ignored: true };
    return { device_id: made.deviceId, payload: made.payload, trust: made.trust, actions: made.actions };
  });
  add("omemo.manager.tick", (c) => ({ actions: tick(c.state, supplyOf(c), c.now) }));
  add("omemo.manager.reset", (c) => c.state.reset(of(c), c.input.jid, c.input.device_id));
  add("omemo.manager.save", (c) => ({ state: saveManager(c.state) }));
  add("omemo.manager.restore", (c) => {
    const manager = restoreManager(c.bytesOf("state"));
    c.state = manager;
    return { device_id: manager.deviceId, ed25519: manager.identity.ed25519 };
  });
}
