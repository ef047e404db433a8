"""Cases of metas, IDs and profiles, from samples of DIMP."""

import base64
import json

from dimp_case import case, draw_of, hexed, is_high, low_twin, needs_of, reading, value

LOW = ("malleability", "low")
HULK_DIGEST = "cfc8bde708626a3e0e2663d11115f59874175071"
NAMES, HIGH_S = {"names": "any"}, {"high-s": "accepted"}

# Sample -> (name, about) of the cases of a meta.
METAS = {
    "ID-hulk": ("hulk", "the built-in user hulk, whose key stands as an RSAPublicKey"),
    "ID-moki": ("moki", "the built-in user moki, whose key stands as an RSAPublicKey"),
    "ID-alice": ("alice", "RSA-1024, version 1, a person"),
    "ID-bob": ("bob", "RSA-2048, version 1, a name with a dot, a line and a low line"),
    "ID-station": ("station", "a station"),
    "ID-provider": ("provider", "a provider, which is a group"),
    "ID-btcmain": ("network-0", "the main network of Bitcoin"),
    "ID-polylogue": ("polylogue", "a polylogue, made with the key of its founder"),
    "ID-chatroom": ("chatroom", "a chatroom"),
    "ID-unicode": ("unicode", "a seed that is no name"),
    "ID-carol": ("carol", "ECC, version 1; s of the fingerprint is the larger one"),
    "ID-exeth": ("exeth", "ECC, version 5"),
    "ID-btc-rsa": ("btc-rsa", "RSA, version 2: the address is of the SubjectPublicKeyInfo"),
    "ID-exbtc": ("exbtc", "ECC, version 3; s of the fingerprint is the larger one"),
    "ID-btc-known": ("btc-known", "ECC, version 2, of a published secret"),
    "ID-eth-known": ("eth-known", "ECC, version 4, of a published secret"),
    "JS-meta": ("javascript", "made by the JavaScript SDK"),
}
# Known answer -> (name, about, network).
KNOWN_METAS = {
    "KA-meta-java": ("java", "test data of the Java port: lines of 76 characters with CRLF", 8),
    "KA-meta-oc": ("objective-c", "test data of the Objective-C port", 8),
    "KA-meta-py": ("python", "test data of the Python port", 8),
    "KA-meta-chatroom": ("chatroom-admin", "a robot, whose meta has a member `type` beside `version`", 200),
    "KA-group-Group-1280719982": ("group", "a polylogue that moki founded", 16),
    "KA-group-Polylogue-1234567890": ("polylogue", "another polylogue that moki founded", 16),
}
REFUSED = {
    "ID-unicode": ("bad-name", ["DI-META-9"], NAMES, ("confusion", "low")),
    "ID-carol": ("bad-fingerprint", ["DI-META-10", "DI-SIG-10"], HIGH_S, LOW),
    "ID-exbtc": ("bad-fingerprint", ["DI-META-10", "DI-SIG-10"], HIGH_S, LOW),
}


def fingerprint(meta):
    return base64.b64decode(meta["fingerprint"]) if int(meta["version"]) % 2 else None


def hashed(meta, key_data):
    """What the address is made of."""
    version = int(meta["version"])
    return fingerprint(meta) if version == 1 else key_data if version < 4 else key_data[1:]


def between(meta, key_data):
    made = fingerprint(meta)
    return {**({"fingerprint": made.hex()} if made else {}), "hashed": hashed(meta, key_data).hex()}


def public_dictionary(key):
    """As section 4.5.4 writes an RSA key."""
    der = base64.b64decode("".join(line for line in key["data"].split("\n") if "-----" not in line))
    if der[4:6] != b"\x30\x0d" and der[4] == 2 or der[3] == 2:
        der = subject_public_key_info(der)
    text = base64.b64encode(der).decode()
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    pem = "\n".join(["-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----"])
    return {"algorithm": "RSA", "data": pem, "mode": "ECB", "padding": "PKCS1", "digest": "SHA256"}


def subject_public_key_info(der):
    bits = b"\0" + der
    inner = bytes.fromhex("300d06092a864886f70d0101010500") + b"\x03\x81" + bytes([len(bits)]) + bits
    return b"\x30\x81" + bytes([len(inner)]) + inner


def metas(sample):
    name, about = METAS[sample["id"]]
    group = "published/meta-" if sample["id"] in ("ID-hulk", "ID-moki") else "meta/"
    text = sample.get("meta_json") or json.dumps(sample["meta"])
    yield from both(sample["id"], f"{group}{name}", about, text, sample["identifier"], sample["network"],
                    sample["number"], bytes.fromhex(sample["key_data_hex"]))
    if sample["private_key"] and sample["id"] != "JS-meta":
        yield made(sample, f"{group}{name}", about)


