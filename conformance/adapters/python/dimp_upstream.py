"""Adapter for the original dimp library (PyPI 0.9.5), with mkm 0.9.4, dkd 0.7.3 and the SDK of its days.

    python3 dimp_upstream.py OTHER_PYTHON

OTHER_PYTHON is the interpreter of an environment with dimsdk 0.4.10, of which plugins alone are taken and nothing is
run (dimp_upstream_library.py). All of these packages are under the MIT license. Randomness and time are injected in
place of the functions that the library asks for them. How its results are mapped stands in section 10.5 of
spec/dimp.md, and what it is seen to do differently in sections 10.1 to 10.4.
"""

from taut_adapter import Adapter  # first: it keeps standard output for answers

import dimp_upstream_contents
import dimp_upstream_identity
import dimp_upstream_messages
import dimp_upstream_session
from dimp_upstream_values import at_library_depth

# Each was measured: section 10 of spec/dimp.md has the lines.
CHOICES = {
    "attached-profile": "ignored",
    "base58-text": "trimmed",
    "base64-text": "lenient",
    "content-members": "any",
    "digest-info": "either",
    "duplicate-members": "last",
    "ecc-curve": "any",
    "empty-group": "founder",
    "eth-address": "any",
    "file-name": "any",
    "file-url": "any",
    "forward-depth": "unlimited",
    "group-binding": "unchecked",
    "group-profile": "member",
    "high-s": "accepted",
    "history-time": "ignored",
    "json-budget": "unlimited",
    "json-depth": "deeper",
    "key-reuse": "reused",
    "later-members": "ignored",
    "lone-surrogates": "accepted",
    "member-list": "kept",
    "names": "any",
    "networks": "any",
    "non-finite": "accepted",
    "number-form": "converted",
    "padding": "last-byte",
    "pem-form": "any",
    "plain-key": "accepted",
    "profile-command": "inner",
    "profile-owner": "unchecked",
    "replay": "accepted",
    "rsa-exponent": "any",
    "rsa-modulus": "any",
    "stored-meta": "replaced",
    "unsupported-reply": "text",
}

adapter = Adapter(
    name="dimp",
    version="0.9.5",
    codes="outcome",
    draws="inject",
    clock="inject",
    features=["dimp-ecc", "dimp-eth"],
    choices=CHOICES,
)
for module in (dimp_upstream_identity, dimp_upstream_contents, dimp_upstream_messages, dimp_upstream_session):
    for name, function in module.OPERATIONS.items():
        adapter.operation(name)(at_library_depth(function))

if __name__ == "__main__":
    adapter.run()
