"""The adapter of stringphone_port_protocol, a port of stringphone that was written from the specification alone.

It offers the operations of `vectors/stringphone/operations.json` on the line protocol of `spec/adapter.md`: both
features, exact codes, the strict answer to every choice. Random values come from the request. Needs Python 3.9 or
newer and what `stringphone_port.requirements.txt` names.
"""

from __future__ import annotations

# First of all imports: it keeps standard output for the answers.
from taut_adapter import Accept, Adapter, Call, Ignore, Reject  # isort: skip

import functools
from typing import Callable, Iterable, NamedTuple, Optional, Union

import stringphone_port_formats as formats
import stringphone_port_protocol as protocol

Answer = Union[Accept, Ignore]

adapter = Adapter(
    name="stringphone-port",
    version="1.0.0",
    features=("stringphone-ignore-untrusted", "stringphone-naive"),
    codes="exact",
    draws="inject",
    clock="inject",
    in_flight=64,
)


def operation(name: str) -> Callable[[Callable[[Call], Answer]], Callable[[Call], Answer]]:
    """Registers an operation of the protocol, and turns its one exception into a rejection."""

    def register(function: Callable[[Call], Answer]) -> Callable[[Call], Answer]:
        @functools.wraps(function)
        def call_it(call: Call) -> Answer:
            try:
                return function(call)
            except formats.Refused as why:
                raise Reject(why.code, str(why)) from why

        return adapter.operation(f"stringphone.{name}")(call_it)

    return register


def given(call: Call, name: str) -> bytes:
    """An input that the operation cannot do without."""
    return bytes.fromhex(call.input[name])


def keys_of(values: Iterable[str]) -> list[bytes]:
    return [bytes.fromhex(value) for value in values]


def answer(result: Optional[NamedTuple], output: str, *intermediate: str) -> Answer:
    """Accepts with one member of the result, and with others as intermediates; ignores if there is no result."""
    if result is None:
        return Ignore()
    return Accept({output: getattr(result, output)}, {name: getattr(result, name) for name in intermediate})


# ---- Operations without state


@operation("id")
def id_(call: Call) -> Answer:
    return Accept({"id": formats.participant_id(given(call, "public_key"))})


@operation("message")
def message(call: Call) -> Answer:
    return Accept({"value": formats.message_field(given(call, "message"), call.input["field"])})


@operation("seal")
def seal(call: Call) -> Answer:
    sealed = protocol.seal(given(call, "signing_seed"), call.bytes_of("topic_key"), given(call, "plaintext"), call.draw)
    return answer(sealed, "message", "sender_id", "box", "signed_part", "signature")


@operation("open")
def open_(call: Call) -> Answer:
    opened = protocol.open_message(
        given(call, "own_public_key"),
        call.bytes_of("topic_key"),
        protocol.by_id(keys_of(call.input["participants"])),
        call.input["mode"],
        given(call, "message"),
    )
    return answer(opened, "plaintext", "sender_id", "signed_part")


@operation("introduce")
def introduce(call: Call) -> Answer:
    introduced = protocol.introduce(given(call, "signing_seed"), given(call, "encryption_private_key"))
    return answer(introduced, "message", "public_key", "encryption_public_key", "signature")


@operation("reply")
def reply(call: Call) -> Answer:
    replied = protocol.reply(
        given(call, "signing_seed"),
        given(call, "encryption_private_key"),
        call.bytes_of("topic_key"),
        given(call, "message"),
        call.draw,
    )
    return answer(replied, "message", "recipient_id", "box_key")


@operation("accept_reply")
def accept_reply(call: Call) -> Answer:
    accepted = protocol.accept_reply(
        given(call, "own_public_key"),
        given(call, "encryption_private_key"),
        call.bytes_of("topic_key"),
        given(call, "message"),
    )
    return answer(accepted, "topic_key", "recipient_id", "box_key")


# ---- Operations on a Topic, the actor's state


@operation("topic.new")
def topic_new(call: Call) -> Answer:
    topic = protocol.Topic(
        call.bytes_of("signing_seed"),
        call.bytes_of("encryption_private_key"),
        call.bytes_of("topic_key"),
        keys_of(call.input.get("participants", ())),
        call.draw,
    )
    call.state = topic
    return Accept(
        {"public_key": topic.public_key, "id": topic.id, "encryption_public_key": topic.encryption_public_key}
    )


@operation("topic.trust")
def topic_trust(call: Call) -> Answer:
    return Accept({"id": call.state.trust(given(call, "public_key"))})


@operation("topic.distrust")
def topic_distrust(call: Call) -> Answer:
    call.state.distrust(given(call, "id"))
    return Accept()


@operation("topic.seal")
def topic_seal(call: Call) -> Answer:
    return answer(call.state.seal(given(call, "plaintext"), call.draw), "message")


@operation("topic.open")
def topic_open(call: Call) -> Answer:
    return answer(call.state.open(call.input["mode"], given(call, "message")), "plaintext")


@operation("topic.introduce")
def topic_introduce(call: Call) -> Answer:
    return answer(call.state.introduce(), "message")


@operation("topic.reply")
def topic_reply(call: Call) -> Answer:
    return answer(call.state.reply(given(call, "message"), call.draw), "message")


@operation("topic.accept_reply")
def topic_accept_reply(call: Call) -> Answer:
    return answer(call.state.accept_reply(given(call, "message")), "topic_key")


if __name__ == "__main__":
    adapter.run()
