"""Says hello, then closes standard output and lives on."""

import os
import sys

import toy


def respond(line):
    toy.write(toy.answer(line))
    if toy.is_hello(line):
        sys.stdout.flush()
        os.close(1)


try:
    toy.serve(respond)
except OSError:
    for _ in sys.stdin:
        pass
