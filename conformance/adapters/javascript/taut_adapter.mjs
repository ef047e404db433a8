// The line protocol of Taut for adapters in JavaScript: `spec/adapter.md`. Node.js 20 or newer, no packages.
//
//     import { accept, Adapter, ignore, Reject } from "./taut_adapter.mjs";
//
//     const adapter = new Adapter({ name: "mine", version: "1.0", codes: "exact", draws: "inject", clock: "inject" });
//
//     adapter.operation("protocol.open", (call) => {
//       try {
//         return accept({ plaintext: mine.open(call.bytesOf("key"), call.bytesOf("message")) });
//       } catch (why) {
//         if (why instanceof mine.BadSignature) throw new Reject("bad-signature", why.message);
//         throw why;
//       }
//     });
//
//     await adapter.run();
//
// An operation may be an async function. Map only the errors that your library documents to codes; every other one
// is answered `error` by itself, with its stack on standard error. Import this module before your library: it keeps
// standard output for answers and sends what other code in JavaScript prints there to standard error. It cannot do so
// for native code and child processes; start these with other streams than their parent's.

const LINE_LIMIT = 16 * 1024 * 1024;
const FLUSH_AFTER = 10; // milliseconds that an answer may wait for more answers to travel with

const { stdin, stdout, stderr } = process;
const write = stdout.write.bind(stdout);
stdout.write = (...args) => stderr.write(...args);

/** The operation succeeded. Values that are bytes (`Uint8Array`, `Buffer`) are written as hex. */
export function accept(members = {}, intermediate = undefined) {
  return { accept: members, intermediate };
}

/** The message is dropped and nothing changes. */
export function ignore() {
  return { ignore: {} };
}

/** The message is refused. Throw it with a code of the specification, and with free text if that helps. */
export class Reject extends Error {
  constructor(code, detail = undefined, intermediate = undefined) {
    super(code);
    this.code = code;
    this.detail = detail;
    this.intermediate = intermediate;
  }
}

/** One request: what an operation is given. */
class Call {
  #actors;
  #actor;

  constructor(request, actors) {
    this.op = request.op;
    this.input = request.in ?? {};
    this.draws = request.draws ?? {};
    this.now = request.now;
    this.#actors = actors;
    this.#actor = request.actor;
  }

  /** The input of this name, from hex; undefined when it was left out. */
  bytesOf(name) {
    const value = this.input[name];
    return value === undefined ? undefined : bytes(value, name);
  }

  /** The random value of this name that the request brings, for adapters with `draws: "inject"`. */
  draw(name) {
    return bytes(this.draws[name], name);
  }

  /** What this actor keeps between the steps of this session. Assign it to create the actor. */
  get state() {
    if (!this.#actors.has(this.#actor)) throw new Error(`actor ${this.#actor} was not created in this session`);
    return this.#actors.get(this.#actor);
  }

  set state(value) {
    this.#actors.set(this.#actor, value);
  }
}

/** Reads requests from standard input and answers them, until the input ends. */
export class Adapter {
  #hello;
  #operations = new Map();
  #sessions = new Map();
  #release = () => {};

  constructor({
    name,
    version,
    codes = "exact",
    draws = "inject",
    clock = "inject",
    choices = {},
    features = [],
    inFlight = 64,
  }) {
    const about = { taut: 1, name, version, language: "javascript" };
    this.#hello = { ...about, features, choices, codes, draws, clock, in_flight: inFlight };
  }

