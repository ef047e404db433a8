/**
 * What has happened to a node and was not told yet, oldest first. It happens at any time, and is told when somebody
 * collects it, each event once.
 */
export class EventLog {
  #events = [];
  #look = () => {};

  /** @param {unknown[]} event whose first member is its tag */
  add(event) {
    this.#events.push(event);
    this.#look();
  }

  /**
   * Takes the events up to one with the tag `until`, or `limit` of them, whichever comes first; what there is, when
   * neither has come within this time.
   *
   * @param {{ within: number, until?: string, limit?: number }} how the time in milliseconds
   * @returns {Promise<unknown[][]>}
   */
  async collect({ within, until, limit = Infinity }) {
    let looked = 0; // so that many events do not cost their square
    const wanted = () => {
      while (looked < Math.min(this.#events.length, limit)) {
        if (this.#events[looked++][0] === until) return true;
      }
      return looked >= limit;
    };
    if (!wanted()) await this.#atMost(within, wanted);
    return this.#events.splice(0, looked);
  }

  #atMost(time, isDone) {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#look = () => {}; // now, for more may happen before anybody hears of the end
        resolve();
      };
      const timer = setTimeout(end, time);
      this.#look = () => {
        if (isDone()) end();
      };
    });
  }
}
