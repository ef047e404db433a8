//! `server.json`: the bytes of a connection, section 6.4.

use serde_json::json;

use super::super::{Author, Draft, DraftStep};
use super::node::{
    A, B, CREATE, HMAC_FAILED, NOW, OK, Outcome, Scene, TCP_NOT_FOUND, closed, echo, frame, handled, hmac,
    plain, receives, receives_at, ticks, to,
};
use super::server_receive::creates;
use crate::model::case::{BugClass, Severity};

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = pieces(author);
    cases.extend(refused(author));
    cases.extend(fields(author));
    cases.extend(partial(author));
    cases
}

pub(super) fn server<'a>(author: &'a Author<'_>, name: &str, about: &str, rules: &[&str]) -> Scene<'a> {
    Scene::new(author, &format!("server/{name}"), about, rules).server(json!({})).connected("bob", B).handle(
        "bob",
        0,
        echo(CREATE, "u", OK),
    )
}

/// The other connection is as good as before.
pub(super) fn other_creates(author: &Author<'_>) -> DraftStep {
    receives("bob", B, plain(author, CREATE, "u", "hi"))
        .gives(&[handled(0, B, CREATE, "u", "hi")], &[to(B, plain(author, OK, "u", "hi"))])
}

fn pieces(author: &Author<'_>) -> Vec<Draft> {
    let message = plain(author, CREATE, "u", "hi");
    let part = |from: usize, to: usize| message.get(from * 2..to * 2).unwrap_or_default().to_owned();
    let size = message.len() / 2;
    let (event, reply) = (handled(0, A, CREATE, "u", "hi"), to(A, plain(author, OK, "u", "hi")));
    let mut bytewise = server(author, "byte-by-byte", "a message in pieces of one byte", &["NA-TCP-1"]);
    for at in 0..size - 1 {
        bytewise = bytewise.step(receives("bob", A, part(at, at + 1)).gives(&[], &[]));
    }
    vec![
        server(author, "two-in-one-segment", "two messages at once", &["NA-TCP-1"])
            .source("N 145")
            .step(
                receives("bob", A, message.repeat(2))
                    .gives(&[event.clone(), event.clone()], &[reply.clone(), reply.clone()])
                    .measured(),
            )
            .done(),
        bytewise
            .step(
                receives("bob", A, part(size - 1, size))
                    .gives(std::slice::from_ref(&event), std::slice::from_ref(&reply)),
            )
            .done(),
        server(author, "one-and-a-half", "the second message ends in the next segment", &["NA-TCP-1"])
            .step(
                receives("bob", A, message.clone() + &part(0, 11))
                    .gives(std::slice::from_ref(&event), std::slice::from_ref(&reply)),
            )
            .step(other_creates(author))
            .step(
                receives("bob", A, part(11, size))
                    .gives(std::slice::from_ref(&event), std::slice::from_ref(&reply)),
            )
            .done(),
        server(author, "nothing-arrives", "no bytes", &["NA-TCP-1"])
            .step(receives("bob", A, "").gives(&[], &[]))
            .step(creates(author, 0))
            .done(),
        server(
            author,
            "dropped-in-front",
            "what follows a message that was dropped is read",
            &["NA-TCP-3", "NA-RECV-13"],
        )
        .step(
            receives("bob", A, plain(author, OK, "x", "") + &message)
                .gives(std::slice::from_ref(&event), std::slice::from_ref(&reply))
                .otherwise(
                    &super::server_receive::ANSWER,
                    std::slice::from_ref(&event),
                    &[to(A, TCP_NOT_FOUND), reply.clone()],
                ),
        )
        .done(),
    ]
}

