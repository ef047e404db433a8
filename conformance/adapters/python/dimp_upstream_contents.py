"""Contents and the data of files: sections 5.13 to 5.15 of spec/dimp.md."""

from dimp import Base64, Content, InstantMessage, Profile, ReliableMessage, SecureMessage, SymmetricKey
from dimp import Command, GroupCommand, HistoryCommand, MetaCommand, ProfileCommand
from dimp import AudioContent, FileContent, ForwardContent, ImageContent, TextContent, VideoContent
from dimp import ExpelCommand, InviteCommand, JoinCommand, QueryCommand, QuitCommand, ResetCommand
from dimp_upstream_injection import injected
from dimp_upstream_node import Library
from dimp_upstream_values import encoded, from_tagged, parse, to_tagged, written
from dimsdk import BlockCommand, HandshakeCommand, LoginCommand, MuteCommand, ReceiptCommand, StorageCommand
from dkd import Envelope
from taut_adapter import Accept

_KINDS = {
    TextContent: "text", FileContent: "file", ImageContent: "image", AudioContent: "audio", VideoContent: "video",
    ForwardContent: "forward", Command: "command", HandshakeCommand: "handshake", MetaCommand: "meta",
    ProfileCommand: "profile", ReceiptCommand: "receipt", LoginCommand: "login", MuteCommand: "mute",
    BlockCommand: "block", StorageCommand: "storage", InviteCommand: "invite", ExpelCommand: "expel",
    JoinCommand: "join", QuitCommand: "quit", ResetCommand: "reset", QueryCommand: "query",
    GroupCommand: "history", HistoryCommand: "history", Content: "unknown",
}  # fmt: skip
_GROUP_COMMANDS = {
    "invite": InviteCommand, "expel": ExpelCommand, "reset": ResetCommand, "join": JoinCommand, "quit": QuitCommand,
}  # fmt: skip


def _file(made, members):
    """What the constructors of files take as bytes stands in the members as base64."""
    settings = {name: members.pop(name) for name in ("filename", "text") if name in members}
    for name in ("data", "thumbnail", "snapshot"):
        if name in members:
            settings[name] = Base64.decode(members.pop(name))
    content = made.new(**settings)
    if "URL" in members:
        content.url = members.pop("URL")
    return content


def _command(members):
    return _others(Command.new(command=members.pop("command")), members)


def _history(members, group):
    given = {} if group is None else {"group": group}
    given.update(_timed(members))
    return _others(HistoryCommand.new(content=given, command=members.pop("command")), members)


def _others(content, members):
    """Sets what the library has no argument for, in the order in which it was given."""
    content.update(members)
    members.clear()
    return content


def _timed(members):
    """What the constructors of history commands leave alone when the caller gives the time."""
    return {"type": 137, "time": members.pop("time")} if "time" in members else {}


def _handshake(members):
    return HandshakeCommand.new(message=members.pop("message", None), session=members.pop("session", None))


def _meta(members):
    return MetaCommand.new(identifier=members.pop("ID", None), meta=members.pop("meta", None))


def _profile(members):
    settings = {"identifier": members.pop("ID"), "meta": members.pop("meta", None)}
    profile = members.pop("profile", None)
    if isinstance(profile, dict):
        return ProfileCommand.new(content={"command": "profile", "profile": profile}, **settings)
    if profile is not None:
        whole = {"ID": settings["identifier"], "data": profile, "signature": members.pop("signature", None)}
        return ProfileCommand.new(profile=Profile(whole), **settings)
    return ProfileCommand.new(signature=members.pop("signature", None), **settings)


def _receipt(members):
    settings = {"message": members.pop("message")}
    if "sn" in members:
        settings["sn"] = members.pop("sn")
    names = ("sender", "receiver", "time")
    if all(name in members for name in names):
        settings["envelope"] = Envelope({name: members.pop(name) for name in names})
    return ReceiptCommand.new(**settings)


