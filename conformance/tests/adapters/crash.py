"""Dies on a request that contains `dead`."""

import os
import sys

import toy


def respond(line):
    if "dead" in line:
        sys.stderr.write("toy: assertion failed: not dead\n")
        sys.stderr.flush()
        os.abort()
    toy.write(toy.answer(line))


toy.serve(respond)
