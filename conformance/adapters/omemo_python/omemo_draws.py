"""The source of random values, in the place of the module `secrets` and of the generator of ratchet keys."""

import hashlib
import hmac
import importlib
import itertools

from doubleratchet.recommended import diffie_hellman_ratchet_curve25519


class Draws:
    """Hands out what the operation was given, in the order in which the library asks."""

    def __init__(self):
        self._values = iter(())

    def give(self, values):
        self._values = iter(values)

    def token_bytes(self, size):
        value = next(self._values, None)
        if value is None or len(value) != size:
            raise LookupError(f"the library draws {size} bytes, and the operation brings no such value")
        return value

    def choice(self, options):
        value = next(self._values, None)
        if value not in options:
            raise LookupError("the library chooses, and the operation does not say what")
        return value

    def install(self, package):
        """Replaces every source of random values that the backend of this name uses."""
        for name in ("omemo.identity_key_pair", "x3dh.base_state", "xeddsa.bindings", f"{package}.{package}"):
            module = importlib.import_module(name)
            if not hasattr(module, "secrets"):
                raise LookupError(f"{name} does not draw from `secrets`")
            module.secrets = self
        ratchet = diffie_hellman_ratchet_curve25519.DiffieHellmanRatchet
        ratchet._generate_priv = staticmethod(lambda: self.token_bytes(32))


def named(call, *names):
    """The draws of these names, each looked up when it is needed."""
    return (call.draw(name) for name in names)


def supply(call, name):
    """The 32-byte values of a supply: section 3.6 of spec/omemo.md."""
    for counter in itertools.count():
        yield hmac.digest(call.draw(name), counter.to_bytes(4, "big"), hashlib.sha256)
