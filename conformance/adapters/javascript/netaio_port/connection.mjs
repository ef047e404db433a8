import { HEADER, readFields, readHeader } from "./message.mjs";

/**
 * What has come on a connection and is no whole message yet (section 6.4). Pieces are put together only when a part of
 * the message is whole, so that many small ones cost no more than a large one, and nothing is set aside for lengths.
 */
export class Connection {
  #pieces = [];
  #length = 0;
  #needed = HEADER;
  #areFieldsRead = false;

  /** When the first byte of the message came that is not whole yet. */
  since;

  add(data, now) {
    if (this.#length === 0) this.since = now;
    this.#pieces.push(data);
    this.#length += data.length;
  }

  get isWithinMessage() {
    return this.#length > 0;
  }

  /**
   * Takes the next whole message (NA-TCP-1).
   *
   * @returns {Buffer | undefined} undefined if more has to come. A part of a message that section 4 refuses is refused
   *   as soon as it is whole (NA-TCP-2); the body is for whoever decodes the message.
   */
  next(known, now) {
    if (this.#length < this.#needed) return undefined;
    const bytes = this.#joined();
    const { authLength, bodyLength } = readHeader(bytes, known);
    const bodyStart = HEADER + authLength;
    if (!this.#isThere(bodyStart)) return undefined;
    if (!this.#areFieldsRead) readFields(bytes.subarray(HEADER, bodyStart));
    this.#areFieldsRead = true;
    if (!this.#isThere(bodyStart + bodyLength)) return undefined;
    this.#keep(bytes.subarray(this.#needed), now);
    return bytes.subarray(0, bodyStart + bodyLength);
  }

  #isThere(end) {
    this.#needed = end;
    return this.#length >= end;
  }

  #joined() {
    if (this.#pieces.length > 1) this.#pieces = [Buffer.concat(this.#pieces)];
    return this.#pieces[0];
  }

  #keep(rest, now) {
    this.#pieces = [rest];
    this.#length = rest.length;
    this.#needed = HEADER;
    this.#areFieldsRead = false;
    this.since = now;
  }
}
