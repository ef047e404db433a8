#!/usr/bin/env python3
"""Turns recorded messages of OMEMO that are wrong, or unusual, into upstream cases.

    python3 vectors/import/omemo_negative.py SAMPLES.json > vectors/omemo/upstream-negative.json

It was run once. Keys, bytes and upstream's outcome of a sample are locked in vectors/LOCK and never change; name, rules
and strict outcome were written by hand and may. Each message is refused, and the genuine one is accepted then; or it
is accepted.
"""

import json
import sys

from omemo_case import NEEDS, Scenario, fmt, number, private_keys

STOP = {"then": "stop"}
BUGS = {
    "unknown-version": ("robustness", "medium"), "missing-field": ("robustness", "medium"),
    "bad-key": ("malleability", "medium"), "weak-key": ("auth-bypass", "high"), "bad-mac": ("forgery", "critical"),
    "unknown-pre-key": ("robustness", "medium"), "unknown-signed-pre-key": ("robustness", "medium"),
    "wide-number": ("malleability", "low"), "loose-varint": ("malleability", "low"),
    "duplicate-field": ("malleability", "low"), "bad-protobuf": ("robustness", "medium"), "short": ("robustness", "medium"),
    "too-many-skipped": ("denial-of-service", "high"), "bad-length": ("forgery", "high"), "bad-id": ("robustness", "low"),
}
# What upstream does not announce: libxeddsa's refusals, found when a session is built and not when bytes are parsed.
UNANNOUNCED = ("XEdDSAException", "Expected size of the")
# What upstream says, and the code that this is.
REASONS = {
    "Authentication tags do not match": "bad-mac", "message keys skipped": "too-many-skipped",
    "No pre key with id": "unknown-pre-key", "No signed pre key with id": "unknown-signed-pre-key",
}
OK, BAD_MAC = "accept", "bad-mac"


def under(outcome, *answers):
    """Variants: the outcome under each of these answers."""
    return [(answer, outcome) for answer in answers]


def any_version(*names):
    return under(OK, *({"version-byte": name} for name in names))


MASKED = ({"key-encoding": "masked"}, {"key-encoding": "as-came"})
EITHER = {"key-length": "either"}
ZERO_DH = {"weak-dh": "accepted"}
WEAK = under(BAD_MAC, ZERO_DH)
# A key that is no canonical one, and of small order when it is reduced.
WEAK_ENCODING = [({**mask, **ZERO_DH}, BAD_MAC) for mask in MASKED] + under("weak-key", *MASKED)
LIMITS = [{"skip-limit": limit} for limit in ("1999", "2000", "25000")]
UNCHECKED = {"identity-point": "unchecked"}

