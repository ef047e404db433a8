"""Times the Double Ratchet of oldmemo or twomemo, whichever is installed, with messages of 64 bytes.

Prints the nanoseconds of a message in one direction, and of a message and its answer.
"""

import asyncio
import time

try:
    import oldmemo.oldmemo as backend
except ImportError:
    import twomemo.twomemo as backend
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from doubleratchet.recommended import diffie_hellman_ratchet_curve25519

MESSAGES = 1000
TEXT = b"x" * 64
DATA = bytes(2 * backend.StateImpl.IDENTITY_KEY_ENCODING_LENGTH)


async def meet():
    """Two ratchets that have heard each other."""
    ratchet = backend.DoubleRatchetImpl
    kinds = diffie_hellman_ratchet_curve25519.DiffieHellmanRatchet, backend.RootChainKDFImpl, backend.MessageChainKDFImpl
    settings = *kinds, ratchet.MESSAGE_CHAIN_CONSTANT, 1000, 1000, backend.AEADImpl, bytes(range(32))
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    alice, first = await ratchet.encrypt_initial_message(*settings, public, TEXT, DATA)
    bob, _ = await ratchet.decrypt_initial_message(*settings, private.private_bytes_raw(), first, DATA)
    await speak(bob, alice)
    return alice, bob


async def speak(sender, reader):
    message = await sender.encrypt_message(TEXT, DATA)
    assert await reader.decrypt_message(message, DATA) == TEXT


async def answer(sender, reader):
    await speak(sender, reader)
    await speak(reader, sender)


async def time_of(act):
    alice, bob = await meet()
    began = time.perf_counter_ns()
    for _ in range(MESSAGES):
        await act(alice, bob)
    return (time.perf_counter_ns() - began) / MESSAGES


async def main():
    print(await time_of(speak), await time_of(answer))


asyncio.run(main())
