"""Refuses to end a session."""

import toy

toy.OPERATIONS["end"] = lambda request: {"error": "still busy"}
toy.serve()
