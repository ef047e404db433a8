import { concat } from "./bytes.mjs";
import { checkKeyLength, signWith, verifyKeyOf } from "./keys.mjs";
import { checkFlags } from "./locks.mjs";
import { Refusal } from "./refusal.mjs";
import { push, pushScript } from "./script_bytes.mjs";
import { signUnderRoot } from "./taproot.mjs";

const NO_FLAGS = Buffer.alloc(1);
const MOST_SIGFIELDS = 8;
const LONGEST_SIGNED = 1_024;

const KINDS_WITH_ONE_SEED = new Set(["single", "key-hash", "taproot-key"]);

/** What a signature with these flags covers: bit i − 1 leaves out sigfield i (NA-WIT-2). */
export function signedPart(sigfields, flags) {
  return concat(...sigfields.filter((_, index) => (flags & (1 << index)) === 0));
}

export function checkSigfields(sigfields) {
  if (sigfields.length > MOST_SIGFIELDS) throw new TypeError(`${sigfields.length} sigfields`);
}

/**
 * Makes a witness by the table of section 4.9 (NA-WIT-3).
 *
 * @param {string} kind
 * @param {{ seeds: Buffer[], flags?: Buffer, script?: Buffer, key?: Buffer, sigfields: Buffer[] }} parts
 * @returns {{ witness: Buffer, signed: Buffer, scalar?: Buffer }}
 */
export function makeWitness(kind, { seeds, flags = NO_FLAGS, script, key, sigfields }) {
  checkFlags(flags);
  checkSigfields(sigfields);
  if (KINDS_WITH_ONE_SEED.has(kind) && seeds.length !== 1) throw new TypeError(`${seeds.length} seeds`);
  checkKeys(kind, seeds, key);
  if (kind.startsWith("taproot-") && script === undefined) throw new TypeError(`a witness of kind ${kind} has a script`);
  const signed = signedPart(sigfields, flags[0]);
  if (signed.length > LONGEST_SIGNED) throw new Refusal("too-large", `${signed.length} bytes to sign`); // NA-WIT-1
  const scriptPush = kind === "taproot-script" ? pushScript(script) : undefined;
  const signatures = seeds.map((seed) => push(withFlags(signWith(seed, signed), flags)));
  switch (kind) {
    case "single":
    case "multi":
      return { witness: concat(...signatures), signed };
    case "key-hash":
      return { witness: concat(...signatures, push(verifyKeyOf(seeds[0]))), signed };
    case "taproot-script":
      return { witness: concat(...signatures, scriptPush, push(key)), signed };
    case "taproot-key":
      return taprootKeyWitness(seeds[0], script, flags, signed);
    default:
      throw new TypeError(`${kind} is no kind of witness`);
  }
}

/** NA-LOCK-1, of the internal key too that a witness carries: whether it is a point is for the lock to say. */
function checkKeys(kind, seeds, key) {
  seeds.forEach(checkKeyLength);
  if (kind !== "taproot-script") return;
  if (key === undefined) throw new TypeError("a witness of kind taproot-script has an internal key");
  checkKeyLength(key);
}

function taprootKeyWitness(seed, script, flags, signed) {
  const { signature, scalar } = signUnderRoot(seed, script, signed);
  return { witness: push(withFlags(signature, flags)), signed, scalar };
}

function withFlags(signature, flags) {
  return flags[0] === 0 ? signature : concat(signature, flags);
}