def _login(members):
    identifier = members.pop("ID")
    given = {"command": "login", "ID": identifier, "time": members.pop("time")} if "time" in members else None
    command = LoginCommand.new(content=given, identifier=identifier)
    for name in ("device", "agent", "station", "provider"):
        if name in members:
            setattr(command, name, members.pop(name))
    return command


def _storage(members):
    command = StorageCommand.new(title=members.pop("title", None))
    if "ID" in members:
        command.identifier = members.pop("ID")
    for name in ("data", "key"):
        if name in members:
            setattr(command, name, Base64.decode(members.pop(name)))
    return command


def _group_command(kind, members, group):
    listed = {name: members.pop(name) for name in ("member", "members") if name in members}
    timed = _timed(members)
    content = {"group": group, **listed, **timed} if timed else None
    return _GROUP_COMMANDS[kind].new(content=content, command=kind, group=group, **listed)


def _query(members, group):
    command = QueryCommand.new(content=_timed(members) or None, command="query")
    command.group = group
    return command


_MADE = {
    "text": lambda members: TextContent.new(text=members.pop("text", None)),
    "file": lambda members: _file(FileContent, members),
    "image": lambda members: _file(ImageContent, members),
    "audio": lambda members: _file(AudioContent, members),
    "video": lambda members: _file(VideoContent, members),
    "forward": lambda members: ForwardContent.new(message=ReliableMessage(members.pop("forward", None))),
    "command": _command,
    "handshake": _handshake,
    "meta": _meta,
    "profile": _profile,
    "receipt": _receipt,
    "login": _login,
    "mute": lambda members: MuteCommand.new(mute=members.pop("list", None)),
    "block": lambda members: BlockCommand.new(block=members.pop("list", None)),
    "storage": _storage,
}


def _made(kind, members, group):
    if kind == "history":
        return _history(members, group)
    if kind == "query":
        return _query(members, group)
    if kind in _GROUP_COMMANDS:
        return _group_command(kind, members, group)
    content = _MADE[kind](members)
    if group is not None:
        content.group = group
    return content


def make(call):
    members = from_tagged(call.input["members"])
    group = call.bytes_of("group")
    if group is not None:
        group = Library().identifier(group)
    with injected(call, "sn"):
        content = _made(call.input["kind"], members, group)
    if members:
        raise TypeError(f"the library takes no {', '.join(members)} for this")
    return Accept({"content": written(content)})


def read(call):
    content = Content(parse(call.bytes_of("content")))
    members = {"kind": _KINDS[type(content)], "type": content.type, "value": to_tagged(content)}
    if "sn" in content:
        members["sn"] = str(content.serial_number)
    if isinstance(content.group, str):
        members["group"] = encoded(content.group)
    return Accept(members)


def file_seal(call):
    library = Library()
    library.messenger.url = call.bytes_of("url")
    content = Content(parse(call.bytes_of("content")))
    message = InstantMessage.new(content=content, sender="anyone@anywhere", receiver="anyone@anywhere", time=1)
    key = SymmetricKey(parse(call.bytes_of("message_key")))
    text = library.messenger.serialize_content(content=content, key=key, msg=message)
    if library.messenger.upload is None:
        raise LookupError("the library gave nothing to upload")
    return Accept({"content": text, "upload": library.messenger.upload})


def file_open(call):
    library = Library()
    content = parse(call.bytes_of("content"))
    if "download" in call.input:
        library.messenger.downloads[content.get("URL")] = call.bytes_of("download")
    message = SecureMessage({"sender": "anyone@anywhere", "receiver": "anyone@anywhere", "time": 1})
    key = SymmetricKey(parse(call.bytes_of("message_key")))
    opened = library.messenger.deserialize_content(data=call.bytes_of("content"), key=key, msg=message)
    return Accept({"content": written(opened)})


OPERATIONS = {
    "dimp.content.make": make,
    "dimp.content.read": read,
    "dimp.file.seal": file_seal,
    "dimp.file.open": file_open,
}
