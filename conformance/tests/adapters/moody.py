"""Takes a message that is too short ill. The second argument says how: `abort`, `error` or `sulk`."""

import os
import sys

import toy

mood = sys.argv[2]
sulking = set()


def open_(request):
    if len(request["in"]["message"]) < 4:
        if mood == "abort":
            os.abort()
        if mood == "error":
            return {"error": "IndexError: " + request["in"]["message"]}
        sulking.add(request["session"])
    if request["session"] in sulking:
        return {"reject": "short"}
    return toy.open_(request)


toy.OPERATIONS["toy.open"] = open_
toy.serve()
