"""Nodes: section 6 of spec/dimp.md."""

from dimp import Content, ForwardContent, InstantMessage, Meta, PrivateKey, Profile
from dimp_upstream_injection import injected
from dimp_upstream_messages import NotForMe, received, receiving
from dimp_upstream_node import Library
from dimp_upstream_values import encoded, from_tagged, parse, to_tagged, written
from taut_adapter import Accept, Ignore, Reject


def new(call):
    call.state = Library()
    return Accept()


def register(call):
    facebook = call.state.facebook
    key = PrivateKey(parse(call.bytes_of("private_key")))
    settings = {"version": call.input.get("version", 1)}
    if "seed" in call.input:
        settings["seed"] = call.bytes_of("seed").decode()
    with injected(call, "k_meta", "k_profile") as given:
        given.signature = "k_meta"
        meta = Meta.generate(key, **settings)
        identifier = meta.generate_identifier(call.input.get("network", 8))
        members = {"id": encoded(identifier), "meta": written(meta)}
        given.signature = "k_profile"
        profile = _profile(call, identifier, key)
    if not facebook.save_meta(meta=meta, identifier=identifier):
        raise Reject("False", "the meta")
    if profile is not None:
        facebook.save_profile(profile=profile, identifier=identifier)
        members["profile"] = written(profile)
    call.state.add_user(identifier, [key])
    facebook.user(identifier)  # the SDK looks at the kind of the ID here
    return Accept(members)


def _profile(call, identifier, key):
    if "properties" not in call.input:
        return None
    profile = Profile.new(identifier=identifier)
    for name, value in from_tagged(call.input["properties"]).items():
        profile.set_property(name, value)
    profile.sign(key)
    return profile


def _save_meta(call):
    identifier = call.state.identifier(call.bytes_of("id"))
    if not call.state.facebook.save_meta(meta=Meta(parse(call.bytes_of("meta"))), identifier=identifier):
        raise Reject("False", "the meta is not that of the ID")
    return identifier


def user_add(call):
    identifier = _save_meta(call)
    call.state.add_user(identifier, [parse(bytes.fromhex(key)) for key in call.input["private_keys"]])
    call.state.facebook.user(identifier)  # as above
    return Accept()


def meta_save(call):
    _save_meta(call)
    return Accept()


def profile_save(call):
    """As the SDK does it: whose key it takes for a group it decides itself, so the signer is not told."""
    identifier = call.state.identifier(call.bytes_of("id"))
    profile = Profile(parse(call.bytes_of("profile")))
    if not call.state.facebook.verify_profile(profile=profile, identifier=identifier):
        raise Reject("False", "the profile is not that of the ID")
    call.state.facebook.save_profile(profile=profile, identifier=identifier)
    return Accept()


def members_save(call):
    group = call.state.identifier(call.bytes_of("group"))
    lists = {
        name: [call.state.identifier(bytes.fromhex(text)) for text in call.input.get(name, [])]
        for name in ("members", "assistants")
    }
    call.state.facebook.save_members(members=lists["members"], identifier=group)
    call.state.facebook.save_assistants(lists["assistants"], group)
    return Accept()


def members(call):
    found = call.state.facebook.members(call.state.identifier(call.bytes_of("group")))
    return Accept({"members": [encoded(member) for member in found or []]})


def pack(call):
    library = call.state
    sender, receiver = (library.identifier(call.bytes_of(name)) for name in ("sender", "receiver"))
    content = Content(parse(call.bytes_of("content")))
    library.messenger.url = call.bytes_of("url")
    library.messenger.upload = None
    with injected(call, "key", "iv", "padding", "k"):
        message = InstantMessage.new(content=content, sender=sender, receiver=receiver)
        secure = library.messenger.encrypt_message(msg=message)
        if secure is None:
            raise Reject("None", "no key to encrypt with: the message is suspended")
        reliable = library.messenger.sign_message(msg=secure)
    if call.input.get("attach_meta"):
        reliable.meta = library.facebook.meta(sender)
    made = [reliable]
    if call.input.get("split") and receiver.is_group:
        made = reliable.split(library.facebook.members(receiver))
    outputs = {"messages": [written(part) for part in made]}
    if library.messenger.upload is not None:
        outputs["upload"] = library.messenger.upload
    return Accept(outputs)


def receive(call):
    """Verifies and decrypts, as the SDK does before it processes a content; so nothing is answered."""
    library = call.state
    library.messenger.downloads = {
        bytes.fromhex(url).decode(): bytes.fromhex(data) for url, data in call.input.get("downloads", [])
    }
    message = library.messenger.deserialize_message(data=call.bytes_of("message"))
    try:
        opened = [_receive(library, message)]
    except NotForMe:
        return Ignore()
    outputs = {}
    while isinstance(opened[-1]["content"], ForwardContent):
        forwarded = opened[-1]["content"].forward
        try:
            opened.append(_receive(library, forwarded))
        except NotForMe:
            outputs["pass_on"] = written(forwarded)
            break
    first, inner = opened[0], opened[1:]
    outputs.update({name: encoded(text) for name, text in first.items() if name != "content"})
    outputs["content"] = to_tagged(first["content"])
    if inner:
        outputs["inner"] = to_tagged(inner)
    return Accept(outputs)


def _receive(library, message):
    secure = received(library, message)
    with receiving():
        instant = library.messenger.decrypt_message(msg=secure)
    if instant is None:
        raise Reject("None")
    user = library.messenger._select(receiver=library.facebook.identifier(message.envelope.receiver))
    opened = {"sender": str(message.envelope.sender), "user": str(user.identifier)}
    if instant.content.group is not None:
        opened["group"] = str(instant.content.group)
    return {**opened, "content": instant.content}


def process(call):
    """The number of an answer is drawn; messages that the SDK sends beside it have the system's."""
    library = call.state
    sender, user = (library.identifier(call.bytes_of(name)) for name in ("sender", "user"))
    content = Content(parse(call.bytes_of("content")))
    library.facebook.current = library.facebook.user(user)
    try:
        with injected(call, "sn"):
            answer = library.messenger.process_content(content=content, sender=sender, msg=None)
    finally:
        library.facebook.current = None
    return Accept() if answer is None else Accept({"answer": written(answer)})


def save(call):
    return Accept({"state": written(call.state.saved())})


def restore(call):
    call.state = Library.restored(parse(call.bytes_of("state")))
    return Accept()


OPERATIONS = {
    "dimp.new": new,
    "dimp.register": register,
    "dimp.user.add": user_add,
    "dimp.meta.save": meta_save,
    "dimp.profile.save": profile_save,
    "dimp.members.save": members_save,
    "dimp.members": members,
    "dimp.pack": pack,
    "dimp.receive": receive,
    "dimp.process": process,
    "dimp.save": save,
    "dimp.restore": restore,
}
