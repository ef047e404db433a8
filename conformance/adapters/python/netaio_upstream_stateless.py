"""The operations of netaio that keep nothing: section 5 of spec/netaio.md, and what an attacker does, section 9.3."""

import struct
from hashlib import sha256
from zlib import crc32

import netaio
import netaio.crypto
import packify
import tapescript
from netaio_upstream_injection import injected
from netaio_upstream_plugins import (
    PEERS,
    VERSION,
    Encoded,
    auth_plugin,
    check,
    check_version,
    cipher_plugin,
    decrypt,
    given_fields,
    given_peer,
    given_plugins,
    types_of,
)
from netaio_upstream_values import from_tagged, library, to_tagged
from taut_adapter import Accept, Reject

OPERATIONS = {}
KNOWS_IV = VERSION != "0.0.8"  # in 0.0.8 no MAC has an IV, no function derives keys, and one alone makes answers
_PEER_TYPES = {"advertise": "ADVERTISE_PEER", "discovered": "PEER_DISCOVERED", "disconnect": "DISCONNECT"}


def operation(name):
    """The library is asked within: randomness and time are those of the request, its refusals are answers."""

    def register(function):
        def run(call):
            check_version(call)
            with injected(call), library():
                return function(call)

        OPERATIONS[name] = run
        return function

    return register


def message_of(kind, uri, content, fields=None):
    return netaio.Message.prepare(netaio.Body.prepare(content, uri), kind, fields)


def given_message(call):
    kind = types_of(call)(call.input.get("type", 7))
    return message_of(kind, call.bytes_of("uri"), call.bytes_of("content"), given_fields(call))


def received_message(call):
    """A body that came from elsewhere may be larger than one that the library makes."""
    uri = call.bytes_of("uri")
    body = netaio.Body.decode(struct.pack("!H", len(uri)) + uri + call.bytes_of("content"))
    return netaio.Message.prepare(body, netaio.MessageType.PUBLISH_URI, given_fields(call))


def parts_of(message):
    return {"uri": message.body.uri, "content": message.body.content}


@operation("netaio.packify.pack")
def packify_pack(call):
    return Accept({"packed": packify.pack(from_tagged(call.input["value"]))})


@operation("netaio.packify.unpack")
def packify_unpack(call):
    return accept_value("value", packify.unpack(call.bytes_of("packed")))


def accept_value(name, value, **others):
    return Accept({name: to_tagged(value), **others})


@operation("netaio.message.encode")
def message_encode(call):
    message = given_message(call)
    encoded = message.encode()
    auth, body = message.auth_data.encode(), message.body.encode()
    return Accept({"message": encoded}, {"auth": auth, "body": body, "checksum": encoded[5:9]})


@operation("netaio.message.decode")
def message_decode(call):
    message = netaio.Message.decode(call.bytes_of("message"), types_of(call))
    return accept_value("fields", message.auth_data.fields, type=message.header.message_type.value, **parts_of(message))


if KNOWS_IV:

    @operation("netaio.message.answer")
    def message_answer(call):
        kind, text = call.input["kind"], call.bytes_of("text")
        given = {"uri": call.bytes_of("uri"), "message_type": call.input.get("type")}
        given = {name: value for name, value in given.items() if value is not None}
        if kind == "respond":  # the library has no text and no URI of its own for this one
            made = netaio.make_respond_uri_msg(text or b"", given.get("uri", b""))
        else:
            make = getattr(netaio, f"make_{kind.replace('-', '_')}_msg")
            made = make(**given) if text is None else make(text, **given)
        return Accept({"message": made.encode()})

    @operation("netaio.derive")
    def derive(call):
        return Accept({"key": netaio.crypto.derive_key(*map(bytes.fromhex, call.input["parts"]))})


@operation("netaio.keystream")
def keystream(call):
    given = [call.bytes_of("key"), call.bytes_of("iv"), call.input["length"], call.input["start"]]
    return Accept({"stream": netaio.crypto.keystream(*given)})


