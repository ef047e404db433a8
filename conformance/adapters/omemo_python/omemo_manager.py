"""A Manager of spec/omemo.md, section 6.6: the `SessionManager` of python-omemo with one backend. What it asks of its
application is answered from what the operations have brought, and what it wants done becomes an action."""

import secrets
import xml.etree.ElementTree as ET

import omemo
import omemo.session_manager
from omemo.types import TrustLevel
from omemo_party import POOL, Memory

REFILL_AT = 99
UNDECIDED = "undecided"


class GivenDeviceId:
    """Takes the place of the module `secrets` in `omemo.session_manager`, which draws device IDs alone from it."""

    def __init__(self, number):
        self._number = number

    def randbelow(self, _limit):
        return self._number - omemo.SessionManager.DEVICE_ID_MIN


class Manager:
    def __init__(self, form):
        self.form = form
        self.storage = Memory()
        self.lists = {}  # by JID
        self.bundles = {}  # by JID and device ID
        self.actions = []

    async def create(self, call):
        if call.input.get("pool", POOL) != POOL or call.input["formats"] != [self.form.name]:
            raise LookupError("the library has pools of 100, and this adapter one format at a time")
        self.jid = call.input["jid"]
        if "identity" in call.input:
            await self.storage.store("/ikp/is_seed", True)
            await self.storage.store_bytes("/ikp/key", call.bytes_of("identity"))
        given = call.input.get("device_id")
        omemo.session_manager.secrets = secrets if given is None else GivenDeviceId(given)
        label = call.bytes_of("label")
        self.sessions = await _session_manager(self).create(
            [self.form.backend(self.storage)],
            self.storage,
            self.jid,
            None if label is None else label.decode(),
            UNDECIDED,
            pre_key_refill_threshold=call.input.get("refill_at", REFILL_AT),
        )
        await self.sessions.after_history_sync()
        own, _ = await self.sessions.get_own_device_information()
        self.device_id = own.device_id
        return {"device_id": own.device_id, **self.shown(own.identity_key)}

    def shown(self, identity_key):
        fingerprint = " ".join(self.sessions.format_identity_key(identity_key)).encode()
        return {"ed25519": identity_key, "fingerprint": fingerprint}

    def taken_actions(self):
        taken, self.actions = self.actions, []
        return taken

    async def devices(self, jid, devices):
        self.lists[jid] = devices
        await self.sessions.update_device_list(self.form.namespace, jid, devices)

    async def list(self, jid):
        known = sorted(await self.sessions.get_device_information(jid), key=lambda device: device.device_id)
        return [self._entry(device) for device in known if (jid, device.device_id) != (self.jid, self.device_id)]

    def _entry(self, device):
        formats = [self.form.name] if dict(device.active).get(self.form.namespace) else []
        x25519 = bytes.fromhex("".join(self.sessions.format_identity_key(device.identity_key)))
        return ["device", device.device_id, formats, x25519, device.trust_level_name, (device.label or "").encode()]

    async def trust(self, jid, x25519, level):
        """The library's decisions are about an identity key in Ed25519 form."""
        for device in await self.sessions.get_device_information(jid):
            if "".join(self.sessions.format_identity_key(device.identity_key)) == x25519.hex():
                return await self.sessions.set_trust(jid, device.identity_key, level)
        raise LookupError("the library knows no device with this identity key")

    async def encrypt(self, to, payload):
        messages, errors = await self.sessions.encrypt(frozenset(to), {self.form.namespace: payload})
        (message,) = messages
        left_out = [["failed", error.bare_jid, error.device_id, type(error.exception).__name__] for error in errors]
        return self.xml(self.form.etree.serialize_message(message)), left_out

    async def parse(self, root, jid):
        if self.form.legacy:
            return await self.form.etree.parse_message(root, jid, self.jid, self.sessions)
        return self.form.etree.parse_message(root, jid)

    def xml(self, root):
        return ET.tostring(root, encoding="utf-8")


def _session_manager(manager):
    """The class that serves this Manager: some of what it has to answer is static."""
    form = manager.form

    class Sessions(omemo.SessionManager):
        @staticmethod
        async def _upload_bundle(bundle):
            manager.actions.append(["publish-bundle", form.name, manager.xml(form.etree.serialize_bundle(bundle))])

        @staticmethod
        async def _download_bundle(namespace, bare_jid, device_id):
            if (bare_jid, device_id) not in manager.bundles:
                manager.actions.append(["fetch-bundle", form.name, bare_jid, device_id])
                raise omemo.BundleNotFound()
            return manager.bundles[bare_jid, device_id]

        @staticmethod
        async def _delete_bundle(namespace, device_id):
            raise NotImplementedError("no operation deletes a bundle")

        @staticmethod
        async def _upload_device_list(namespace, device_list):
            manager.lists[manager.jid] = dict(device_list)
            manager.actions.append(["publish-devices", form.name, manager.xml(form.etree.serialize_device_list(device_list))])

        @staticmethod
        async def _download_device_list(namespace, bare_jid):
            manager.actions.append(["fetch-devices", form.name, bare_jid])
            return manager.lists.get(bare_jid, {})

        async def _evaluate_custom_trust_level(self, device):
            return TrustLevel[device.trust_level_name.upper()]

        async def _make_trust_decision(self, undecided, identifier):
            """Nobody is there to decide: the library then refuses by itself."""

        @staticmethod
        async def _send_message(message, bare_jid):
            manager.actions.append(["send", form.name, bare_jid, manager.xml(form.etree.serialize_message(message))])

    return Sessions
