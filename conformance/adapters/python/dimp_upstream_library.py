"""The packages of the original implementation, put together as section 10 of spec/dimp.md says.

dimsdk 0.4.3 is the SDK of the days of dimp 0.9.5. The first release with ECC keys, 0x addresses and metas 4 and 5 is
0.4.10, which as a whole needs a later dimp; its plugins load on this one unchanged. It stands in an environment of
its own, whose interpreter the first argument of the adapter names; four of its plugins are added to those of 0.4.3.
"""

import importlib.util
import sys
import types
import warnings
from pathlib import Path

(LATER,) = (Path(sys.argv[1]).parents[1] / "lib").glob("python*/site-packages/dimsdk/plugins")


def _stub_apns2():
    """Stands in for the package apns2, which the SDK imports for push notifications.

    Its dependency `hyper` has not loaded since Python 3.10, and no operation of the suite sends a notification.
    """
    for name in ("apns2", "apns2.client", "apns2.errors", "apns2.payload"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules["apns2.client"].APNsClient = object
    sys.modules["apns2.client"].NotificationPriority = types.SimpleNamespace(Immediate=10)
    sys.modules["apns2.errors"].APNsException = Exception
    sys.modules["apns2.payload"].Payload = object


def _later_plugin(name):
    whole = f"dimsdk.plugins.{name}"
    spec = importlib.util.spec_from_file_location(whole, LATER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[whole] = module
    spec.loader.exec_module(module)
    return module


warnings.simplefilter("ignore")  # `is 0` and the like, in code of 2020
_stub_apns2()

import dimsdk  # noqa: E402
import dimsdk.plugins.aes  # noqa: E402
import dimsdk.plugins.rsa  # noqa: E402

_later_plugin("digest")
ecc, address = _later_plugin("ecc"), _later_plugin("address")
_later_plugin("meta")

ECC_KEYS = (ecc.ECCPublicKey, ecc.ECCPrivateKey)
AESKey = dimsdk.plugins.aes.AESKey
ETHAddress = address.ETHAddress