@operation("netaio.mac")
def mac(call):
    iv = [call.bytes_of("iv") or b""] if KNOWS_IV else []
    return Accept({"mac": netaio.crypto.hmac(call.bytes_of("key"), *iv, call.bytes_of("message"))})


@operation("netaio.sealed.make")
def sealed_make(call):
    return Accept({"sealed": netaio.crypto.seal(call.bytes_of("key"), call.bytes_of("plaintext"))})


@operation("netaio.sealed.open")
def sealed_open(call):
    try:
        return Accept({"plaintext": netaio.crypto.unseal(call.bytes_of("key"), call.bytes_of("sealed"))})
    except Exception as why:
        if type(why) is Exception:  # its only use in the library, with the words "HMAC authentication failed"
            raise Reject("bad-mac", str(why)) from why
        raise


def make(plugin, call):
    fields = given_fields(call)
    plugin.make(fields, Encoded(call.bytes_of("body")))
    return accept_value("fields", fields.fields)


@operation("netaio.hmac.make")
def hmac_make(call):
    return make(auth_plugin("hmac", call.input), call)


@operation("netaio.hmac.check")
def hmac_check(call):
    check(auth_plugin("hmac", call.input), given_fields(call), Encoded(call.bytes_of("body")))
    return Accept()


@operation("netaio.tapescript.make")
def tapescript_make(call):
    return make(auth_plugin("tapescript", call.input), call)


@operation("netaio.tapescript.check")
def tapescript_check(call):
    plugin = auth_plugin("tapescript", call.input)
    check(plugin, given_fields(call), Encoded(call.bytes_of("body")), **given_peer(call))
    return Accept()


@operation("netaio.stream.encrypt")
def stream_encrypt(call):
    message = cipher_plugin("stream", call.input).encrypt(given_message(call))
    return accept_value("fields", message.auth_data.fields, **parts_of(message))


@operation("netaio.stream.decrypt")
def stream_decrypt(call):
    return Accept(parts_of(decrypt(cipher_plugin("stream", call.input), received_message(call))))


@operation("netaio.x25519.keys")
def x25519_keys(call):
    plugin = cipher_plugin("x25519", call.input)
    keys = {"private_key": plugin.key, "public_key": plugin.pubk, "verify_key": plugin.vkey}
    return Accept({name: bytes(key) for name, key in keys.items()})


@operation("netaio.x25519.encrypt")
def x25519_encrypt(call):
    message = cipher_plugin("x25519", call.input).encrypt(given_message(call), **given_peer(call))
    return Accept(parts_of(message))


@operation("netaio.x25519.decrypt")
def x25519_decrypt(call):
    return Accept(parts_of(decrypt(cipher_plugin("x25519", call.input), received_message(call), **given_peer(call))))


def given_script(call):
    code = call.bytes_of("script") or b""
    return tapescript.Script("", code)


@operation("netaio.tapescript.lock")
def tapescript_lock(call):
    kind, flags = call.input["kind"], call.input.get("flags", "00")
    keys = [bytes.fromhex(key) for key in call.input["keys"]]
    if kind == "multi":
        lock = tapescript.make_multisig_lock(keys, call.input["quorum"], flags)
    elif kind == "taproot":
        lock = tapescript.make_taproot_lock(keys[0], given_script(call), sigflags=flags)
    else:
        makers = {"single": tapescript.make_single_sig_lock, "key-hash": tapescript.make_single_sig_lock2}
        lock = makers[kind](keys[0], flags)
    return Accept({"lock": bytes(lock)})


def given_sigfields(call):
    fields = enumerate(call.input["sigfields"], 1)
    return {f"sigfield{number}": bytes.fromhex(field) for number, field in fields}


