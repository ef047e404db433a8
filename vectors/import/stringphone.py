#!/usr/bin/env python3
"""Turns recorded samples of the original stringphone library into upstream cases.

    python3 vectors/import/stringphone.py SAMPLES.json > vectors/stringphone/upstream.json

It was run once. What it takes from a sample (operation, input, draws, upstream's outcome) is locked in
vectors/LOCK and never changes; what it adds by hand (name, rules, strict outcome) may.
"""

import json
import sys

WRONG_TYPE = "Message is of the wrong type for this property."

# Exceptions that upstream raises itself, with words of its own. Every other one is an `error`.
DOCUMENTED = {
    "stringphone.exceptions.UntrustedKeyError": "untrusted-sender",
    "stringphone.exceptions.BadSignatureError": "bad-signature",
    "stringphone.exceptions.IntroductionError": "introduction",
    "stringphone.exceptions.IntroductionReplyError": "introduction-reply",
    "stringphone.exceptions.MissingTopicKeyError": "missing-topic-key",
}

# What only a person can say: sample -> (name, about, rules, strict outcome, choice of a variant, bug, base case).
# "=" as outcome: upstream's own. A variant holds upstream's outcome.
FORGED = ("forgery", "high")
ODD = ("robustness", "low")
CUT = ("malleability", "low")
MIXED = ("confusion", "medium")
OPEN = "stringphone/open/trusted"
ACCEPT = "stringphone/accept-reply/for-bob"
NOTES = {
    # stringphone.open
    24: ("trusted", "a message of a trusted sender", ["SP-OPEN-9", "SP-OPEN-10", "SP-OPEN-12"], "=", None, None, None),
    25: ("untrusted", "the sender is not trusted", ["SP-OPEN-9"], "=", None, ("auth-bypass", "high"), OPEN),
    26: ("untrusted-naive", "mode naive asks for no trust", ["SP-OPEN-9", "SP-OPEN-10"], "=", None, None, None),
    27: ("untrusted-ignored", "mode ignore-untrusted drops it", ["SP-OPEN-8"], "=", None, ("auth-bypass", "high"), OPEN),
    28: ("own", "one's own message; upstream also prints a line", ["SP-OPEN-1"], "=", None, ODD, OPEN),
    31: ("introduction", "an introduction, where a plaintext is wanted", ["SP-OPEN-4"], "=", None, MIXED, "stringphone/introduce/carol"),
    32: ("introduction-no-topic-key", "a newcomer does not answer newcomers", ["SP-OPEN-2"], "=", None, ODD, "stringphone/introduce/carol"),
    33: ("own-introduction", "one's own introduction", ["SP-OPEN-1"], "=", None, ODD, "stringphone/introduce/carol"),
    37: ("own-reply", "one's own reply", ["SP-OPEN-1"], "=", None, ODD, "stringphone/reply/alice-to-bob"),
    38: ("type-m", "the type byte that upstream's document names", ["SP-MSG-1"], "=", None, ("interop", "low"), OPEN),
    39: ("type-u", "the letter with which upstream marks an unknown type", ["SP-MSG-1"], "=", None, ODD, OPEN),
    40: ("empty", "no byte at all", ["SP-MSG-1"], "=", None, ODD, OPEN),
    41: ("cut-to-1", "only the type byte", ["SP-MSG-2"], "short", "simple-length", CUT, OPEN),
    42: ("cut-to-1-naive", "only the type byte, mode naive", ["SP-MSG-2"], "short", None, CUT, OPEN),
    45: ("cut-to-65", "cut after the signature", ["SP-MSG-2"], "short", "simple-length", CUT, OPEN),
    46: ("cut-to-65-naive", "cut after the signature, mode naive", ["SP-MSG-2"], "short", None, CUT, OPEN),
    49: ("cut-to-81", "cut after the sender ID", ["SP-MSG-2"], "short", "simple-length", CUT, OPEN),
    50: ("cut-to-81-naive", "cut after the sender ID, mode naive", ["SP-MSG-2"], "short", None, CUT, OPEN),
    52: ("cut-to-104-naive", "cut inside the nonce, mode naive", ["SP-MSG-2"], "short", None, CUT, OPEN),
    53: ("cut-to-105", "cut after the nonce", ["SP-MSG-2"], "short", "simple-length", CUT, OPEN),
    55: ("cut-to-120", "one byte less than the shortest simple message", ["SP-MSG-2"], "short", "simple-length", CUT, OPEN),
    56: ("cut-to-120-naive", "one byte less than the shortest, mode naive", ["SP-MSG-2"], "short", None, CUT, OPEN),
    58: ("cut-to-121-naive", "the whole ciphertext is gone, mode naive", ["SP-OPEN-12"], "bad-box", None, FORGED, OPEN),
    60: ("cut-to-125-naive", "the last byte is gone, mode naive", ["SP-OPEN-12"], "bad-box", None, FORGED, OPEN),
    61: ("trailing-byte", "one byte more", ["SP-OPEN-10"], "=", None, FORGED, OPEN),
    62: ("trailing-byte-naive", "one byte more, mode naive", ["SP-OPEN-12"], "bad-box", None, FORGED, OPEN),
    63: ("flip-type", "bit 0 of the type byte makes it a reply of 126 bytes", ["SP-MSG-5"], "short", "reply-length", MIXED, OPEN),
    64: ("flip-type-naive", "the same in mode naive", ["SP-MSG-5"], "short", "reply-length", MIXED, OPEN),
    65: ("flip-signature-r", "bit 0 of the first byte of the signature", ["SP-OPEN-10"], "=", None, FORGED, OPEN),
    66: ("flip-signature-r-naive", "mode naive does not look at the signature", ["SP-LIMIT-6", "SP-OPEN-10"], "=", None, ("forgery", "medium"), None),
    67: ("flip-signature-s", "bit 0 of the last byte of the signature", ["SP-OPEN-10"], "=", None, FORGED, OPEN),
    68: ("flip-signature-s-naive", "mode naive does not look at the signature", ["SP-LIMIT-6", "SP-OPEN-10"], "=", None, ("forgery", "medium"), None),
    69: ("flip-sender-id-first", "bit 0 of the first byte of the sender ID", ["SP-OPEN-9"], "=", None, FORGED, OPEN),
    71: ("flip-sender-id-last", "bit 0 of the last byte of the sender ID", ["SP-OPEN-9"], "=", None, FORGED, OPEN),
    72: ("flip-sender-id-last-naive", "mode naive does not look at the sender ID", ["SP-LIMIT-6", "SP-OPEN-9"], "=", None, ("forgery", "medium"), None),
    73: ("flip-nonce", "bit 0 of the first byte of the nonce", ["SP-OPEN-10"], "=", None, FORGED, OPEN),
    76: ("flip-tag-naive", "bit 0 of the first byte of the Poly1305 tag, mode naive", ["SP-OPEN-12"], "bad-box", None, FORGED, OPEN),
    77: ("flip-ciphertext", "bit 0 of the first byte of the ciphertext", ["SP-OPEN-10"], "=", None, FORGED, OPEN),
    # stringphone.accept_reply
    81: ("topic-key-known", "whoever has a topic key looks at no reply", ["SP-ACCEPT-1"], "=", None, ("state-corruption", "high"), ACCEPT),
    82: ("empty", "no byte at all", ["SP-MSG-1"], "=", None, ODD, ACCEPT),
    83: ("cut-to-1", "only the type byte", ["SP-MSG-5"], "short", "reply-length", CUT, ACCEPT),
    84: ("cut-to-16", "cut inside the recipient ID", ["SP-MSG-5"], "short", "reply-length", CUT, ACCEPT),
    85: ("cut-to-17", "cut after the recipient ID", ["SP-MSG-5"], "short", None, CUT, ACCEPT),
    86: ("cut-to-88", "cut inside the box", ["SP-MSG-5"], "short", None, CUT, ACCEPT),
    87: ("cut-to-89", "cut after the box", ["SP-MSG-5"], "short", None, CUT, ACCEPT),
    88: ("cut-to-120", "cut inside the encryption key", ["SP-MSG-5"], "short", None, CUT, ACCEPT),
    90: ("cut-to-152", "cut inside the signing key, at which upstream never looks", ["SP-MSG-5"], "short", "reply-length", CUT, ACCEPT),
    91: ("trailing", "three bytes more, at which upstream never looks", ["SP-MSG-6"], "trailing", "reply-length", CUT, ACCEPT),
    92: ("flip-recipient", "addressed to somebody else by one bit", ["SP-ACCEPT-3"], "=", None, ODD, ACCEPT),
    93: ("flip-nonce", "one bit of the nonce", ["SP-ACCEPT-5"], "bad-box", None, FORGED, ACCEPT),
    94: ("flip-tag", "one bit of the Poly1305 tag", ["SP-ACCEPT-5"], "bad-box", None, FORGED, ACCEPT),
    95: ("flip-ciphertext", "one bit of the boxed topic key", ["SP-ACCEPT-5"], "bad-box", None, FORGED, ACCEPT),
    96: ("flip-encryption-key", "one bit of the replier's encryption key", ["SP-ACCEPT-5"], "bad-box", None, FORGED, ACCEPT),
    97: ("flip-signing-key", "one bit of the claimed signing key: nothing checks it", ["SP-LIMIT-4"], "=", None, ("forgery", "medium"), None),
    99: ("introduction", "an introduction is no reply", ["SP-ACCEPT-2"], "wrong-type", None, MIXED, ACCEPT),
    100: ("simple-message-topic-key-known", "whoever has a topic key does not even look at the type", ["SP-ACCEPT-1"], "=", None, ODD, ACCEPT),
    114: ("forged", "an attacker boxes its own topic key and claims the key of somebody else", ["SP-LIMIT-2", "SP-LIMIT-4"], "=", None, ("forgery", "critical"), None),
    # stringphone.reply
    101: ("no-topic-key", "nothing to hand out", ["SP-REPLY-1"], "=", None, ODD, None),
    102: ("cut-to-32", "cut inside the signing key", ["SP-MSG-3"], "short", None, CUT, "stringphone/reply/alice-to-carol"),
    103: ("cut-to-33", "cut after the signing key", ["SP-MSG-3"], "short", "introduction-length", CUT, "stringphone/reply/alice-to-carol"),
    108: ("simple-message", "a simple message is no introduction", ["SP-REPLY-2"], "wrong-type", None, MIXED, "stringphone/reply/alice-to-carol"),
    109: ("reply-message", "a reply is no introduction", ["SP-REPLY-2"], "wrong-type", None, MIXED, "stringphone/reply/alice-to-carol"),
    112: ("signed-low-order-enc-key-1", "a correctly signed encryption key of low order", ["SP-REPLY-4"], "low-order-key", None, ("disclosure", "critical"), "stringphone/reply/alice-to-carol"),
}