/// Bytes that section 4 refuses end the connection, and no other.
fn refused(author: &Author<'_>) -> Vec<Draft> {
    let body = "0001756869";
    let ends = |name: &str, about: &str, rules: &[&str], line: &str, data: String| {
        let step = receives("bob", A, data).gives(&[closed(A)], &[]);
        let scene = server(author, name, about, rules).bug(BugClass::Robustness, Severity::Low);
        let scene = if line.is_empty() { scene.step(step) } else { scene.source(line).step(step.measured()) };
        scene.step(other_creates(author)).done()
    };
    let good_then_garbage = plain(author, CREATE, "u", "hi") + &"ff".repeat(9);
    vec![
        ends(
            "unknown-type",
            "a type that does not exist",
            &["NA-TCP-2", "NA-MSG-5"],
            "N 131",
            frame(author, 14, "4d4000", body),
        ),
        ends(
            "unknown-type-header",
            "the header is enough",
            &["NA-TCP-2", "NA-MSG-5"],
            "",
            "0e0003000500000000".to_owned(),
        ),
        ends(
            "auth-length-0",
            "no auth fields at all",
            &["NA-TCP-2", "NA-UNPACK-1"],
            "N 134",
            frame(author, CREATE, "", body),
        ),
        ends(
            "uri-beyond-body",
            "a URI longer than the body",
            &["NA-TCP-2", "NA-MSG-9"],
            "N 141",
            frame(author, CREATE, "4d4000", "00ff756869"),
        ),
        ends(
            "body-1",
            "a body of one byte",
            &["NA-TCP-2", "NA-MSG-9"],
            "N 142",
            frame(author, CREATE, "4d4000", "00"),
        ),
        ends(
            "body-0",
            "a body of no bytes",
            &["NA-TCP-2", "NA-MSG-9"],
            "",
            frame(author, CREATE, "4d4000", ""),
        ),
        ends(
            "uri-beyond-body-bad-checksum",
            "a URI longer than the body comes before a wrong checksum",
            &["NA-TCP-2", "NA-MSG-9"],
            "",
            "0200030003000000004d400000ff75".to_owned(),
        ),
        server(
            author,
            "good-then-garbage",
            "a message is answered before the connection ends",
            &["NA-TCP-2"],
        )
        .source("N 146")
        .bug(BugClass::Robustness, Severity::Low)
        .step(
            receives("bob", A, good_then_garbage)
                .gives(&[handled(0, A, CREATE, "u", "hi"), closed(A)], &[to(A, plain(author, OK, "u", "hi"))])
                .measured(),
        )
        .step(other_creates(author))
        .done(),
        server(
            author,
            "garbage-then-again",
            "after garbage the address connects again",
            &["NA-TCP-2", "NA-TCP-5"],
        )
        .bug(BugClass::Robustness, Severity::Low)
        .step(receives("bob", A, "ff".repeat(9)).gives(&[closed(A)], &[]))
        .connected("bob", A)
        .step(creates(author, 0))
        .done(),
    ]
}

/// Auth fields that are complete, and are refused before the body has come.
fn fields(author: &Author<'_>) -> Vec<Draft> {
    let body = "0001756869";
    let hello = || (vec![handled(0, A, CREATE, "u", "hi")], vec![to(A, plain(author, OK, "u", "hi"))]);
    let row = |name: &str, about: &str, rules: &[&str], auth: &str, choice: (&str, &str)| {
        let (events, sent) = hello();
        server(author, name, about, rules).bug(BugClass::Robustness, Severity::Low).step(
            receives("bob", A, frame(author, CREATE, auth, body)).gives(&[closed(A)], &[]).otherwise(
                &[choice],
                &events,
                &sent,
            ),
        )
    };
    let any = ("auth-fields", "any");
    let (events, sent) = hello();
    let unauthenticated = frame(author, CREATE, "4a4000", body);
    vec![
        server(author, "fields-none", "auth fields that are no dict", &["NA-TCP-2", "NA-MSG-8"])
            .source("N 136")
            .bug(BugClass::Robustness, Severity::Low)
            .step(receives("bob", A, frame(author, CREATE, "00", body)).gives(&[closed(A)], &[]).measured_as(
                &[any],
                &events,
                &sent,
            ))
            .step(other_creates(author))
            .done(),
        row("fields-list", "a list as auth fields", &["NA-TCP-2", "NA-MSG-8"], "4a4000", any)
            .step(other_creates(author))
            .done(),
        row(
            "fields-larger-category",
            "an empty dict in another encoding",
            &["NA-TCP-2", "NA-UNPACK-7"],
            "8d400000",
            ("packify-canonical", "unchecked"),
        )
        .step(other_creates(author))
        .done(),
        Scene::new(
            author,
            "server/fields-list-authenticated",
            "a list, and a plugin that looks into it",
            &["NA-TCP-2", "NA-MSG-8"],
        )
        .source("N 135")
        .bug(BugClass::Robustness, Severity::Low)
        .server(json!({ "outer_auth": hmac() }))
        .step(receives("bob", A, unauthenticated).gives(&[closed(A)], &[]).measured())
        .connected("bob", B)
        .step(receives("bob", B, plain(author, CREATE, "u", "")).gives(&[], &[to(B, HMAC_FAILED)]))
        .done(),
        server(
            author,
            "fields-before-body",
            "auth fields that are no packed value, and no body yet",
            &["NA-TCP-2", "NA-UNPACK-2"],
        )
        .bug(BugClass::Robustness, Severity::Low)
        .step(receives("bob", A, "020003ffff00000000").gives(&[], &[]))
        .step(receives("bob", A, "ff4000").gives(&[closed(A)], &[]))
        .step(other_creates(author))
        .done(),
    ]
}

