#!/usr/bin/env python3
"""Turns recorded conversations of the original netaio library into upstream cases, one for each end of each of them.

    python3 vectors/import/netaio_transcripts.py SAMPLES.json > vectors/netaio/transcripts.json

It was run once. What the other end sent is what a node receives; what this end sent is what it must send, with the
randomness of the capture. That is locked in vectors/LOCK and never changes; names, rules and strict outcomes may.
Who was asked to do what (handlers, keys) is written here by hand, as the recorded programs had it.
"""

import json
import sys

NOW = 1_700_000_000_000
NO_DRAWS = "00" * 128
CLIENT, SERVER = "192.0.2.1:5001", "192.0.2.9:5000"  # as the other end sees them; also nodes A and B
QUICK = {"request-client", "request-server", "not-found-ping-pong-a"}
HMAC = ["hmac", {"secret": b"test".hex()}]
OTHER_HMAC = ["hmac", {"secret": b"wrong".hex()}]
STREAM = ["stream", {"key": b"test".hex()}]
INNER_STREAM = ["stream", {"key": b"tset".hex(), "iv_field": "iv2"}]
REQUEST, RESPOND, CREATE, UPDATE, DELETE, SUBSCRIBE, UNSUBSCRIBE, PUBLISH, NOTIFY = range(9)
OK, CONFIRM_SUBSCRIBE, CONFIRM_UNSUBSCRIBE, NOT_FOUND = 10, 11, 12, 24


def to_hex(text):
    return (text if isinstance(text, bytes) else text.encode()).hex()


def supply(*drawn):
    """What one message draws: bytes, and the place of a split, which is drawn as a number from 1."""
    parts = [(made[-1] - 1).to_bytes(2, "big").hex() if made[0] == "randint" else made[1] for made in drawn]
    return "".join(parts).ljust(256, "0")


def messages(data):
    """The messages of a segment."""
    while data:
        size = 9 + int(data[2:6], 16) + int(data[6:10], 16)
        yield data[: 2 * size]
        data = data[2 * size :]


class Case:
    def __init__(self, name, sample, about, rules, role, needs=(), **settings):
        self.name, self.role = name, role
        self.actor = "bob" if role == "server" or name.endswith("-b") else "alice"
        self.other = CLIENT if self.actor == "bob" else SERVER
        self.steps = []
        self.head = {
            "id": f"netaio/transcript/{name}", "about": about, "rules": rules,
            "source": {"kind": "upstream", "ref": f"sample {sample}"},
        }
        self.tail = {"needs": ["netaio-0.0.9", *needs], "actors": {self.actor: "peer"}}
        self.step("new", {"role": role, "version": "0.0.9", **settings})
        self.handlers = 0

    def step(self, op, given, expect=None, draws=None, now=False, upstream=False, variants=()):
        made = {"actor": self.actor, "op": f"netaio.node.{op}"}
        if given:
            made["in"] = given
        if draws is not None:
            made["draws"] = {"random": draws}
        if now:
            made["now"] = NOW
        made["expect"] = {"accept": expect or {}}
        if variants:
            made["variants"] = list(variants)
        if upstream:
            made["upstream"] = upstream if upstream is not True else {"accept": expect or {}}
        self.steps.append(made)
        return self

    def acts(self, op, given=None, sent=(), draws=NO_DRAWS, **more):
        """An operation of the application, and what is sent."""
        return self.step(op, given or {}, {**more, "sent": self._sent(sent)}, draws, True, True)

    def connected(self):
        return self.acts("connected", {"address": self.other})

    def disconnected(self):
        return self.step("disconnected", {"address": self.other})

    def closed(self):
        return self.acts("close", {"address": self.other}, events=[["closed", self.other]])

    def handle(self, kind, uri=None, reply=None, content=None, **more):
        given = {"type": kind}
        if uri is not None:
            given["uri"] = to_hex(uri)
        given.update({"action": "none"} if reply is None else {"action": "reply", "reply_type": reply})
        if content is not None:
            given["reply_content"] = to_hex(content)
        self.step("handle", {**given, **more}, {"handler": self.handlers})
        self.handlers += 1
        return self

    def receive(self, data, events=(), sent=(), draws=NO_DRAWS, when=None, otherwise=()):
        """`otherwise` is what is sent under the answer `when`; it is what upstream sent."""
        given = {"address": self.other, "data": data}
        expect = {"events": list(events), "sent": self._sent(sent)}
        if when is None:
            return self.step("receive", given, expect, draws, True, True)
        other = {"accept": {"events": list(events), "sent": self._sent(otherwise)}}
        return self.step("receive", given, expect, draws, True, other, [{"when": when, "expect": other}])

    def handled(self, number, kind, uri, content):
        return ["handled", number, self.other, kind, to_hex(uri), to_hex(content)]

    def received(self, kind, uri, content):
        return ["received", self.other, kind, to_hex(uri), to_hex(content)]

    def peers(self, *peers):
        known = [["peer", to_hex(id_), data, [self.other]] for id_, data in peers]
        return self.step("peers", {}, {"peers": known, "subscriptions": []}, upstream=True)

    def _sent(self, sent):
        return [message if isinstance(message, list) else ["to", self.other, message] for message in sent]

    def made(self):
        quick = {"tier": "quick"} if self.name in QUICK else {}
        return {**self.head, **quick, **self.tail, "steps": self.steps}


