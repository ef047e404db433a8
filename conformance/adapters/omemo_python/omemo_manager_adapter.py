"""Adapter for the `SessionManager` of python-omemo with one of its backends, `oldmemo` (L) or `twomemo` (T), as its first
word says. How exceptions are mapped stands in section 10.5 of spec/omemo.md. The library draws its own random values.
"""

from taut_adapter import Accept, Adapter, Ignore, Reject  # first: it keeps standard output for answers

import asyncio
import functools
import sys
import xml.etree.ElementTree as ET

import omemo
import xmlschema
from omemo.types import OMEMOException
from omemo_choices import choices_of
from omemo_formats import Format
from omemo_manager import Manager

PARSING = (ValueError, xmlschema.XMLSchemaValidationError)

form = Format(sys.argv[1])
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)

adapter = Adapter(
    name=f"{form.package} with omemo",
    version=form.version,
    codes="outcome",
    draws="own",
    clock="own",
    features=["omemo-legacy" if form.legacy else "omemo-2"],
    choices=choices_of(form),
)


def refusal(why):
    return Reject(type(why).__name__, str(why).encode("utf-8", "replace").decode())


def operation(name):
    def register(function):
        @functools.wraps(function)
        def run(call):
            if call.input.get("format", form.name) != form.name:
                raise LookupError(f"{form.package} does not have this format")
            try:
                return loop.run_until_complete(function(call))
            except omemo.MessageNotForUs:
                return Ignore()
            except OMEMOException as why:
                raise refusal(why) from why

        return adapter.operation(name)(run)

    return register


def element(call):
    try:
        return ET.fromstring(call.bytes_of("xml"))
    except ET.ParseError as why:
        raise refusal(why) from why


@operation("omemo.manager.new")
async def new(call):
    manager = Manager(form)
    made = await manager.create(call)
    call.state = manager
    return Accept({**made, "actions": manager.taken_actions()})


@operation("omemo.manager.devices")
async def devices(call):
    try:
        parsed = form.etree.parse_device_list(element(call))
    except xmlschema.XMLSchemaValidationError as why:
        raise refusal(why) from why
    await call.state.devices(call.input["jid"], parsed)
    return Accept({"actions": call.state.taken_actions()})


@operation("omemo.manager.bundle")
async def bundle(call):
    where = call.input["jid"], call.input["device_id"]
    try:
        parsed = form.etree.parse_bundle(element(call), *where)
    except PARSING as why:
        raise refusal(why) from why
    call.state.bundles[where] = parsed
    return Accept(call.state.shown(parsed.identity_key))


@operation("omemo.manager.trust")
async def trust(call):
    await call.state.trust(call.input["jid"], call.bytes_of("x25519"), call.input["trust"])
    return Accept()


@operation("omemo.manager.list")
async def list_devices(call):
    return Accept({"devices": await call.state.list(call.input["jid"])})


@operation("omemo.manager.encrypt")
async def encrypt(call):
    if "payload" not in call.input:
        raise LookupError("the library sends empty messages by itself alone")
    xml, left_out = await call.state.encrypt(call.input["to"], call.bytes_of("payload"))
    return Accept({"xml": xml, "left_out": left_out, "actions": call.state.taken_actions()})


@operation("omemo.manager.decrypt")
async def decrypt(call):
    try:
        message = await call.state.parse(element(call), call.input["jid"])
    except PARSING as why:
        raise refusal(why) from why
    payload, device, _ = await call.state.sessions.decrypt(message)
    members = {"device_id": device.device_id, "trust": device.trust_level_name, "actions": call.state.taken_actions()}
    return Accept(members if payload is None else {**members, "payload": payload})


if __name__ == "__main__":
    adapter.run()
