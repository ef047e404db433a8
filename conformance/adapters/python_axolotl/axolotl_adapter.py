"""Adapter for python-axolotl 0.2.3 (GPL-3.0), format L. With the word `inject`, random values are those of the requests, in
the place of `os.urandom`. It then offers only what reads: it writes registration IDs and counts otherwise, so that what it
writes is never, byte by byte, what a case says.
"""

from taut_adapter import Accept, Adapter, Reject  # first: it keeps standard output for answers

import functools
import itertools
import os
import sys

import axolotl.ecc.curve
from axolotl.duplicatemessagexception import DuplicateMessageException
from axolotl.ecc.curve import Curve
from axolotl.identitykey import IdentityKey
from axolotl.invalidkeyexception import InvalidKeyException
from axolotl.invalidkeyidexception import InvalidKeyIdException
from axolotl.invalidmessageexception import InvalidMessageException
from axolotl.invalidversionexception import InvalidVersionException
from axolotl.legacymessageexception import LegacyMessageException
from axolotl.nosessionexception import NoSessionException
from axolotl.protocol.ciphertextmessage import CiphertextMessage
from axolotl.protocol.prekeywhispermessage import PreKeyWhisperMessage
from axolotl.protocol.whispermessage import WhisperMessage
from axolotl.sessionbuilder import SessionBuilder
from axolotl.sessioncipher import SessionCipher
from axolotl.state.prekeybundle import PreKeyBundle
from axolotl.untrustedidentityexception import UntrustedIdentityException
from axolotl_store import Store, ed25519_of, key_pair, scalar_of, supply

INJECT = sys.argv[1:] == ["inject"]
READING = ("omemo.party.new", "omemo.party.decrypt", "omemo.party.forget")
DEVICE = 1
POOL = 100
REFUSALS = (
    DuplicateMessageException,
    InvalidKeyException,
    InvalidKeyIdException,
    InvalidMessageException,
    InvalidVersionException,
    LegacyMessageException,
    NoSessionException,
    UntrustedIdentityException,
)

adapter = Adapter(
    name="python-axolotl",
    version="0.2.3",
    codes="outcome",
    draws="inject" if INJECT else "own",
    clock="own",
    features=["given-draws"] * INJECT + ["omemo-legacy"],
    choices={
        "archive-size": "40",
        "duplicate-fields": "last",
        "duplicate-ids": "last",
        "exchange-identity": "derived",
        "exchange-ids": "ignored",
        "groups": "skipped",
        "id-range": "32-bits",
        "identity-point": "unchecked",
        "kept-keys": "chain-2000",
        "key-encoding": "as-came",
        "omitted-n": "zero",
        "omitted-pn": "zero",
        "one-time-pre-key": "optional",
        "own-identity": "accepted",
        "sent-count": "last-index",
        "signature-r": "unchecked",
        "signature-s": "any",
        "skip-limit": "2000",
        "uint32-range": "truncated",
        "varint-form": "any",
        "version-byte": "high-nibble",
        "weak-dh": "accepted",
        "wire-type": "unknown",
    },
)


class Source:
    """Takes the place of the module `os` in the library's curve, which asks it for `urandom` alone."""

    values = iter(())

    @classmethod
    def give(cls, values):
        cls.values = iter(values)

    @classmethod
    def urandom(cls, size):
        if not INJECT:
            return os.urandom(size)
        value = next(cls.values, None)
        if value is None or len(value) != size:
            raise LookupError(f"the library draws {size} bytes, and the operation brings no such value")
        return value


axolotl.ecc.curve.os = Source


def drawn(call, *names):
    Source.give(call.draw(name) for name in names)


def operation(name):
    def register(function):
        @functools.wraps(function)
        def run(call):
            try:
                return function(call)
            except REFUSALS as why:
                raise Reject(type(why).__name__, repr(why).encode("utf-8", "replace").decode()) from why

        return run if INJECT and name not in READING else adapter.operation(name)(run)

    return register


def point(data):
    return Curve.decodePoint(bytearray(data), 0)


def bundle_from(call, choice):
    """The bundle of an operation as the library takes it, and the ID of the one-time prekey that is chosen."""
    number = key = None
    if call.input["pre_keys"]:
        index = choice % len(call.input["pre_keys"])
        number, key = call.input["pre_key_ids"][index], point(bytes.fromhex(call.input["pre_keys"][index]))
    signed, identity = point(call.bytes_of("signed_pre_key")), IdentityKey(point(call.bytes_of("identity_key")))
    signature = call.bytes_of("signature")
    return PreKeyBundle(1, DEVICE, number, key, call.input["signed_pre_key_id"], signed, signature, identity), number


