"""Dies as soon as it holds requests of two sessions; alone every session is answered."""

import json
import os
import sys

import toy

first = None
open_sessions = set()

for line in sys.stdin.buffer:
    request = json.loads(line)
    session = request.get("session")
    if request["op"] == "end":
        open_sessions.discard(session)
    elif session is not None:
        open_sessions.add(session)
    if len(open_sessions) > 1:
        os._exit(7)
    toy.write(toy.answer(line.decode()))
