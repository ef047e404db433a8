import { refuse } from "./refusal.mjs";

/**
 * XML 1.0 with namespaces, without document type declarations (OM-XML-1 to OM-XML-3). A whole document is read before
 * anybody looks at its elements: a fault of XML comes before one of its content. Nothing recurses, and no step costs
 * more than the bytes it passes over, whatever a document nests or declares.
 */

const LARGEST = 1_048_576;
const XML = "http://www.w3.org/XML/1998/namespace";
const XMLNS = "http://www.w3.org/2000/xmlns/";
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

const START =
  "A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F" +
  "\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}";
const NAME = `[${START}][${START}\\-.0-9\\u00B7\\u0300-\\u036F\\u203F\\u2040]*`;
const QUALIFIED = `(?:(${NAME}):)?(${NAME})`;
const SPACE = "[ \\t\\n]";
const EQUALS = `${SPACE}*=${SPACE}*`;
const sticky = (source) => new RegExp(source, "uy");

const DECLARATION = sticky(
  `<\\?xml${SPACE}+version${EQUALS}(?:"1\\.[0-9]+"|'1\\.[0-9]+')` +
    `(?:${SPACE}+encoding${EQUALS}(?:"([A-Za-z][\\w.\\-]*)"|'([A-Za-z][\\w.\\-]*)'))?` +
    `(?:${SPACE}+standalone${EQUALS}(?:"(?:yes|no)"|'(?:yes|no)'))?${SPACE}*\\?>`,
);
const INSTRUCTION = sticky(`<\\?(${NAME})(?=${SPACE}|\\?>)`);
const OPEN = sticky(`<${QUALIFIED}`);
const CLOSE = sticky(`</${QUALIFIED}${SPACE}*>`);
const ATTRIBUTE = sticky(`${SPACE}+${QUALIFIED}${EQUALS}(?:"([^<"]*)"|'([^<']*)')`);
const TAG_END = sticky(`${SPACE}*(/?)>`);
const TEXT = sticky("[^<]+");
const NO_CHARACTER = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const bad = (why) => refuse("bad-xml", why);

/**
 * @returns {{ name: string, namespace: string, attributes: Map<string, string>, children: (string | object)[] }} the
 *   root. `attributes` has only those without a namespace; texts next to each other belong together.
 */
export function readXml(bytes) {
  if (bytes.length > LARGEST) refuse("too-large", `${bytes.length} bytes`); // OM-XML-1
  let text;
  try {
    text = utf8.decode(bytes);
  } catch {
    bad("no UTF-8");
  }
  if (text.startsWith("\uFEFF")) text = text.slice(1);
  if (NO_CHARACTER.test(text)) bad("a character that XML does not have");
  return new Reader(text.replace(/\r\n?/g, "\n")).document();
}

class Reader {
  #text;
  #at = 0;
  #root;
  #open = []; // elements whose end has not come, each with its qualified name and the prefixes that it declares
  #bindings = new Map([["xml", [XML]]]); // of each prefix the namespaces, the innermost last

  constructor(text) {
    this.#text = text;
  }

