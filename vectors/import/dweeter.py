#!/usr/bin/env python3
"""Turns recorded samples of the original dweeter library into upstream cases.

    python3 vectors/import/dweeter.py SAMPLES.json > vectors/dweeter/upstream.json

It was run once. What it takes from a sample (operation, input, time, upstream's outcome) is locked in
vectors/LOCK and never changes; what it adds by hand (name, rules, strict outcome) may.
"""

import ast
import json
import struct
import sys
from datetime import datetime, timezone

ODD = ("robustness", "low")
LOOSE = ("malleability", "medium")
SPLIT = ("confusion", "low")

# Sample -> line of the list of measured behaviours that says the same.
MEASURED = {34: 53, 36: 54, 37: 55, 43: 47, 59: 74, 60: 75, 69: 80}

# Captures that are played first: with the quick cases of the generator they touch every operation, code and rule.
QUICK = {"message-open/json-types", "readme/seal-4", "request/post-async"}

# The exceptions that upstream announces. Every other one is an `error`.
DOCUMENTED = {"dweeter.dweeter.DweeterError": "bad-data"}

# The positive cases that the negative ones differ from.
DECRYPT = "dweeter/cipher-decrypt/plaintext-15"
OPEN = "dweeter/readme/open-1"

# Sample -> (name, about, rules) of `dweeter.cipher.encrypt`.
ENCRYPT = {
    5: ("no-iv-default-key", "no IV, and the key that a CryptoDweet has by default", ["DW-KEY-3", "DW-KEY-5"]),
    6: ("no-iv", "no IV: the key takes its place", ["DW-KEY-5"]),
    7: ("key-and-iv", "key and IV, both padded", ["DW-KEY-3", "DW-KEY-4"]),
    8: ("key-0", "a key of no bytes", ["DW-KEY-1"]),
    9: ("key-1", "a key of 1 byte", ["DW-KEY-1", "DW-KEY-3"]),
    10: ("key-15", "a key of 15 bytes", ["DW-KEY-3"]),
    12: ("iv-1", "an IV of 1 byte", ["DW-KEY-2", "DW-KEY-4"]),
    14: ("key-16", "key and IV of 16 bytes stay as they are", ["DW-KEY-3", "DW-KEY-4"]),
    17: ("key-17", "a key of 17 bytes is padded to 32", ["DW-KEY-3"]),
    20: ("key-32", "a key of 32 bytes stays as it is", ["DW-KEY-3"]),
    21: ("key-33", "the 33rd byte of a key has no effect", ["DW-KEY-3"]),
    22: ("key-48", "bytes after the 32nd have no effect", ["DW-KEY-3"]),
    24: ("plaintext-1", "a plaintext of 1 byte", ["DW-CIPHER-1"]),
    25: ("plaintext-15", "one byte of padding", ["DW-CIPHER-1"]),
    26: ("plaintext-16", "a full block gets a block of padding", ["DW-CIPHER-1"]),
    27: ("plaintext-17", "one byte into the second block", ["DW-CIPHER-1"]),
    28: ("plaintext-31", "one byte of padding in the second block", ["DW-CIPHER-1"]),
    30: ("plaintext-33", "one byte into the third block", ["DW-CIPHER-1"]),
}

# Sample -> (name, about, rule, strict outcome) of `dweeter.cipher.decrypt`.
DECRYPTED = {
    34: ("padding-byte-0", "the last byte is 0; upstream cuts off the whole block", "DW-CIPHER-5", "bad-padding"),
    36: ("padding-byte-16", "the last byte is 16, but no other is; upstream cuts off all", "DW-CIPHER-5", "bad-padding"),
    37: ("padding-byte-17", "the last byte is 17", "DW-CIPHER-4", "bad-padding"),
    39: ("padding-7-2", "the last byte is 2, the one before is 7", "DW-CIPHER-5", "bad-padding"),
    40: ("padding-byte-16-block-2", "the last byte of two blocks is 16, but no other is", "DW-CIPHER-5", "bad-padding"),
    42: ("1-byte", "a ciphertext of 1 byte", "DW-CIPHER-3", "bad-length"),
    43: ("15-bytes", "a ciphertext of 15 bytes", "DW-CIPHER-3", "bad-length"),
}