/// Parts of messages, and time.
fn partial(author: &Author<'_>) -> Vec<Draft> {
    let waits = [("partial-message", "waits")];
    let message = plain(author, CREATE, "u", "hi");
    let part = |from: usize, to: usize| message.get(from * 2..to * 2).unwrap_or_default().to_owned();
    let size = message.len() / 2;
    let arrives = |data: String, after_ms: i64| receives_at("bob", A, data, NOW + after_ms);
    let nothing = |after_ms: i64| ticks("bob", NOW + after_ms).gives(&[], &[]);
    let late =
        |after_ms: i64| ticks("bob", NOW + after_ms).gives(&[closed(A)], &[]).otherwise(&waits, &[], &[]);
    let whole = |step: DraftStep| {
        step.gives(&[handled(0, A, CREATE, "u", "hi")], &[to(A, plain(author, OK, "u", "hi"))])
    };
    let announces = |sizes: &str| format!("02{sizes}00000000");
    vec![
        server(
            author,
            "partial-30-s",
            "a part of a message is held for 30 seconds, and the rest comes",
            &["NA-TCP-4"],
        )
        .step(arrives(part(0, 9), 0).gives(&[], &[]))
        .step(nothing(30_000))
        .step(whole(arrives(part(9, size), 30_000)))
        .step(nothing(60_000))
        .done(),
        server(author, "partial-trickles", "the time begins with the first byte", &["NA-TCP-4"])
            .bug(BugClass::DenialOfService, Severity::Medium)
            .step(arrives(part(0, 1), 0).gives(&[], &[]))
            .step(arrives(part(1, 2), 20_000).gives(&[], &[]))
            .step(nothing(30_000))
            .step(late(30_001))
            .step(other_creates(author))
            .done(),
        server(author, "partial-second-message", "a second message has a time of its own", &["NA-TCP-4"])
            .step(arrives(part(0, 9), 0).gives(&[], &[]))
            .step(whole(arrives(part(9, size) + &part(0, 3), 25_000)))
            .step(nothing(55_000))
            .step(late(55_001))
            .done(),
        server(
            author,
            "announced-131070-bytes",
            "the largest lengths, and nothing behind them",
            &["NA-TCP-4"],
        )
        .source("N 144")
        .bug(BugClass::DenialOfService, Severity::Medium)
        .step(arrives(announces("ffffffff"), 0).gives(&[], &[]))
        .step(ticks("bob", NOW + 30_001).gives(&[closed(A)], &[]).measured_as(&waits, &[], &[]))
        .step(other_creates(author))
        .done(),
        Scene::new(author, "server/partial-1-s", "another time-out, and two connections", &["NA-TCP-4"])
            .server(json!({ "partial_ms": 1000 }))
            .connected("bob", B)
            .step(receives_at("bob", B, part(0, 9), NOW).gives(&[], &[]))
            .step(arrives(part(0, 9), 500).gives(&[], &[]))
            .step(ticks("bob", NOW + 1001).gives(&[closed(B)], &[]).otherwise(&waits, &[], &[]))
            .step(late(1501))
            .done(),
        server(author, "idle", "a connection without a part of a message is kept", &["NA-TCP-4"])
            .step(creates(author, 0))
            .step(nothing(3_600_000))
            .step(creates(author, 0))
            .done(),
    ]
}
