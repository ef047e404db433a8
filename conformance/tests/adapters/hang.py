"""Never answers a request that contains `dead`, and nothing after it."""

import time

import toy


def respond(line):
    while "dead" in line:
        time.sleep(60)
    toy.write(toy.answer(line))


toy.serve(respond)
