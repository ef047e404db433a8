"""Cases of messages, from samples of DIMP."""

import base64
import json

from dimp_case import UNUSED, case, draw_of, hexed, is_high, low_twin, needs_of, reading, rsa_opened, value
from dimp_contents import kind_of

FORGED, ODD = ("forgery", "high"), ("malleability", "low")
PERSONAL = "published/personal-open"
HIGH_S = {"high-s": "accepted"}
_READ = ["DI-MSG-14", "DI-BLOCK-4", "DI-ENC-2", "DI-CONT-14"]

# Sample -> (name of the case, name of the case of its sealing, about).
MESSAGES = {
    "MSG-01": (PERSONAL, "seal/personal", "a text from moki to hulk"),
    "MSG-02": ("published/second-text", "seal/second-text", "the second text of a direction, under the same message key"),
    "MSG-03": ("published/reused-key", None, "no key block: the message key of before is used"),
    "MSG-04": ("published/unicode", "seal/unicode", "a text beyond ASCII"),
    "MSG-06": ("published/rsa-2048-sender", "seal/rsa-2048-sender", "a signature of 256 bytes"),
    "MSG-08": ("published/profile-key", "seal/profile-key", "the receiver's key for messages is that of the profile"),
    "MSG-09": ("published/terminals", "seal/terminals", "sender and receiver have terminals"),
    "MSG-10": ("published/attached-meta", "seal/attached-meta", "the first handshake, with the sender's meta"),
    "MSG-11": ("published/receipt", "seal/receipt", "a receipt"),
    "MSG-12": ("published/profile-command", "seal/profile-command", "a profile command"),
    "GRP-02": ("published/group-split-moki", None, "a part of a message for a group, for its own sender"),
    "GRP-04": ("published/group-split-alice", None, "a part of a message for a group"),
    "GRP-05": ("published/group-trimmed", None, "a message for a group, trimmed for one member"),
    "GRP-06": ("published/group-no-key", None, "a part for somebody for whom the message has no key block"),
    "GRP-07": ("published/group-text-to-member", "seal/group-text-to-member", "a text for a group, written to one member"),
    "GRP-08": ("published/group-command-to-member", "seal/group-command-to-member", "a group command: the envelope has no group"),
    "GRP-09": ("published/group", "seal/group", "a message for a group, of which one member has no key for messages"),
    "BC-01": ("published/broadcast", "seal/broadcast", "a broadcast to everyone"),
    "BC-02": ("published/broadcast-anyone", "seal/broadcast-anyone", "a broadcast to anyone"),
    "BC-03": ("published/broadcast-stations", "seal/broadcast-stations", "a broadcast to stations"),
    "BC-04": ("published/broadcast-with-group", "seal/broadcast-with-group", "a user as receiver, a broadcast by its group"),
    "FILE-03": ("published/audio", "seal/audio", "an audio whose data is in a store"),
    "FILE-05": ("published/file", "seal/file", "a file whose data is in a store"),
    "FILE-06": ("published/file-inline", None, "a file with its data"),
    "FWD-01": ("published/forward", "seal/forward", "a message for hulk within one for a station"),
    "CT-01": ("published/page", "seal/page", "a content of a type without kind"),
    "CT-03": ("published/type-0", "seal/type-0", "a content of type 0"),
    "KEY-01": ("open/rsa-2048-receiver", None, "a message key of 16 bytes for a key of 2,048 bits"),
    "KEY-03": ("published/algorithm-name", None, "a message key of the algorithm `AES/CBC/PKCS7Padding`"),
    "KEY-04": ("published/zero-iv", None, "a message key without IV, which was written with zero bytes"),
    "KEY-05": ("attack/plain-message-key", None, "the message key encrypts nothing"),
    "KEY-06": ("published/key-members", None, "a message key with members that mean nothing"),
    "ETH-02": ("published/exeth-sender", "seal/exeth-sender", "an ECC signature under a meta of version 5"),
    "BTC-01": ("published/btc-sender", "seal/btc-sender", "an ECC signature with the larger s under a meta of version 2"),
    "BTC-02": ("published/exbtc-sender", "seal/exbtc-sender", "an ECC signature under a meta of version 3 with the larger s"),
    "JS-text": ("published/javascript-text", None, "a text of the JavaScript SDK"),
    "JS-unicode": ("published/javascript-unicode", None, "raw UTF-8 of the JavaScript SDK"),
    "JS-broadcast": ("published/javascript-broadcast", None, "a broadcast of the JavaScript SDK"),
    "JS-short-signature": ("published/javascript-short-signature", None, "a signature without its leading zero byte"),
    "JAVA-unicode": ("published/java-unicode", None, "a text of the Java SDK, with a number of 63 bits"),
    "JAVA-broadcast": ("published/java-broadcast", None, "a broadcast of the Java SDK"),
    "JAVA-handshake": ("published/java-handshake", None, "a handshake of the Java SDK"),
}


