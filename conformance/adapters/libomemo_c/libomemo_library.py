"""libomemo-c by `ctypes`: the functions of its headers that an adapter needs, its errors, and what it borrows and owns."""

import ctypes
import glob
import traceback
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, byref, c_char, c_int, c_int32, c_size_t, c_uint8, c_uint32, c_void_p

# Of `signal_protocol.h`, those that a message or a key of another party can bring about.
REFUSALS = {
    -22: "SG_ERR_INVAL",
    -1001: "SG_ERR_DUPLICATE_MESSAGE",
    -1002: "SG_ERR_INVALID_KEY",
    -1003: "SG_ERR_INVALID_KEY_ID",
    -1004: "SG_ERR_INVALID_MAC",
    -1005: "SG_ERR_INVALID_MESSAGE",
    -1006: "SG_ERR_INVALID_VERSION",
    -1007: "SG_ERR_LEGACY_MESSAGE",
    -1008: "SG_ERR_NO_SESSION",
    -1009: "SG_ERR_STALE_KEY_EXCHANGE",
    -1010: "SG_ERR_UNTRUSTED_IDENTITY",
    -1011: "SG_ERR_VRF_SIG_VERIF_FAILED",
    -1100: "SG_ERR_INVALID_PROTO_BUF",
}
UNKNOWN = -1000
INVALID_KEY_ID = -1003
INVALID_MESSAGE = -1005


class Refusal(Exception):
    """A negative result that the headers name."""


class Address(Structure):
    _fields_ = [("name", POINTER(c_char)), ("name_len", c_size_t), ("device_id", c_int32)]


def address(name):
    """The address of a peer; the library keeps the pointer, and so must whoever calls it."""
    data = ctypes.create_string_buffer(name.encode(), len(name.encode()) or 1)
    made = Address(ctypes.cast(data, POINTER(c_char)), len(name.encode()), 1)
    made.kept = data
    return made


def address_name(pointer):
    return ctypes.string_at(pointer.contents.name, pointer.contents.name_len)


class Library:
    def __init__(self, folder):
        (path,) = glob.glob(f"{folder}/usr/lib/*/libomemo-c.so.0")
        self._c = ctypes.CDLL(path)
        for name in ("signal_buffer_create", "signal_buffer_data", *_POINTERS):
            getattr(self._c, name).restype = c_void_p
        self._c.signal_buffer_create.argtypes = [ctypes.c_char_p, c_size_t]
        self._c.signal_buffer_len.restype = c_size_t

    def __call__(self, name, *args):
        """Calls a function that gives 0 for success and less for failure."""
        result = self.ask(name, *args)
        if result in REFUSALS:
            raise Refusal(REFUSALS[result], name)
        if result < 0:
            raise RuntimeError(f"{name} gives {result}")
        return result

    def ask(self, name, *args):
        """Calls a function that gives a value."""
        return getattr(self._c, name)(*(c_size_t(arg) if isinstance(arg, int) else arg for arg in args))

    def make(self, scope, name, *args):
        """Calls a function whose first argument is set to an object that it makes."""
        return self.take(scope, lambda made: self(name, made, *args))

    def take(self, scope, fill, free="signal_type_unref"):
        """An object that `fill` sets a pointer to, released with the scope."""
        made = c_void_p()
        fill(byref(made))
        scope.append((free, made))
        return made

    def buffer(self, data):
        return self._c.signal_buffer_create(bytes(data), len(data))

    def bytes_of(self, buffer):
        """The bytes of a buffer that somebody else owns."""
        return ctypes.string_at(self.ask("signal_buffer_data", buffer), self.ask("signal_buffer_len", buffer))

    def written(self, name, *args):
        """The bytes that a function writes into a buffer which it makes."""
        made = c_void_p()
        self(name, byref(made), *args)
        data = self.bytes_of(made)
        self.ask("signal_buffer_free", made)
        return data

    def taken(self, pointer, size):
        """Bytes that a function has allocated for its caller."""
        data = ctypes.string_at(pointer, size)
        ctypes.CDLL(None).free(pointer)
        return data

    @contextmanager
    def scope(self):
        """Objects that are released at its end."""
        owned = []
        try:
            yield owned
        finally:
            for free, pointer in reversed(owned):
                self.ask(free, pointer)


