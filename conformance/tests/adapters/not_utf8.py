"""Answers every step in Latin-1."""

import sys

import toy


def respond(line):
    if toy.is_step(line):
        sys.stdout.buffer.write('{"id":1,"error":"é"}\n'.encode("latin-1"))
        sys.stdout.buffer.flush()
    else:
        toy.write(toy.answer(line))


toy.serve(respond)
