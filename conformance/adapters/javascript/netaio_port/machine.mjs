import { sha256, shake256 } from "./hashes.mjs";
import { Refusal } from "./refusal.mjs";
import { OPS } from "./script_bytes.mjs";
import { isSigned } from "./signatures.mjs";
import { rootOf } from "./taproot.mjs";
import { checkSigfields, signedPart } from "./witnesses.mjs";

const MOST_COST = 4_096;
const COST_OF_CRYPTOGRAPHY = 4;
const MOST_ITEMS = 1_024;
const LONGEST_ITEM = 1_024;
const DEEPEST_EVAL = 128;

const KEY = 32;
const SIGNATURE = 64;

const FALSE = Buffer.from([0x00]);
const TRUE = Buffer.from([0xff]);

/**
 * Runs a witness and then its lock (section 5.12). Returns if the witness opens the lock, and throws otherwise.
 *
 * @param {Buffer} witness
 * @param {Buffer} lock
 * @param {Buffer[]} sigfields
 * @returns {{ cost: number, stack: Buffer[] }}
 */
export function runScripts(witness, lock, sigfields) {
  checkSigfields(sigfields);
  const machine = new Machine(sigfields);
  machine.run(witness);
  machine.run(lock);
  const { cost, stack } = machine;
  if (stack.length !== 1 || !stack[0].equals(TRUE)) throw new Refusal("script-false", `${stack.length} items`); // NA-VM-6
  return { cost, stack };
}

/** NA-VM-3, NA-VM-4, NA-VM-5. */
function fail(why) {
  throw new Refusal("script-failed", why);
}

/** The bytes of one program, taken from the front. */
class Program {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  get isOver() {
    return this.#at === this.#bytes.length;
  }

  take(length) {
    const start = this.#at;
    if (length > this.#bytes.length - start) fail("the program ends within an instruction");
    this.#at += length;
    return this.#bytes.subarray(start, this.#at);
  }

  u8() {
    return this.take(1)[0];
  }

  u16() {
    return this.take(2).readUInt16BE();
  }

  i8() {
    return this.take(1).readInt8();
  }
}

class Machine {
  cost = 0;
  stack = [];
  #depth = 0;
  #sigfields;

  constructor(sigfields) {
    this.#sigfields = sigfields;
  }

  run(bytes) {
    const program = new Program(bytes);
    while (!program.isOver) {
      const code = program.u8();
      const instruction = code >= OPS.FIRST_NOP ? nop : INSTRUCTIONS.get(code);
      if (instruction === undefined) throw new Refusal("unsupported-instruction", `${code}`); // NA-VM-1
      this.#pay(1);
      instruction(this, program);
    }
  }

  /** NA-VM-2: before the work that it is for. */
  #pay(cost) {
    if (this.cost + cost > MOST_COST) throw new Refusal("budget");
    this.cost += cost;
  }

  push(item) {
    if (item.length > LONGEST_ITEM) fail(`an item of ${item.length} bytes`);
    if (this.stack.length >= MOST_ITEMS) fail("the stack is full");
    this.stack.push(item);
  }

  pop() {
    if (this.stack.length === 0) fail("the stack is empty");
    return this.stack.pop();
  }

  popMany(count) {
    if (count > this.stack.length) fail(`the stack has no ${count} items`);
    return Array.from({ length: count }, () => this.stack.pop());
  }

  /** @returns {this} so that the bool can be verified at once */
  pushBool(is) {
    this.push(is ? TRUE : FALSE);
    return this;
  }

  duplicate() {
    const item = this.pop();
    this.push(item);
    this.push(item);
  }

  shake(length) {
    this.push(shake256(this.pop(), length));
  }

  equal() {
    const [a, b] = this.popMany(2);
    return this.pushBool(a.equals(b));
  }

  verify() {
    if (this.pop().every((byte) => byte === 0)) fail("a value is false");
  }

