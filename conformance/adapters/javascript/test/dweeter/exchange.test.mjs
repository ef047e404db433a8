import assert from "node:assert/strict";
import http from "node:http";
import net from "node:net";
import test from "node:test";

import * as dweeter from "../../dweeter_port/index.mjs";
import { dict, NOW, refuses, refusesLater } from "./help.mjs";

const OK = '{"this":"succeeded","with":7}';

async function listening(server) {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${server.address().port}`;
}

/** A service that writes these chunks to whoever has sent a request, with a pause before each. */
async function raw(chunks, { end = true, pause = 0 } = {}) {
  const sockets = new Set();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("data", async () => {
      for (const chunk of chunks) {
        await new Promise((resolve) => setTimeout(resolve, pause));
        if (!socket.destroyed) socket.write(chunk);
      }
      if (end) socket.end();
    });
  });
  const url = await listening(server);
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { url, close };
}

function clientOf(baseUrl, timeLimit = 3000) {
  return new dweeter.Client({ form: "hex", baseUrl, timeLimit });
}

async function postTo(chunks, options, timeLimit) {
  const { url, close } = await raw(chunks, options);
  try {
    return await clientOf(url, timeLimit).post(dict({}), NOW);
  } finally {
    close();
  }
}

const head = (more, status = "200 OK") => `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\n${more}\r\n`;
const whole = head(`Content-Length: ${OK.length}\r\n`) + OK;

test("a complete answer is read", async () => {
  assert.equal(await postTo([whole]), 7n);
  assert.equal(await postTo([whole], { end: false }), 7n);
  assert.equal(await postTo([head(""), OK]), 7n);
  assert.equal(await postTo([head("Transfer-Encoding: chunked\r\n"), `${OK.length.toString(16)}\r\n${OK}\r\n0\r\n\r\n`]), 7n);
  assert.equal(await postTo(["HTTP/1.1 100 Continue\r\n\r\n", whole]), 7n);
  assert.equal(await postTo([...whole], { pause: 1 }), 7n);
});

test("what is no complete answer is unreachable", async () => {
  const answers = ["", "hello\r\n\r\n", "HTTP/1.1 200 OK\r\n", head("Content-Length: 99\r\n") + OK,
    head("Transfer-Encoding: chunked\r\n") + "5\r\nabc", head("Transfer-Encoding: chunked\r\n") + "zz\r\n", head("Content-Length: 99\r\n", "404 Not Found"),
    "HTTP/1.1 abc OK\r\n\r\n", head(`X: ${"x".repeat(100_000)}\r\n`)];
  for (const answer of answers) await refusesLater("unreachable", postTo([answer]));
  const { url, close } = await raw([]);
  close();
  await refusesLater("unreachable", clientOf(url).poll());
  await refusesLater("unreachable", clientOf("http://127.0.0.1:1").poll());
  await refusesLater("unreachable", clientOf("https://127.0.0.1:1").poll());
});

test("the time limit is that of the whole exchange", async () => {
  const began = Date.now();
  await refusesLater("timed-out", postTo([], { end: false }, 200));
  await refusesLater("timed-out", postTo([head("Content-Length: 99\r\n"), ...OK], { end: false, pause: 50 }, 300));
  await refusesLater("timed-out", postTo([...head("")], { end: false, pause: 50 }, 300));
  await refusesLater("timed-out", postTo([whole], {}, 0));
  assert.ok(Date.now() - began < 2500);
});

test("statuses, types and sizes are refused as in section 5.12", async () => {
  await refusesLater("redirected", postTo([head("Location: /x\r\nContent-Length: 0\r\n", "302 Found")]));
  await refusesLater("http-status", postTo([head("Content-Length: 0\r\n", "500 No")]));
  await refusesLater("http-status", postTo(["HTTP/1.1 101 Switch\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"]));
  await refusesLater("not-found", postTo([head("Content-Length: 0\r\n", "404 No")]));
  await refusesLater("media-type", postTo([`HTTP/1.1 200 OK\r\nContent-Length: ${OK.length}\r\n\r\n${OK}`]));
  await refusesLater("too-large", postTo([head("Content-Length: 2000000\r\n"), " ".repeat(1_100_000)], { end: false }));
  await refusesLater("http-status", postTo([head("Content-Length: 2000000\r\n", "500 No"), " ".repeat(1_100_000)], { end: false }));
});

test("the base URL is looked at when an exchange begins", async () => {
  const urls = ["", "x", "ftp://h", "http://", "http:///x", "http:h", "//h", "h:80", "http://h:99999", "http://u@h", "http://:80", "http://h?x",
    "http://h/#x", " http://h", "http://h\n", "http://a b", "https:/h"];
  for (const url of urls) {
    await refusesLater("bad-url", clientOf(url).post(dict({}), NOW));
    await refusesLater("bad-url", clientOf(url).poll());
  }
  await refusesLater("bad-data", clientOf("x").post(null, NOW));
});

test("a mailbox and a service understand each other over HTTP", async () => {
  const service = new dweeter.Service();
  const seen = [];
  const server = http.createServer(async (request, response) => {
    const chunks = await request.toArray();
    seen.push(`${request.method} ${request.url} ${request.headers["content-type"]}`);
    const asked = { method: request.method, path: request.url.slice(5), body: Buffer.concat(chunks) };
    const { status, mediaType, body } = service.handle(asked, Date.now());
    response.writeHead(status, { "Content-Type": mediaType }).end(body);
  });
  const url = await listening(server);
  const client = clientOf(`${url}/base///`);
  assert.equal(await client.poll(), null);
  const [posted, polled, again] = await Promise.all([client.post(dict({ n: 1n })), client.poll(), client.poll()]);
  assert.equal(posted.get("transaction"), "00000000-0000-0000-0000-000000000001");
  assert.equal(polled.data.get("n"), 1n);
  assert.equal(again, null);
  assert.equal(seen[1], `POST /base/dweet/for/${client.thing} application/json`);
  assert.equal(seen[0], `GET /base/get/latest/dweet/for/${client.thing} undefined`);
  server.close();
});

test("every code is one that exists", () => {
  assert.throws(() => new dweeter.Refusal("no-such-code"), TypeError);
  refuses("failed", () => dweeter.readAnswer({ status: 200, mediaType: "application/json", body: Buffer.from('{"this":"failed"}') }));
});