  #match(pattern) {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.#at = pattern.lastIndex;
    return found;
  }

  #passBehind(mark) {
    const end = this.#text.indexOf(mark, this.#at);
    if (end === -1) bad(`${mark} is missing`);
    const passed = this.#text.slice(this.#at, end);
    this.#at = end + mark.length;
    return passed;
  }

  document() {
    const declared = this.#match(DECLARATION);
    const encoding = declared?.[1] ?? declared?.[2] ?? "UTF-8";
    if (encoding.toUpperCase() !== "UTF-8") bad(`encoding ${encoding}`);
    while (this.#at < this.#text.length) this.#next();
    if (this.#root === undefined || this.#open.length > 0) bad("it ends early");
    return this.#root;
  }

  #next() {
    const rest = this.#text;
    if (rest[this.#at] !== "<") this.#addLiteral(this.#match(TEXT)[0]);
    else if (rest.startsWith("<!--", this.#at)) this.#comment();
    else if (rest.startsWith("<![CDATA[", this.#at)) this.#section();
    else if (rest.startsWith("<!", this.#at)) bad("a declaration"); // OM-XML-3, and whatever else begins so
    else if (rest.startsWith("<?", this.#at)) this.#instruction();
    else if (rest.startsWith("</", this.#at)) this.#close();
    else this.#begin();
  }

  #addLiteral(literal) {
    if (this.#open.length === 0) {
      if (!/^[ \t\n]*$/.test(literal)) bad("text outside the root");
      return;
    }
    if (literal.includes("]]>")) bad("]]> in text");
    this.#add(expand(literal));
  }

  #add(child) {
    this.#open.at(-1).element.children.push(child);
  }

  #comment() {
    this.#at += 4;
    this.#passBehind("--");
    if (this.#text[this.#at] !== ">") bad("-- in a comment");
    this.#at += 1;
  }

  #section() {
    if (this.#open.length === 0) bad("CDATA outside the root");
    this.#at += 9;
    this.#add(this.#passBehind("]]>"));
  }

  #instruction() {
    const target = this.#match(INSTRUCTION)?.[1] ?? bad("a processing instruction");
    if (target.toLowerCase() === "xml") bad("a declaration that is not at the beginning");
    this.#passBehind("?>");
  }

  #begin() {
    if (this.#open.length === 0 && this.#root !== undefined) bad("a second root");
    const [, prefix = "", name] = this.#match(OPEN) ?? bad("a tag");
    const given = this.#attributes();
    const [, isEmpty] = this.#match(TAG_END) ?? bad("a tag");
    const declared = this.#declare(given);
    const attributes = this.#resolve(given);
    const namespace = prefix === "" ? this.#lookUp("") ?? "" : this.#lookUp(prefix) ?? bad(`prefix ${prefix}`);
    const element = { name, namespace, attributes, children: [] };
    if (this.#open.length > 0) this.#add(element);
    else this.#root = element;
    this.#open.push({ element, prefix, declared });
    if (isEmpty === "/") this.#end();
  }

  #attributes() {
    const given = [];
    const names = new Set();
    for (let found = this.#match(ATTRIBUTE); found !== null; found = this.#match(ATTRIBUTE)) {
      const [, prefix = "", name, inDouble, inSingle] = found;
      const key = `${prefix}:${name}`;
      if (names.has(key)) bad(`attribute ${name} twice`);
      names.add(key);
      // Only literal white space becomes spaces, not that of references.
      given.push({ prefix, name, value: expand((inDouble ?? inSingle).replace(/[\t\n]/g, " ")) });
    }
    return given;
  }

  #declare(given) {
    const declared = [];
    for (const { prefix, name, value } of given) {
      if (prefix !== "xmlns" && (prefix !== "" || name !== "xmlns")) continue;
      const bound = prefix === "xmlns" ? name : "";
      if (bound === "xmlns" || value === XMLNS || (bound === "xml") !== (value === XML)) bad(`namespace of ${bound}`);
      if (bound !== "" && value === "") bad(`no namespace for ${bound}`);
      if (!this.#bindings.has(bound)) this.#bindings.set(bound, []);
      this.#bindings.get(bound).push(value);
      declared.push(bound);
    }
    return declared;
  }

  #lookUp(prefix) {
    return this.#bindings.get(prefix)?.at(-1);
  }

  #resolve(given) {
    const plain = new Map();
    const names = new Set();
    for (const { prefix, name, value } of given) {
      if (prefix === "xmlns" || (prefix === "" && name === "xmlns")) continue;
      if (prefix === "") {
        plain.set(name, value);
        continue;
      }
      const key = `${name} ${this.#lookUp(prefix) ?? bad(`prefix ${prefix}`)}`; // a name has no space
      if (names.has(key)) bad(`attribute ${name} twice`);
      names.add(key);
    }
    return plain;
  }

  #close() {
    const [, prefix = "", name] = this.#match(CLOSE) ?? bad("an end tag");
    const last = this.#open.at(-1) ?? bad("an end without a beginning");
    if (last.prefix !== prefix || last.element.name !== name) bad(`the end of ${name}`);
    this.#end();
  }

  #end() {
    for (const prefix of this.#open.pop().declared) this.#bindings.get(prefix).pop();
  }
}

function expand(literal) {
  if (!literal.includes("&")) return literal;
  return literal.replace(/&([^&;]*)(;?)/g, (_, name, end) => {
    if (end === "") bad("& without ;");
    if (Object.hasOwn(ENTITIES, name)) return ENTITIES[name];
    const [, decimal, hexadecimal] = /^#(?:([0-9]+)|x([0-9A-Fa-f]+))$/.exec(name) ?? bad(`entity ${name}`);
    const code = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number.parseInt(decimal, 10);
    const isSurrogate = code >= 0xd800 && code <= 0xdfff;
    if (code > 0x10ffff || isSurrogate || NO_CHARACTER.test(String.fromCodePoint(code))) bad(`character ${name}`);
    return String.fromCodePoint(code);
  });
}

const TEXT_ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const ATTRIBUTE_ESCAPES = { ...TEXT_ESCAPES, '"': "&quot;", "\t": "&#09;", "\n": "&#10;", "\r": "&#13;" };

/**
 * OM-XML-11, OM-XML-12.
 *
 * @param {object} attributes in their order; those that are undefined are left out
 * @param {string} content what stands within, already written
 */
export function writeElement(name, attributes, content) {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${String(value).replace(/[&<>"\t\n\r]/g, (c) => ATTRIBUTE_ESCAPES[c])}"`)
    .join("");
  return content === "" ? `<${name}${written} />` : `<${name}${written}>${content}</${name}>`;
}

export const writeText = (text) => text.replace(/[&<>]/g, (c) => TEXT_ESCAPES[c]);