def strict(ref):
    """Rules, strict refusal, choice, bug and number of what a strict reader refuses."""
    refused = {
        "GRP-06": (["DI-OPEN-3"], "no-message-key", None, ("robustness", "low"), 71),
        "KEY-05": (["DI-OPEN-4"], "plain-key", {"plain-key": "accepted"}, ("downgrade", "high"), 40),
        "BTC-01": (["DI-SIG-10", "DI-MSG-14"], "bad-signature", HIGH_S, ODD, 47),
        "BTC-02": (["DI-SIG-10", "DI-META-10"], "bad-fingerprint", HIGH_S, ODD, 47),
        "JS-short-signature": (["DI-SIG-4"], "bad-signature", {"signature-length": "padded"}, ODD, 43),
    }
    return refused.get(ref)


def is_broadcast(identifier):
    return identifier.split("/")[0].rpartition("@")[2].lower() in ("anywhere", "everywhere")


def opened(sample):
    """Cases of `dimp.message.open`, one for each reader of the sample."""
    ref = sample["id"]
    name, _, about = MESSAGES[ref]
    wire = json.loads(sample["wire"])
    text = sample.get("content_json")
    broadcast = is_broadcast(wire.get("group") or wire["receiver"])
    signed = wire["data"].encode() if broadcast else base64.b64decode(wire["data"])
    readers = sample["decrypt_keys"] or {reader_of(wire): []}
    for number, (user, keys) in enumerate(readers.items()):
        given = {"message": hexed(sample["wire"]), "meta": hexed(sample["sender_meta"]), "user": hexed(user)}
        given["private_keys"] = [hexed(key) for key in keys if key["algorithm"] == "RSA"]
        content = json.loads(text) if text else (sample["opened"] or {user: {"content": {}}})[user]["content"]
        accepted = {"sender": hexed(wire["sender"]), "receiver": hexed(wire["receiver"]), "content": value(content)}
        between = {"signed": signed.hex(), **({"content": hexed(text)} if text else {})}
        if "group" in content:
            accepted["group"] = hexed(content["group"])
        if ref == "MSG-03":
            given["message_key"] = hexed(sample["symmetric_key_json"])
        elif "key" in wire or "keys" in wire:
            accepted["message_key"] = between["message_key"] = key_text(sample, user)
        more = {"needs": needs_of(sample["sender_meta"]), "intermediate": between}
        rules, upstream = list(_READ), {"accept": accepted}
        if strict(ref):
            rules, upstream = refusal(ref, upstream, more)
        whose = f"-{user.split('@')[0].lower()}" if number else ""
        yield case(f"{name}{whose}", about, rules, ref, "dimp.message.open", given, upstream, **more)


def reader_of(wire):
    return wire["receiver"] if not is_broadcast(wire["receiver"]) else "hulk@4YeVEN3aUnvC1DNUufCq1bs9zoBSJTzVEj"


def key_text(sample, user):
    """What the key block of a user holds."""
    wire = json.loads(sample["wire"])
    block = base64.b64decode(wire.get("key") or wire["keys"][user])
    texts = (rsa_opened(key, block)[1] for key in sample["decrypt_keys"][user] if key["algorithm"] == "RSA")
    return next(text for text in texts if text is not None).hex()


def refusal(ref, upstream, more):
    rules, code, choice, bug, number = strict(ref)
    more.update(expect={"reject": code}, bug=bug, base=PERSONAL, number=number)
    more.pop("intermediate")
    if ref == "JS-short-signature":
        more.update(choice=choice, otherwise=upstream)
        upstream = {"reject": code, "raised": "None"}
    elif choice:
        more["choice"] = choice
    else:
        upstream = {"error": "ValueError: failed to get msg key"}
    return rules, upstream


def verified(sample):
    wire = json.loads(sample["wire"])
    accepted = {"sender": hexed(wire["sender"]), "receiver": hexed(wire["receiver"]), "broadcast": True, "signed": hexed(wire["data"])}
    return case("published/broadcast-verify", "a broadcast: its text is what is signed", ["DI-MSG-14", "DI-SIG-7"], sample["id"],
                "dimp.message.verify", {"message": hexed(sample["wire"]), "meta": hexed(sample["sender_meta"])}, {"accept": accepted})


