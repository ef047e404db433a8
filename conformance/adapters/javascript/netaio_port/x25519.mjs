import { bodyOfCiphertext, bodyOfPlaintext, ciphertextOf, plaintextOf, plaintextSize } from "./body_text.mjs";
import { boxKey, closeBox, openBox } from "./box.mjs";
import { concat } from "./bytes.mjs";
import { checkKeyLength, clampedKey } from "./keys.mjs";
import { checkSize } from "./message.mjs";
import { peerValue } from "./peer_data.mjs";
import { Refusal } from "./refusal.mjs";
import { isBytes } from "./values.mjs";

const NONCE = 24;
const TAG = 16;

/** The cipher plugin x25519 (section 5.10). */
export class X25519 {
  /** Whether a message for many receivers has to be made for each of them (NA-SUB-2). */
  static isForOneReceiver = true;

  /** @param {{ seed: Buffer, encryptUri?: boolean }} configuration */
  constructor({ seed, encryptUri = false }) {
    checkKeyLength(seed);
    this.privateKey = clampedKey(seed);
    this.encryptUri = encryptUri;
  }

  /** It neither reads nor writes auth fields. */
  get ownFields() {
    return [];
  }

  /**
   * @param {import("./versions.mjs").Version} version the same in both
   * @param {{ fields: import("./values.mjs").Value, uri: Buffer, content: Buffer }} message
   * @param {{ peerData?: Buffer, random: import("./randomness.mjs").Randomness }} context
   */
  encrypt(version, { fields, uri, content }, { peerData, random }) {
    const key = this.#keyFor(peerData);
    const staying = this.encryptUri ? 0 : uri.length;
    checkSize(staying + NONCE + TAG + plaintextSize(this.encryptUri, { uri, content })); // NA-BOX-6
    const plaintext = plaintextOf(this.encryptUri, { uri, content });
    const nonce = random.take("nonce", NONCE); // NA-BOX-5
    const ciphertext = concat(nonce, closeBox(key, nonce, plaintext));
    const body = bodyOfCiphertext(this.encryptUri, uri, ciphertext, random);
    return { fields, ...body, shown: { box_key: key, plaintext, ciphertext } };
  }

  decrypt(version, { uri, content }, { peerData }) {
    const key = this.#keyFor(peerData);
    const ciphertext = ciphertextOf(this.encryptUri, { uri, content });
    if (ciphertext.length < NONCE + TAG) throw new Refusal("short", `a box of ${ciphertext.length} bytes`); // NA-BOX-7
    const plaintext = openBox(key, ciphertext.subarray(0, NONCE), ciphertext.subarray(NONCE));
    const body = bodyOfPlaintext(this.encryptUri, uri, plaintext);
    checkSize(body.uri.length + body.content.length); // NA-BOX-10
    return { ...body, shown: { box_key: key, plaintext } };
  }

  /** NA-BOX-2, NA-BOX-3; NA-BOX-4 follows from the keys of both. */
  #keyFor(peerData) {
    if (peerData === undefined) throw new Refusal("no-peer");
    const publicKey = peerValue(peerData, "pubkey");
    if (!isBytes(publicKey, 32)) throw new Refusal("bad-peer-data", "there is no public key of 32 bytes");
    return boxKey(this.privateKey, publicKey.content);
  }
}
