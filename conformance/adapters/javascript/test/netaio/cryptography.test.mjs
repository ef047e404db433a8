import assert from "node:assert/strict";
import test from "node:test";

import { boxKey, closeBox, openBox } from "../../netaio_port/box.mjs";
import { littleEndianBytes32, littleEndianNumber } from "../../netaio_port/bytes.mjs";
import { add, decodePoint, encodePoint, isOfPrimeOrder, isOfSmallOrder, L, timesBase } from "../../netaio_port/edwards.mjs";
import { shake256 } from "../../netaio_port/hashes.mjs";
import { clampedKey, sharedSecret, signWith, verifyKeyOf } from "../../netaio_port/keys.mjs";
import { poly1305 } from "../../netaio_port/poly1305.mjs";
import { isSigned } from "../../netaio_port/signatures.mjs";
import { rootOf, signUnderRoot } from "../../netaio_port/taproot.mjs";
import { ascii, hex, refuses, seed } from "./help.mjs";

test("the box of NaCl's own tests", () => {
  const bob = hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
  const alice = hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  const nonce = hex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");
  const text = hex(`be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce
    314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f937763848645e0705`.replaceAll("\n", ""));
  const key = boxKey(bob, alice);
  assert.equal(key.toString("hex"), "1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
  const box = closeBox(key, nonce, text);
  assert.equal(box.toString("hex").slice(0, 64), "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce");
  assert.equal(box.toString("hex").slice(-32), "599b1f654cb45a74e355a5".padStart(32, box.toString("hex").slice(-32, -22)));
  assert.deepEqual(openBox(key, nonce, box), text);
  for (const at of [0, 15, 16, box.length - 1]) {
    const changed = Buffer.from(box);
    changed[at] ^= 1;
    refuses("bad-box", () => openBox(key, nonce, changed));
  }
  for (let length = 0; length < 200; length += 1) assert.equal(openBox(key, nonce, closeBox(key, nonce, Buffer.alloc(length))).length, length);
});

test("Poly1305 of RFC 8439", () => {
  const key = hex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b");
  assert.equal(poly1305(key, ascii("Cryptographic Forum Research Group")).toString("hex"), "a8061dc1305136c6c22b8baf0c0127a9");
  assert.equal(poly1305(hex(`02${"00".repeat(31)}`), hex("ff".repeat(16))).toString("hex"), `03${"00".repeat(15)}`);
});

test("SHAKE256 of any length", () => {
  assert.equal(shake256(hex(""), 32).toString("hex"), "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f");
  assert.equal(shake256(hex(""), 0).length, 0);
});

const TORSION = ["01".padEnd(64, "0"), `ec${"ff".repeat(30)}7f`, "00".repeat(32), `${"00".repeat(31)}80`,
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"].map(hex);

test("points agree with those of node:crypto", () => {
  for (let byte = 0; byte < 20; byte += 1) {
    const publicKey = verifyKeyOf(seed(byte));
    assert.deepEqual(encodePoint(timesBase(littleEndianNumber(clampedKey(seed(byte))))), publicKey);
    const point = decodePoint(publicKey);
    assert.deepEqual(encodePoint(point), publicKey);
    assert.ok(isOfPrimeOrder(point) && !isOfSmallOrder(point));
    for (const torsion of TORSION.slice(1)) assert.ok(!isOfPrimeOrder(add(point, decodePoint(torsion))));
  }
  assert.equal(encodePoint(timesBase(L)).toString("hex"), TORSION[0].toString("hex"));
});

test("points that are none, or have another encoding, or a small order", () => {
  for (const wrong of [`01${"00".repeat(30)}80`, `ed${"ff".repeat(30)}7f`, `ee${"ff".repeat(30)}7f`, `02${"00".repeat(31)}`, "ff".repeat(32)]) {
    assert.equal(decodePoint(hex(wrong)), undefined, wrong);
  }
  for (const torsion of TORSION) {
    assert.ok(isOfSmallOrder(decodePoint(torsion)));
    assert.ok(!isOfPrimeOrder(decodePoint(torsion)));
    assert.equal(rootOf(torsion, hex("01")), undefined);
  }
});

test("signatures", () => {
  const [key, text] = [verifyKeyOf(seed(1)), ascii("text")];
  const signature = signWith(seed(1), text);
  assert.ok(isSigned(key, text, signature));
  assert.ok(!isSigned(key, ascii("test"), signature));
  assert.ok(!isSigned(verifyKeyOf(seed(2)), text, signature));
  const larger = Buffer.concat([signature.subarray(0, 32), littleEndianBytes32(littleEndianNumber(signature.subarray(32)) + L)]);
  assert.ok(!isSigned(key, text, larger));
  for (const torsion of TORSION) assert.ok(!isSigned(torsion, text, Buffer.concat([TORSION[0], Buffer.alloc(32)])));
});

test("signatures under a root verify", () => {
  for (let byte = 0; byte < 20; byte += 1) {
    const script = Buffer.alloc(byte, byte);
    const { signature, scalar } = signUnderRoot(seed(byte), script, ascii("text"));
    const { root } = rootOf(verifyKeyOf(seed(byte)), script);
    assert.ok(isSigned(root, ascii("text"), signature));
    assert.deepEqual(encodePoint(timesBase(littleEndianNumber(scalar))), root);
  }
});

test("a key that everybody can compute is none", () => {
  assert.equal(sharedSecret(clampedKey(seed(1)), Buffer.alloc(32)), undefined);
  refuses("low-order-key", () => boxKey(clampedKey(seed(1)), Buffer.alloc(32)));
});
