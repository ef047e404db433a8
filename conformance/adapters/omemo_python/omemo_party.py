"""A Party of spec/omemo.md, section 6.1: a backend of python-omemo with what it stores. It does with the backend what
`omemo.SessionManager` does; what that one adds to it (trust, device lists, known identity keys) is not here."""

import base64
import itertools
import json
import time
from typing import List, NamedTuple

import x3dh
import x3dh.identity_key_pair
import xeddsa
from omemo.identity_key_pair import IdentityKeyPair
from omemo.session import Initiation
from omemo.storage import Just, Nothing, Storage
from omemo_draws import Draws, named, supply
from taut_adapter import Reject
from x3dh.signed_pre_key_pair import SignedPreKeyPair

DEVICE = 1  # a peer of a Party is a name; the backend wants a device ID beside it
POOL = 100
DRAWS = Draws()


class Memory(Storage):
    """What the library stores, by key, as JSON: nothing is shared with what it holds itself."""

    def __init__(self):
        super().__init__(True)
        self._values = {}

    async def _load(self, key):
        return Just(json.loads(self._values[key])) if key in self._values else Nothing()

    async def _store(self, key, value):
        self._values[key] = json.dumps(value)

    async def _delete(self, key):
        self._values.pop(key, None)


class Begun(NamedTuple):
    """A session that the library has not made yet: it makes it together with its first message."""

    bundle: object
    values: List[bytes]


