"""Values of dynamic type as cases write them, and as Python has them: section 3.4 of spec/dweeter.md."""

import struct
import sys
from contextlib import contextmanager


@contextmanager
def _any_number_of_digits():
    """The interpreter's limit is the library's to meet: it must not stand in the way of handing the number over."""
    if not hasattr(sys, "set_int_max_str_digits"):
        yield
        return
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(limit)


def text_of(data):
    """Text from the hex digits of its UTF-8; three bytes stand for half of a surrogate pair."""
    return bytes.fromhex(data).decode("utf-8", "surrogatepass")


def from_tagged(value):
    """What a case says, as the Python value that an application would have."""
    tag, *rest = value
    if tag == "null":
        return None
    (content,) = rest
    if tag == "int":
        with _any_number_of_digits():
            return int(content)
    if tag == "float":
        return struct.unpack(">d", bytes.fromhex(content))[0]
    if tag == "text":
        return text_of(content)
    if tag == "bytes":
        return bytes.fromhex(content)
    if tag == "list":
        return [from_tagged(element) for element in content]
    if tag == "dict":
        return _dict(content)
    if tag == "bool":
        return content
    raise ValueError(f"unknown tag {tag!r}")


def _dict(pairs):
    made = {}
    for key, value in pairs:
        key = from_tagged(key)
        if key in made:
            raise ValueError(f"a Python dict cannot hold the key {key!r} twice")
        made[key] = from_tagged(value)
    return made


def to_tagged(value):
    """What the library gave, as a case says it."""
    if value is None:
        return ["null"]
    if isinstance(value, bool):
        return ["bool", value]
    if isinstance(value, int):
        return ["int", str(value)]
    if isinstance(value, float):
        return ["float", "7ff8000000000000" if value != value else struct.pack(">d", value).hex()]
    if isinstance(value, str):
        return ["text", value.encode("utf-8", "surrogatepass").hex()]
    if isinstance(value, list):
        return ["list", [to_tagged(element) for element in value]]
    if isinstance(value, dict):
        return ["dict", [[to_tagged(key), to_tagged(element)] for key, element in value.items()]]
    raise TypeError(f"{type(value).__name__} has no form in a case")