# Sample -> line of the list of measured behaviours that says the same; for a field, (sample, field).
MEASURED = {25: 19, 27: 20, 33: 52, 38: 2, 40: 1, 41: 5, 49: 25, 61: 22, 62: 23, 88: 58, 101: 41, 108: 50, 109: 51,
            (116, "encryption_key"): 67, (117, "signed_encryption_key"): 66}

SEALED = {2: "one", 3: "hello", 4: "15-bytes", 5: "16-bytes", 7: "31-bytes", 9: "64-bytes", 10: "utf-8",
          11: "255-bytes", 13: "1000-bytes", 14: "looks-like-an-introduction"}
FIELDS = ["type", "signed_payload", "ciphertext", "encrypted_topic_key", "recipient_id", "sender_id", "sender_key",
          "encryption_key", "signed_encryption_key"]


class Samples:
    """The recorded samples, with the keys of everybody in them."""

    def __init__(self, document):
        self.samples = document["samples"]
        self.people = document["participants"]

    def name_of(self, public_key):
        return next(name for name, keys in self.people.items() if keys["public_key"] == public_key)

    def other_than(self, name):
        return self.people["bob" if name != "bob" else "alice"]


def measured(result, accepted, message):
    """Upstream's outcome in the terms of a case."""
    if "raises" in result:
        raised = f"{result['raises']}: {result['text']}"
        code = DOCUMENTED.get(result["raises"])
        if result["raises"] == "builtins.ValueError" and result["text"] == WRONG_TYPE:
            code = "wrong-type" if message[:2] in ("73", "69", "72") else "unknown-type"
        if result["raises"] == "builtins.RuntimeError" and result["text"].startswith("Cannot construct"):
            code = "missing-topic-key"
        return {"reject": code, "raised": raised} if code else {"error": raised}
    if result["returns"] is None or result["returns"] is False:
        return {"ignore": {}}
    return {"accept": accepted}