class Party:
    """A device in one format."""

    def __init__(self, form, pool):
        self.form = form
        self.pool = pool
        self.storage = Memory()
        self.backend = form.backend(self.storage)
        self.begun = {}  # by peer

    async def create(self, call):
        """Stores the keys that are given in the form in which the library stores its own; it draws the others."""
        DRAWS.give(named(call, "identity", "signed_pre_key", "signature_nonce"))
        if "identity" in call.input:
            DRAWS.give(named(call, "signed_pre_key", "signature_nonce"))
            await self.storage.store("/ikp/is_seed", call.input.get("identity_form", "seed") == "seed")
            await self.storage.store_bytes("/ikp/key", call.bytes_of("identity"))
        own = await IdentityKeyPair.get(self.storage)
        state = self._state(call, own)
        numbers = call.input.get("pre_key_ids")
        if "pre_keys" in call.input:
            privates = [bytes.fromhex(key) for key in call.input["pre_keys"]]
            state = self._from_model(state.model.model_copy(update={"pre_keys": frozenset(privates)}))
        else:
            privates = list(itertools.islice(supply(call, "pre_keys"), self.pool if numbers is None else len(numbers)))
            DRAWS.give(privates)
            state.generate_pre_keys(len(privates))
        await self._keep(state, privates, numbers or range(1, len(privates) + 1), call.input.get("signed_pre_key_id", 1))
        return self._public_keys(own)

    def _state(self, call, own):
        """What X3DH keeps, without one-time prekeys."""
        pairs = x3dh.identity_key_pair
        identity = pairs.IdentityKeyPairSeed(own.seed) if own.is_seed else pairs.IdentityKeyPairPriv(own.priv)
        if "signed_pre_key" not in call.input:
            state = self.form.module.StateImpl
            return state.create(x3dh.IdentityKeyFormat.ED_25519, x3dh.HashFunction.SHA_256, state.INFO, identity)
        private = call.bytes_of("signed_pre_key")
        if "signature" in call.input:
            signature = self.form.signature_from_wire(call.bytes_of("signature"))
        else:
            public = self.form.key_to_wire(xeddsa.priv_to_curve25519_pub(private))
            signature = xeddsa.ed25519_priv_sign(own.as_priv().priv, public, call.draw("signature_nonce"))
        signed = SignedPreKeyPair(private, signature, int(time.time()))
        model = x3dh.BaseStateModel(
            identity_key=identity.model, signed_pre_key=signed.model, old_signed_pre_key=None, pre_keys=frozenset()
        )
        return self._from_model(model)

    def _from_model(self, model):
        state = self.form.module.StateImpl
        return state.from_model(model, x3dh.IdentityKeyFormat.ED_25519, x3dh.HashFunction.SHA_256, state.INFO)

    async def _keep(self, state, privates, numbers, signed_number):
        """Stores the state with the IDs of its keys, which the library keeps apart from it."""

        def ids(publics, numbers):
            return {base64.b64encode(public).decode(): number for public, number in zip(publics, numbers)}

        stored = {
            "x3dh": state.json,
            "signed_pre_key_ids": ids([state.bundle.signed_pre_key], [signed_number]),
            "pre_key_ids": ids(map(xeddsa.priv_to_curve25519_pub, privates), numbers),
            "pre_key_id_counter": max(numbers, default=0),
        }
        for name, value in stored.items():
            await self.storage.store(f"/{self.form.namespace}/{name}", value)

    def _public_keys(self, own):
        ed25519 = own.identity_key
        x25519 = xeddsa.priv_to_curve25519_pub(own.as_priv().priv)
        return {"identity_key": self.form.identity_to_wire(ed25519), "x25519": x25519, "ed25519": ed25519}

    async def bundle(self):
        return self.form.bundle_members(self.form.etree.serialize_bundle(await self.backend.get_bundle("", DEVICE)))

    async def rotate(self, call):
        DRAWS.give(named(call, "signed_pre_key", "signature_nonce"))
        await self.backend.rotate_signed_pre_key()
        return (await self.bundle())["signed_pre_key_id"]

    async def refill(self, call):
        DRAWS.give(supply(call, "pre_keys"))
        await self.backend.generate_pre_keys(self.pool - await self.backend.get_num_visible_pre_keys())
        return (await self.bundle())["pre_key_ids"]

    async def start(self, call, bundle):
        """Makes a session with a message that nobody gets, to see whether the library takes the bundle."""
        values = [call.draw("ephemeral"), call.draw("ratchet")]
        if call.input["pre_keys"]:
            index = int.from_bytes(call.draw("choice"), "big") % len(call.input["pre_keys"])
            values.insert(0, self.form.key_from_wire(bytes.fromhex(call.input["pre_keys"][index])))
        begun = Begun(bundle, values)
        session, _ = await self._begin(call.input["peer"], begun, self.form.material(b""))
        self.begun[call.input["peer"]] = begun
        exchange = session.key_exchange
        return {"pre_key_id": exchange.pre_key_id, "ephemeral_key": exchange.header.ephemeral_key}

    async def _begin(self, peer, begun, material):
        DRAWS.give(begun.values)
        return await self.backend.build_session_active(peer, DEVICE, begun.bundle, material)

    async def encrypt(self, peer, plaintext):
        material = self.form.material(plaintext)
        if peer in self.begun:
            session, encrypted = await self._begin(peer, self.begun.pop(peer), material)
        else:
            session = await self._session(peer)
            encrypted = await self.backend.encrypt_key_material(session, material)
        await self.backend.store_session(session)
        message = encrypted.serialize()
        if _confirmed(session):
            return message, False
        return self.form.write_exchange(session.key_exchange, message), True

    async def decrypt(self, call, exchange, message):
        peer = call.input["peer"]
        session = await self._session(peer, needed=exchange is None)
        DRAWS.give(named(call, "ratchet"))
        if exchange is not None and not _of_session(exchange, session):
            session, plain = await self.backend.build_session_passive(peer, DEVICE, exchange, message)
        else:
            plain = await self.backend.decrypt_key_material(session, message)
        await self.backend.store_session(session)
        if exchange is not None:
            await self.backend.delete_pre_key(session)
            self.begun.pop(peer, None)
        return plain.key + plain.auth_tag

    async def status(self, peer):
        session = None if peer in self.begun else await self._session(peer, needed=False)
        if session is None:
            return {"sessions": int(peer in self.begun), "confirmed": False, "sent": 0, "received": 0, "skipped": 0}
        return {
            "sessions": 1,
            "confirmed": _confirmed(session),
            "sent": session.sending_chain_length,
            "received": session.receiving_chain_length or 0,
            "skipped": len(session.double_ratchet.model.skipped_message_keys),
        }

    async def forget(self, peer):
        self.begun.pop(peer, None)
        if await self._session(peer, needed=False) is not None:
            await self.backend.purge_bare_jid(peer)

    async def _session(self, peer, needed=True):
        session = await self.backend.load_session(peer, DEVICE)
        if session is None and needed:
            raise Reject("no-session", "the backend has stored no session of this peer")
        return session


def _confirmed(session):
    return session.initiation is Initiation.PASSIVE or session.confirmed


def _of_session(exchange, session):
    """Whether the key exchange is one of this session, as `SessionManager` decides it."""
    if session is None or session.initiation is not Initiation.PASSIVE:
        return False
    return session.key_exchange.builds_same_session(exchange)
