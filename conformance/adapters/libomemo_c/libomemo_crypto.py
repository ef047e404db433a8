"""The primitives that libomemo-c leaves to its caller: random bytes, HMAC-SHA-256, SHA-512 and AES-256 in CBC mode."""

import ctypes
import hashlib
import hmac
import itertools
import os

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from libomemo_library import INVALID_MESSAGE, CryptoProvider, filled

_CBC = 2  # SG_CIPHER_AES_CBC_PKCS5


class Draws:
    """The source of random values: the system's, or what the operation was given, in the order in which it is asked."""

    def __init__(self, injected):
        self.injected = injected
        self._values = iter(())

    def give(self, values):
        self._values = iter(values)

    def bytes(self, size):
        if not self.injected:
            return os.urandom(size)
        value = next(self._values, None)
        if value is None or len(value) != size:
            raise LookupError(f"the library draws {size} bytes, and the operation brings no such value")
        return value


def crypto_provider(library, draws):
    contexts, handles = {}, itertools.count(1)

    def begin(out, made):
        handle = next(handles)
        contexts[handle] = made
        out[0] = handle
        return 0

    def update(handle, data, size, _):
        contexts[handle].update(ctypes.string_at(data, size))
        return 0

    def final(handle, out, _):
        out[0] = library.buffer(contexts[handle].digest())
        return 0

    def random(data, size, _):
        ctypes.memmove(data, draws.bytes(size), size)
        return 0

    def cipher(kind, key, key_size, iv, iv_size):
        if kind != _CBC:
            raise ValueError("only CBC mode belongs to this protocol")
        return Cipher(algorithms.AES(ctypes.string_at(key, key_size)), modes.CBC(ctypes.string_at(iv, iv_size)))

    def encrypt(out, kind, key, key_size, iv, iv_size, text, size, _):
        pad, aes = padding.PKCS7(128).padder(), cipher(kind, key, key_size, iv, iv_size).encryptor()
        padded = pad.update(ctypes.string_at(text, size)) + pad.finalize()
        out[0] = library.buffer(aes.update(padded) + aes.finalize())
        return 0

    def decrypt(out, kind, key, key_size, iv, iv_size, text, size, _):
        pad, aes = padding.PKCS7(128).unpadder(), cipher(kind, key, key_size, iv, iv_size).decryptor()
        try:
            padded = aes.update(ctypes.string_at(text, size)) + aes.finalize()
            out[0] = library.buffer(pad.update(padded) + pad.finalize())
        except ValueError:
            return INVALID_MESSAGE
        return 0

    def cleanup(handle, _):
        contexts.pop(handle, None)

    functions = {
        "random": random,
        "hmac_init": lambda out, key, size, _: begin(out, hmac.new(ctypes.string_at(key, size), None, hashlib.sha256)),
        "sha512_init": lambda out, _: begin(out, hashlib.sha512()),
        "encrypt": encrypt,
        "decrypt": decrypt,
    }
    for name in ("hmac", "sha512"):
        functions.update({f"{name}_update": update, f"{name}_final": final, f"{name}_cleanup": cleanup})
    return filled(CryptoProvider, functions)
