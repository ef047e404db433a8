#!/usr/bin/env python3
"""Turns recorded samples of the original netaio library into upstream cases.

    python3 vectors/import/netaio.py SAMPLES.json SAMPLES_0_0_8.json > vectors/netaio/upstream.json

It was run once. What it takes from a sample (operation, input, draws, time, upstream's outcome) is locked in
vectors/LOCK and never changes; what it adds by hand (name, rules, strict outcome) may. Transcripts of connections and
datagrams are no part of it, and neither are integers of tapescript, which no operation has.
"""

import json
import struct
import sys

ODD = ("robustness", "low")
BUGS = {
    "not-canonical": ("malleability", "low"), "missing-field": ("auth-bypass", "high"),
    "script-false": ("forgery", "critical"), "script-failed": ("robustness", "medium"),
    "unsupported-instruction": ("auth-bypass", "high"), "bad-field": ("malleability", "medium"),
}
LENIENT = ("packify-canonical", "unchecked")
ALL = ("vm-instructions", "all")

# Captures that are played first: with the quick cases of the generator they touch every operation, code and rule.
QUICK = {
    "pack/dict-hmac-fields", "unpack/dict-hmac-fields", "unpack/list-category-41", "encode/request-uri",
    "decode/request-uri", "answer/not-found", "derive/two-parts", "keystream/from-33", "keystream/0-0-8", "mac/key-32",
    "mac/0-0-8-message-31", "sealed/make", "sealed/open", "hmac/make-default", "hmac/make-0-0-8", "hmac/check-default",
    "stream/encrypt-long", "stream/encrypt-0-0-8", "stream/decrypt-long", "x25519/keys-sender", "x25519/encrypt-with-uri",
    "x25519/decrypt-with-uri", "tapescript/make-single", "tapescript/check-single", "tapescript/lock-single",
    "tapescript/run-true", "peer-message/advertise", "layers/cipher-and-hmac", "layers/open-cipher-and-hmac",
}

# Sample -> (name, about) of `netaio.packify.pack`, and of `.unpack` of the same bytes.
PACKED = {
    1: ("none", "none"), 2: ("true", "true"), 3: ("false", "false"), 4: ("int-0", "the int 0"), 5: ("int-1", "the int 1"),
    6: ("int-255", "the largest int of one byte"), 7: ("int-256", "the smallest int of two bytes"),
    8: ("int-65535", "the largest int of two bytes"), 9: ("int-65536", "the smallest int of four bytes"),
    10: ("int-u32-max", "the largest int of four bytes"), 12: ("int-u64-max", "an int of eight bytes"),
    13: ("int-2-to-64", "an int of nine bytes"), 14: ("int-minus-1", "the int -1"),
    15: ("int-minus-255", "the smallest int of one byte"), 16: ("int-minus-256", "a negative int of two bytes"),
    18: ("int-minus-2-to-32", "a negative int of five bytes"), 21: ("int-minus-256-bytes", "a negative int of 256 bytes"),
    22: ("float-0", "the float 0"), 23: ("float-1-5", "a float"), 24: ("float-minus-0", "the float -0"),
    25: ("float-infinity", "an infinite float"), 28: ("bytes-255", "the longest bytes with a length of one byte"),
    29: ("bytes-256", "the shortest bytes with a length of two bytes"),
    30: ("bytes-65536", "the shortest bytes with a length of four bytes"), 32: ("str-0", "an empty str"),
    33: ("str", "a str"), 34: ("str-unicode", "a str with characters of two and three bytes"),
    36: ("decimal-exponent", "a Decimal with an exponent"), 37: ("list-0", "an empty list"), 38: ("list-1", "a list of one item"),
    39: ("list-mixed", "a list of three types"), 40: ("list-long-item", "a list with an item of 300 bytes, so all lengths have two"),
    42: ("tuple", "a tuple"), 43: ("set-0", "an empty set"), 44: ("set-ints", "a set of ints"),
    45: ("set-order", "members of a set stand in the order of their packed bytes"), 46: ("dict-0", "an empty dict"),
    47: ("dict-order", "pairs of a dict stand in the order of their packed bytes"),
    48: ("dict-hmac-fields", "the auth fields of the hmac plugin: ts, hmac, nonce"),
    49: ("dict-two-ivs", "the auth fields of two stream ciphers"), 51: ("list-nested", "three lists, one within the other"),
    52: ("dict-peer-data", "peer data with both public keys"), 54: ("list-256", "the shortest list with a count of two bytes"),
}

