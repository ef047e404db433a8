"""An asyncio loop without sockets and with the time of requests: what is written to it is kept, and nothing waits."""

import asyncio
import asyncio.base_events


class _NoSockets:
    def select(self, _timeout):
        return []

    def close(self):
        pass


class VirtualLoop(asyncio.base_events.BaseEventLoop):
    """`connect` says what becomes of a connection that the library opens."""

    def __init__(self, connect):
        super().__init__()
        self._selector = _NoSockets()
        self._connect = connect
        self.now = 0.0
        self._clock_resolution = 0.0001  # times are whole milliseconds, and as seconds of this century not exact
        self.set_exception_handler(lambda _loop, _context: None)

    def time(self):
        return self.now

    def _process_events(self, _events):
        pass

    def _write_to_self(self):
        pass

    async def create_connection(self, protocol_factory, host, port, **_options):
        protocol = protocol_factory()
        return self._connect(protocol, (host, port)), protocol

    def settle(self):
        """Runs all that can run at this time."""
        while True:
            self.call_soon(self.stop)
            self.run_forever()
            due = self._scheduled and self._scheduled[0].when() < self.now + self._clock_resolution
            if not self._ready and not due:
                return

    def run(self, coroutine):
        """The result of a coroutine, which waits for nobody."""
        task = self.create_task(coroutine)
        self.settle()
        if not task.done():
            task.cancel()
            self.settle()
            raise RuntimeError("the library waits for something that does not happen")
        return task.result()


class Connection(asyncio.Transport):
    """One end of a connection. `sent` and `closed` are told of what is done to it."""

    def __init__(self, loop, protocol, address, sent, closed):
        super().__init__({"peername": address})
        self._loop = loop
        self._protocol = protocol
        self._sent, self._closed = sent, closed
        self._ended = False
        protocol.connection_made(self)

    def write(self, data):
        if not self._ended:
            self._sent(data)

    def is_closing(self):
        return self._ended

    def pause_reading(self):
        pass  # what has arrived has arrived

    def resume_reading(self):
        pass

    def received(self, data):
        if not self._ended:
            self._protocol.data_received(data)

    def close(self):
        if not self._ended:
            self._closed()
            self.lost()

    def lost(self):
        """The connection ends without the library having ended it."""
        if not self._ended:
            self._ended = True
            self._loop.call_soon(self._protocol.connection_lost, None)