def cited(sample, field=None):
    number = MEASURED.get((sample["n"], field) if field else sample["n"])
    return f"sample {sample['n']}" + (f"; N {number}" if number else "")


def case(sample, name, about, rules, body, upstream, strict="=", choice=None, bug=None, base=None, needs=()):
    outcome = {key: value for key, value in upstream.items() if key != "raised"}
    row = {"id": f"stringphone/{name}", "about": about, "rules": rules,
           "source": {"kind": "upstream", "ref": cited(sample)}}
    if base:
        row["edit_of"] = base
    if bug:
        row["bug"] = {"class": bug[0], "severity": bug[1]}
    if needs:
        row["needs"] = list(needs)
    row.update(body)
    row["expect"] = outcome if strict == "=" else {"reject": strict}
    if choice:
        answer = "slices" if choice == "message-accessors" else "unchecked"
        row["variants"] = [{"when": {choice: answer}, "expect": outcome}]
    row["upstream"] = upstream
    return row


def seal(samples, sample):
    sender, reader = samples.people[sample["sender"]], samples.other_than(sample["sender"])
    parts = sample["parts"]
    body = {"op": "stringphone.seal",
            "in": {"signing_seed": sender["signing_seed"], "topic_key": sample["topic_key"], "plaintext": sample["plaintext"]},
            "draws": {"nonce": sample["nonce"]},
            "intermediate": {"sender_id": parts["sender_id"], "box": parts["box"],
                             "signed_part": parts["sender_id"] + parts["nonce"] + parts["box"], "signature": parts["signature"]},
            "check": {"op": "stringphone.open",
                      "in": {"own_public_key": reader["public_key"], "topic_key": sample["topic_key"],
                             "participants": [sender["public_key"]], "mode": "strict", "message": {"$ref": "/message"}},
                      "expect": {"accept": {"plaintext": sample["plaintext"]}}}}
    name = SEALED[sample["n"]]
    about = f"the plaintext {sample['label']}" if not sample["label"].isdigit() else f"plaintext of {sample['label']} bytes"
    return case(sample, f"seal/{name}", about, ["SP-SEAL-2", "SP-SEAL-3", "SP-SEAL-4"], body, {"accept": {"message": sample["message"]}})


