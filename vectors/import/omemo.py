#!/usr/bin/env python3
"""Turns recorded samples of OMEMO into upstream cases.

    python3 vectors/import/omemo.py SAMPLES.json > vectors/omemo/upstream.json

It was run once, with the package `cryptography`. What it takes from a sample (operation, input, draws, upstream's outcome)
is locked in vectors/LOCK and never changes; what it adds by hand (name, rules, strict outcome) may. Messages that are
wrong are made by omemo_negative.py.
"""

import base64
import json
import sys
import xml.etree.ElementTree as tree

import omemo_sessions
from omemo_case import NEEDS, Scenario, fmt, number, private_keys, public_bundle, scalar, single, wire_identity, wire_key

L, T = ["omemo-legacy"], ["omemo-2"]


def to_hex(text):
    return text.encode().hex()


def from_base64(text):
    return base64.b64decode(text or "").hex()


def conversions(samples):
    for at, sample in enumerate(samples["conversions"], 1):
        ref, name = number("conversions", at - 1), f"conversion-{at}"
        about = f"sign bit {sample['sign_bit']}"
        x25519, ed25519 = sample["curve25519"], sample["ed25519"]
        yield single(f"{name}-pair", about, ["KEY-1", "KEY-3"], ref, "key.pair", {"form": "seed", "key": sample["seed"]},
                     {"private": sample["priv"], "x25519": x25519, "ed25519": ed25519})
        yield single(f"{name}-to-x25519", about, ["KEY-3"], ref, "key.to_x25519", {"ed25519": ed25519}, {"x25519": x25519})
        yield single(f"{name}-to-ed25519", about, ["KEY-3"], ref, "key.to_ed25519", {"x25519": x25519, "sign": sample["sign_bit"]},
                     {"ed25519": ed25519})


def signatures(samples):
    makers = {"T-label": label, "XEdDSA": xeddsa, "Ed2551": ed25519}
    for at, sample in enumerate(samples["signatures"]):
        make = next(make for start, make in makers.items() if sample["id"].startswith(start))
        yield from make(sample, number("signatures", at))


def verified(name, about, sample, ref):
    given = {"ed25519": sample["ed25519"], "message": sample["message"]}
    yield single(f"{name}-verify", about, ["SIGN-7"], ref, "verify", {**given, "signature": sample["signature"]}, {})


def xeddsa(sample, ref):
    name, made = f"signature-{sample['id'][7:]}", sample["signature"]
    about = f"an identity key with the sign bit {int(sample['ed25519'][-2:], 16) >> 7}"
    key = {"ed25519": sample["ed25519"], "message": sample["message"]}
    yield single(f"{name}-sign", about, ["SIGN-1"], ref, "sign", {"private": sample["priv"], "message": sample["message"]}, {"signature": made},
                 draws={"nonce": sample["nonce_Z"]}, check=("verify", {**key, "signature": {"$ref": "/signature"}}, {}))
    yield from verified(name, about, sample, ref)
    legacy = sample["legacy_wire_signature"]
    yield single(f"{name}-to-legacy", about, ["SIGN-3"], ref, "signature.to_legacy", {"ed25519": sample["ed25519"], "signature": made},
                 {"signature": legacy})
    yield single(f"{name}-from-legacy", about, ["SIGN-3", "SIGN-4"], ref, "signature.from_legacy", {"signature": legacy},
                 {"signature": made, "sign": int(legacy[-2:], 16) >> 7})


def ed25519(sample, ref):
    name, about = f"ed25519-{sample['id'][13:]}", "a signature that RFC 8032 makes of a seed"
    yield single(f"{name}-sign-seed", about, ["SIGN-1"], ref, "sign_seed",
                 {"seed": sample["seed"], "message": sample["message"]}, {"signature": sample["signature"]})
    yield from verified(name, about, sample, ref)


def label(sample, ref):
    key = sample["identity_ed25519"]
    yield single("label-sign", "the signature of a label", ["SIGN-1"], ref, "sign",
                 {"private": scalar(sample["identity_seed"]), "message": sample["message"]}, {"signature": sample["signature"]},
                 draws={"nonce": sample["xeddsa_nonce_Z"]},
                 check=("label.check", {"identity_key": key, "label": sample["message"], "signature": {"$ref": "/signature"}}, {}))
    yield single("label-check", "a label of plain letters", ["LIST-4", "SIGN-7"], ref, "label.check",
                 {"identity_key": key, "label": sample["message"], "signature": sample["signature"]}, {}, needs=T)


