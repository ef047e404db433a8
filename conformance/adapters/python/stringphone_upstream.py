"""Adapter for the original stringphone library (git 74869aa), where Python can import it.

Randomness is injected: the library's own `nacl.utils.random` gives the drawn nonce, and the private encryption key,
which the library makes for itself, is replaced after a Topic is made. Nothing else of it is touched.
"""

from taut_adapter import Accept, Adapter, Ignore, Reject  # first: it keeps standard output for answers

import nacl.public
import nacl.utils
import stringphone
from stringphone import exceptions
from stringphone.crypto import _get_id_from_key

CODES = {
    exceptions.BadSignatureError: "bad-signature",
    exceptions.IntroductionError: "introduction",
    exceptions.IntroductionReplyError: "introduction-reply",
    exceptions.MissingTopicKeyError: "missing-topic-key",
    exceptions.UntrustedKeyError: "untrusted-sender",
}
# Two refusals have no exception class of their own; the library raises these words itself.
WRONG_TYPE = "Message is of the wrong type for this property."
NO_KEY_TO_REPLY = "Cannot construct introduction reply, topic key is unknown."

adapter = Adapter(
    name="stringphone",
    version="0.1",
    codes="outcome",
    draws="inject",
    clock="inject",
    features=["stringphone-ignore-untrusted", "stringphone-naive"],
    choices={
        "foreign-reply": "report",
        "introduction-length": "unchecked",
        "introduction-report": "unverified",
        "message-accessors": "slices",
        "participant-key": "unchecked",
        "reply-length": "unchecked",
        "simple-length": "unchecked",
    },
)


def documented(function, *args, **kwargs):
    """Calls the library; what it announces becomes a code, anything else goes on as the error it is."""
    try:
        return function(*args, **kwargs)
    except tuple(CODES) as why:
        raise Reject(CODES[type(why)], str(why)) from why
    except ValueError as why:
        if type(why) is ValueError and str(why) == WRONG_TYPE:
            raise Reject("wrong-type", str(why)) from why
        raise
    except RuntimeError as why:
        if type(why) is RuntimeError and str(why) == NO_KEY_TO_REPLY:
            raise Reject("missing-topic-key", str(why)) from why
        raise


def with_nonce(call, function, *args):
    """Calls the library while its source of randomness gives the drawn nonce."""
    original = nacl.utils.random
    if "nonce" in call.draws:
        nacl.utils.random = lambda size: call.draw("nonce")[:size]
    try:
        return documented(function, *args)
    finally:
        nacl.utils.random = original


def make_topic(seed=None, encryption_private_key=None, topic_key=None, participants=()):
    topic = stringphone.Topic(seed, topic_key)
    if encryption_private_key is not None:
        topic._asymmetric_crypto._private_key = nacl.public.PrivateKey(encryption_private_key)
    for key in participants:
        topic.add_participant(key)
    return topic


def writer(call):
    return make_topic(call.bytes_of("signing_seed"), call.bytes_of("encryption_private_key"), call.bytes_of("topic_key"))


def reader(call):
    """A Topic of somebody of whom only the public key is known."""
    keys = [bytes.fromhex(key) for key in call.input.get("participants", [])]
    topic = make_topic(None, call.bytes_of("encryption_private_key"), call.bytes_of("topic_key"), keys)
    topic._id = _get_id_from_key(call.bytes_of("own_public_key"))
    return topic


def opened(topic, call):
    mode = call.input["mode"]
    plaintext = documented(
        topic.decode, call.bytes_of("message"), naive=mode == "naive", ignore_untrusted=mode == "ignore-untrusted"
    )
    return Ignore() if plaintext is None else Accept({"plaintext": plaintext})


def accepted(topic, call):
    taken = documented(topic.parse_reply, call.bytes_of("message"))
    return Accept({"topic_key": topic.topic_key}) if taken else Ignore()


@adapter.operation("stringphone.id")
def participant_id(call):
    return Accept({"id": _get_id_from_key(call.bytes_of("public_key"))})


@adapter.operation("stringphone.message")
def message_field(call):
    message = stringphone.Message(call.bytes_of("message"))
    return Accept({"value": bytes(documented(getattr, message, call.input["field"]))})


@adapter.operation("stringphone.seal")
def seal(call):
    return Accept({"message": with_nonce(call, writer(call).encode, call.bytes_of("plaintext"))})


@adapter.operation("stringphone.open")
def open_message(call):
    return opened(reader(call), call)


@adapter.operation("stringphone.introduce")
def introduce(call):
    return Accept({"message": bytes(documented(writer(call).construct_intro))})


@adapter.operation("stringphone.reply")
def reply(call):
    return Accept({"message": bytes(with_nonce(call, writer(call).construct_reply, call.bytes_of("message")))})


@adapter.operation("stringphone.accept_reply")
def accept_reply(call):
    return accepted(reader(call), call)


@adapter.operation("stringphone.topic.new")
def topic_new(call):
    keys = [bytes.fromhex(key) for key in call.input.get("participants", [])]
    seed, private = call.bytes_of("signing_seed"), call.bytes_of("encryption_private_key")
    seed = call.draw("signing_seed") if seed is None and "signing_seed" in call.draws else seed
    private = call.draw("encryption_private_key") if private is None and "encryption_private_key" in call.draws else private
    topic = make_topic(seed, private, call.bytes_of("topic_key"), keys)
    call.state = topic
    encryption_public_key = topic._asymmetric_crypto.public_key
    return Accept({"public_key": topic.public_key, "id": topic.id, "encryption_public_key": encryption_public_key})


@adapter.operation("stringphone.topic.trust")
def topic_trust(call):
    call.state.add_participant(call.bytes_of("public_key"))
    return Accept({"id": _get_id_from_key(call.bytes_of("public_key"))})


@adapter.operation("stringphone.topic.distrust")
def topic_distrust(call):
    call.state.remove_participant(call.bytes_of("id"))
    return Accept()


@adapter.operation("stringphone.topic.seal")
def topic_seal(call):
    return Accept({"message": with_nonce(call, call.state.encode, call.bytes_of("plaintext"))})


@adapter.operation("stringphone.topic.open")
def topic_open(call):
    return opened(call.state, call)


@adapter.operation("stringphone.topic.introduce")
def topic_introduce(call):
    return Accept({"message": bytes(documented(call.state.construct_intro))})


@adapter.operation("stringphone.topic.reply")
def topic_reply(call):
    return Accept({"message": bytes(with_nonce(call, call.state.construct_reply, call.bytes_of("message")))})


@adapter.operation("stringphone.topic.accept_reply")
def topic_accept_reply(call):
    return accepted(call.state, call)


if __name__ == "__main__":
    adapter.run()
