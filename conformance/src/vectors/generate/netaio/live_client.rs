//! A client and the other end of its connection, sections 6.3 and 6.6.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep, step};
use super::live::{
    PATIENT_MS, Play, answered, asks, closed, connects, hears, hears_nothing, live, received, sends, starts,
    timed_out, told as heard,
};
use super::live_wire::{WIRE, puts, puts_so, quiet, takes};
use super::node::{NOTIFY, PUBLISH, REQUEST, RESPOND, plain};
use crate::model::case::{BugClass, Severity};

/// For the one answer that upstream never finds: less time than for others, because it is spent.
const SOON_MS: u64 = 2_000;

/// All cases of them.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = answers(author);
    cases.extend(ends(author));
    cases.push(between_header_and_body(author));
    cases
}

/// A client that is connected with the sockets.
fn dialled(name: &str, about: &str, rules: &[&str]) -> Draft {
    let accepts = step(WIRE, "raw.accept", json!({ "within_ms": PATIENT_MS }));
    live(name, about, rules)
        .play(step(WIRE, "raw.listen", json!({})).save("server", "/port"))
        .play(starts("alice", "client", json!({})))
        .play(connects("alice", "server"))
        .play(accepts)
}

fn asked(author: &Author<'_>, uri: &str) -> String {
    plain(author, REQUEST, uri, "")
}

fn told(author: &Author<'_>, uri: &str, content: &str) -> String {
    plain(author, RESPOND, uri, content)
}

fn request(uri: &str, number: u32) -> DraftStep {
    asks("alice", "server", uri, number, json!({}))
}

fn answers(author: &Author<'_>) -> Vec<Draft> {
    let answer = told(author, "something", "This is it.");
    let size = answer.len() / 2;
    let split = json!({ "split": vec![1; size - 1], "delay_ms": 1 });
    let heard = || hears("alice", "answered", &[answered(0, RESPOND, "something", "This is it.")]);
    let begun = |name: &str, about: &str, rules: &[&str]| {
        dialled(name, about, rules).play(request("something", 0)).play(takes(&asked(author, "something")))
    };
    let news = plain(author, NOTIFY, "topic", "news");
    vec![
        begun("client-answer", "the very bytes of a request and its answer", &["NA-REQ-1", "NA-MSG-3"])
            .play(puts(&*answer))
            .play(heard()),
        begun("client-byte-by-byte", "an answer, one byte after the other", &["NA-TCP-1", "NA-REQ-1"])
            .bug(BugClass::Robustness, Severity::Medium)
            .play(puts_so(&*answer, split))
            .play(heard()),
        begun(
            "client-news-and-answer",
            "news and the answer at once",
            &["NA-TCP-1", "NA-REQ-1", "NA-RECV-15"],
        )
        .play(puts(format!("{news}{answer}")))
        .play(hears(
            "alice",
            "answered",
            &[received(NOTIFY, "topic", "news"), answered(0, RESPOND, "something", "This is it.")],
        )),
        begun("client-other-uri", "an answer for another URI, and then the right one", &["NA-REQ-1"])
            .bug(BugClass::Confusion, Severity::Medium)
            .play(puts(format!("{}{answer}", told(author, "other", "no"))))
            .play(hears(
                "alice",
                "answered",
                &[received(RESPOND, "other", "no"), answered(0, RESPOND, "something", "This is it.")],
            )),
        begun("client-two-answers", "two answers to one request, one after the other", &["NA-REQ-2"])
            .play(puts(&*answer))
            .play(heard())
            .play(puts(told(author, "something", "once more")))
            .play(hears("alice", "received", &[received(RESPOND, "something", "once more")])),
        begun(
            "client-drops-checksum",
            "a wrong checksum, which is not answered, and the answer",
            &["NA-CLIENT-1", "NA-TCP-3"],
        )
        .play(puts(wrong_checksum(&told(author, "something", "no"))))
        .play(quiet())
        .play(puts(&*answer))
        .play(heard()),
        dialled(
            "client-no-answer",
            "a request that nobody answers in time, and one that somebody does",
            &["NA-REQ-3"],
        )
        .play(asks("alice", "server", "something", 0, json!({ "timeout_ms": 300 })))
        .play(takes(&asked(author, "something")))
        .play(hears("alice", "timed-out", &[timed_out(0)]))
        .play(request("something", 1))
        .play(takes(&asked(author, "something")))
        .play(puts(&*answer))
        .play(hears("alice", "answered", &[answered(1, RESPOND, "something", "This is it.")])),
    ]
}

