"""Answers with members of the wrong type, and lives."""

import toy

toy.OPERATIONS["toy.open"] = lambda request: {"accept": {"plaintext": "ABC"}}
toy.OPERATIONS["toy.seal"] = lambda request: {"accept": {}, "reject": "short"}
toy.serve()