def message(kind, uri, content, address=None, **more):
    given = {} if address is None else {"address": address}
    return {**given, "type": kind, "uri": to_hex(uri), "content": to_hex(content), **more}


def segments(sample, connection=0):
    """The bytes of a connection, in the order in which they went, without its ends."""
    return [part["bytes"] for part in sample["connections"][connection] if "bytes" in part]


def datagrams(sample):
    return [datagram["message"][0]["message"] for datagram in sample["wire"]]


def readme(sample):
    question, answer = segments(sample)
    rules = ["NA-RECV-10", "NA-LAYER-2", "NA-LAYER-4"]
    about = "the example of the library's own document, its {}"
    server = Case("readme-server", 267, about.format("server"), rules, "server", outer_auth=HMAC)
    server.handle(REQUEST, "something", RESPOND, "This is it.").connected()
    event = server.handled(0, REQUEST, "something", "pls gibs me dat")
    yield server.receive(question, [event], [answer], supply(sample["draws"][1])).disconnected()
    client = Case("readme-client", 267, about.format("client"), ["NA-LAYER-2", "NA-LAYER-4"], "client", outer_auth=HMAC)
    client.handle(RESPOND).connected()
    asked = message(REQUEST, "something", "pls gibs me dat", SERVER)
    client.acts("send", asked, [question], supply(sample["draws"][0]))
    yield client.receive(answer, [client.handled(0, RESPOND, "something", "This is it.")]).closed()


def requests(sample, number, name, about, **settings):
    question, answer = segments(sample)
    draws = [supply(drawn) for drawn in sample["draws"]] or [NO_DRAWS] * 2
    server = Case(f"{name}-server", number, f"{about}, the server", ["NA-RECV-10"], "server", **settings)
    server.handle(REQUEST, "something", RESPOND, "This is it.").connected()
    event = server.handled(0, REQUEST, "something", "")
    yield server.receive(question, [event], [answer], draws[1]).disconnected()
    client = Case(f"{name}-client", number, f"{about}, the client", ["NA-REQ-1"], "client", **settings).connected()
    client.acts("request", {"address": SERVER, "uri": to_hex("something")}, [question], draws[0], request=0)
    answered = ["answered", 0, RESPOND, to_hex("something"), to_hex("This is it.")]
    yield client.receive(answer, [answered]).closed()


