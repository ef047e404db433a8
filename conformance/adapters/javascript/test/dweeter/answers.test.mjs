import assert from "node:assert/strict";
import test from "node:test";

import * as dweeter from "../../dweeter_port/index.mjs";
import { CREATED, dict, json, NOW, refuses } from "./help.mjs";

const read = (status, mediaType, body = "{}") => dweeter.readAnswer({ status, mediaType, body: Buffer.from(body, "latin1") });

test("the status is first, whatever the rest is", () => {
  for (const status of [300, 301, 304, 399]) refuses("redirected", () => read(status));
  refuses("not-found", () => read(404, "text/html", "\xff"));
  for (const status of [100, 199, 400, 403, 500, 999, 0, -1]) refuses("http-status", () => read(status));
  for (const status of [200, 201, 299]) assert.equal(read(status, "application/json", '{"this":"succeeded","with":1}'), 1n);
});

test("the media type is one of JSON", () => {
  const good = ["application/json", "Application/JSON", "application/json;charset=x", " \tapplication/json \t; a=b;c", "application/a.b+json",
    "application/++json", "application/problem+JSON"];
  for (const type of good) assert.equal(read(200, type, '{"this":"succeeded","with":null}'), null);
  const bad = [undefined, "", ";", "text/json", "application/jsonp", "application/+json", "application/a b+json", "application/json x",
    "xapplication/json", "application/json,application/json", "application/json\u00a0", "application /json", "application/a+json+x", "application/é+json"];
  for (const type of bad) refuses("media-type", () => read(200, type, "\xff"));
});

test("the body is bounded and UTF-8", () => {
  const filled = (length) => Buffer.alloc(length, '{"this":"succeeded","with":1}'.padEnd(length));
  assert.equal(dweeter.readAnswer({ ...json(""), body: filled(1_048_576) }), 1n);
  refuses("too-large", () => dweeter.readAnswer({ ...json(""), body: filled(1_048_577) }));
  refuses("too-large", () => dweeter.readAnswer({ ...json(""), body: Buffer.alloc(1_048_577, 0xff) }));
  refuses("not-utf8", () => read(200, "application/json", "\xff"));
});

test("what the service says", () => {
  const says = (text) => () => dweeter.readAnswer(json(text));
  for (const text of ["[]", "1", "{}", '{"with":1}', '{"This":"succeeded","with":1}']) refuses("bad-answer", says(text));
  refuses("not-found", says('{"this":"failed","with":404,"because":"x"}'));
  for (const rest of [',"with":404.0', ',"with":"404"', "", ',"with":403', ',"with":4.04e2']) refuses("failed", says(`{"this":"failed"${rest}}`));
  for (const value of ["null", '"Succeeded"', "true", '"succeeded "']) refuses("not-succeeded", says(`{"this":${value}}`));
  refuses("bad-answer", says('{"this":"succeeded"}'));
  assert.equal(says('{"this":"succeeded","with":null}')(), null);
});

function asked() {
  const keys = dweeter.cryptoDweetKeys();
  return { keys, form: dweeter.textForm("hex"), name: "n", thing: dweeter.sealThing(keys, "n") };
}

test("dweets are opened, all of them", () => {
  const { keys, form, thing } = asked();
  const [[name, value]] = dweeter.sealContent(keys, form, [["a", "b"]]);
  const open = (list) => dweeter.openDweets(asked(), json(`{"this":"succeeded","with":${list}}`));
  const good = `{"x":1,"thing":"${thing}","content":{"${name}":"${value}"}}`;
  assert.deepEqual(open(`[${good}]`), [dict({ x: 1n, thing: "n", content: dict({ a: "b" }) })]);
  assert.deepEqual(open("[]"), []);
  refuses("bad-answer", () => open("{}"));
  for (const bad of ["1", "{}", '{"content":[]}', '{"content":null}', '{"content":{"zz":1}}']) refuses("bad-dweet", () => open(`[${good},${bad}]`));
  for (const bad of ['{"content":{}}', '{"content":{},"thing":"n"}', `{"content":{},"thing":["${thing}"]}`, '{"thing":1,"content":{"zz":"zz"}}']) {
    refuses("wrong-thing", () => open(`[${good},${bad}]`));
  }
  refuses("not-hex", () => open(`[${good},{"thing":"${thing}","content":{"zz":"zz"}}]`));
});

function latest(mailbox, data, created) {
  const { request } = mailbox.send(data, NOW);
  const more = created === undefined ? "" : `,"created":${JSON.stringify(created)}`;
  return json(`{"this":"succeeded","with":[{"thing":"${mailbox.thing}","content":${request.body}${more}}]}`);
}

test("a mailbox takes what is new", () => {
  const mailbox = new dweeter.Mailbox({ form: "base64" });
  const first = latest(mailbox, dict({ n: 1n }), CREATED);
  assert.equal(mailbox.receive(first).data.get("n"), 1n);
  assert.equal(mailbox.receive(first), null);
  assert.equal(mailbox.receive(latest(mailbox, dict({ n: 0n }), "2024-07-15T05:11:32.708Z")), null);
  assert.equal(mailbox.receive({ status: 404, body: Buffer.alloc(0) }), null);
  assert.equal(mailbox.receive(json('{"this":"failed","with":404}')), null);
  refuses("bad-created", () => mailbox.receive(latest(mailbox, dict({}), "9")));
  refuses("bad-dweet", () => mailbox.receive(latest(mailbox, dict({}))));
  refuses("no-dweet", () => mailbox.receive(json('{"this":"succeeded","with":[]}')));
  refuses("bad-dweet", () => mailbox.receive(json(`{"this":"succeeded","with":[{"thing":"${mailbox.thing}","created":1,"content":{}}]}`)));
  assert.equal(mailbox.receive(latest(mailbox, dict({ n: 2n }), "2024-07-15T05:11:32.710Z")).data.get("n"), 2n);
});

test("the opening of all dweets comes before what the first one holds", () => {
  const mailbox = new dweeter.Mailbox({ form: "hex" });
  const { thing } = mailbox;
  const two = (content) => json(`{"this":"succeeded","with":[{"thing":"${thing}","content":${content}}]}`);
  refuses("not-hex", () => mailbox.receive(two('{"x":"y","z":"y"}')));
  const sealed = JSON.parse(mailbox.send(dict({}), NOW).request.body);
  const more = JSON.stringify({ ...sealed, [thing]: thing });
  refuses("bad-dweet", () => mailbox.receive(two(more)));
  refuses("extra-members", () => mailbox.receive(json(`{"this":"succeeded","with":[{"created":0,"thing":"${thing}","content":${more}}]}`)));
});