def sealed(sample, samples):
    """A case of `dimp.message.seal`: what it drew follows from the private keys."""
    ref = sample["id"]
    _, name, about = MESSAGES[ref]
    wire, content = json.loads(sample["wire"]), json.loads(sample["content_json"])
    key = sample["sender_sign_key"]
    broadcast = is_broadcast(content.get("group") or wire["receiver"])
    signed = wire["data"].encode() if broadcast else base64.b64decode(wire["data"])
    signature = base64.b64decode(wire["signature"])
    given = {"sender": hexed(wire["sender"]), "receiver": hexed(wire["receiver"]), "content": hexed(sample["content_json"])}
    given["private_key"] = hexed(key)
    given["keys"], padding = ([], b"") if broadcast else _keys(sample, samples, wire)
    draws = {"padding": padding.ljust(512, b"\xff").hex(), "k": draw_of(key, signed, signature)}
    accepted = {"message": hexed(sample["wire"])}
    rules = ["DI-MSG-1", "DI-SEAL-1"] + (["DI-MSG-2"] if broadcast else ["DI-BLOCK-1", "DI-ENC-1"])
    if not broadcast:
        message_key = json.loads(sample["symmetric_key_json"])
        accepted["message_key"] = key_text(sample, next(iter(sample["decrypt_keys"])))
        if ref == "MSG-02":
            given["message_key"] = hexed(sample["symmetric_key_json"])
        else:
            draws = {"key": base64.b64decode(message_key["data"]).hex(), "iv": base64.b64decode(message_key["iv"]).hex(), **draws}
    else:
        draws = {"key": UNUSED, "iv": UNUSED[:32], **draws}
    if "meta" in wire:
        given["meta"] = hexed(wire["meta"])
    if wire["receiver"].startswith("Group"):
        rules.append("DI-BLOCK-2")
    more = {"needs": needs_of(sample["sender_meta"]), "draws": draws, "now": wire["time"] * 1000 + 321}
    more["intermediate"] = {"signed": signed.hex()}
    if key["algorithm"] == "ECC":
        rules.append("DI-SIG-2")
        if is_high(signature):
            low = {**wire, "signature": base64.b64encode(low_twin(signature)).decode()}
            more.update(expect={"accept": {**accepted, "message": hexed(low)}}, choice=HIGH_S)
            rules.append("DI-SIG-3")
    more["check"] = _read_back(sample, wire, content)
    return case(name, f"{about}: sealed", rules, ref, "dimp.message.seal", given, {"accept": accepted}, **more)


def _keys(sample, samples, wire):
    """Pairs of the readers and their keys, and the paddings of all key blocks."""
    blocks = wire.get("keys") or {next(iter(sample["decrypt_keys"])): wire["key"]}
    pairs, paddings = [], b""
    for user, text in blocks.items():
        private = next(key for key in sample["decrypt_keys"][user] if key["algorithm"] == "RSA")
        pairs.append([hexed(user), hexed(_public(user, private, samples))])
        paddings += rsa_opened(private, base64.b64decode(text))[0]
    if "suspended" in sample:  # one member had no key that could encrypt; carol stands for it
        pairs.append([hexed(samples["ID-carol"]["identifier"]), ""])
    return pairs, paddings


def _public(user, private, samples):
    """The public dictionary of a private key: of a meta, or of a profile."""
    for sample in samples.values():
        if sample["kind"] == "meta" and sample["identifier"] == user and sample["private_key"]["data"] == private["data"]:
            return sample["meta"]["key"]
    return next(json.loads(sample["profile"]["data"])["key"] for sample in samples.values()
                if sample["kind"] == "profile" and sample["profile"]["ID"] == user and "key" in sample["properties"])


def _read_back(sample, wire, content):
    if sample["id"] == "BTC-02":  # no strict reader takes the meta of this user
        return reading("dimp.json.read", {"text": {"$ref": "/message"}})
    user = next(iter(sample["decrypt_keys"] or {reader_of(wire): []}))
    keys = [hexed(key) for key in (sample["decrypt_keys"] or {}).get(user, []) if key["algorithm"] == "RSA"]
    given = {"message": {"$ref": "/message"}, "meta": hexed(sample["sender_meta"]), "user": hexed(user), "private_keys": keys}
    return reading("dimp.message.open", given, {"content": value(content)})


