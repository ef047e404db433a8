import { Reject } from "../taut_adapter.mjs";

import { Refusal } from "./index.mjs";

/** What the implementation refuses is a rejection; every other failure stays what it is (AD-MSG-4, AD-MSG-5). */
export function rejectionOf(why) {
  return why instanceof Refusal ? new Reject(why.code, why.detail) : why;
}
