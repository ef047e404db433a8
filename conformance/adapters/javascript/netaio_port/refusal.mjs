/** Every code of section 7: what a refusal may say, and nothing else. */
export const CODES = new Set([
  "bad-box",
  "bad-category",
  "bad-checksum",
  "bad-field",
  "bad-fields",
  "bad-key-length",
  "bad-mac",
  "bad-peer-data",
  "bad-point",
  "bad-quorum",
  "bad-type",
  "bad-value",
  "budget",
  "field-clash",
  "low-order-key",
  "missing-field",
  "no-local-peer",
  "no-peer",
  "not-canonical",
  "not-connected",
  "script-failed",
  "script-false",
  "short",
  "too-deep",
  "too-large",
  "trailing",
  "unknown-code",
  "unknown-type",
  "unsupported-instruction",
  "unsupported-value",
]);

/** What the protocol refuses. All other errors are mistakes of a program. */
export class Refusal extends Error {
  /**
   * @param {string} code one of `CODES`
   * @param {string} [detail] for people
   */
  constructor(code, detail = "") {
    super(detail === "" ? code : `${code}: ${detail}`);
    if (!CODES.has(code)) throw new TypeError(`${code} is no code of netaio`);
    this.name = "Refusal";
    this.code = code;
    this.detail = detail;
  }
}
