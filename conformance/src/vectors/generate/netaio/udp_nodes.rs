//! `udp.json`: datagrams, sections 6.3 and 6.5.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep};
use super::node::{
    A, B, CREATE, ERROR, HMAC_FAILED, INVALID_MESSAGE, NOT_FOUND, OK, Outcome, PUBLISH, Scene,
    TAPESCRIPT_FAILED, UDP_NOT_FOUND, echo, frame, handled, hmac, inner_hmac, inner_stream, on, plain,
    receives, sealed, stream, to, with,
};
use super::server_receive::{ANSWER, bad_checksum};
use super::tapescript_keys::tapescript;
use crate::model::case::{BugClass, Severity};

const IGNORED: [(&str, &str); 1] = [("datagram-trailing", "ignored")];

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = refused(author);
    cases.extend(trailing(author));
    cases.extend(answers(author));
    cases.extend(handlers(author));
    cases.extend(own_address(author));
    cases
}

pub(super) fn udp<'a>(
    author: &'a Author<'_>,
    name: &str,
    about: &str,
    rules: &[&str],
    settings: Value,
) -> Scene<'a> {
    Scene::new(author, &format!("udp/{name}"), about, rules).udp(settings).handle(
        "bob",
        0,
        echo(CREATE, "u", OK),
    )
}

/// A good datagram and what follows from it.
pub(super) fn creates(author: &Author<'_>) -> DraftStep {
    receives("bob", A, plain(author, CREATE, "u", "hi")).gives(&event(), &reply(author))
}

fn event() -> [Value; 1] {
    [handled(0, A, CREATE, "u", "hi")]
}

fn reply(author: &Author<'_>) -> [Value; 1] {
    [to(A, plain(author, OK, "u", "hi"))]
}

fn refused(author: &Author<'_>) -> Vec<Draft> {
    let body = "0001756869";
    let silent = |name: &str, about: &str, rules: &[&str], line: &str, data: String| {
        let step = receives("bob", A, data).gives(&[], &[]);
        let scene = udp(author, name, about, rules, json!({})).bug(BugClass::Robustness, Severity::Low);
        let scene = if line.is_empty() { scene.step(step) } else { scene.source(line).step(step.measured()) };
        scene.step(creates(author)).done()
    };
    vec![
        udp(author, "request", "a good datagram", &["NA-RECV-10"], json!({}))
            .source("N 186")
            .step(creates(author).measured())
            .done(),
        silent("empty", "an empty datagram", &["NA-UDP-2", "NA-MSG-4"], "N 187", String::new()),
        silent("5-bytes", "a part of a header", &["NA-UDP-2", "NA-MSG-4"], "N 188", "0200030005".to_owned()),
        silent(
            "unknown-type",
            "a type that does not exist",
            &["NA-UDP-2", "NA-MSG-5"],
            "N 189",
            frame(author, 14, "4d4000", body),
        ),
        silent(
            "auth-length-0",
            "no auth fields at all",
            &["NA-UDP-2", "NA-UNPACK-1"],
            "",
            frame(author, CREATE, "", body),
        ),
        silent(
            "uri-beyond-body",
            "a URI longer than the body",
            &["NA-UDP-2", "NA-MSG-9"],
            "",
            frame(author, CREATE, "4d4000", "00ff756869"),
        ),
        udp(author, "fields-list", "a list as auth fields", &["NA-UDP-2", "NA-MSG-8"], json!({}))
            .step(receives("bob", A, frame(author, CREATE, "4a4000", body)).gives(&[], &[]).otherwise(
                &[("auth-fields", "any")],
                &event(),
                &reply(author),
            ))
            .step(creates(author))
            .done(),
    ]
}

/// Datagrams that are longer or shorter than their message.
fn trailing(author: &Author<'_>) -> Vec<Draft> {
    let good = plain(author, CREATE, "u", "hi");
    let cut = good.get(..good.len() - 2).unwrap_or_default().to_owned();
    let scene = |name: &str, about: &str, rules: &[&str], line: &str| {
        udp(author, name, about, rules, json!({})).source(line).bug(BugClass::Malleability, Severity::Low)
    };
    let longer = |data: String| {
        receives("bob", A, data).gives(&[], &[]).measured_as(&IGNORED, &event(), &reply(author))
    };
    vec![
        scene("cut", "a datagram without its last byte", &["NA-UDP-2", "NA-MSG-6"], "N 190")
            .step(receives("bob", A, cut).gives(&[], &[]).measured_as(
                &[("body-length", "ignored")],
                &[],
                &[to(A, INVALID_MESSAGE)],
            ))
            .step(creates(author))
            .done(),
        scene("trailing-10", "ten bytes behind a message", &["NA-UDP-3"], "N 191")
            .step(longer(good.clone() + &"00".repeat(10)))
            .step(creates(author))
            .done(),
        scene("two-messages", "two messages in one datagram", &["NA-UDP-3"], "N 192")
            .step(longer(good.repeat(2)))
            .step(creates(author))
            .done(),
        udp(
            author,
            "trailing-behind-bad-checksum",
            "a byte behind a message whose checksum is wrong",
            &["NA-UDP-3", "NA-UDP-2"],
            json!({}),
        )
        .step(receives("bob", A, bad_checksum(author, CREATE, "u", "hi") + "00").gives(&[], &[]).otherwise(
            &IGNORED,
            &[],
            &[to(A, INVALID_MESSAGE)],
        ))
        .step(creates(author))
        .done(),
    ]
}

