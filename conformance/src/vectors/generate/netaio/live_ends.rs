//! Ends of connections, whoever ends them, section 6.4.

use serde_json::json;

use super::super::{Author, Draft, DraftStep, Wanted, step};
use super::live::{
    PATIENT_MS, Play, QUIET_MS, closed, connected, connects, handled, handles, hears, live, sends, starts,
};
use super::live_stream::{answers_requests, asked, served, told};
use super::live_wire::{Conversation, WIRE, ends_after, hears_all, puts, takes, wires};
use super::node::{CONFIRM_SUBSCRIBE, CREATE, NOTIFY, PUBLISH, REQUEST, SUBSCRIBE, hex, on, plain, with};
use crate::model::case::{BugClass, Severity, Tier};

/// How long the server of these cases lets a connection hold a part of a message.
const PARTIAL_MS: u64 = 200;
/// Long enough for it to do so. An implementation that waits is waited for as long.
const LATE_MS: u64 = 1_500;

/// All cases of them.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = by_the_other(author);
    cases.extend(within_a_message(author));
    cases.extend(by_the_node(author));
    cases
}

/// The server serves somebody else.
fn lives_on(draft: Draft, author: &Author<'_>) -> Draft {
    draft
        .play(wires("bob"))
        .play(puts(asked(author, "still there")))
        .play(takes(&told(author, "still there")))
}

fn by_the_other(author: &Author<'_>) -> Vec<Draft> {
    let half = served(
        "half-closed",
        "somebody who asks and says that nothing more will come",
        &["NA-TCP-1", "NA-TCP-5", "NA-LIVE-3"],
    )
    .bug(BugClass::Interop, Severity::Medium)
    .says_all(asked(author, "hi"), hears_all(told(author, "hi")))
    .play(hears("bob", "closed", &[connected(), handled(0, REQUEST, "u", "hi"), closed()]));
    let reset = served("reset", "a connection that is reset within a message", &["NA-TCP-5"])
        .bug(BugClass::Robustness, Severity::Medium)
        .play(puts("000003"))
        .play(step(WIRE, "raw.close", json!({ "abort": true })))
        .play(hears("bob", "closed", &[connected(), closed()]));
    let gone = live(
        "notify-the-gone",
        "a subscriber goes without a word, and another stays",
        &["NA-TCP-5", "NA-SUB-1"],
    )
    .play(starts("bob", "server", json!({})))
    .play(handles("bob", 0, with(on(SUBSCRIBE, "k"), json!({ "action": "subscribe" }))))
    .play(wires("bob"))
    .play(puts(plain(author, SUBSCRIBE, "k", "")))
    .play(takes(&plain(author, CONFIRM_SUBSCRIBE, "k", "")))
    .play(wires("bob"))
    .play(puts(plain(author, SUBSCRIBE, "k", "")))
    .play(takes(&plain(author, CONFIRM_SUBSCRIBE, "k", "")))
    .play(step(WIRE, "raw.close", json!({ "socket": 1 })))
    .play(step("bob", "netaio.live.events", json!({ "until": "closed", "within_ms": PATIENT_MS })))
    .play(notifies("news"))
    .play(takes(&plain(author, NOTIFY, "k", "news")));
    vec![lives_on(half, author), lives_on(reset, author), gone]
}

fn notifies(content: &str) -> DraftStep {
    let told = json!({ "key": hex("k"), "type": NOTIFY, "uri": hex("k"), "content": hex(content) });
    step("bob", "netaio.live.notify", told)
}

