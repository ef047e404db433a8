"""Answers every step with text."""

import toy


def respond(line):
    if toy.is_step(line):
        print("OK, done", flush=True)
    else:
        toy.write(toy.answer(line))


toy.serve(respond)
