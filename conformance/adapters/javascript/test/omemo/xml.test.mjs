import assert from "node:assert/strict";
import test from "node:test";

import { formatOf } from "../../omemo_port/bytes.mjs";
import { readDevices, readEncrypted, writeDevices, writeEncrypted } from "../../omemo_port/documents.mjs";
import { readXml, writeElement } from "../../omemo_port/xml.mjs";

const [L, T] = [formatOf("legacy"), formatOf("omemo-2")];
const read = (text) => readXml(Buffer.from(text, "utf8"));
const bad = { code: "bad-xml" };

test("what is no XML", () => {
  const wrong = [
    "", "a", "<a>", "<a></b>", "<a/><a/>", "<a/>x", "<a b='1' b='2'/>", "<a b=1/>", "<a b='<'/>", "<a>&b;</a>", "<a>&amp</a>",
    "<a>]]></a>", "<a>&#0;</a>", "<a>&#xd800;</a>", "<a>&#x110000;</a>", "<!DOCTYPE a><a/>", "<a><!-- -- --></a>", "<b:a/>",
    "<a b:c=''/>", "<a xmlns:b=''/>", "<a xmlns:xmlns='b'/>", "<a xmlns:xml='b'/>", " <?xml version='1.0'?><a/>", "<a:b:c/>",
    "<a xmlns:b='x' xmlns:c='x' b:d='' c:d=''/>", "<?xml version='1.0' encoding='latin1'?><a/>", "<a b='1'c='2'/>", "< a/>",
    "<a><?xml version='1.0'?></a>", "<?a:b?><a/>", "<a>\u0001</a>", "<a>\uFFFE</a>", "</a>", "<a/></a>", "<![CDATA[]]><a/>", "<a",
  ];
  for (const text of wrong) assert.throws(() => read(text), bad, text);
  assert.throws(() => readXml(Buffer.from("3c612f3eff", "hex")), bad);
  assert.throws(() => readXml(Buffer.alloc(1_048_577, 32)), { code: "too-large" });
});

test("what is", () => {
  const text = "\uFEFF<?xml version='1.0' encoding='utf-8'?>\r\n<!-- - --><b:a xmlns:b='u' b:x='1' y='&#9;\t&quot;'>1<!----><![CDATA[&]]>&lt;\r\n<a/></b:a><?p?> ";
  const root = read(text);
  assert.deepEqual([root.name, root.namespace, [...root.attributes]], ["a", "u", [["y", '\t "']]]);
  assert.equal(root.children.slice(0, -1).join(""), "1&<\n");
  assert.equal(root.children.at(-1).namespace, "");
  assert.equal(read(`<a${" xmlns='u'"}><a xmlns=''><a/></a><a/></a>`).children[1].namespace, "u");
});

test("depth costs no more than length", () => {
  const count = 50_000;
  assert.equal(read(`${"<a>".repeat(count)}${"</a>".repeat(count)}`).name, "a");
  assert.equal(read(`${"<a xmlns='c'>".repeat(count)}${"</a>".repeat(count)}`).namespace, "c");
});

test("device lists and elements are read as they were written", () => {
  const devices = [{ id: 5, label: Buffer.from('a"<\n'), signature: Buffer.alloc(64, 1) }, { id: 3 }];
  assert.deepEqual(readDevices(T, writeDevices(T, devices)), devices);
  assert.equal(writeDevices(L, []).toString(), '<list xmlns="eu.siacs.conversations.axolotl" />');
  assert.match(writeDevices(T, devices).toString(), /id="5" label="a&quot;&lt;&#10;" labelsig="/);
  const keys = [["a", 1, true], ["a", 2, false], ["b", 1, false]].map(([jid, rid, isExchange]) => ({ jid, rid, isExchange, data: Buffer.from("d") }));
  const element = { sid: 9, keys, iv: undefined, payload: Buffer.alloc(0) };
  assert.deepEqual(readEncrypted(T, writeEncrypted(T, element)), element);
  assert.equal(writeElement("a", { b: undefined, c: ">" }, ""), '<a c="&gt;" />');
});

test("long base64 is read", () => {
  const payload = Buffer.alloc(700_000, 1);
  const keys = [{ jid: "", rid: 1, isExchange: false, data: Buffer.alloc(0) }];
  const element = { sid: 9, keys, iv: Buffer.alloc(12), payload };
  assert.deepEqual(readEncrypted(L, writeEncrypted(L, element)), element);
});

test("faults of elements", () => {
  const of = (inner) => () => readDevices(L, Buffer.from(`<list xmlns='eu.siacs.conversations.axolotl'>${inner}</list>`));
  assert.deepEqual(of(" <device id=' +007 ' x=''><device/>x</device>".replace("x</", "</"))(), [{ id: 7 }]);
  assert.deepEqual(of("<device id='1'/><x xmlns=''>text</x>")(), [{ id: 1 }]);
  assert.throws(of("<device/>"), { code: "bad-element" });
  assert.throws(of("x"), { code: "bad-element" });
  for (const id of ["", "-1", "1 2", "4294967296", "0", "2147483648", "１"]) assert.throws(of(`<device id='${id}'/>`), { code: "bad-id" });
  assert.throws(of("<device id='1'/><device id='01'/>"), { code: "duplicate-id" });
  const header = (text) => () => readEncrypted(L, Buffer.from(`<encrypted xmlns='${L.namespace}'><header sid='1'>${text}</header></encrypted>`));
  assert.equal(header("<iv>AA==</iv>")().iv.length, 1);
  for (const text of ["AA=", "AB==", "A A = =x", "AA==AA==", "-_8="]) assert.throws(header(`<iv>${text}</iv>`), { code: "bad-base64" }, text);
  assert.throws(header(""), { code: "bad-element" });
  assert.throws(header("<iv/><iv/>"), { code: "bad-element" });
  assert.throws(header("<iv/><key rid='1' prekey='yes'/>"), { code: "bad-element" });
});