fn answers(author: &Author<'_>) -> Vec<Draft> {
    let auth = json!({ "outer_auth": hmac() });
    let bad =
        || receives("bob", A, bad_checksum(author, CREATE, "u", "hi")).gives(&[], &[to(A, INVALID_MESSAGE)]);
    let unhandled = |kind: u8| receives("bob", A, plain(author, kind, "x", "hi"));
    let authenticated = |scene: &Scene<'_>| {
        let plugins = json!({ "outer_auth": hmac() });
        receives("bob", A, sealed(author, &plugins, CREATE, "u", "hi"))
            .gives(&event(), &[to(A, scene.sends(&plugins, OK, "u", "hi"))])
    };
    let plugins = json!({ "outer_auth": hmac(), "outer_cipher": stream() });
    vec![
        udp(author, "bad-checksum", "a wrong checksum", &["NA-RECV-1"], json!({}))
            .step(bad())
            .step(creates(author))
            .done(),
        udp(
            author,
            "bad-checksum-authenticated",
            "a wrong checksum, and a node with a secret",
            &["NA-RECV-1", "NA-RECV-2"],
            auth.clone(),
        )
        .source("N 193")
        .step(bad().measured())
        .step_at(authenticated)
        .done(),
        udp(author, "unauthenticated-error", "an error without auth fields", &["NA-RECV-4"], auth.clone())
            .step(receives("bob", A, plain(author, ERROR, "u", "hi")).gives(&[], &[]))
            .step_at(authenticated)
            .done(),
        udp(
            author,
            "unauthenticated-silence",
            "a node that was told to be silent",
            &["NA-RECV-4"],
            json!({ "outer_auth": hmac(), "on_auth_failure": "silence" }),
        )
        .step(receives("bob", A, plain(author, CREATE, "u", "hi")).gives(&[], &[]))
        .step_at(authenticated)
        .done(),
        udp(
            author,
            "unauthenticated-tapescript",
            "the words are those of the plugin",
            &["NA-RECV-3"],
            json!({ "outer_auth": tapescript(author) }),
        )
        .needs("netaio-tapescript")
        .step(receives("bob", A, plain(author, CREATE, "u", "hi")).gives(&[], &[to(A, TAPESCRIPT_FAILED)]))
        .done(),
        udp(
            author,
            "missing-iv",
            "a datagram that was not encrypted",
            &["NA-RECV-6"],
            json!({ "outer_cipher": stream() }),
        )
        .step(receives("bob", A, plain(author, CREATE, "u", "hi")).gives(&[], &[]))
        .step_at(|scene| {
            let plugins = json!({ "outer_cipher": stream() });
            receives("bob", A, sealed(author, &plugins, CREATE, "u", "hi"))
                .gives(&event(), &[to(A, scene.sends(&plugins, OK, "u", "hi"))])
        })
        .done(),
        udp(author, "unhandled", "a message without a handler", &["NA-RECV-14"], json!({}))
            .source("N 197")
            .step(unhandled(PUBLISH).gives(&[], &[to(A, UDP_NOT_FOUND)]).measured())
            .step(creates(author))
            .done(),
        udp(
            author,
            "unhandled-sealed",
            "NOT_FOUND goes through the outer plugins",
            &["NA-RECV-14"],
            plugins.clone(),
        )
        .step_at(|scene| {
            receives("bob", A, sealed(author, &plugins, PUBLISH, "x", "hi"))
                .gives(&[], &[to(A, scene.sends(&plugins, NOT_FOUND, "ERROR", "not found"))])
        })
        .done(),
        udp(author, "unhandled-not-found", "a NOT_FOUND without a handler", &["NA-RECV-13"], json!({}))
            .step(unhandled(NOT_FOUND).gives(&[], &[]).otherwise(&ANSWER, &[], &[to(A, UDP_NOT_FOUND)]))
            .step(creates(author))
            .done(),
    ]
}

