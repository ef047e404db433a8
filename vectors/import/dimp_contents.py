"""Cases of contents and of the data of files, from samples of DIMP."""

import base64
import json

from dimp_case import case, hexed, reading, value

_TYPES = {1: "text", 16: "file", 18: "image", 20: "audio", 22: "video", 255: "forward"}
_COMMANDS = {"handshake", "meta", "profile", "receipt", "login", "mute", "block", "storage"}
_GROUP = {"invite", "expel", "join", "quit", "reset", "query"}

# Sample -> (name, about); messages among them are of kinds that no sample of a content has.
NAMES = {
    "CMD-01": ("handshake-start", "a handshake begins"), "CMD-02": ("handshake-again", "a station asks again"),
    "CMD-03": ("handshake-restart", "a handshake with a session"), "CMD-04": ("handshake-success", "a handshake is done"),
    "CMD-05": ("meta-query", "a meta is asked for"), "CMD-06": ("meta-answer", "a meta is given"),
    "CMD-07": ("profile-query", "a profile is asked for"), "CMD-09": ("profile-answer", "a profile is given as text"),
    "CMD-12": ("receipt", "a receipt with the number of what it confirms"), "CMD-14": ("mute", "a list to mute"),
    "CMD-15": ("block-query", "a list of blocks is asked for"), "CMD-16": ("block", "a list to block"),
    "CMD-17": ("storage-contacts", "contacts, which have a command of their own"), "CMD-18": ("storage-private-key", "a private key is stored"),
    "CMD-21": ("expel", "a member is expelled"), "CMD-22": ("join", "somebody joins"), "CMD-23": ("quit", "a member leaves"),
    "CMD-25": ("query", "members are asked for"), "CMD-26": ("found", "a history command without kind"),
    "MSG-01": ("text", "a text"), "MSG-04": ("unicode", "escapes, a surrogate pair, a slash, control characters"),
    "GRP-09": ("group-text", "a text for a group"), "FILE-03": ("audio-with-url", "an audio whose data is in a store"),
    "FILE-06": ("file", "a file with its data"), "FWD-01": ("forward", "a message within a content"),
    "CT-01": ("page", "a type without kind, kept as it is"), "CT-03": ("type-0", "type 0, with members of all JSON types"),
}  # fmt: skip


def kind_of(content):
    if content["type"] in _TYPES:
        return _TYPES[content["type"]]
    name = content.get("command")
    if content["type"] == 136:
        return "storage" if name in ("contacts", "private_key") else name if name in _COMMANDS else "command"
    if content["type"] == 137:
        return name if "group" in content and name in _GROUP else "history"
    return "unknown"


def contents(sample):
    name, about = NAMES[sample["id"]]
    text = sample["content_json"]
    content = json.loads(text)
    kind = kind_of(content)
    accepted = {"kind": kind, "type": content["type"], "sn": str(content["sn"]), "value": value(content)}
    if "group" in content:
        accepted["group"] = hexed(content["group"])
    yield case(f"content/{name}", f"{about}: read", ["DI-CONT-14", "DI-JSON-10"], sample["id"], "dimp.content.read", {"content": hexed(text)},
               {"accept": accepted})
    if kind != "unknown" and json.dumps(content) == text:
        yield made(sample, name, about, kind, content)


def made(sample, name, about, kind, content):
    left_out = {"type", "group", "command"} | (set() if kind == "receipt" else {"sn"})
    members = {member: part for member, part in content.items() if member not in left_out}
    if kind in ("command", "history"):
        members = {"command": content["command"], **members}
    if content.get("command") == "contacts":
        members["title"] = "contacts"
    now = 1587100000123
    if kind == "login" or content["type"] == 137:
        now = members.pop("time") * 1000 + 987
    given = {"kind": kind, "members": value(members)}
    if "group" in content:
        given["group"] = hexed(content["group"])
    return case(f"content/{name}-make", f"{about}: made", ["DI-CONT-1", "DI-JSON-11", "DI-JSON-12", "DI-JSON-13"], sample["id"], "dimp.content.make",
                given, {"accept": {"content": hexed(sample["content_json"])}}, draws={"sn": content["sn"].to_bytes(4, "big").hex()}, now=now,
                check=reading("dimp.content.read", {"content": {"$ref": "/content"}}, {"kind": kind, "type": content["type"]}))


def files(samples):
    """Data in a store: sealed, opened, and not found."""
    audio, late = samples["FILE-03"], samples["FILE-05"]
    for sample, name, before in ((audio, "audio", audio["before_upload"]), (late, "file", late["instant"]["content"])):
        key, upload = hexed(sample["symmetric_key_json"]), base64.b64decode(sample["uploaded_base64"]).hex()
        sealed, opened = json.loads(sample["content_json"]), next(iter(sample["opened"].values()))["content"]
        given = {"content": hexed(before), "message_key": key, "url": hexed(sealed["URL"])}
        read = {"content": {"$ref": "/content"}, "message_key": key, "download": {"$ref": "/upload"}}
        yield case(f"file-seal/{name}", "the data of a file, for a store", ["DI-FILE-2", "DI-ENC-1"], sample["id"], "dimp.file.seal", given,
                   {"accept": {"content": hexed(sample["content_json"]), "upload": upload}},
                   check=reading("dimp.file.open", read, {"content": hexed(opened)}))
        yield case(f"file-open/{name}", "the data of a file, from a store: the file has another name", ["DI-FILE-5", "DI-FILE-6"],
                   sample["id"], "dimp.file.open", {"content": hexed(sample["content_json"]), "message_key": key, "download": upload},
                   {"accept": {"content": hexed(opened)}})
    yield case("file-open/no-download", "the store gave nothing: the message key is kept", ["DI-FILE-4"], late["id"], "dimp.file.open",
               {"content": hexed(late["content_json"]), "message_key": hexed(late["symmetric_key_json"])},
               {"accept": {"content": hexed(late["opened_without_download"])}})
