"""A Party of spec/omemo.md, section 6.1: sessions of libomemo-c over stores in memory. A peer's identity key is trusted
when it is the first one, or the same."""

import ctypes
import hashlib
import hmac
import itertools
import time
from contextlib import contextmanager
from ctypes import byref, c_void_p

from libomemo_library import INVALID_KEY_ID, IdentityStore, KeyStore, SessionStore, address, address_name, filled

VERSIONS = {"legacy": 3, "omemo-2": 4}
_PRE_KEY = 3  # CIPHERTEXT_PREKEY_TYPE


class Keys:
    """Keys of one format, as the library reads and writes them."""

    def __init__(self, library, context, format_):
        self.library, self.context, self.legacy = library, context, format_ == "legacy"

    def identity(self, scope, data):
        return self.read(scope, "curve_decode_point" if self.legacy else "curve_decode_point_ed", data)

    def public(self, scope, data):
        return self.read(scope, "curve_decode_point" if self.legacy else "curve_decode_point_mont", data)

    def private(self, scope, data):
        """The library clamps what it draws, and takes what it is given as it is."""
        data = clamped(data)
        return self.read(scope, "curve_decode_private_point", data)

    def read(self, scope, function, data):
        return self.library.make(scope, function, data, len(data), self.context)

    def pair(self, scope, private):
        public = self.library.make(scope, "curve_generate_public_key", private)
        return self.library.make(scope, "ec_key_pair_create", public, private), public

    def wire(self, public):
        return self.library.written("ec_public_key_serialize" if self.legacy else "ec_public_key_serialize_omemo", public)

    def wire_identity(self, public):
        return self.wire(public) if self.legacy else self.ed25519(public)

    def ed25519(self, public):
        return self._owned(self.library.ask("ec_public_key_get_ed", public))

    def x25519(self, public):
        return self._owned(self.library.ask("ec_public_key_get_mont", public))

    def _owned(self, buffer):
        data = self.library.bytes_of(buffer)
        self.library.ask("signal_buffer_free", buffer)
        return data