# Sample -> (name, rules of the writer, strict refusal of the writer, choice, rules of the reader, its strict refusal).
SENT = {
    49: ("base64-async", ["DW-KEY-8", "DW-TEXT-3", "DW-DATA-1"], None, None, ["DW-TEXT-7", "DW-TEXT-8", "DW-READ-5"], None),
    51: ("empty-mailbox-and-key", ["DW-KEY-7", "DW-TEXT-2", "DW-DATA-9"], None, None, ["DW-READ-3", "DW-READ-4"], None),
    54: ("json-types", ["DW-DATA-10", "DW-DATA-12"], None, None, ["DW-JSON-7", "DW-READ-6"], None),
    55: ("non-string-keys", ["DW-DATA-13"], None, None, ["DW-READ-6"], None),
    56: ("non-finite", ["DW-DATA-5"], "bad-data", ("non-finite", "accepted"), ["DW-JSON-2"], "non-finite"),
    57: ("reserved-keys", ["DW-DATA-9"], None, None, ["DW-READ-5"], None),
    59: ("not-a-dict", ["DW-DATA-2"], "bad-data", None, None, None),
    60: ("bytes", ["DW-DATA-3"], "bad-data", None, None, None),
    61: ("lone-surrogate", ["DW-DATA-6"], "bad-data", ("lone-surrogates", "accepted"), ["DW-JSON-3"], "lone-surrogate"),
    62: ("3000-characters", ["DW-DATA-11"], None, None, ["DW-JSON-1"], None),
}

# Sample -> (name, about, rules); 69 has no key, and 71 nothing that can be encrypted.
CRYPTO = {
    64: ("two-members", "key and IV of one's own, two members, one of them empty", ["DW-CONTENT-1", "DW-CIPHER-2"]),
    65: ("base64", "the text form base64; the name of the thing is hex all the same", ["DW-TEXT-3"]),
    66: ("defaults", "neither key nor IV is given", ["DW-KEY-6"]),
    67: ("key-only", "a key, but no IV, which is then not the key", ["DW-KEY-6"]),
    68: ("aes-256", "a key of 32 bytes", ["DW-KEY-3", "DW-TEXT-2"]),
    69: ("key-0", "a key of no bytes", ["DW-KEY-1"]),
    71: ("aes-128", "a key of 16 bytes", ["DW-KEY-3"]),
}
DEFAULTED = {66: ("key", "iv"), 67: ("iv",)}


def hexed(text):
    """UTF-8, with half of a surrogate pair as the three bytes that UTF-8 would give its number."""
    return text.encode("utf-8", "surrogatepass").hex()


def value(item):
    """A tagged value."""
    if item is None:
        return ["null"]
    if isinstance(item, bool):
        return ["bool", item]
    if isinstance(item, int):
        return ["int", str(item)]
    if isinstance(item, float):
        return ["float", "7ff8000000000000" if item != item else struct.pack(">d", item).hex()]
    if isinstance(item, str):
        return ["text", hexed(item)]
    if isinstance(item, bytes):
        return ["bytes", item.hex()]
    if isinstance(item, list):
        return ["list", [value(part) for part in item]]
    if set(item) == {"$float"}:
        return value(float(item["$float"]))
    if set(item) == {"$lone_surrogates"}:
        return value(json.loads(f'"{item["$lone_surrogates"]}"'))
    return ["dict", [[value(key), value(part)] for key, part in item.items()]]


class NotFinite(ast.NodeTransformer):
    """`nan` and `inf` are names in the repr of a dict."""

    def visit_Name(self, node):
        return ast.copy_location(ast.Constant(float(node.id)), node)


def literal(text):
    return ast.literal_eval(NotFinite().visit(ast.parse(text, mode="eval")))


def pairs(content):
    return [[hexed(name), hexed(part)] for name, part in content.items()]


def millis(stamp):
    moment = datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)
    return round(moment.timestamp() * 1000)


def outcome(result, accepted):
    """Upstream's outcome in the terms of a case."""
    if "raises" not in result:
        return {"accept": accepted(result["returns"])}
    raised = f"{result['raises']}: {result['text']}"
    code = DOCUMENTED.get(result["raises"])
    return {"reject": code, "raised": raised} if code else {"error": raised}


def case(sample, name, about, rules, body, upstream, refusal=None, choice=None, bug=None, base=None, form="hex"):
    number = MEASURED.get(sample["n"])
    row = {"id": f"dweeter/{name}", "about": about, "rules": rules,
           "source": {"kind": "upstream", "ref": f"sample {sample['n']}" + (f"; N {number}" if number else "")}}
    if base:
        row["edit_of"] = base
    if refusal:
        row["bug"] = dict(zip(("class", "severity"), bug or ODD))
    if name in QUICK:
        row["tier"] = "quick"
    if form == "base64":
        row["needs"] = ["dweeter-base64"]
    row.update(body)
    plain = {key: part for key, part in upstream.items() if key != "raised"}
    row["expect"] = {"reject": refusal} if refusal else plain
    if choice:
        row["variants"] = [{"when": dict([choice]), "expect": plain}]
    row["upstream"] = upstream
    return row


