import { accept, Adapter, ignore, Reject } from "./taut_adapter.mjs";
import { registerDocuments } from "./omemo_port/document_operations.mjs";
import { registerForge } from "./omemo_port/forge.mjs";
import { registerManager } from "./omemo_port/manager_operations.mjs";
import { registerCodecs } from "./omemo_port/operations.mjs";
import { registerParty } from "./omemo_port/party_operations.mjs";
import { Refusal } from "./omemo_port/refusal.mjs";

const features = ["omemo-legacy", "omemo-2", "skip-limits", "state-format", "given-draws"];
const adapter = new Adapter({ name: "omemo-port-js", version: "1.0.0", features });

const add = (name, run) =>
  adapter.operation(name, (call) => {
    try {
      const { intermediate, ignored, ...outputs } = Object(run(call));
      return ignored ? ignore() : accept(outputs, intermediate);
    } catch (why) {
      if (why instanceof Refusal) throw new Reject(why.code, why.detail);
      throw why;
    }
  });

registerCodecs(add);
registerDocuments(add);
registerParty(add);
registerManager(add);
registerForge(add);

await adapter.run();
