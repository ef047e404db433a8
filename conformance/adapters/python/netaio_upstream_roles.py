"""What nodes of netaio have in common, with sockets and without: handlers, sending, requests, peers, what is seen."""

import asyncio

import netaio
import netaio.client
import netaio.node
import netaio.server
from netaio_upstream_plugins import given_plugins, types_of
from netaio_upstream_values import text_of

CLASSES = {"server": netaio.TCPServer, "client": netaio.TCPClient, "udp": netaio.UDPNode}


class InOrder(set):
    """A set whose members come in the order of their addresses, so that what they are sent has one order."""

    def __iter__(self):
        return iter(sorted(super().__iter__(), key=_address))


class Peer(netaio.Peer):
    """A peer whose addresses have one order: it decides which of them the library forgets."""

    def __init__(self, addrs, *members):
        super().__init__(InOrder(addrs), *members)


for _module in (netaio.client, netaio.node, netaio.server):
    _module.Peer = Peer


class ByAddress(dict):
    """The same for a dict whose keys are addresses."""

    def items(self):
        return sorted(super().items(), key=lambda item: _address(item[0]))


class Subscriptions(dict):
    def __setitem__(self, key, members):
        super().__setitem__(key, InOrder(members))


def _address(member):
    return text_of(member if isinstance(member, tuple) else member.get_extra_info("peername"))


class Node:
    """A node of the library. `tell` takes an event without its address, and the address."""

    def __init__(self, call, tell, **settings):
        given = call.input
        self.role = given["role"]
        self.types = types_of(call)
        self.tell = tell
        self.handlers = self.requests = 0
        if "peer_id" in given:
            settings["local_peer"] = Peer((), call.bytes_of("peer_id"), call.bytes_of("peer_data") or b"")
        if given.get("on_auth_failure") == "silence":
            settings["auth_error_handler"] = lambda *_: None
        settings.update(given_plugins(call, "outer"), message_type_class=self.types)
        self.it = CLASSES[self.role](**settings)
        if self.role != "client":
            self.it.subscriptions = Subscriptions()
            self.it.peer_addrs = ByAddress()
        if self.role == "server":
            self.it.clients = InOrder()

    def handle(self, call, address):
        """Registers a handler that tells of each message and does what the case says."""
        number = self.handlers
        act = self._action(call)

        def handler(message, sender):
            sender_address = sender if isinstance(sender, tuple) else sender.get_extra_info("peername")
            self.tell(["handled", number], sender_address, message)
            return act(message, sender)

        add = self.it.add_ephemeral_handler if call.input.get("once") else self.it.add_handler
        add(self.key(call, address), handler, **given_plugins(call, "inner"))
        self.handlers += 1
        return number

    def unhandle(self, call, address):
        remove = self.it.remove_ephemeral_handler if call.input.get("once") else self.it.remove_handler
        remove(self.key(call, address))

    def key(self, call, address):
        kind, uri = self.types(call.input["type"]), call.bytes_of("uri")
        if uri is None:
            return kind
        return (kind, uri) if address is None else (kind, uri, address)

    def _action(self, call):
        action = call.input["action"]
        reply_type = call.input.get("reply_type")
        reply_uri, reply_content = call.bytes_of("reply_uri"), call.bytes_of("reply_content")

        def reply(message, _sender):
            uri = message.body.uri if reply_uri is None else reply_uri
            content = message.body.content if reply_content is None else reply_content
            return self.message(reply_type, uri, content)

        def subscribe(message, sender):
            self.it.subscribe(message.body.uri, sender)
            return self.message(netaio.MessageType.CONFIRM_SUBSCRIBE, message.body.uri, b"")

        def unsubscribe(message, sender):
            self.it.unsubscribe(message.body.uri, sender)
            return self.message(netaio.MessageType.CONFIRM_UNSUBSCRIBE, message.body.uri, b"")

        def fail(_message, _sender):
            raise RuntimeError("a handler that fails")

        actions = {"reply": reply, "subscribe": subscribe, "unsubscribe": unsubscribe, "fail": fail}
        return actions.get(action, lambda _message, _sender: None)

    def message(self, kind, uri, content):
        return netaio.Message.prepare(netaio.Body.prepare(content, uri), self.types(kind))

    def given_message(self, call):
        return self.message(call.input["type"], call.bytes_of("uri"), call.bytes_of("content"))

    async def send(self, call, receiver):
        """`receiver` is what this role sends to: a writer, the address of a server, an address."""
        outer = call.input.get("outer", True)
        options = {"use_auth": outer, "use_cipher": outer, **given_plugins(call, "inner")}
        if self.role == "client":
            await self.it.send(self.given_message(call), server=receiver, **options)
        else:
            await _done(self.it.send(*self._in_order(receiver, self.given_message(call)), **options))

    def _in_order(self, receiver, message):
        return (receiver, message) if self.role == "server" else (message, receiver)

    async def notify(self, call):
        await _done(self.it.notify(call.bytes_of("key"), self.given_message(call), **given_plugins(call, "inner")))

    async def broadcast(self, call):
        await _done(self.it.broadcast(self.given_message(call), **given_plugins(call, "inner")))

    async def multicast(self, call):
        self.it.multicast(self.given_message(call), **given_plugins(call, "inner"))

    async def request(self, call, address):
        """Runs until it is answered or has timed out, and tells of it."""
        number, self.requests = self.requests, self.requests + 1
        await self.stop_reading(address)
        options = {"timeout": call.input.get("timeout_ms", 10_000) / 1000, **given_plugins(call, "inner")}
        options["message_type"] = self.types(call.input.get("type", 0))
        options["content"] = call.bytes_of("content") or b""
        options["server" if self.role == "client" else "addr"] = address
        try:
            message = await self.it.request(call.bytes_of("uri"), **options)
        except TimeoutError:
            self.tell(["timed-out", number], None, None)
        else:
            self.tell(["answered", number], None, message)
        finally:
            await self.read(address)

    async def read(self, address):
        """A server and a UDP node always do."""

    async def stop_reading(self, address):
        """Only a client can."""

    async def manage(self, call):
        options = given_plugins(call, "inner")
        if "app_id" in call.input:
            options["app_id"] = call.bytes_of("app_id")
        if self.role == "udp":
            options["advertise_every"] = call.input.get("every_ms", 20_000) / 1000
            options["peer_timeout"] = call.input.get("timeout_s", 60)
        await self.it.manage_peers_automatically(**options)

    async def unmanage(self, call):
        await self.it.stop_peer_management(*([call.bytes_of("app_id")] if "app_id" in call.input else []))

    def peers(self):
        return sorted(self.it.peers.values(), key=lambda peer: peer.id)

    def advertising_failed(self, call):
        """The exception that has ended the task which advertises, if one has."""
        tasks = getattr(self.it, "_advertise_peer_tasks", {})
        task = tasks.get(call.bytes_of("app_id") or b"netaio")
        if task is not None and task.done() and not task.cancelled() and task.exception():
            raise task.exception()


