/**
 * @typedef {object} Handler
 * @property {(message: object) => void} [act]
 * @property {object} [innerAuth]
 * @property {object} [innerCipher]
 */

/** Who is to have the messages of a key (section 6.2). A key has at most one one-time handler and one other. */
export class Handlers {
  #usual = new Map();
  #oneTime = new Map();

  /** @param {{ type: number, uri?: Buffer, address?: string }} key */
  set(key, handler, isOneTime = false) {
    this.#of(isOneTime).set(nameOf(key), handler);
  }

  remove(key, isOneTime = false) {
    this.#of(isOneTime).delete(nameOf(key));
  }

  /** @returns {{ handler: Handler, key: object, isOneTime: boolean } | undefined} (NA-ROUTE-1, NA-ROUTE-2) */
  find({ type, uri, address }) {
    for (const key of [{ type, uri, address }, { type, uri }, { type }]) {
      for (const isOneTime of [true, false]) {
        const handler = this.#of(isOneTime).get(nameOf(key));
        if (handler !== undefined) return { handler, key, isOneTime };
      }
    }
    return undefined;
  }

  #of(isOneTime) {
    return isOneTime ? this.#oneTime : this.#usual;
  }
}

function nameOf({ type, uri, address }) {
  return JSON.stringify([type, uri?.toString("hex") ?? null, address ?? null]);
}