def subscriptions(sample):
    asks, told, leaves, left = segments(sample)
    (confirm, news), (bye, to_all) = messages(told), messages(left)
    draws = [supply(*sample["draws"][at : at + 3]) for at in range(0, 18, 3)]
    plugins = {"outer_auth": HMAC, "outer_cipher": STREAM}
    about = "subscribe, a notification, unsubscribe and a broadcast through two plugins, the {}"
    server = Case("subscribe-server", 272, about.format("server"), ["NA-SUB-1", "NA-SUB-4"], "server", **plugins)
    server.handle(SUBSCRIBE, "topic", action="subscribe").handle(UNSUBSCRIBE, "topic", action="unsubscribe").connected()
    server.receive(asks, [server.handled(0, SUBSCRIBE, "topic", "")], [confirm], draws[1])
    server.acts("notify", {"key": to_hex("topic"), **message(NOTIFY, "topic", "news 1")}, [news], draws[2])
    server.receive(leaves, [server.handled(1, UNSUBSCRIBE, "topic", "")], [bye], draws[4])
    yield server.acts("broadcast", message(NOTIFY, "bc", "to all"), [to_all], draws[5]).disconnected()
    client = Case("subscribe-client", 272, about.format("client"), ["NA-RECV-15"], "client", **plugins).connected()
    client.acts("send", message(SUBSCRIBE, "topic", "", SERVER), [asks], draws[0])
    client.receive(
        told, [client.received(CONFIRM_SUBSCRIBE, "topic", ""), client.received(NOTIFY, "topic", "news 1")]
    )
    client.acts("send", message(UNSUBSCRIBE, "topic", "", SERVER), [leaves], draws[3])
    events = [client.received(CONFIRM_UNSUBSCRIBE, "topic", ""), client.received(NOTIFY, "bc", "to all")]
    yield client.receive(left, events).closed()


# Type and content of each request, type and content of its answer.
CRUD = (
    (CREATE, "data 1", OK, "stored"), (REQUEST, "", RESPOND, "data 1"), (UPDATE, "data 2", OK, "stored"),
    (REQUEST, "", RESPOND, "data 2"), (DELETE, "", OK, "deleted"), (REQUEST, "", NOT_FOUND, "not found"),
)


def crud(sample):
    parts = segments(sample)
    about = "a resource that is made, read, changed, read, deleted and not found, the {}"
    server = Case("crud-server", 273, about.format("server"), ["NA-RECV-10"], "server").connected()
    client = Case("crud-client", 273, about.format("client"), ["NA-REQ-1", "NA-REQ-2"], "client").connected()
    for number, (kind, content, reply, text) in enumerate(CRUD):
        question, answer = parts[2 * number : 2 * number + 2]
        server.handle(kind, "r1", reply, text)
        server.receive(question, [server.handled(number, kind, "r1", content)], [answer])
        given = {"address": SERVER, "type": kind, "uri": to_hex("r1"), "content": to_hex(content)}
        client.acts("request", given, [question], request=number)
        client.receive(answer, [["answered", number, reply, to_hex("r1"), to_hex(text)]])
    yield server.disconnected()
    yield client.closed()


def inner_cipher(sample):
    question, answer = segments(sample)
    draws = [supply(*sample["draws"][at : at + 4]) for at in (0, 4)]
    about = "an inner cipher that encrypts the URI too, so that the type alone finds the handler, the {}"
    rules = ["NA-RECV-10", "NA-LAYER-2", "NA-LAYER-4", "NA-ROUTE-1"]
    server = Case("inner-cipher-server", 275, about.format("server"), rules, "server", outer_cipher=STREAM)
    server.handle(REQUEST, None, RESPOND, "Super secret data.", inner_cipher=INNER_STREAM).connected()
    event = server.handled(0, REQUEST, "something", "psst gimme the secret")
    yield server.receive(question, [event], [answer], draws[1]).disconnected()
    client = Case("inner-cipher-client", 275, about.format("client"), rules[1:], "client", outer_cipher=STREAM)
    client.handle(RESPOND, inner_cipher=INNER_STREAM).connected()
    asked = message(REQUEST, "something", "psst gimme the secret", SERVER, inner_cipher=INNER_STREAM)
    client.acts("send", asked, [question], draws[0])
    yield client.receive(answer, [client.handled(0, RESPOND, "something", "Super secret data.")]).closed()