def both(ref, name, about, text, identifier, network, number, key_data):
    """Cases of `dimp.meta.check` and `dimp.meta.id`."""
    meta = json.loads(text)
    more = {"needs": needs_of(meta), "intermediate": between(meta, key_data)}
    eth = int(meta["version"]) > 3
    rules, made_rules = ["DI-META-11", "DI-META-12"], ["DI-ADDR-2" if eth else "DI-ADDR-1", "DI-ID-4"]
    if ref in REFUSED:
        code, rules, choice, bug = REFUSED[ref]
        made_rules = rules
        more.update(expect={"reject": code}, choice=choice, bug=bug)
    base = {"base": "meta/alice"} if ref in REFUSED else {}
    yield case(name, f"{about}, held against its ID", rules, ref, "dimp.meta.check",
               {"meta": hexed(text), "id": hexed(identifier)}, {"accept": {}}, **more, **base)
    base = {"base": "meta/alice-id"} if ref in REFUSED else {}
    yield case(f"{name}-id", f"{about}: its ID", made_rules, ref, "dimp.meta.id",
               {"meta": hexed(text), "network": network}, {"accept": {"id": hexed(identifier), "number": number}},
               **more, **base)


def made(sample, name, about):
    """A case of `dimp.meta.make`; what was captured has the key as it was read, and not always as it is written."""
    meta, key = dict(sample["meta"]), sample["private_key"]
    version, seeded = int(meta["version"]), fingerprint(meta)
    if key["algorithm"] == "RSA":
        public = public_dictionary(meta["key"])
        meta = {"version": version, "seed": meta.get("seed"), "key": public, "fingerprint": meta.get("fingerprint")}
        meta = {member: part for member, part in meta.items() if part is not None}
    given = {"private_key": hexed(key)}
    if version != 1:
        given["version"] = version
    if seeded:
        given["seed"] = hexed(meta["seed"])
    draw = draw_of(key, meta["seed"].encode(), seeded) if seeded else "00" * 32
    rules = ["DI-META-4", "DI-DICT-7", "DI-DICT-8" if key["algorithm"] == "RSA" else "DI-DICT-9"]
    more = {"needs": needs_of(meta), "draws": {"k": draw}}
    upstream = {"accept": {"meta": hexed(meta)}}
    if seeded:
        rules += ["DI-META-2", "DI-SIG-1" if key["algorithm"] == "RSA" else "DI-SIG-2"]
        more["intermediate"] = {"fingerprint": seeded.hex()}
    read = {"meta": {"$ref": "/meta"}, "network": sample["network"]}
    stable = version != 1 or key["algorithm"] == "RSA"
    more["check"] = reading("dimp.meta.id", read, {"id": hexed(sample["identifier"])} if stable else None)
    if sample["id"] == "ID-unicode":
        del more["check"], more["intermediate"]
        more.update(expect={"reject": "bad-seed"}, choice=NAMES, bug=("confusion", "low"))
        rules = ["DI-META-1"]
    if seeded and key["algorithm"] == "ECC" and is_high(seeded):
        low = {**meta, "fingerprint": base64.b64encode(low_twin(seeded)).decode()}
        more.update(expect={"accept": {"meta": hexed(low)}}, choice=HIGH_S, unread=True, intermediate={"fingerprint": low_twin(seeded).hex()})
        rules.append("DI-SIG-3")
        if version == 1:
            more["check"] = reading("dimp.meta.id", read)
    return case(f"{name}-make", f"{about}, made of its private key", rules, sample["id"], "dimp.meta.make", given, upstream, **more)


def known_metas(answers):
    for ref, (name, about, network) in KNOWN_METAS.items():
        answer = answers[ref]
        meta = answer["meta"]
        identifier = answer.get("id_string") or answer["id_network_8"]
        data = base64.b64decode("".join(line.strip() for line in meta["key"]["data"].split("\n") if "-----" not in line))
        for row in both(ref, f"published/meta-{name}", about, json.dumps(meta), identifier, network, number_of(identifier), data):
            yield row
        if answer.get("private_key"):
            sample = {"id": ref, "meta": meta, "private_key": answer["private_key"], "network": network, "identifier": identifier}
            yield made(sample, f"published/meta-{name}", about)


def number_of(identifier):
    """Search number of an address of the kind `btc`."""
    digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number = 0
    for digit in identifier.rpartition("@")[2]:
        number = number * 58 + digits.index(digit)
    return int.from_bytes(number.to_bytes(25, "big")[-4:], "little")


