"""JSON, addresses, IDs, keys, metas and profiles: sections 5.1 to 5.12 of spec/dimp.md."""

from Crypto.Cipher import AES
from Crypto.PublicKey import RSA
from dimp import ID, Meta, PrivateKey, Profile, PublicKey, SymmetricKey
from dimp_upstream_injection import injected
from dimp_upstream_library import AESKey, ECC_KEYS, ETHAddress
from dimp_upstream_node import Library
from dimp_upstream_values import encoded, from_tagged, parse, to_tagged, written
from mkm.address import ConstantAddress, DefaultAddress
from taut_adapter import Accept, Reject


def json_read(call):
    return Accept({"value": to_tagged(parse(call.bytes_of("text")))})


def json_write(call):
    return Accept({"text": written(from_tagged(call.input["value"]))})


def address(call):
    data = call.bytes_of("data")
    if call.input["kind"] == "eth":
        made = ETHAddress.new(data=data)
    else:
        made = DefaultAddress.new(data=data, network=call.input.get("network", 8))
    return Accept({"address": encoded(made), "number": made.number})


def _identifier(text):
    """An ID that was looked into; ValueError is what Address and ID announce."""
    identifier = ID(text)
    try:
        identifier.address  # it is taken apart when it is asked for a part
    except ValueError as why:
        raise Reject("ValueError", str(why).encode("utf-8", "replace").decode()) from why
    return identifier


def id_read(call):
    identifier = _identifier(call.bytes_of("id").decode())
    parts = {"name": identifier.name, "terminal": identifier.terminal}
    members = {name: encoded(part) for name, part in parts.items() if part}
    members.update(address=encoded(identifier.address), number=identifier.number)
    members.update(kind=_kind(identifier.address), network=int(identifier.type))
    members["entity"] = _entity(identifier)
    return Accept(members)


def _kind(address):
    if isinstance(address, ConstantAddress):
        return "broadcast"
    return "eth" if isinstance(address, ETHAddress) else "btc"


def _entity(identifier):
    if identifier.is_user:
        return "both" if identifier.is_group else "user"
    return "group" if identifier.is_group else "neither"


def id_equal(call):
    first, second = (_identifier(call.bytes_of(name).decode()) for name in ("a", "b"))
    return Accept({"equal": first == second})


def id_roles(call):
    group, facebook = _identifier(call.bytes_of("group").decode()), Library().facebook
    founder, owner = facebook.founder(group), facebook.owner(group)
    if founder is None or owner is None:
        raise Reject("None")
    members = [encoded(member) for member in facebook.members(group)]
    return Accept({"founder": encoded(founder), "owner": encoded(owner), "members": members})


def key_read(call):
    given = parse(call.bytes_of("key"))
    if call.input["use"] == "message":
        key = SymmetricKey(given)
        if isinstance(key, AESKey):
            members = {"algorithm": "AES", "data": key.data}
            if len(key.iv) == AES.block_size:  # one of another size, which it takes, has no place in an answer
                members["iv"] = key.iv
            return Accept(members)
        return Accept({"algorithm": "PLAIN"})
    public = PublicKey(given) if call.input["use"] == "public" else PrivateKey(given).public_key
    if isinstance(public, ECC_KEYS):
        return Accept({"algorithm": "ECC", "data": public.data})
    bits = RSA.import_key(public.data).size_in_bits()  # the library does not tell
    return Accept({"algorithm": "RSA", "data": public.data, "bits": bits})


def key_public(call):
    return Accept({"public_key": written(PrivateKey(parse(call.bytes_of("private_key"))).public_key)})


def key_make(call):
    wanted = {"algorithm": call.input["algorithm"]}
    if call.input.get("size", 32) != 32:
        wanted["size"] = call.input["size"]
    with injected(call, "key", "iv") as given:
        given.secret = True
        key = SymmetricKey(wanted) if wanted["algorithm"] == "AES" else PrivateKey(wanted)
    return Accept({"key": written(key)})


def key_sign(call):
    key = PrivateKey(parse(call.bytes_of("private_key")))
    with injected(call, "k"):
        return Accept({"signature": key.sign(call.bytes_of("data"))})