SERVER_DATA = "4d4001104c4002030843016b4106736572766572"
CLIENT_DATA = "4d4001104c4002030843016b4106636c69656e74"


def peer_management(sample):
    advertisement, answer, farewell = segments(sample)
    own = {"peer_id": to_hex("server id"), "peer_data": SERVER_DATA}
    about = "peer management that begins after the connection, and ends before it, the {}"
    rules = ["NA-PEER-2", "NA-PEER-8", "NA-PEER-15"]
    server = Case("peers-server", 276, about.format("server"), [*rules, "NA-PEER-9", "NA-PEER-11"], "server", **own)
    server.connected().acts("manage").receive(advertisement, [], [answer]).peers(("client id", CLIENT_DATA))
    yield server.receive(farewell).peers().disconnected()
    own = {"peer_id": to_hex("client id"), "peer_data": CLIENT_DATA}
    client = Case("peers-client", 276, about.format("client"), rules, "client", **own).connected()
    client.acts("manage", sent=[advertisement]).receive(answer).peers(("server id", SERVER_DATA))
    yield client.acts("unmanage", sent=[farewell]).closed()


def other_secret(sample):
    question, answer = segments(sample)
    server = Case(
        "other-secret-server", 278, "a client with another secret, the server", ["NA-RECV-3"], "server", outer_auth=HMAC
    )
    server.handle(REQUEST, "something", RESPOND, "This is it.").connected()
    yield server.receive(question, [], [answer]).disconnected()
    about = "a client with another secret, the client"
    client = Case("other-secret-client", 278, about, ["NA-RECV-4"], "client", outer_auth=OTHER_HMAC).connected()
    client.acts("send", message(REQUEST, "something", "hi", SERVER), [question], supply(*sample["draws"]))
    yield client.receive(answer).closed()


def refused(sample):
    """Bytes that no client of the library sends; the server's end alone."""
    rows = (
        ("bad-checksum", "a wrong checksum", ["NA-RECV-1"]), ("unknown-type", "a type that does not exist", ["NA-TCP-2"]),
        ("unhandled", "a message without a handler", ["NA-RECV-14"]),
    )
    for number, (name, about, rules) in enumerate(rows):
        question, *answer = segments(sample, number)
        server = Case(f"{name}-server", 279, about, rules, "server").connected()
        if answer:
            yield server.receive(question, [], answer).disconnected()
        else:
            yield server.receive(question, [["closed", CLIENT]])


def key_of(lock):
    """Of a lock that one key opens."""
    return f"0320{lock}2300"


# Seeds of boxes and of signatures, and the public keys of the latter.
CLIENT_BOX = "643b977c9f5b9060940e4718c09d62625d91a9dc23c8e1a392ff19dc665417cf"
SERVER_BOX = "f9229e1793aadf0d76c404d7350acac39099cca71f52ca3e0193994b2281f302"
CLIENT_SEED = "32f5f00120b84ea415e7e11b2fa0db4e2d843216073dc1cbc641b552914d9207"
SERVER_SEED = "ab229a58b4385fe44fbce11902f11872da8582c43f7bc17afb209f96532c9fe1"
CLIENT_KEY = "10581cb00adfaa69c7ed35ea3c10b7c768ef2b513f40e790aaaf79a07893032a"
SERVER_KEY = "2a467d822c6242ea0991f70f022fe0dcb3b66ccb8814cc0a5a406a5e75c0eb97"
PUBKEY = "4d40012f4c4002082243067075626b65794120"
CLIENT_PUBKEY = PUBKEY + "4fffb49044949f1800aaa3202160f4809ab296bfc7f787a2de7e6745df218e6a"
SERVER_PUBKEY = PUBKEY + "a5be9bb47b74e488ede04b7df603473617031151f5131f63b76fb94cc6bd924b"


