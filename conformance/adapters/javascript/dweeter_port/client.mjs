import { readAnswer } from "./answer.mjs";
import { exchange } from "./exchange.mjs";
import { Mailbox } from "./mailbox.mjs";

/** A Mailbox that talks to a service over HTTP (section 6.4). Its exchanges follow one another. */
export class Client extends Mailbox {
  #baseUrl;
  #timeLimit;
  #last = Promise.resolve();

  /**
   * Opens no connection, and does not look at the base URL: that is for the exchange.
   *
   * @param {import("./message.mjs").MailboxName & { baseUrl: string, timeLimit: number }} options with the time limit
   *   of an exchange in milliseconds
   */
  constructor({ baseUrl, timeLimit, ...name }) {
    super(name);
    this.#baseUrl = baseUrl;
    this.#timeLimit = timeLimit;
  }

  /**
   * Posts data, and gives what the service says about it.
   *
   * @param {import("./values.mjs").Dict} data
   * @param {number} [now] Unix time in milliseconds
   * @returns {Promise<import("./values.mjs").Value>}
   */
  async post(data, now = Date.now()) {
    const { request } = this.send(data, now);
    return this.#inTurn(async () => readAnswer(await this.#exchange(request)));
  }

  /**
   * Asks for the latest message; null when there is none, or none that is newer than the last one.
   *
   * @returns {Promise<{ data: import("./values.mjs").Dict, name: string, text: string } | null>}
   */
  async poll() {
    return this.#inTurn(async () => this.receive(await this.#exchange(this.ask())));
  }

  async #exchange(request) {
    return exchange(this.#baseUrl, this.#timeLimit, request);
  }

  /** Begins when the exchange before has ended, however it ended. */
  #inTurn(run) {
    const turn = this.#last.then(run);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
