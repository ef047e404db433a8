"""Randomness and time for dimp, from requests: the sources that the library and its plugins ask are replaced.

What an operation does not draw by its chapter comes from the system: blinding, the new key that is made of a message
key of 2018, and messages that are sent beside an answer.
"""

import os
import random
import time
from contextlib import contextmanager
from types import SimpleNamespace

import dimp.protocol.history
import dimp_upstream_library  # noqa: F401, puts the packages together
import dimsdk.plugins.aes
import dimsdk.plugins.rsa
import dimsdk.protocol.login
import dkd.content
import dkd.envelope
import dkd.instant
import ecdsa.keys
from Crypto.Cipher import PKCS1_v1_5


class _Given:
    call = None
    names = ()
    padding = b""
    secret = False  # a number below the order of the group is a secret, and not one of a signature
    signature = "k"  # name of the draw for the next signature
    keyed = False  # a message key was drawn, and its IV is next


@contextmanager
def injected(call, *names):
    """The draws of these names, and the time, are those of the request until the end of the operation."""
    _Given.call, _Given.names = call, names
    _Given.padding = call.draw("padding") if "padding" in call.draws else b""
    _Given.secret, _Given.signature, _Given.keyed = False, "k", False
    try:
        yield _Given
    finally:
        _Given.call, _Given.names = None, ()


def _drawn(name):
    """The draw, or None when the operation has none of this name, or is to be refused before it draws (CA-OP-2).

    What the library does then in place of a refusal it does with numbers of the system.
    """
    if name not in _Given.names or not _Given.call.draws:
        return None
    if name not in _Given.call.draws:
        raise LookupError(f"the request brings no draw `{name}`")
    return _Given.call.draw(name)


def _random_bytes(size):
    """numpy.random.bytes: the key of a message, then its IV."""
    drawn = _drawn("iv" if size == 16 and _Given.keyed else "key")
    _Given.keyed = not _Given.keyed
    return os.urandom(size) if drawn is None else drawn[:size]


def _padding_byte(size):
    if "padding" not in _Given.names or not _Given.call.draws:
        return os.urandom(size)
    if len(_Given.padding) < size:
        raise LookupError("the request brings too little of the draw `padding`")
    taken, _Given.padding = _Given.padding[:size], _Given.padding[size:]
    return taken


def _randrange(order, entropy=None):
    drawn = _drawn("key" if _Given.secret else _Given.signature)
    if drawn is None:
        return random.SystemRandom().randrange(1, order)
    number = int.from_bytes(drawn, "big")
    return number if _Given.secret else 1 + number % (order - 1)


def _randint(low, high):
    drawn = _drawn("sn")
    return random.SystemRandom().randint(low, high) if drawn is None else int.from_bytes(drawn, "big") or 1


def _time():
    if _Given.call is None:
        return time.time()
    if _Given.call.now is None:
        raise LookupError("the request brings no `now`")
    return _Given.call.now / 1000


dimsdk.plugins.aes.numpy = SimpleNamespace(random=SimpleNamespace(bytes=_random_bytes))
dimsdk.plugins.rsa.Cipher_PKCS1_v1_5 = SimpleNamespace(new=lambda key: PKCS1_v1_5.new(key, _padding_byte))
ecdsa.keys.randrange = _randrange
dkd.content.random = SimpleNamespace(randint=_randint)
for _module in (dkd.envelope, dkd.instant, dimp.protocol.history, dimsdk.protocol.login):
    _module.time_lib = SimpleNamespace(time=_time)
