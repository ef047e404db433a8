"""Values and texts, between the line protocol and dimp: sections 4.1 and 4.2 of spec/dimp.md.

The library reads and writes JSON with Python's own module, everywhere in these two ways.
"""

import json
import struct
import sys
from contextlib import contextmanager

# Deep values must pass the adapter; what the library runs into is its own limit, that of an ordinary interpreter.
_LIBRARY_DEPTH, _OWN_DEPTH = 1000, 8000
sys.setrecursionlimit(_OWN_DEPTH)


@contextmanager
def _depth(limit):
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(limit)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def at_library_depth(operation):
    def limited(call):
        with _depth(_LIBRARY_DEPTH):
            return operation(call)

    return limited


def parse(text):
    return json.loads(text.decode("utf-8"))


def written(value):
    return json.dumps(value).encode("utf-8")


def from_tagged(value):
    """What a case says, as the Python value that an application would have."""
    with _depth(_OWN_DEPTH):
        return _from_tagged(value)


def to_tagged(value):
    """What the library gave, as a case says it."""
    with _depth(_OWN_DEPTH):
        return _to_tagged(value)


def _from_tagged(value):
    tag, *rest = value
    if tag == "null":
        return None
    (content,) = rest
    if tag == "bool":
        return content
    if tag == "int":
        return int(content)
    if tag == "float":
        return struct.unpack(">d", bytes.fromhex(content))[0]
    if tag == "text":
        return _text(content)
    if tag == "list":
        return [_from_tagged(item) for item in content]
    if tag == "dict":
        return {_text(name): _from_tagged(item) for name, item in content}
    raise ValueError(f"there is no tag {tag!r}")


def _to_tagged(value):
    if value is None:
        return ["null"]
    if isinstance(value, bool):
        return ["bool", value]
    if isinstance(value, int):
        return ["int", str(int(value))]
    if isinstance(value, float):
        return ["float", "7ff8000000000000" if value != value else struct.pack(">d", value).hex()]
    if isinstance(value, str):
        return ["text", encoded(value).hex()]
    if isinstance(value, list):
        return ["list", [_to_tagged(item) for item in value]]
    return ["dict", [[encoded(name).hex(), _to_tagged(item)] for name, item in value.items()]]


def encoded(text):
    """UTF-8, with half of a surrogate pair as the three bytes that UTF-8 would give its number."""
    return str.encode(text, "utf-8", "surrogatepass")


def _text(digits):
    return bytes.fromhex(digits).decode("utf-8", "surrogatepass")
