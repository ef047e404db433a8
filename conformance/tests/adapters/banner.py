"""Greets its user on standard output before it answers."""

import toy

print("Welcome to toy 1.0", flush=True)
toy.serve()
