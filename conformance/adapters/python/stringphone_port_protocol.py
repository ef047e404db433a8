"""A port of the protocol stringphone to Python, on PyNaCl.

It was written from the specification alone, the chapter `spec/stringphone.md`, without sight of any other
implementation of the protocol. Comments cite the rules and sections that they follow; checks stand in the order of
the chapter, and every answer to a choice is the strict one.

Functions keep nothing; the class Topic keeps what section 6 says. Where a reader may ignore a message, None stands
for that. A message or a call that is rejected raises Refused, with a code. Keys and formats stand in
`stringphone_port_formats.py`; `stringphone_port.py` is the adapter.
"""

from __future__ import annotations

from typing import Iterable, Mapping, NamedTuple, Optional

from stringphone_port_formats import (
    Draw,
    INTRODUCTION,
    Introduction,
    MODES,
    REPLY,
    Refused,
    Reply,
    SIMPLE,
    check_keys,
    check_signature,
    close_box,
    draw_random,
    encryption_public_key,
    make_box_key,
    open_box,
    parse,
    participant_id,
    sign,
    signing_public_key,
)


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