# Sample -> (name, about, sample of the signer's meta).
PROFILES = {
    "PF-1": ("user", "a user with name and avatar", "ID-alice"),
    "PF-2": ("key", "a user whose key for messages stands in the profile", "ID-carol"),
    "PF-3": ("escapes", "a name in escapes, which are signed as they stand", "ID-hulk"),
    "PF-4": ("group", "a group, signed by its founder", "ID-moki"),
    "PF-5": ("station", "a station with host and port", "ID-station"),
    "JS-profile": ("javascript", "made by the JavaScript SDK: raw UTF-8 is signed", "ID-hulk"),
}


def profiles(sample, samples):
    name, about, signer = PROFILES[sample["id"]]
    yield from profile(sample["id"], f"profile/{name}", about, sample["profile_json"], samples[signer])
    if sample["id"] != "JS-profile":
        yield profile_made(sample, name, about, samples[signer])


def profile(ref, name, about, text, signer):
    found = json.loads(text)
    properties = json.loads(found["data"])
    given = {"profile": hexed(text), "id": hexed(found["ID"]), "meta": hexed(signer["meta"])}
    if signer["identifier"] != found["ID"]:
        given["signer"] = hexed(signer["identifier"])
    accepted = {"properties": value(properties)}
    if "key" in properties:
        accepted["key"] = hexed(properties["key"])
    more = {"needs": needs_of(signer["meta"]), "intermediate": {"data": hexed(found["data"])}}
    rules = ["DI-PROF-6", "DI-PROF-5"] if "signer" in given else ["DI-PROF-6"]
    if ref == "PF-2":
        rules, more["base"] = ["DI-META-10", "DI-SIG-10"], "profile/user"
        more.update(expect={"reject": "bad-fingerprint"}, choice=HIGH_S, bug=LOW)
    yield case(name, about, rules, ref, "dimp.profile.read", given, {"accept": accepted}, **more)


def profile_made(sample, name, about, signer):
    found, key = sample["profile"], signer["private_key"]
    signature = base64.b64decode(found["signature"])
    given = {"id": hexed(found["ID"]), "properties": value(sample["properties"]), "private_key": hexed(key)}
    read = {"profile": {"$ref": "/profile"}, "id": hexed(found["ID"]), "meta": hexed(signer["meta"])}
    if signer["identifier"] != found["ID"]:
        read["signer"] = hexed(signer["identifier"])
    more = {"needs": needs_of(signer["meta"]), "intermediate": {"data": hexed(found["data"])}}
    more["draws"] = {"k": draw_of(key, found["data"].encode(), signature)}
    more["check"] = reading("dimp.profile.read", read, {"properties": value(sample["properties"])})
    if sample["id"] == "PF-2":  # no strict reader takes the meta of this user
        verify = {"public_key": hexed(signer["meta"]["key"]), "data": hexed(found["data"]), "signature": signature.hex()}
        more["check"] = reading("dimp.json.read", {"text": {"$ref": "/profile"}}) if is_high(signature) else reading("dimp.key.verify", verify)
        if is_high(signature):
            low = {**found, "signature": base64.b64encode(low_twin(signature)).decode()}
            more.update(expect={"accept": {"profile": hexed(low)}}, choice=HIGH_S)
    return case(f"profile/{name}-make", f"{about}, made", ["DI-PROF-1", "DI-JSON-11", "DI-JSON-12"], sample["id"], "dimp.profile.make",
                given, {"accept": {"profile": hexed(sample["profile_json"])}}, **more)


def known_profile(answers, samples):
    answer = answers["KA-profile-moki"]
    text = json.dumps(answer["profile"], ensure_ascii=False)
    yield from profile(answer["id"], "published/profile-moki", "a profile of the Java port", text, samples["ID-moki"])


def hulk_address(sample):
    data = fingerprint(sample["meta"])
    return case("address/hulk", "the address of the built-in user hulk", ["DI-ADDR-1"], sample["id"], "dimp.address",
                {"kind": "btc", "data": data.hex(), "network": 8},
                {"accept": {"address": hexed(sample["address"]), "number": sample["number"]}},
                intermediate={"digest": HULK_DIGEST, "check": "a2b45674"})


def identifiers(answers):
    for number, known in enumerate(answers["KA-ids"]["ids"], 1):
        name, _, address = known["id"].rpartition("@")
        accepted = {"address": hexed(address), "kind": "btc", "network": known["network"], "number": known["number"],
                    "entity": "group" if known["network"] == 16 else "user"}
        if name:
            accepted["name"] = hexed(name)
        yield case(f"published/id-{number}", f"an ID of upstream's documents: {known['id']}", ["DI-ID-4", "DI-ADDR-1"], "KA-ids",
                   "dimp.id.read", {"id": hexed(known["id"])}, {"accept": accepted})