# Sample -> (name, about, rules, N, code or None, outcomes under answers that are not strict).
EXCHANGES = {
    0: ("version-34", "version byte 34", ["MSG-5"], [2], "unknown-version", any_version("high-nibble")),
    1: ("version-32", "version byte 32", ["MSG-5"], [2], "unknown-version", any_version("high-nibble", "at-least-3")),
    2: ("version-23", "version byte 23", ["MSG-4"], [1], "unknown-version", []),
    3: ("version-only", "the version byte alone", ["PROTO-12"], [3], "missing-field", []),
    4: ("no-pre-key-id", "no ID of a one-time prekey", ["PROTO-15"], [13], "missing-field", under(BAD_MAC, {"one-time-pre-key": "optional"})),
    5: ("no-ephemeral-key", "no ephemeral key", ["PROTO-12"], [13], "missing-field", []),
    6: ("no-identity-key", "no identity key", ["PROTO-12"], [13], "missing-field", []),
    7: ("no-message", "no message", ["PROTO-12"], [13], "missing-field", []),
    8: ("no-signed-pre-key-id", "no ID of a signed prekey", ["PROTO-12"], [13], "missing-field", []),
    9: ("registration-id", "with a registration ID", ["KEX-1", "PROTO-11"], [10], None, []),
    10: ("unknown-field", "a field 15 behind the others", ["PROTO-11"], [10], None, []),
    11: ("ephemeral-key-type-06", "the ephemeral key begins with 06", ["KEY-9"], [28], "bad-key", []),
    12: ("identity-key-32", "the identity key without its type byte", ["KEY-8"], [27, 28], "bad-key", under(["bad-key", "bad-mac"], EITHER)),
    13: ("ephemeral-key-0", "the ephemeral key 0", ["KEY-14"], [18], "weak-key", WEAK),
    14: ("ephemeral-key-1", "the ephemeral key 1", ["KEY-14"], [18], "weak-key", WEAK),
    15: ("ephemeral-key-order-8", "an ephemeral key of order 8", ["KEY-14"], [18], "weak-key", WEAK),
    16: ("ephemeral-key-p-1", "the ephemeral key p − 1", ["KEY-14"], [18], "weak-key", WEAK),
    17: ("ephemeral-key-p", "the ephemeral key p, another 0", ["KEY-10"], [18], "bad-key", WEAK_ENCODING),
    18: ("ephemeral-key-p-plus-1", "the ephemeral key p + 1, another 1", ["KEY-10"], [18], "bad-key", WEAK_ENCODING),
    19: ("identity-key-0", "an identity key of small order", ["KEY-14"], [24], "weak-key", WEAK),
    20: ("unknown-pre-key", "a one-time prekey that was never there", ["RECV-5"], [40], "unknown-pre-key", []),
    21: ("unknown-signed-pre-key", "a signed prekey that was never there", ["RECV-4"], [40], "unknown-signed-pre-key", []),
    22: ("id-plus-2-32", "the ID of the one-time prekey, and 2^32 more", ["PROTO-9"], [7], "wide-number", under(OK, {"uint32-range": "truncated"})),
    23: ("overlong-id", "the ID of the one-time prekey with more bytes than it needs", ["PROTO-3"], [7], "loose-varint", under(OK, {"varint-form": "any"})),
    24: ("pre-key-id-twice", "two IDs of a one-time prekey, the right one last", ["PROTO-8"], [8], "duplicate-field", under(OK, {"duplicate-fields": "last"})),
    25: ("pre-key-id-twice-bad-last", "two IDs of a one-time prekey, the right one first", ["PROTO-8"], [8], "duplicate-field",
         under("unknown-pre-key", {"duplicate-fields": "last"})),
    26: ("reversed", "the fields in reversed order", ["PROTO-10"], [9], None, []),
    27: ("cut", "cut within the message", ["PROTO-2"], [4], "bad-protobuf", []),
    48: ("no-pre-key-id-t", "no ID of a one-time prekey", ["PROTO-15"], [13], "missing-field", []),
    49: ("no-signed-pre-key-id-t", "no ID of a signed prekey", ["PROTO-12"], [13], "missing-field", []),
    50: ("no-identity-key-t", "no identity key", ["PROTO-12"], [13], "missing-field", []),
    51: ("no-ephemeral-key-t", "no ephemeral key", ["PROTO-12"], [13], "missing-field", []),
    52: ("unknown-field-t", "a field 15 behind the others", ["PROTO-11"], [10], None, []),
    53: ("ephemeral-key-33-t", "the ephemeral key with a type byte", ["KEY-8"], [28], "bad-key", under(OK, EITHER)),
    54: ("ephemeral-key-bit-255-t", "the ephemeral key with bit 255 set", ["KEY-10"], [20], "bad-key", under(OK, *MASKED)),
    55: ("identity-key-33-t", "the identity key with a type byte", ["KEY-8"], [28], "bad-key", under(["bad-key", "bad-mac"], EITHER)),
    56: ("identity-sign-flipped-t", "the other sign bit of the identity key", ["SIGN-8", "MSG-9"], [26], "bad-mac", []),
    57: ("identity-x25519-form-t", "the X25519 form of the identity key", ["KEY-13"], [27], "bad-key", under(BAD_MAC, UNCHECKED)),
    58: ("ephemeral-key-0-t", "the ephemeral key 0", ["KEY-14"], [18], "weak-key", WEAK),
    59: ("ephemeral-key-1-t", "the ephemeral key 1", ["KEY-14"], [18], "weak-key", WEAK),
    60: ("ephemeral-key-order-8-t", "an ephemeral key of order 8", ["KEY-14"], [18], "weak-key", WEAK),
    61: ("ephemeral-key-other-order-8-t", "the other ephemeral key of order 8", ["KEY-14"], [18], "weak-key", WEAK),
    62: ("ephemeral-key-p-t", "the ephemeral key p, another 0", ["KEY-10"], [18], "bad-key", WEAK_ENCODING),
    63: ("identity-point-trivial-t", "an identity key of order 1", ["KEY-12"], [24, 25], "weak-key",
         under(BAD_MAC, {**UNCHECKED, **ZERO_DH})),
    64: ("identity-y-p-plus-1-t", "an identity key whose y is p + 1, another 1", ["KEY-11"], [24], "bad-key",
         under(BAD_MAC, {**UNCHECKED, **ZERO_DH}) + under("weak-key", UNCHECKED)),
    65: ("unknown-pre-key-t", "a one-time prekey that was never there", ["RECV-5"], [40], "unknown-pre-key", []),
    66: ("pre-key-id-0-t", "the one-time prekey 0", ["KEY-6"], [13], "bad-id", under("unknown-pre-key", {"id-range": "32-bits"})),
    67: ("reversed-t", "the fields in reversed order", ["PROTO-10"], [9], None, []),
    68: ("inner-reversed-t", "the MAC behind the message", ["PROTO-10"], [9], None, []),
    69: ("cut-t", "cut within the message", ["PROTO-2"], [4], "bad-protobuf", []),
    70: ("mac-flipped-t", "a bit of the MAC flipped", ["MSG-9"], [58], "bad-mac", []),
}
MESSAGES = {
    28: ("version-34", "version byte 34", ["MSG-5"], [1], "unknown-version", under(BAD_MAC, {"version-byte": "high-nibble"})),
    29: ("mac-7", "the MAC is a byte short", ["PROTO-2"], [60], "bad-protobuf", []),
    30: ("mac-9", "a byte behind the MAC", ["PROTO-2"], [60], "bad-protobuf", []),
    31: ("no-mac", "no MAC", ["PROTO-2"], [60], "bad-protobuf", []),
    32: ("mac-zero", "a MAC of zeros", ["MSG-9"], [60], "bad-mac", []),
    33: ("short", "fewer bytes than a MAC has", ["MSG-3"], [3], "short", []),
    34: ("empty", "no bytes", ["MSG-3"], [3], "short", []),
    35: ("ciphertext-flipped", "a bit of the ciphertext flipped", ["MSG-9", "OPEN-8"], [58], "bad-mac", []),
    36: ("no-ciphertext", "no ciphertext", ["PROTO-12"], [63], "missing-field", []),
    37: ("no-n", "no number, and the MAC of a message with it", ["PROTO-13"], [12], "missing-field", under(BAD_MAC, {"omitted-n": "zero"})),
    38: ("no-pn", "no pn, and the MAC of a message with it", ["PROTO-14"], [12], "missing-field", under(BAD_MAC, {"omitted-pn": "zero"})),
    39: ("no-ratchet-key", "no ratchet key", ["PROTO-12"], [13], "missing-field", []),
    40: ("n-1001", "the number 1,001", ["OPEN-2"], [51], "too-many-skipped", under(BAD_MAC, *LIMITS)),
    41: ("n-2001", "the number 2,001", ["OPEN-2"], [51], "too-many-skipped", under(BAD_MAC, LIMITS[2])),
    42: ("n-max", "the number 2^32 − 1", ["OPEN-2"], [51], "too-many-skipped", []),
    43: ("pn-max", "the pn 2^32 − 1", ["OPEN-4", "MSG-9"], [52], "bad-mac", []),
    44: ("ratchet-key-0", "the ratchet key 0", ["KEY-14"], [18], "weak-key", WEAK),
    45: ("ratchet-key-32", "the ratchet key without its type byte", ["KEY-8"], [28], "bad-key", under(BAD_MAC, EITHER)),
    46: ("ratchet-key-bit-255", "the ratchet key with bit 255 set", ["KEY-10"], [22], "bad-key", under(BAD_MAC, *MASKED)),
    47: ("unknown-field", "a field that the MAC does not cover", ["MSG-8", "MSG-9"], [10], "bad-mac", []),
    71: ("mac-8-t", "a MAC of 8 bytes", ["MSG-6"], [60], "bad-length", []),
    72: ("mac-0-t", "a MAC of no bytes", ["MSG-6"], [60], "bad-length", []),
    73: ("mac-32-t", "a MAC of 32 bytes", ["MSG-6"], [60], "bad-length", []),
    74: ("no-ciphertext-t", "no ciphertext", ["PROTO-12"], [63], "missing-field", []),
    75: ("no-n-t", "no number, and the MAC of a message with it", ["PROTO-13"], [12], "missing-field", under(BAD_MAC, {"omitted-n": "zero"})),
    76: ("no-pn-t", "no pn, and the MAC of a message with it", ["PROTO-14"], [12], "missing-field", under(BAD_MAC, {"omitted-pn": "zero"})),
    77: ("ratchet-key-33-t", "the ratchet key with a type byte", ["KEY-8"], [28], "bad-key", under(BAD_MAC, EITHER)),
    78: ("ratchet-key-0-t", "the ratchet key 0", ["KEY-14"], [18], "weak-key", WEAK),
    79: ("ratchet-key-bit-255-t", "the ratchet key with bit 255 set", ["KEY-10"], [22], "bad-key", under(BAD_MAC, *MASKED)),
    80: ("n-1000-t", "the number 1,000 and the MAC of another message", ["OPEN-8", "MSG-9"], [51], "bad-mac", []),
    81: ("n-max-t", "the number 2^32 − 1", ["OPEN-2"], [51], "too-many-skipped", []),
    82: ("pn-max-t", "the pn 2^32 − 1", ["OPEN-4", "MSG-9"], [52], "bad-mac", []),
    83: ("reversed-t", "the MAC behind the message", ["PROTO-10"], [9], None, []),
    84: ("unknown-field-t", "a field beside the MAC", ["PROTO-11"], [10], None, []),
    85: ("mac-twice-t", "two MACs, the right one first", ["PROTO-8"], [8], "duplicate-field", under(BAD_MAC, {"duplicate-fields": "last"})),
}
# Samples with another identity key, and the answers under which a session is derived with it: whoever keeps the key then
# refuses the genuine message.
DERIVED = {12: EITHER, 19: ZERO_DH, 55: EITHER, 57: UNCHECKED, 63: {**UNCHECKED, **ZERO_DH}, 64: {**UNCHECKED, **ZERO_DH}}


