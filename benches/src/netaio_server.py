"""The original netaio as a server that answers each request with its content. Its port is the argument."""

import asyncio
import sys

import netaio

server = netaio.TCPServer(int(sys.argv[1]), "127.0.0.1")


@server.on(netaio.MessageType.REQUEST_URI)
def answer(message, _writer):
    body = netaio.Body.prepare(message.body.content, message.body.uri)
    return netaio.Message.prepare(body, netaio.MessageType.RESPOND_URI)


asyncio.run(server.start())
