"""Adapter for the backends of python-omemo: `oldmemo` (L) or `twomemo` (T), as its first word says.

A Party is the backend with what it stores; section 10.5 of spec/omemo.md says how exceptions are mapped.
Injected are random values, in the place of the module `secrets`; nothing else of the library is touched.
"""

from taut_adapter import Accept, Adapter, Ignore, Reject  # first: it keeps standard output for answers

import asyncio
import base64
import functools
import sys
import xml.etree.ElementTree as ET
from contextlib import contextmanager

import omemo
import x3dh
import xeddsa
import xmlschema
from omemo.types import OMEMOException, SignedLabel
from omemo_formats import Format
from omemo_choices import choices_of
from omemo_draws import named
from omemo_party import DEVICE, DRAWS, POOL, Party
from x3dh.signed_pre_key_pair import SignedPreKeyPair

form = Format(sys.argv[1])
DRAWS.install(form.package)
loop = asyncio.new_event_loop()

adapter = Adapter(
    name=form.package,
    version=form.version,
    codes="outcome",
    draws="inject",
    clock="own",
    features=["given-draws", "omemo-legacy" if form.legacy else "omemo-2"],
    choices=choices_of(form),
)


@contextmanager
def announced(*exceptions):
    """What the documentation of the called function says that it raises."""
    try:
        yield
    except exceptions as why:
        raise Reject(type(why).__name__, str(why).encode("utf-8", "replace").decode()) from why


PARSING = (ValueError, xmlschema.XMLSchemaValidationError)


def operation(name, formats=("legacy", "omemo-2")):
    """Registers an operation, which may be a coroutine, if the backend is one of these formats."""

    def register(function):
        @functools.wraps(function)
        def run(call):
            if call.input.get("format", form.name) != form.name:
                raise LookupError(f"{form.package} does not have this format")
            with announced(OMEMOException):
                result = function(call)
                return loop.run_until_complete(result) if asyncio.iscoroutine(result) else result

        if form.name in formats:
            adapter.operation(name)(run)
        return function

    return register


def element(call):
    """The XML of an operation, by the parser of the standard library: the library itself takes elements."""
    with announced(ET.ParseError):
        return ET.fromstring(call.bytes_of("xml"))


def xml(root):
    return {"xml": ET.tostring(root, encoding="utf-8")}


# Section 5.1: keys


@operation("omemo.key.pair")
def key_pair(call):
    key = call.bytes_of("key")
    private = xeddsa.seed_to_priv(key) if call.input["form"] == "seed" else key
    public = {"x25519": xeddsa.priv_to_curve25519_pub(private), "ed25519": xeddsa.priv_to_ed25519_pub(private)}
    return Accept({"private": private, **public})


@operation("omemo.key.to_x25519")
def key_to_x25519(call):
    with announced(xeddsa.XEdDSAException):
        return Accept({"x25519": xeddsa.ed25519_pub_to_curve25519_pub(call.bytes_of("ed25519"))})


@operation("omemo.key.to_ed25519")
def key_to_ed25519(call):
    return Accept({"ed25519": xeddsa.curve25519_pub_to_ed25519_pub(call.bytes_of("x25519"), bool(call.input["sign"]))})


@operation("omemo.key.agree")
def key_agree(call):
    with announced(xeddsa.XEdDSAException):
        return Accept({"shared": xeddsa.x25519(call.bytes_of("private"), call.bytes_of("public"))})


@operation("omemo.key.read", formats=["legacy"])
def key_read(call):
    with announced(ValueError):
        return Accept({"x25519": form.key_from_wire(call.bytes_of("key"))})


@operation("omemo.key.fingerprint")
def key_fingerprint(call):
    ed25519 = xeddsa.curve25519_pub_to_ed25519_pub(call.bytes_of("x25519"), False)
    return Accept({"fingerprint": " ".join(omemo.SessionManager.format_identity_key(ed25519)).encode()})


# Section 5.2: signatures


@operation("omemo.sign")
def sign(call):
    nonce = call.draw("nonce")
    return Accept({"signature": xeddsa.ed25519_priv_sign(call.bytes_of("private"), call.bytes_of("message"), nonce)})


@operation("omemo.sign_seed")
def sign_seed(call):
    return Accept({"signature": xeddsa.ed25519_seed_sign(call.bytes_of("seed"), call.bytes_of("message"))})


def verified(signature, ed25519, message):
    if not xeddsa.ed25519_verify(signature, ed25519, message):
        raise Reject("bad-signature", "ed25519_verify returned False")


@operation("omemo.verify")
def verify(call):
    verified(call.bytes_of("signature"), call.bytes_of("ed25519"), call.bytes_of("message"))
    return Accept()


