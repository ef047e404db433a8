"""Writes 200 kB to standard error for each request, and answers correctly."""

import sys

import toy


def respond(line):
    sys.stderr.write("debug " * 33000 + "\n")
    toy.write(toy.answer(line))


toy.serve(respond)
