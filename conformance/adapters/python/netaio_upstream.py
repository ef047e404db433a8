"""Adapter for the original netaio library (PyPI 0.0.9, or 0.0.8 without nodes), with its asymmetric extras.

Randomness and time are injected in place of the functions that the library asks for them. Nodes without sockets are
its own classes on a loop that keeps what is sent (netaio_upstream_nodes.py); live ones are the same on loopback. What
it is seen to do differently, and what is out of scope, stands in section 10 of spec/netaio.md.
"""

from taut_adapter import Adapter  # first: it keeps standard output for answers

import logging

from netaio_upstream_plugins import VERSION
import netaio_upstream_stateless

# Each was measured: section 10 of spec/netaio.md has the lines.
STATELESS = {
    "auth-fields": "any",
    "body-length": "ignored",
    "field-clash": "overwritten",
    "hmac-fields": "any",
    "inner-uri": "clipped",
    "iv-size": "unchecked",
    "packify-canonical": "unchecked",
    "packify-depth": "unlimited",
    "tapescript-fields": "any",
    "vm-budget": "unlimited",
    "vm-instructions": "all",
}
NODES = {
    "answer-to-answer": "answer",
    "checksum-answer": "sealed",
    "client-auth-failure": "local-error",
    "datagram-size": "dropped",
    "datagram-trailing": "ignored",
    "error-type": "by-text",
    "inner-auth-failure": "continue",
    "one-time": "before-checks",
    "partial-message": "waits",
    "peer-after-close": "kept",
    "peer-disconnect": "anyone",
    "peer-limit": "unlimited",
    "peer-overwrite": "anyone",
    "peer-removal": "partial",
    "request-plugins": "twice",
    "unmanage-app": "runs-on",
}
WITH_NODES = VERSION != "0.0.8"

logging.disable(logging.CRITICAL)  # it logs what it refuses, with tracebacks
adapter = Adapter(
    name="netaio",
    version=VERSION,
    codes="outcome",
    draws="inject",
    clock="inject",
    features=[f"netaio-{VERSION}", "netaio-peer-lock", "netaio-tapescript", "netaio-x25519"],
    choices={**STATELESS, **(NODES if WITH_NODES else {})},
)
offered = [netaio_upstream_stateless.OPERATIONS]
if WITH_NODES:
    import netaio_upstream_live
    import netaio_upstream_nodes

    offered += [netaio_upstream_nodes.OPERATIONS, netaio_upstream_live.OPERATIONS]
for operations in offered:
    for name, function in operations.items():
        adapter.operation(name)(function)

if __name__ == "__main__":
    adapter.run()
