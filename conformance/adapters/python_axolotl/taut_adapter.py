"""The line protocol of Taut for adapters in Python: `spec/adapter.md`. Standard library only, Python 3.9 or newer.

    from taut_adapter import Accept, Adapter, Ignore, Reject

    adapter = Adapter(name="mine", version="1.0", codes="exact", draws="inject", clock="inject")

    @adapter.operation("protocol.open")
    def open_message(call):
        try:
            return Accept({"plaintext": mine.open(call.bytes_of("key"), call.bytes_of("message"))})
        except mine.BadSignature as why:
            raise Reject("bad-signature", str(why)) from why

    adapter.run()

Map only the exceptions that your library documents to codes; every other one is answered `error` by itself, with
the traceback on standard error. Import this module before your library: it keeps standard output for answers and
sends what anything else prints there to standard error.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from typing import Any, Callable, Iterable, Iterator, Mapping, Optional, Union

_IN, _OUT = os.dup(0), os.dup(1)
os.dup2(2, 1)
_nothing = os.open(os.devnull, os.O_RDONLY)
os.dup2(_nothing, 0)
os.close(_nothing)

LINE_LIMIT = 16 * 1024 * 1024
_CHUNK = 1024 * 1024
_FLUSH_AFTER = 0.01  # seconds that an answer may wait for more answers to travel with


def _hex(value: Any) -> str:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return value.hex()
    raise TypeError(f"{type(value).__name__} cannot stand in an answer")


_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False, default=_hex).encode


class Accept:
    """The operation succeeded. Values that are bytes are written as hex."""

    __slots__ = ("intermediate", "members")

    def __init__(
        self, members: Optional[Mapping[str, Any]] = None, intermediate: Optional[Mapping[str, Any]] = None
    ) -> None:
        self.members = members or {}
        self.intermediate = intermediate

    def answer(self, id_: Any) -> dict[str, Any]:
        answer = {"id": id_, "accept": self.members}
        if self.intermediate:
            answer["intermediate"] = self.intermediate
        return answer


class Ignore:
    """The message is dropped and nothing changes."""

    __slots__ = ()

    def answer(self, id_: Any) -> dict[str, Any]:
        return {"id": id_, "ignore": {}}


class Reject(Exception):
    """The message is refused. Raise it with a code of the specification, and with free text if that helps."""

    def __init__(
        self, code: str, detail: Optional[str] = None, intermediate: Optional[Mapping[str, Any]] = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.intermediate = intermediate

    def answer(self, id_: Any) -> dict[str, Any]:
        answer: dict[str, Any] = {"id": id_, "reject": self.code}
        if self.detail:
            answer["detail"] = self.detail
        if self.intermediate:
            answer["intermediate"] = self.intermediate
        return answer


class Call:
    """One request: what an operation is given."""

    __slots__ = ("_key", "_states", "draws", "input", "now", "op")

    def __init__(self, request: dict[str, Any], states: dict[Any, dict[Any, Any]]) -> None:
        self.op: str = request["op"]
        self.input: dict[str, Any] = request.get("in") or {}
        self.draws: dict[str, str] = request.get("draws") or {}
        self.now: Optional[int] = request.get("now")
        self._key = (request.get("session"), request.get("actor"))
        self._states = states

    def bytes_of(self, name: str) -> Optional[bytes]:
        """The input of this name, from hex; None when it was left out."""
        value = self.input.get(name)
        return None if value is None else bytes.fromhex(value)

    def draw(self, name: str) -> bytes:
        """The random value of this name that the request brings, for adapters with `draws="inject"`."""
        return bytes.fromhex(self.draws[name])

    @property
    def state(self) -> Any:
        """What this actor keeps between the steps of this session. Assign it to create the actor."""
        session, actor = self._key
        try:
            return self._states[session][actor]
        except KeyError:
            raise LookupError(f"actor {actor!r} was not created in session {session!r}") from None

    @state.setter
    def state(self, value: Any) -> None:
        session, actor = self._key
        self._states.setdefault(session, {})[actor] = value


Operation = Callable[[Call], Union[Accept, Ignore]]


class Adapter:
    """Reads requests from standard input and answers them, until the input ends."""

    def __init__(
        self,
        *,
        name: str,
        version: str,
        choices: Optional[Mapping[str, str]] = None,
        features: Iterable[str] = (),
        codes: str = "exact",
        draws: str = "inject",
        clock: str = "inject",
        in_flight: int = 64,
    ) -> None:
        self._hello = {"taut": 1, "name": name, "version": version, "language": "python"}
        self._hello.update(features=list(features), choices=dict(choices or {}), codes=codes)
        self._hello.update(draws=draws, clock=clock, in_flight=in_flight)
        self._operations: dict[str, Operation] = {}
        self._states: dict[Any, dict[Any, Any]] = {}

    def operation(self, name: str) -> Callable[[Operation], Operation]:
        """Registers a function as the operation of this name."""

        def register(function: Operation) -> Operation:
            if name in self._operations:
                raise ValueError(f"operation {name} is registered twice")
            self._operations[name] = function
            return function

        return register

    def run(self) -> None:
        """Answers until the input ends, or until nobody reads the answers any more."""
        try:
            for lines in _batches():
                self._answer_batch(lines)
        except BrokenPipeError:
            pass
        except KeyboardInterrupt:
            sys.exit(130)

    def _answer_batch(self, lines: list[Optional[bytes]]) -> None:
        answers, since = [], time.monotonic()
        for line in lines:
            answers.append(self._answer_line(line))
            if time.monotonic() - since > _FLUSH_AFTER:
                _write(answers)
                answers, since = [], time.monotonic()
        _write(answers)

    def _answer_line(self, line: Optional[bytes]) -> str:
        id_ = None
        try:
            if line is None:
                raise ValueError("the line is longer than 16 MiB")
            request = json.loads(line.decode("utf-8"))
            if not isinstance(request, dict):
                raise ValueError("a request is a JSON object")
            id_ = request.get("id")
            if type(id_) is not int:
                id_ = None
                raise ValueError("the id of a request is an integer")
            return _encode(self._answer(id_, request))
        except Exception as why:  # whatever happens, the request has its answer
            if id_ is not None:
                traceback.print_exc()
            return _encode({"id": id_, "error": f"{type(why).__name__}: {why}"[:1000]})

    def _answer(self, id_: Any, request: dict[str, Any]) -> dict[str, Any]:
        name = request.get("op")
        operation = self._operations.get(name)
        if operation is not None:
            try:
                return operation(Call(request, self._states)).answer(id_)
            except Reject as refusal:
                return refusal.answer(id_)
        if name == "taut.echo":
            return {"id": id_, "accept": request.get("in", {})}
        if name == "end":
            self._states.pop(request.get("session"), None)
            return {"id": id_, "accept": {}}
        if name == "hello":
            if 1 not in request.get("in", {}).get("taut", []):
                return {"id": id_, "error": "this adapter speaks version 1 of the line protocol"}
            return {"id": id_, "accept": {**self._hello, "ops": list(self._operations)}}
        return {"id": id_, "error": f"unknown operation {name!r}"}


def _batches() -> Iterator[list[Optional[bytes]]]:
    """The lines that each chunk of input completes; None stands for one over the limit."""
    partial: list[bytes] = []
    length = 0
    while True:
        chunk = os.read(_IN, _CHUNK)
        head, newline, rest = chunk.partition(b"\n")
        length += len(head)
        if length <= LINE_LIMIT:
            partial.append(head)
        if chunk and not newline:
            continue
        first = b"".join(partial) if length <= LINE_LIMIT else None
        *lines, last = rest.split(b"\n")
        partial, length = [last], len(last)
        yield [line for line in (first, *lines) if line is None or line.strip()]
        if not chunk:
            return


def _write(answers: list[str]) -> None:
    if answers:
        answers.append("")
        data = memoryview("\n".join(answers).encode("utf-8"))
        while data:
            data = data[os.write(_OUT, data) :]
