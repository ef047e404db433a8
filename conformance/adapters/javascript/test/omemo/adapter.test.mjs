import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import test from "node:test";
import { fileURLToPath } from "node:url";

/** Every operation once, over the line protocol: outputs and intermediate values have the names and sizes that the list says. */

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const { operations } = JSON.parse(readFileSync(at("../../../../../vectors/omemo/operations.json"), "utf8"));
const byte = (value, size = 32) => Buffer.alloc(size, value).toString("hex");

class Player {
  #child = spawn(process.execPath, [at("../../omemo_port.mjs")], { stdio: ["pipe", "pipe", "inherit"] });
  #lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  #count = 0;
  played = new Set();

  async play(name, actor, input, wanted = "accept") {
    const operation = operations.find((one) => one.name === name);
    const draws = {};
    this.#count += 1;
    for (const { name: draw, bytes } of operation.draws ?? []) draws[draw] = byte(this.#count % 200 + 1, bytes);
    const request = { id: this.#count, op: name, in: input, session: 1, actor, draws, now: 1000 };
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const answer = JSON.parse((await this.#lines.next()).value);
    if (wanted !== "accept") {
      assert.deepEqual(answer.reject ?? answer.ignore, wanted, `${name}: ${JSON.stringify(answer)}`);
      return undefined;
    }
    assert.ok(answer.accept, `${name}: ${JSON.stringify(answer)}`);
    this.#compare(name, operation.out ?? [], answer.accept, true);
    this.#compare(name, operation.intermediate ?? [], answer.intermediate ?? {}, false);
    this.played.add(name);
    return answer.accept;
  }

  #compare(name, wanted, given, isComplete) {
    for (const key of Object.keys(given)) assert.ok(wanted.some((out) => out.name === key), `${name} gives ${key}`);
    for (const { name: key, optional, type, size } of wanted) {
      if (given[key] === undefined) {
        assert.ok(optional || (!isComplete && /^dh|secret$/.test(key)), `${name} gives no ${key}`);
      } else if (type === "bytes") {
        assert.match(given[key], /^([0-9a-f]{2})*$/, `${name} ${key}`);
        if (size !== undefined) assert.equal(given[key].length, 2 * size, `${name} ${key}`);
      } else if (type === "int") assert.equal(typeof given[key], "number", `${name} ${key}`);
      else if (type === "bool") assert.equal(typeof given[key], "boolean", `${name} ${key}`);
    }
  }

  close() {
    this.#child.stdin.end();
  }
}

async function codecs(p, format) {
  const key = await p.play("omemo.key.pair", "a", { form: "seed", key: byte(1) });
  const wire = (bare) => (format === "legacy" ? `05${bare}` : bare);
  await p.play("omemo.key.to_x25519", "a", { ed25519: key.ed25519 });
  await p.play("omemo.key.to_ed25519", "a", { x25519: key.x25519, sign: 0 });
  await p.play("omemo.key.agree", "a", { private: byte(2), public: key.x25519 });
  await p.play("omemo.key.read", "a", { format, kind: "other", key: wire(key.x25519) });
  await p.play("omemo.key.fingerprint", "a", { x25519: key.x25519 });
  const { signature } = await p.play("omemo.sign", "a", { private: key.private, message: "00" });
  await p.play("omemo.sign_seed", "a", { seed: byte(1), message: "00" });
  await p.play("omemo.verify", "a", { ed25519: key.ed25519, message: "00", signature });
  await p.play("omemo.signature.to_legacy", "a", { ed25519: key.ed25519, signature });
  await p.play("omemo.signature.from_legacy", "a", { signature });
  await p.play("omemo.label.check", "a", { identity_key: key.ed25519, label: "00", signature });
  await p.play("omemo.label.check", "a", { identity_key: key.ed25519, label: "01", signature }, {});
  const fields = { ratchet_key: key.x25519, n: 0, pn: 300, ciphertext: byte(1, 16), ad: "00", auth_key: byte(4) };
  const { message } = await p.play("omemo.message.encode", "a", { format, ...fields });
  await p.play("omemo.message.decode", "a", { format, message });
  await p.play("omemo.message.check", "a", { format, message, ad: "00", auth_key: byte(4) });
  await p.play("omemo.message.check", "a", { format, message, ad: "01", auth_key: byte(4) }, "bad-mac");
  const identity = format === "legacy" ? wire(key.x25519) : key.ed25519;
  const ids = { pre_key_id: 1, signed_pre_key_id: 2, identity_key: identity };
  const exchange = { format, ...ids, ephemeral_key: key.x25519, message };
  const { key_exchange } = await p.play("omemo.key_exchange.encode", "a", exchange);
  await p.play("omemo.key_exchange.decode", "a", { format, key_exchange });
  await p.play("omemo.forge.exchange", "a", { ...exchange, ephemeral_key: "00", append: "00" });
  const body = message.slice(2, -16);
  await p.play("omemo.forge.message", "a", { format, message_key: byte(3), ad: "00", body, mac_size: 4 });
  const keys = { identity_key: identity, signed_pre_key: wire(key.x25519), pre_key: wire(key.x25519) };
  await p.play("omemo.x3dh.active", "a", { format, identity_private: byte(5), ...keys });
  const own = { identity_private: byte(5), signed_pre_key_private: byte(6), pre_key_private: byte(7) };
  await p.play("omemo.x3dh.passive", "a", { format, ...own, identity_key: identity, ephemeral_key: wire(key.x25519) });
  await p.play("omemo.kdf.root", "a", { format, root_key: byte(1), shared: byte(2) });
  await p.play("omemo.kdf.chain", "a", { chain_key: byte(1) });
  await p.play("omemo.kdf.message", "a", { format, message_key: byte(1) });
  const { ciphertext } = await p.play("omemo.material.encrypt", "a", { format, message_key: byte(1), plaintext: "00" });
  await p.play("omemo.material.decrypt", "a", { format, message_key: byte(1), ciphertext });
  const legacy = await p.play("omemo.payload.seal_legacy", "a", { plaintext: "00" });
  await p.play("omemo.payload.open_legacy", "a", legacy);
  await p.play("omemo.payload.open_2", "a", await p.play("omemo.payload.seal_2", "a", { plaintext: "00" }));
  const devices = { format, ids: [3, 1], labels: [["label", 1, "6161", byte(0, 64)]] };
  await p.play("omemo.devices.read", "a", { format, xml: (await p.play("omemo.devices.write", "a", devices)).xml });
  const element = { format, sid: 1, keys: [["key", "a", 2, true, "00"]], payload: "", iv: byte(1, 12) };
  const { xml } = await p.play("omemo.element.write", "a", element);
  const back = await p.play("omemo.element.read", "a", { format, xml });
  assert.deepEqual(back.keys, [["key", format === "legacy" ? "" : "a", 2, true, "00"]]);
}

async function parties(p, format) {
  const alice = await p.play("omemo.party.new", "alice", { format, pool: 2 });
  await p.play("omemo.party.new", "bob", { format, pool: 2 });
  const bundle = await p.play("omemo.party.bundle", "bob", {});
  await p.play("omemo.bundle.check", "a", { format, ...bundle });
  const { xml } = await p.play("omemo.bundle.write", "a", { format, ...bundle });
  assert.deepEqual(await p.play("omemo.bundle.read", "a", { format, xml }), bundle);
  await p.play("omemo.party.changed", "bob", {});
  await p.play("omemo.party.start", "alice", { peer: "bob", ...bundle });
  const sent = await p.play("omemo.party.encrypt", "alice", { peer: "bob", plaintext: "00" });
  await p.play("omemo.party.decrypt", "bob", { peer: "alice", ...sent });
  const { state } = await p.play("omemo.party.save", "alice", {});
  await p.play("omemo.party.restore", "copy", { state });
  const forged = { peer: "bob", plaintext: "00", append: "a00600", omit: [] };
  const next = await p.play("omemo.forge.encrypt", "alice", forged);
  await p.play("omemo.party.decrypt", "bob", { peer: "alice", ...next });
  const twice = await p.play("omemo.forge.encrypt", "alice", { ...forged, append: "1000" });
  await p.play("omemo.party.decrypt", "bob", { peer: "alice", ...twice }, "duplicate-field");
  const last = await p.play("omemo.forge.encrypt", "alice", { peer: "bob", plaintext: "00", n: 2 ** 32 - 1, stay: true });
  await p.play("omemo.party.decrypt", "bob", { peer: "alice", ...last }, "too-many-skipped");
  await p.play("omemo.forge.reveal", "alice", { peer: "bob" });
  await p.play("omemo.party.status", "bob", { peer: "alice" });
  await p.play("omemo.party.rotate", "bob", {});
  await p.play("omemo.party.refill", "bob", {});
  await p.play("omemo.party.forget", "bob", { peer: "alice" });
  const bare = { identity_key: format === "legacy" ? alice.x25519 : alice.ed25519, signed_pre_key_id: 1 };
  await p.play("omemo.forge.start", "bob", { peer: "alice", ...bare, signed_pre_key: byte(0) }, "weak-key");
  await p.play("omemo.forge.start", "bob", { peer: "alice", ...bare, signed_pre_key: byte(255) }, "bad-key");
  await p.play("omemo.forge.start", "bob", { peer: "alice", ...bare, signed_pre_key: byte(9) });
}

async function managers(p, format) {
  const made = {};
  for (const [jid, device_id] of [["alice", 1], ["bob", 2]]) {
    made[jid] = await p.play("omemo.manager.new", jid, { jid, device_id, formats: [format], pool: 2 });
    made[jid].list = (await p.play("omemo.devices.write", "a", { format, ids: [device_id] })).xml;
  }
  for (const [one, other, id] of [["alice", "bob", 2], ["bob", "alice", 1]]) {
    await p.play("omemo.manager.devices", one, { format, jid: other, xml: made[other].list });
    await p.play("omemo.manager.bundle", one, { format, jid: other, device_id: id, xml: made[other].actions[0][2] });
    const { devices } = await p.play("omemo.manager.list", one, { jid: other });
    await p.play("omemo.manager.trust", one, { jid: other, x25519: devices[0][3], trust: "trusted" });
  }
  const { xml } = await p.play("omemo.manager.encrypt", "alice", { format, to: ["bob"], payload: "00" });
  const read = await p.play("omemo.manager.decrypt", "bob", { format, jid: "alice", xml });
  assert.deepEqual([read.payload, read.actions.length], ["00", 2]);
  await p.play("omemo.manager.decrypt", "alice", { format, jid: "alice", xml }, {});
  await p.play("omemo.manager.tick", "bob", {});
  await p.play("omemo.manager.reset", "bob", { format, jid: "alice", device_id: 1 });
  await p.play("omemo.manager.restore", "copy", await p.play("omemo.manager.save", "bob", {}));
}

test("every operation over the line protocol", async () => {
  const player = new Player();
  try {
    for (const format of ["legacy", "omemo-2"]) {
      await codecs(player, format);
      await parties(player, format);
      await managers(player, format);
    }
    assert.deepEqual(operations.map(({ name }) => name).filter((name) => !player.played.has(name)), []);
  } finally {
    player.close();
  }
});
