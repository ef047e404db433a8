"""Adapter for libomemo-c 0.5.0 (GPL-3.0), formats L and T. Its argument is the folder that its Debian package is unpacked
into. With `inject` behind it, random values are those of the requests, by the crypto provider that the library asks its
caller for. It then offers only what reads: it forces the sign bit of identity keys to 0 and counts otherwise, so that what
it writes is never, byte by byte, what a case says.
"""

from taut_adapter import Accept, Adapter, Reject  # first: it keeps standard output for answers

import functools
import itertools
import os
import sys
from ctypes import byref, c_void_p

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from libomemo_crypto import Draws, crypto_provider
from libomemo_library import Library, Refusal
from libomemo_party import Keys, Party, scalar_of, supply

INJECT = sys.argv[2:] == ["inject"]
READING = ("omemo.party.new", "omemo.party.decrypt", "omemo.party.forget")
POOL = 100

library = Library(sys.argv[1])
draws = Draws(INJECT)
provider = crypto_provider(library, draws)
context = c_void_p()
library("signal_context_create", byref(context), None)
library("signal_context_set_crypto_provider", context, byref(provider))

adapter = Adapter(
    name="libomemo-c",
    version="0.5.0",
    codes="outcome",
    draws="inject" if INJECT else "own",
    clock="own",
    features=["given-draws"] * INJECT + ["omemo-legacy", "omemo-2"],
    choices={
        "archive-size": "40",
        "duplicate-fields": "last",
        "duplicate-ids": "last",
        "exchange-identity": "derived",
        "exchange-ids": "ignored",
        "field-zero": "skipped",
        "id-range": "32-bits",
        "identity-point": "unchecked",
        "kept-keys": "chain-2000",
        "key-encoding": "as-came",
        "key-length": "either",
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
    },
)


def operation(name):
    """Registers an operation; what the headers name as a failure is a rejection."""

    def register(function):
        @functools.wraps(function)
        def run(call):
            try:
                return function(call)
            except Refusal as why:
                raise Reject(why.args[0], why.args[1]) from why

        return run if INJECT and name not in READING else adapter.operation(name)(run)

    return register


def drawn(call, *names):
    """What the library draws in this operation, in its order."""
    draws.give(call.draw(name) for name in names)


@operation("omemo.key.agree")
def key_agree(call):
    keys = Keys(library, context, "omemo-2")
    with library.scope() as scope:
        public, private = keys.public(scope, call.bytes_of("public")), keys.private(scope, call.bytes_of("private"))
        shared = c_void_p()
        size = library("curve_calculate_agreement", byref(shared), public, private)
        return Accept({"shared": library.taken(shared, size)})


@operation("omemo.key.read")
def key_read(call):
    keys = Keys(library, context, call.input["format"])
    with library.scope() as scope:
        read = keys.identity if call.input["kind"] == "identity" else keys.public
        return Accept({"x25519": keys.x25519(read(scope, call.bytes_of("key")))})


@operation("omemo.bundle.check")
def bundle_check(call):
    party = Party(library, context, call.input["format"], POOL)
    party.set_identity(b"\x40" * 32)
    draws.give([b"\x41" * 32, b"\x42" * 32])
    bundle, number, key = bundle_of(call, 0)
    party.start("peer", bundle, number, key)
    with library.scope() as scope:
        identity = party.keys.identity(scope, bundle["identity_key"])
        ed25519 = bytearray(party.keys.ed25519(identity))
        if party.keys.legacy:  # the sign bit comes with the signature
            ed25519[31] |= bundle["signature"][63] & 0x80
        return Accept({"ed25519": ed25519, "x25519": party.keys.x25519(identity)})


def bundle_of(call, choice):
    """The bundle of an operation, and the ID and the key of the one-time prekey that is chosen, if there are any."""
    bundle = {name: call.bytes_of(name) for name in ("identity_key", "signed_pre_key", "signature")}
    bundle["signed_pre_key_id"] = call.input["signed_pre_key_id"]
    if not call.input["pre_keys"]:
        return bundle, None, None
    index = choice % len(call.input["pre_keys"])
    return bundle, call.input["pre_key_ids"][index], bytes.fromhex(call.input["pre_keys"][index])


@operation("omemo.party.new")
def party_new(call):
    pool = call.input.get("pool", POOL)
    party = Party(library, context, call.input["format"], pool)
    identity = call.bytes_of("identity") or (call.draw("identity") if INJECT else os.urandom(32))
    is_scalar = "identity" in call.input and call.input.get("identity_form") == "private"
    if is_scalar:
        made = party.set_identity(identity)
    else:
        imported = "identity" in call.input and call.input["format"] == "omemo-2"
        made = party.set_identity(scalar_of(identity), ed25519_of(identity) if imported else None)
    names = [name for name in ("signed_pre_key", "signature_nonce") if name not in call.input]
    drawn(call, *names)
    signed = call.bytes_of("signed_pre_key") or party.drawn()
    party.add_signed(call.input.get("signed_pre_key_id", 1), signed, call.bytes_of("signature"))
    numbers = call.input.get("pre_key_ids")
    if "pre_keys" in call.input:
        privates = [bytes.fromhex(key) for key in call.input["pre_keys"]]
    else:
        privates = new_pre_keys(call, party, pool if numbers is None else len(numbers))
    for number, private in zip(numbers or itertools.count(1), privates):
        party.add_pre_key(number, private)
    call.state = party
    return Accept(made)


def ed25519_of(seed):
    """The identity key of a device that was made elsewhere, with a sign bit that this library would not give it."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def new_pre_keys(call, party, count):
    if INJECT:
        draws.give(supply(call.draw("pre_keys")))
    return [party.drawn() for _ in range(count)]


@operation("omemo.party.bundle")
def party_bundle(call):
    return Accept(call.state.bundle())


@operation("omemo.party.rotate")
def party_rotate(call):
    party = call.state
    drawn(call, "signed_pre_key", "signature_nonce")
    party.add_signed(party.last_signed + 1, party.drawn())
    return Accept({"signed_pre_key_id": party.last_signed})


@operation("omemo.party.refill")
def party_refill(call):
    party = call.state
    for private in new_pre_keys(call, party, max(0, party.pool - len(party.pre_keys))):
        party.add_pre_key(party.last_pre_key + 1, private)
    return Accept({"pre_key_ids": sorted(party.pre_keys)})


@operation("omemo.party.start")
def party_start(call):
    choice = call.draw("choice") if INJECT else os.urandom(8)
    bundle, number, key = bundle_of(call, int.from_bytes(choice, "big"))
    drawn(call, "ephemeral", "ratchet")
    call.state.start(call.input["peer"], bundle, number, key)
    return Accept({} if number is None else {"pre_key_id": number})


@operation("omemo.party.encrypt")
def party_encrypt(call):
    message, key_exchange = call.state.encrypt(call.input["peer"], call.bytes_of("plaintext"))
    return Accept({"message": message, "key_exchange": key_exchange})


@operation("omemo.party.decrypt")
def party_decrypt(call):
    draws.give(call.draw("ratchet") for _ in itertools.count())  # every session that is tried draws one, and one is kept
    plaintext = call.state.decrypt(call.input["peer"], call.bytes_of("message"), call.input["key_exchange"])
    return Accept({"plaintext": plaintext})


@operation("omemo.party.forget")
def party_forget(call):
    call.state.sessions.pop(call.input["peer"].encode(), None)
    return Accept()


if __name__ == "__main__":
    adapter.run()
