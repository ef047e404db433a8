"""Times the original dweeter, sealing and opening one message again and again; its HTTP calls alone are replaced.

Prints the nanoseconds of a seal and of an open.
"""

import json
import time

import basicdweet
import dweeter

MESSAGES = 300
DATA = {"text": "x" * 100}
posted = []


def post(thing, content, base_url):
    posted[:] = [thing, json.dumps(content)]
    return {}


def latest(thing, base_url):
    return json.loads(BODY)["with"]


def mailbox():
    return dweeter.Dweeter("MAILBOX_NAME", "KEY_TO_MAILBOX", debug=True)


def time_of(function):
    function()
    began = time.perf_counter_ns()
    for _ in range(MESSAGES):
        function()
    return (time.perf_counter_ns() - began) / MESSAGES


def seal():
    mailbox().send_data(DATA)


def receive():
    assert mailbox().get_new_data()["text"] == DATA["text"]


basicdweet.dweet_for = post
basicdweet.get_latest_dweet_for = latest
seal()
DWEET = {"thing": posted[0], "created": "2024-07-15T05:11:32.709Z", "content": json.loads(posted[1])}
BODY = json.dumps({"this": "succeeded", "by": "getting", "the": "dweets", "with": [DWEET]})
print(time_of(seal), time_of(receive))