# Sample -> (name, about, rule, strict refusal or None, base) of `netaio.packify.unpack`.
UNPACKED = {
    58: ("none-category-4", "none with a category", 7, "not-canonical", "none"),
    59: ("bool-2", "a bool that is neither 00 nor 01", 7, "not-canonical", "true"),
    60: ("bool-category-1", "a bool with a category", 7, "not-canonical", "true"),
    62: ("code-09", "there is no type 09", 2, "unknown-code", "none"),
    63: ("list-no-category", "a list without a category", 2, "unknown-code", "list-1"),
    64: ("list-code-only", "a list that ends before its item category", 1, "short", "list-1"),
    65: ("list-no-count", "a list that ends before its count", 1, "short", "list-1"),
    66: ("list-no-lengths", "a list that ends before the length of its item", 1, "short", "list-1"),
    67: ("list-empty-item", "an item of no bytes", 1, "short", "list-1"),
    68: ("list-category-00", "the item category 00", 3, "bad-category", "list-0"),
    70: ("list-category-41", "the item category 41", 3, "bad-category", "list-0"),
    71: ("list-2-to-32", "a list of 2^32 - 1 items, of which none is there", 1, "short", "list-1"),
    72: ("dict-item-int", "an item of a dict that is no tuple", 4, "bad-value", "dict-order"),
    74: ("set-1-and-255", "a set in the order of its packed members", None, None, None),
    75: ("set-of-list", "a member of a set that is a list", 4, "bad-value", "set-ints"),
    76: ("dict-short-pair", "a pair whose items are longer than it", 1, "short", "dict-order"),
    77: ("dict-short-key", "a pair whose key ends before its count", 1, "short", "dict-order"),
    79: ("bytes-short", "bytes that end before their last", 1, "short", "bytes-255"),
    80: ("bytes-trailing", "a byte behind the value", 7, "not-canonical", "bytes-255"),
    82: ("bytes-category-2", "one byte with a length of two bytes", 7, "not-canonical", "bytes-255"),
    83: ("bytes-category-4-short", "a length of four bytes, and nothing behind it", 1, "short", "bytes-65536"),
    84: ("int-2", "the int 2", None, None, None),
    85: ("int-short-1", "an int that ends before its number", 1, "short", "int-1"),
    86: ("int-short-2", "an int of two bytes that ends after one", 1, "short", "int-256"),
    87: ("int-short-4", "an int of four bytes that ends after three", 1, "short", "int-65536"),
    90: ("int-no-bytes", "an int of no bytes", 7, "not-canonical", "int-0"),
    91: ("int-sized-1", "a small int in the layout of large ones", 7, "not-canonical", "int-1"),
    94: ("int-leading-zero", "a leading zero, and a byte behind the value", 7, "not-canonical", "int-1"),
    95: ("int-minus-0", "a negative zero", 7, "not-canonical", "int-minus-1"),
    96: ("int-minus-no-bytes", "a negative int of no bytes", 7, "not-canonical", "int-minus-1"),
    97: ("int-big-short", "a big int that ends before its only byte", 1, "short", "int-minus-256-bytes"),
    98: ("int-big-1", "a small int in the layout of the largest ones", 7, "not-canonical", "int-2"),
    99: ("int-big-category-1", "the layout of the largest ints, with a category", 7, "not-canonical", "int-255"),
    101: ("bool-short", "a bool without its value", 1, "short", "true"),
    102: ("float-short-0", "a float without a byte", 1, "short", "float-1-5"),
    103: ("float-short-7", "a float of seven bytes", 1, "short", "float-1-5"),
    104: ("float-category-1", "a float with a category", 7, "not-canonical", "float-1-5"),
    106: ("decimal-nan", "a Decimal that is no number", None, None, None),
    107: ("decimal-not-utf8", "a Decimal whose text is not UTF-8", 4, "bad-value", "decimal-exponent"),
    109: ("packable-short", "a Packable that ends before its lengths", 1, "short", "none"),
    110: ("packable", "a Packable, whole", 5, "unsupported-value", "none"),
    111: ("dict-same-keys", "one key twice", 7, "not-canonical", "dict-order"),
    112: ("dict-not-sorted", "a dict whose pairs are exchanged", 7, "not-canonical", "dict-order"),
    113: ("dict-category-2", "an empty dict with lengths of two bytes, and bytes behind it", 7, "not-canonical", "dict-0"),
    114: ("code-10", "there is no type 10", 2, "unknown-code", "none"),
    115: ("code-ff", "there is no type 3f, with a category", 2, "unknown-code", "none"),
    116: ("code-3f", "there is no type 3f", 2, "unknown-code", "none"),
}

MESSAGES = {137: ("uri-alone", "a URI and no content"), 138: ("request-uri", "the message of upstream's own document"),
            139: ("uri-300", "a URI whose length needs two bytes"), 140: ("one-field", "an auth field of the application's own"),
            143: ("every-byte", "every byte in URI and content")}

# Sample -> (name, about, kind, members) of `netaio.message.answer`.
ANSWERS = {
    145: ("error-not-found", "the text of an error that says what was not found", "error", {"text": b"not found"}),
    146: ("error-hmac", "the text of an error after the hmac plugin refused", "error", {"text": b"HMAC auth failed"}),
    147: ("error-tapescript", "the text of an error after the tapescript plugin refused", "error", {"text": b"tapescript auth failed"}),
    150: ("not-found", "nothing is told", "not-found", {}), 151: ("not-found-uri", "a URI is told", "not-found", {"uri": b"u"}),
    152: ("not-permitted", "nothing is told", "not-permitted", {}),
    155: ("respond", "text and URI are told", "respond", {"text": b"x", "uri": b"u"}),
}

DERIVED = {156: ("one-part", "one part"), 157: ("two-parts", "two parts"),
           158: ("enc", "the key of a key stream"), 159: ("mac", "the key of a MAC")}
STREAMS = {161: ("100-bytes", "more than three blocks"), 162: ("from-33", "from within the second block"),
           163: ("from-64", "from the start of the third block"), 164: ("no-iv", "an IV of no bytes")}
