"""Packify values of netaio as the cases write them, and their packed form."""

import struct


def size(count, code):
    for category, layout in ((0x40, ">B"), (0x80, ">H"), (0xC0, ">I")):
        if count < 256 ** struct.calcsize(layout):
            return bytes([code | category]), category, struct.pack(layout, count)


def packed(value):
    """The canonical encoding of the values that are members of sets and dicts here: the order depends on it."""
    tag, content = value
    if tag == "int":
        code, _, number = size(int(content), 4)
        return code + number
    if tag == "tuple":
        items = [packed(item) for item in content]
        _, category, _ = size(max(map(len, items)), 0)
        code, _, count = size(len(items), 0x0C)
        lengths = b"".join(len(item).to_bytes(1, "big") for item in items)
        return code + bytes([category]) + count + lengths + b"".join(items)
    code, _, count = size(len(bytes.fromhex(content)), {"bytes": 1, "str": 3}[tag])
    return code + count + bytes.fromhex(content)


def value(item):
    """A tagged value."""
    if item is None:
        return ["none"]
    if isinstance(item, bool):
        return ["bool", item]
    if isinstance(item, int):
        return ["int", str(item)]
    if isinstance(item, str):
        return ["str", item.encode().hex()]
    if isinstance(item, list):
        return ["list", [value(part) for part in item]]
    ((tag, content),) = item.items()
    if tag in ("$int", "$bytes"):
        return [tag[1:], content]
    if tag == "$float":
        return ["float", struct.pack(">d", float(content) if content == "inf" else float.fromhex(content)).hex()]
    if tag == "$decimal":
        return ["decimal", content.encode().hex()]
    if tag == "$tuple":
        return ["tuple", [value(part) for part in content]]
    if tag == "$set":
        return ["set", sorted((value(part) for part in content), key=packed)]
    return dict_of((value(key), value(part)) for key, part in content)


def dict_of(pairs):
    return ["dict", sorted(([key, part] for key, part in pairs), key=lambda pair: packed(["tuple", pair]))]
