//! `server.json`: what a server does with a message, section 6.3.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep};
use super::node::{
    A, AUTH_ERROR, CONFIRM_SUBSCRIBE, CONFIRM_UNSUBSCRIBE, CREATE, DISCONNECT, DISCOVERED, ERROR,
    HMAC_FAILED, INVALID_MESSAGE, NOT_FOUND, NOTIFY, OK, Outcome, PUBLISH, REQUEST, RESPOND, Scene,
    TAPESCRIPT_FAILED, TCP_NOT_FOUND, closed, echo, handled, hmac, inner_hmac, inner_stream, on, plain,
    receives, sealed, stream, to, with,
};
use super::tapescript_keys::tapescript;
use crate::model::case::{BugClass, Severity};

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = checksums(author);
    cases.extend(outer_auth(author));
    cases.extend(ciphers(author));
    cases.extend(inner(author));
    cases.extend(without_handler(author));
    cases.extend(tapescript_replies(author));
    cases
}

/// A message whose checksum is wrong in its last bit.
pub(super) fn bad_checksum(author: &Author<'_>, kind: u8, uri: &str, content: &str) -> String {
    let good = plain(author, kind, uri, content);
    let checksum = u32::from_str_radix(good.get(10..18).unwrap_or_default(), 16).unwrap_or_default() ^ 1;
    format!("{}{checksum:08x}{}", good.get(..10).unwrap_or_default(), good.get(18..).unwrap_or_default())
}

/// A message that is handled, and answered OK.
pub(super) fn creates(author: &Author<'_>, handler: u32) -> DraftStep {
    receives("bob", A, plain(author, CREATE, "u", "hi"))
        .gives(&[handled(handler, A, CREATE, "u", "hi")], &[to(A, plain(author, OK, "u", "hi"))])
}

/// One that is authenticated, and its answer.
pub(super) fn creates_with(author: &Author<'_>, scene: &Scene<'_>, plugins: &Value) -> DraftStep {
    receives("bob", A, sealed(author, plugins, CREATE, "u", "hi"))
        .gives(&[handled(0, A, CREATE, "u", "hi")], &[to(A, scene.sends(plugins, OK, "u", "hi"))])
}

fn server<'a>(author: &'a Author<'_>, name: &str, about: &str, rules: &[&str], settings: Value) -> Scene<'a> {
    Scene::new(author, &format!("server/{name}"), about, rules).server(settings).handle(
        "bob",
        0,
        echo(CREATE, "u", OK),
    )
}

fn checksums(author: &Author<'_>) -> Vec<Draft> {
    let bad = bad_checksum(author, CREATE, "u", "hi");
    let answered = || [to(A, INVALID_MESSAGE)];
    vec![
        server(
            author,
            "bad-checksum",
            "a wrong checksum, and then a good message",
            &["NA-RECV-1", "NA-TCP-3"],
            json!({}),
        )
        .source("N 132")
        .step(receives("bob", A, &*bad).gives(&[], &answered()).measured())
        .step(creates(author, 0))
        .done(),
        server(author, "bad-checksum-in-front", "both in one segment", &["NA-RECV-1", "NA-TCP-3"], json!({}))
            .step(receives("bob", A, bad.clone() + &plain(author, CREATE, "u", "hi")).gives(
                &[handled(0, A, CREATE, "u", "hi")],
                &[to(A, INVALID_MESSAGE), to(A, plain(author, OK, "u", "hi"))],
            ))
            .done(),
        server(
            author,
            "bad-checksum-error",
            "an error with a wrong checksum is answered too",
            &["NA-RECV-1"],
            json!({}),
        )
        .step(receives("bob", A, bad_checksum(author, ERROR, "u", "hi")).gives(&[], &answered()))
        .done(),
        server(
            author,
            "bad-checksum-silence",
            "silence is for what an auth plugin refuses",
            &["NA-RECV-1", "NA-RECV-4"],
            json!({ "on_auth_failure": "silence" }),
        )
        .step(receives("bob", A, &*bad).gives(&[], &answered()))
        .done(),
    ]
}

