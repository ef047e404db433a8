/** Something that the protocol refuses, with a code of section 7. Every other error is a mistake of a program. */
export class Refusal extends Error {
  constructor(code, detail = undefined) {
    super(detail === undefined ? code : `${code}: ${detail}`);
    this.code = code;
    this.detail = detail;
  }
}

/** @param {string} [detail] for people; of what a peer has written it tells no more than its beginning */
export function refuse(code, detail) {
  throw new Refusal(code, detail?.slice(0, 80).toWellFormed());
}