class Client(Node):
    """It reads by the library's own loop, except that a request reads by itself, as it does when no loop runs."""

    def __init__(self, call, tell, **settings):
        super().__init__(call, tell, **settings)
        self._ended = set()  # servers from which no more is read
        self._has_handler = {}  # by server: whether its last message has one
        self._made_here = None  # the error that was made last, in place of a message
        self._receive_once, self.it.receive_once = self.it.receive_once, self._observed
        self.it.extract_keys = self._look_at_keys
        self._handle_auth_error, self.it.handle_auth_error = self.it.handle_auth_error, self._keep_error

    def _look_at_keys(self, message, server):
        keys = netaio.keys_extractor(message, server)
        self._has_handler[server] = any(key in self.it.handlers or key in self.it.ephemeral_handlers for key in keys)
        return keys

    def _keep_error(self, *args):
        self._made_here = self._handle_auth_error(*args)
        return self._made_here

    async def _observed(self, server=None, **options):
        """What it returns is a message without a handler, an error of its own making, or of no interest."""
        try:
            message = await self._receive_once(server, **options)
        except Exception:
            self._ended.add(server)
            self.tell(["closed"], server, None)
            raise
        if message is not None and (message is self._made_here or not self._has_handler[server]):
            self.tell(["received"], server, message)
        return message

    async def read(self, address):
        if address in self.it.hosts and address not in self._ended:
            await self.it.start_receive_loop(address)

    async def stop_reading(self, address):
        """Only where no bytes of a message are lost by it."""
        reader = self.it.hosts[address][0] if address in self.it.hosts else None
        if reader is not None and not reader.midway:
            await self.it.stop_receive_loop(address)

    async def connect(self, host, port):
        await self.it.connect(host, port)
        self._ended.discard((host, port))
        reader = self.it.hosts[(host, port)][0]
        _count_parts(reader)
        await self.read((host, port))


def _count_parts(reader):
    """Marks a reader as midway from the first byte of a message until the last."""
    original = reader.readexactly
    parts = 0

    async def readexactly(size):
        nonlocal parts
        data = await original(size)
        parts = (parts + 1) % 3
        reader.midway = parts > 0
        return data

    reader.midway = False
    reader.readexactly = readexactly


async def _done(result):
    """Some of the library's functions are asynchronous in one class and not in another."""
    if asyncio.iscoroutine(result):
        await result


def make_node(call, tell, **settings):
    return (Client if call.input["role"] == "client" else Node)(call, tell, **settings)


class Actor:
    """What a session holds of a node: when it lets go, the node ends. Nothing else refers to it."""

    def __init__(self, node):
        self.node = node

    def __del__(self):
        self.node.end()