_POINTERS = [
    "ciphertext_message_get_serialized",
    "session_pre_key_get_key_pair",
    "session_signed_pre_key_get_key_pair",
    "ec_key_pair_get_public",
    "ec_key_pair_get_private",
    "ec_public_key_get_ed",
    "ec_public_key_get_mont",
]

_BYTES, _OUT = POINTER(c_uint8), POINTER(c_void_p)


def _structure(name, **functions):
    return type(name, (Structure,), {"_fields_": [(field, CFUNCTYPE(*types)) for field, types in functions.items()] + [("user_data", c_void_p)]})


CryptoProvider = _structure(
    "CryptoProvider",
    random=(c_int, _BYTES, c_size_t, c_void_p),
    hmac_init=(c_int, _OUT, _BYTES, c_size_t, c_void_p),
    hmac_update=(c_int, c_void_p, _BYTES, c_size_t, c_void_p),
    hmac_final=(c_int, c_void_p, _OUT, c_void_p),
    hmac_cleanup=(None, c_void_p, c_void_p),
    sha512_init=(c_int, _OUT, c_void_p),
    sha512_update=(c_int, c_void_p, _BYTES, c_size_t, c_void_p),
    sha512_final=(c_int, c_void_p, _OUT, c_void_p),
    sha512_cleanup=(None, c_void_p, c_void_p),
    encrypt=(c_int, _OUT, c_int, _BYTES, c_size_t, _BYTES, c_size_t, _BYTES, c_size_t, c_void_p),
    decrypt=(c_int, _OUT, c_int, _BYTES, c_size_t, _BYTES, c_size_t, _BYTES, c_size_t, c_void_p),
)
SessionStore = _structure(
    "SessionStore",
    load=(c_int, _OUT, _OUT, POINTER(Address), c_void_p),
    sub_devices=(c_int, _OUT, POINTER(c_char), c_size_t, c_void_p),
    store=(c_int, POINTER(Address), _BYTES, c_size_t, _BYTES, c_size_t, c_void_p),
    contains=(c_int, POINTER(Address), c_void_p),
    delete=(c_int, POINTER(Address), c_void_p),
    delete_all=(c_int, POINTER(c_char), c_size_t, c_void_p),
    destroy=(None, c_void_p),
)
KeyStore = _structure(
    "KeyStore",
    load=(c_int, _OUT, c_uint32, c_void_p),
    store=(c_int, c_uint32, _BYTES, c_size_t, c_void_p),
    contains=(c_int, c_uint32, c_void_p),
    remove=(c_int, c_uint32, c_void_p),
    destroy=(None, c_void_p),
)
IdentityStore = _structure(
    "IdentityStore",
    key_pair=(c_int, _OUT, _OUT, c_void_p),
    registration_id=(c_int, c_void_p, POINTER(c_uint32)),
    save=(c_int, POINTER(Address), _BYTES, c_size_t, c_void_p),
    is_trusted=(c_int, POINTER(Address), _BYTES, c_size_t, c_void_p),
    destroy=(None, c_void_p),
)


def filled(structure, functions):
    """A structure of callbacks, each safe: an exception of Python's cannot pass through C."""
    made = structure()
    made.kept = []
    for field, kind in structure._fields_[:-1]:
        callback = kind(_safe(functions[field])) if field in functions else kind()
        made.kept.append(callback)
        setattr(made, field, callback)
    return made


def _safe(function):
    def run(*args):
        try:
            return function(*args)
        except Exception:
            traceback.print_exc()
            return UNKNOWN

    return run