fn outer_auth(author: &Author<'_>) -> Vec<Draft> {
    let auth = json!({ "outer_auth": hmac() });
    let silence = json!({ "outer_auth": hmac(), "on_auth_failure": "silence" });
    let other = json!({ "outer_auth": ["hmac", { "secret": "00" }] });
    let refused = |kind: u8| receives("bob", A, plain(author, kind, "u", "hi"));
    let row = |name: &str, about: &str, rules: &[&str], settings: &Value, step: DraftStep| {
        server(author, name, about, rules, settings.clone())
            .step(step)
            .step_at(|scene| creates_with(author, scene, &auth))
    };
    vec![
        server(author, "authenticated", "a message with a good MAC", &["NA-RECV-10"], auth.clone())
            .step_at(|scene| creates_with(author, scene, &auth))
            .done(),
        row(
            "unauthenticated",
            "a message without auth fields is answered in clear",
            &["NA-RECV-3"],
            &auth,
            refused(CREATE).gives(&[], &[to(A, HMAC_FAILED)]).measured(),
        )
        .source("N 138")
        .done(),
        row(
            "other-secret",
            "a MAC with another secret",
            &["NA-RECV-3", "NA-HMAC-6"],
            &auth,
            receives("bob", A, sealed(author, &other, CREATE, "u", "hi")).gives(&[], &[to(A, HMAC_FAILED)]),
        )
        .done(),
        row(
            "unauthenticated-error",
            "an error without auth fields is not answered",
            &["NA-RECV-4"],
            &auth,
            refused(ERROR).gives(&[], &[]).measured(),
        )
        .source("N 139")
        .done(),
        row(
            "unauthenticated-auth-error",
            "nor is an AUTH_ERROR",
            &["NA-RECV-4"],
            &auth,
            refused(AUTH_ERROR).gives(&[], &[]),
        )
        .done(),
        row(
            "unauthenticated-not-found",
            "a NOT_FOUND is no error",
            &["NA-RECV-3", "NA-RECV-4"],
            &auth,
            refused(NOT_FOUND).gives(&[], &[to(A, HMAC_FAILED)]),
        )
        .done(),
        row(
            "unauthenticated-silence",
            "nothing is answered by a node that was told so",
            &["NA-RECV-4"],
            &silence,
            refused(CREATE).gives(&[], &[]),
        )
        .done(),
        row(
            "nonce-str",
            "a nonce that is a str",
            &["NA-RECV-3", "NA-HMAC-5"],
            &auth,
            receives("bob", A, super::node::frame(author, CREATE, &nonce_str(), "0001756869"))
                .gives(&[], &[to(A, HMAC_FAILED)])
                .upstream(json!({ "accept": { "events": [closed(A)], "sent": [] } })),
        )
        .source("N 137")
        .bug(BugClass::DenialOfService, Severity::Low)
        .done(),
        server(
            author,
            "unauthenticated-tapescript",
            "the words are those of the plugin",
            &["NA-RECV-3"],
            json!({ "outer_auth": tapescript(author) }),
        )
        .needs("netaio-tapescript")
        .step(refused(CREATE).gives(&[], &[to(A, TAPESCRIPT_FAILED)]))
        .step_at(|scene| creates_with(author, scene, &json!({ "outer_auth": tapescript(author) })))
        .done(),
    ]
}

/// `ts` of 4 bytes, `hmac` of 32, and the str `nonce` as nonce.
fn nonce_str() -> String {
    let mac = "00".repeat(32);
    format!(
        "4d40030f2d134c400204064302747341046553f1004c400206224304686d61634120{mac}\
         4c4002070743056e6f6e636543056e6f6e6365"
    )
}

fn ciphers(author: &Author<'_>) -> Vec<Draft> {
    let cipher = json!({ "outer_cipher": stream() });
    let dropped = receives("bob", A, plain(author, CREATE, "u", "hi")).gives(&[], &[]);
    let inner = json!({ "inner_cipher": inner_stream() });
    vec![
        server(
            author,
            "missing-iv",
            "a message that was not encrypted is dropped",
            &["NA-RECV-6", "NA-TCP-3"],
            cipher.clone(),
        )
        .source("N 140")
        .step(dropped.clone().measured())
        .step_at(|scene| creates_with(author, scene, &cipher))
        .done(),
        Scene::new(author, "server/inner-missing-iv", "the same for the cipher of a handler", &["NA-RECV-6"])
            .server(json!({}))
            .handle("bob", 0, with(echo(CREATE, "u", OK), inner.clone()))
            .step(dropped)
            .step_at(|scene| creates_with(author, scene, &inner))
            .done(),
        Scene::new(
            author,
            "server/x25519-unknown-peer",
            "a cipher that needs a peer, and nobody has advertised",
            &["NA-RECV-6", "NA-BOX-2"],
        )
        .source("N 185")
        .needs("netaio-x25519")
        .server(json!({ "outer_cipher": ["x25519", { "seed": "01".repeat(32) }] }))
        .handle("bob", 0, echo(CREATE, "u", OK))
        .step(receives("bob", A, plain(author, CREATE, "u", &"x".repeat(60))).gives(&[], &[]).measured())
        .done(),
    ]
}

