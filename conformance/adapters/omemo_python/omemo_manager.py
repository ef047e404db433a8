"""A Manager of spec/omemo.md, section 6.6: the `SessionManager` of python-omemo with one backend. What it asks of its
application is answered from what the operations have brought, and what it wants done becomes an action."""

import secrets
import xml.etree.ElementTree as ET

import omemo
import omemo.session_manager
import xeddsa
from omemo.types import TrustLevel
from omemo_party import POOL, Memory

REFILL_AT = 99
UNDECIDED = "undecided"
# In which order section 6.6 lists actions; the library does them in another one.
ORDER = ["publish-bundle", "publish-devices", "fetch-devices", "fetch-bundle", "send"]


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

    def want(self, *action):
        """The library asks for the same thing whenever it misses it."""
        if list(action) not in self.actions:
            self.actions.append(list(action))

    def taken_actions(self):
        taken, self.actions = self.actions, []
        return sorted(taken, key=lambda action: ORDER.index(action[0]))

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
        """The library decides about Ed25519 forms, of which a key has two."""
        for sign in (False, True):
            await self.sessions.set_trust(jid, xeddsa.curve25519_pub_to_ed25519_pub(x25519, sign), level)

    async def encrypt(self, to, payload):
        messages, errors = await self.sessions.encrypt(frozenset(to), {self.form.namespace: payload})
        (message,) = messages
        served = {(key.bare_jid, key.device_id) for key, _ in message.keys}
        failed = {(error.bare_jid, error.device_id): type(error.exception).__name__ for error in errors}
        devices = self._addressed(to)
        left_out = [await self._left_out(*device, failed) for device in devices if device not in served]
        return self.xml(self._in_order(self.form.etree.serialize_message(message), devices)), left_out

    def _addressed(self, to):
        accounts = dict.fromkeys([*to, self.jid])
        devices = [(jid, device_id) for jid in accounts for device_id in sorted(self.lists.get(jid, {}))]
        return [device for device in devices if device != (self.jid, self.device_id)]

    def _in_order(self, root, devices):
        """The library has the keys in sets, and so in an order by chance; section 6.7 has one."""
        header = root[0]
        if self.form.legacy:
            ids = [device_id for _, device_id in devices]
            *keys, iv = header
            header[:] = [*sorted(keys, key=lambda key: ids.index(int(key.get("rid")))), iv]
        else:
            accounts = [jid for jid, _ in devices]
            header[:] = sorted(header, key=lambda keys: accounts.index(keys.get("jid")))
            for keys in header:
                keys[:] = sorted(keys, key=lambda key: int(key.get("rid")))
        return root

    async def _left_out(self, jid, device_id, failed):
        """The library says what has failed, and of other devices nothing: the reason is in what it knows of them."""
        known = {device.device_id: device for device in await self.sessions.get_device_information(jid)}
        if device_id in known and known[device_id].trust_level_name == "distrusted":
            return ["distrusted", jid, device_id]
        if (jid, device_id) not in self.bundles:
            return ["no-bundle", jid, device_id]
        return ["failed", jid, device_id, failed.get((jid, device_id), "left out without a reason")]

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
            manager.want("publish-bundle", form.name, manager.xml(form.etree.serialize_bundle(bundle)))

        @staticmethod
        async def _download_bundle(namespace, bare_jid, device_id):
            if (bare_jid, device_id) not in manager.bundles:
                manager.want("fetch-bundle", form.name, bare_jid, device_id)
                raise omemo.BundleNotFound()
            return manager.bundles[bare_jid, device_id]

        @staticmethod
        async def _delete_bundle(namespace, device_id):
            raise NotImplementedError("no operation deletes a bundle")

        @staticmethod
        async def _upload_device_list(namespace, device_list):
            manager.lists[manager.jid] = dict(device_list)
            manager.want("publish-devices", form.name, manager.xml(form.etree.serialize_device_list(device_list)))

        @staticmethod
        async def _download_device_list(namespace, bare_jid):
            manager.want("fetch-devices", form.name, bare_jid)
            return manager.lists.get(bare_jid, {})

        async def _evaluate_custom_trust_level(self, device):
            return TrustLevel[device.trust_level_name.upper()]

        async def _make_trust_decision(self, undecided, identifier):
            """Nobody is there to decide: the library then refuses by itself."""

        @staticmethod
        async def _send_message(message, bare_jid):
            manager.want("send", form.name, bare_jid, manager.xml(form.etree.serialize_message(message)))

    return Sessions
