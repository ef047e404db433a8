"""Times the original netaio, decoding and encoding one message again and again: that of `netaio.rs`, through both plugins.

Prints the nanoseconds of a decode and of an encode.
"""

import time

import netaio

MESSAGES = 2000


def time_of(function):
    function()
    began = time.perf_counter_ns()
    for _ in range(MESSAGES):
        function()
    return (time.perf_counter_ns() - began) / MESSAGES


body = netaio.Body.prepare(b"x" * 1024, b"greenhouse/1")
message = netaio.Message.prepare(body, netaio.MessageType.PUBLISH_URI)
message = netaio.Sha256StreamCipherPlugin({"key": "a key"}).encrypt(message)
netaio.HMACAuthPlugin({"secret": "a secret"}).make(message.auth_data, message.body)
encoded = message.encode()
assert netaio.Message.decode(encoded).check()
print(time_of(lambda: netaio.Message.decode(encoded).check()), time_of(message.encode))
