"""What an application of dimp adds to its classes: storage, a list of its own users, a place for files.

The classes of the SDK do everything else. What is stored of an ID is stored without its terminal. A meta is verified
before it is stored, as the library's documents ask of applications.
"""

from types import SimpleNamespace

from dimp import DecryptKey, EncryptKey, Group, KeyCache, Meta, PrivateKey, Profile, Transceiver
from dimsdk import Facebook, Messenger, MessengerDelegate


def stored_as(identifier):
    return str.split(identifier, "/", 1)[0]


class Storage(Facebook):
    def __init__(self):
        super().__init__()
        self.private_keys, self.metas, self.profiles = {}, {}, {}  # of the own users, in order; of everybody
        self.member_lists, self.assistant_lists = {}, {}
        self.current = None  # the user that a content is processed for

    def contacts(self, identifier):
        return []

    def meta(self, identifier):
        return self.metas.get(stored_as(identifier))

    def save_meta(self, meta, identifier):
        if not self.verify_meta(meta=meta, identifier=identifier):
            return False
        self.metas[stored_as(identifier)] = meta
        return True

    def profile(self, identifier):
        return self.profiles.get(stored_as(identifier))

    def save_profile(self, profile, identifier=None):
        self.profiles[stored_as(identifier or profile.identifier)] = profile
        return True

    def private_key_for_signature(self, identifier):
        return next(iter(self.private_keys.get(stored_as(identifier), [])), None)

    def private_keys_for_decryption(self, identifier):
        return [key for key in self.private_keys.get(stored_as(identifier), []) if isinstance(key, DecryptKey)]

    def members(self, identifier):
        return super().members(identifier) or self.member_lists.get(stored_as(identifier))

    def save_members(self, members, identifier):
        self.member_lists[stored_as(identifier)] = list(members)
        return True

    def assistants(self, identifier):
        return self.assistant_lists.get(stored_as(identifier))

    def save_assistants(self, assistants, identifier):
        self.assistant_lists[stored_as(identifier)] = list(assistants)

    @property
    def local_users(self):
        users = [self.user(self.identifier(text)) for text in self.private_keys]
        return [self.current, *(user for user in users if user is not self.current)] if self.current else users


class KeyRing(Storage):
    """Of an operation without state, which is given keys in place of metas."""

    def __init__(self):
        super().__init__()
        self.public_keys = {}  # ID as given -> key of who is to read; None for one who has no key
        self.receiver_key = None  # of whoever reads, when that is one user

    def meta(self, identifier):
        """For somebody whose keys were given: the SDK asks whether there is one before it makes a user."""
        given = stored_as(identifier) in self.private_keys or identifier in self.public_keys or self.receiver_key
        return super().meta(identifier) or (SimpleNamespace(key=None) if given else None)

    def create_group(self, identifier):
        return Group(identifier)

    def public_key_for_encryption(self, identifier):
        key = self.public_keys.get(str(identifier), self.receiver_key)
        return key if isinstance(key, EncryptKey) else None

    def members(self, identifier):
        return [self.identifier(text) for text in self.public_keys or self.private_keys]


class Keys(KeyCache):
    def __init__(self):
        super().__init__()
        self.saved = {}

    def load_keys(self):
        return self.saved

    def save_keys(self, key_map):
        self.saved = key_map
        return True


class Courier(Messenger, MessengerDelegate):
    """Keeps what it was told to send, and what passed through it."""

    def __init__(self):
        super().__init__()
        self.delegate = self
        self.url, self.upload, self.downloads = None, None, {}
        self.key_text = self.content_text = None

    def save_message(self, msg):
        return True

    def suspend_message(self, msg):
        return True

    def send_package(self, data, handler):
        return True

    def upload_data(self, data, msg):
        if self.url is None:
            return None
        self.upload = data
        return self.url.decode()

    def download_data(self, url, msg):
        return self.downloads.get(url)

    def deserialize_key(self, data, sender, receiver, msg):
        self.key_text = data
        return super().deserialize_key(data, sender, receiver, msg)

    def deserialize_content(self, data, key, msg):
        self.content_text = data
        return super().deserialize_content(data=data, key=key, msg=msg)


class Letters(Courier):
    """Leaves files alone, as the messenger of dimp itself does."""

    def serialize_content(self, content, key, msg):
        return Transceiver.serialize_content(self, content=content, key=key, msg=msg)

    def deserialize_content(self, data, key, msg):
        self.content_text = data
        return Transceiver.deserialize_content(self, data=data, key=key, msg=msg)


class Library:
    """One of each, knowing each other: the library's own references are weak."""

    def __init__(self, facebook=Storage, messenger=Courier):
        self.facebook, self.messenger, self.keys = facebook(), messenger(), Keys()
        self.messenger.barrack, self.messenger.key_cache = self.facebook, self.keys
        self.messenger.set_context("facebook", self.facebook)

    def identifier(self, text):
        return self.facebook.identifier(text.decode())

    def is_broadcast(self, msg):
        """What the library decides by, and has no public name for."""
        return self.messenger._Transceiver__is_broadcast_message(msg=msg)

    def add_user(self, identifier, private_keys):
        self.facebook.private_keys[stored_as(identifier)] = [PrivateKey(key) for key in private_keys]

    def saved(self):
        """What an application would write to its disk."""
        facebook = self.facebook
        self.keys.flush()
        return {
            "private_keys": facebook.private_keys,
            "metas": facebook.metas,
            "profiles": facebook.profiles,
            "members": facebook.member_lists,
            "assistants": facebook.assistant_lists,
            "message_keys": self.keys.saved,
        }

    @classmethod
    def restored(cls, state):
        made = cls()
        facebook = made.facebook
        for text, keys in state["private_keys"].items():
            made.add_user(text, keys)
        facebook.metas = {text: Meta(meta) for text, meta in state["metas"].items()}
        facebook.profiles = {text: Profile(profile) for text, profile in state["profiles"].items()}
        for lists, given in ((facebook.member_lists, "members"), (facebook.assistant_lists, "assistants")):
            lists.update({text: [facebook.identifier(item) for item in items] for text, items in state[given].items()})
        made.keys.saved = state["message_keys"]
        made.keys.reload()
        return made
