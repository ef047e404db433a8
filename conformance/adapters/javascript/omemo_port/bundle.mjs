import { checkId, readIdentity, readKey, toEd25519, checkPoint } from "./keys.mjs";
import { refuse } from "./refusal.mjs";
import { checkSignature, checkSignatureLength, fromLegacy } from "./signature.mjs";

/** Checks of bundles, in the order of section 4.6. */

/** All up to OM-SIGN-4 and with it. Public keys in X25519 form. */
export function readBundle(format, bundle) {
  checkId(bundle.signedPreKeyId);
  for (const id of bundle.preKeyIds) checkId(id);
  if (new Set(bundle.preKeyIds).size !== bundle.preKeyIds.length) refuse("duplicate-id"); // OM-BUNDLE-2
  if (bundle.preKeyIds.length === 0) refuse("no-pre-key"); // OM-BUNDLE-3
  const x25519 = readIdentity(format, bundle.identityKey);
  const signedPreKey = readKey(format, bundle.signedPreKey);
  const preKeys = bundle.preKeys.map((key) => readKey(format, key));
  checkSignatureLength(bundle.signature);
  return { x25519, signedPreKey, preKeys };
}

export function checkBundle(format, bundle) {
  const keys = readBundle(format, bundle);
  let [ed25519, signature] = [bundle.identityKey, bundle.signature];
  if (format.isLegacy) {
    const bare = fromLegacy(signature);
    signature = bare.signature;
    ed25519 = toEd25519(keys.x25519, bare.sign);
    checkPoint(ed25519);
  }
  checkSignature(ed25519, bundle.signedPreKey, signature); // OM-BUNDLE-4
  return { ...keys, ed25519 };
}
