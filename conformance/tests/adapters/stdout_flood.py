"""Says hello, then writes to standard output without end."""

import sys

import toy


def respond(line):
    toy.write(toy.answer(line))
    if not toy.is_hello(line):
        while True:
            sys.stdout.write("noise " * 10000 + "\n")


toy.serve(respond)
