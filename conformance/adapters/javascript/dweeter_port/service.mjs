import { readJson } from "./json_reader.mjs";
import { writeJson } from "./json_writer.mjs";
import { Refusal } from "./refusal.mjs";
import { PATHS } from "./request.mjs";
import { timeText } from "./time_text.mjs";
import { readUtf8 } from "./utf8.mjs";
import { Dict } from "./values.mjs";

const KEPT_OF_A_THING = 5;
const THING = /^[A-Za-z0-9._~-]{1,2048}$/;

const BAD_THING = [400, "the name of the thing is not allowed"];
const TOO_LARGE = [413, "the content is too large"];
const BAD_CONTENT = [400, "the content is not a JSON object"];
const NOT_FOUND = [404, "we couldn't find this"];

/** A dweet service that keeps little, and that in memory (section 6.5). It knows nothing of encryption. */
export class Service {
  /** Name to dweets, newest first. The thing that was posted to least recently is the first of the map. */
  #things = new Map();
  #mostThings;
  #longestBody;
  #lastCreated = -Infinity;
  #posts = 0;

  /** @param {{ things?: number, body?: number }} [bounds] */
  constructor({ things = 1024, body = 65_536 } = {}) {
    this.#mostThings = things;
    this.#longestBody = body;
  }

  /**
   * Answers one request.
   *
   * @param {{ method: string, path: string, body: Uint8Array }} request
   * @param {number} now Unix time in milliseconds
   * @returns {Required<import("./answer.mjs").Answer>}
   */
  handle({ method, path, body }, now) {
    const [call, thing] = callOf(method, path);
    if (call === undefined) return failure(NOT_FOUND);
    if (!THING.test(thing)) return failure(BAD_THING);
    if (call === "post") return this.#post(thing, body, now);
    const dweets = this.#things.get(thing);
    if (dweets === undefined) return failure(NOT_FOUND);
    return got(call === "latest" ? dweets.slice(0, 1) : dweets);
  }

  #post(thing, body, now) {
    if (body.length > this.#longestBody) return failure(TOO_LARGE);
    const content = readContent(body);
    if (content === null) return failure(BAD_CONTENT);
    const dweet = { thing, created: this.#create(now), content };
    this.#keep(dweet);
    return dweeted(dweet, this.#transaction());
  }

  /** Later than every dweet before, so that a reader sees each of them as new. */
  #create(now) {
    this.#lastCreated = Math.max(now, this.#lastCreated + 1);
    return timeText(this.#lastCreated);
  }

  #keep(dweet) {
    const others = this.#things.get(dweet.thing) ?? [];
    this.#things.delete(dweet.thing);
    this.#things.set(dweet.thing, [dweet, ...others].slice(0, KEPT_OF_A_THING));
    if (this.#things.size > this.#mostThings) this.#things.delete(this.#things.keys().next().value);
  }

  #transaction() {
    this.#posts += 1;
    const digits = this.#posts.toString(16).padStart(32, "0");
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }
}

/** The call and its thing, as it stands in the path; nothing for what is none of the three. */
function callOf(method, path) {
  const calls = method === "POST" ? ["post"] : method === "GET" ? ["latest", "all"] : [];
  const call = calls.find((name) => path.startsWith(PATHS[name]));
  return call === undefined ? [] : [call, path.slice(PATHS[call].length)];
}

function readContent(body) {
  try {
    const content = readJson(readUtf8(body));
    return content instanceof Dict ? content : null;
  } catch (why) {
    if (why instanceof Refusal) return null;
    throw why;
  }
}

function dweeted(dweet, transaction) {
  return answer(200, success("dweeting", "dweet", new Dict(Object.entries({ ...dweet, transaction }))));
}

function got(dweets) {
  const list = dweets.map(({ thing, created, content }) => new Dict(Object.entries({ thing, created, content })));
  return answer(200, success("getting", "dweets", list));
}

function success(by, the, result) {
  return { this: "succeeded", by, the, with: result };
}

function failure([status, because]) {
  return answer(status, { this: "failed", with: BigInt(status), because });
}

function answer(status, members) {
  const body = Buffer.from(writeJson(new Dict(Object.entries(members))), "ascii");
  return { status, mediaType: "application/json", body };
}
