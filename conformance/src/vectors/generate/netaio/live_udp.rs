//! UDP nodes, section 6.5.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep, Wanted, step};
use super::live::{
    Play, answered, asks, handled, handles, hears, hears_nothing, live, outer, sends, starts, timed_out,
};
use super::live_client::wrong_checksum;
use super::live_stream::{answers_requests, asked, told};
use super::live_wire::{WIRE, puts, quiet, takes_datagram, udp_to};
use super::node::{
    CONFIRM_SUBSCRIBE, CREATE, INVALID_MESSAGE, NOTIFY, OK, PUBLISH, REQUEST, RESPOND, SUBSCRIBE,
    UDP_NOT_FOUND, echo, hex, hmac, on, plain, replies, with,
};
use crate::model::case::{BugClass, Severity};

/// All cases of them.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = nodes();
    cases.extend(datagrams(author));
    cases.push(subscribes(author));
    cases.push(largest(author));
    cases
}

/// A UDP node that answers requests with their own content.
fn bound(name: &str, about: &str, rules: &[&str]) -> Draft {
    live(name, about, rules)
        .play(starts("bob", "udp", json!({})))
        .play(answers_requests())
        .play(udp_to("bob"))
}

fn nodes() -> Vec<Draft> {
    let echoes = |name: &str, about: &str, settings: &Value| {
        live(name, about, &["NA-RECV-10", "NA-LAYER-4"])
            .play(starts("bob", "udp", settings.clone()))
            .play(handles("bob", 0, echo(REQUEST, "", OK)))
            .play(starts("alice", "udp", settings.clone()))
            .play(handles("alice", 0, on(OK, "")))
            .play(sends("alice", "bob", (REQUEST, "", "echo"), json!({})))
            .play(hears("bob", "handled", &[handled(0, REQUEST, "", "echo")]))
            .play(hears("alice", "handled", &[handled(0, OK, "", "echo")]))
    };
    let asks_udp = |name: &str, about: &str, settings: &Value| {
        live(name, about, &["NA-REQ-1", "NA-REQ-2"])
            .play(starts("bob", "udp", settings.clone()))
            .play(handles("bob", 0, replies(REQUEST, "u", RESPOND, "ok")))
            .play(handles("bob", 1, echo(CREATE, "v", OK)))
            .play(starts("alice", "udp", settings.clone()))
            .play(asks("alice", "bob", "u", 0, json!({})))
            .play(hears("alice", "answered", &[answered(0, RESPOND, "u", "ok")]))
            .play(asks("alice", "bob", "v", 1, json!({ "type": CREATE, "content": hex("it") })))
            .play(hears("alice", "answered", &[answered(1, OK, "v", "it")]))
    };
    let secret = json!({ "outer_auth": hmac() });
    vec![
        echoes("udp-echo", "two UDP nodes without plugins", &json!({})),
        echoes("udp-echo-hmac", "the same with a secret, as in upstream's README", &secret),
        echoes("udp-echo-outer", "the same with cipher and HMAC", &outer()),
        asks_udp("udp-request", "one asks another, and is answered", &json!({})),
        asks_udp("udp-request-outer", "the same with cipher and HMAC", &outer()),
        live("udp-request-silence", "a request to somebody who says nothing", &["NA-REQ-3"])
            .play(step(WIRE, "raw.listen", json!({ "transport": "udp" })).save("silent", "/port"))
            .play(starts("alice", "udp", json!({})))
            .play(asks("alice", "silent", "u", 0, json!({ "timeout_ms": 300 })))
            .play(hears("alice", "timed-out", &[timed_out(0)]))
            .play(starts("bob", "udp", json!({})))
            .play(handles("bob", 0, echo(REQUEST, "u", RESPOND)))
            .play(asks("alice", "bob", "u", 1, json!({ "content": hex("x") })))
            .play(hears("alice", "answered", &[answered(1, RESPOND, "u", "x")])),
    ]
}