MACS = {166: ("key-32", "a key of 32 bytes"), 167: ("message-200", "a message longer than the block"), 168: ("key-5", "a short key")}
MACS_0_0_8 = {0: ("message-0", "an empty message, so the key is hashed"), 7: ("message-7", "a message shorter than the key, so that is hashed"),
              200: ("message-200", "a message longer than the block"), 31: ("message-31", "a message one byte shorter than the key"),
              32: ("message-32", "a message as long as the key, which is used as it is")}
HMACS = {170: ("default", "the usual names"), 171: ("secret-bytes", "a secret of bytes, an empty body"),
         172: ("readme", "the secret of upstream's own document"), 173: ("names", "other names of all three fields"),
         174: ("kept", "nonce and time are there already, and kept"), 175: ("nonce-15", "a nonce of 15 bytes is replaced"),
         177: ("time-0", "a time that is 0 is kept"), 178: ("time-5-bytes", "a time of five bytes in the fields")}
CIPHERS = {181: ("empty", "an empty body: two bytes, split after the first"), 183: ("content", "the URI stays in clear"),
           184: ("content-0", "nothing is encrypted"), 185: ("names", "another name of the IV"),
           186: ("long", "more than 33 blocks of key stream"), 187: ("iv-there", "an IV that is there already is replaced")}
BOXES = {188: ("content", "the URI stays in clear"), 189: ("empty", "an empty content"), 190: ("with-uri", "the URI is encrypted too"),
         191: ("reverse", "the other direction")}
TAPES = {192: ("single", "a lock of one key"), 193: ("empty-body", "an empty body"), 194: ("1004", "the largest body that can be signed"),
         195: ("wrong-key", "a lock of another key"), 196: ("key-hash", "a lock of the hash of a key"), 197: ("multi-1-of-2", "one of two keys"),
         198: ("multi-2-of-3", "two of three keys"), 200: ("taproot-script", "a committed script and its internal key"),
         201: ("flags-02", "the nonce is left out of the signature, and the lock allows it"),
         202: ("flags-02-not-allowed", "the nonce is left out of the signature, and the lock does not allow it"),
         203: ("nonce-10", "a nonce of 10 bytes")}
TAPES_MADE = {192, 193, 194, 195}
TAPES_REFUSED = {195: ("script-false", 9, None), 202: ("script-failed", 9, None), 203: ("bad-field", 6, ("tapescript-fields", "any"))}

# Sample -> (name, about, rules, strict refusal or None, whether upstream's other instructions matter, base).
RUNS = {
    208: ("true", "TRUE alone", ["VM-6"], None, False), 209: ("false", "FALSE alone", ["VM-6"], "script-false", False),
    210: ("push-01", "01 is not ff", ["VM-6"], "script-false", False), 211: ("push-ff", "ff is pushed", ["VM-6"], None, False),
    212: ("empty", "two empty programs", ["VM-6"], "script-false", False), 214: ("two-items", "TRUE twice", ["VM-6"], "script-false", False),
    216: ("push2-signature", "a length of two bytes for 64", ["VM-3", "VM-6"], None, False),
    217: ("signature-63", "a signature of 63 bytes", ["VM-3"], "script-failed", False),
    218: ("flags-00-written", "a 65th byte 00", ["VM-3", "VM-6"], None, False),
    220: ("flags-08", "a flag for a sigfield that is not there", ["VM-3", "VM-6"], None, False),
    221: ("check-sig-verify", "CHECK_SIG_VERIFY, then TRUE", ["VM-3", "VM-6"], None, False),
    222: ("no-flags", "CHECK_SIG at the end of the program, without its flags", ["VM-3"], "script-failed", False),
    223: ("nop-0", "a NOP that pops nothing", ["VM-3", "VM-6"], None, False),
    224: ("nop-1", "a NOP that pops the signature", ["VM-3"], "script-failed", False),
    226: ("return", "RETURN at the end of a good witness", ["VM-1"], "unsupported-instruction", True),
    227: ("return-alone", "a witness of RETURN, and a lock with a condition", ["VM-1"], "unsupported-instruction", True),
    228: ("set-flag", "SET_FLAG", ["VM-1"], "unsupported-instruction", False),
    229: ("unset-flag", "UNSET_FLAG", ["VM-1"], "unsupported-instruction", True),
    230: ("get-value", "GET_VALUE of a sigfield", ["VM-1"], "unsupported-instruction", True),
    231: ("eval", "EVAL of a program that was pushed", ["VM-5", "VM-6"], None, False),
    232: ("merkleval", "MERKLEVAL", ["VM-1"], "unsupported-instruction", False),
    233: ("push-1024-pop", "an item of 1,024 bytes, and POP0", ["VM-1"], "unsupported-instruction", True),
    235: ("try-except", "TRY_EXCEPT", ["VM-1"], "unsupported-instruction", True),
}
RUN_BASE = {217: "push2-signature", 222: "push2-signature", 224: "nop-0", 226: "push2-signature", 227: "push2-signature"}
COSTS = {208: 1, 211: 1, 216: 7, 218: 7, 220: 7, 221: 8, 223: 8, 231: 3}

