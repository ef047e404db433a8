"""A port of the protocol stringphone to Python, on PyNaCl: keys and formats, sections 3 and 4 of the chapter.

It was written from the specification alone, as `stringphone_port_protocol.py` says, which goes on from here.
"""

from __future__ import annotations

import hashlib
from typing import Callable, Mapping, NamedTuple, Optional, Union

from nacl import bindings, exceptions, utils
from nacl.secret import SecretBox
from nacl.signing import SigningKey, VerifyKey

KEY_SIZE, NONCE_SIZE = 32, 24
SIMPLE, INTRODUCTION, REPLY = b"s", b"i", b"r"
MODES = ("strict", "ignore-untrusted", "naive")

FIELD_NAMES = (
    "type",
    "signed_payload",
    "ciphertext",
    "encrypted_topic_key",
    "recipient_id",
    "sender_id",
    "sender_key",
    "encryption_key",
    "signed_encryption_key",
)


class Refused(Exception):
    """A message, or a call, that is rejected with a code of section 7."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


# ---- Section 3: parameters and keys

Draw = Callable[[str], bytes]
_DRAW_SIZES = {"signing_seed": KEY_SIZE, "encryption_private_key": KEY_SIZE, "nonce": NONCE_SIZE}


def draw_random(name: str) -> bytes:
    """A new random value of the size that its name asks for."""
    return utils.random(_DRAW_SIZES[name])


def check_key(key: bytes) -> None:
    if len(key) != KEY_SIZE:  # SP-KEY-1, SP-KEY-2
        raise Refused("bad-key-length", f"a key has {KEY_SIZE} bytes, and this one {len(key)}")


def check_keys(*keys: Optional[bytes]) -> None:
    """Checks those of the keys that are there."""
    for key in keys:
        if key is not None:
            check_key(key)


def participant_id(public_key: bytes) -> bytes:
    check_key(public_key)  # SP-KEY-2
    return hashlib.sha256(public_key).digest()[:16]  # SP-KEY-3


def signing_public_key(signing_seed: bytes) -> bytes:
    return bytes(SigningKey(signing_seed).verify_key)


def sign(signing_seed: bytes, signed: bytes) -> bytes:
    return SigningKey(signing_seed).sign(signed).signature


def check_signature(public_key: bytes, signed: bytes, signature: bytes) -> None:
    """Section 3.3. The libsodium in PyNaCl's wheels holds its four points, without a cofactor, so nothing is added."""
    try:
        VerifyKey(public_key).verify(signed, signature)
    except exceptions.BadSignatureError as why:
        raise Refused("bad-signature", str(why)) from why


def encryption_public_key(private_key: bytes) -> bytes:
    return bindings.crypto_scalarmult_base(private_key)


def make_box_key(private_key: bytes, public_key: bytes) -> bytes:
    """BoxKey of section 3.1. The library fails for the keys of section 3.4, and with the right sizes for no other."""
    try:
        return bindings.crypto_box_beforenm(public_key, private_key)
    except exceptions.RuntimeError as why:
        raise Refused("low-order-key", "the encryption key is of low order") from why


def close_box(key: bytes, nonce: bytes, plaintext: bytes) -> bytes:
    return SecretBox(key).encrypt(plaintext, nonce).ciphertext


def open_box(key: bytes, nonce: bytes, box: bytes) -> bytes:
    """Compares the tag in constant time, which libsodium does. No other comparison in this file is of secrets."""
    try:
        return SecretBox(key).decrypt(box, nonce)
    except exceptions.CryptoError as why:  # the sizes are right here, so only the tag can be wrong
        raise Refused("bad-box", str(why)) from why


# ---- Section 4: formats


class Simple(NamedTuple):
    """A simple message, section 4.2."""

    signature: bytes
    sender_id: bytes
    nonce: bytes
    box: bytes
    signed_part: bytes

    def fields(self) -> Mapping[str, bytes]:
        return {
            "type": SIMPLE,
            "signed_payload": self.signature + self.signed_part,
            "ciphertext": self.nonce + self.box,
            "sender_id": self.sender_id,
        }


class Introduction(NamedTuple):
    """An introduction, section 4.3."""

    signing_key: bytes
    signature: bytes
    encryption_key: bytes

    @property
    def sender_id(self) -> bytes:
        return participant_id(self.signing_key)

    def check_signature(self) -> None:
        check_signature(self.signing_key, self.encryption_key, self.signature)

    def fields(self) -> Mapping[str, bytes]:
        return {
            "type": INTRODUCTION,
            "sender_id": self.sender_id,
            "sender_key": self.signing_key,
            "encryption_key": self.encryption_key,  # SP-MSG-9
            "signed_encryption_key": self.signature + self.encryption_key,
        }


class Reply(NamedTuple):
    """A reply, section 4.4."""

    recipient_id: bytes
    nonce: bytes
    box: bytes
    encryption_key: bytes
    signing_key: bytes

    @property
    def sender_id(self) -> bytes:
        return participant_id(self.signing_key)

    def fields(self) -> Mapping[str, bytes]:
        return {
            "type": REPLY,
            "encrypted_topic_key": self.nonce + self.box,
            "recipient_id": self.recipient_id,
            "sender_id": self.sender_id,
            "sender_key": self.signing_key,
            "encryption_key": self.encryption_key,
        }


def _check_length(message: bytes, least: int, most: Optional[int] = None) -> None:
    if len(message) < least:
        raise Refused("short", f"{len(message)} bytes, and {least} are needed")
    if most is not None and len(message) > most:
        raise Refused("trailing", f"{len(message) - most} bytes too many")


def parse(message: bytes) -> Union[Simple, Introduction, Reply]:
    """Takes a message apart, by the checks of section 4.1."""
    type_ = message[:1]
    if type_ == SIMPLE:
        _check_length(message, 121)  # SP-MSG-2
        return Simple(message[1:65], message[65:81], message[81:105], message[105:], message[65:])
    if type_ == INTRODUCTION:
        _check_length(message, 129, 129)  # SP-MSG-3, SP-MSG-4
        return Introduction(message[1:33], message[33:97], message[97:])
    if type_ == REPLY:
        _check_length(message, 153, 153)  # SP-MSG-5, SP-MSG-6
        return Reply(message[1:17], message[17:41], message[41:89], message[89:121], message[121:])
    raise Refused("unknown-type", f"the type is {type_!r}")  # SP-MSG-1, SP-MSG-10


def message_field(message: bytes, name: str) -> bytes:
    """One field of the table of section 4.5."""
    if name not in FIELD_NAMES:
        raise ValueError(f"there is no field {name!r}")
    value = parse(message).fields().get(name)
    if value is None:  # SP-MSG-7, SP-MSG-8
        raise Refused("wrong-type", f"a message of type {message[:1]!r} has no {name}")
    return value
