import http from "node:http";
import https from "node:https";

import { LONGEST_BODY } from "./answer.mjs";
import { Refusal } from "./refusal.mjs";

const BASE_URL = /^https?:\/\/[^/?#@\\]+(?:\/[^?#\\]*)?$/i;
const LONGEST_TIMER = 2_147_483_647; // Node fires at once for anything longer

/**
 * One request and its answer over HTTP, on a connection of its own (section 6.4). Redirects are not followed: the
 * answer to them is what `readAnswer` says.
 *
 * @param {string} baseUrl
 * @param {number} timeLimit of the whole exchange, in milliseconds
 * @param {import("./request.mjs").Request} request
 * @returns {Promise<import("./answer.mjs").Answer>}
 */
export function exchange(baseUrl, timeLimit, request) {
  const url = requestUrl(baseUrl, request.path);
  return new Promise((resolve, reject) => {
    const outgoing = start(url, request);
    const finish = (settle, value) => {
      clearTimeout(timer);
      settle(value);
      outgoing.destroy();
    };
    const refuse = (code, detail) => finish(reject, new Refusal(code, detail));
    const lost = (why) => refuse("unreachable", why?.message);
    const timer = setTimeout(() => refuse("timed-out"), Math.min(timeLimit, LONGEST_TIMER));

    outgoing.on("error", lost);
    outgoing.on("upgrade", ({ statusCode: status }) => finish(resolve, { status, body: Buffer.alloc(0) }));
    outgoing.on("response", (incoming) => collect(incoming, (answer) => finish(resolve, answer), lost));
    if (timeLimit > 0) outgoing.end(request.body);
    else refuse("timed-out");
  });
}

/** The base URL without the slashes at its end, followed by the path (DW-HTTP-1, DW-HTTP-2). */
function requestUrl(baseUrl, path) {
  const isPlain = BASE_URL.test(baseUrl) && !/[^!-~]/.test(baseUrl);
  const url = isPlain ? `${withoutSlashes(baseUrl)}${path}` : "";
  if (!URL.canParse(url)) throw new Refusal("bad-url", "an http or https URL with a host is needed");
  return new URL(url);
}

function withoutSlashes(text) {
  let end = text.length;
  while (text[end - 1] === "/") end -= 1;
  return text.slice(0, end);
}

function start(url, { method, mediaType, body }) {
  const headers = { Accept: "application/json", "Accept-Encoding": "identity" };
  if (body !== undefined) Object.assign(headers, { "Content-Type": mediaType, "Content-Length": body.length });
  const { request } = url.protocol === "https:" ? https : http;
  return request(url, { method, headers, agent: false });
}

/** Reads the body, and not much more of it than is needed to see that it is too long. */
function collect(incoming, done, lost) {
  const chunks = [];
  let length = 0;
  const answer = () => ({
    status: incoming.statusCode,
    mediaType: incoming.headers["content-type"],
    body: Buffer.concat(chunks),
  });
  incoming.on("data", (chunk) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LONGEST_BODY) done(answer());
  });
  incoming.on("end", () => (incoming.complete ? done(answer()) : lost()));
  incoming.on("error", lost);
  incoming.on("close", () => lost());
}
