import { refuse } from "./refusal.mjs";
import { readXml } from "./xml.mjs";

/**
 * Takes an XML document apart by a table of section 4.5 and those behind it. A *shape* says what an element has:
 *
 * - `attributes`: by name, how its value is read; those of `optional` may be missing
 * - `text`: how its text is read; without it there are only elements
 * - `children`: by name, their shapes; `many` may stand as often as they like, `least` times at least
 *
 * What comes out has the same names, and `text`; children that are `many` are lists.
 */

const MAX_ID = 2n ** 32n - 1n;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** OM-XML-8; OM-KEY-6 is a later check. */
export function readId(text) {
  const [, digits] = /^[ \t\n\r]*\+?0*([0-9]{1,10})[ \t\n\r]*$/.exec(text) ?? refuse("bad-id", text);
  if (BigInt(digits) > MAX_ID) refuse("bad-id", digits);
  return Number(digits);
}

/** OM-XML-9. */
export function readFlag(text) {
  const [, word] = /^[ \t\n\r]*(true|1|false|0)[ \t\n\r]*$/.exec(text) ?? refuse("bad-element", "a flag");
  return word === "true" || word === "1";
}

/** OM-XML-10. */
export function readBase64(text) {
  const bare = text.replace(/[ \t\n\r]+/g, "");
  if (!BASE64.test(bare)) refuse("bad-base64");
  const bytes = Buffer.from(bare, "base64");
  if (bytes.toString("base64") !== bare) refuse("bad-base64", "unused bits"); // written again they are 0
  return bytes;
}

export const readPlain = (text) => text;

/** OM-XML-1 to OM-XML-10 for a whole document. */
export function readDocument(bytes, name, namespace, shape) {
  const root = readXml(bytes);
  if (root.name !== name || root.namespace !== namespace) refuse("bad-element", root.name); // OM-XML-4
  return readShape(root, shape);
}

/** Faults in document order, missing parts last. It recurses no deeper than the table. */
function readShape(element, shape) {
  const { attributes = {}, optional = [], children = {}, text } = shape;
  const found = {};
  for (const [name, read] of Object.entries(attributes)) {
    if (element.attributes.has(name)) found[name] = read(element.attributes.get(name));
  }
  const texts = [];
  for (const child of element.children) {
    if (typeof child === "string") texts.push(checkText(child, text));
    else if (child.namespace === shape.namespace && Object.hasOwn(children, child.name)) {
      readChild(child, { ...children[child.name], namespace: shape.namespace }, found);
    } // all others are passed over (OM-XML-5)
  }
  if (text !== undefined) found.text = text(texts.join(""));
  for (const name of Object.keys(attributes)) {
    if (found[name] === undefined && !optional.includes(name)) refuse("bad-element", `no ${name}`);
  }
  for (const [name, { many, least = many ? 0 : 1 }] of Object.entries(children)) {
    if (many) found[name] ??= [];
    if ((many ? found[name].length : Number(found[name] !== undefined)) < least) refuse("bad-element", `no ${name}`);
  }
  return found;
}

/** OM-XML-7. */
function checkText(literal, read) {
  if (read === undefined && !/^[ \t\n\r]*$/.test(literal)) refuse("bad-element", "text between elements");
  return literal;
}

/** OM-XML-6. */
function readChild(child, shape, found) {
  if (shape.many) {
    found[child.name] ??= [];
    found[child.name].push(readShape(child, shape));
    return;
  }
  if (found[child.name] !== undefined) refuse("bad-element", `${child.name} twice`);
  found[child.name] = readShape(child, shape);
}
