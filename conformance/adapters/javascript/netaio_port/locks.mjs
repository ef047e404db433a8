import { concat, u8 } from "./bytes.mjs";
import { shake256 } from "./hashes.mjs";
import { checkKeyLength } from "./keys.mjs";
import { Refusal } from "./refusal.mjs";
import { OPS, push } from "./script_bytes.mjs";
import { rootOf } from "./taproot.mjs";

const KEY_HASH = 20;
const NO_FLAGS = Buffer.alloc(1);

/**
 * Makes a lock by the table of section 4.9 (NA-LOCK-4).
 *
 * @param {string} kind
 * @param {{ keys: Buffer[], quorum?: number, flags?: Buffer, script?: Buffer }} parts
 * @returns {{ lock: Buffer, tweak?: Buffer }}
 */
export function makeLock(kind, { keys, quorum, flags = NO_FLAGS, script }) {
  checkFlags(flags);
  if (kind !== "multi" && keys.length !== 1) throw new TypeError(`${keys.length} keys in a lock of kind ${kind}`);
  keys.forEach(checkKeyLength);
  switch (kind) {
    case "single":
      return { lock: concat(push(keys[0]), u8(OPS.CHECK_SIG), flags) };
    case "key-hash":
      return { lock: keyHashLock(keys[0], flags) };
    case "multi":
      return { lock: multiLock(keys, quorum, flags) };
    case "taproot":
      return taprootLock(keys[0], script, flags);
    default:
      throw new TypeError(`${kind} is no kind of lock`);
  }
}

export function checkFlags(flags) {
  if (flags.length !== 1) throw new TypeError(`flags of ${flags.length} bytes`);
}

function keyHashLock(key, flags) {
  const hash = push(shake256(key, KEY_HASH));
  const hashing = Buffer.from([OPS.DUP, OPS.SHAKE256, KEY_HASH]);
  return concat(hashing, hash, u8(OPS.EQUAL_VERIFY), u8(OPS.CHECK_SIG), flags);
}

/** NA-LOCK-2: also of what no byte holds. */
function multiLock(keys, quorum, flags) {
  if (quorum === undefined) throw new TypeError("a lock of kind multi has a quorum");
  const different = new Set(keys.map((key) => key.toString("hex"))).size;
  if (quorum < 0 || quorum > different || keys.length > 255) {
    throw new Refusal("bad-quorum", `${quorum} of ${different} keys`);
  }
  return concat(...keys.map(push), u8(OPS.CHECK_MULTISIG), flags, u8(quorum), u8(keys.length));
}

function taprootLock(key, script, flags) {
  if (script === undefined) throw new TypeError("a lock of kind taproot has a script");
  const found = rootOf(key, script);
  if (found === undefined) throw new Refusal("bad-point"); // NA-LOCK-3
  return { lock: concat(push(found.root), u8(OPS.TAPROOT), flags), tweak: found.tweak };
}
