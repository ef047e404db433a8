"""What the backends `oldmemo` (L) and `twomemo` (T) of python-omemo differ in. Both are forks of one another, so that
their modules have the same names; what they do not share is bound here, once for each."""

import base64
import importlib
import xml.etree.ElementTree as ET

import x3dh
import xeddsa


class Format:
    """A backend, by the name of its package. `legacy` says whether it is the one of L."""

    def __init__(self, package):
        self.package = package
        self.legacy = package == "oldmemo"
        self.name = "legacy" if self.legacy else "omemo-2"
        self.version = importlib.import_module(f"{package}.version").__version__
        self.module = importlib.import_module(f"{package}.{package}")
        self.etree = importlib.import_module(f"{package}.etree")
        self.backend = getattr(self.module, package.capitalize())
        self.namespace = self.module.NAMESPACE
        ET.register_namespace("", self.namespace)

    # keys on the wire

    def identity_to_wire(self, ed25519):
        if not self.legacy:
            return ed25519
        return self.key_to_wire(xeddsa.ed25519_pub_to_curve25519_pub(ed25519))

    def identity_from_wire(self, wire, sign=False):
        """In Ed25519 form; L has its sign bit elsewhere, and needs it for signatures alone."""
        if not self.legacy:
            return wire
        return xeddsa.curve25519_pub_to_ed25519_pub(self.key_from_wire(wire), sign)

    def key_to_wire(self, x25519):
        return self.module.StateImpl._encode_public_key(x3dh.IdentityKeyFormat.CURVE_25519, x25519)

    def key_from_wire(self, wire):
        return self.module.StateImpl.parse_public_key(wire) if self.legacy else wire

    def signature_from_wire(self, wire):
        return wire[:63] + bytes([wire[63] & 0x7F]) if self.legacy else wire

    # messages

    def parse_message(self, message, peer, device):
        return self.module.EncryptedKeyMaterialImpl.parse(message, peer, device)

    def parse_exchange(self, exchange):
        """The key exchange, and the message within."""
        if self.legacy:
            return self.module.KeyExchangeImpl.parse(exchange, False)
        return self.module.KeyExchangeImpl.parse(exchange)

    def write_exchange(self, exchange, message):
        written = exchange.serialize(message)
        return written[0] if self.legacy else written

    def read_message(self, message):
        """What the backend itself reads of a message: its fields, and what the MAC covers."""
        outer = self.module.OMEMOAuthenticatedMessage.FromString(message)
        inner = self.module.OMEMOMessage.FromString(outer.message[1:] if self.legacy else outer.message)
        return outer, inner

    # payloads

    def content(self, payload, iv):
        return self.module.ContentImpl(payload, iv) if self.legacy else self.module.ContentImpl(payload)

    def material(self, data):
        size = self.module.PlainKeyMaterialImpl.KEY_LENGTH
        return self.module.PlainKeyMaterialImpl(data[:size], data[size:])

    # XML

    def bundle_element(self, call):
        """The bundle of an operation, as the element that the backend parses."""
        names = _BUNDLE[self.legacy]
        root = ET.Element(f"{{{self.namespace}}}bundle")

        def child(parent, name, data, **attributes):
            element = ET.SubElement(parent, f"{{{self.namespace}}}{name}", attributes)
            element.text = base64.b64encode(data).decode() or None

        child(root, names["signed"], call.bytes_of("signed_pre_key"), **{names["signed_id"]: str(call.input["signed_pre_key_id"])})
        child(root, names["signature"], call.bytes_of("signature"))
        child(root, names["identity"], call.bytes_of("identity_key"))
        keys = ET.SubElement(root, f"{{{self.namespace}}}prekeys")
        for number, key in zip(call.input["pre_key_ids"], call.input["pre_keys"]):
            child(keys, names["key"], bytes.fromhex(key), **{names["key_id"]: str(number)})
        return root

    def bundle_members(self, root):
        """The members of an operation from the element that the backend has written."""
        names = _BUNDLE[self.legacy]

        def children(name):
            return root.iter(f"{{{self.namespace}}}{name}")

        def data(element):
            return base64.b64decode(element.text)

        (signed,) = children(names["signed"])
        (signature,) = children(names["signature"])
        (identity,) = children(names["identity"])
        keys = sorted((int(element.get(names["key_id"])), data(element)) for element in children(names["key"]))
        return {
            "identity_key": data(identity),
            "signed_pre_key_id": int(signed.get(names["signed_id"])),
            "signed_pre_key": data(signed),
            "signature": data(signature),
            "pre_key_ids": [number for number, _ in keys],
            "pre_keys": [key for _, key in keys],
        }


_BUNDLE = {
    True: {
        "signed": "signedPreKeyPublic",
        "signed_id": "signedPreKeyId",
        "signature": "signedPreKeySignature",
        "identity": "identityKey",
        "key": "preKeyPublic",
        "key_id": "preKeyId",
    },
    False: {"signed": "spk", "signed_id": "id", "signature": "spks", "identity": "ik", "key": "pk", "key_id": "id"},
}
