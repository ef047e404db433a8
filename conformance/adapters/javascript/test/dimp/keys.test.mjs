// Tests of key dictionaries and of the forms of keys: sections 4.5 and 4.10.

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { encode, encodeInteger } from "../../dimp_port/der.mjs";
import { rsaPrivateDer, rsaPublicDer, writePem } from "../../dimp_port/pem.mjs";
import { dictOf, play, refused } from "./play.mjs";

const read = (use, algorithm, data) => play("key.read", { key: dictOf(algorithm, data), use });
const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 });
const ec = (namedCurve) => generateKeyPairSync("ec", { namedCurve });
const secp = ec("secp256k1");
const out = (key, type, format = "pem") => key.export({ type, format });
const der = (key, type) => out(key, type, "der");

test("a key is the same in all its forms", () => {
  const { data, bits } = read("public", "RSA", out(rsa.publicKey, "spki"));
  assert.equal(bits, 1024);
  const pkcs1 = der(rsa.publicKey, "pkcs1");
  const forms = [
    ["public", out(rsa.publicKey, "pkcs1")],
    ["public", writePem("PUBLIC KEY", pkcs1, 10_000, "")],
    ["public", writePem("PUBLIC KEY", pkcs1, 1, "\n").replaceAll("\n", "\r\n")],
    ["private", out(rsa.privateKey, "pkcs1")],
    ["private", out(rsa.privateKey, "pkcs8")],
    ["private", out(rsa.publicKey, "spki") + out(rsa.privateKey, "pkcs1") + "\nbehind"],
  ];
  for (const [use, form] of forms) assert.deepEqual(read(use, "SHA256withRSA", form).data, data);
  const point = read("public", "ECC", out(secp.publicKey, "spki")).data;
  const digits = point.toString("hex");
  const compressed = Buffer.from((point[64] & 1 ? "03" : "02") + digits.slice(2, 66), "hex");
  const named = encode(0x30, encode(0x06, Buffer.from("2a8648ce3d0201", "hex")), encode(0x06, Buffer.from("2b8104000a", "hex")));
  const short = encode(0x30, named, encode(0x03, Buffer.from([0]), compressed));
  const eccForms = [
    ["public", digits],
    ["public", digits.slice(2).toUpperCase()],
    ["public", writePem("PUBLIC KEY", short, 64, "")],
    ["private", out(secp.privateKey, "sec1")],
    ["private", out(secp.privateKey, "pkcs8")],
  ];
  for (const [use, form] of eccForms) assert.deepEqual(read(use, "ECC", form).data, point);
});

test("PEM in other forms", () => {
  const good = out(rsa.publicKey, "spki");
  const loose = [`${good}\n`, good.replace("\n", "\n\n"), good.replace("\n", " \n"), good.replaceAll("PUBLIC KEY", "RSA PUBLIC KEY")];
  for (const form of [...loose, out(rsa.privateKey, "pkcs8"), out(secp.publicKey, "spki")]) {
    refused("loose-text", () => read("public", "RSA", form));
  }
  for (const blank of "\t\n\v\f\r ") {
    refused("loose-text", () => read("public", "RSA", good + blank));
    refused("bad-key", () => read("public", "RSA", blank + good));
  }
  for (const other of ["\u00a0", "\u2028", "\ufeff"]) {
    refused("bad-key", () => read("public", "RSA", good + other));
    refused("bad-key", () => read("public", "RSA", other + good));
  }
  const padded = writePem("PUBLIC KEY", der(rsa.publicKey, "pkcs1"), 64, "\n"); // its base64 may end with `=`
  for (const form of [good + good, padded + padded, padded + good]) refused("bad-key", () => read("public", "RSA", form));
  const bytes = der(rsa.publicKey, "spki");
  const bad = ["", "x", good.replaceAll("\n", ""), bytes.toString("base64"), writePem("PUBLIC KEY", Buffer.concat([bytes, Buffer.alloc(1)]), 64, "")];
  for (const form of bad) refused("bad-key", () => read("public", "RSA", form));
  refused("bad-key", () => read("private", "RSA", out(rsa.privateKey, "pkcs8").slice(0, -30)));
});

test("numbers of RSA keys", () => {
  const n = (1n << 1023n) + 1n;
  const key = (modulus, exponent) => writePem("PUBLIC KEY", rsaPublicDer(modulus, exponent), 64, "");
  const codes = [
    ["bad-key", n, 1n],
    ["bad-key", n, n],
    ["bad-key", n + 1n, 3n],
    ["weak-key", (1n << 1022n) + 1n, 3n],
    ["weak-key", (1n << 4096n) + 1n, 3n],
    ["weak-key", n, 4n],
    ["weak-key", n, (1n << 32n) + 1n],
  ];
  for (const [code, modulus, exponent] of codes) refused(code, () => read("public", "RSA", key(modulus, exponent)));
  assert.equal(read("public", "RSA", key((1n << 4095n) + 1n, (1n << 32n) - 1n)).bits, 4096);
  const negative = encode(0x30, encode(0x02, Buffer.from([0x81])), encodeInteger(3n));
  refused("bad-key", () => read("public", "RSA", writePem("RSA PUBLIC KEY", negative, 64, "")));
});