def introduce(samples, sample):
    sender, reader = samples.people[sample["sender"]], samples.other_than(sample["sender"])
    body = {"op": "stringphone.introduce",
            "in": {"signing_seed": sender["signing_seed"], "encryption_private_key": sender["box_private"]},
            "intermediate": {"public_key": sender["public_key"], "encryption_public_key": sender["box_public"],
                             "signature": sample["parts"]["signature"]},
            "check": {"op": "stringphone.open",
                      "in": {"own_public_key": reader["public_key"], "topic_key": "00" * 32, "participants": [], "mode": "strict",
                             "message": {"$ref": "/message"}},
                      "expect": {"reject": "introduction"}}}
    return case(sample, f"introduce/{sample['sender']}", f"{sample['sender']} introduces itself", ["SP-INTRO-1", "SP-INTRO-2"], body,
                {"accept": {"message": sample["message"]}})


def reply(samples, sample):
    sender = samples.people[sample["sender"]]
    newcomer = samples.name_of(sample["intro"][2:66])
    reader = samples.people[newcomer]
    body = {"op": "stringphone.reply",
            "in": {"signing_seed": sender["signing_seed"], "encryption_private_key": sender["box_private"],
                   "topic_key": sample["topic_key"], "message": sample["intro"]},
            "draws": {"nonce": sample["nonce"]},
            "intermediate": {"recipient_id": reader["id"]},
            "check": {"op": "stringphone.accept_reply",
                      "in": {"own_public_key": reader["public_key"], "encryption_private_key": reader["box_private"],
                             "message": {"$ref": "/message"}},
                      "expect": {"accept": {"topic_key": sample["topic_key"]}}}}
    return case(sample, f"reply/{sample['sender']}-to-{newcomer}", f"{sample['sender']} answers {newcomer}",
                ["SP-REPLY-3", "SP-REPLY-5", "SP-REPLY-6"], body, {"accept": {"message": sample["message"]}})


