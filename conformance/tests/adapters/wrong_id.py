"""Answers every step under an id that nobody used."""

import toy


def respond(line):
    answer = toy.answer(line)
    if toy.is_step(line):
        answer["id"] += 1000
    toy.write(answer)


toy.serve(respond)
