"""Nodes of netaio on loopback sockets: section 6.10 of spec/netaio.md.

They live on one loop in a thread of its own, with the system's randomness and time, so that they answer while the
adapter is asked something else.
"""

import asyncio
import atexit
import threading
import time

from netaio_upstream_plugins import check_version
from netaio_upstream_roles import Actor, make_node
from netaio_upstream_values import library
from taut_adapter import Accept, Reject

OPERATIONS = {}
HOST = "127.0.0.1"
_PATIENCE = 5.0  # seconds for what needs no other side: to listen, to write, to stop


class Loop:
    """The thread begins with the first node."""

    loop = None

    @classmethod
    def run(cls, coroutine):
        if cls.loop is None:
            cls.loop = asyncio.new_event_loop()
            cls.loop.set_exception_handler(lambda _loop, _context: None)
            threading.Thread(target=cls.loop.run_forever, daemon=True).start()
        return asyncio.run_coroutine_threadsafe(coroutine, cls.loop).result(_PATIENCE)

    @classmethod
    def forget(cls):
        """At the end of the process its thread no longer runs anything."""
        cls.loop = None


atexit.register(Loop.forget)


class Live:
    """A node with its sockets; `events` collects what has happened."""

    def __init__(self, call):
        self.events = []
        self.happened = threading.Condition()
        self.tasks = set()
        self.stopped = False
        role = call.input["role"]
        if call.input.get("family") == "ipv6":
            raise LookupError("the library's UDP is IPv4 alone")
        settings = {} if role == "client" else {"interface": HOST, "port": 0}
        if role == "udp":
            settings["ignore_own_ip"] = False
        if "group_port" in call.input:  # no case has it: what is sent to a group leaves this machine
            settings.update(interface="0.0.0.0", port=call.input["group_port"])
        self.node = make_node(call, self._tell, **settings)
        self.it, self.role = self.node.it, self.node.role

    def _tell(self, event, _address, message):
        parts = [] if message is None else [message.header.message_type.value, message.body.uri, message.body.content]
        with self.happened:
            self.events.append([*event, *parts])
            self.happened.notify_all()

    async def start(self):
        """The port, of a node that has one."""
        if self.role == "client":
            return {}
        if self.role == "udp":
            await self.it.start()
            return {"port": self.it.transport.get_extra_info("sockname")[1]}
        self._handle_client, self.it.handle_client = self.it.handle_client, self._serve
        self.keep(self.it.start())
        while not hasattr(self.it, "server"):
            await asyncio.sleep(0.001)
        return {"port": self.it.server.sockets[0].getsockname()[1]}

    async def _serve(self, reader, writer, **options):
        self._tell(["connected"], None, None)
        try:
            await self._handle_client(reader, writer, **options)
        finally:
            self._tell(["closed"], None, None)

    def keep(self, coroutine):
        task = asyncio.ensure_future(coroutine)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    def receiver(self, port):
        """What this role sends to."""
        if self.role != "server":
            return (HOST, port)
        return next(writer for writer in self.it.clients if writer.get_extra_info("peername")[1] == port)

    async def request(self, call):
        """Begins it; the library refuses before it waits, or not at all."""
        number = self.node.requests
        task = self.keep(self.node.request(call, (HOST, call.input["port"])))
        await asyncio.sleep(0.01)
        if task.done() and task.exception():
            self.node.requests = number
            raise task.exception()
        return number

    async def manage(self, call):
        await self.node.manage(call)
        await asyncio.sleep(0)
        self.node.advertising_failed(call)

    async def close(self, port):
        if self.role == "client":
            await self.it.close((HOST, port))
            self._tell(["closed"], None, None)
        else:
            self.receiver(port).close()

    def end(self):
        if Loop.loop is not None and not self.stopped:
            Loop.run(self.stop())

    async def stop(self):
        """Ends all that it has open. The library's `stop` of a server leaves its connections alone."""
        self.stopped = True
        for task in list(self.tasks):
            task.cancel()
        if self.role == "client":
            await self.it.stop_all_receive_loops()
            for _reader, writer in self.it.hosts.values():
                writer.close()
        elif self.role == "udp":
            await self.it.stop()
        else:
            for writer in list(self.it.clients):
                writer.close()
            self.it.server.close()

    def collect(self, until, limit, within):
        """The events up to the first of the kind that is waited for, or up to the limit, or all when time is over."""
        deadline = time.monotonic() + within
        with self.happened:
            while True:
                ends = [place for place, event in enumerate(self.events, 1) if event[0] == until or place == limit]
                left = deadline - time.monotonic()
                if ends or left <= 0:
                    end = ends[0] if ends else len(self.events)
                    taken, self.events = self.events[:end], self.events[end:]
                    return taken
                self.happened.wait(left)


def operation(name):
    def register(function):
        def run(call):
            with library():
                return Accept(function(call, call.state.node) or {})

        OPERATIONS[f"netaio.live.{name}"] = run
        return function

    return register


def start(call):
    check_version(call)
    with library():
        live = Live(call)
        outputs = Loop.run(live.start())
    call.state = Actor(live)
    return Accept(outputs)


OPERATIONS["netaio.live.start"] = start


@operation("connect")
def connect(call, live):
    Loop.run(live.node.connect(HOST, call.input["port"]))


@operation("handle")
def handle(call, live):
    return {"handler": live.node.handle(call, (HOST, call.input["port"]) if "port" in call.input else None)}


@operation("send")
def send(call, live):
    Loop.run(live.node.send(call, live.receiver(call.input["port"])))


@operation("request")
def request(call, live):
    return {"request": Loop.run(live.request(call))}


@operation("notify")
def notify(call, live):
    Loop.run(live.node.notify(call))


@operation("broadcast")
def broadcast(call, live):
    Loop.run(live.node.broadcast(call))


@operation("manage")
def manage(call, live):
    try:
        Loop.run(live.manage(call))
    except AssertionError as why:  # announced for a node that has no peer of its own
        raise Reject("no-local-peer") from why


@operation("unmanage")
def unmanage(call, live):
    Loop.run(live.node.unmanage(call))


@operation("close")
def close(call, live):
    Loop.run(live.close(call.input["port"]))


@operation("peers")
def peers(_call, live):
    return {"peers": [["peer", peer.id, peer.data] for peer in live.node.peers()]}


@operation("events")
def events(call, live):
    given = call.input
    return {"events": live.collect(given.get("until"), given.get("limit"), given["within_ms"] / 1000)}


@operation("stop")
def stop(_call, live):
    Loop.run(live.stop())
