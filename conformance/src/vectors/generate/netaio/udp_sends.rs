//! `udp.json`: what UDP nodes send of their own accord, section 6.5.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted, step};
use super::node::{
    A, CREATE, NOW, OK, Outcome, PUBLISH, Scene, echo, handled, hex, hmac, receives, sealed, ticks, with,
};
use super::tapescript_keys::tapescript;
use super::udp_nodes::{creates, udp};
use crate::model::case::{BugClass, Severity};

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [sizes(author), replies(author)].concat()
}

/// Replies that no datagram can hold, or no plugin can sign.
fn replies(author: &Author<'_>) -> Vec<Draft> {
    let auth = json!({ "outer_auth": hmac() });
    let signs = json!({ "outer_auth": tapescript(author) });
    let node = |name: &str, about: &str, rules: &[&str], plugins: &Value, size: usize| {
        let content = json!({ "reply_content": { "$repeat": ["61", size] } });
        Scene::new(author, &format!("udp/{name}"), about, rules)
            .udp(plugins.clone())
            .handle("bob", 0, with(echo(CREATE, "u", OK), content))
            .step(
                receives("bob", A, sealed(author, plugins, CREATE, "u", "hi"))
                    .gives(&[handled(0, A, CREATE, "u", "hi")], &[]),
            )
            .done()
    };
    let boxes = json!({ "inner_cipher": ["x25519", { "seed": "01".repeat(32) }] });
    let own = json!({ "peer_id": hex("n"), "peer_data": hex("dn") });
    vec![
        node("reply-65508", "a reply of 65 508 bytes", &["NA-RECV-12", "NA-UDP-4"], &auth, 65_400),
        with_tapescript(node(
            "tapescript-reply-2000",
            "a reply that is too large to be signed",
            &["NA-RECV-12", "NA-TAPE-3"],
            &signs,
            2000,
        )),
        Scene::new(author, "udp/manage-x25519", "boxes to a group that has no key", &["NA-BOX-2"])
            .needs("netaio-x25519")
            .bug(BugClass::Robustness, Severity::Low)
            .udp(own.clone())
            .step(super::peers::manages_with("bob", boxes).reject("no-peer"))
            .step(ticks("bob", NOW + 20_000).gives(&[], &[]))
            .done(),
        Scene::new(
            author,
            "udp/unmanage-not-begun",
            "peer management ends that has not begun",
            &["NA-PEER-15"],
        )
        .udp(own)
        .step(super::peers::unmanages("bob").sends(&[]))
        .done(),
    ]
}

fn with_tapescript(draft: Draft) -> Draft {
    draft.needs("netaio-tapescript")
}

/// What fits a datagram.
fn sizes(author: &Author<'_>) -> Vec<Draft> {
    let send = |size: usize| {
        let content = json!({ "$repeat": ["61", size] });
        let input = json!({ "address": A, "type": PUBLISH, "uri": "", "content": content });
        step("bob", "netaio.node.send", input).now(NOW)
    };
    let auth = json!({ "outer_auth": hmac() });
    let any = json!({ "sent": [["to", A, { "$any": true }]] });
    let dropped = [("datagram-size", "dropped")];
    vec![
        udp(author, "send-65422", "the largest body, without plugins", &["NA-UDP-4", "NA-MSG-1"], json!({}))
            .source("N 212")
            .bug(BugClass::Robustness, Severity::Low)
            .step(send(65_423).reject("too-large"))
            .step(send(65_422).accept(any.clone()).upstream(json!({ "accept": {} })))
            .done(),
        udp(
            author,
            "send-65507",
            "a message of 65 507 bytes, and one of 65 508",
            &["NA-UDP-4"],
            auth.clone(),
        )
        .bug(BugClass::Robustness, Severity::Low)
        .step(send(65_401).reject("too-large").variant(&dropped, Wanted::Accept(json!({ "sent": [] }))))
        .step(send(65_400).accept(any))
        .done(),
        udp(author, "send-too-large", "a body that fits, and auth fields that do not", &["NA-UDP-4"], auth)
            .source("N 213")
            .bug(BugClass::Robustness, Severity::Low)
            .step(
                send(65_422)
                    .reject("too-large")
                    .variant(&dropped, Wanted::Accept(json!({ "sent": [] })))
                    .upstream(json!({ "accept": { "sent": [] } })),
            )
            .step(send(0))
            .done(),
        udp(
            author,
            "send-x25519-unknown-peer",
            "a box for somebody whose key nobody knows",
            &["NA-BOX-2"],
            json!({}),
        )
        .needs("netaio-x25519")
        .step(
            step(
                "bob",
                "netaio.node.send",
                json!({
                    "address": A, "type": PUBLISH, "uri": "", "content": "",
                    "inner_cipher": ["x25519", { "seed": "01".repeat(32) }]
                }),
            )
            .now(NOW)
            .reject("no-peer"),
        )
        .step(creates(author))
        .done(),
    ]
}
