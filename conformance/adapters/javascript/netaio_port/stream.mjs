import { bodyOfCiphertext, bodyOfPlaintext, ciphertextOf, plaintextOf, plaintextSize } from "./body_text.mjs";
import { neededFields, withFields } from "./fields.mjs";
import { sha256 } from "./hashes.mjs";
import { checkSize } from "./message.mjs";
import { Refusal } from "./refusal.mjs";
import { bytes, isBytes } from "./values.mjs";
import { applyKeystream } from "./versions.mjs";

const IV = 16;

/** The cipher plugin stream (section 5.9). */
export class Stream {
  /** @param {{ key: Buffer, ivField?: string, encryptUri?: boolean }} configuration */
  constructor({ key, ivField = "iv", encryptUri = true }) {
    this.keyHash = sha256(key);
    this.ivField = ivField;
    this.encryptUri = encryptUri;
  }

  get ownFields() {
    return [this.ivField];
  }

  /**
   * @param {import("./versions.mjs").Version} version
   * @param {{ fields: import("./values.mjs").Value, uri: Buffer, content: Buffer }} message
   * @param {{ random: import("./randomness.mjs").Randomness }} context
   */
  encrypt(version, { fields, uri, content }, { random }) {
    const staying = this.encryptUri ? 0 : uri.length;
    checkSize(staying + plaintextSize(this.encryptUri, { uri, content })); // NA-STREAM-2: the ciphertext has this size too
    const iv = random.take("iv", IV); // NA-STREAM-1
    const plaintext = plaintextOf(this.encryptUri, { uri, content });
    const ciphertext = applyKeystream(version, this.keyHash, iv, plaintext);
    const body = bodyOfCiphertext(this.encryptUri, uri, ciphertext, random);
    const shown = { key_hash: this.keyHash, plaintext, ciphertext };
    return { fields: withFields(fields, [[this.ivField, bytes(iv)]]), ...body, shown };
  }

  decrypt(version, { fields, uri, content }) {
    const [iv] = neededFields(fields, [this.ivField]);
    if (!isBytes(iv, IV)) throw new Refusal("bad-field", "the IV is not 16 bytes"); // NA-STREAM-5
    const plaintext = applyKeystream(version, this.keyHash, iv.content, ciphertextOf(this.encryptUri, { uri, content }));
    const body = bodyOfPlaintext(this.encryptUri, uri, plaintext);
    checkSize(body.uri.length + body.content.length); // NA-STREAM-7
    return { ...body, shown: { key_hash: this.keyHash, plaintext } };
  }
}
