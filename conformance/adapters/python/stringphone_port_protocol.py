"""A port of the protocol stringphone to Python, on PyNaCl.

It was written from the specification alone, the chapter `spec/stringphone.md`, without sight of any other
implementation of the protocol. Comments cite the rules and sections that they follow; checks stand in the order of
the chapter, and every answer to a choice is the strict one.

Functions keep nothing; the class Topic keeps what section 6 says. Where a reader may ignore a message, None stands
for that. A message or a call that is rejected raises Refused, with a code. `stringphone_port.py` is the adapter.
"""

from __future__ import annotations

import hashlib
from typing import Callable, Iterable, Mapping, NamedTuple, Optional, Union

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


# ---- Section 5: operations


class Sealed(NamedTuple):
    message: bytes
    sender_id: bytes
    box: bytes
    signed_part: bytes
    signature: bytes


def seal(signing_seed: bytes, topic_key: Optional[bytes], plaintext: bytes, draw: Draw = draw_random) -> Sealed:
    """Section 5.3."""
    check_keys(signing_seed, topic_key)  # SP-KEY-1
    if topic_key is None:  # SP-SEAL-1
        raise Refused("missing-topic-key", "only who has the topic key can seal")
    sender_id = participant_id(signing_public_key(signing_seed))
    nonce = draw("nonce")  # SP-SEAL-2
    box = close_box(topic_key, nonce, plaintext)
    signed_part = sender_id + nonce + box
    signature = sign(signing_seed, signed_part)  # SP-SEAL-3
    return Sealed(SIMPLE + signature + signed_part, sender_id, box, signed_part, signature)  # SP-SEAL-4


class Opened(NamedTuple):
    plaintext: bytes
    sender_id: bytes
    signed_part: bytes


def open_message(
    own_public_key: bytes, topic_key: Optional[bytes], participants: Mapping[bytes, bytes], mode: str, message: bytes
) -> Optional[Opened]:
    """Section 5.4; `participants` are trusted keys by ID, from `by_id`. None if the message is to be ignored."""
    if mode not in MODES:
        raise ValueError(f"there is no mode {mode!r}")
    check_keys(own_public_key, topic_key)
    own_id = participant_id(own_public_key)
    parsed = parse(message)
    if parsed.sender_id == own_id:  # SP-OPEN-1
        return None
    if isinstance(parsed, Introduction):
        if topic_key is None:  # SP-OPEN-2
            return None
        parsed.check_signature()  # SP-OPEN-3
        raise Refused("introduction", "an introduction is to be answered with a reply")  # SP-OPEN-4
    if isinstance(parsed, Reply):
        if topic_key is not None:  # SP-OPEN-5
            return None
        if parsed.recipient_id != own_id:  # SP-OPEN-6
            return None
        raise Refused("introduction-reply", "a reply is to be accepted")  # SP-OPEN-7
    if mode != "naive":
        public_key = participants.get(parsed.sender_id)
        if public_key is None:
            if mode == "ignore-untrusted":  # SP-OPEN-8
                return None
            raise Refused("untrusted-sender", parsed.sender_id.hex())  # SP-OPEN-9
        check_signature(public_key, parsed.signed_part, parsed.signature)  # SP-OPEN-10
    if topic_key is None:  # SP-OPEN-11
        raise Refused("no-topic-key", "the message is sealed under a topic key")
    plaintext = open_box(topic_key, parsed.nonce, parsed.box)  # SP-OPEN-12
    return Opened(plaintext, parsed.sender_id, parsed.signed_part)


def by_id(participants: Iterable[bytes]) -> dict[bytes, bytes]:
    """Trusted signing public keys by participant ID, each of them checked by SP-KEY-2."""
    return {participant_id(key): key for key in participants}


class Introduced(NamedTuple):
    message: bytes
    public_key: bytes
    encryption_public_key: bytes
    signature: bytes


def introduce(signing_seed: bytes, encryption_private_key: bytes) -> Introduced:
    """Section 5.5."""
    check_keys(signing_seed, encryption_private_key)  # SP-KEY-1
    public_key = signing_public_key(signing_seed)
    encryption_key = encryption_public_key(encryption_private_key)
    signature = sign(signing_seed, encryption_key)  # SP-INTRO-1
    message = INTRODUCTION + public_key + signature + encryption_key  # SP-INTRO-2
    return Introduced(message, public_key, encryption_key, signature)


class Replied(NamedTuple):
    message: bytes
    recipient_id: bytes
    box_key: bytes


