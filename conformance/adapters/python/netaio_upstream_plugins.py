"""Plugins of netaio, from what a case says of them, and what they need: section 4.8 of spec/netaio.md."""

import netaio
from netaio.asymmetric import TapescriptAuthPlugin, X25519CipherPlugin
from netaio_upstream_injection import nonce_kept
from netaio_upstream_values import from_tagged
from taut_adapter import Reject

VERSION = netaio.version()
PEERS = netaio.DefaultPeerPlugin()
_FIELDS = ("hmac_field", "nonce_field", "ts_field", "iv_field", "witness_field", "encrypt_uri")


class Tapescript(TapescriptAuthPlugin):
    """It draws a nonce also when it keeps the one that is there; that draw is not one of the case."""

    def make(self, auth_fields, *args, **kwargs):
        fields = auth_fields.fields
        with nonce_kept(isinstance(fields, dict) and self.nonce_field in fields):
            super().make(auth_fields, *args, **kwargs)


class Encoded:
    """A body of which only the bytes matter: an auth plugin asks for no more."""

    def __init__(self, data):
        self.data = data

    def encode(self):
        return self.data


def auth_plugin(name, members):
    config = _names(members)
    if name == "hmac":
        return netaio.HMACAuthPlugin({"secret": bytes.fromhex(members["secret"]), **config})
    if name == "tapescript":
        config["use_peer_lock"] = members.get("lock_from") == "peer-lock"
        return Tapescript({**config, "lock": _bytes(members, "lock"), "seed": _bytes(members, "seed")})
    raise LookupError(f"{name!r} is no auth plugin")


def cipher_plugin(name, members):
    config = _names(members)
    if name == "stream":
        return netaio.Sha256StreamCipherPlugin({"key": bytes.fromhex(members["key"]), **config})
    if name == "x25519":
        return X25519CipherPlugin({"seed": bytes.fromhex(members["seed"]), **config})
    raise LookupError(f"{name!r} is no cipher plugin")


def _names(members):
    return {name: members[name] for name in _FIELDS if name in members}


def _bytes(members, name):
    return bytes.fromhex(members.get(name, ""))


def given_plugins(call, layer):
    """The auth and the cipher plugin of a layer, as keyword arguments; those left out are None."""
    given = call.input
    auth, cipher = given.get(f"{layer}_auth"), given.get(f"{layer}_cipher")
    return {"auth_plugin": auth and auth_plugin(*auth), "cipher_plugin": cipher and cipher_plugin(*cipher)}


def given_peer(call):
    """What a plugin is told of the other side."""
    data = call.bytes_of("peer_data")
    return {"peer": None if data is None else netaio.Peer(set(), b"", data), "peer_plugin": PEERS}


def given_fields(call):
    return netaio.AuthFields(from_tagged(call.input["fields"]) if "fields" in call.input else {})


def check_version(call):
    if call.input.get("version", VERSION) != VERSION:
        raise LookupError(f"this is netaio {VERSION}")


def types_of(call):
    """The class of message types that knows the custom ones of the case."""
    numbers = call.input.get("types")
    if not numbers:
        return netaio.MessageType
    return netaio.make_message_type_class("Types", {f"CUSTOM_{number}": number for number in numbers})


def check(plugin, fields, body, **peer):
    if not plugin.check(fields, body, **peer):
        raise Reject("not-authentic")


def decrypt(plugin, message, **peer):
    """An IV that is not there is a KeyError; of decryption it is announced that it may fail."""
    try:
        return plugin.decrypt(message, **peer)
    except KeyError as why:
        if why.args == (getattr(plugin, "iv_field", None),):
            raise Reject("missing-field", repr(why)) from why
        raise
