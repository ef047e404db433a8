"""Nodes of netaio without sockets: sections 6.1 to 6.9 of spec/netaio.md.

The library's own classes run on a loop whose connections are lists and whose time is that of the request. An exception
out of `datagram_received` is silence, as it is on a socket.
"""

import asyncio
import traceback

import netaio.node
from netaio_upstream_injection import injected
from netaio_upstream_loop import Connection, VirtualLoop
from netaio_upstream_plugins import check_version
from netaio_upstream_roles import Actor, make_node
from netaio_upstream_values import address_of, library, text_of
from taut_adapter import Accept, Reject

OPERATIONS = {}
DATAGRAM_LIMIT = 65_507  # more cannot be sent; a socket says so in the log alone
GROUP, PORT = "224.0.0.1", 8888


class SansIo:
    """A node, its connections, and what it has sent and told since it was asked last."""

    def __init__(self, call):
        self.loop = VirtualLoop(self._connected)
        self.begin(call)
        self.connections, self.writers = {}, {}  # by host and port; the writers are a server's
        settings = {}
        if call.input["role"] == "udp":
            own_ip = call.input.get("own_ip")
            netaio.node.get_ip = lambda: own_ip
            settings = {"ignore_own_ip": own_ip is not None, "port": PORT, "multicast_group": GROUP}
        self.node = make_node(call, self._tell, **settings)
        self.it, self.role = self.node.it, self.node.role
        if self.role == "udp":
            self.it.transport = self

    def begin(self, call):
        self.sent, self.events = [], []
        if call.now is not None:
            self.loop.now = call.now / 1000

    def end(self):
        if self.loop.is_closed():  # the process ends, and its objects in any order
            return
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.settle()
        self.loop.close()

    def run(self, coroutine):
        return self.loop.run(coroutine)

    def sendto(self, data, address):
        if len(data) <= DATAGRAM_LIMIT:
            self._send(address, data)

    def _send(self, address, data):
        self.sent.append(["to", "multicast" if address[0] == GROUP else text_of(address), data])

    def _tell(self, event, address, message):
        place = [] if address is None else [text_of(address)]
        parts = [] if message is None else [message.header.message_type.value, message.body.uri, message.body.content]
        self.events.append([*event, *place, *parts])

    def _connected(self, protocol, address):
        made = Connection(
            self.loop, protocol, address, lambda data: self._send(address, data), lambda: self._closed(address)
        )
        self.connections[address[:2]] = made
        return made

    def _closed(self, address):
        closed = ["closed", text_of(address)]
        if closed not in self.events:
            self.events.append(closed)

    def connect(self, address):
        if self.role == "client":
            self.run(self.node.connect(*address[:2]))
            return
        reader = asyncio.StreamReader(loop=self.loop)
        self._connected(asyncio.StreamReaderProtocol(reader, self._serve, loop=self.loop), address)
        self.loop.settle()

    async def _serve(self, reader, writer):
        self.writers[writer.get_extra_info("peername")[:2]] = writer
        await self.it.handle_client(reader, writer)

    def receiver(self, address):
        """What this role sends to."""
        if self.role == "server":
            return self.writers[address[:2]]
        return address[:2] if self.role == "client" else address

    def receive(self, address, data):
        if self.role != "udp":
            self.connections[address[:2]].received(data)
            self.loop.settle()
            return
        try:
            self.it.datagram_received(data, address)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # what a loop logs, and tapescript's own are no Exception
            traceback.print_exc()
        self.loop.settle()

    def close(self, address):
        if self.role == "client":
            self.run(self.it.close(address[:2]))
        else:
            self.receiver(address).close()
        self.loop.settle()

    def request(self, call, address):
        """Its number, once it has been sent; what the library refuses before that is the outcome."""
        number = self.node.requests
        task = self.loop.create_task(self.node.request(call, self.receiver(address)))
        self.loop.settle()
        if task.done() and task.exception():
            self.node.requests = number
            raise task.exception()
        return number

    def manage(self, call):
        try:
            self.run(self.node.manage(call))
        except AssertionError as why:  # announced for a node that has no peer of its own
            raise Reject("no-local-peer") from why
        self.node.advertising_failed(call)

    def subscriptions(self):
        for key, members in sorted(getattr(self.it, "subscriptions", {}).items()):
            addresses = [member if self.role == "udp" else member.get_extra_info("peername") for member in members]
            if addresses:
                yield ["key", key, [text_of(address) for address in addresses]]

    def peers(self):
        return [["peer", peer.id, peer.data, sorted(map(text_of, peer.addrs))] for peer in self.node.peers()]

    def in_order(self):
        self.sent.sort(key=lambda sent: sent[1])


def operation(name):
    """The node's time and randomness are those of the request, and its refusals are answers."""

    def register(function):
        def run(call):
            node = call.state.node
            node.begin(call)
            with injected(call), library():
                address = [address_of(call.input["address"])] if "address" in call.input else []
                outputs = function(call, node, *address)
            return Accept(outputs or {})

        OPERATIONS[f"netaio.node.{name}"] = run
        return function

    return register


def sent(node):
    return {"sent": node.sent}


def sent_and_events(node):
    return {"events": node.events, "sent": node.sent}


def new(call):
    check_version(call)
    with injected(call), library():
        call.state = Actor(SansIo(call))
    return Accept()


OPERATIONS["netaio.node.new"] = new


@operation("handle")
def handle(call, node, address=None):
    return {"handler": node.node.handle(call, node_address(node, address))}


@operation("unhandle")
def unhandle(call, node, address=None):
    node.node.unhandle(call, node_address(node, address))


def node_address(node, address):
    """The address as this role has it in its keys: a client's has two members."""
    return address[:2] if address and node.role == "client" else address


@operation("connected")
def connected(_call, node, address):
    node.connect(address)
    return sent(node)


@operation("receive")
def receive(call, node, address):
    node.receive(address, call.bytes_of("data"))
    return sent_and_events(node)


@operation("disconnected")
def disconnected(_call, node, address):
    node.connections[address[:2]].lost()
    node.loop.settle()


@operation("close")
def close(_call, node, address):
    node.close(address)
    return sent_and_events(node)


@operation("send")
def send(call, node, address):
    node.run(node.node.send(call, node.receiver(address)))
    return sent(node)


@operation("request")
def request(call, node, address):
    return {"request": node.request(call, address), **sent(node)}


@operation("subscribe")
def subscribe(call, node, address):
    node.it.subscribe(call.bytes_of("key"), node.receiver(address))


@operation("unsubscribe")
def unsubscribe(call, node, address):
    node.it.unsubscribe(call.bytes_of("key"), node.receiver(address))


@operation("notify")
def notify(call, node):
    node.run(node.node.notify(call))
    node.in_order()
    return sent(node)


@operation("broadcast")
def broadcast(call, node):
    node.run(node.node.broadcast(call))
    node.in_order()
    return sent(node)


@operation("multicast")
def multicast(call, node):
    node.run(node.node.multicast(call))
    return sent(node)


@operation("manage")
def manage(call, node):
    node.manage(call)
    node.in_order()
    return sent(node)


@operation("unmanage")
def unmanage(call, node):
    node.run(node.node.unmanage(call))
    node.in_order()
    return sent(node)


@operation("tick")
def tick(_call, node):
    node.loop.settle()
    return sent_and_events(node)


@operation("peers")
def peers(_call, node):
    return {"peers": node.peers(), "subscriptions": list(node.subscriptions())}
