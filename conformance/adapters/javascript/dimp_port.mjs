// The adapter of the port: answers the line protocol with what the modules beside it do.

import { Adapter, Reject } from "./taut_adapter.mjs";
import { forging } from "./dimp_port/forge.mjs";
import { nodeOperations } from "./dimp_port/node_operations.mjs";
import { operations } from "./dimp_port/operations.mjs";
import { Refusal } from "./dimp_port/refusal.mjs";

const features = ["dimp-ecc", "dimp-btc", "dimp-eth", "dimp-profile-attached", "dimp-storage"];
const adapter = new Adapter({ name: "dimp-port-js", version: "1.0.0", codes: "exact", features });

for (const [name, run] of Object.entries({ ...operations, ...nodeOperations, ...forging })) {
  adapter.operation(`dimp.${name}`, (call) => {
    try {
      return run(call);
    } catch (why) {
      if (why instanceof Refusal) throw new Reject(why.code, why.message);
      throw why;
    }
  });
}

await adapter.run();
