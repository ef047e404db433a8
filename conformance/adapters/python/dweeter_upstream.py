"""Adapter for the original dweeter library (PyPI 0.3.0): its synchronous client, or the other with the word `async`.

The library talks HTTP in nearly all it does, so it is given a stand-in for the service on loopback: what it sends is
captured there, and what it is to read is answered from there. Injected are the base URL and the clock. Its calls are
wrapped to see the plain text that passes through them; nothing else of it is touched. How its results are mapped
stands in section 10.5 of spec/dweeter.md.
"""

from taut_adapter import Accept, Adapter, Ignore, Reject  # first: it keeps standard output for answers

import asyncio
import contextlib
import io
import json
import os
import sys
import time

import basicdweet
import dweeter
import dweeter.dweeter
from cryptomsg import CryptoMsg
from dweeter_upstream_standin import StandIn
from dweeter_upstream_values import from_tagged, to_tagged

ASYNC = sys.argv[1:] == ["async"]
# What the library prints when the service has nothing.
NOTHING_THERE = ("BasicDweetError HTTP 404 response\n", "BasicDweetError we couldn't find this\n")

adapter = Adapter(
    name="dweeter (async)" if ASYNC else "dweeter",
    version=dweeter.dweeter.__version__,
    codes="outcome",
    draws="inject",
    clock="inject",
    features=["dweeter-base64"],
    choices={
        "answer-size": "unlimited",
        "answer-text": "utf-8" if ASYNC else "replaced",
        "answer-thing": "ignored",
        "answer-this": "not-failed",
        "base64-text": "lenient",
        "content-members": "first",
        "created-form": "any",
        "duplicate-members": "last",
        "exchange-time": "unlimited",
        "hex-text": "lenient",
        "json-depth": "deeper",
        "lone-surrogates": "accepted",
        "media-type": "checked" if ASYNC else "ignored",
        "non-finite": "accepted",
        "padding": "last-byte",
        "redirects": "followed",
    },
)
service = StandIn()
loop = asyncio.new_event_loop()
os.environ["NO_PROXY"] = "*"  # a proxy of this machine is not to see what is meant for loopback