def readme(sample):
    box = {"mailbox": hexed(sample["mailbox"]), "key": hexed(sample["key"]), "form": "hex"}
    texts = {"name": hexed(sample["plain_key"]), "text": hexed(sample["plain_value"])}
    keys = {"aes_key": sample["aes_key"], "aes_iv": sample["aes_iv"]}
    content = [[hexed(sample["content_key"]), hexed(sample["content_value"])]]
    data = {key: part for key, part in sample["get_new_data"].items() if not key.endswith("_time")}
    number = sample["n"]
    if number == 1:
        yield case(sample, "readme/mailbox", "the mailbox of upstream's own document", ["DW-KEY-7", "DW-TEXT-1"],
                   {"op": "dweeter.mailbox", "in": box, "intermediate": keys}, {"accept": {"thing": hexed(sample["thing"])}})
    yield case(sample, f"readme/seal-{number}", f"message {number} of upstream's own document, written",
               ["DW-DATA-1", "DW-DATA-9", "DW-CONTENT-1", "DW-CIPHER-2"],
               {"op": "dweeter.message.seal", "in": {**box, "data": value(data)}, "now": millis(sample["plain_key"]), "intermediate": texts},
               {"accept": {"thing": hexed(sample["thing"]), "content": content}})
    yield case(sample, f"readme/open-{number}", f"message {number} of upstream's own document, read",
               ["DW-OPEN-1", "DW-OPEN-2", "DW-READ-1", "DW-READ-4", "DW-READ-5"],
               {"op": "dweeter.message.open", "in": {**box, "content": content, "created": value(sample["created"])}, "intermediate": texts},
               {"accept": {"data": value(sample["get_new_data"])}})


def encrypt(sample):
    name, about, rules = ENCRYPT[sample["n"]]
    given = {"key": sample["key"]}
    if sample["iv"] is not None:
        given["iv"] = sample["iv"]
    given["plaintext"] = sample["plaintext"]
    body = {"op": "dweeter.cipher.encrypt", "in": given}
    result = sample.get("result", {"returns": sample.get("ciphertext")})
    refused = "raises" in result
    if sample["kind"] == "cryptomsg_key_iv_rule" and not refused:
        body["intermediate"] = {"aes_key": sample["effective_key"], "aes_iv": sample["effective_iv"]}
    yield case(sample, f"cipher-encrypt/{name}", about, rules, body, outcome(result, lambda made: {"ciphertext": made}),
               "empty-key" if refused else None)


def decrypt(sample):
    name, about, rule, refusal = DECRYPTED[sample["n"]]
    given = {key: sample[key] for key in ("key", "iv", "ciphertext")}
    choice = ("padding", "last-byte") if "returns" in sample["result"] else None
    yield case(sample, f"cipher-decrypt/{name}", about, [rule], {"op": "dweeter.cipher.decrypt", "in": given},
               outcome(sample["result"], lambda made: {"plaintext": made}), refusal, choice, LOOSE if choice else ODD, DECRYPT)


def request(sample, name, rules, raw, given):
    head, body = raw.split("\r\n\r\n", 1)
    line, *fields = head.split("\r\n")
    method, path, _ = line.split(" ")
    made = {"method": method, "path": hexed(path)}
    if method == "POST":
        fields = {field.split(": ", 1)[0].lower(): field.split(": ", 1)[1] for field in fields}
        made.update(media_type=hexed(fields["content-type"]), body=hexed(body))
    return case(sample, f"request/{name}", "as it went over the wire", rules, {"op": "dweeter.request", "in": given}, {"accept": made})


def mailbox_of(sample):
    form = "base64" if sample["use_base64"] else "hex"
    return form, {"mailbox": hexed(sample["mailbox"]), "key": hexed(sample["key"]), "form": form}


MAILBOXES = {49: ("base64", ["DW-KEY-8", "DW-TEXT-1"], "the halves of the hash are exchanged, and the thing is another one"),
             51: ("empty", ["DW-KEY-7"], "an empty plain name and an empty key text"),
             54: ("one-letter", ["DW-KEY-7"], "a plain name and a key text of one letter")}