fn datagrams(author: &Author<'_>) -> Vec<Draft> {
    let (request, answer) = (asked(author, "hi"), told(author, "hi"));
    let last = |draft: Draft| draft.play(puts(&*request)).play(takes_datagram(&*answer)).play(quiet());
    let bad = [String::new(), "0000030004".to_owned(), format!("0e{}", request.get(2..).unwrap_or_default())];
    let refused = bad.into_iter().fold(
        bound(
            "udp-garbage",
            "nothing, half a header, an unknown type; and then a good message",
            &["NA-UDP-2"],
        )
        .bug(BugClass::Robustness, Severity::Medium),
        |draft, datagram| draft.play(puts(datagram)),
    );
    // Under `ignored` the datagram is answered, and every answer comes one later.
    let behind = |name: &str, about: &str, datagram: String, ignored: &str| {
        let draft = bound(name, about, &["NA-UDP-3", "NA-MSG-6"]).bug(BugClass::Malleability, Severity::Low);
        draft
            .play(puts(datagram))
            .play(puts(asked(author, "next")))
            .play(first(&told(author, "next"), ignored))
            .play(puts(asked(author, "last")))
            .play(first(&told(author, "last"), &told(author, "next")))
    };
    vec![
        last(bound("udp-bytes", "the very bytes of a request and its answer", &["NA-RECV-10", "NA-MSG-3"])),
        last(refused),
        behind("udp-trailing", "bytes behind a message", format!("{request}{}", "00".repeat(10)), &answer),
        behind("udp-two-messages", "two messages in one datagram", request.repeat(2), &answer),
        last(
            bound("udp-wrong-checksum", "a wrong checksum", &["NA-RECV-1"])
                .play(puts(wrong_checksum(&request)))
                .play(takes_datagram(INVALID_MESSAGE)),
        ),
        behind("udp-cut", "a datagram without its last byte", cut(&request), INVALID_MESSAGE),
        last(
            bound("udp-not-found", "a message that nobody handles", &["NA-RECV-14"])
                .play(puts(plain(author, PUBLISH, "x", "x")))
                .play(takes_datagram(UDP_NOT_FOUND)),
        ),
    ]
}

/// The next datagram, and the one that comes under the answer `ignored`.
fn first(data: &str, ignored: &str) -> DraftStep {
    let ignored = Wanted::Accept(json!({ "data": ignored }));
    takes_datagram(data).variant(&[("bob:datagram-trailing", "ignored")], ignored)
}

/// Without its last byte.
fn cut(message: &str) -> String {
    message.get(..message.len() - 2).unwrap_or_default().to_owned()
}

fn subscribes(author: &Author<'_>) -> Draft {
    let notify = json!({ "key": hex("k"), "type": NOTIFY, "uri": hex("k"), "content": hex("news") });
    live("udp-subscribe", "an address subscribes, and hears the news", &["NA-SUB-1"])
        .play(starts("bob", "udp", json!({})))
        .play(handles("bob", 0, with(on(SUBSCRIBE, "k"), json!({ "action": "subscribe" }))))
        .play(udp_to("bob"))
        .play(puts(plain(author, SUBSCRIBE, "k", "")))
        .play(takes_datagram(plain(author, CONFIRM_SUBSCRIBE, "k", "")))
        .play(step("bob", "netaio.live.notify", notify))
        .play(takes_datagram(plain(author, NOTIFY, "k", "news")))
        .play(quiet())
}

/// The largest body that is written fits into a datagram.
fn largest(author: &Author<'_>) -> Draft {
    let content = "61".repeat(65_421);
    let message = plain(author, PUBLISH, "u", &"a".repeat(65_421));
    let head = message.trim_end_matches(content.as_str());
    let message = json!({ "$concat": [head, { "$repeat": ["61", 65_421] }] });
    bound("udp-largest", "the largest body that is written, in one datagram", &["NA-UDP-4", "NA-MSG-1"])
        .play(handles("bob", 1, replies(PUBLISH, "u", OK, "taken")))
        .play(puts(message))
        .play(takes_datagram(plain(author, OK, "u", "taken")))
        .play(hears_something_handled())
        .play(hears_nothing("bob"))
}

/// A message of which only the handler is looked at.
fn hears_something_handled() -> DraftStep {
    let any = json!({ "$any": true });
    let event = json!(["handled", 1, PUBLISH, hex("u"), any]);
    hears("bob", "handled", &[event])
}