class Clock:
    """Takes the place of the module `time` in the library, which asks it for `gmtime` alone."""

    now = None

    @classmethod
    def gmtime(cls):
        if cls.now is None:
            raise LookupError("the request brings no `now`")
        return time.gmtime(cls.now // 1000)


dweeter.dweeter.time = Clock


def ask(owner, function, *args, **kwargs):
    """Calls the library; each of its functions has an asynchronous twin."""
    if ASYNC:
        return loop.run_until_complete(getattr(owner, f"async_{function}")(*args, **kwargs))
    return getattr(owner, function)(*args, **kwargs)


def observe(owner, function, look):
    """Lets `look` see the arguments and the result of a function of the library."""
    name = f"async_{function}" if ASYNC else function
    original = getattr(owner, name)

    def wrapped(*args):
        result = original(*args)
        look(args, result)
        return result

    async def async_wrapped(*args):
        result = await original(*args)
        look(args, result)
        return result

    setattr(owner, name, async_wrapped if ASYNC else wrapped)


class Mailbox:
    """A Dweeter, with what it printed and the plain text that it last wrote or read."""

    def __init__(self, call, base_url=service.base_url):
        settings = {"base_url": base_url, "use_base64": call.input.get("form") == "base64"}
        for name in ("mailbox", "key"):
            if name in call.input:
                settings[name] = call.bytes_of(name).decode()
        self.dweeter = dweeter.Dweeter(debug=True, **settings)
        self.cipher = self.dweeter._cd
        self.printed = ""
        self.plain = {}
        observe(self.cipher, "dweet_for", lambda args, _: self._saw(args[1]))
        observe(self.cipher, "get_latest_dweet_for", lambda _, dweets: self._saw(dweets[0]["content"] if dweets else {}))

    def _saw(self, content):
        for name, text in list(content.items())[:1]:
            self.plain = {"name": name.encode("utf-8", "surrogatepass"), "text": text.encode("utf-8", "surrogatepass")}

    def ask(self, function, *args):
        self.plain = {}
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            try:
                return ask(self.dweeter, function, *args)
            finally:
                self.printed = printed.getvalue()

    def send(self, call):
        Clock.now = call.now
        try:
            return self.ask("send_data", from_tagged(call.input["data"]))
        except dweeter.DweeterError as why:
            raise Reject("bad-data", str(why)) from why

    def receive(self):
        data = self.ask("get_new_data")
        if data is not None:
            return Accept({"data": to_tagged(data)}, self.plain)
        if not self.printed or self.printed in NOTHING_THERE:
            return Ignore()
        raise self.refusal()

    def refusal(self):
        """The exception that was printed. Its text may hold what a line of the protocol must not."""
        words = self.printed.strip().encode("utf-8", "replace").decode()
        return Reject(words.split(" ")[0] or "nothing", words, self.plain)

    def keys(self):
        return {"aes_key": self.cipher.aes_cbc_key, "aes_iv": self.cipher.aes_cbc_iv}

    def thing(self):
        """The name on the wire, from what it asks the stand-in for."""
        base_url, self.cipher.base_url = self.cipher.base_url, service.base_url
        service.answer(404, None, b"")
        self.ask("get_new_data")
        self.cipher.base_url = base_url
        return last_part(service.taken().path)

    def sealed(self, call):
        """The request that it posts to the stand-in."""
        service.succeed({})
        self.send(call)
        if self.printed:
            raise RuntimeError(self.refusal().detail)
        return service.taken()

    def message(self, content, created):
        """Reads an answer with one dweet."""
        service.succeed([{"thing": "0" * 32, "created": from_tagged(created), "content": content}])
        return self.receive()


def last_part(path):
    return path.rsplit(b"/", 1)[1]


def crypto_dweet(call):
    settings = {"base_url": service.base_url, "use_base64": call.input.get("form") == "base64"}
    for name, setting in (("key", "aes_cbc_key"), ("iv", "aes_cbc_iv")):
        if name in call.input:
            settings[setting] = call.bytes_of(name)
    return dweeter.CryptoDweet(**settings)


def crypto_msg(call):
    return CryptoMsg(call.bytes_of("key"), call.bytes_of("iv"))


def announced(owner, function, *args, **kwargs):
    """Reads an answer; BasicDweetError is the one exception that basicdweet announces."""
    try:
        return ask(owner, function, *args, **kwargs)
    except basicdweet.BasicDweetError as why:
        raise Reject("BasicDweetError", str(why).encode("utf-8", "replace").decode()) from why


def given_content(call):
    return {bytes.fromhex(name).decode(): bytes.fromhex(value).decode() for name, value in call.input["content"]}


def pairs(content):
    """A content as pairs of bytes."""
    encoded = (text.encode("utf-8", "surrogatepass") for pair in content.items() for text in pair)
    return [list(pair) for pair in zip(encoded, encoded)]


def answer_as_told(call):
    service.answer(call.input["status"], call.bytes_of("media_type"), call.bytes_of("body"))


def on_the_wire(request):
    members = {"method": request.method, "path": request.path}
    if request.method == "POST":
        members["body"] = request.body
    if request.media_type is not None:
        members["media_type"] = request.media_type
    return members


@adapter.operation("dweeter.cipher.encrypt")
def cipher_encrypt(call):
    return Accept({"ciphertext": crypto_msg(call).encrypt_msg(call.bytes_of("plaintext"))})


@adapter.operation("dweeter.cipher.decrypt")
def cipher_decrypt(call):
    return Accept({"plaintext": crypto_msg(call).decrypt_msg(call.bytes_of("ciphertext"))})


@adapter.operation("dweeter.thing")
def thing(call):
    service.succeed([])
    ask(crypto_dweet(call), "get_latest_dweet_for", call.bytes_of("name").decode())
    return Accept({"thing": last_part(service.taken().path)})


@adapter.operation("dweeter.content.seal")
def content_seal(call):
    service.succeed({})
    ask(crypto_dweet(call), "dweet_for", "", given_content(call))
    return Accept({"content": pairs(json.loads(service.taken().body))})


@adapter.operation("dweeter.content.open")
def content_open(call):
    service.succeed([{"content": given_content(call)}])
    (dweet,) = ask(crypto_dweet(call), "get_latest_dweet_for", "")
    return Accept({"content": pairs(dweet["content"])})


@adapter.operation("dweeter.mailbox")
def mailbox(call):
    made = Mailbox(call)
    return Accept({"thing": made.thing()}, made.keys())


@adapter.operation("dweeter.data.write")
def data_write(call):
    made = Mailbox(call)
    made.sealed(call)
    return Accept(made.plain)


@adapter.operation("dweeter.data.read")
def data_read(call):
    made = Mailbox(call)
    cipher = CryptoMsg(made.cipher.aes_cbc_key, made.cipher.aes_cbc_iv)
    name, text = (cipher.encrypt_msg(call.bytes_of(member)).hex() for member in ("name", "text"))
    return made.message({name: text}, call.input["created"])


@adapter.operation("dweeter.message.seal")
def message_seal(call):
    made = Mailbox(call)
    request = made.sealed(call)
    return Accept({"thing": last_part(request.path), "content": pairs(json.loads(request.body))}, made.plain)


@adapter.operation("dweeter.message.open")
def message_open(call):
    return Mailbox(call).message(given_content(call), call.input["created"])


@adapter.operation("dweeter.request")
def request(call):
    functions = {"post": "dweet_for", "latest": "get_latest_dweet_for", "all": "get_dweets_for"}
    args = [call.bytes_of("thing").decode()]
    if "content" in call.input:
        args.append(given_content(call))
    service.succeed([])
    ask(basicdweet, functions[call.input["call"]], *args, base_url=service.base_url)
    return Accept(on_the_wire(service.taken()))


@adapter.operation("dweeter.answer.read")
def answer_read(call):
    answer_as_told(call)
    return Accept({"with": to_tagged(announced(basicdweet, "get_latest_dweet_for", "0" * 32, base_url=service.base_url))})


@adapter.operation("dweeter.dweets.open")
def dweets_open(call):
    answer_as_told(call)
    dweets = announced(crypto_dweet(call), "get_dweets_for", call.bytes_of("name").decode())
    return Accept({"dweets": to_tagged(dweets)})


@adapter.operation("dweeter.new")
def new(call):
    made = Mailbox(call)
    thing = made.thing()
    call.state = made
    return Accept({"thing": thing}, made.keys())


@adapter.operation("dweeter.send")
def send(call):
    request = call.state.sealed(call)
    return Accept(on_the_wire(request), call.state.plain)


@adapter.operation("dweeter.receive")
def receive(call):
    answer_as_told(call)
    return call.state.receive()


@adapter.operation("dweeter.connect")
def connect(call):
    made = Mailbox(call, call.bytes_of("base_url").decode())
    thing = made.thing()
    call.state = made
    return Accept({"thing": thing})


@adapter.operation("dweeter.post")
def post(call):
    answer = call.state.send(call)
    if call.state.printed:
        raise call.state.refusal()
    return Accept({"with": to_tagged(answer)})


@adapter.operation("dweeter.poll")
def poll(call):
    return call.state.receive()


if __name__ == "__main__":
    adapter.run()