def noted(sample, subject, body, upstream, needs=()):
    name, about, rules, strict, choice, bug, base = NOTES[sample["n"]]
    return case(sample, f"{subject}/{name}", about, rules, body, upstream, strict, choice, bug, base, needs)


def open_message(samples, sample):
    state, reader = sample["state"], samples.people[sample["state"]["name"]]
    mode = "naive" if sample["flags"].get("naive") else "ignore-untrusted" if sample["flags"].get("ignore_untrusted") else "strict"
    given = {"own_public_key": reader["public_key"]}
    if state["topic_key"]:
        given["topic_key"] = state["topic_key"]
    given.update(participants=[samples.people[name]["public_key"] for name in state["trusts"]], mode=mode, message=sample["message"])
    upstream = measured(sample["result"], {"plaintext": sample["result"].get("returns")}, sample["message"])
    return noted(sample, "open", {"op": "stringphone.open", "in": given}, upstream, [] if mode == "strict" else [f"stringphone-{mode}"])


def accept_reply(samples, sample):
    state, reader = sample["state"], samples.people[sample["state"]["name"]]
    given = {"own_public_key": reader["public_key"], "encryption_private_key": reader["box_private"]}
    if state["topic_key"]:
        given["topic_key"] = state["topic_key"]
    given["message"] = sample["message"]
    upstream = measured(sample["result"], {"topic_key": sample["topic_key_after"]}, sample["message"])
    return noted(sample, "accept-reply", {"op": "stringphone.accept_reply", "in": given}, upstream)


def refused_reply(samples, sample):
    state, writer = sample["state"], samples.people[sample["state"]["name"]]
    given = {"signing_seed": writer["signing_seed"], "encryption_private_key": writer["box_private"]}
    if state["topic_key"]:
        given["topic_key"] = state["topic_key"]
    given["message"] = sample["intro"]
    return noted(sample, "reply", {"op": "stringphone.reply", "in": given}, measured(sample["result"], {}, sample["intro"]))


def fields(_samples, sample):
    kind = {"69": "introduction", "72": "reply"}.get(sample["message"][:2], "unknown")
    for field in FIELDS:
        result = sample["properties"][field]
        upstream = measured(result, {"value": result.get("returns")}, sample["message"])
        refused = "reject" in upstream
        rules = ["SP-MSG-1"] if kind == "unknown" else ["SP-MSG-7"]
        row = case(sample, f"message/{kind}-{field.replace('_', '-')}", f"`{field}` of {'a message of unknown type' if kind == 'unknown' else 'an ' + kind if kind[0] == 'i' else 'a ' + kind}",
                   rules, {"op": "stringphone.message", "in": {"message": sample["message"], "field": field}}, upstream,
                   bug=ODD if refused else None,
                   base=f"stringphone/message/{'introduction' if kind == 'unknown' else kind}-type" if refused else None)
        row["source"]["ref"] = cited(sample, field)
        if kind == "unknown" and field == "type":
            row["rules"], row["expect"] = ["SP-MSG-10"], {"reject": "unknown-type"}
            row["bug"], row["edit_of"] = {"class": ODD[0], "severity": ODD[1]}, "stringphone/message/introduction-type"
        elif kind == "introduction" and field == "encryption_key":
            row["rules"], row["expect"] = ["SP-MSG-9"], {"accept": {"value": result["returns"][-64:]}}
        if row["expect"].get("accept") != upstream.get("accept"):
            row["variants"] = [{"when": {"message-accessors": "slices"}, "expect": {"accept": upstream["accept"]}}]
        yield {key: row[key] for key in ("id", "about", "rules", "source", "edit_of", "bug", "op", "in", "expect", "variants", "upstream") if key in row}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        samples = Samples(json.load(file))
    makers = {"encode": seal, "construct_intro": introduce, "construct_reply": reply, "decode": open_message,
              "parse_reply": accept_reply, "construct_reply_result": refused_reply}
    cases = []
    for sample in samples.samples:
        if sample["kind"] == "message_properties":
            cases.extend(fields(samples, sample))
        else:
            cases.append(makers[sample["kind"]](samples, sample))
    document = {"$schema": "../schema/cases.schema.json", "protocol": "stringphone",
                "about": "Captured from stringphone 0.1 (git 74869aa) with PyNaCl 1.6.2. Locked: see vectors/LOCK.", "cases": cases}
    json.dump(document, sys.stdout, indent=2, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
