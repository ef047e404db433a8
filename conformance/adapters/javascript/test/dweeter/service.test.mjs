import assert from "node:assert/strict";
import test from "node:test";

import * as dweeter from "../../dweeter_port/index.mjs";
import { CREATED, nested, NOW } from "./help.mjs";

function asking(service) {
  return (method, path, body = "", now = NOW) => {
    const answer = service.handle({ method, path, body: Buffer.from(body, "latin1") }, now);
    return { ...answer, body: answer.body.toString() };
  };
}

const FAILED = {
  thing: [400, '{"this": "failed", "with": 400, "because": "the name of the thing is not allowed"}'],
  large: [413, '{"this": "failed", "with": 413, "because": "the content is too large"}'],
  content: [400, '{"this": "failed", "with": 400, "because": "the content is not a JSON object"}'],
  nothing: [404, '{"this": "failed", "with": 404, "because": "we couldn\'t find this"}'],
};

function fails(ask, kind, ...request) {
  const { status, body } = ask(...request);
  assert.deepEqual([status, body], FAILED[kind], request.join(" "));
}

test("what is posted can be asked for", () => {
  const ask = asking(new dweeter.Service());
  const posted = ask("POST", "/dweet/for/a", '{"x":1e2,"é":[]}');
  assert.equal(posted.mediaType, "application/json");
  const created = "2024-07-15T05:11:31.999Z";
  const content = '{"x": 100.0, "\\u00c3\\u00a9": []}'; // the two bytes are latin1 here
  const dweet = `"thing": "a", "created": "${created}", "content": `;
  assert.equal(
    ask("POST", "/dweet/for/a", '{"x":1e2,"\xc3\x83\xc2\xa9":[]}').body,
    `{"this": "succeeded", "by": "dweeting", "the": "dweet", "with": {${dweet}${content}, "transaction": "00000000-0000-0000-0000-000000000001"}}`,
  );
  assert.equal(ask("GET", "/get/latest/dweet/for/a").body, `{"this": "succeeded", "by": "getting", "the": "dweets", "with": [{${dweet}${content}}]}`);
  assert.equal(posted.status, 400);
});

test("times rise by a millisecond at least, and five dweets are kept", () => {
  const ask = asking(new dweeter.Service());
  for (let n = 0; n < 7; n += 1) ask("POST", `/dweet/for/${n === 3 ? "b" : "a"}`, `{"n":${n}}`, NOW - n);
  const { with: all } = JSON.parse(ask("GET", "/get/dweets/for/a").body);
  assert.deepEqual(all.map(({ content }) => content.n), [6, 5, 4, 2, 1]);
  assert.deepEqual(all.map(({ created }) => created.slice(20)), ["005Z", "004Z", "003Z", "001Z", "000Z"]);
});

test("the thing with the oldest newest dweet is dropped", () => {
  const ask = asking(new dweeter.Service({ things: 2 }));
  for (const thing of ["a", "b", "a", "c"]) ask("POST", `/dweet/for/${thing}`, "{}");
  assert.equal(ask("GET", "/get/dweets/for/a").status, 200);
  fails(ask, "nothing", "GET", "/get/dweets/for/b");
  assert.equal(ask("GET", "/get/dweets/for/c").status, 200);
});

test("what is not served changes nothing", () => {
  const ask = asking(new dweeter.Service({ body: 300 }));
  for (const name of ["", "a/b", "a%20", "a?b=c", "é", "x".repeat(2049)]) {
    fails(ask, "thing", "POST", `/dweet/for/${name}`, "x".repeat(999));
    fails(ask, "thing", "GET", `/get/dweets/for/${name}`);
  }
  fails(ask, "large", "POST", "/dweet/for/a", "x".repeat(301));
  const bodies = ["", "[]", "1", "{", "\xff", '{"a":NaN}', '{"a":1,"a":2}', '{"a":"\\ud800"}', `{"a":${nested(128)}}`, '{"a":1e999}'];
  for (const body of bodies) fails(ask, "content", "POST", "/dweet/for/a", body);
  const paths = [["GET", "/dweet/for/a"], ["POST", "/get/dweets/for/a"], ["get", "/get/dweets/for/a"], ["HEAD", "/get/dweets/for/a"], ["GET", "/"],
    ["GET", ""], ["POST", "/dweet/for"], ["GET", "/get/latest/dweet/for/a"], ["GET", "/get/dweets/for/a"], ["GET", "/get/dweets/for/__proto__"]];
  for (const [method, path] of paths) fails(ask, "nothing", method, path, "{}");
  assert.ok(ask("POST", `/dweet/for/${"-._~Az09".repeat(256)}`, `{"a":"${"x".repeat(292)}"}`).body.includes('000000000001"'));
});

test("a mailbox and a service understand each other", () => {
  const ask = asking(new dweeter.Service());
  const mailbox = new dweeter.Mailbox({ form: "hex" });
  const send = ({ method, path, body }) => ask(method, path, body);
  assert.equal(mailbox.receive({ ...send(mailbox.ask()), body: Buffer.alloc(0) }), null);
  send(mailbox.send(new dweeter.Dict([["a", 1.5]]), NOW).request);
  const answer = send(mailbox.ask());
  const { data } = mailbox.receive({ ...answer, body: Buffer.from(answer.body) });
  assert.equal(data.get("a"), 1.5);
  assert.notEqual(data.get("created_time"), CREATED);
});
