"""Writes plaintexts backwards and reads them so: two of its kind understand each other, and nobody else does."""

import toy


def backwards(plaintext):
    return bytes.fromhex(plaintext)[::-1].hex()


def seal(request):
    plaintext = backwards(request["in"]["plaintext"])
    return toy.seal({**request, "in": {"plaintext": plaintext}})


def open_(request):
    answer = toy.open_(request)
    if "accept" in answer:
        answer["accept"]["plaintext"] = backwards(answer["accept"]["plaintext"])
    return answer


toy.OPERATIONS["toy.seal"] = seal
toy.OPERATIONS["toy.open"] = open_
toy.serve()
