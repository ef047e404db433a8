import { checkBundle } from "./bundle.mjs";
import { formatOf } from "./bytes.mjs";
import { readBundleXml, readDevices, writeBundleXml, writeDevices } from "./documents.mjs";
import { Supply } from "./kdf.mjs";
import { identityOf, scalarOf, toEd25519 } from "./keys.mjs";
import { makeParty } from "./party.mjs";
import { refuse } from "./refusal.mjs";
import { isLabelSigned, signWith } from "./signature.mjs";

/** A device with all that it knows of others (section 6.6). */

const MAX_ID = 2 ** 31 - 1;

// Numbers and names of formats have no space, so that a JID may have whatever it likes.
const listKey = (format, jid) => `${format.name} ${jid}`;
const bundleKey = (format, jid, id) => `${format.name} ${id} ${jid}`;
const deviceKey = (jid, id) => `${id} ${jid}`;
const trustKey = (jid, x25519) => `${x25519.toString("hex")} ${jid}`;

export const peerName = (jid, id) => `${jid}/${id}`;

export class Manager {
  lists = new Map(); // { format, jid, devices: { id, label?, signature? }[] }
  bundles = new Map(); // { format, jid, id, bundle }
  keys = new Map(); // { jid, id, x25519 }
  trust = new Map(); // { jid, x25519, trust }

  /** @param {object} own jid, deviceId, parties by name of the format, label or none, pool, refillAt */
  constructor(own) {
    Object.assign(this, own);
    this.identity = [...this.parties.values()][0].identity;
  }

  isOwn(jid, id) {
    return jid === this.jid && id === this.deviceId;
  }

  partyOf(format) {
    return this.parties.get(format.name) ?? refuseFormat(format);
  }

  devicesOf(format, jid) {
    return this.lists.get(listKey(format, jid))?.devices ?? [];
  }

  setList(format, jid, devices) {
    this.lists.set(listKey(format, jid), { format, jid, devices });
  }

  bundleOf(format, jid, id) {
    return this.bundles.get(bundleKey(format, jid, id))?.bundle;
  }

  setBundle(format, jid, id, bundle) {
    this.bundles.set(bundleKey(format, jid, id), { format, jid, id, bundle });
  }

  forgetBundle(format, jid, id) {
    this.bundles.delete(bundleKey(format, jid, id));
  }

  keyOf(jid, id) {
    return this.keys.get(deviceKey(jid, id))?.x25519;
  }

  setKey(jid, id, x25519) {
    this.keys.set(deviceKey(jid, id), { jid, id, x25519 });
  }

  /** OM-DEVICE-3. */
  checkKey(jid, id, x25519) {
    const known = this.keyOf(jid, id);
    if (known !== undefined && !known.equals(x25519)) refuse("identity-changed");
  }

  /** OM-DEVICE-4. */
  trustOf(jid, x25519) {
    return (x25519 && this.trust.get(trustKey(jid, x25519))?.trust) ?? "undecided";
  }

  decide(jid, x25519, trust) {
    if (trust === "undecided") this.trust.delete(trustKey(jid, x25519));
    else this.trust.set(trustKey(jid, x25519), { jid, x25519, trust });
  }

  publishBundle(format) {
    return ["publish-bundle", format.name, writeBundleXml(format, this.partyOf(format).bundle())];
  }

  takeDevices(format, jid, xml) {
    const party = this.partyOf(format);
    const devices = readDevices(format, xml);
    this.setList(format, jid, devices);
    const actions = [];
    if (jid === this.jid && !devices.some(({ id }) => id === this.deviceId)) {
      actions.push(["publish-devices", format.name, writeDevices(format, [...devices, this.#ownEntry()])]); // OM-DEVICE-1
    }
    for (const { id } of devices) {
      const isKnown = this.bundleOf(format, jid, id) !== undefined || party.sessionsOf(peerName(jid, id)).length > 0;
      if (!this.isOwn(jid, id) && !isKnown) actions.push(["fetch-bundle", format.name, jid, id]);
    }
    return actions;
  }

  #ownEntry() {
    return { id: this.deviceId, label: this.label?.text, signature: this.label?.signature };
  }

  takeBundle(format, jid, id, xml) {
    this.partyOf(format);
    const bundle = readBundleXml(format, xml);
    const { ed25519, x25519 } = checkBundle(format, bundle);
    if (x25519.equals(this.identity.x25519)) refuse("own-identity"); // OM-START-1
    this.checkKey(jid, id, x25519);
    this.setBundle(format, jid, id, bundle);
    this.setKey(jid, id, x25519);
    return { ed25519, x25519 };
  }

  /** The devices of an account, of any format, without the own one. */
  list(jid) {
    const found = new Map();
    for (const { format } of this.parties.values()) {
      for (const device of this.devicesOf(format, jid)) {
        if (!found.has(device.id)) found.set(device.id, []);
        found.get(device.id).push(format.name);
      }
    }
    for (const known of this.keys.values()) if (known.jid === jid && !found.has(known.id)) found.set(known.id, []);
    return [...found]
      .filter(([id]) => !this.isOwn(jid, id))
      .sort(([one], [other]) => one - other)
      .map(([id, formats]) => {
        const x25519 = this.keyOf(jid, id);
        return { id, formats, x25519, trust: this.trustOf(jid, x25519), label: this.#labelOf(jid, id, x25519) };
      });
  }

  /** OM-LIST-4: the label of the list of T, if somebody who has the key of the device has signed it. */
  #labelOf(jid, id, x25519) {
    const party = this.parties.get("omemo-2");
    if (party === undefined) return undefined;
    const { label, signature } = this.devicesOf(party.format, jid).find((device) => device.id === id) ?? {};
    if (label === undefined) return undefined;
    const known = this.bundleOf(party.format, jid, id)?.identityKey ?? party.peers.get(peerName(jid, id))?.identity;
    let candidates = known === undefined ? [] : [known];
    if (known === undefined && x25519 !== undefined) candidates = [toEd25519(x25519, 0), toEd25519(x25519, 1)];
    return candidates.some((key) => isLabelSigned(key, label, signature)) ? label : undefined;
  }

  reset(format, jid, id) {
    this.partyOf(format).forget(peerName(jid, id));
  }
}

/** A mistake of the caller, for which the protocol has no code. */
function refuseFormat(format) {
  throw new TypeError(`the Manager has no ${format.name}`);
}

/**
 * @param {{ jid: string, deviceId?: number, formats: string[], identity?: Buffer, pool?: number, refillAt?: number,
 *   label?: Buffer }} given
 * @param {(name: string) => Buffer} draw
 */
export function makeManager(given, draw, now) {
  const identity = given.identity ?? draw("identity");
  const deviceId = given.deviceId ?? 1 + (draw("device_id").readUInt32BE() % MAX_ID);
  const pool = given.pool ?? 100;
  const supply = new Supply(draw("random"));
  const parties = new Map();
  for (const name of given.formats) {
    const make = { identity, pool, supply };
    parties.set(name, makeParty(formatOf(name), make, (size) => supply.take(size), now));
  }
  let label;
  if (given.label !== undefined) { // kept without T as well, where no list has it
    const { scalar } = identityOf(scalarOf("seed", identity));
    label = { text: given.label, signature: signWith(scalar, given.label, supply.take(64)).signature };
  }
  const manager = new Manager({ jid: given.jid, deviceId, parties, label, pool, refillAt: given.refillAt ?? 99 });
  const actions = [...parties.values()].flatMap(({ format }) => [
    manager.publishBundle(format),
    ["fetch-devices", format.name, given.jid],
  ]);
  return { manager, actions };
}
