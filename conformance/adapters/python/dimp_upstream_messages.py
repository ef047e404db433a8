"""Messages without state: sections 5.16 to 5.19 of spec/dimp.md."""

from contextlib import contextmanager

from dimp import Content, InstantMessage, Meta, Profile, PublicKey, ReliableMessage, SymmetricKey
from dimp_upstream_injection import injected
from dimp_upstream_node import KeyRing, Letters, Library
from dimp_upstream_values import encoded, parse, to_tagged, written
from taut_adapter import Accept, Ignore, Reject


class NotForMe(Exception):
    """Whoever reads is not the one whom the message is for."""


@contextmanager
def receiving():
    """LookupError with this text is how the SDK says, and comments on, that a message is for somebody else."""
    try:
        yield
    except LookupError as why:
        if type(why) is LookupError and str(why).startswith("receiver error: "):
            raise NotForMe from why
        raise


def seal(call):
    library = Library(KeyRing, Letters)
    sender, receiver = (library.identifier(call.bytes_of(name)) for name in ("sender", "receiver"))
    text = call.bytes_of("content")
    content = Content(parse(text))
    if written(content) != text:
        raise ValueError("the library writes contents itself, and cannot be given this text")
    if "profile" in call.input:
        raise LookupError("the library has no profiles in messages")
    library.add_user(sender, [parse(call.bytes_of("private_key"))])
    _give_keys(library.facebook, receiver, call.input["keys"])
    with injected(call, "key", "iv", "padding", "k"):
        message = InstantMessage.new(content=content, sender=sender, receiver=receiver)
        direction = {"sender": sender, "receiver": _key_receiver(library, content, receiver)}
        if "message_key" in call.input:
            library.keys.cache_cipher_key(key=SymmetricKey(parse(call.bytes_of("message_key"))), **direction)
        secure = library.messenger.encrypt_message(msg=message)
        if secure is None:
            raise Reject("None", "no key to encrypt with: the message is suspended")
        reliable = library.messenger.sign_message(msg=secure)
    if "meta" in call.input:
        reliable.meta = parse(call.bytes_of("meta"))
    members = {"message": written(reliable)}
    if not library.is_broadcast(message):
        members["message_key"] = written(library.keys.cipher_key(**direction))
    return Accept(members, {"signed": secure.data})


def _give_keys(facebook, receiver, pairs):
    keys = {bytes.fromhex(text).decode(): _public_key(bytes.fromhex(key)) for text, key in pairs}
    if receiver.is_group:
        facebook.public_keys = keys
    else:
        facebook.receiver_key = next(iter(keys.values()), None)


def _public_key(text):
    return PublicKey(parse(text)) if text else None


def _key_receiver(library, content, receiver):
    """What the library takes a message key from its cache for, and has no public name for."""
    return library.messenger._Transceiver__overt_group(content=content) or receiver


def received(library, message):
    """Verifies a message; None, upstream's word for a refusal, becomes one."""
    secure = library.messenger.verify_message(msg=message)
    if secure is None:
        raise Reject("None", "not verified, or suspended until the meta is known")
    return secure


def _given(call, library):
    """The message, and in the storage what its reader knows of the sender."""
    message = library.messenger.deserialize_message(data=call.bytes_of("message"))
    if "meta" in call.input:
        sender = library.facebook.identifier(message.envelope.sender)
        if not library.facebook.save_meta(meta=Meta(parse(call.bytes_of("meta"))), identifier=sender):
            raise Reject("False", "the meta is not that of the sender")
    if "profile" in call.input:
        sender = library.facebook.identifier(message.envelope.sender)
        profile = Profile(parse(call.bytes_of("profile")))
        if not library.facebook.verify_profile(profile=profile, identifier=sender):
            raise Reject("False", "the profile is not that of the sender")
        library.facebook.save_profile(profile=profile, identifier=sender)
    return message


def _envelope(message):
    return {"sender": encoded(message.envelope.sender), "receiver": encoded(message.envelope.receiver)}


def verify(call):
    library = Library(KeyRing, Letters)
    message = _given(call, library)
    received(library, message)
    members = {**_envelope(message), "broadcast": bool(library.is_broadcast(message)), "signed": message.data}
    if message.envelope.group is not None:
        members["group"] = encoded(message.envelope.group)
    for name in ("meta", "profile"):
        if name in message:
            members[name] = written(message[name])
    return Accept(members)


def open_message(call):
    library = Library(KeyRing, Letters)
    facebook, messenger = library.facebook, library.messenger
    message = _given(call, library)
    secure = received(library, message)
    user = library.identifier(call.bytes_of("user"))
    library.add_user(user, [parse(bytes.fromhex(key)) for key in call.input["private_keys"]])
    if "message_key" in call.input:
        envelope = message.envelope
        direction = {"sender": facebook.identifier(envelope.sender)}
        direction["receiver"] = facebook.identifier(envelope.group or envelope.receiver)
        library.keys.cache_cipher_key(key=SymmetricKey(parse(call.bytes_of("message_key"))), **direction)
    try:
        with receiving():
            instant = messenger.decrypt_message(msg=secure)
    except NotForMe:
        return Ignore()
    return _opened(message, instant, messenger)


def _opened(message, instant, messenger):
    if instant is None:
        raise Reject("None")
    members = {**_envelope(message), "content": to_tagged(instant.content)}
    between = {"signed": message.data, "content": messenger.content_text}
    if instant.content.group is not None:
        members["group"] = encoded(instant.content.group)
    if messenger.key_text is not None:
        members["message_key"] = between["message_key"] = messenger.key_text
    return Accept(members, between)


def split(call):
    members = [bytes.fromhex(member).decode() for member in call.input["members"]]
    parts = ReliableMessage(parse(call.bytes_of("message"))).split(members)
    return Accept({"messages": [written(part) for part in parts]})


def trim(call):
    message = ReliableMessage(parse(call.bytes_of("message")))
    return Accept({"message": written(message.trim(call.bytes_of("member").decode()))})


OPERATIONS = {
    "dimp.message.seal": seal,
    "dimp.message.verify": verify,
    "dimp.message.open": open_message,
    "dimp.message.split": split,
    "dimp.message.trim": trim,
}
