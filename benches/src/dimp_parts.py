"""Times what the original DIMP does beside RSA: JSON, addresses, contents, message keys, ECC keys, and a whole message.

Arguments: the interpreter of the release that has ECC keys, and in hexadecimal digits a message for hulk and its key.
Prints the nanoseconds of each. What the library makes only when it is asked for is asked for.
"""

import importlib.util
import json
import sys
import time
import types
import warnings
from pathlib import Path

warnings.simplefilter("ignore")
# What the SDK imports for push notifications does not load any more.
for name in ("apns2", "apns2.client", "apns2.errors", "apns2.payload"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["apns2.client"].APNsClient = sys.modules["apns2.payload"].Payload = object
sys.modules["apns2.client"].NotificationPriority = types.SimpleNamespace(Immediate=10)
sys.modules["apns2.errors"].APNsException = Exception

from dimp import ID, Content, DecryptKey, KeyCache, SymmetricKey, VerifyKey  # noqa: E402
from dimsdk import Facebook, Messenger  # noqa: E402
from mkm.address import DefaultAddress  # noqa: E402

MESSAGE, KEY_TEXT = (bytes.fromhex(digits).decode() for digits in sys.argv[2:])
TEXT = b'{"text": "Hello world!", "sn": 3862846817, "type": 1}'
PARSED = json.loads(TEXT)
HULK = "hulk@4YeVEN3aUnvC1DNUufCq1bs9zoBSJTzVEj"
KEY = SymmetricKey(json.loads(KEY_TEXT))


class Rsa(dict, VerifyKey, DecryptKey):
    """Knows what RSA would give."""

    data, size = b"", 0

    def verify(self, data, signature):
        return len(signature) == 128

    def decrypt(self, data):
        return KEY_TEXT.encode()


class Storage(Facebook):
    """Where the sender's meta is, and the keys of everybody are those above."""

    keys = [Rsa()]
    meta = profile = contacts = assistants = lambda self, identifier: {}
    public_keys_for_verification = private_keys_for_decryption = lambda self, identifier: self.keys
    private_key_for_signature = save_meta = save_profile = save_members = None

    @property
    def local_users(self):
        return [self.user(self.identifier(HULK))]


class Keys(KeyCache):
    load_keys = save_keys = None


class Courier(Messenger):
    save_message = suspend_message = None


def ecc_key():
    (plugin,) = (Path(sys.argv[1]).parents[1] / "lib").glob("python*/site-packages/dimsdk/plugins/ecc.py")
    spec = importlib.util.spec_from_file_location("dimsdk.plugins.ecc", plugin)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.ECCPrivateKey({"algorithm": "ECC", "data": "01" * 32})


STORAGE, KEYS, COURIER = Storage(), Keys(), Courier()
COURIER.barrack, COURIER.key_cache = STORAGE, KEYS
COURIER.set_context("facebook", STORAGE)
PRIVATE = ecc_key()
PUBLIC = PRIVATE.public_key


def text():
    return json.dumps(json.loads(MESSAGE))


def address():
    return DefaultAddress.new(TEXT, 8), ID(HULK).valid


def content():
    taken = Content(PARSED)
    return taken.type, taken.serial_number, taken.group, taken.text


def content_text():
    return Content(json.loads(TEXT.decode())).type


def message_key():
    assert KEY.decrypt(KEY.encrypt(TEXT)) == TEXT


def ecc():
    assert PUBLIC.verify(TEXT, PRIVATE.sign(TEXT))


def message():
    signed = COURIER.deserialize_message(data=MESSAGE.encode())
    instant = COURIER.decrypt_message(msg=COURIER.verify_message(msg=signed))
    assert instant.content.text == "Hello world!"


def time_of(function, times=1000):
    function()
    began = time.perf_counter_ns()
    for _ in range(times):
        function()
    return (time.perf_counter_ns() - began) / times


many = (text, content_text, address, content, message_key, message)
print(*(time_of(function) for function in many), time_of(ecc, 20))