# Sections 5.3 and 5.4: messages and key exchanges


@operation("omemo.message.decode")
def message_decode(call):
    with announced(ValueError):
        header = form.parse_message(call.bytes_of("message"), "", DEVICE).encrypted_message.header
    outer, inner = form.read_message(call.bytes_of("message"))
    return Accept(
        {
            "ratchet_key": header.ratchet_pub,
            "n": header.sending_chain_length,
            "pn": header.previous_sending_chain_length,
            "ciphertext": inner.ciphertext,
            "mac": outer.mac,
            "covered": outer.message,
        }
    )


@operation("omemo.key_exchange.encode")
def key_exchange_encode(call):
    with announced(ValueError):
        identity_key = form.identity_from_wire(call.bytes_of("identity_key"))
        header = x3dh.Header(identity_key, call.bytes_of("ephemeral_key"), b"", b"")
        exchange = form.module.KeyExchangeImpl(header, call.input["signed_pre_key_id"], call.input["pre_key_id"])
        return Accept({"key_exchange": form.write_exchange(exchange, call.bytes_of("message"))})


@operation("omemo.key_exchange.decode")
def key_exchange_decode(call):
    with announced(ValueError):
        exchange, message = form.parse_exchange(call.bytes_of("key_exchange"))
        form.parse_message(message, "", DEVICE)
    return Accept(
        {
            "pre_key_id": exchange.pre_key_id,
            "signed_pre_key_id": exchange.signed_pre_key_id,
            "identity_key": form.identity_to_wire(exchange.identity_key),
            "ephemeral_key": exchange.header.ephemeral_key,
            "message": message,
        }
    )


# Sections 5.5 and 5.6: bundles and device lists


def parsed_bundle(root):
    with announced(*PARSING):
        return form.etree.parse_bundle(root, "", DEVICE)


@operation("omemo.bundle.check")
def bundle_check(call):
    bundle = parsed_bundle(form.bundle_element(call)).bundle
    verified(bundle.signed_pre_key_sig, bundle.identity_key, form.key_to_wire(bundle.signed_pre_key))
    return Accept({"ed25519": bundle.identity_key, "x25519": xeddsa.ed25519_pub_to_curve25519_pub(bundle.identity_key)})


@operation("omemo.bundle.write")
def bundle_write(call):
    signature, identity_key = call.bytes_of("signature"), call.bytes_of("identity_key")
    with announced(ValueError):
        keys = {form.key_from_wire(bytes.fromhex(key)): number for key, number in zip(call.input["pre_keys"], call.input["pre_key_ids"])}
        signed = form.key_from_wire(call.bytes_of("signed_pre_key"))
        identity_key = form.identity_from_wire(identity_key, bool(signature[63] & 0x80))
    bundle = x3dh.Bundle(identity_key, signed, form.signature_from_wire(signature), tuple(keys))  # a set has no order
    return Accept(xml(form.etree.serialize_bundle(form.module.BundleImpl("", DEVICE, bundle, call.input["signed_pre_key_id"], keys))))


@operation("omemo.bundle.read")
def bundle_read(call):
    parsed = parsed_bundle(element(call))
    written = form.bundle_members(form.etree.serialize_bundle(parsed))
    wire = {form.key_to_wire(key): number for key, number in parsed.pre_key_ids.items()}
    return Accept({**written, "pre_key_ids": list(wire.values()), "pre_keys": list(wire)})


@operation("omemo.devices.write")
def devices_write(call):
    labels = {entry[1]: SignedLabel(bytes.fromhex(entry[2]).decode(), bytes.fromhex(entry[3])) for entry in call.input.get("labels", [])}
    return Accept(xml(form.etree.serialize_device_list({number: labels.get(number) for number in call.input["ids"]})))


@operation("omemo.devices.read")
def devices_read(call):
    with announced(xmlschema.XMLSchemaValidationError):
        devices = form.etree.parse_device_list(element(call))
    labels = [["label", number, signed.label.encode(), signed.signature] for number, signed in devices.items() if signed is not None]
    return Accept({"ids": list(devices), "labels": labels})


@operation("omemo.label.check", formats=["omemo-2"])
async def label_check(call):
    label = b"".join(b"&#%d;" % byte if byte in b'&<"\t\n\r' else bytes([byte]) for byte in call.bytes_of("label"))
    with announced(ET.ParseError):
        root = ET.fromstring(b'<devices xmlns="%s"><device id="1" label="%s"/></devices>' % (form.namespace.encode(), label))
    if "signature" in call.input:
        root[0].set("labelsig", base64.b64encode(call.bytes_of("signature")).decode())
    signed = form.etree.parse_device_list(root)[1]
    backend = form.backend(None)
    if signed is None or not await backend.verify_label_signature(signed.label, signed.signature, call.bytes_of("identity_key")):
        return Ignore()
    return Accept()


