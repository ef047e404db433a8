"""A correct adapter for a toy protocol, and the base of the broken ones.

The first argument, if any, is a JSON object whose members replace those of the hello.
"""

import json
import sys

HELLO = {
    "taut": 1,
    "name": "toy",
    "version": "1.0",
    "language": "python",
    "ops": ["toy.seal", "toy.open", "toy.counter.new", "toy.counter.add", "toy.forge", "toy.time"],
    "features": [],
    "choices": {},
    "codes": "exact",
    "draws": "inject",
    "clock": "inject",
    "in_flight": 4,
}
if len(sys.argv) > 1:
    HELLO.update(json.loads(sys.argv[1]))

counters = {}


def seal(request):
    nonce = "5eed" if HELLO["draws"] == "own" else request["draws"]["nonce"]
    return {"accept": {"message": nonce + request["in"]["plaintext"]}, "intermediate": {"head": nonce}}


def open_(request):
    message = request["in"]["message"]
    if len(message) < 4:
        return {"reject": "short", "detail": "%d bytes" % (len(message) // 2), "intermediate": {"head": message}}
    if message.startswith("0000"):
        return {"ignore": {}}
    if message.startswith("ffff") and HELLO["choices"].get("head") != "unchecked":
        return {"reject": "bad-head"}
    return {"accept": {"plaintext": message[4:]}, "intermediate": {"head": message[:4]}}


def counter_new(request):
    counters[request["session"], request["actor"]] = 0
    return {"accept": {}}


def counter_add(request):
    key = request["session"], request["actor"]
    if key not in counters:
        return {"error": "no counter"}
    counters[key] += request["in"]["number"]
    return {"accept": {"total": counters[key]}}


def end(request):
    for key in [key for key in counters if key[0] == request["session"]]:
        del counters[key]
    return {"accept": {}}


OPERATIONS = {
    "hello": lambda request: {"accept": HELLO},
    "taut.echo": lambda request: {"accept": request["in"]},
    "end": end,
    "toy.seal": seal,
    "toy.open": open_,
    "toy.counter.new": counter_new,
    "toy.counter.add": counter_add,
    "toy.forge": lambda request: {"accept": {"message": request["in"]["head"] + request["in"]["plaintext"]}},
    "toy.time": lambda request: {"accept": {"time": request["now"]}},
}


def answer(line):
    """The answer to one line, as a dictionary."""
    try:
        request = json.loads(line)
    except ValueError as why:
        return {"id": None, "error": str(why)}
    operation = OPERATIONS.get(request["op"])
    if operation is None:
        return {"id": request["id"], "error": "unknown operation"}
    try:
        return {"id": request["id"], **operation(request)}
    except Exception as why:
        return {"id": request["id"], "error": repr(why)}


def write(value):
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def serve(respond=lambda line: write(answer(line))):
    """Calls `respond` with each line of standard input."""
    for line in sys.stdin.buffer:
        respond(line.decode())


def is_hello(line):
    return '"op":"hello"' in line


def is_step(line):
    return '"session":' in line and '"op":"end"' not in line


if __name__ == "__main__":
    serve()