LAYERS = {254: ("cipher-and-hmac", "outer cipher and outer auth"), 255: ("four", "inner and outer of both"),
          256: ("two-hmacs", "inner and outer auth share nonce and time"), 257: ("two-ciphers", "inner and outer cipher of upstream's own document")}
RECORDS = {258: "advertise", 259: "discovered", 260: "disconnect", 263: "disconnect-with-data", 264: "advertise-two-keys",
           265: "discovered-two-keys", 266: "disconnect-two-keys"}


def size(count, code):
    for category, layout in ((0x40, ">B"), (0x80, ">H"), (0xC0, ">I")):
        if count < 256 ** struct.calcsize(layout):
            return bytes([code | category]), category, struct.pack(layout, count)


def packed(value):
    """The canonical encoding of the values that are members of sets and dicts here: the order depends on it."""
    tag, content = value
    if tag == "int":
        code, _, number = size(int(content), 4)
        return code + number
    if tag == "tuple":
        items = [packed(item) for item in content]
        _, category, _ = size(max(map(len, items)), 0)
        code, _, count = size(len(items), 0x0C)
        lengths = b"".join(len(item).to_bytes(1, "big") for item in items)
        return code + bytes([category]) + count + lengths + b"".join(items)
    code, _, count = size(len(bytes.fromhex(content)), {"bytes": 1, "str": 3}[tag])
    return code + count + bytes.fromhex(content)


def value(item):
    """A tagged value."""
    if item is None:
        return ["none"]
    if isinstance(item, bool):
        return ["bool", item]
    if isinstance(item, int):
        return ["int", str(item)]
    if isinstance(item, str):
        return ["str", item.encode().hex()]
    if isinstance(item, list):
        return ["list", [value(part) for part in item]]
    ((tag, content),) = item.items()
    if tag in ("$int", "$bytes"):
        return [tag[1:], content]
    if tag == "$float":
        return ["float", struct.pack(">d", float(content) if content == "inf" else float.fromhex(content)).hex()]
    if tag == "$decimal":
        return ["decimal", content.encode().hex()]
    if tag == "$tuple":
        return ["tuple", [value(part) for part in content]]
    if tag == "$set":
        return ["set", sorted((value(part) for part in content), key=packed)]
    return dict_of((value(key), value(part)) for key, part in content)


def dict_of(pairs):
    return ["dict", sorted(([key, part] for key, part in pairs), key=lambda pair: packed(["tuple", pair]))]


def fields(plain):
    """Auth fields: names, and bytes in hex or an int."""
    tagged = {name: ["int", str(part)] if isinstance(part, int) else ["bytes", part] for name, part in plain.items()}
    return dict_of((["str", name.encode().hex()], part) for name, part in tagged.items())