class Party:
    def __init__(self, library, context, format_, pool):
        self.library, self.context, self.pool = library, context, pool
        self.version = VERSIONS[format_]
        self.keys = Keys(library, context, format_)
        self.pre_keys, self.signed = {}, {}  # public and private key by ID; of signed prekeys, the signature too
        self.last_pre_key = self.last_signed = 0
        self.sessions, self.identities = {}, {}
        self._stores = [self._session_store(), self._key_store(self.pre_keys), self._key_store(self.signed), self._identity_store()]
        self.store = c_void_p()
        library("signal_protocol_store_context_create", byref(self.store), context)
        for name, store in zip(("session", "pre_key", "signed_pre_key", "identity_key"), self._stores):
            library(f"signal_protocol_store_context_set_{name}_store", self.store, byref(store))

    # keys

    def set_identity(self, private, ed25519=None):
        """A public key that is given in Ed25519 form keeps its sign bit; one of the library's making has 0."""
        with self.library.scope() as scope:
            if ed25519 is None:
                public = self.library.make(scope, "curve_generate_public_key", self.keys.private(scope, private))
                stored = self.library.written("ec_public_key_serialize", public)
            else:
                public, stored = self.keys.read(scope, "curve_decode_point_ed", ed25519), ed25519
            self.identity = stored, clamped(private)
            return {
                "identity_key": self.keys.wire_identity(public),
                "x25519": self.keys.x25519(public),
                "ed25519": self.keys.ed25519(public),
            }

    def add_signed(self, number, private, signature=None):
        with self.library.scope() as scope:
            key = self.keys.private(scope, private)
            pair, public = self.keys.pair(scope, key)
            wire = self.keys.wire(public)
            if signature is None:
                own = self.keys.private(scope, self.identity[1])
                sign = lambda made: self.library("curve_calculate_signature", self.context, made, own, wire, len(wire))
                signature = self.library.bytes_of(self.library.take(scope, sign, "signal_buffer_free"))
            name, at = "session_signed_pre_key_create", int(time.time() * 1000)
            record = self.library.make(scope, name, number, at, pair, signature, 64, signature, 64)
            data = self.library.written("session_signed_pre_key_serialize", record)
        for old in sorted(self.signed)[:-1]:
            del self.signed[old]
        self.signed[number] = data, wire, signature
        self.last_signed = max(self.last_signed, number)

    def add_pre_key(self, number, private):
        with self.library.scope() as scope:
            pair, public = self.keys.pair(scope, self.keys.private(scope, private))
            record = self.library.make(scope, "session_pre_key_create", number, pair)
            self.pre_keys[number] = self.library.written("session_pre_key_serialize", record), self.keys.wire(public)
        self.last_pre_key = max(self.last_pre_key, number)

    def drawn(self):
        """A private key of the library's own making."""
        with self.library.scope() as scope:
            key = self.library.take(scope, lambda made: self.library("curve_generate_private_key", self.context, made))
            return self.library.written("ec_private_key_serialize", key)

    def bundle(self):
        with self.library.scope() as scope:
            public = self.keys.read(scope, "curve_decode_point", self.identity[0])
            number = max(self.signed)
            _, signed, signature = self.signed[number]
            return {
                "identity_key": self.keys.wire_identity(public),
                "signed_pre_key_id": number,
                "signed_pre_key": signed,
                "signature": signature,
                "pre_key_ids": sorted(self.pre_keys),
                "pre_keys": [self.pre_keys[number][1] for number in sorted(self.pre_keys)],
            }

    # sessions

    def start(self, peer, bundle, number, pre_key):
        with self.library.scope() as scope:
            key = None if pre_key is None else self.keys.public(scope, pre_key)
            made = self.library.make(
                scope,
                "session_pre_key_bundle_create",
                1,
                1,
                number or 0,
                key,
                bundle["signed_pre_key_id"],
                self.keys.public(scope, bundle["signed_pre_key"]),
                bundle["signature"],
                len(bundle["signature"]),
                self.keys.identity(scope, bundle["identity_key"]),
            )
            name = address(peer)
            create = lambda made: self.library("session_builder_create", made, self.store, byref(name), self.context)
            builder = self.library.take(scope, create, "session_builder_free")
            self.library.ask("session_builder_set_version", builder, self.version)
            self.library("session_builder_process_pre_key_bundle", builder, made)

    def encrypt(self, peer, plaintext):
        with self._cipher(peer) as (scope, cipher):
            encrypt = lambda made: self.library("session_cipher_encrypt", cipher, plaintext, len(plaintext), made)
            message = self.library.take(scope, encrypt)
            data = self.library.bytes_of(self.library.ask("ciphertext_message_get_serialized", message))
            return data, self.library.ask("ciphertext_message_get_type", message) == _PRE_KEY

    def decrypt(self, peer, message, key_exchange):
        name = "pre_key_signal_message" if key_exchange else "signal_message"
        function = f"{name}_deserialize" + ("_omemo" if self.version == 4 else "")
        registration_id = [0] if key_exchange and self.version == 4 else []
        with self._cipher(peer) as (scope, cipher):
            parsed = self.library.make(scope, function, message, len(message), *registration_id, self.context)
            decrypt = lambda made: self.library(f"session_cipher_decrypt_{name}", cipher, parsed, None, made)
            return self.library.bytes_of(self.library.take(scope, decrypt, "signal_buffer_free"))

    @contextmanager
    def _cipher(self, peer):
        name = address(peer)
        with self.library.scope() as scope:
            create = lambda made: self.library("session_cipher_create", made, self.store, byref(name), self.context)
            cipher = self.library.take(scope, create, "session_cipher_free")
            self.library.ask("session_cipher_set_version", cipher, self.version)
            yield scope, cipher

    # stores

    def _session_store(self):
        def load(record, user_record, peer, _):
            data = self.sessions.get(address_name(peer))
            if data is not None:
                record[0] = self.library.buffer(data)
            return int(data is not None)

        def store(peer, data, size, *_):
            self.sessions[address_name(peer)] = ctypes.string_at(data, size)
            return 0

        contains = lambda peer, _: int(address_name(peer) in self.sessions)
        delete = lambda peer, _: int(self.sessions.pop(address_name(peer), None) is not None)
        return filled(SessionStore, {"load": load, "store": store, "contains": contains, "delete": delete})

    def _key_store(self, keys):
        def load(record, number, _):
            if number not in keys:
                return INVALID_KEY_ID
            record[0] = self.library.buffer(keys[number][0])
            return 0

        def remove(number, _):
            keys.pop(number, None)
            return 0

        return filled(KeyStore, {"load": load, "remove": remove, "contains": lambda number, _: int(number in keys)})

    def _identity_store(self):
        def key_pair(public, private, _):
            public[0], private[0] = map(self.library.buffer, self.identity)
            return 0

        def registration_id(_, number):
            number[0] = 1
            return 0

        def save(peer, data, size, _):
            self.identities[address_name(peer)] = ctypes.string_at(data, size)
            return 0

        def is_trusted(peer, data, size, _):
            return int(self.identities.get(address_name(peer)) in (None, ctypes.string_at(data, size)))

        functions = {"key_pair": key_pair, "registration_id": registration_id, "save": save, "is_trusted": is_trusted}
        return filled(IdentityStore, functions)


def clamped(data):
    return bytes([data[0] & 0xF8]) + data[1:31] + bytes([data[31] & 0x7F | 0x40])


def scalar_of(seed):
    """The private scalar of a seed, which the library does not have."""
    return clamped(hashlib.sha512(seed).digest()[:32])


def supply(secret):
    """The 32-byte values of a supply: section 3.6."""
    for counter in itertools.count():
        yield hmac.digest(secret, counter.to_bytes(4, "big"), hashlib.sha256)