/// The same with another checksum.
pub(super) fn wrong_checksum(message: &str) -> String {
    let mut wrong = message.to_owned();
    let other = if message.get(10..12) == Some("00") { "01" } else { "00" };
    wrong.replace_range(10..12, other);
    wrong
}

fn ends(author: &Author<'_>) -> Vec<Draft> {
    let again = |draft: Draft| {
        draft
            .play(connects("alice", "server"))
            .play(step(WIRE, "raw.accept", json!({ "within_ms": PATIENT_MS })))
            .play(sends("alice", "server", (PUBLISH, "u", "x"), json!({})))
            .play(takes(&plain(author, PUBLISH, "u", "x")))
    };
    let close = |given: Value| step(WIRE, "raw.close", given);
    let answer = told(author, "u", "x");
    vec![
        again(
            dialled("client-hung-up", "a server that closes, and takes the client again", &["NA-TCP-5"])
                .play(close(json!({})))
                .play(hears("alice", "closed", &[closed()])),
        ),
        again(
            dialled("client-hung-up-within", "a server that closes within a message", &["NA-TCP-5"])
                .bug(BugClass::Robustness, Severity::Medium)
                .play(puts(answer.get(..20).unwrap_or_default()))
                .play(close(json!({})))
                .play(hears("alice", "closed", &[closed()])),
        ),
        again(
            dialled(
                "client-unknown-type",
                "a type that the client does not know ends the connection",
                &["NA-TCP-2"],
            )
            .play(puts(format!("0e{}", answer.get(2..).unwrap_or_default())))
            .play(hears("alice", "closed", &[closed()])),
        ),
        dialled(
            "client-silent",
            "messages that a client takes and does not answer",
            &["NA-CLIENT-1", "NA-RECV-15"],
        )
        .play(hears_nothing("alice"))
        .play(puts(plain(author, PUBLISH, "u", "x")))
        .play(hears("alice", "received", &[received(PUBLISH, "u", "x")]))
        .play(quiet()),
    ]
}

/// The answer comes with the header of another message, whose rest comes during the next request.
fn between_header_and_body(author: &Author<'_>) -> Draft {
    let news = plain(author, NOTIFY, "topic", "news");
    let (header, rest) = news.split_at(18);
    dialled(
        "request-between-header-and-body",
        "a request that begins between header and body of another message",
        &["NA-TCP-1", "NA-REQ-1"],
    )
    .source_ref("N 181")
    .bug(BugClass::Robustness, Severity::Medium)
    .play(request("u", 0))
    .play(takes(&asked(author, "u")))
    .play(puts(format!("{}{header}", told(author, "u", "answer"))))
    .play(hears("alice", "answered", &[answered(0, RESPOND, "u", "answer")]))
    .play(asks("alice", "server", "v", 1, json!({ "timeout_ms": SOON_MS })))
    .play(takes(&asked(author, "v")))
    .play(puts(format!("{rest}{}", told(author, "v", "second"))))
    .play(
        step("alice", "netaio.live.events", json!({ "within_ms": SOON_MS, "until": "answered" }))
            .accept(heard(&[received(NOTIFY, "topic", "news"), answered(1, RESPOND, "v", "second")]))
            .upstream(json!({
                "error": "asyncio.TimeoutError",
                "raised": "ValueError: 77 is not a valid MessageType",
            })),
    )
}