def scenario(sample, name, about, rules, ref, **more):
    """A receiver, and, for a message, the key exchange before it."""
    made = Scenario(name, about, rules, ref, needs=["given-draws", NEEDS[fmt(sample)]], subject="upstream-negative", **more)
    setup = sample["setup"]
    given = {"format": fmt(sample), "identity": setup["receiver_identity_seed"],
             **private_keys(setup["receiver_signed_pre_key"], setup["receiver_pre_keys"])}
    made.step("bob", "party.new", given, {"accept": {}}, {"signature_nonce": None}, now=True)
    if sample["kind"] == "msg":
        made.decrypt("bob", "alice", sample["kex_wire"], True, setup["receiver_own_ratchet_priv_before_bad"], {"accept": {}})
    return made


def outcome(code, accepted):
    return {"accept": accepted} if code == OK else {"reject": code}


def recorded(text, code, accepted):
    """What upstream did. Only the exceptions of its own, and those of its parsers, are announced."""
    if text == "ACCEPTED":
        return {"accept": accepted}
    raised = text.removeprefix("ERR ").removesuffix(" <- None")
    if any(part in raised for part in UNANNOUNCED):
        return {"error": raised}
    return {"reject": next((other for part, other in REASONS.items() if part in raised), code), "raised": raised}