POSTED = {49: "post-async", 51: "post-sync"}


def transaction(sample):
    name, wrote, refusal, choice, read, refused = SENT[sample["n"]]
    form, box = mailbox_of(sample)
    made = sample["send_result"].get("returns", {})
    content = pairs(made.get("content", {}))
    if sample["n"] in MAILBOXES:
        title, rules, about = MAILBOXES[sample["n"]]
        yield case(sample, f"mailbox/{title}", about, rules,
                   {"op": "dweeter.mailbox", "in": box, "intermediate": {"aes_key": sample["aes_key"], "aes_iv": sample["aes_iv"]}},
                   {"accept": {"thing": hexed(made["thing"])}}, form=form)
    label = sample["label"]
    written = outcome(sample["send_result"], lambda sent: {"thing": hexed(sent["thing"]), "content": content})
    yield case(sample, f"message-seal/{name}", f"{label}, written", wrote,
               {"op": "dweeter.message.seal", "in": {**box, "data": value(literal(sample["data_repr"]))}, "now": sample["unix_time"] * 1000},
               written, refusal, choice, ODD, form=form)
    if read is None:
        return
    got = {"accept": {"data": value(sample["get_result"]["returns"])}}
    given = {**box, "content": content, "created": value(made["created"])}
    yield case(sample, f"message-open/{name}", f"{label}, read", read, {"op": "dweeter.message.open", "in": given}, got,
               refused, choice if refused else None, SPLIT, OPEN if refused else None, form)
    if sample["n"] in POSTED:
        yield request(sample, POSTED[sample["n"]], ["DW-REQ-1", "DW-REQ-2", "DW-REQ-3"], sample["requests"][0],
                      {"call": "post", "thing": hexed(made["thing"]), "content": content})


def cryptodweet(sample):
    name, about, rules = CRYPTO[sample["n"]]
    form = "base64" if sample["use_base64"] else "hex"
    keys = {key: sample[key] for key in ("key", "iv") if key not in DEFAULTED.get(sample["n"], ())}
    posted = sample["result"].get("returns")
    thing = posted["thing"] if posted else sample["get_requests"][0].split(" ")[1].rsplit("/", 1)[1] if sample["get_requests"] else None
    refused = "empty-key" if thing is None else None
    named = {"accept": {"thing": hexed(thing)}} if thing else outcome(sample["latest"], dict)
    yield case(sample, f"thing/{name}", about, rules + ([] if refused else ["DW-TEXT-1"]),
               {"op": "dweeter.thing", "in": {**keys, "name": hexed(sample["thing"])}}, named, refused)
    if posted:
        content = pairs(posted["content"])
        yield case(sample, f"content-seal/{name}", about, rules,
                   {"op": "dweeter.content.seal", "in": {**keys, "form": form, "content": pairs(sample["content"])}},
                   {"accept": {"content": content}}, form=form)
        yield case(sample, f"content-open/{name}", about, ["DW-CONTENT-2"] + (["DW-TEXT-7"] if form == "base64" else ["DW-TEXT-4"]),
                   {"op": "dweeter.content.open", "in": {**keys, "form": form, "content": content}},
                   {"accept": {"content": pairs(sample["latest"]["returns"][0]["content"])}}, form=form)
    if sample["n"] == 64:
        yield request(sample, "post-two-members", ["DW-REQ-2"], sample["requests"][0],
                      {"call": "post", "thing": hexed(thing), "content": content})
        yield request(sample, "latest", ["DW-REQ-4"], sample["get_requests"][0], {"call": "latest", "thing": hexed(thing)})
        yield request(sample, "all", ["DW-REQ-5"], sample["get_requests"][1], {"call": "all", "thing": hexed(thing)})


MAKERS = {"readme_known_answer": readme, "cryptomsg_docstring": encrypt, "cryptomsg_key_iv_rule": encrypt,
          "cryptomsg_padding": encrypt, "cryptomsg_unpad": decrypt, "cryptomsg_decrypt_length": decrypt,
          "transaction": transaction, "cryptodweet": cryptodweet}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        samples = json.load(file)["samples"]
    cases = [row for sample in samples for row in MAKERS[sample["kind"]](sample)]
    document = {"$schema": "../schema/cases.schema.json", "protocol": "dweeter",
                "about": "Captured from dweeter 0.3.0 with cryptomsg 0.2.0, basicdweet 0.4.0 and pyaes 1.6.1. Locked: see vectors/LOCK.",
                "cases": cases}
    json.dump(document, sys.stdout, indent=2, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
