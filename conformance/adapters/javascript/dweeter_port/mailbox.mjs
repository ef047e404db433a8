import { openDweets } from "./dweets.mjs";
import { mailboxSecrets, readMessage, sealMessage } from "./message.mjs";
import { Refusal } from "./refusal.mjs";
import { latestRequest, postRequest } from "./request.mjs";

/** What one participant knows of a mailbox (sections 6 to 6.3). It makes requests and reads answers, and sends none. */
export class Mailbox {
  #secrets;
  #mark = "";

  /** @param {import("./message.mjs").MailboxName} name */
  constructor(name) {
    this.#secrets = mailboxSecrets(name);
  }

  get keys() {
    return this.#secrets.keys;
  }

  get thing() {
    return this.#secrets.thing;
  }

  /**
   * The request that posts data, and the plain text of its message.
   *
   * @param {import("./values.mjs").Dict} data
   * @param {number} now Unix time in milliseconds
   * @returns {{ request: import("./request.mjs").Request, name: string, text: string }}
   */
  send(data, now) {
    const { content, name, text } = sealMessage(this.#secrets, data, now);
    return { request: postRequest(this.thing, content), name, text };
  }

  /**
   * The request whose answer `receive` reads.
   *
   * @returns {import("./request.mjs").Request}
   */
  ask() {
    return latestRequest(this.thing);
  }

  /**
   * Reads the latest message; null when there is none, or none that is newer than the last one.
   *
   * @param {import("./answer.mjs").Answer} answer
   * @returns {{ data: import("./values.mjs").Dict, name: string, text: string } | null}
   */
  receive(answer) {
    const dweets = this.#openIfFound(answer);
    if (dweets === null) return null;
    const message = readLatest(dweets);
    // `created` is ASCII of one length, so comparing code units compares code points.
    const created = message.data.get("created_time");
    if (created <= this.#mark) return null;
    this.#mark = created;
    return message;
  }

  /** A mailbox into which nobody has written is no fault (DW-BOX-3). */
  #openIfFound(answer) {
    try {
      return openDweets(this.#secrets, answer);
    } catch (why) {
      if (why instanceof Refusal && why.code === "not-found") return null;
      throw why;
    }
  }
}

function readLatest(dweets) {
  if (dweets.length === 0) throw new Refusal("no-dweet");
  const created = dweets[0].get("created");
  if (created === undefined) throw new Refusal("bad-dweet", "it has no member created");
  return readMessage(dweets[0].get("content").entries, created);
}
