// PEM texts and the DER forms in them: section 4.5.1.

import { BadDer, Der, encode, encodeInteger } from "./der.mjs";
import { refuse } from "./refusal.mjs";
import { base64, lenientBase64 } from "./text.mjs";

const RSA_OID = "2a864886f70d010101";
const EC_OID = "2a8648ce3d0201";
export const SECP256K1 = "2b8104000a";

const rsaPublic = (n, e) => ({ form: "RSAPublicKey", algorithm: "RSA", use: "public", n, e });

function readRsaPublic(der) {
  const sequence = der.sequence();
  const key = rsaPublic(sequence.integer(), sequence.integer());
  sequence.end();
  return key;
}

function readRsaPrivate(der) {
  const sequence = der.sequence();
  const [version, n, e, d, p, q, dp, dq, qi] = Array.from({ length: 9 }, () => sequence.integer());
  sequence.end();
  if (version !== 0n) throw new BadDer("version");
  return { form: "RSAPrivateKey", algorithm: "RSA", use: "private", n, e, d, p, q, dp, dq, qi };
}

function readEcPrivate(der, outer) {
  const sequence = der.sequence();
  if (sequence.integer() !== 1n) throw new BadDer("version");
  const secret = sequence.take(0x04);
  const named = sequence.optional(0xa0);
  sequence.optional(0xa1); // the public key within a private one is not looked at
  sequence.end();
  let curve = outer;
  if (named !== undefined) {
    const inner = new Der(named);
    curve = inner.take(0x06).toString("hex");
    inner.end();
    if (outer !== undefined && outer !== curve) throw new BadDer("two curves");
  }
  if (curve === undefined) throw new BadDer("no curve");
  return { form: "ECPrivateKey", algorithm: "ECC", use: "private", curve, secret };
}

/** rsaEncryption with NULL, or id-ecPublicKey with a named curve, which is given. */
function readAlgorithm(der) {
  const sequence = der.sequence();
  const oid = sequence.take(0x06).toString("hex");
  let curve;
  if (oid === RSA_OID) {
    if (sequence.take(0x05).length !== 0) throw new BadDer("NULL");
  } else if (oid === EC_OID) curve = sequence.take(0x06).toString("hex");
  else throw new BadDer("algorithm");
  sequence.end();
  return curve;
}

function whole(bytes, read) {
  const der = new Der(bytes);
  const key = read(der);
  der.end();
  return key;
}

function readPublicInfo(der) {
  const sequence = der.sequence();
  const curve = readAlgorithm(sequence);
  const bits = sequence.bits();
  sequence.end();
  const form = "SubjectPublicKeyInfo";
  if (curve === undefined) return { ...whole(bits, readRsaPublic), form };
  return { form, algorithm: "ECC", use: "public", curve, point: bits };
}

function readPrivateInfo(der) {
  const sequence = der.sequence();
  const version = sequence.integer();
  const curve = readAlgorithm(sequence);
  const inner = sequence.take(0x04);
  sequence.optional(0xa0);
  if (version === 1n) sequence.optional(0x81);
  sequence.end();
  if (version > (curve === undefined ? 0n : 1n)) throw new BadDer("version");
  const key = whole(inner, curve === undefined ? readRsaPrivate : (within) => readEcPrivate(within, curve));
  return { ...key, form: "PrivateKeyInfo" };
}

const FORMS = [readPublicInfo, readPrivateInfo, readRsaPublic, readRsaPrivate, readEcPrivate];

function readDer(bytes) {
  for (const read of FORMS) {
    try {
      return whole(bytes, (der) => read(der));
    } catch (why) {
      if (!(why instanceof BadDer)) throw why;
    }
  }
  return refuse("bad-key", "no DER of a key");
}

const ROWS = new Set([
  "RSA public PUBLIC KEY SubjectPublicKeyInfo",
  "RSA public PUBLIC KEY RSAPublicKey",
  "RSA public RSA PUBLIC KEY RSAPublicKey",
  "ECC public PUBLIC KEY SubjectPublicKeyInfo",
  "RSA private RSA PRIVATE KEY RSAPrivateKey",
  "RSA private PRIVATE KEY PrivateKeyInfo",
  "ECC private PRIVATE KEY PrivateKeyInfo",
  "ECC private EC PRIVATE KEY ECPrivateKey",
]);

const BLANK_ENDS = /^[\t-\r ]+|[\t-\r ]+$/g;
const DASHES = /^-----(?:BEGIN|END) .*-----$/;
const RSA_BEGIN = "-----BEGIN RSA PRIVATE KEY-----";
const RSA_END = "-----END RSA PRIVATE KEY-----";

/** Some ports put the public key in front of the private one. */
function privatePart(data) {
  const end = data.indexOf(RSA_END);
  if (end === -1) return data;
  const begin = data.lastIndexOf(RSA_BEGIN, end);
  return data.slice(Math.max(begin, 0), end + RSA_END.length);
}

/** The numbers of a PEM text for this algorithm and use. */
export function readPem(given, algorithm, use) {
  const data = use === "private" ? privatePart(given) : given;
  if (!data.startsWith("-")) refuse("bad-key", "no PEM at the beginning");
  const lines = data.split("\n").map((line) => line.replace(BLANK_ENDS, "")).filter((line) => line !== "");
  const label = /^-----BEGIN (.*)-----$/.exec(lines[0] ?? "")?.[1];
  if (label === undefined || lines.length < 2 || lines.at(-1) !== `-----END ${label}-----`) refuse("bad-key", "no PEM");
  const inner = lines.slice(1, -1);
  if (inner.some((line) => DASHES.test(line))) refuse("bad-key", "a second PEM text");
  const body = inner.join("");
  const bytes = lenientBase64(body);
  if (bytes === null) refuse("bad-key", "no base64");
  const key = readDer(bytes);
  if (!ROWS.has(`${algorithm} ${use} ${label} ${key.form}`) || key.algorithm !== algorithm) refuse("loose-text");
  const tight = data.replace(/\r\n/g, "\n").replace(/\n$/, "");
  if (tight !== lines.join("\n") || base64(bytes) !== body) refuse("loose-text");
  return key;
}

export function writePem(label, bytes, width, last) {
  const lines = base64(bytes).match(new RegExp(`.{1,${width}}`, "g"));
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join("\n") + last;
}

export function rsaPublicDer(n, e) {
  const algorithm = encode(0x30, encode(0x06, Buffer.from(RSA_OID, "hex")), encode(0x05));
  const key = encode(0x30, encodeInteger(n), encodeInteger(e));
  return encode(0x30, algorithm, encode(0x03, Buffer.from([0]), key));
}

export function rsaPrivateDer({ n, e, d, p, q, dp, dq, qi }) {
  return encode(0x30, ...[0n, n, e, d, p, q, dp, dq, qi].map(encodeInteger));
}
