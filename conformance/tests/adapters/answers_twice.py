"""Answers every step twice."""

import toy


def respond(line):
    toy.write(toy.answer(line))
    if toy.is_step(line):
        toy.write(toy.answer(line))


toy.serve(respond)