def case(index, sample, row):
    name, about, rules, measured, code, answers = row
    exchange, accepted = sample["kind"] == "kex", {"plaintext": sample["plaintext"]}
    stem = "kex" if exchange else "message"
    base = f"omemo/upstream-negative/{stem}{'-t' if fmt(sample) == 'omemo-2' else ''}"
    ref = "; ".join([number("negative", index), *(f"N {line}" for line in measured)])
    bug = {"bug": dict(zip(("class", "severity"), BUGS[code]))} if code else {}
    made = scenario(sample, f"{stem}-{name}", about, rules, ref, **({"edit_of": base, **bug} if code else {}))
    upstream = recorded(sample["reference_outcome"], code, accepted)
    variants = [{"when": when, "expect": outcome(what, accepted), **(STOP if what == OK else {})} for when, what in answers]
    made.decrypt("bob", "alice", sample["bad_wire"], exchange, None, outcome(code or OK, accepted), upstream, variants=variants)
    if code:
        kept = {"when": {**DERIVED.get(index, {}), "exchange-identity": "derived"}, "expect": {"reject": "identity-changed"}}
        after = [kept] if index in DERIVED else []
        made.decrypt("bob", "alice", sample["good_wire"], exchange, None, {"accept": accepted}, variants=after)
    return made.made()


def genuine(index, sample):
    """What the others are edits of."""
    exchange = sample["kind"] == "kex"
    name = ("kex" if exchange else "message") + ("-t" if fmt(sample) == "omemo-2" else "")
    about, rules = ("a key exchange", ["KEX-1", "RECV-3"]) if exchange else ("a message behind a key exchange", ["MSG-1", "OPEN-7"])
    made = scenario(sample, name, about, rules, number("negative", index))
    made.decrypt("bob", "alice", sample["good_wire"], exchange, None, {"accept": {"plaintext": sample["plaintext"]}})
    return made.made()


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        samples = json.load(file)["negative"]
    cases = [genuine(index, samples[index]) for index in (0, 28, 48, 71)]
    rows = {**EXCHANGES, **MESSAGES}
    cases += [case(index, sample, rows[index]) for index, sample in enumerate(samples)]
    document = {"$schema": "../schema/cases.schema.json", "protocol": "omemo",
                "about": "Wrong and unusual messages, captured with the outcome of oldmemo 2.1.0 and twomemo 2.1.0. Locked: see vectors/LOCK.",
                "cases": cases}
    json.dump(document, sys.stdout, indent=2, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