@operation("netaio.tapescript.witness")
def tapescript_witness(call):
    kind, flags, fields = call.input["kind"], call.input.get("flags", "00"), given_sigfields(call)
    seeds = [bytes.fromhex(seed) for seed in call.input["seeds"]]
    if kind == "taproot-key":
        witness = tapescript.make_taproot_witness_keyspend(seeds[0], fields, given_script(call), sigflags=flags)
        return Accept({"witness": bytes(witness)})
    if kind == "key-hash":
        return Accept({"witness": bytes(tapescript.make_single_sig_witness2(seeds[0], fields, flags))})
    witness = b"".join(bytes(tapescript.make_single_sig_witness(seed, fields, flags)) for seed in seeds)
    if kind == "taproot-script":
        witness += bytes(tapescript.make_taproot_witness_scriptspend(call.bytes_of("key"), given_script(call)))
    return Accept({"witness": witness})


@operation("netaio.tapescript.run")
def tapescript_run(call):
    if not tapescript.run_auth_scripts([call.bytes_of("witness"), call.bytes_of("lock")], given_sigfields(call)):
        raise Reject("not-authentic")
    return Accept()


@operation("netaio.peer.message")
def peer_message(call):
    kind = netaio.MessageType[_PEER_TYPES[call.input["type"]]]
    record = PEERS.pack(netaio.Peer(set(), call.bytes_of("id"), call.bytes_of("data")))
    app_id = call.bytes_of("app_id")
    message = message_of(kind, b"netaio" if app_id is None else app_id, record)
    return Accept({"message": message.encode()}, {"record": record})


@operation("netaio.seal")
def seal(call):
    message, peer, stages = given_message(call), given_peer(call), {}
    for layer in ("inner", "outer"):
        plugins = given_plugins(call, layer)
        if plugins["cipher_plugin"]:
            message = plugins["cipher_plugin"].encrypt(message, **peer)
        stages[f"after_{layer}_cipher"] = message.encode()
        if plugins["auth_plugin"]:
            plugins["auth_plugin"].make(message.auth_data, message.body, **peer)
        stages[f"after_{layer}_auth"] = message.encode()
    return Accept({"message": stages.pop("after_outer_auth")}, stages)


@operation("netaio.open")
def open_message(call):
    message, peer, stages = netaio.Message.decode(call.bytes_of("message"), types_of(call)), given_peer(call), {}
    for layer in ("outer", "inner"):
        plugins = given_plugins(call, layer)
        if plugins["auth_plugin"]:
            check(plugins["auth_plugin"], message.auth_data, message.body, **peer)
        if plugins["cipher_plugin"]:
            message = decrypt(plugins["cipher_plugin"], message, **peer)
        stages[f"after_{layer}_cipher"] = message.body.encode()
    return Accept({"type": message.header.message_type.value, **parts_of(message)}, stages)


def frame(kind, auth, body, given):
    """A message of any bytes. Nothing in the library makes one that is wrong."""
    lengths = given.get("auth_length", len(auth)), given.get("body_length", len(body))
    checksum = bytes.fromhex(given["checksum"]) if "checksum" in given else struct.pack("!I", crc32(body))
    return struct.pack("!BHH", kind, *lengths) + checksum + auth + body


@operation("netaio.forge.frame")
def forge_frame(call):
    return Accept({"message": frame(call.input["type"], call.bytes_of("auth"), call.bytes_of("body"), call.input)})


@operation("netaio.forge.edit")
def forge_edit(call):
    message = call.bytes_of("message")
    auth_end = 9 + int.from_bytes(message[1:3], "big")
    fields = netaio.AuthFields.decode(message[9:auth_end])
    for name, value in call.input.get("set", []):
        fields.fields[bytes.fromhex(name).decode()] = bytes.fromhex(value)
    for name in call.input.get("remove", []):
        fields.fields.pop(bytes.fromhex(name).decode(), None)
    body = call.bytes_of("body")
    body = message[auth_end:] if body is None else body
    return Accept({"message": frame(call.input.get("type", message[0]), fields.encode(), body, {})})


@operation("netaio.forge.mac")
def forge_mac(call):
    nonce, signed = call.bytes_of("nonce"), call.bytes_of("ts") + call.bytes_of("body")
    given = [nonce, signed] if KNOWS_IV else [nonce + signed]
    return Accept({"mac": netaio.crypto.hmac(sha256(call.bytes_of("secret")).digest(), *given)})
