/** Every code of section 7: what a refusal may say, and nothing else. */
export const CODES = new Set([
  "bad-answer",
  "bad-created",
  "bad-data",
  "bad-dweet",
  "bad-length",
  "bad-padding",
  "bad-url",
  "duplicate-member",
  "empty-iv",
  "empty-key",
  "extra-members",
  "failed",
  "http-status",
  "lone-surrogate",
  "long-number",
  "loose-text",
  "media-type",
  "mismatch",
  "no-dweet",
  "no-remote-time",
  "non-finite",
  "not-base64",
  "not-found",
  "not-hex",
  "not-json",
  "not-object",
  "not-succeeded",
  "not-utf8",
  "redirected",
  "timed-out",
  "too-deep",
  "too-large",
  "unreachable",
  "wrong-thing",
]);

/** What the protocol refuses. All other errors are mistakes of a program. */
export class Refusal extends Error {
  /**
   * @param {string} code one of `CODES`
   * @param {string} [detail] for people
   */
  constructor(code, detail = "") {
    super(detail === "" ? code : `${code}: ${detail}`);
    if (!CODES.has(code)) throw new TypeError(`${code} is no code of dweeter`);
    this.name = "Refusal";
    this.code = code;
    this.detail = detail;
  }
}
