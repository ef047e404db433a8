import { concat } from "./bytes.mjs";
import { hkdf } from "./kdf.mjs";
import { agree } from "./keys.mjs";

/** The first secret of a session (section 5.8). Public keys are in X25519 form here. */

const ZERO = Buffer.alloc(32);
const ONES = Buffer.alloc(32, 0xff);

export function initiatorSecret(format, own, other) {
  const dh1 = agree(own.identity, other.signedPreKey);
  const dh2 = agree(own.ephemeral, other.identity);
  const dh3 = agree(own.ephemeral, other.signedPreKey);
  const dh4 = other.preKey === undefined ? undefined : agree(own.ephemeral, other.preKey);
  return finish(format, { dh1, dh2, dh3, dh4 });
}

export function responderSecret(format, own, other) {
  const dh1 = agree(own.signedPreKey, other.identity);
  const dh2 = agree(own.identity, other.ephemeral);
  const dh3 = agree(own.signedPreKey, other.ephemeral);
  const dh4 = own.preKey === undefined ? undefined : agree(own.preKey, other.ephemeral);
  return finish(format, { dh1, dh2, dh3, dh4 });
}

function finish(format, { dh1, dh2, dh3, dh4 }) {
  const secrets = concat(ONES, dh1, dh2, dh3, ...(dh4 === undefined ? [] : [dh4]));
  const sharedSecret = hkdf(ZERO, secrets, format.x3dhInfo, 32);
  return { sharedSecret, intermediate: { dh1, dh2, dh3, dh4 } };
}
