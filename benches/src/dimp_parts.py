"""Times what the original DIMP does beside RSA: the JSON of a message, an address, a content, a message key.

Prints the nanoseconds of each.
"""

import json
import sys
import time
import types
import warnings

warnings.simplefilter("ignore")
# What the SDK imports for push notifications does not load any more.
for name in ("apns2", "apns2.client", "apns2.errors", "apns2.payload"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["apns2.client"].APNsClient = sys.modules["apns2.payload"].Payload = object
sys.modules["apns2.client"].NotificationPriority = types.SimpleNamespace(Immediate=10)
sys.modules["apns2.errors"].APNsException = Exception

import dimsdk  # noqa: E402,F401
from dimp import Content, SymmetricKey  # noqa: E402
from mkm.address import DefaultAddress  # noqa: E402

TEXT = b'{"text": "Hello world!", "sn": 3862846817, "type": 1}'
SIZES = {"sender": 39, "receiver": 39, "data": 88, "key": 172, "signature": 172}
MESSAGE = json.dumps({"time": 1587000007, "type": 1} | {name: "a" * size for name, size in SIZES.items()})
KEY = SymmetricKey({"algorithm": "AES", "data": "A" * 43 + "=", "iv": "A" * 22 + "=="})


def time_of(function):
    function()
    began = time.perf_counter_ns()
    for _ in range(1000):
        function()
    return (time.perf_counter_ns() - began) / 1000


def text():
    return json.dumps(json.loads(MESSAGE))


def address():
    return DefaultAddress.new(TEXT, 8)


def content():
    return Content(json.loads(TEXT))


def message_key():
    assert KEY.decrypt(KEY.encrypt(TEXT)) == TEXT


print(time_of(text), time_of(address), time_of(content), time_of(message_key))
