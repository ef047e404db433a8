//! Exchanges that are not complete, or not in time; and some that look odd and are.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep, Wanted, step};
use super::answer::{BODY, seven};
use super::boxes::{BOX, joined, object};
use super::data_read::CREATED;
use super::live::{
    PATIENT_MS, answers, connects_within, has, listens, live, message, poll_takes, polls, posts, scripted,
};
use super::receive::{LATER, latest};
use super::upstream::refused;
use super::value::hex;
use crate::model::case::{ActorKind, BugClass, Severity};

/// A time limit that a good answer keeps, and the bad ones below do not.
const LIMIT_MS: u64 = 800;

/// All cases of such exchanges.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = broken(author);
    cases.push(nobody_listens(author));
    cases.extend(late(author));
    cases.extend(odd(author));
    cases
}

/// A step that scripts an answer byte by byte.
fn raw(answer: &str, given: Value) -> DraftStep {
    step("web", "http.answer", joined([object(json!({ "raw": hex(answer) })), object(given)]))
}

/// An answer in chunks, with or without the last one.
fn chunked(body: &str, end: &str) -> String {
    let (head, tail) = body.split_at(10);
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n\
         {:x}\r\n{head}\r\n{:x}\r\n{tail}\r\n{end}",
        head.len(),
        tail.len()
    )
}

/// Name, what is special, and the step that scripts it for a body.
type Row = (&'static str, &'static str, fn(&str) -> DraftStep);

/// Each for a poll and for a post. A good answer lies ready: whoever asks a second time on its own takes it at once.
fn broken(author: &Author<'_>) -> Vec<Draft> {
    let good = latest(author, 1, CREATED);
    let rows: [Row; 7] = [
        ("closed-at-once", "the connection ends without an answer", |_| raw("", json!({ "close": true }))),
        ("cut-in-status", "the connection ends within the status line", |body| {
            answers(body, json!({ "close_after": 9 }))
        }),
        ("cut-in-head", "the connection ends within the head", |body| {
            answers(body, json!({ "close_after": 30 }))
        }),
        ("cut-in-body", "the connection ends three bytes before the body does", |body| {
            answers(body, json!({ "content_length": body.len() + 3, "close": true }))
        }),
        ("no-body", "the connection ends where the body begins", |body| {
            answers("", json!({ "content_length": body.len(), "close": true }))
        }),
        ("no-http", "what comes is no HTTP", |_| {
            raw("220 mail.example ESMTP\r\n\r\n", json!({ "close": true }))
        }),
        ("no-last-chunk", "chunks without the last one", |body| {
            raw(&chunked(body, ""), json!({ "close": true }))
        }),
    ];
    let draft = |name: &str, about: &str| {
        scripted(author, name, about, &["DW-HTTP-3", "DW-BOX-1"]).bug(BugClass::Robustness, Severity::Medium)
    };
    rows.iter()
        .flat_map(|(name, about, answer)| {
            [
                draft(&format!("poll-{name}"), &format!("poll: {about}"))
                    .step(answer(&good))
                    .step(has(author, 1, CREATED))
                    .step(polls("alice").reject("unreachable"))
                    .step(poll_takes("alice", 1, CREATED)),
                draft(&format!("post-{name}"), &format!("post: {about}"))
                    .step(answer(BODY))
                    .step(answers(BODY, json!({})))
                    .step(posts("alice", 1).reject("unreachable"))
                    .step(posts("alice", 1).accept(seven())),
            ]
        })
        .collect()
}

const REFUSED: &str =
    "requests.exceptions.ConnectionError: HTTPConnectionPool(host='127.0.0.1', port=9): Max retries exceeded";