fn handlers(author: &Author<'_>) -> Vec<Draft> {
    let auth = json!({ "inner_auth": inner_hmac() });
    let cipher = json!({ "inner_cipher": inner_stream() });
    let node = |name: &str, about: &str, rules: &[&str], handler: Value| {
        Scene::new(author, &format!("udp/{name}"), about, rules).udp(json!({})).handle("bob", 0, handler)
    };
    let asked = || receives("bob", A, plain(author, CREATE, "u", "hi"));
    let sealed_reply = |plugins: Value| {
        move |scene: &Scene<'_>| {
            receives("bob", A, sealed(author, &plugins, CREATE, "u", "hi"))
                .gives(&event(), &[to(A, scene.sends(&plugins, OK, "u", "hi"))])
        }
    };
    vec![
        node(
            "handler-fails",
            "a handler that ends in an error",
            &["NA-RECV-12"],
            with(on(CREATE, "u"), json!({ "action": "fail" })),
        )
        .source("N 196")
        .step(asked().gives(&event(), &[]).measured())
        .step(asked().gives(&event(), &[]))
        .done(),
        node(
            "reply-too-large",
            "a reply of 65 424 bytes",
            &["NA-RECV-12"],
            with(echo(CREATE, "u", OK), json!({ "reply_content": { "$repeat": ["61", 65_423] } })),
        )
        .step(asked().gives(&event(), &[]))
        .done(),
        node(
            "inner-auth",
            "a message that the plugin of its handler refuses",
            &["NA-RECV-3", "NA-RECV-8"],
            with(echo(CREATE, "u", OK), auth.clone()),
        )
        .step(asked().gives(&[], &[to(A, HMAC_FAILED)]))
        .step_at(sealed_reply(auth.clone()))
        .done(),
        node(
            "inner-auth-error",
            "an error that the plugin of its handler refuses",
            &["NA-RECV-4", "NA-RECV-8"],
            with(echo(ERROR, "u", OK), auth),
        )
        .source("N 198")
        .step(receives("bob", A, plain(author, ERROR, "u", "hi")).gives(&[], &[]).measured())
        .done(),
        node(
            "inner-missing-iv",
            "the same for a cipher",
            &["NA-RECV-6"],
            with(echo(CREATE, "u", OK), cipher.clone()),
        )
        .step(asked().gives(&[], &[]))
        .step_at(sealed_reply(cipher))
        .done(),
        node(
            "one-time-alone",
            "a second message finds no handler",
            &["NA-RECV-9"],
            with(echo(CREATE, "u", OK), json!({ "once": true })),
        )
        .step(creates(author))
        .step(asked().gives(&[], &[to(A, UDP_NOT_FOUND)]))
        .done(),
        Scene::new(
            author,
            "udp/one-time-cipher",
            "a message that the cipher of a one-time handler refuses does not use it up",
            &["NA-RECV-7", "NA-RECV-6"],
        )
        .bug(BugClass::DenialOfService, Severity::Medium)
        .udp(json!({}))
        .handle(
            "bob",
            0,
            with(
                with(echo(CREATE, "u", OK), json!({ "once": true })),
                json!({ "inner_cipher": inner_stream() }),
            ),
        )
        .step(asked().gives(&[], &[]))
        .step_at(|scene| {
            let plugins = json!({ "inner_cipher": inner_stream() });
            receives("bob", A, sealed(author, &plugins, CREATE, "u", "hi"))
                .gives(&event(), &[to(A, scene.sends(&plugins, OK, "u", "hi"))])
                .otherwise(&[("one-time", "before-checks")], &[], &[to(A, UDP_NOT_FOUND)])
        })
        .done(),
    ]
}

fn own_address(author: &Author<'_>) -> Vec<Draft> {
    let own = json!({ "own_ip": "192.0.2.1" });
    let other = || {
        receives("bob", B, plain(author, CREATE, "u", "hi"))
            .gives(&[handled(0, B, CREATE, "u", "hi")], &[to(B, plain(author, OK, "u", "hi"))])
    };
    let ignored = |data: String| receives("bob", A, data).gives(&[], &[]);
    vec![
        udp(
            author,
            "own-ip",
            "datagrams from the own address, of another port too",
            &["NA-UDP-1"],
            own.clone(),
        )
        .source("N 214")
        .step(ignored(plain(author, CREATE, "u", "hi")).measured())
        .step(other())
        .done(),
        udp(author, "own-ip-unhandled", "nor is anything sent there", &["NA-UDP-1"], own)
            .step(ignored(plain(author, PUBLISH, "x", "hi")))
            .step(ignored(bad_checksum(author, CREATE, "u", "hi")))
            .step(other())
            .done(),
    ]
}