def reply(
    signing_seed: bytes,
    encryption_private_key: bytes,
    topic_key: Optional[bytes],
    message: bytes,
    draw: Draw = draw_random,
) -> Replied:
    """Section 5.6. Whether the newcomer may have the topic key was decided before."""
    check_keys(signing_seed, encryption_private_key, topic_key)  # SP-KEY-1
    if topic_key is None:  # SP-REPLY-1
        raise Refused("missing-topic-key", "only who has the topic key can reply")
    parsed = parse(message)
    if not isinstance(parsed, Introduction):  # SP-REPLY-2
        raise Refused("wrong-type", f"type {message[:1]!r} is not that of an introduction")
    parsed.check_signature()  # SP-REPLY-3
    box_key = make_box_key(encryption_private_key, parsed.encryption_key)  # SP-REPLY-4
    nonce = draw("nonce")  # SP-REPLY-5
    answer = (  # SP-REPLY-6
        REPLY
        + parsed.sender_id
        + nonce
        + close_box(box_key, nonce, topic_key)
        + encryption_public_key(encryption_private_key)
        + signing_public_key(signing_seed)
    )
    return Replied(answer, parsed.sender_id, box_key)


class Accepted(NamedTuple):
    topic_key: bytes
    recipient_id: bytes
    box_key: bytes


def accept_reply(
    own_public_key: bytes, encryption_private_key: bytes, topic_key: Optional[bytes], message: bytes
) -> Optional[Accepted]:
    """Section 5.7. None if the message is to be ignored."""
    check_keys(own_public_key, encryption_private_key, topic_key)  # SP-KEY-1
    if topic_key is not None:  # SP-ACCEPT-1
        return None
    parsed = parse(message)
    if not isinstance(parsed, Reply):  # SP-ACCEPT-2
        raise Refused("wrong-type", f"type {message[:1]!r} is not that of a reply")
    if parsed.recipient_id != participant_id(own_public_key):  # SP-ACCEPT-3
        return None
    box_key = make_box_key(encryption_private_key, parsed.encryption_key)  # SP-ACCEPT-4
    new_topic_key = open_box(box_key, parsed.nonce, parsed.box)  # SP-ACCEPT-5
    return Accepted(new_topic_key, parsed.recipient_id, box_key)


# ---- Section 6: processing


class Topic:
    """What one participant knows of a topic. Whatever raises, or gives None, has changed nothing (SP-TOPIC-1)."""

    def __init__(
        self,
        signing_seed: Optional[bytes] = None,
        encryption_private_key: Optional[bytes] = None,
        topic_key: Optional[bytes] = None,
        participants: Iterable[bytes] = (),
        draw: Draw = draw_random,
    ) -> None:
        check_keys(signing_seed, encryption_private_key, topic_key)  # SP-KEY-1
        self._participants = by_id(participants)
        self._topic_key = topic_key
        self._signing_seed = draw("signing_seed") if signing_seed is None else signing_seed
        self._encryption_private_key = (  # SP-TOPIC-2: assigned here and nowhere else
            draw("encryption_private_key") if encryption_private_key is None else encryption_private_key
        )
        self.public_key = signing_public_key(self._signing_seed)
        self.id = participant_id(self.public_key)
        self.encryption_public_key = encryption_public_key(self._encryption_private_key)

    def trust(self, public_key: bytes) -> bytes:
        """Trusts a key and gives its ID."""
        id_ = participant_id(public_key)
        self._participants[id_] = public_key
        return id_

    def distrust(self, id_: bytes) -> None:
        if self._participants.pop(id_, None) is None:  # SP-TOPIC-4
            raise Refused("unknown-participant", id_.hex())

    # SP-TOPIC-3: none of the following touches the participants.

    def seal(self, plaintext: bytes, draw: Draw = draw_random) -> Sealed:
        return seal(self._signing_seed, self._topic_key, plaintext, draw)

    def open(self, mode: str, message: bytes) -> Optional[Opened]:
        return open_message(self.public_key, self._topic_key, self._participants, mode, message)

    def introduce(self) -> Introduced:
        return introduce(self._signing_seed, self._encryption_private_key)

    def reply(self, message: bytes, draw: Draw = draw_random) -> Replied:
        return reply(self._signing_seed, self._encryption_private_key, self._topic_key, message, draw)

    def accept_reply(self, message: bytes) -> Optional[Accepted]:
        accepted = accept_reply(self.public_key, self._encryption_private_key, self._topic_key, message)
        if accepted is not None:
            self._topic_key = accepted.topic_key  # SP-TOPIC-5
        return accepted