# Sections 5.8 to 5.10: X3DH, chains, payloads


@operation("omemo.x3dh.passive")
async def x3dh_passive(call):
    state_class = form.module.StateImpl
    privates = [call.bytes_of("pre_key_private")] if "pre_key_private" in call.input else []
    signed = SignedPreKeyPair(call.bytes_of("signed_pre_key_private"), bytes(64), 0)
    identity = x3dh.identity_key_pair.IdentityKeyPairPriv(call.bytes_of("identity_private"))
    model = x3dh.BaseStateModel(
        identity_key=identity.model, signed_pre_key=signed.model, old_signed_pre_key=None, pre_keys=frozenset(privates)
    )
    state = state_class.from_model(model, x3dh.IdentityKeyFormat.ED_25519, x3dh.HashFunction.SHA_256, state_class.INFO)
    with announced(ValueError):
        identity_key = form.identity_from_wire(call.bytes_of("identity_key"))
        ephemeral_key = form.key_from_wire(call.bytes_of("ephemeral_key"))
    pre_key = xeddsa.priv_to_curve25519_pub(privates[0]) if privates else None
    header = x3dh.Header(identity_key, ephemeral_key, state.bundle.signed_pre_key, pre_key)
    with announced(x3dh.KeyAgreementException):
        secret, associated, _ = await state.get_shared_secret_passive(header, require_pre_key=False)
    return Accept({"shared_secret": secret, "ad": associated})


@operation("omemo.kdf.root")
async def kdf_root(call):
    derived = await form.module.RootChainKDFImpl.derive(call.bytes_of("root_key"), call.bytes_of("shared"), 64)
    return Accept({"root_key": derived[:32], "chain_key": derived[32:]})


@operation("omemo.kdf.chain")
async def kdf_chain(call):
    constant = form.module.DoubleRatchetImpl.MESSAGE_CHAIN_CONSTANT
    derived = await form.module.MessageChainKDFImpl.derive(call.bytes_of("chain_key"), constant, 64)
    return Accept({"chain_key": derived[:32], "message_key": derived[32:]})


@operation("omemo.payload.seal_legacy", formats=["legacy"])
@operation("omemo.payload.seal_2", formats=["omemo-2"])
async def payload_seal(call):
    DRAWS.give(named(call, "key", "iv"))
    content, material = await form.backend(None).encrypt_plaintext(call.bytes_of("plaintext"))
    members = {"payload": content.ciphertext, "material": material.key + material.auth_tag}
    if form.legacy:
        members["iv"] = content.initialization_vector
    return Accept(members)


@operation("omemo.payload.open_legacy", formats=["legacy"])
@operation("omemo.payload.open_2", formats=["omemo-2"])
async def payload_open(call):
    content = form.content(call.bytes_of("payload"), call.bytes_of("iv"))
    material = form.material(call.bytes_of("material"))
    return Accept({"plaintext": await form.backend(None).decrypt_plaintext(content, material)})


# Sections 6.1 to 6.5, 6.9: a Party


@operation("omemo.party.new")
async def party_new(call):
    party = Party(form, call.input.get("pool", POOL))
    made = await party.create(call)
    call.state = party
    return Accept(made)


@operation("omemo.party.bundle")
async def party_bundle(call):
    return Accept(await call.state.bundle())


@operation("omemo.party.rotate")
async def party_rotate(call):
    return Accept({"signed_pre_key_id": await call.state.rotate(call)})


@operation("omemo.party.refill")
async def party_refill(call):
    return Accept({"pre_key_ids": await call.state.refill(call)})


@operation("omemo.party.start")
async def party_start(call):
    return Accept(await call.state.start(call, parsed_bundle(form.bundle_element(call))))


@operation("omemo.party.encrypt")
async def party_encrypt(call):
    message, key_exchange = await call.state.encrypt(call.input["peer"], call.bytes_of("plaintext"))
    return Accept({"message": message, "key_exchange": key_exchange})


@operation("omemo.party.decrypt")
async def party_decrypt(call):
    exchange, message = None, call.bytes_of("message")
    with announced(ValueError):
        if call.input["key_exchange"]:
            exchange, message = form.parse_exchange(message)
        parsed = form.parse_message(message, call.input["peer"], DEVICE)
    return Accept({"plaintext": await call.state.decrypt(call, exchange, parsed)})


@operation("omemo.party.status")
async def party_status(call):
    return Accept(await call.state.status(call.input["peer"]))


@operation("omemo.party.forget")
async def party_forget(call):
    await call.state.forget(call.input["peer"])
    return Accept()


if __name__ == "__main__":
    adapter.run()
