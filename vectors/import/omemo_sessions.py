"""Recorded sessions of OMEMO as scenarios of two Parties, alice the initiator and bob the responder.

What a side sends is expected byte for byte where its keys are known, and what it receives are the bytes of the capture.
The 126 messages that were lost at once in two sessions are not made again: from there on a side only receives.
"""

import hmac

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from omemo_case import NEEDS, Scenario, field, fmt, identity, number, private_keys, public_bundle, signature, wire_key

NAMES = {"initiator": "alice", "responder": "bob"}
OTHER = {"initiator": "responder", "responder": "initiator"}
LIBSIGNAL = {"LC1": "initiator", "LC2": "responder", "LS2": "responder", "TC2": "responder"}
# Both sides, unless the keys that a side draws are not known.
SIDES = {"LR1": ["responder"], "LA1": ["responder"], "LR2": ["initiator"], "LT2": ["initiator"], "LN2": ["initiator"], "LA2": ["initiator"]}
RULES = ["START-4", "SEND-4", "RECV-3", "OPEN-5", "OPEN-7", "MSG-1", "KEX-2", "CHAIN-1"]
ABOUTS = {
    "L1": "late, lost, repeated and forged messages, four steps of the ratchet", "T1": "late, lost, repeated and forged messages, four steps of the ratchet",
    "L2": "the same with an identity key of the other sign bit", "T2": "the same with an identity key of the other sign bit",
    "LC1": "libomemo-c begins, oldmemo answers", "LC2": "oldmemo begins, libomemo-c answers",
    "LS2": "oldmemo begins, libsignal-protocol-c answers", "TC2": "twomemo begins, libomemo-c answers",
    "LR1": "libsignal-client begins, oldmemo answers", "LR2": "oldmemo begins, libsignal-client answers",
    "LT2": "oldmemo begins, libsignal-typescript answers", "LN2": "oldmemo begins, libsignal of npm answers",
    "LA1": "python-axolotl begins, oldmemo answers", "LA2": "oldmemo begins, python-axolotl answers",
}


def public(private):
    return X25519PrivateKey.from_private_bytes(bytes.fromhex(private)).public_key().public_bytes_raw().hex()


def is_exchange(message):
    return "KeyEx" in message["kind"] or "PreKey" in message["kind"]


def with_count(format_, message):
    """A message of libsignal with pn as it has to be: it writes the number of the last message, not how many there were."""
    head = message["header"]
    count = head["pn"] + 1
    ratchet = wire_key(format_, head["ratchet_pub"])
    associated = message["mac_input"][: 132 if format_ == "legacy" else 128]
    if format_ == "legacy":
        covered = b"\x33" + field(1, ratchet) + field(2, head["n"]) + field(3, count) + field(4, head["ciphertext"])
    else:
        covered = field(1, head["n"]) + field(2, count) + field(3, ratchet) + field(4, head["ciphertext"])
    mac = hmac.digest(bytes.fromhex(message["auth_key"]), bytes.fromhex(associated) + covered, "sha256")
    return (covered + mac[:8] if format_ == "legacy" else field(1, mac[:16].hex()) + field(2, covered.hex())).hex()


def without_registration(exchange):
    """A key exchange of libsignal without its registration ID, which this document does not write."""
    head = exchange["key_exchange"]
    parts = field(1, head["pk_id"]) + field(2, "05" + head["ek"]) + field(3, head["ik"]) + field(4, head["msg"]) + field(6, head["spk_id"])
    return (b"\x33" + parts).hex()