def boxes(sample):
    advertisement, discovered, question, answer, farewell = segments(sample)
    drawn = sample["draws"]
    needs = ("netaio-tapescript", "netaio-x25519")
    about = "peers, boxes to their keys, and a signature on every message, the {}"
    rules = ["NA-PEER-8", "NA-PEER-9", "NA-PEER-11", "NA-RECV-10"]
    signs = ["tapescript", {"lock": key_of(CLIENT_KEY), "seed": SERVER_SEED}]
    own = {"peer_id": to_hex("srv"), "peer_data": SERVER_PUBKEY}
    server = Case("boxes-server", 281, about.format("server"), rules, "server", needs, outer_auth=signs, **own)
    server.handle(REQUEST, "secret", RESPOND, "for your eyes: question", inner_cipher=["x25519", {"seed": SERVER_BOX}])
    server.connected().acts("manage").receive(advertisement, [], [discovered], supply(drawn[1]))
    server.peers(("cli", CLIENT_PUBKEY))
    event = server.handled(0, REQUEST, "secret", "question")
    server.receive(question, [event], [answer], supply(*drawn[4:6]))
    yield server.receive(farewell).peers().disconnected()
    signs = ["tapescript", {"lock": key_of(SERVER_KEY), "seed": CLIENT_SEED}]
    own = {"peer_id": to_hex("cli"), "peer_data": CLIENT_PUBKEY}
    rules = ["NA-PEER-2", "NA-PEER-8", "NA-PEER-15"]
    client = Case("boxes-client", 281, about.format("client"), rules, "client", needs, outer_auth=signs, **own)
    box = ["x25519", {"seed": CLIENT_BOX}]
    client.handle(RESPOND, inner_cipher=box).connected()
    client.acts("manage", sent=[advertisement], draws=supply(drawn[0])).receive(discovered)
    client.peers(("srv", SERVER_PUBKEY))
    asked = message(REQUEST, "secret", "question", SERVER, inner_cipher=box)
    client.acts("send", asked, [question], supply(*drawn[2:4]))
    client.receive(answer, [client.handled(0, RESPOND, "secret", "for your eyes: question")])
    yield client.acts("unmanage", sent=[farewell], draws=supply(drawn[6])).closed()


def echo(sample):
    question, answer = datagrams(sample)
    about = "the example of the library's own document, the node that {}"
    asks = Case("udp-echo-a", 282, about.format("asks"), ["NA-LAYER-2", "NA-LAYER-4"], "udp", outer_auth=HMAC).handle(OK)
    asks.acts("send", message(REQUEST, "", "echo", SERVER), [question], supply(sample["draws"][0]))
    yield asks.receive(answer, [asks.handled(0, OK, "", "echo")])
    answers = Case("udp-echo-b", 282, about.format("answers"), ["NA-RECV-10"], "udp", outer_auth=HMAC)
    answers.handle(REQUEST, None, OK)
    yield answers.receive(question, [answers.handled(0, REQUEST, "", "echo")], [answer], supply(sample["draws"][1]))


def udp_request(sample):
    question, answer = datagrams(sample)
    plugins = {"outer_auth": HMAC, "outer_cipher": STREAM}
    draws = [supply(*sample["draws"][at : at + 3]) for at in (0, 3)]
    asks = Case("udp-request-a", 284, "a request through two plugins, who asks", ["NA-REQ-1"], "udp", **plugins)
    asks.acts("request", {"address": SERVER, "uri": to_hex("u")}, [question], draws[0], request=0)
    yield asks.receive(answer, [["answered", 0, RESPOND, to_hex("u"), to_hex("ok")]])
    answers = Case("udp-request-b", 284, "a request through two plugins, who answers", ["NA-RECV-10"], "udp", **plugins)
    answers.handle(REQUEST, "u", RESPOND, "ok")
    yield answers.receive(question, [answers.handled(0, REQUEST, "u", "")], [answer], draws[1])