test("numbers of a private RSA key belong together", () => {
  const names = ["n", "e", "d", "p", "q", "dp", "dq", "qi"];
  const jwk = rsa.privateKey.export({ format: "jwk" });
  const numbers = Object.fromEntries(names.map((name) => [name, BigInt(`0x${Buffer.from(jwk[name], "base64url").toString("hex")}`)]));
  const { n, d, p, q, dp, dq, qi } = numbers;
  const key = (change) => {
    const der = rsaPrivateDer({ ...numbers, ...change });
    return read("private", "RSA", writePem("RSA PRIVATE KEY", der, 64, ""));
  };
  assert.equal(key({}).bits, 1024);
  const full = (p - 1n) * (q - 1n);
  const larger = d + (n / full + 1n) * full;
  const wrong = [{ p: q, q: p }, { p: n, q: 1n }, { p: 1n, q: n }, { p: p + 2n }, { d: 0n }, { d: d + 2n }, { d: larger }];
  const parts = [{ dp: dp + 1n }, { dp: dp + p - 1n }, { dq: dq + 1n }, { dq: dq + q - 1n }, { qi: qi + 1n }, { qi: qi + p }];
  for (const change of [...wrong, ...parts]) refused("bad-key", () => key(change));
  refused("weak-key", () => key({ e: 1n << 32n, d: 0n }));
});

test("numbers of ECC keys", () => {
  refused("weak-key", () => read("public", "ECC", out(ec("prime256v1").publicKey, "spki")));
  refused("weak-key", () => read("private", "ECC", out(ec("prime256v1").privateKey, "sec1")));
  refused("bad-key", () => read("public", "ECC", `04${"11".repeat(64)}`));
  refused("bad-key", () => read("public", "ECC", "11".repeat(32)));
  refused("bad-key", () => read("private", "ECC", "00".repeat(32)));
  refused("bad-key", () => read("private", "ECC", "f".repeat(64)));
  refused("bad-key", () => read("private", "ECC", "11".repeat(64)));
});

test("dictionaries", () => {
  const key = (members, use = "message") => play("key.read", { key: JSON.stringify(members), use });
  const base64 = (size) => Buffer.alloc(size, 5).toString("base64");
  const aes = { algorithm: "AES", data: base64(32) };
  assert.deepEqual(key(aes).iv, Buffer.alloc(16));
  assert.equal(key({ algorithm: "PLAIN" }).data, undefined);
  const codes = [
    ["not-object", []],
    ["bad-key", { data: base64(16) }],
    ["bad-key", { ...aes, algorithm: 1 }],
    ["unknown-algorithm", { ...aes, algorithm: "aes" }],
    ["unknown-algorithm", { algorithm: "RSA" }],
    ["old-key", { algorithm: "AES", passphrase: "x" }],
    ["bad-key", { algorithm: "AES" }],
    ["bad-key", { ...aes, data: base64(15) }],
    ["bad-key", { ...aes, data: "A" }],
    ["loose-text", { ...aes, data: `${base64(16)}\n` }],
    ["bad-key", { ...aes, iv: base64(15) }],
    ["bad-key", { ...aes, iv: null }],
    ["loose-text", { ...aes, iv: ` ${base64(16)}` }],
  ];
  for (const [code, members] of codes) refused(code, () => key(members));
  refused("unknown-algorithm", () => key(aes, "public"));
  refused("unknown-algorithm", () => play("key.encrypt", { key: '{"algorithm":"PLAIN"}', plaintext: "" }));
  refused("no-receiver-key", () => play("key.encrypt", { key: dictOf("ECC", out(secp.publicKey, "spki")), plaintext: "" }));
  refused("unknown-algorithm", () => play("key.decrypt", { key: dictOf("ECC", "11".repeat(32)), ciphertext: "" }));
  refused("unknown-algorithm", () => play("key.decrypt", { key: '{"algorithm":"ECC"}', ciphertext: "" }));
  refused("bad-key", () => play("key.encrypt", { key: '{"algorithm":"ECC"}', plaintext: "" }));
  refused("bad-data", () => play("key.make", { algorithm: "AES", size: 8 }));
});

test("signatures of ECC keys", () => {
  const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const key = dictOf("ECC", "11".repeat(32));
  const { public_key: publicKey } = play("key.public", { private_key: key });
  const { signature } = play("key.sign", { private_key: key, data: "hi" });
  const verify = (bytes) => play("key.verify", { public_key: publicKey, data: "hi", signature: bytes });
  verify(signature);
  const rLength = signature[3];
  const number = (bytes) => BigInt(`0x${bytes.toString("hex")}`);
  const [r, s] = [number(signature.subarray(4, 4 + rLength)), number(signature.subarray(6 + rLength))];
  const made = (...numbers) => encode(0x30, ...numbers.map(encodeInteger));
  verify(made(r, s));
  refused("high-s", () => verify(made(r, N - s)));
  for (const bad of [made(r, s + N), made(0n, s), made(r), made(r, s, s), Buffer.concat([signature, Buffer.alloc(1)]), Buffer.alloc(0)]) {
    refused("bad-signature", () => verify(bad));
  }
  refused("bad-signature", () => play("key.verify", { public_key: publicKey, data: "ho", signature }));
});