fn within_a_message(author: &Author<'_>) -> Vec<Draft> {
    let request = asked(author, "hi");
    let places =
        [(1, "in-header"), (9, "after-header"), (10, "in-auth"), (12, "after-auth"), (16, "in-body")];
    let ended = |(at, name): (usize, &str)| {
        let about = format!("a connection that ends after {at} bytes of a message");
        let part = request.get(..2 * at).unwrap_or_default();
        let draft = served(&format!("ends-{name}"), &about, &["NA-TCP-5", "NA-TCP-1"])
            .bug(BugClass::Robustness, Severity::Medium)
            .says_all(part, hears_all(""))
            .play(hears("bob", "closed", &[connected(), closed()]));
        lives_on(draft, author)
    };
    let late = |name: &str, about: &str, part: &str| {
        let draft = live(name, about, &["NA-TCP-4"])
            .bug(BugClass::DenialOfService, Severity::Medium)
            .play(starts("bob", "server", json!({ "partial_ms": PARTIAL_MS })))
            .play(answers_requests())
            .play(wires("bob"))
            .play(puts(part))
            .play(
                step(WIRE, "raw.closed", json!({ "within_ms": LATE_MS }))
                    .accept(json!({ "data": "" }))
                    .variant(&[("bob:partial-message", "waits")], Wanted::reject("timeout")),
            );
        lives_on(draft, author)
    };
    let mut cases: Vec<Draft> = places.into_iter().map(ended).collect();
    cases.push(late("half-a-header", "half a header, and then nothing", "00000300"));
    cases.push(late(
        "half-a-body",
        "a message without its end, and then nothing",
        request.get(..30).unwrap_or_default(),
    ));
    cases
}

fn by_the_node(author: &Author<'_>) -> Vec<Draft> {
    let close =
        |actor: &str, port: &str| step(actor, "netaio.live.close", json!({ "port": { "$ref": port } }));
    let fails = live("handler-fails", "a handler that fails", &["NA-RECV-11"])
        .bug(BugClass::Robustness, Severity::Low)
        .play(starts("bob", "server", json!({})))
        .play(answers_requests())
        .play(handles("bob", 1, with(on(CREATE, "u"), json!({ "action": "fail" }))))
        .play(wires("bob"))
        .play(puts(plain(author, CREATE, "u", "x")))
        .play(ends_after(""))
        .play(hears("bob", "closed", &[connected(), handled(1, CREATE, "u", "x"), closed()]));
    let closes = served("server-closes", "a server that closes one of two connections", &["NA-TCP-5"])
        .play(puts(asked(author, "hi")))
        .play(takes(&told(author, "hi")))
        .play(wires("bob").save("second", "/port"))
        .play(puts(asked(author, "you")))
        .play(takes(&told(author, "you")))
        .play(close("bob", "second"))
        .play(ends_after(""))
        .play(step(WIRE, "raw.silence", json!({ "within_ms": QUIET_MS, "socket": 1 })));
    let stops = served("server-stops", "a server that ends, with a connection open", &["NA-TCP-5"])
        .play(puts(asked(author, "hi")))
        .play(takes(&told(author, "hi")))
        .play(step("bob", "netaio.live.stop", json!({})))
        .play(ends_after(""));
    let parts = live(
        "client-closes",
        "a client that manages peers takes its leave, and the server forgets it",
        &["NA-PEER-15", "NA-PEER-11", "NA-PEER-2"],
    )
    .play(starts("bob", "server", json!({ "peer_id": hex("bob"), "peer_data": hex("of bob") })))
    .play(step("bob", "netaio.live.manage", json!({})))
    .play(handles("bob", 0, on(PUBLISH, "u")))
    .play(starts("alice", "client", json!({ "peer_id": hex("alice"), "peer_data": hex("of alice") })))
    .play(step("alice", "netaio.live.manage", json!({})))
    .play(connects("alice", "bob"))
    .play(sends("alice", "bob", (PUBLISH, "u", "hi"), json!({})))
    .play(hears("bob", "handled", &[connected(), handled(0, PUBLISH, "u", "hi")]))
    .play(knows("bob", &[("alice", "of alice")]))
    .play(close("alice", "bob"))
    .play(hears("alice", "closed", &[closed()]))
    .play(hears("bob", "closed", &[closed()]))
    .play(knows("bob", &[]));
    vec![lives_on(fails, author), lives_on(closes, author), stops.tier(Tier::Quick), parts.tier(Tier::Quick)]
}

/// The peers that a node knows.
pub(super) fn knows(actor: &str, peers: &[(&str, &str)]) -> DraftStep {
    let peers: Vec<_> = peers.iter().map(|(id, data)| json!(["peer", hex(id), hex(data)])).collect();
    step(actor, "netaio.live.peers", json!({})).accept(json!({ "peers": peers }))
}
