"""What all importers of DIMP samples share: values, cases, and the draws that follow from a private key."""

import base64
import hashlib
import json
import struct

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141  # of secp256k1
UNUSED = "00" * 32  # the draw `k` of an RSA signature

NUMBERS = {}  # sample -> its number, as a case cites it


def number_samples(document):
    """Samples are numbered in their order from 1; published answers and the later generation go on."""
    names = [item["id"] for part in ("samples", "known_answers") for item in document[part]]
    NUMBERS.update({name: number for number, name in enumerate([*names, "newer_versions"], 1)})


def hexed(item):
    """UTF-8 of a text, or of the JSON of a value."""
    if isinstance(item, bytes):
        return item.hex()
    return (item if isinstance(item, str) else json.dumps(item)).encode("utf-8", "surrogatepass").hex()


def value(item):
    """A tagged value."""
    if item is None:
        return ["null"]
    if isinstance(item, bool):
        return ["bool", item]
    if isinstance(item, int):
        return ["int", str(item)]
    if isinstance(item, float):
        return ["float", struct.pack(">d", item).hex()]
    if isinstance(item, str):
        return ["text", hexed(item)]
    if isinstance(item, list):
        return ["list", [value(part) for part in item]]
    return ["dict", [[hexed(name), value(part)] for name, part in item.items()]]


def case(name, about, rules, sample, op, given, upstream, **more):
    """A case of kind `upstream`.

    Its strict outcome is `expect`, else upstream's. `choice` is the answer under which upstream's own outcome holds;
    a refusal has `bug` and `base`, the positive case that it differs from. `unread` is true when no strict reader takes
    what is written under that answer.
    """
    number = f"; N {more['number']}" if "number" in more else ""
    row = {"id": f"dimp/{name}", "about": about, "rules": rules}
    row["source"] = {"kind": "upstream", "ref": f"sample {NUMBERS[sample]}{number}"}
    if "base" in more:
        row["edit_of"] = f"dimp/{more['base']}"
    if "bug" in more:
        row["bug"] = dict(zip(("class", "severity"), more["bug"]))
    if more.get("needs"):
        row["needs"] = sorted(more["needs"])
    row.update(op=op, **{"in": given})
    for member in ("draws", "now"):
        if member in more:
            row[member] = more[member]
    plain = {name: part for name, part in upstream.items() if name != "raised"}
    row["expect"] = more.get("expect", plain)
    for member in ("intermediate", "check"):
        if more.get(member):
            row[member] = more[member]
    if "choice" in more:
        row["variants"] = [{"when": more["choice"], "expect": more.get("otherwise", plain)}]
        if "unread" in more:
            row["variants"][0]["then"] = "stop"
    row["upstream"] = upstream
    return row


def reading(op, given, accepted=None):
    """A `check`: how what was written is read back."""
    return {"op": op, "in": given, "expect": {"accept": accepted or {}}}


def needs_of(meta):
    """Features without which a meta, or whatever its owner signs, means nothing."""
    needs = set()
    if meta["key"]["algorithm"] == "ECC":
        needs.add("dimp-ecc")
    if int(meta["version"]) > 1:
        needs.add("dimp-eth" if int(meta["version"]) > 3 else "dimp-btc")
    return needs


def der_integers(der):
    """The INTEGERs of one SEQUENCE."""
    found, at = [], 2 if der[1] < 128 else 2 + der[1] % 128
    while at < len(der):
        size, start = der[at + 1], at + 2
        if size > 127:
            start = at + 2 + size % 128
            size = int.from_bytes(der[at + 2 : start], "big")
        found.append(int.from_bytes(der[start : start + size], "big"))
        at = start + size
    return found


def rsa_private(key):
    """Modulus and private exponent of a dictionary with an RSAPrivateKey."""
    _, _, text = key["data"].partition("-----BEGIN RSA PRIVATE KEY-----")
    numbers = der_integers(base64.b64decode(text.partition("-----END")[0]))
    return numbers[1], numbers[3]


def rsa_opened(key, block):
    """Padding and plaintext of a block that was encrypted for this private key; nothing if it was for another."""
    modulus, exponent = rsa_private(key)
    size = (modulus.bit_length() + 7) // 8
    clear = pow(int.from_bytes(block, "big"), exponent, modulus).to_bytes(size, "big")
    padding, zero, plaintext = clear[2:].partition(b"\0")
    return (padding, plaintext) if clear[:2] == b"\0\2" and zero else (None, None)


def ecc_secret(key):
    if len(key["data"]) == 64:
        return int(key["data"], 16)
    der = base64.b64decode("".join(key["data"].split("\n")[1:]).partition("-----END")[0])
    at = der.index(b"\x04\x20", 20) + 2
    return int.from_bytes(der[at : at + 32], "big")


def is_high(signature):
    return der_integers(signature)[1] > ORDER // 2


def low_twin(signature):
    """The signature with the smaller s."""
    parts = b""
    r, s = der_integers(signature)
    for number in (r, min(s, ORDER - s)):
        raw = number.to_bytes(number.bit_length() // 8 + 1, "big")
        parts += bytes((2, len(raw))) + raw
    return bytes((48, len(parts))) + parts


def ecc_draw(key, signed, signature):
    """The draw `k` that gives this signature."""
    r, s = der_integers(signature)
    digest = int.from_bytes(hashlib.sha256(signed).digest(), "big")
    k = (digest + r * ecc_secret(key)) * pow(s, -1, ORDER) % ORDER
    return (k - 1).to_bytes(32, "big").hex()


def draw_of(key, signed, signature):
    return UNUSED if key["algorithm"] == "RSA" else ecc_draw(key, signed, signature)
