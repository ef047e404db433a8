"""Answers every step with a line beyond the limit."""

import sys

import toy


def respond(line):
    if toy.is_step(line):
        for _ in range(40):
            sys.stdout.write("x" * 1024 * 1024)
        print(flush=True)
    else:
        toy.write(toy.answer(line))


toy.serve(respond)