  evaluate(script) {
    if (script.length === 0) fail("an empty program is evaluated");
    if (this.#depth === DEEPEST_EVAL) fail("EVAL is nested too deep");
    this.#depth += 1;
    this.run(script);
    this.#depth -= 1;
  }

  /** CHECK_SIG with what it has popped; `allowed` are the flags that a signature may have. */
  isSignedBy(key, signature, allowed) {
    if (key.length !== KEY) fail(`a key of ${key.length} bytes`);
    if (signature.length !== SIGNATURE && signature.length !== SIGNATURE + 1) fail(`a signature of ${signature.length} bytes`);
    const flags = signature[SIGNATURE] ?? 0;
    if ((flags & ~allowed) !== 0) fail(`the flags ${flags}`);
    const signed = signedPart(this.#sigfields, flags);
    this.push(signed); // it passes over the stack, whose bounds hold for it too
    this.pop();
    this.#pay(COST_OF_CRYPTOGRAPHY);
    return isSigned(key, signed, signature.subarray(0, SIGNATURE));
  }

  checkSig(allowed) {
    const [key, signature] = this.popMany(2);
    return this.pushBool(this.isSignedBy(key, signature, allowed));
  }

  checkMultisig(program) {
    const [allowed, quorum, count] = [program.u8(), program.u8(), program.u8()];
    const keys = this.popMany(count);
    const signatures = this.popMany(quorum);
    const verified = new Set();
    for (const signature of signatures) {
      const index = keys.findIndex((key) => this.isSignedBy(key, signature, allowed));
      if (index === -1) continue;
      keys.splice(index, 1);
      verified.add(signature.toString("hex"));
    }
    return this.pushBool(verified.size === quorum);
  }

  taproot(allowed) {
    const root = this.pop();
    if (root.length !== KEY) fail(`a root of ${root.length} bytes`);
    const top = this.pop();
    if (top.length !== KEY) {
      this.pushBool(this.isSignedBy(root, top, allowed));
      return;
    }
    const script = this.pop();
    this.#pay(COST_OF_CRYPTOGRAPHY);
    const found = rootOf(top, script);
    if (found === undefined) fail("the internal key is no point of prime order");
    if (found.root.equals(root)) this.evaluate(script);
    else this.pushBool(false);
  }
}

/** What each instruction does. */
const INSTRUCTIONS = new Map([
  [OPS.FALSE, (machine) => machine.pushBool(false)],
  [OPS.TRUE, (machine) => machine.pushBool(true)],
  [OPS.PUSH0, (machine, program) => machine.push(program.take(1))],
  [OPS.PUSH1, (machine, program) => machine.push(program.take(program.u8()))],
  [OPS.PUSH2, (machine, program) => machine.push(program.take(program.u16()))],
  [OPS.DUP, (machine) => machine.duplicate()],
  [OPS.SHA256, (machine) => machine.push(sha256(machine.pop()))],
  [OPS.SHAKE256, (machine, program) => machine.shake(program.u8())],
  [OPS.VERIFY, (machine) => machine.verify()],
  [OPS.EQUAL, (machine) => machine.equal()],
  [OPS.EQUAL_VERIFY, (machine) => machine.equal().verify()],
  [OPS.CHECK_SIG, (machine, program) => machine.checkSig(program.u8())],
  [OPS.CHECK_SIG_VERIFY, (machine, program) => machine.checkSig(program.u8()).verify()],
  [OPS.EVAL, (machine) => machine.evaluate(machine.pop())],
  [OPS.CHECK_MULTISIG, (machine, program) => machine.checkMultisig(program)],
  [OPS.CHECK_MULTISIG_VERIFY, (machine, program) => machine.checkMultisig(program).verify()],
  [OPS.TAPROOT, (machine, program) => machine.taproot(program.u8())],
]);

function nop(machine, program) {
  const count = program.i8();
  if (count < 0) fail(`${count} items are popped`);
  machine.popMany(count);
}
