import { formatOf } from "./bytes.mjs";
import * as documents from "./documents.mjs";
import { bundleOf, bundleOutputs } from "./party_operations.mjs";

const hex = (text) => Buffer.from(text, "hex");

/** Operations on XML (sections 5.5 to 5.7). */
export function registerDocuments(add) {
  const of = (c) => formatOf(c.input.format);
  add("omemo.bundle.write", (c) => ({ xml: documents.writeBundleXml(of(c), bundleOf(c)) }));
  add("omemo.bundle.read", (c) => bundleOutputs(documents.readBundleXml(of(c), c.bytesOf("xml"))));
  add("omemo.devices.write", (c) => {
    const labels = new Map((c.input.labels ?? []).map(([, id, label, signature]) => [id, [label, signature].map(hex)]));
    const devices = c.input.ids.map((id) => {
      const [label, signature] = labels.get(id) ?? [];
      return { id, label, signature };
    });
    return { xml: documents.writeDevices(of(c), devices) };
  });
  add("omemo.devices.read", (c) => {
    const devices = documents.readDevices(of(c), c.bytesOf("xml"));
    const labelled = devices.filter(({ label }) => label !== undefined);
    return {
      ids: devices.map(({ id }) => id),
      labels: labelled.map(({ id, label, signature }) => ["label", id, label, signature]),
    };
  });
  add("omemo.element.write", (c) => {
    const keys = c.input.keys.map(([, jid, rid, isExchange, data]) => ({ jid, rid, isExchange, data: hex(data) }));
    const element = { sid: c.input.sid, keys, iv: c.bytesOf("iv"), payload: c.bytesOf("payload") };
    return { xml: documents.writeEncrypted(of(c), element) };
  });
  add("omemo.element.read", (c) => {
    const { sid, keys, iv, payload } = documents.readEncrypted(of(c), c.bytesOf("xml"));
    return { sid, keys: keys.map(({ jid, rid, isExchange, data }) => ["key", jid, rid, isExchange, data]), iv, payload };
  });
}