def bundles(samples):
    for at, sample in enumerate(samples["bundles"]):
        format_, keys, name, ref = fmt(sample), sample["identity"], sample["id"].lower(), number("bundles", at)
        name = f"bundle-{name.replace('-bundle', '')}"
        about = f"four one-time prekeys, an identity key with the sign bit {keys['identity_sign_bit']}"
        public, xml = public_bundle(format_, keys, sample["signed_pre_key"], sample["pre_keys"]), to_hex(sample["xml"])
        given = {"format": format_, **public}
        yield single(f"{name}-read", about, ["XML-10"], ref, "bundle.read", {"format": format_, "xml": xml}, public)
        yield single(f"{name}-write", about, ["BUNDLE-1", "XML-11", "XML-13"], ref, "bundle.write", given, {"xml": xml})
        yield single(f"{name}-check", about, ["BUNDLE-4", "SIGN-7"], ref, "bundle.check", given,
                     {"ed25519": keys["identity_ed25519"], "x25519": keys["identity_curve25519"]})
        made = Scenario(f"{name}-party", about, ["SIGN-1", "KEY-3", *(["SIGN-3"] if format_ == "legacy" else [])], ref,
                        [NEEDS[format_]])
        party = {"format": format_, "identity": keys["identity_seed"], **private_keys(sample["signed_pre_key"], sample["pre_keys"])}
        own = {"identity_key": public["identity_key"], "x25519": keys["identity_curve25519"], "ed25519": keys["identity_ed25519"]}
        made.step("alice", "party.new", party, {"accept": own}, {"signature_nonce": sample["xeddsa_nonce_Z"]}, now=True)
        made.step("alice", "party.bundle", {}, {"accept": public}, upstream={"accept": public})
        yield made.made()


