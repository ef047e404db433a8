"""Cases of keys, signatures and encryption, from answers that the ports of DIMP have published."""

import base64

from dimp_case import case, draw_of, hexed, is_high, reading, rsa_opened
from dimp_identity import number_of


def curve_keys(answers):
    known = answers["KA-ecc"]
    ecc = {"needs": {"dimp-ecc"}}
    for number, key in enumerate(known["keys"], 1):
        yield case(f"published/ecc-key-{number}", "a secret in hex digits and its point", ["DI-DICT-7", "DI-DICT-9"], "KA-ecc",
                   "dimp.key.read", {"key": hexed({"algorithm": "ECC", "data": key["sk"]}), "use": "private"},
                   {"accept": {"algorithm": "ECC", "data": key["pub"]}}, **ecc)
        for kind, address in (("btc", key["btc_uncompressed"]), ("eth", key["eth"])):
            given = {"kind": kind, "data": key["pub"], **({"network": 0} if kind == "btc" else {})}
            more = {"needs": {"dimp-eth"}} if kind == "eth" else {}
            number_ = 9527 if kind == "eth" else number_of(address)
            yield case(f"published/ecc-{kind}-{number}", f"address of the kind {kind} of a published point",
                       ["DI-ADDR-2" if kind == "eth" else "DI-ADDR-1"], "KA-ecc", "dimp.address", given,
                       {"accept": {"address": hexed(address), "number": number_}}, **more)
    for number, pem in enumerate(known["pem"], 1):
        use = "public" if "public" in pem else "private"
        accepted = {"algorithm": "ECC", **({"data": pem["point"]} if "point" in pem else {})}
        yield case(f"published/ecc-pem-{number}", f"a {use} key in PEM, in lines of 64 characters", ["DI-PEM-1"], "KA-ecc", "dimp.key.read",
                   {"key": hexed({"algorithm": "ECC", "data": pem[use]}), "use": use}, {"accept": accepted}, **ecc)
    points = {key["sk"]: key["pub"] for key in known["keys"]}
    for number, signed in enumerate(known["signatures"], 1):
        if signed["secret"] not in points:
            continue
        message = signed["message_utf8"].encode() if "message_utf8" in signed else bytes.fromhex(points[signed["secret"]])
        if not is_high(bytes.fromhex(signed["der"])):
            key = {"algorithm": "ECC", "data": points[signed["secret"]]}
            given = {"public_key": hexed(key), "data": message.hex(), "signature": signed["der"]}
            yield case(f"published/ecc-signature-{number}", "a published signature", ["DI-SIG-8", "DI-SIG-9"], "KA-ecc",
                       "dimp.key.verify", given, {"accept": {}}, **ecc)
        key = {"algorithm": "ECC", "data": signed["secret"]}
        yield case(f"published/ecc-sign-{number}", "a published signature, made with its secret number", ["DI-SIG-2"], "KA-ecc",
                   "dimp.key.sign", {"private_key": hexed(key), "data": message.hex()}, {"accept": {"signature": signed["der"]}},
                   draws={"k": draw_of(key, message, bytes.fromhex(signed["der"]))}, **ecc,
                   check=reading("dimp.key.verify", {"public_key": hexed({"algorithm": "ECC", "data": points[signed["secret"]]}),
                                                     "data": message.hex(), "signature": {"$ref": "/signature"}}))
    for number, address in enumerate(known["eip55"]["valid"], 1):
        yield case(f"published/eip55-{number}", "an address in the case of EIP-55", ["DI-ADDR-2", "DI-ID-4"], "KA-ecc", "dimp.id.read",
                   {"id": hexed(address)}, {"accept": {"address": hexed(address), "kind": "eth", "network": 8, "number": 9527, "entity": "user"}},
                   needs={"dimp-eth"})


def published_keys(answers):
    signed = answers["KA-signature-python-client"]
    data, signature = (base64.b64decode(signed[name]) for name in ("data_base64", "signature"))
    yield case("published/python-client-signature", "a signature of the Python client", ["DI-SIG-7"], signed["id"], "dimp.key.verify",
               {"public_key": hexed(signed["verify_key"]), "data": data.hex(), "signature": signature.hex()}, {"accept": {}})
    rsa = answers["KA-rsa"]
    public, private = ({"algorithm": "RSA", "data": rsa[name]} for name in ("public_pem", "private_pem"))
    signature, plain = base64.b64decode(rsa["signature"]), hexed(rsa["message"])
    yield case("published/rsa-sign", "a published RSA signature, made", ["DI-SIG-1"], rsa["id"], "dimp.key.sign",
               {"private_key": hexed(private), "data": plain}, {"accept": {"signature": signature.hex()}}, draws={"k": "00" * 32},
               check=reading("dimp.key.verify", {"public_key": hexed(public), "data": plain, "signature": {"$ref": "/signature"}}))
    yield case("published/rsa-verify", "a published RSA signature", ["DI-SIG-7"], rsa["id"], "dimp.key.verify",
               {"public_key": hexed(public), "data": plain, "signature": signature.hex()}, {"accept": {}})
    for number, text in enumerate(rsa["encrypted"], 1):
        block = base64.b64decode(text)
        yield case(f"published/rsa-decrypt-{number}", "a published RSA block", ["DI-ENC-6"], rsa["id"], "dimp.key.decrypt",
                   {"key": hexed(private), "ciphertext": block.hex()}, {"accept": {"plaintext": plain}})
        padding, _ = rsa_opened(private, block)
        yield case(f"published/rsa-encrypt-{number}", "a published RSA block, made with its padding", ["DI-ENC-5"], rsa["id"],
                   "dimp.key.encrypt", {"key": hexed(public), "plaintext": plain}, {"accept": {"ciphertext": block.hex()}},
                   draws={"padding": padding.ljust(512, b"\xff").hex()},
                   check=reading("dimp.key.decrypt", {"key": hexed(private), "ciphertext": {"$ref": "/ciphertext"}}, {"plaintext": plain}))
    yield from message_key(answers["KA-aes"])


def message_key(known):
    key = hexed(known["key"])
    cipher, other = (base64.b64decode(known[name]).hex() for name in ("ciphertext", "no_padding_ciphertext"))
    plain = hexed(known["plaintext"])
    yield case("published/aes-encrypt", "a published AES answer", ["DI-ENC-1"], known["id"], "dimp.key.encrypt",
               {"key": key, "plaintext": plain}, {"accept": {"ciphertext": cipher}}, draws={"padding": "ff" * 512},
               check=reading("dimp.key.decrypt", {"key": key, "ciphertext": {"$ref": "/ciphertext"}}, {"plaintext": plain}))
    yield case("published/aes-decrypt", "a published AES answer", ["DI-ENC-2"], known["id"], "dimp.key.decrypt",
               {"key": key, "ciphertext": cipher}, {"accept": {"plaintext": plain}})
    yield case("published/aes-zero-padding", "filled with zero bytes, and not padded", ["DI-ENC-4"], known["id"], "dimp.key.decrypt",
               {"key": key, "ciphertext": other}, {"accept": {"plaintext": ""}}, expect={"reject": "bad-padding"},
               choice={"padding": "last-byte"}, bug=("malleability", "medium"), base="published/aes-decrypt")
