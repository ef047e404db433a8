"""The toy adapter with sockets: a TCP echo server, TCP and UDP clients, and HTTP requests, all in the background.

The first argument is that of toy.py, with members that are no part of the hello: `sleeps`, how many seconds
`toy.nap` takes; `deaf`, to give no echo; `dies`, how many seconds the process lives after `toy.serve`.
"""

import http.client
import os
import queue
import socket
import threading
import time
import urllib.parse

import toy

SLEEPS = toy.HELLO.pop("sleeps", 0)
DEAF = toy.HELLO.pop("deaf", False)
DIES = toy.HELLO.pop("dies", None)
sessions = {}


class Peer:
    """The sockets of one actor, and what happened on them."""

    def __init__(self):
        self.events = queue.Queue()
        self.sockets = []
        self.connection = None

    def serve(self, listener):
        try:
            while True:
                connection, _ = listener.accept()
                self.sockets.append(connection)
                self.events.put(["connected"])
                threading.Thread(target=self.echo, args=(connection,), daemon=True).start()
        except OSError:
            pass

    def echo(self, connection):
        """Answers every four bytes with the same, and closes when the other side does."""
        received = b""
        try:
            while chunk := connection.recv(4 - len(received)):
                received += chunk
                if len(received) == 4:
                    self.events.put(["received", received.hex()])
                    if not DEAF:
                        connection.sendall(received)
                    received = b""
            self.events.put(["closed", received.hex()])
            connection.close()
        except OSError as why:
            self.events.put(["lost", type(why).__name__])

    def hear(self, connection):
        try:
            while chunk := connection.recv(4096):
                self.events.put(["received", chunk.hex()])
            self.events.put(["closed", ""])
        except OSError as why:
            self.events.put(["lost", type(why).__name__])

    def answer(self, datagrams):
        try:
            while True:
                data, sender = datagrams.recvfrom(65536)
                self.events.put(["received", data.hex()])
                datagrams.sendto(data[::-1], sender)
        except OSError:
            pass

    def fetch(self, url, body):
        try:
            connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=10)
            connection.request("POST", "/toy?x=1", body=body, headers={"X-Toy": "yes"})
            answer = connection.getresponse()
            self.events.put(["answer", str(answer.status), answer.read().hex()])
        except Exception as why:
            self.events.put(["failed", type(why).__name__])

    def start(self, work, *args):
        threading.Thread(target=work, args=args, daemon=True).start()


def peer(request):
    return sessions.setdefault((request["session"], request["actor"]), Peer())


def serve(request):
    me = peer(request)
    if DIES:
        threading.Timer(DIES, os._exit, [3]).start()
    listener = socket.create_server(("127.0.0.1", 0))
    me.sockets.append(listener)
    me.start(me.serve, listener)
    return {"accept": {"port": listener.getsockname()[1]}}


def connect(request):
    me = peer(request)
    try:
        me.connection = socket.create_connection(("127.0.0.1", request["in"]["port"]))
    except ConnectionRefusedError:
        return {"reject": "refused"}
    me.sockets.append(me.connection)
    me.start(me.hear, me.connection)
    return {"accept": {}}


def say(request):
    peer(request).connection.sendall(bytes.fromhex(request["in"]["data"]))
    return {"accept": {}}


def datagrams(request):
    me = peer(request)
    endpoint = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    endpoint.bind(("127.0.0.1", 0))
    me.sockets.append(endpoint)
    if "port" in request["in"]:
        endpoint.sendto(b"ping", ("127.0.0.1", request["in"]["port"]))
    me.start(me.answer, endpoint)
    return {"accept": {"port": endpoint.getsockname()[1]}}


def fetch(request):
    me = peer(request)
    me.start(me.fetch, request["in"]["url"], bytes.fromhex(request["in"]["body"]))
    return {"accept": {}}


def events(request):
    me, asked, found = peer(request), request["in"], []
    end = time.monotonic() + asked["within_ms"] / 1000
    while len(found) < asked.get("limit", 1000):
        try:
            found.append(me.events.get(timeout=max(0, end - time.monotonic())))
        except queue.Empty:
            break
        if found[-1][0] == asked.get("until"):
            break
    return {"accept": {"events": found}}


def nap(request):
    time.sleep(SLEEPS)
    return {"accept": {}}


def end(request):
    for key in [key for key in sessions if key[0] == request["session"]]:
        for one in sessions.pop(key).sockets:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            one.close()
    return {"accept": {}}


toy.OPERATIONS.update({
    "end": end,
    "toy.serve": serve,
    "toy.connect": connect,
    "toy.say": say,
    "toy.datagrams": datagrams,
    "toy.fetch": fetch,
    "toy.events": events,
    "toy.nap": nap,
    "toy.live.nap": nap,
})
toy.HELLO["ops"] += [name for name in toy.OPERATIONS if name.startswith("toy.") and name not in toy.HELLO["ops"]]

if __name__ == "__main__":
    toy.serve()