def key_verify(call):
    key = PublicKey(parse(call.bytes_of("public_key")))
    if not key.verify(data=call.bytes_of("data"), signature=call.bytes_of("signature")):
        raise Reject("False")
    return Accept()


def _either_key(given):
    """A message key or, if not that, a private or a public one."""
    if SymmetricKey.key_class(given["algorithm"]) is not None:
        return SymmetricKey(given)
    return PrivateKey(given) if "PRIVATE KEY-----" in given["data"] else PublicKey(given)


def key_encrypt(call):
    key = _either_key(parse(call.bytes_of("key")))
    with injected(call, "padding"):
        return Accept({"ciphertext": key.encrypt(call.bytes_of("plaintext"))})


def key_decrypt(call):
    key = _either_key(parse(call.bytes_of("key")))
    try:
        return Accept({"plaintext": key.decrypt(call.bytes_of("ciphertext"))})  # "" when the padding is wrong
    except ValueError as why:
        raise Reject("ValueError", str(why)) from why


def meta_make(call):
    settings = {"version": call.input.get("version", 1)}
    if "seed" in call.input:
        settings["seed"] = call.bytes_of("seed").decode()
    key = PrivateKey(parse(call.bytes_of("private_key")))
    with injected(call, "k"):
        meta = Meta.generate(key, **settings)
    return Accept({"meta": written(meta)}, _fingerprint(meta))


def _fingerprint(meta):
    return {"fingerprint": meta.fingerprint} if meta.has_seed else {}


def _on_the_way(meta):
    hashed = meta.fingerprint if meta.version == 1 else meta.key.data[1:]
    return {**_fingerprint(meta), "hashed": hashed}


def meta_id(call):
    meta = Meta(parse(call.bytes_of("meta")))
    made = meta.generate_identifier(call.input["network"])
    return Accept({"id": encoded(made), "number": made.number}, _on_the_way(meta))


def meta_check(call):
    meta = Meta(parse(call.bytes_of("meta")))
    if not Library().facebook.verify_meta(meta=meta, identifier=ID(call.bytes_of("id").decode())):
        raise Reject("False", None, _on_the_way(meta))
    return Accept(None, _on_the_way(meta))


def profile_make(call):
    profile = Profile.new(identifier=ID(call.bytes_of("id").decode()))
    for name, value in from_tagged(call.input["properties"]).items():
        profile.set_property(name, value)
    key = PrivateKey(parse(call.bytes_of("private_key")))
    with injected(call, "k"):
        profile.sign(key)
    return Accept({"profile": written(profile)}, {"data": encoded(profile["data"])})


def profile_read(call):
    """As mkm does it: whoever verifies a profile brings the key, and says nothing of the ID."""
    signer = ID((call.bytes_of("signer") or call.bytes_of("id")).decode())
    meta, profile = Meta(parse(call.bytes_of("meta"))), Profile(parse(call.bytes_of("profile")))
    if not Library().facebook.verify_meta(meta=meta, identifier=signer):
        raise Reject("False", "the meta is not that of the signer")
    if not profile.verify(public_key=meta.key):
        raise Reject("False", "the signature")
    members = {"properties": to_tagged(profile._properties)}
    if profile.key is not None:
        members["key"] = written(profile.key)
    return Accept(members, {"data": encoded(profile["data"])})


OPERATIONS = {
    "dimp.json.read": json_read,
    "dimp.json.write": json_write,
    "dimp.address": address,
    "dimp.id.read": id_read,
    "dimp.id.equal": id_equal,
    "dimp.id.roles": id_roles,
    "dimp.key.read": key_read,
    "dimp.key.public": key_public,
    "dimp.key.make": key_make,
    "dimp.key.sign": key_sign,
    "dimp.key.verify": key_verify,
    "dimp.key.encrypt": key_encrypt,
    "dimp.key.decrypt": key_decrypt,
    "dimp.meta.make": meta_make,
    "dimp.meta.id": meta_id,
    "dimp.meta.check": meta_check,
    "dimp.profile.make": profile_make,
    "dimp.profile.read": profile_read,
}