  /** Registers a function as the operation of this name. */
  operation(name, run) {
    if (this.#operations.has(name)) throw new Error(`operation ${name} is registered twice`);
    this.#operations.set(name, run);
  }

  /** Registers what closes all that a state has open, when its session ends or another state takes its place. */
  release(run) {
    this.#release = run;
  }

  /** Answers until the input ends, or until nobody reads the answers any more. */
  async run() {
    stdout.on("error", () => process.exit(0));
    for await (const lines of batches()) {
      let answers = "";
      let since = Date.now();
      for (const line of lines) {
        answers += `${await this.#answerLine(line)}\n`;
        if (Date.now() - since > FLUSH_AFTER) {
          write(answers);
          await new Promise(setImmediate); // sockets of the adapter have their turn
          [answers, since] = ["", Date.now()];
        }
      }
      if (answers !== "") write(answers);
    }
    for (const session of this.#sessions.keys()) await this.#end(session);
  }

  async #answerLine(line) {
    let id = null;
    try {
      const request = parse(line);
      id = request.id;
      const answer = await this.#answer(request);
      return JSON.stringify({ id, ...answer }, encode);
    } catch (why) {
      if (id !== null) console.error(why);
      const text = why instanceof Error ? `${why.name}: ${why.message}` : String(why);
      return JSON.stringify({ id, error: text.slice(0, 1000) });
    }
  }

  async #answer(request) {
    const operation = this.#operations.get(request.op);
    if (operation !== undefined) {
      const actors = this.#actors(request.session);
      const before = actors.get(request.actor);
      try {
        return await operation(new Call(request, actors));
      } catch (why) {
        if (!(why instanceof Reject)) throw why;
        return { reject: why.code, detail: why.detail, intermediate: why.intermediate };
      } finally {
        if (before !== undefined && actors.get(request.actor) !== before) await this.#free(before);
      }
    }
    switch (request.op) {
      case "taut.echo":
        return { accept: request.in ?? {} };
      case "end":
        await this.#end(request.session);
        return { accept: {} };
      case "hello":
        if (!request.in?.taut?.includes(1)) return { error: "this adapter speaks version 1 of the line protocol" };
        return { accept: { ...this.#hello, ops: [...this.#operations.keys()] } };
      default:
        return { error: `unknown operation ${JSON.stringify(request.op)}` };
    }
  }

  async #end(session) {
    const states = [...(this.#sessions.get(session)?.values() ?? [])];
    this.#sessions.delete(session);
    await Promise.all(states.map((state) => this.#free(state)));
  }

  /** The end of a session is accepted whatever comes of this. */
  async #free(state) {
    try {
      await this.#release(state);
    } catch (why) {
      console.error(why);
    }
  }

  #actors(session) {
    let actors = this.#sessions.get(session);
    if (actors === undefined) this.#sessions.set(session, (actors = new Map()));
    return actors;
  }
}

/** The lines that each chunk of input completes, as bytes; null stands for one over the limit. */
async function* batches() {
  let parts = [];
  let length = 0;
  const take = () => {
    const line = length <= LINE_LIMIT ? Buffer.concat(parts) : null;
    [parts, length] = [[], 0];
    return line;
  };
  const add = (part) => {
    length += part.length;
    if (length <= LINE_LIMIT) parts.push(part);
    else parts = [];
  };
  for await (const chunk of stdin) {
    const lines = [];
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      add(chunk.subarray(start, end));
      lines.push(take());
      start = end + 1;
    }
    add(chunk.subarray(start));
    yield lines.filter((line) => line === null || line.length > 0);
  }
  if (length > 0) yield [take()];
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function parse(line) {
  if (line === null) throw new Error("the line is longer than 16 MiB");
  const request = JSON.parse(utf8.decode(line));
  if (!Number.isSafeInteger(request?.id)) throw new Error("a request is a JSON object with an integer id");
  return request;
}

function bytes(hex, name) {
  if (typeof hex !== "string" || !/^(?:[0-9a-f]{2})*$/.test(hex)) throw new TypeError(`${name} is not hex: ${hex}`);
  return Buffer.from(hex, "hex");
}

/** Bytes become hex; what JSON would change in silence is refused. */
function encode(name, value) {
  const raw = this[name];
  if (raw instanceof Uint8Array) return Buffer.from(raw.buffer, raw.byteOffset, raw.length).toString("hex");
  const isPlain = typeof raw !== "object" || raw === null || Array.isArray(raw) || isRecord(raw);
  const isLost = typeof raw === "function" || typeof raw === "symbol" || (typeof raw === "number" && !Number.isFinite(raw));
  if (!isPlain || isLost) throw new TypeError(`${name}: ${String(raw)} cannot stand in an answer`);
  return value;
}

function isRecord(value) {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