def payloads(samples):
    abouts = {0: "no bytes", 13: "13 bytes", 16: "a whole block"}
    for at, sample in enumerate(samples["payloads"]):
        text, legacy, ref = sample["plaintext"], fmt(sample) == "legacy", number("payloads", at)
        suffix, needs = ("legacy", L) if legacy else ("2", T)
        name = f"payload-{sample['id'].lower().replace('-payload', '')}"
        old = sample["id"].endswith("iv16")
        about = "an IV of 16 bytes" if old else abouts.get(len(text) // 2, f"{len(text) // 2} bytes")
        material, payload = sample["ratchet_plaintext"], sample["ciphertext"]
        sealed = {"payload": payload, "material": material}
        if legacy:
            sealed["iv"] = sample["iv"]
        noted = None if legacy else {part: sample[part] for part in ("enc_key", "auth_key", "iv")}
        if not old:
            draws = {"key": sample["key"], **({"iv": sample["iv"]} if legacy else {})}
            refs = {member: {"$ref": f"/{member}"} for member in sealed}
            yield single(f"{name}-seal", about, ["PAYLOAD-1" if legacy else "PAYLOAD-7"], ref, f"payload.seal_{suffix}", {"plaintext": text},
                         sealed, needs=needs, draws=draws, intermediate=noted, check=(f"payload.open_{suffix}", refs, {"plaintext": text}))
        rules = ["PAYLOAD-3"] if old else ["PAYLOAD-6"] if legacy else ["PAYLOAD-10", "PAYLOAD-11"]
        yield single(f"{name}-open", about, rules, ref + ("; N 71" if old else ""), f"payload.open_{suffix}", sealed, {"plaintext": text},
                     needs=needs, intermediate=noted)


def element_of(text):
    """Members of an encrypted element."""
    root = tree.fromstring(text)
    space = root.tag[: root.tag.index("}") + 1]
    header, payload = root.find(f"{space}header"), root.find(f"{space}payload")
    groups = header.findall(f"{space}keys") or [header]
    flags = ("prekey", "kex")
    keys = [["key", group.get("jid", ""), int(key.get("rid")), any(key.get(flag) == "true" for flag in flags), from_base64(key.text)]
            for group in groups for key in group.findall(f"{space}key")]
    made = {"sid": int(header.get("sid")), "keys": keys}
    for member, part in (("iv", header.find(f"{space}iv")), ("payload", payload)):
        if part is not None:
            made[member] = from_base64(part.text)
    return made


def xml(samples):
    for at, sample in enumerate(samples["xml"]):
        format_, ref, text = fmt(sample), number("xml", at), to_hex(sample["xml"])
        name = f"xml-{sample['id'].lower().replace('-xml', '')}"
        given = {"format": format_, "xml": text}
        if "devicelist" in sample["id"]:
            root = tree.fromstring(sample["xml"])
            ids = [int(device.get("id")) for device in root]
            labels = [["label", int(device.get("id")), to_hex(device.get("label")), from_base64(device.get("labelsig"))]
                      for device in root if device.get("label") is not None]
            about = "three devices, one with a label" if labels else "three devices"
            yield single(f"{name}-read", about, ["XML-8"], ref, "devices.read", given, {"ids": ids, "labels": labels})
            yield single(f"{name}-write", about, ["LIST-1", "XML-11"], ref, "devices.write",
                         {"format": format_, "ids": ids, **({"labels": labels} if labels else {})}, {"xml": text})
            continue
        about = "an empty message" if sample["id"].endswith("empty") else "a payload and a key exchange"
        parts = element_of(sample["xml"])
        yield single(f"{name}-read", about, ["XML-10", "ELEMENT-4"], ref, "element.read", given, parts)
        yield single(f"{name}-write", about, ["ELEMENT-1", "ELEMENT-2", "XML-13"], ref, "element.write", {"format": format_, **parts}, {"xml": text})
    for format_, name in (("legacy", "l"), ("omemo-2", "t")):
        group = {number("xml", at): sample for at, sample in enumerate(samples["xml"]) if fmt(sample) == format_ and "encrypted" in sample["id"]}
        yield elements(list(group.values()), "; sample ".join(group), format_, name)


def elements(group, ref, format_, name):
    """The encrypted elements of one session, from the key of a Party to the text."""
    first = group[0]
    made = Scenario(f"xml-{name}-session", "encrypted elements of one session, opened down to the text", ["RECV-3", "OPEN-5", "KEX-2"],
                    ref, ["given-draws", NEEDS[format_]])
    given = {"format": format_, "identity": first["responder_identity_seed"],
             **private_keys(first["responder_signed_pre_key"], first["responder_pre_keys"])}
    made.step("bob", "party.new", given, {"accept": {}}, {"signature_nonce": None}, now=True)
    for sample in group:
        parts = element_of(sample["xml"])
        ((_, _, _, exchange, message),) = parts["keys"]
        if "key" not in sample:  # an empty message; in L its key material is random, and was not recorded
            made.decrypt("bob", "alice", message, exchange, None, {"accept": {} if format_ == "legacy" else {"plaintext": "00" * 32}})
            continue
        material = sample["key"] + sample["auth_tag"]
        made.decrypt("bob", "alice", message, exchange, None, {"accept": {"plaintext": material}})
        opened = {"accept": {"plaintext": sample["payload_plaintext"]}}
        made.step("bob", "payload.open_legacy" if format_ == "legacy" else "payload.open_2",
                  {**{member: parts[member] for member in ("payload", "iv") if member in parts}, "material": material}, opened, upstream=opened)
    return made.made()


def worked_examples(samples):
    sessions = {sample["id"]: sample for sample in samples["sessions"]}
    places = list(sessions)
    for at, example in enumerate(samples["worked_examples"]):
        session = sessions[example["session"]]
        format_, name = fmt(session), f"worked-{example['session'][0].lower()}"
        ref = number("sessions", places.index(example["session"]))
        yield from chains(example, session["messages"][0], format_, name, number("worked_examples", at))
        yield from agreement(session, format_, name, ref)
        yield from wires(session["messages"][0], format_, name, ref)


def chains(example, message, format_, name, ref):
    """The first steps of both sides: roots, chains, and the keys of a message."""
    roots = (("first", "root_key_0", "dh_initiator_ratchet_x_spk", "root_key_1", "initiator_chain_key_0"),
             ("second", "root_key_1", "dh_responder_ratchet_x_initiator_ratchet", "root_key_2", "responder_chain_key_0"))
    for which, root, shared, after, chain in roots:
        yield single(f"{name}-root-{which}", f"the {which} root key of a session", ["CHAIN-1"], ref, "kdf.root",
                     {"format": format_, "root_key": example[root], "shared": example[shared]},
                     {"root_key": example[after], "chain_key": example[chain]})
    for side, number in (("initiator", "01"), ("responder", "04")):
        yield single(f"{name}-chain-{side}", f"the first chain key of the {side}", ["CHAIN-1"], ref, "kdf.chain",
                     {"chain_key": example[f"{side}_chain_key_0"]},
                     {"message_key": example[f"message_key_m{number}"], "chain_key": example[f"{side}_chain_key_1"]})
    keys = {part: message[part] for part in ("enc_key", "auth_key", "iv")}
    given = {"format": format_, "message_key": message["message_key"]}
    yield single(f"{name}-message-keys", "the keys of the first message", ["CHAIN-1"], ref, "kdf.message", given, keys)
    text, crypt = {"plaintext": message["plaintext"]}, {"ciphertext": message["header"]["ciphertext"]}
    noted = {part: keys[part] for part in ("enc_key", "iv")}
    yield single(f"{name}-material-encrypt", "key material of a payload", ["CHAIN-1"], ref, "material.encrypt", {**given, **text}, crypt, intermediate=noted)
    yield single(f"{name}-material-decrypt", "key material of a payload", ["CHAIN-2"], ref, "material.decrypt", {**given, **crypt}, text, intermediate=noted)


def agreement(session, format_, name, ref):
    initiator, responder, agreed = session["initiator"], session["responder"], session["x3dh"]
    signed = responder["signed_pre_key"]
    used = next(key for key in responder["pre_keys"] if key["id"] == session["used_pre_key_id"])
    noted = {part: agreed[part] for part in ("dh1", "dh2", "dh3", "dh4")}
    out = {"shared_secret": agreed["shared_secret"], "ad": agreed["associated_data_initiator_first"]}
    ephemeral = wire_key(format_, agreed["ephemeral_pub"])
    passive = {"format": format_, "identity_private": responder["identity_priv"], "signed_pre_key_private": signed["priv"],
               "pre_key_private": used["priv"], "identity_key": wire_identity(format_, initiator)}
    yield single(f"{name}-x3dh-active", "the initiator", ["AGREE-1"], ref, "x3dh.active",
                 {"format": format_, "identity_private": initiator["identity_priv"], "identity_key": wire_identity(format_, responder),
                  "signed_pre_key": wire_key(format_, signed["pub"]), "pre_key": wire_key(format_, used["pub"])},
                 {"ephemeral_key": ephemeral, **out}, draws={"ephemeral": initiator["ephemeral_priv"]}, intermediate=noted,
                 check=("x3dh.passive", {**passive, "ephemeral_key": {"$ref": "/ephemeral_key"}}, {"ad": out["ad"]}))
    yield single(f"{name}-x3dh-passive", "the responder", ["AGREE-1"], ref, "x3dh.passive", {**passive, "ephemeral_key": ephemeral}, out,
                 intermediate=noted)


def wires(message, format_, name, ref):
    """The first message of a session, and its key exchange."""
    head, exchange = message["header"], message["key_exchange"]
    inner, whole = exchange["msg"], message["wire"]
    ad = message["mac_input"][: 132 if format_ == "legacy" else 128]
    parts = {"ratchet_key": head["ratchet_pub"], "n": head["n"], "pn": head["pn"], "ciphertext": head["ciphertext"]}
    covered = message["mac_input"][len(ad):]
    yield single(f"{name}-message-encode", "the first message", ["MSG-1", "MSG-2"], ref, "message.encode",
                 {"format": format_, **parts, "ad": ad, "auth_key": message["auth_key"]}, {"message": inner},
                 intermediate={"authenticated": message["mac_input"], "mac": head["mac"]})
    given = {"format": format_, "message": inner}
    yield single(f"{name}-message-decode", "the first message", ["MSG-1"], ref, "message.decode", given, {**parts, "mac": head["mac"], "covered": covered})
    yield single(f"{name}-message-check", "the first message", ["MSG-9"], ref, "message.check", {**given, "ad": ad, "auth_key": message["auth_key"]}, {})
    fields = {"pre_key_id": exchange["pk_id"], "signed_pre_key_id": exchange["spk_id"], "identity_key": exchange["ik"],
              "ephemeral_key": exchange["ek"], "message": inner}
    yield single(f"{name}-exchange-encode", "the first key exchange", ["KEX-1"], ref, "key_exchange.encode", {"format": format_, **fields},
                 {"key_exchange": whole})
    yield single(f"{name}-exchange-decode", "the first key exchange", ["KEX-1"], ref, "key_exchange.decode", {"format": format_, "key_exchange": whole}, fields)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        samples = json.load(file)
    makers = (conversions, signatures, bundles, payloads, xml, worked_examples, omemo_sessions.cases)
    document = {"$schema": "../schema/cases.schema.json", "protocol": "omemo",
                "about": "Captured from oldmemo and twomemo 2.1.0, and from others that talked with them. Locked: see vectors/LOCK.",
                "cases": [case for make in makers for case in make(samples)]}
    json.dump(document, sys.stdout, indent=2, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
