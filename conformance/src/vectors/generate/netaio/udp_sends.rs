//! `udp.json`: what UDP nodes send of their own accord, section 6.5.

use serde_json::json;

use super::super::{Author, Draft, Wanted, step};
use super::node::{A, NOW, PUBLISH, hmac};
use super::udp_nodes::{creates, udp};
use crate::model::case::{BugClass, Severity};

/// What fits a datagram.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
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
