#!/usr/bin/env python3
"""Turns recorded samples of the original netaio library into upstream cases.

    python3 vectors/import/netaio.py SAMPLES.json SAMPLES_0_0_8.json > vectors/netaio/upstream.json

It was run once. What it takes from a sample (operation, input, draws, time, upstream's outcome) is locked in
vectors/LOCK and never changes; what it adds by hand (name, rules, strict outcome) may. Transcripts of connections and
datagrams are no part of it, and neither are integers of tapescript, which no operation has.
"""

import json
import sys

from netaio_names import (
    ODD, BUGS, LENIENT, ALL, QUICK, PACKED, UNPACKED, MESSAGES, ANSWERS, DERIVED, STREAMS, MACS, MACS_0_0_8,
    HMACS, CIPHERS, BOXES, TAPES, TAPES_MADE, TAPES_REFUSED, RUNS, RUN_BASE, COSTS, LAYERS, RECORDS)
from netaio_values import packed, value, dict_of


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