def udp_peers(sample):
    hello_b, hello_a, copy, discovered, to_peers, note, bye_a, bye_b = datagrams(sample)
    assert copy == hello_a
    multicast = lambda data: ["to", "multicast", data]
    about = "two nodes that learn of each other, tell each other something, and part, node {}"
    rules = ["NA-PEER-2", "NA-PEER-8", "NA-PEER-15"]
    data = [f"4d40010a4c4002030243016e440{number}" for number in (1, 2)]
    own = {"peer_id": to_hex("node A"), "peer_data": data[0]}
    first = Case("udp-peers-a", 285, about.format("A"), [*rules, "NA-SUB-4"], "udp", **own).handle(NOTIFY)
    first.acts("manage", sent=[multicast(hello_a)]).receive(discovered).peers(("node B", data[1]))
    first.acts("broadcast", message(NOTIFY, "x", "to peers"), [to_peers])
    first.receive(note, [first.handled(0, NOTIFY, "k", "note")])
    yield first.acts("unmanage", sent=[multicast(bye_a)])
    own = {"peer_id": to_hex("node B"), "peer_data": data[1]}
    second = Case("udp-peers-b", 285, about.format("B"), [*rules, "NA-PEER-9", "NA-SUB-1"], "udp", **own).handle(NOTIFY)
    second.acts("manage", sent=[multicast(hello_b)]).receive(copy, [], [discovered]).peers(("node A", data[0]))
    second.receive(to_peers, [second.handled(0, NOTIFY, "x", "to peers")])
    second.step("subscribe", {"key": to_hex("k"), "address": CLIENT})
    second.acts("notify", {"key": to_hex("k"), **message(NOTIFY, "k", "note")}, [note])
    yield second.acts("unmanage", sent=[multicast(bye_b)])


def ping_pong(sample):
    """The first of the datagrams; all others are the same."""
    question, first, second, third = datagrams(sample)[:4]
    when = {"answer-to-answer": "answer"}
    about = "a message that nobody handles, and the answers to answers, node {}"
    bug = {"class": "denial-of-service", "severity": "high"}
    asks = Case("not-found-ping-pong-a", 286, about.format("A"), ["NA-RECV-13"], "udp")
    asks.acts("send", message(PUBLISH, "u", "x", SERVER), [question])
    asks.receive(first, when=when, otherwise=[second]).receive(third, when=when, otherwise=[second])
    answers = Case("not-found-ping-pong-b", 286, about.format("B"), ["NA-RECV-14", "NA-RECV-13"], "udp")
    answers.receive(question, [], [first]).receive(second, when=when, otherwise=[third])
    for case in (asks, answers):
        case.tail = {"bug": bug, **case.tail}
        yield case


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        samples = {sample["n"]: sample for sample in json.load(file)["samples"]}
    cases = [
        *readme(samples[267]), *requests(samples[268], 268, "request", "a request without plugins"),
        *requests(samples[269], 269, "request-hmac", "a request with a secret", outer_auth=HMAC),
        *subscriptions(samples[272]), *crud(samples[273]), *inner_cipher(samples[275]), *peer_management(samples[276]),
        *other_secret(samples[278]), *refused(samples[279]), *boxes(samples[281]), *echo(samples[282]),
        *udp_request(samples[284]), *udp_peers(samples[285]), *ping_pong(samples[286]),
    ]
    about = "Conversations of nodes of netaio 0.0.9, from both ends."
    file = {"$schema": "../schema/cases.schema.json", "protocol": "netaio", "about": about}
    json.dump({**file, "cases": [case.made() for case in cases]}, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