fn inner(author: &Author<'_>) -> Vec<Draft> {
    let inner = json!({ "inner_auth": inner_hmac() });
    let scene = |name: &str, about: &str, rules: &[&str], settings: Value| {
        Scene::new(author, &format!("server/{name}"), about, rules).server(settings).handle(
            "bob",
            0,
            with(echo(CREATE, "u", OK), inner.clone()),
        )
    };
    let refused = || receives("bob", A, plain(author, CREATE, "u", "hi"));
    let bypassed = |scene: &Scene<'_>| [to(A, scene.sends(&inner, OK, "u", "hi"))];
    vec![
        scene(
            "inner-auth",
            "a message that the plugin of its handler refuses",
            &["NA-RECV-3", "NA-RECV-8"],
            json!({}),
        )
        .source("N 152")
        .step(refused().gives(&[], &[to(A, HMAC_FAILED)]).measured())
        .step_at(|scene| creates_with(author, scene, &inner))
        .done(),
        scene(
            "inner-auth-silence",
            "the same in silence",
            &["NA-RECV-4", "NA-RECV-8"],
            json!({ "on_auth_failure": "silence" }),
        )
        .source("N 155")
        .bug(BugClass::AuthBypass, Severity::High)
        .step_at(|scene| {
            let handled = [handled(0, A, CREATE, "u", "hi")];
            refused().gives(&[], &[]).measured_as(&CONTINUE, &handled, &bypassed(scene))
        })
        .step_at(|scene| creates_with(author, scene, &inner))
        .done(),
        scene("inner-auth-other-handler", "a handler without plugins beside it", &["NA-RECV-8"], json!({}))
            .handle("bob", 1, echo(REQUEST, "u", RESPOND))
            .step(super::server_routes::asks(author, A, "u", 1, "hi"))
            .step(refused().gives(&[], &[to(A, HMAC_FAILED)]))
            .done(),
    ]
}

pub(super) const CONTINUE: [(&str, &str); 1] = [("inner-auth-failure", "continue")];

fn without_handler(author: &Author<'_>) -> Vec<Draft> {
    let answers =
        [RESPOND, OK, CONFIRM_SUBSCRIBE, CONFIRM_UNSUBSCRIBE, DISCOVERED, ERROR, AUTH_ERROR, NOT_FOUND, 25];
    let unhandled = |kind: u8| receives("bob", A, plain(author, kind, "x", "hi"));
    let not_found = || [to(A, TCP_NOT_FOUND)];
    let silent = |kind: u8| unhandled(kind).gives(&[], &[]).otherwise(&ANSWER, &[], &not_found());
    let mut all = server(
        author,
        "unhandled-answers",
        "an answer of each type that nobody waits for",
        &["NA-RECV-13"],
        json!({}),
    );
    for kind in answers {
        all = all.step(silent(kind));
    }
    let mut others = server(
        author,
        "unhandled-others",
        "a message of each other type that has no handler",
        &["NA-RECV-14"],
        json!({}),
    );
    for kind in [REQUEST, CREATE, 3, 4, 5, 6, NOTIFY, 9, DISCONNECT] {
        others = others.step(unhandled(kind).gives(&[], &not_found()));
    }
    vec![
        server(author, "unhandled", "a message without a handler", &["NA-RECV-14"], json!({}))
            .source("N 148")
            .step(unhandled(PUBLISH).gives(&[], &not_found()).measured())
            .step(creates(author, 0))
            .done(),
        server(author, "unhandled-not-found", "a NOT_FOUND without a handler", &["NA-RECV-13"], json!({}))
            .source("N 147")
            .bug(BugClass::DenialOfService, Severity::High)
            .step(unhandled(NOT_FOUND).gives(&[], &[]).measured_as(&ANSWER, &[], &not_found()))
            .step(creates(author, 0))
            .done(),
        server(
            author,
            "handled-not-found",
            "an answer that somebody waits for is handled",
            &["NA-RECV-13"],
            json!({}),
        )
        .handle("bob", 1, on(NOT_FOUND, "x"))
        .step(unhandled(NOT_FOUND).gives(&[handled(1, A, NOT_FOUND, "x", "hi")], &[]))
        .done(),
        all.step(creates(author, 0)).done(),
        others.done(),
    ]
}

pub(super) const ANSWER: [(&str, &str); 1] = [("answer-to-answer", "answer")];

/// A reply that is too large to be signed.
fn tapescript_replies(author: &Author<'_>) -> Vec<Draft> {
    let auth = json!({ "outer_auth": tapescript(author) });
    let reply = |size: usize| with(echo(CREATE, "u", OK), json!({ "reply_content": "61".repeat(size) }));
    let asked = || receives("bob", A, sealed(author, &auth, CREATE, "u", "hi"));
    vec![
        Scene::new(
            author,
            "server/tapescript-reply-1001",
            "the largest reply that can be signed",
            &["NA-RECV-10", "NA-TAPE-3"],
        )
        .needs("netaio-tapescript")
        .server(auth.clone())
        .handle("bob", 0, reply(1001))
        .step_at(|scene| {
            asked().gives(
                &[handled(0, A, CREATE, "u", "hi")],
                &[to(A, scene.sends(&auth, OK, "u", &"a".repeat(1001)))],
            )
        })
        .done(),
        Scene::new(
            author,
            "server/tapescript-reply-2000",
            "a reply that is too large to be signed",
            &["NA-RECV-11", "NA-TAPE-3"],
        )
        .source("N 159")
        .needs("netaio-tapescript")
        .server(auth.clone())
        .handle("bob", 0, reply(2000))
        .step(asked().gives(&[handled(0, A, CREATE, "u", "hi"), closed(A)], &[]).measured())
        .done(),
    ]
}
