"""Randomness and time for netaio, from requests: its own `urandom`, `randint` and `time` are replaced.

A thread that no request has told otherwise (that of live nodes) has the system's.
"""

import os
import random
import threading
import time
from contextlib import contextmanager

import nacl.public
import netaio.asymmetric
import netaio.auth
import netaio.cipher
import netaio.common
import netaio.crypto
import netaio.node
import tapescript.functions

_DRAWS = ("iv", "nonce", "split", "random")  # in the order in which plugins draw


class _Given(threading.local):
    supply = None
    now = None
    kept = False  # the nonce is in the fields already, and what is drawn for it is thrown away


_given = _Given()


@contextmanager
def injected(call):
    """Randomness and time are those of the request, until the end of the operation."""
    _given.supply = bytearray().join(call.draw(name) for name in _DRAWS if name in call.draws)
    _given.now = call.now
    try:
        yield
    finally:
        _given.supply = _given.now = None


@contextmanager
def nonce_kept(kept):
    _given.kept = kept
    try:
        yield
    finally:
        _given.kept = False


def _urandom(size):
    if _given.supply is None:
        return os.urandom(size)
    if _given.kept:
        return bytes(size)
    drawn = bytes(_given.supply[:size])
    if len(drawn) < size:
        raise LookupError(f"the request brings no {size} random bytes for this")
    del _given.supply[:size]
    return drawn


def _randint(low, high):
    if _given.supply is None:
        return random.randint(low, high)
    return low + int.from_bytes(_urandom(2), "big") % (high - low + 1)


def _time():
    return time.time() if _given.now is None else _given.now / 1000


for _module in (netaio.auth, netaio.crypto, netaio.asymmetric):
    _module.urandom = _urandom
for _module in (netaio.cipher, netaio.asymmetric):
    _module.randint = _randint
for _module in (netaio.auth, netaio.asymmetric, netaio.common, netaio.node, tapescript.functions):
    _module.time = _time
nacl.public.random = _urandom