def body_of(uri, content):
    return (len(uri) // 2).to_bytes(2, "big").hex() + uri + content


def millis(seconds):
    return round(seconds * 1000)


def raised(result):
    return f"{result['raises']}: {result['text']}"


def whole(member, message, variants=()):
    """Every byte counts, and there are no others."""
    return {"member": member, "shortest": len(message) // 2, **({"variants": list(variants)} if variants else {})}


def case(ref, name, about, rules, op, given, expect, upstream=None, *, draws=None, now=None, intermediate=None,
         choice=None, base=None, check=None, derive=None, needs=()):
    refused = expect.get("reject")
    upstream = upstream or expect
    row = {"id": f"netaio/{name}", "about": about, "rules": [f"NA-{rule}" for rule in rules],
           "source": {"kind": "upstream", "ref": ref}}
    if base:
        row["edit_of"] = f"netaio/{base}"
    if refused:
        row["bug"] = dict(zip(("class", "severity"), BUGS.get(refused, ODD)))
    if name in QUICK:
        row["tier"] = "quick"
    version = given.get("version")
    needs = sorted({*needs, *([f"netaio-{version}"] if version else [])})
    if needs:
        row["needs"] = needs
    row.update({"op": f"netaio.{op}", "in": given})
    for member, part in (("draws", draws), ("now", now), ("intermediate", intermediate)):
        if part:
            row[member] = part
    row["expect"] = expect
    if choice:
        plain = {key: part for key, part in upstream.items() if key != "raised"}
        row["variants"] = [{"when": dict([choice]), "expect": plain}]
    if derive:
        row["derive"] = derive
    row["upstream"] = upstream
    if check:
        row["check"] = {"op": f"netaio.{check[0]}", "in": check[1], "expect": {"accept": check[2]}}
    return row


def ref(sample):
    return f"sample {sample['n']}"


def packify(sample):
    name, about = PACKED[sample["n"]]
    content = value(sample["value"])
    rules = ["PACK-1"] + (["PACK-2"] if content[0] in ("set", "dict") else [])
    yield case(ref(sample), f"pack/{name}", about, rules, "packify.pack", {"value": content}, {"accept": {"packed": sample["packed"]}})
    end = len(sample["packed"]) // 2
    derive = {"member": "packed", "covers": [[end]], "shortest": end,
              "variants": [{"when": dict([LENIENT]), "covers": [], "shortest": end}]}
    yield case(ref(sample), f"unpack/{name}", about, ["UNPACK-1", "UNPACK-7"], "packify.unpack", {"packed": sample["packed"]},
               {"accept": {"value": content}}, derive=derive if end < 200 else None)


def packify_unpack(sample):
    if sample["n"] == 56:
        return  # sample 1 has the same bytes
    name, about, rule, refusal, base = UNPACKED[sample["n"]]
    result, given = sample["result"], {"packed": sample["input"]}
    rules = [f"UNPACK-{rule}"] if rule else ["UNPACK-1", "UNPACK-7"]
    base = base and f"unpack/{base}"
    if "raises" in result:
        yield case(ref(sample), f"unpack/{name}", about, rules, "packify.unpack", given, {"reject": refusal},
                   {"reject": refusal, "raised": raised(result)}, base=base)
        return
    accepted = {"accept": {"value": value(result["returns"])}}
    yield case(ref(sample), f"unpack/{name}", about, rules, "packify.unpack", given, {"reject": refusal} if refusal else accepted,
               accepted, choice=LENIENT if refusal else None, base=base)


def message(sample):
    kind = sample["type_name"].lower().replace("_", "-")
    name, about = MESSAGES.get(sample["n"], (f"type-{kind}", f"the type {sample['type']}, without URI and content"))
    encoded = sample["encoded"]
    parts = {"uri": sample["uri"], "content": sample["content"]}
    needs = ["netaio-0.0.9"] if sample["type"] == 25 else []
    given = {"type": sample["type"], **({"fields": fields(sample["auth_fields"])} if sample["auth_fields"] else {}), **parts}
    auth_end = 18 + 2 * int(encoded[2:6], 16)
    whole_body, crc = encoded[auth_end:], encoded[10:18]
    yield case(ref(sample), f"encode/{name}", about, ["MSG-3"] + ([] if sample["n"] in MESSAGES else ["TYPE-2"]), "message.encode", given,
               {"accept": {"message": encoded}}, intermediate={"auth": encoded[18:auth_end], "body": whole_body, "checksum": crc}, needs=needs)
    lengths = {"auth_length": int(encoded[2:6], 16), "body_length": int(encoded[6:10], 16), "checksum": crc}
    end, auth = len(encoded) // 2, auth_end // 2
    derive = {"member": "message", "covers": [[1, 9], [auth]], "shortest": end,
              "variants": [{"when": {"body-length": "ignored"}, "covers": [[1, 3], [5, 9], [auth]], "shortest": end}]}
    yield case(ref(sample), f"decode/{name}", about, ["MSG-5", "MSG-8", "MSG-10"], "message.decode", {"message": encoded},
               {"accept": {"type": sample["type"], "fields": fields(sample["auth_fields"]), **parts}}, intermediate=lengths,
               derive=derive if sample["n"] in MESSAGES else None, needs=needs)


def helper_message(sample):
    name, about, kind, told = ANSWERS[sample["n"]]
    given = {"kind": kind, **{member: part.hex() for member, part in told.items()}}
    yield case(ref(sample), f"answer/{name}", about, ["ANS-1"], "message.answer", given,
               {"accept": {"message": sample["result"]["returns"]}}, needs=["netaio-0.0.9"] if kind == "not-permitted" else [])


def derive_key(sample):
    name, about = DERIVED[sample["n"]]
    yield case(ref(sample), f"derive/{name}", about, ["CRYPT-1"], "derive", {"parts": sample["parts"]}, {"accept": {"key": sample["key"]}})


def keystream(sample, version="0.0.9"):
    name, about = STREAMS[sample["n"]] if "n" in sample else ("0-0-8", "more than two blocks of the old version")
    given = {"version": version, "key": sample["key"], "iv": sample["iv"], "start": sample.get("start", 0), "length": sample["length"]}
    yield case(reference(sample), f"keystream/{name}", about, ["VER-1", "CRYPT-2"], "keystream", given, {"accept": {"stream": sample["stream"]}})


def reference(sample):
    """Those of the old version have no numbers of their own; they follow those of the new one."""
    return f"sample {sample['n'] if 'n' in sample else 300 + sample['at']}"


def hmac(sample, version="0.0.9"):
    if version == "0.0.9":
        name, about = MACS[sample["n"]]
    else:
        name, about = MACS_0_0_8[len(sample["message"]) // 2]
        name = f"0-0-8-{name}"
    given = {"version": version, "key": sample["key"], **({"iv": sample["iv"]} if "iv" in sample else {}), "message": sample["message"]}
    yield case(reference(sample), f"mac/{name}", about, ["VER-1", "CRYPT-3"], "mac", given, {"accept": {"mac": sample["mac"]}})


def seal(sample):
    given = {"version": "0.0.9", "key": sample["key"]}
    made, iv = sample["sealed"], sample["draws"][0][1]
    opened = {"plaintext": sample["plaintext"]}
    yield case(ref(sample), "sealed/make", "a sealed text", ["SEALED-1"], "sealed.make", {**given, **opened}, {"accept": {"sealed": made}},
               draws={"iv": iv}, intermediate={"ciphertext": made[96:], "mac": made[32:96]},
               check=("sealed.open", {**given, "sealed": {"$ref": "/sealed"}}, opened))
    yield case(ref(sample), "sealed/open", "a sealed text", ["SEALED-2", "SEALED-3"], "sealed.open", {**given, "sealed": made},
               {"accept": opened}, derive=whole("sealed", made))


def secret(text):
    return text[len("$bytes:"):] if text.startswith("$bytes:") else text.encode().hex()


def hmac_plugin(sample, version="0.0.9"):
    name, about = HMACS[sample["n"]]
    config = dict(sample["config"])
    given = {"version": version, "secret": secret(config.pop("secret")), **config}
    body, after = body_of(sample["uri"], sample["content"]), sample["fields_after"]
    nonce = sample["draws"][0][1] if sample["draws"] else "00" * 16  # nothing is drawn for a nonce that is kept
    now, before = millis(sample["time"]), fields(sample["fields_before"])
    if sample["result"]:
        yield case(ref(sample) + "; N 60", f"hmac/make-{name}", about, ["HMAC-1"], "hmac.make", {**given, "fields": before, "body": body},
                   {"reject": "bad-field"}, {"error": raised(sample["result"])}, draws={"nonce": nonce}, now=now, base="hmac/make-time-0")
        yield case(ref(sample), f"hmac/check-{name}-alone", "a time, and neither nonce nor MAC", ["HMAC-4"], "hmac.check",
                   {**given, "fields": fields(after), "body": body}, {"reject": "missing-field"}, base="hmac/check-default")
        return
    names = [config.get(f"{field}_field", field) for field in ("nonce", "hmac")]
    noted = {"secret_hash": sample["secret_hashed"], "nonce": after[names[0]], "mac": after[names[1]]}
    rules = {174: ["HMAC-2"], 175: ["HMAC-2"], 177: ["HMAC-2"]}.get(sample["n"], ["VER-1", "HMAC-3"])
    source = ref(sample) + {170: "; N 37", 171: "; N 63", 175: "; N 61"}.get(sample["n"], "")
    yield case(source, f"hmac/make-{name}", about, rules, "hmac.make",
               {**given, "fields": before, "body": body}, {"accept": {"fields": fields(after)}}, draws={"nonce": nonce}, now=now,
               intermediate=noted, check=("hmac.check", {**given, "fields": {"$ref": "/fields"}, "body": body}, {}))
    yield case(source, f"hmac/check-{name}", about, ["HMAC-4", "HMAC-5", "HMAC-6"], "hmac.check", {**given, "fields": fields(after), "body": body},
               {"accept": {}}, intermediate={"secret_hash": noted["secret_hash"], "mac": noted["mac"]}, derive=whole("body", body))


def stream_cipher_plugin(sample):
    name, about = CIPHERS[sample["n"]]
    config = {"encrypt_uri": True, **sample["config"]}
    given = {"version": "0.0.9", "key": config.pop("key").encode().hex(), **config}
    drawn = dict((draw[0], draw[-1]) for draw in sample["draws"])
    draws = {"iv": drawn["urandom"], "split": (drawn.get("randint", 1) - 1).to_bytes(2, "big").hex()}
    plain = {"uri": sample["uri"], "content": sample["content"]}
    crypt = {"fields": fields(sample["fields_after"]), "uri": sample["cipher_uri"], "content": sample["cipher_content"]}
    split = ["STREAM-3"] if config["encrypt_uri"] else []
    refs = {member: {"$ref": f"/{member}"} for member in crypt}
    noted = {"key_hash": sample["key_hashed"]}
    source = ref(sample) + ("; N 65" if sample["n"] == 181 else "")
    yield case(source, f"stream/encrypt-{name}", about, ["STREAM-1", *split], "stream.encrypt",
               {**given, "fields": fields(sample["fields_before"]), **plain}, {"accept": crypt}, draws=draws, intermediate=noted,
               check=("stream.decrypt", {**given, **refs}, plain))
    yield case(source, f"stream/decrypt-{name}", about, ["STREAM-4", "STREAM-5", "STREAM-6"] if split else ["STREAM-4", "STREAM-5"],
               "stream.decrypt", {**given, **crypt}, {"accept": plain}, intermediate=noted)


def x25519_plugin(sample):
    name, about = BOXES[sample["n"]]
    if sample["n"] == 188:
        for who in ("sender", "receiver"):
            verify = {"verify_key": sample[f"{who}_vkey"]} if f"{who}_vkey" in sample else {}
            yield case(ref(sample), f"x25519/keys-{who}", f"the keys of the {who}", ["BOX-1"], "x25519.keys", {"seed": sample[f"{who}_seed"]},
                       {"accept": {"private_key": sample[f"{who}_x25519_private"], "public_key": sample[f"{who}_pubkey"], **verify}})
    drawn = dict((draw[0], draw[-1]) for draw in sample["draws"])
    draws = {"nonce": drawn["nacl_random"], "split": (drawn.get("randint", 1) - 1).to_bytes(2, "big").hex()}
    plain = {"uri": sample["uri"], "content": sample["content"]}
    crypt = {"uri": sample["cipher_uri"], "content": sample["cipher_content"]}
    own = {"seed": sample["sender_seed"], "peer_data": sample["peer_data_receiver"], "encrypt_uri": sample["encrypt_uri"]}
    other = {"seed": sample["receiver_seed"], "peer_data": sample["peer_data_sender"], "encrypt_uri": sample["encrypt_uri"]}
    refs = {member: {"$ref": f"/{member}"} for member in crypt}
    noted = {"box_key": sample["shared_key"]}
    source = ref(sample) + ("; N 78" if sample["n"] == 190 else "")
    yield case(source, f"x25519/encrypt-{name}", about, ["BOX-3", "BOX-5"], "x25519.encrypt", {**own, **plain}, {"accept": crypt},
               draws=draws, intermediate=noted, check=("x25519.decrypt", {**other, **refs}, plain))
    yield case(source, f"x25519/decrypt-{name}", about, ["BOX-2", "BOX-3", "BOX-4", "BOX-7", "BOX-8"], "x25519.decrypt", {**other, **crypt},
               {"accept": plain}, intermediate=noted, derive=whole("content", crypt["content"]))


def tapescript_plugin(sample):
    name, about = TAPES[sample["n"]]
    body, after = body_of(sample["uri"], sample["content"]), fields(sample["fields_after"])
    given = {"version": "0.0.9", "lock": sample["lock"], "lock_from": "own"}
    refusal, rule, choice = TAPES_REFUSED.get(sample["n"], (None, None, None))
    source = ref(sample) + {192: "; N 89", 194: "; N 90", 200: "; N 123"}.get(sample["n"], "")
    if sample["n"] in TAPES_MADE:
        make = {"version": "0.0.9", "seed": sample["seed"], "fields": fields({}), "body": body}
        # That of sample 195 opens the lock of its own key, which sample 192 has.
        lock = TAPE_LOCK if refusal else sample["lock"]
        yield case(source, f"tapescript/make-{name}", about if not refusal else "another nonce", ["TAPE-2", "TAPE-4", "VER-1"], "tapescript.make", make,
                   {"accept": {"fields": after}}, draws={"nonce": sample["draws"][0][1]}, now=millis(sample["time"]),
                   intermediate={"nonce": sample["sigfield2"], "signed": sample["sigfield1"] + sample["sigfield2"] + sample["sigfield3"],
                                 "signature": sample["witness"][4:]},
                   check=("tapescript.check", {**given, "lock": lock, "fields": {"$ref": "/fields"}, "body": body}, {}))
    upstream = {"accept": {}} if sample["check"] else {"reject": refusal, "raised": "check returned False"}
    noted = {"sigfields": [sample[f"sigfield{number}"] for number in (1, 2, 3)]}
    yield case(source, f"tapescript/check-{name}", about, [f"TAPE-{rule}"] if rule else ["TAPE-5", "TAPE-6", "TAPE-7", "TAPE-9"], "tapescript.check",
               {**given, "fields": after, "body": body}, {"reject": refusal} if refusal else {"accept": {}}, upstream, choice=choice,
               intermediate=None if rule == 6 else noted, base="tapescript/check-single" if refusal else None,
               derive=None if refusal else whole("body", body))


TAPE_LOCK = "032010581cb00adfaa69c7ed35ea3c10b7c768ef2b513f40e790aaaf79a07893032a2300"


def ed25519_key(sample):
    key, name = sample["verify_key"], sample["name"]
    lock = {"accept": {"lock": f"0320{key}2300"}}
    yield case(ref(sample), f"tapescript/lock-{'single' if name == 'tape1' else name}", f"a lock of the key {name}", ["LOCK-4"], "tapescript.lock",
               {"kind": "single", "keys": [key]}, lock)


def tapescript_vm(sample):
    name, about, rules, refusal, other = RUNS[sample["n"]]
    given = {"witness": sample["witness"], "lock": sample["lock"], "sigfields": list(sample["sigfields"].values())}
    passed = sample["result"]
    upstream = {"accept": {}} if passed else {"reject": refusal, "raised": "run_auth_scripts returned False"}
    base = f"tapescript/run-{RUN_BASE.get(sample['n'], 'true')}" if refusal else None
    noted = None if refusal else {"cost": COSTS[sample["n"]], "stack": ["ff"]}
    yield case(ref(sample), f"tapescript/run-{name}", about, rules, "tapescript.run", given, {"reject": refusal} if refusal else {"accept": {}},
               upstream, choice=ALL if other else None, base=base, intermediate=noted)


def plugin(config, kind):
    if config is None:
        return None
    named = {"hmac": "secret", "stream": "key"}[kind]
    return [kind, {**config, named: config[named].encode().hex()}]


def layers(sample):
    name, about = LAYERS[sample["n"]]
    stages = {stage["stage"]: stage["message"] for stage in sample["stages"]}
    made = sample["stages"][-1]["message"]
    plugins = {f"{layer}_{part}": plugin(sample[f"{layer}_{part}"], {"cipher": "stream", "auth": "hmac"}[part])
               for layer in ("inner", "outer") for part in ("cipher", "auth")}
    given = {"version": "0.0.9", **{member: part for member, part in plugins.items() if part}}
    # What is recorded as the plain message of sample 256 is the sealed one.
    plain = bytes.fromhex(sample["plain"])
    auth_end = 9 + int.from_bytes(plain[1:3], "big")
    uri_end = auth_end + 2 + int.from_bytes(plain[auth_end:auth_end + 2], "big")
    parts = {"type": plain[0], "uri": plain[auth_end + 2:uri_end].hex(), "content": plain[uri_end:].hex()}
    random = "".join((draw[-1] - 1).to_bytes(2, "big").hex() if draw[0] == "randint" else draw[1] for draw in sample["draws"])
    noted = {member: stages[member[6:].replace("_", " ")] for member in ("after_inner_cipher", "after_inner_auth", "after_outer_cipher")
             if member[6:].replace("_", " ") in stages}
    yield case(ref(sample), f"layers/{name}", about, ["LAYER-1", "LAYER-2"], "seal", {**given, **parts}, {"accept": {"message": made}},
               draws={"random": random.ljust(256, "0")}, now=millis(1_700_000_000), intermediate=noted,
               check=("open", {**given, "message": {"$ref": "/message"}}, parts))
    end, auth = len(made) // 2, 9 + int(made[2:6], 16)
    covered = {"member": "message", "covers": [[1, 9], [auth]], "shortest": end,
               "variants": [{"when": {"body-length": "ignored"}, "covers": [[1, 3], [5, 9], [auth]], "shortest": end}]}
    yield case(ref(sample), f"layers/open-{name}", about, ["LAYER-3", "LAYER-4"], "open", {**given, "message": made}, {"accept": parts}, derive=covered)


def peer_message(sample):
    name, app_id = RECORDS[sample["n"]], sample["app_id"]
    given = {"type": name.split("-")[0], "id": sample["peer_id"], "data": sample["peer_data"],
             **({} if app_id == b"netaio".hex() else {"app_id": app_id})}
    yield case(ref(sample), f"peer-message/{name}", "a peer record in a message", ["REC-1"], "peer.message", given,
               {"accept": {"message": sample["message"]}}, intermediate={"record": sample["packed_peer"]})


def frame_of(encoded):
    """Auth fields and body of a message of the old version."""
    message = bytes.fromhex(encoded)
    auth_end = 9 + int.from_bytes(message[1:3], "big")
    body = message[auth_end:]
    uri_end = 2 + int.from_bytes(body[:2], "big")
    return body.hex(), body[2:uri_end].hex(), body[uri_end:].hex()


def old_hmac_plugin(sample):
    body, _, _ = frame_of(sample["encoded"])
    given = {"version": "0.0.8", "secret": sample["secret"].encode().hex()}
    after = fields(sample["fields"])
    yield case(reference(sample), "hmac/make-0-0-8", "nonce, time and body under the MAC; the time is an int", ["VER-1", "HMAC-3"], "hmac.make",
               {**given, "fields": fields({}), "body": body}, {"accept": {"fields": after}}, draws={"nonce": sample["fields"]["nonce"]},
               now=millis(sample["fields"]["ts"]), intermediate={"mac": sample["fields"]["hmac"]},
               check=("hmac.check", {**given, "fields": {"$ref": "/fields"}, "body": body}, {}))
    yield case(reference(sample), "hmac/check-0-0-8", "the time is an int", ["VER-1", "HMAC-5", "HMAC-6"], "hmac.check",
               {**given, "fields": after, "body": body}, {"accept": {}}, derive=whole("body", body))


def old_stream_cipher_plugin(sample):
    _, uri, content = frame_of(sample["encoded"])
    given = {"version": "0.0.8", "key": sample["key"].encode().hex(), "encrypt_uri": True}
    crypt = {"fields": fields(sample["fields"]), "uri": uri, "content": content}
    yield case(reference(sample), "stream/decrypt-0-0-8", "the key stream of the old version", ["VER-1", "STREAM-6"], "stream.decrypt",
               {**given, **crypt}, {"accept": OLD_PLAIN})
    refs = {member: {"$ref": f"/{member}"} for member in crypt}
    yield case(reference(sample), "stream/encrypt-0-0-8", "the key stream of the old version", ["VER-1", "STREAM-1", "STREAM-3"], "stream.encrypt",
               {**given, "fields": fields({}), **OLD_PLAIN}, {"accept": crypt},
               draws={"iv": sample["fields"]["iv"], "split": (sample["split"] - 1).to_bytes(2, "big").hex()},
               check=("stream.decrypt", {**given, **refs}, OLD_PLAIN))


OLD_PLAIN = {"uri": b"123".hex(), "content": b"hello".hex()}

MAKERS = {maker.__name__: maker for maker in (
    packify, packify_unpack, message, helper_message, derive_key, keystream, hmac, seal, hmac_plugin, stream_cipher_plugin, x25519_plugin,
    tapescript_plugin, ed25519_key, tapescript_vm, layers, peer_message)}
OLD_MAKERS = {"keystream": lambda sample: keystream(sample, "0.0.8"), "hmac": lambda sample: hmac(sample, "0.0.8"),
              "hmac_plugin": old_hmac_plugin, "stream_cipher_plugin": old_stream_cipher_plugin}
ELSEWHERE = {"tapescript_int", "tcp_transcript", "udp_transcript"}


def samples_of(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)["samples"]


def main():
    new, old = map(samples_of, sys.argv[1:])
    cases = [row for sample in new if sample["kind"] not in ELSEWHERE for row in MAKERS[sample["kind"]](sample)]
    cases += [row for at, sample in enumerate(old, 1) for row in OLD_MAKERS[sample["kind"]]({**sample, "at": at})]
    document = {"$schema": "../schema/cases.schema.json", "protocol": "netaio",
                "about": "Captured from netaio 0.0.9 with packify 0.4.0, tapescript 0.7.3 and PyNaCl 1.6.2, and from netaio 0.0.8. Locked: see vectors/LOCK.",
                "cases": cases}
    json.dump(document, sys.stdout, indent=2, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
