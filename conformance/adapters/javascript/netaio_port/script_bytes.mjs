import { concat, u16, u8 } from "./bytes.mjs";
import { Refusal } from "./refusal.mjs";

/** Instructions of section 5.12, by their names there. */
export const OPS = {
  FALSE: 0x00,
  TRUE: 0x01,
  PUSH0: 0x02,
  PUSH1: 0x03,
  PUSH2: 0x04,
  DUP: 0x1d,
  SHA256: 0x1e,
  SHAKE256: 0x1f,
  VERIFY: 0x20,
  EQUAL: 0x21,
  EQUAL_VERIFY: 0x22,
  CHECK_SIG: 0x23,
  CHECK_SIG_VERIFY: 0x24,
  EVAL: 0x2d,
  CHECK_MULTISIG: 0x46,
  CHECK_MULTISIG_VERIFY: 0x47,
  TAPROOT: 0x5b,
  FIRST_NOP: 0x5c,
};

/** A push of up to 255 bytes, as keys and signatures are pushed whatever their size. */
export function push(bytes) {
  return concat(u8(OPS.PUSH1), u8(bytes.length), bytes);
}

/** A push of a script: by the instruction that fits its size (section 4.9, NA-WIT-4). */
export function pushScript(script) {
  if (script.length === 1) return concat(u8(OPS.PUSH0), script);
  if (script.length <= 255) return push(script);
  if (script.length > 65_535) throw new Refusal("too-large", `a script of ${script.length} bytes`);
  return concat(u8(OPS.PUSH2), u16(script.length), script);
}
