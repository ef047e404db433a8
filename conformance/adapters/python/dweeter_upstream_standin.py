"""A stand-in for the dweet service on loopback: it gives every request the same answer, and keeps the last one."""

import json
import socket
import threading
from dataclasses import dataclass
from typing import Optional

_WAIT = 5.0  # seconds for a request that has begun to be complete


@dataclass(frozen=True)
class Request:
    """One HTTP request as it stood on the wire."""

    method: str
    path: bytes
    media_type: Optional[bytes]
    body: bytes


class StandIn:
    """Answers in a thread of its own; every connection serves one request."""

    def __init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.base_url = "http://127.0.0.1:{}".format(self._listener.getsockname()[1])
        self._answer = b""
        self._request = None
        threading.Thread(target=self._serve, daemon=True).start()

    def answer(self, status, media_type, body):
        """Says how to answer from now on, and forgets the last request."""
        head = f"HTTP/1.1 {status} Stand-In\r\nConnection: close\r\n".encode()
        if media_type is not None:
            if b"\r" in media_type or b"\n" in media_type:
                raise ValueError("a media type cannot have line breaks")
            head += b"Content-Type: " + media_type + b"\r\n"
        if status < 200 or status in (204, 304):  # HTTP ends these with their head
            body = b""
        else:
            head += f"Content-Length: {len(body)}\r\n".encode()
        self._answer = head + b"\r\n" + body
        self._request = None

    def succeed(self, value):
        """Answers with this member `with`."""
        body = json.dumps({"this": "succeeded", "with": value})
        self.answer(200, b"application/json", body.encode())

    def taken(self):
        """The request that came since the answer was said."""
        if self._request is None:
            raise LookupError("the library sent no request")
        return self._request

    def _serve(self):
        while True:
            connection, _ = self._listener.accept()
            with connection:
                try:
                    connection.settimeout(_WAIT)
                    self._request = _read(connection)
                    connection.sendall(self._answer)
                except (OSError, ValueError):
                    pass  # the library went away; it says itself what it makes of that


def _read(connection):
    with connection.makefile("rb") as lines:
        method, path, _ = lines.readline().split(b" ", 2)
        fields = {}
        for line in iter(lines.readline, b"\r\n"):
            if not line:
                raise ConnectionError("the request ended within its head")
            name, _, value = line.partition(b":")
            fields[name.strip().lower()] = value.strip()
        body = lines.read(int(fields.get(b"content-length", 0)))
    return Request(method.decode(), path, fields.get(b"content-type"), body)
