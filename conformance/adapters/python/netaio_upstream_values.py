"""Values, addresses and refusals, between the line protocol and netaio: sections 4.2 and 10.2 of spec/netaio.md."""

import ipaddress
import struct
import sys
from contextlib import contextmanager
from decimal import Decimal

import nacl.exceptions
import packify
from packify.errors import DependencyError
from taut_adapter import Reject

# Deep values must pass the adapter; what the library runs into is its own limit, that of an ordinary interpreter.
_LIBRARY_DEPTH, _OWN_DEPTH = 1000, 8000
sys.setrecursionlimit(_OWN_DEPTH)

# PyNaCl gives its own exceptions the names of Python's, and derives them from those. A box that is too short ends in
# one of two, by where it ends; of decryption netaio announces that it may raise an exception.
_NACL = (nacl.exceptions.TypeError, nacl.exceptions.ValueError, nacl.exceptions.RuntimeError)
_SHORT_BOX = ("The nonce must be exactly 24 bytes long", "Input ciphertext must be at least 16 long")


@contextmanager
def library():
    """What the library announces becomes a refusal; everything else goes on, as an exception that can be answered."""
    sys.setrecursionlimit(_LIBRARY_DEPTH)
    try:
        yield
    except _NACL as why:
        if str(why) in _SHORT_BOX:
            raise Reject("short-box", str(why)) from why
        raise
    except (ValueError, struct.error, DependencyError, nacl.exceptions.CryptoError) as why:
        raise Reject("struct.error" if type(why) is struct.error else type(why).__name__, str(why)) from why
    except (Exception, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as why:  # tapescript's own are no Exception, and would end this process
        raise RuntimeError(f"{type(why).__name__}: {why}") from why
    finally:
        sys.setrecursionlimit(_OWN_DEPTH)


@contextmanager
def _own_depth():
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(_OWN_DEPTH)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def from_tagged(value):
    """What a case says, as the Python value that an application would have."""
    with _own_depth(), _any_number_of_digits():
        return _from_tagged(value)


def to_tagged(value):
    """What the library gave, as a case says it."""
    with _own_depth(), _any_number_of_digits():
        return _to_tagged(value)


def _from_tagged(value):
    tag, *rest = value
    if tag == "none":
        return None
    (content,) = rest
    if tag == "bool":
        return content
    if tag == "int":
        return int(content)
    if tag == "float":
        return struct.unpack(">d", bytes.fromhex(content))[0]
    if tag == "dict":
        return _dict(content)
    if tag in _FROM_BYTES:
        return _FROM_BYTES[tag](bytes.fromhex(content))
    return _FROM_LIST[tag](_from_tagged(member) for member in content)


_FROM_BYTES = {
    "decimal": lambda data: Decimal(data.decode()),
    "str": lambda data: data.decode(),
    "bytes": bytes,
    "bytearray": bytearray,
}
_FROM_LIST = {"list": list, "tuple": tuple, "set": set}


def _dict(pairs):
    made = {}
    for key, value in pairs:
        key = _from_tagged(key)
        if key in made:
            raise LookupError(f"a Python dict cannot hold the key {key!r} twice")
        made[key] = _from_tagged(value)
    return made


def _to_tagged(value):
    if value is None:
        return ["none"]
    if isinstance(value, bool):
        return ["bool", value]
    if isinstance(value, int):
        return ["int", str(value)]
    if isinstance(value, float):
        return ["float", struct.pack(">d", value)]
    if isinstance(value, (str, Decimal)):
        return ["str" if isinstance(value, str) else "decimal", str(value).encode()]
    if isinstance(value, (bytes, bytearray)):
        return [type(value).__name__, bytes(value)]
    if isinstance(value, dict):
        pairs = sorted(value.items(), key=packify.pack)
        return ["dict", [[_to_tagged(key), _to_tagged(member)] for key, member in pairs]]
    if isinstance(value, set):
        value = sorted(value, key=packify.pack)
        return ["set", [_to_tagged(member) for member in value]]
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, [_to_tagged(member) for member in value]]
    raise TypeError(f"{type(value).__name__} has no form in a case")


@contextmanager
def _any_number_of_digits():
    """The interpreter's limit is not the library's: it must not stand in the way of handing a number over."""
    if not hasattr(sys, "set_int_max_str_digits"):
        yield
        return
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(limit)


def address_of(text):
    """An address as a socket gives it: with four members for IPv6."""
    host, port = text.rsplit(":", 1)
    if host.startswith("["):
        return (str(ipaddress.ip_address(host[1:-1])), int(port), 0, 0)
    return (host, int(port))


def text_of(address):
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