def builder(store, peer):
    return SessionBuilder(store, store, store, store, peer, DEVICE)


@operation("omemo.key.agree")
def key_agree(call):
    public = point(b"\x05" + call.bytes_of("public"))
    return Accept({"shared": Curve.calculateAgreement(public, key_pair(call.bytes_of("private")).getPrivateKey())})


@operation("omemo.bundle.check")
def bundle_check(call):
    Source.give([b"\x41" * 32, b"\x42" * 32])
    bundle, _ = bundle_from(call, 0)
    builder(Store(key_pair(b"\x40" * 32), POOL), "peer").processPreKeyBundle(bundle)
    x25519 = bytes(bundle.getIdentityKey().getPublicKey().serialize()[1:])
    return Accept({"x25519": x25519, "ed25519": ed25519_of(x25519, call.bytes_of("signature"))})


@operation("omemo.party.new")
def party_new(call):
    identity = call.bytes_of("identity") or (call.draw("identity") if INJECT else os.urandom(32))
    is_scalar = "identity" in call.input and call.input.get("identity_form") == "private"
    store = Store(key_pair(identity if is_scalar else scalar_of(identity)), call.input.get("pool", POOL))
    drawn(call, *(name for name in ("signed_pre_key", "signature_nonce") if name not in call.input))
    given = call.bytes_of("signed_pre_key")
    signed = Curve.generateKeyPair() if given is None else key_pair(given)
    store.add_signed(call.input.get("signed_pre_key_id", 1), signed, call.bytes_of("signature"))
    numbers = call.input.get("pre_key_ids")
    if "pre_keys" in call.input:
        pairs = [key_pair(bytes.fromhex(key)) for key in call.input["pre_keys"]]
    else:
        pairs = new_pairs(call, store.pool if numbers is None else len(numbers))
    for number, pair in zip(numbers or itertools.count(1), pairs):
        store.add_pre_key(number, pair)
    call.state = store
    wire = store.identity.getPublicKey().serialize()
    Source.give([bytes(64)])
    signature = Curve.calculateSignature(store.identity.getPrivateKey(), b"")
    return Accept({"identity_key": wire, "x25519": wire[1:], "ed25519": ed25519_of(wire[1:], signature)})


def new_pairs(call, count):
    if INJECT:
        Source.give(supply(call.draw("pre_keys")))
    return [Curve.generateKeyPair() for _ in range(count)]


@operation("omemo.party.bundle")
def party_bundle(call):
    return Accept(call.state.bundle())


@operation("omemo.party.rotate")
def party_rotate(call):
    drawn(call, "signed_pre_key", "signature_nonce")
    call.state.add_signed(call.state.last_signed + 1, Curve.generateKeyPair())
    return Accept({"signed_pre_key_id": call.state.last_signed})


@operation("omemo.party.refill")
def party_refill(call):
    store = call.state
    for pair in new_pairs(call, max(0, store.pool - len(store.pre_keys))):
        store.add_pre_key(store.last_pre_key + 1, pair)
    return Accept({"pre_key_ids": sorted(store.pre_keys)})


@operation("omemo.party.start")
def party_start(call):
    choice = call.draw("choice") if INJECT else os.urandom(8)
    bundle, number = bundle_from(call, int.from_bytes(choice, "big"))
    drawn(call, "ephemeral", "ratchet")
    builder(call.state, call.input["peer"]).processPreKeyBundle(bundle)
    return Accept({} if number is None else {"pre_key_id": number})


def cipher(call):
    store = call.state
    return SessionCipher(store, store, store, store, call.input["peer"], DEVICE)


@operation("omemo.party.encrypt")
def party_encrypt(call):
    message = cipher(call).encrypt(call.bytes_of("plaintext"))
    return Accept({"message": message.serialize(), "key_exchange": message.getType() == CiphertextMessage.PREKEY_TYPE})


@operation("omemo.party.decrypt")
def party_decrypt(call):
    Source.give(call.draw("ratchet") for _ in itertools.count())  # every session that is tried draws one, and one is kept
    if call.input["key_exchange"]:
        plaintext = cipher(call).decryptPkmsg(PreKeyWhisperMessage(serialized=call.bytes_of("message")))
    else:
        plaintext = cipher(call).decryptMsg(WhisperMessage(serialized=call.bytes_of("message")))
    return Accept({"plaintext": plaintext})


@operation("omemo.party.forget")
def party_forget(call):
    call.state.sessions.pop(call.input["peer"], None)
    return Accept()


if __name__ == "__main__":
    adapter.run()
