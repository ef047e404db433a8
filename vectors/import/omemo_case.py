"""What the importers of OMEMO have in common: heads of cases, draws, the few bytes that a capture does not state."""

import hashlib
import hmac

FORMATS = {"legacy-v3": "legacy", "omemo2": "omemo-2"}
NEEDS = {"legacy": "omemo-legacy", "omemo-2": "omemo-2"}
NOW = 1_700_000_000_000
# The samples have no numbers; these are theirs, from 0: wrong messages first, then the sections in this order.
SECTIONS = (("negative", 86), ("conversions", 8), ("signatures", 11), ("bundles", 5), ("payloads", 9), ("xml", 7), ("sessions", 14),
            ("worked_examples", 2), ("early_python_omemo", 1))
SIZES = {"signature_nonce": 64, "choice": 8}


def fmt(sample):
    return FORMATS[sample["format"]]


def number(section, at=0):
    """How a case cites a sample."""
    names = [name for name, _ in SECTIONS]
    return str(sum(count for _, count in SECTIONS[: names.index(section)]) + at)


def draw(case_id, step, name):
    """A random value that the capture does not state: CA-DRAW-1 of spec/cases.md."""
    key = hmac.new(bytes(32), b"taut-vectors-v1", "sha256").digest()
    info = b"\0".join((case_id.encode(), str(step).encode(), name.encode()))
    size, made, block = SIZES.get(name, 32), b"", b""
    while len(made) < size:
        block = hmac.new(key, block + info + bytes([len(made) // 32 + 1]), "sha256").digest()
        made += block
    return made[:size].hex()


def head(name, about, rules, ref, needs=(), subject="upstream", **more):
    """The members of a case before its steps."""
    row = {"id": f"omemo/{subject}/{name}", "about": about, "rules": [f"OM-{rule}" for rule in rules],
           "source": {"kind": "upstream", "ref": f"sample {ref}"}, **more}
    if needs:
        row["needs"] = sorted(set(needs))
    return row


def single(name, about, rules, ref, op, given, accepted, *, needs=(), draws=None, intermediate=None, check=None):
    """A case of one step that upstream accepts, or makes."""
    wanted = [NEEDS[given["format"]]] if "format" in given else []
    row = {**head(name, about, rules, ref, [*wanted, *needs]), "op": f"omemo.{op}", "in": given}
    if draws:
        row["draws"] = draws
    if intermediate:
        row["intermediate"] = intermediate
    row.update({"expect": {"accept": accepted}, "upstream": {"accept": accepted}})
    if check:
        row["check"] = {"op": f"omemo.{check[0]}", "in": check[1], "expect": {"accept": check[2]}}
    return row


def scalar(seed):
    """The private scalar of a seed: OM-KEY-1."""
    made = bytearray(hashlib.sha512(bytes.fromhex(seed)).digest()[:32])
    made[0] &= 0xF8
    made[31] = made[31] & 0x7F | 0x40
    return made.hex()


def wire_key(format_, x25519):
    return ("05" if format_ == "legacy" else "") + x25519


def wire_identity(format_, keys):
    return "05" + keys["identity_curve25519"] if format_ == "legacy" else keys["identity_ed25519"]


def signature(format_, signed):
    return signed["signature_wire" if format_ == "legacy" or "signature_ed25519" not in signed else "signature_ed25519"]


def public_bundle(format_, keys, signed, pre_keys):
    """A bundle as operations have it."""
    return {"identity_key": wire_identity(format_, keys), "signed_pre_key_id": signed["id"],
            "signed_pre_key": wire_key(format_, signed["pub"]), "signature": signature(format_, signed),
            "pre_key_ids": [key["id"] for key in pre_keys], "pre_keys": [wire_key(format_, key["pub"]) for key in pre_keys]}


def identity(keys):
    """The identity of `omemo.party.new`."""
    if "identity_seed" in keys:
        return {"identity": keys["identity_seed"]}
    return {"identity": keys["identity_priv"], "identity_form": "private"}


def private_keys(signed, pre_keys):
    """The prekeys of `omemo.party.new`."""
    return {"signed_pre_key_id": signed["id"], "signed_pre_key": signed["priv"],
            "pre_key_ids": [key["id"] for key in pre_keys], "pre_keys": [key["priv"] for key in pre_keys]}


def varint(value):
    made = b""
    while value > 127:
        made, value = made + bytes([value & 127 | 128]), value >> 7
    return made + bytes([value])


def field(at, content):
    """A protobuf field of a number, or of bytes in hexadecimal."""
    if isinstance(content, int):
        return varint(at << 3) + varint(content)
    data = bytes.fromhex(content)
    return varint(at << 3 | 2) + varint(len(data)) + data


class Scenario:
    """Steps of Parties, one after the other."""

    def __init__(self, *head_, **more):
        self.row, self.steps, self.actors = head(*head_, **more), [], {}

    def step(self, actor, op, given, expect, draws=None, upstream=None, now=False, intermediate=None, variants=None):
        self.actors[actor] = "peer"
        row = {"actor": actor, "op": f"omemo.{op}"}
        if given:
            row["in"] = given
        if draws:
            at = len(self.steps)
            row["draws"] = {name: value or draw(self.row["id"], at, name) for name, value in draws.items()}
        if now:
            row["now"] = NOW
        if intermediate:
            row["intermediate"] = intermediate
        row["expect"] = expect
        if variants:
            row["variants"] = variants
        if upstream:
            row["upstream"] = upstream
        self.steps.append(row)

    def new(self, actor, format_, keys, prekeys=None, **more):
        """A Party; without prekeys of the capture it has none but a signed one that is drawn."""
        given = {"format": format_, **identity(keys), **(prekeys or {"pre_key_ids": [], "pre_keys": []}), **more}
        draws = {name: None for name in ("signed_pre_key",) if name not in given}
        draws.update({"signature_nonce": None} if "signature" not in given else {})
        self.step(actor, "party.new", given, {"accept": {"x25519": keys["identity_curve25519"]}}, draws, now=True)

    def decrypt(self, actor, peer, message, exchange, ratchet, expect, upstream=None, **more):
        given = {"peer": peer, "message": message, "key_exchange": exchange}
        self.step(actor, "party.decrypt", given, expect, {"ratchet": ratchet}, upstream or expect, **more)

    def made(self):
        return {**self.row, "actors": self.actors, "steps": self.steps}