class Session:
    def __init__(self, at, sample):
        self.sample, self.format = sample, fmt(sample)
        self.sides = SIDES.get(sample["id"], list(NAMES))
        self.full = sample["id"] in ("L1", "T1")
        self.messages = {message["id"]: message for message in sample["messages"]}
        self.made, self.lost = set(), set()
        # The ratchet key that a side has now, and its next ones: those that it drew for refused messages are left out.
        self.ratchets, self.current, self.seen = {}, {}, {side: set() for side in NAMES}
        for side in NAMES:
            known = {public(key): key for key in sample[side].get("ratchet_privs", [])}
            sent = dict.fromkeys(m["header"]["ratchet_pub"] for m in sample["messages"] if m["sender"] == side)
            self.ratchets[side] = [(key, known[key]) for key in sent if key in known]
        late = any(reply["expect"] == "reject" and sample["id"] in reply["msg"] for reply in sample["delivery"])
        refuses = sample["id"][1:] in ("1", "2")
        rules = RULES + (["OPEN-1", "OPEN-8"] if refuses else []) + (["OPEN-3"] if late and not refuses else [])
        bug = {"bug": {"class": "replay", "severity": "critical"}} if refuses else {}
        ref = number("sessions", at) + ("; N 56; N 58; N 59" if refuses else "; N 57" if late else "")
        self.case = Scenario(f"session-{sample['id'].lower()}", ABOUTS[sample["id"]], rules, ref, ["given-draws", NEEDS[self.format]], **bug)

    def set_up(self):
        initiator, responder = self.sample["initiator"], self.sample["responder"]
        signed, pre_keys = responder["signed_pre_key"], responder["pre_keys"]
        if "initiator" in self.sides:
            self.case.new("alice", self.format, initiator)
        if "responder" in self.sides:
            self.case.new("bob", self.format, responder, {**private_keys(signed, pre_keys), "signature": signature(self.format, signed)})
        if "initiator" not in self.sides:
            return
        bundle = public_bundle(self.format, responder, signed, pre_keys)
        at = bundle["pre_key_ids"].index(self.sample["used_pre_key_id"])
        self.current["initiator"], ratchet = self.ratchets["initiator"].pop(0)
        noted = {name: self.sample["x3dh"][name] for name in ("dh1", "dh2", "dh3", "dh4", "shared_secret")} if "x3dh" in self.sample else None
        self.case.step("alice", "party.start", {"peer": "bob", **bundle},
                       {"accept": {"pre_key_id": self.sample["used_pre_key_id"], "ephemeral_key": public(initiator["ephemeral_priv"])}},
                       {"choice": at.to_bytes(8, "big").hex(), "ephemeral": initiator["ephemeral_priv"], "ratchet": ratchet}, intermediate=noted)

    def noted(self, message):
        if not self.full:
            return None
        return {**{name: message[name] for name in ("message_key", "enc_key", "auth_key", "iv")}, "authenticated": message["mac_input"]}

    def send(self, side):
        """All messages that the side sends under the ratchet key that it has now."""
        if side in self.lost or side not in self.sides:
            return
        due = 0
        for message in self.sample["messages"]:
            if message["sender"] != side or message["header"]["ratchet_pub"] != self.current.get(side):
                continue
            if message["header"]["n"] != due:
                self.lost.add(side)
                return
            due += 1
            if message["id"] not in self.made:
                self.made.add(message["id"])
                self.encrypt(side, message)

    def encrypt(self, side, message):
        exchange, variants = is_exchange(message), None
        upstream = {"accept": {"message": message["wire"], "key_exchange": exchange}}
        wire = message["wire"]
        if LIBSIGNAL.get(self.sample["id"]) == side:
            if exchange:
                wire = without_registration(message)
            elif message["header"]["pn"]:
                wire, variants = with_count(self.format, message), [{"when": {"sent-count": "last-index"}, "expect": upstream}]
        self.case.step(NAMES[side], "party.encrypt", {"peer": NAMES[OTHER[side]], "plaintext": message["plaintext"]},
                       {"accept": {"message": wire, "key_exchange": exchange}}, upstream=upstream, intermediate=self.noted(message), variants=variants)

    def deliver(self, delivery):
        message, side = self.messages[delivery["msg"]], delivery["to"]
        self.send(OTHER[side])
        if message["header"]["ratchet_pub"] not in self.seen[side]:
            self.send(side)
        if side not in self.sides:
            return
        wire = delivery.get("wire_override", message["wire"])
        expect, upstream, variants, accepted = {"accept": {"plaintext": message["plaintext"]}}, None, None, True
        if delivery["expect"] == "reject":
            code = "duplicate" if "Duplicate" in delivery["reference_error"] else "bad-mac"
            upstream = {"reject": code, "raised": delivery["reference_error"].removeprefix("ERR ")}
            if self.sample["id"][1:] in ("1", "2"):
                expect, accepted = {"reject": code}, False
            else:  # The last message of a chain, lost by whoever trusts pn.
                variants = [{"when": {"previous-count": "exact"}, "expect": {"reject": code}}]
        key = message["header"]["ratchet_pub"]
        ratchet = None
        if key not in self.seen[side] and self.ratchets[side]:
            ratchet = self.ratchets[side][0][1]
            if accepted:
                self.current[side] = self.ratchets[side].pop(0)[0]
        if accepted:
            self.seen[side].add(key)
        self.case.decrypt(NAMES[side], NAMES[OTHER[side]], wire, is_exchange(message), ratchet, expect, upstream,
                          intermediate=self.noted(message) if accepted else None, variants=variants)

    def play(self):
        self.set_up()
        for delivery in self.sample["delivery"]:
            self.deliver(delivery)
        for side in NAMES:
            self.send(side)
        return self.case.made()


def first_chain(at, sample):
    """What a responder receives before it needs a ratchet key that is not known."""
    name = f"session-{sample['id'].lower()}-responder"
    made = Scenario(name, ABOUTS[sample["id"]] + ": the key exchanges", ["RECV-3", "AGREE-1"], number("sessions", at),
                    ["given-draws", NEEDS[fmt(sample)]])
    responder = sample["responder"]
    signed = responder["signed_pre_key"]
    made.new("bob", fmt(sample), responder, {**private_keys(signed, responder["pre_keys"]), "signature": signature(fmt(sample), signed)})
    for message in sample["messages"]:
        if message["sender"] == "initiator" and is_exchange(message):
            made.decrypt("bob", "alice", message["wire"], True, None, {"accept": {"plaintext": message["plaintext"]}})
    return made.made()


def early(sample):
    """The responder of early python-omemo. Of the initiator no ephemeral key was recorded."""
    made = Scenario("early-python-omemo", "python-omemo 0.14: a registration ID in the key exchange, then a reply", RULES[2:],
                    number("early_python_omemo"), ["given-draws", NEEDS["legacy"]])
    responder = sample["responder"]
    signed, used = responder["signed_pre_key"], responder["used_pre_key"]
    made.step("bob", "party.new", {"format": "legacy", **identity(responder), **private_keys(signed, [used]),
              "signature": signed["signature_wire"]}, {"accept": {"x25519": responder["identity_curve25519"]}}, now=True)
    ratchets = list(responder["ratchet_privs"])
    for message in sample["messages"]:
        exchange, plain = is_exchange(message), message["plaintext"]
        if message["sender"] == "initiator":
            made.decrypt("bob", "alice", message["wire"], exchange, ratchets.pop(0), {"accept": {"plaintext": plain}})
        else:
            sent = {"accept": {"message": message["wire"], "key_exchange": exchange}}
            made.step("bob", "party.encrypt", {"peer": "alice", "plaintext": plain}, sent, upstream=sent)
    return made.made()


def cases(samples):
    sessions = list(enumerate(samples["sessions"]))
    yield from (Session(at, sample).play() for at, sample in sessions)
    yield from (first_chain(at, sample) for at, sample in sessions if SIDES.get(sample["id"]) == ["initiator"])
    yield early(samples["early_python_omemo"])