def split_and_trimmed(samples):
    """What upstream made of the message for a group that was captured whole."""
    sample = samples["GRP-09"]
    wire = json.loads(sample["wire"])
    members = [*wire["keys"], samples["ID-carol"]["identifier"]]
    parts = []
    for member in members:
        part = {name: wire[name] for name in wire if name != "keys"}
        part.update(receiver=member, group=wire["receiver"], **({"key": wire["keys"][member]} if member in wire["keys"] else {}))
        parts.append(hexed(part))
    meta = hexed(sample["sender_meta"])
    check = reading("dimp.message.verify", {"message": {"$ref": "/messages/0"}, "meta": meta})
    yield case("split/group", "a message for a group, split; one member has no key block", ["DI-SPLIT-1", "DI-SPLIT-3"], sample["id"],
               "dimp.message.split", {"message": hexed(sample["wire"]), "members": [hexed(member) for member in members]},
               {"accept": {"messages": parts}}, check=check)
    member = members[1]
    part = {name: wire[name] for name in wire if name != "keys"}
    part.update(receiver=member, key=wire["keys"][member], group=wire["receiver"])
    yield case("trim/group", "a message for a group, trimmed for one member", ["DI-SPLIT-2", "DI-SPLIT-3"], sample["id"], "dimp.message.trim",
               {"message": hexed(sample["wire"]), "member": hexed(member)}, {"accept": {"message": hexed(part)}},
               check=reading("dimp.message.verify", {"message": {"$ref": "/message"}, "meta": meta}))


def documented(answers, samples):
    """The two messages of upstream's documents."""
    hulk, moki = samples["ID-hulk"], samples["ID-moki"]
    for ref, name in (("KA-message-dkd", "document"), ("KA-message-whitepaper", "white-paper")):
        answer = answers[ref]
        wire, content = answer["reliable"], json.loads(answer["content_json"])
        ends = {"sender": hexed(wire["sender"]), "receiver": hexed(wire["receiver"])}
        signed = base64.b64decode(wire["data"]).hex()
        yield case(f"published/{name}-verify", "a message of upstream's documents, verified", ["DI-MSG-14", "DI-SIG-7"], ref,
                   "dimp.message.verify", {"message": hexed(wire), "meta": hexed(moki["meta"])},
                   {"accept": {**ends, "broadcast": False, "signed": signed}})
        given = {"message": hexed(wire), "meta": hexed(moki["meta"]), "user": hexed(hulk["identifier"]),
                 "private_keys": [hexed(hulk["private_key"])]}
        if name == "document":
            accepted = {**ends, "content": value(content), "message_key": hexed(answer["symmetric_key_json"])}
            between = {"signed": signed, "content": hexed(answer["content_json"])}
            yield case("published/document-open", "a message of upstream's documents, whose message key has no IV", _READ + ["DI-DICT-6"],
                       ref, "dimp.message.open", given, {"accept": accepted}, number=39, intermediate=between)
        else:
            yield case("published/white-paper-open", "a message of 2018, whose message key is a pass phrase", ["DI-DICT-4"], ref,
                       "dimp.message.open", given, {"error": "a message key is drawn, and what follows is left to chance"}, number=41,
                       expect={"reject": "old-key"}, bug=("interop", "low"), base="published/document-open")


# Message of the later generation -> (name, about, answers under which it goes further, what it then is, upstream's outcome).
_BOTH = {"later-members": "ignored", "number-form": "converted"}
LATER = (
    ("personal-2-4-3", "a message of 2.4.3", _BOTH, "bad-key-block", "KeyError: 'algorithm'"),
    ("personal-2-4-3-compressed", "a message of 2.4.3 with short names", {"later-members": "ignored"}, "bad-message", "KeyError: 'sender'"),
    ("broadcast-2-4-3", "a broadcast of 2.4.3", {"number-form": "converted"}, "later-version", "KeyError: 'type'"),
    ("broadcast-2-4-3-compressed", "a broadcast of 2.4.3 with short names", {"later-members": "ignored"}, "bad-message", "KeyError: 'sender'"),
)


def generation(later, samples):
    """A message and a broadcast of 2.4.3, in both forms."""
    lines = [line.partition(": ") for line in later["output"].split("\n")]
    texts = [text for title, _, text in lines if title.startswith(("reliable", "wire"))]
    hulk, moki = samples["ID-hulk"], samples["ID-moki"]
    for (name, about, when, code, raised), text in zip(LATER, texts):
        given = {"message": hexed(text), "meta": hexed(moki["meta"]), "user": hexed(hulk["identifier"]),
                 "private_keys": [hexed(hulk["private_key"])]}
        more = {"choice": when, "otherwise": {"reject": code}} if code != "later-version" else {}
        rules = ["DI-MSG-4" if "later-members" in when else "DI-MSG-5"]
        yield case(f"generation/{name}", about, rules, "newer_versions", "dimp.message.open", given, {"error": raised},
                   expect={"reject": "later-version"}, bug=("interop", "low"),
                   base="published/broadcast" if "broadcast" in name else PERSONAL, **more)