/// The port is that of a connection, so that nobody else can listen there meanwhile.
fn nobody_listens(author: &Author<'_>) -> Draft {
    live("nobody-listens", "no server at the URL, and then one", &["DW-HTTP-3"])
        .source_ref("N 76; N 77")
        .bug(BugClass::Robustness, Severity::Low)
        .actor("wire", ActorKind::Raw)
        .step(step("wire", "raw.listen", json!({})).save("listener", "/port"))
        .step(
            step("wire", "raw.connect", json!({ "port": { "$ref": "listener" } }))
                .save("taken", "/port_digits"),
        )
        .step(connects_to(author, "taken"))
        .step(polls("alice").reject("unreachable"))
        .step(posts("alice", 1).reject("unreachable").upstream(refused("unreachable", REFUSED)))
        .step(listens(json!({})))
        .step(connects_to(author, "port"))
        .step(has(author, 1, CREATED))
        .step(poll_takes("alice", 1, CREATED))
}

fn connects_to(author: &Author<'_>, port: &str) -> DraftStep {
    let url = json!({ "$concat": [hex("http://127.0.0.1:"), { "$ref": port }] });
    let given = json!({ "base_url": url, "timeout_ms": PATIENT_MS });
    step("alice", "dweeter.connect", joined([BOX.input(), object(given)]))
        .accept(json!({ "thing": hex(BOX.thing(author)) }))
}

/// The whole answer comes, but twice the limit later: whoever has none takes it.
fn late(author: &Author<'_>) -> Vec<Draft> {
    let drop_by_drop = |count: u64| json!({ "split": vec![20; usize::try_from(count).unwrap_or_default()], "delay_ms": 2 * LIMIT_MS / count });
    let rows = [
        ("silent", "nothing comes for a while", json!({ "split": [0], "delay_ms": 2 * LIMIT_MS })),
        ("slow-head", "a pause within the head", json!({ "split": [20], "delay_ms": 2 * LIMIT_MS })),
        ("slow", "some bytes now and then", drop_by_drop(8)),
    ];
    let unlimited = [("exchange-time", "unlimited")];
    let draft = |name: &str, about: &str| {
        live(name, about, &["DW-HTTP-4", "DW-BOX-1"])
            .bug(BugClass::DenialOfService, Severity::Medium)
            .step(listens(json!({})))
            .step(connects_within(author, "alice", &BOX, "", LIMIT_MS))
    };
    let mut cases: Vec<Draft> = rows
        .into_iter()
        .map(|(name, about, given)| {
            let outcome =
                polls("alice").reject("timed-out").variant(&unlimited, Wanted::Accept(message(1, CREATED)));
            draft(&format!("poll-{name}"), about)
                .step(answers(&latest(author, 1, CREATED), given))
                .step(outcome)
                .step(has(author, 2, LATER))
                .step(poll_takes("alice", 2, LATER))
        })
        .collect();
    cases.push(
        draft("post-slow", "some bytes now and then, after a post")
            .step(answers(BODY, drop_by_drop(4)))
            .step(posts("alice", 1).reject("timed-out").variant(&unlimited, Wanted::Accept(seven())))
            .step(answers(BODY, json!({})))
            .step(posts("alice", 2).accept(seven())),
    );
    cases
}

/// Complete answers that are seldom seen.
fn odd(author: &Author<'_>) -> Vec<Draft> {
    let good = latest(author, 1, CREATED);
    let old = format!("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{good}");
    let rows = [
        (
            "to-the-end",
            "a body that the end of the connection ends",
            answers(&good, json!({ "content_length": -1 })),
        ),
        ("http-1-0", "an answer of HTTP/1.0", raw(&old, json!({ "close": true }))),
        ("chunks", "a body in chunks", raw(&chunked(&good, "0\r\n\r\n"), json!({}))),
        (
            "in-pieces",
            "an answer in small pieces, in time",
            answers(&good, json!({ "split": vec![1; 20], "delay_ms": 2 })),
        ),
    ];
    rows.into_iter()
        .map(|(name, about, answer)| {
            scripted(author, &format!("answer-{name}"), about, &["DW-HTTP-3"])
                .step(answer)
                .step(poll_takes("alice", 1, CREATED))
                .step(has(author, 2, LATER))
                .step(poll_takes("alice", 2, LATER))
        })
        .collect()
}
