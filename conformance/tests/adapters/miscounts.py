"""Tells alice a total that is too high when it does not play bob as well."""

import toy


def counter_add(request):
    answer = toy.counter_add(request)
    if request["actor"] == "alice" and (request["session"], "bob") not in toy.counters:
        answer["accept"]["total"] += 1
    return answer


toy.OPERATIONS["toy.counter.add"] = counter_add
toy.serve()
