"""What the library leaves to its caller: a store in memory, with the pool of section 6.2 of spec/omemo.md. A peer's
identity key is trusted when it is the first one, or the same."""

import hashlib
import hmac
import itertools
import time

from axolotl.ecc.curve import Curve
from axolotl.ecc.djbec import DjbECPublicKey
from axolotl.ecc.eckeypair import ECKeyPair
from axolotl.identitykey import IdentityKey
from axolotl.identitykeypair import IdentityKeyPair
from axolotl.invalidkeyidexception import InvalidKeyIdException
from axolotl.state.axolotlstore import AxolotlStore
from axolotl.state.prekeyrecord import PreKeyRecord
from axolotl.state.sessionrecord import SessionRecord
from axolotl.state.signedprekeyrecord import SignedPreKeyRecord

P = 2**255 - 19


def key_pair(private):
    """A pair of a private key that is given, which the library clamps only where it makes one."""
    clamped = bytes([private[0] & 0xF8]) + private[1:31] + bytes([private[31] & 0x7F | 0x40])
    return ECKeyPair(DjbECPublicKey(Curve.generatePublicKey(clamped)), Curve.decodePrivatePoint(clamped))


def scalar_of(seed):
    return hashlib.sha512(seed).digest()[:32]


def ed25519_of(x25519, signature):
    """The Ed25519 form of an identity key, with the sign bit that a signature of its owner carries."""
    u = int.from_bytes(x25519, "little") % 2**255
    y = (u - 1) * pow(u + 1, P - 2, P) % P
    return (y | (signature[63] & 0x80) << 248).to_bytes(32, "little")


def supply(secret):
    """The 32-byte values of a supply: section 3.6."""
    for counter in itertools.count():
        yield hmac.digest(secret, counter.to_bytes(4, "big"), hashlib.sha256)


class Store(AxolotlStore):
    def __init__(self, pair, pool):
        self.identity = IdentityKeyPair(IdentityKey(pair.getPublicKey()), pair.getPrivateKey())
        self.pool = pool
        self.pre_keys, self.signed, self.sessions, self.identities = {}, {}, {}, {}
        self.last_pre_key = self.last_signed = 0

    def add_signed(self, number, pair, signature=None):
        if signature is None:
            signature = Curve.calculateSignature(self.identity.getPrivateKey(), pair.getPublicKey().serialize())
        for old in sorted(self.signed)[:-1]:
            del self.signed[old]
        self.signed[number] = SignedPreKeyRecord(number, int(time.time() * 1000), pair, signature)
        self.last_signed = max(self.last_signed, number)

    def add_pre_key(self, number, pair):
        self.pre_keys[number] = PreKeyRecord(number, pair)
        self.last_pre_key = max(self.last_pre_key, number)

    def bundle(self):
        signed = self.signed[max(self.signed)]
        keys = [self.pre_keys[number] for number in sorted(self.pre_keys)]
        return {
            "identity_key": self.identity.getPublicKey().serialize(),
            "signed_pre_key_id": signed.getId(),
            "signed_pre_key": signed.getKeyPair().getPublicKey().serialize(),
            "signature": signed.getSignature(),
            "pre_key_ids": [key.getId() for key in keys],
            "pre_keys": [key.getKeyPair().getPublicKey().serialize() for key in keys],
        }

    # the interface of the library

    def getIdentityKeyPair(self):
        return self.identity

    def getLocalRegistrationId(self):
        return 1

    def saveIdentity(self, peer, key):
        self.identities[peer] = key.serialize()

    def isTrustedIdentity(self, peer, key):
        return self.identities.get(peer) in (None, key.serialize())

    def loadPreKey(self, number):
        return _found(self.pre_keys, number)

    def removePreKey(self, number):
        self.pre_keys.pop(number, None)

    def loadSignedPreKey(self, number):
        return _found(self.signed, number)

    def loadSession(self, peer, _device):
        return SessionRecord(serialized=self.sessions.get(peer))

    def storeSession(self, peer, _device, record):
        self.sessions[peer] = record.serialize()

    def containsSession(self, peer, _device):
        return peer in self.sessions


def _found(records, number):
    if number not in records:
        raise InvalidKeyIdException(f"there is no prekey {number}")
    return records[number]
