//! `live.json`: a Mailbox against a service over HTTP, section 6.4. Here the service behaves, and what is on the wire
//! is looked at.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep, scenario, step};
use super::answer::{BODY, JSON, seven};
use super::boxes::{BASE64, BOX, Mailbox, README, joined, object};
use super::data_read::CREATED;
use super::data_write::{NOW, TIME};
use super::dweets::{body, content_members, dweet};
use super::message::{numbered, numbered_data};
use super::receive::{LATER, LATEST, latest};
use super::value::{dict, hex, members, text, value};
use crate::model::case::{ActorKind, BugClass, Severity};

/// Time enough for any exchange that is to succeed, on any machine.
pub(super) const PATIENT_MS: u64 = 10_000;
const NOW_AT_SERVICE: i64 = NOW + 1_000;
/// Later than what other cases call the latest.
const LAST: &str = "2024-01-01T00:00:04.000Z";

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = wire(author);
    cases.extend(base_urls(author));
    cases.extend(services(author));
    cases.extend(crowds(author));
    cases.push(bad_data(author));
    cases.extend(super::live_answers::drafts(author));
    cases.extend(super::live_redirects::drafts(author));
    cases.extend(super::live_broken::drafts(author));
    cases
}

/// Begins a case of alice and a server.
pub(super) fn live(name: &str, about: &str, rules: &[&str]) -> Draft {
    scenario(&format!("dweeter/live/{name}"))
        .about(about)
        .rules(rules)
        .peer("alice")
        .actor("web", ActorKind::Http)
}

/// The same with a server that only does what it is told, and alice, who knows where it is.
pub(super) fn scripted(author: &Author<'_>, name: &str, about: &str, rules: &[&str]) -> Draft {
    live(name, about, rules).step(listens(json!({}))).step(connects(author, "alice", &BOX, ""))
}

pub(super) fn listens(given: Value) -> DraftStep {
    step("web", "http.listen", given).save("port", "/port_digits")
}

/// A Mailbox whose base URL ends with `rest`.
fn connects(author: &Author<'_>, actor: &str, mailbox: &Mailbox, rest: &str) -> DraftStep {
    connects_within(author, actor, mailbox, rest, PATIENT_MS)
}

pub(super) fn connects_within(
    author: &Author<'_>,
    actor: &str,
    mailbox: &Mailbox,
    rest: &str,
    timeout_ms: u64,
) -> DraftStep {
    let mut url = vec![json!(hex("http://127.0.0.1:")), json!({ "$ref": "port" })];
    if !rest.is_empty() {
        url.push(json!(hex(rest)));
    }
    let given = json!({ "base_url": { "$concat": url }, "timeout_ms": timeout_ms });
    step(actor, "dweeter.connect", joined([mailbox.input(), object(given)]))
        .accept(json!({ "thing": hex(mailbox.thing(author)) }))
}

/// A step that scripts an answer; `given` has what is not as usual.
pub(super) fn answers(body: &str, given: Value) -> DraftStep {
    let usual = json!({ "headers": [[hex("Content-Type"), hex(JSON)]], "body": hex(body) });
    step("web", "http.answer", joined([object(usual), object(given)]))
}

/// A step that scripts the answer with message `number`.
pub(super) fn has(author: &Author<'_>, number: u32, created: &str) -> DraftStep {
    answers(&latest(author, number, created), json!({}))
}

pub(super) fn posts(actor: &str, number: u32) -> DraftStep {
    step(actor, "dweeter.post", json!({ "data": value(&json!({ "a": number })) })).now(NOW)
}

pub(super) fn polls(actor: &str) -> DraftStep {
    step(actor, "dweeter.poll", json!({}))
}

/// What a poll gives for message `number`.
pub(super) fn message(number: u32, created: &str) -> Value {
    json!({ "data": numbered_data(number, TIME, created) })
}

pub(super) fn poll_takes(actor: &str, number: u32, created: &str) -> DraftStep {
    polls(actor).accept(message(number, created))
}

fn request() -> DraftStep {
    step("web", "http.request", json!({ "within_ms": PATIENT_MS }))
}

/// A poll, as it arrives.
pub(super) fn poll_arrives(author: &Author<'_>, mailbox: &Mailbox, base: &str) -> DraftStep {
    let target = format!("{base}/get/latest/dweet/for/{}", mailbox.thing(author));
    request().accept(json!({ "method": hex("GET"), "target": hex(target), "body": "" }))
}

/// A post of message `number`, as it arrives.
pub(super) fn post_arrives(author: &Author<'_>, mailbox: &Mailbox, base: &str, number: u32) -> DraftStep {
    let target = format!("{base}/dweet/for/{}", mailbox.thing(author));
    request().accept(json!({
        "method": hex("POST"),
        "target": hex(target),
        "headers": { "$contains": [[hex("content-type"), hex(JSON)]] },
        "body": hex(format!("{{{}}}", content(author, mailbox, number))),
    }))
}

/// The content of message `number`, as it stands in JSON between the braces.
fn content(author: &Author<'_>, mailbox: &Mailbox, number: u32) -> String {
    content_members(&mailbox.seal(author, &[(TIME, &numbered(number, TIME))]))
}

/// The answer with message 1 of a mailbox.
fn latest_of(author: &Author<'_>, mailbox: &Mailbox) -> String {
    body(&[dweet(&mailbox.thing(author), CREATED, &content(author, mailbox, 1))])
}

/// Nothing more arrives. It has been received before an exchange ends, so that a short time shows it.
pub(super) fn nothing_arrives() -> DraftStep {
    step("web", "http.silence", json!({ "within_ms": 20 }))
}

fn wire(author: &Author<'_>) -> Vec<Draft> {
    let row = |name: &str, about: &str, rules: &[&str], mailbox: &Mailbox| {
        live(name, about, rules)
            .step(listens(json!({})))
            .step(connects(author, "alice", mailbox, ""))
            .step(nothing_arrives())
            .step(answers(BODY, json!({})))
            .step(posts("alice", 1).accept(seven()))
            .step(post_arrives(author, mailbox, "", 1))
            .step(step("web", "http.answer", json!({ "status": 404 })))
            .step(polls("alice").ignore())
            .step(poll_arrives(author, mailbox, ""))
            .step(nothing_arrives())
            .step(answers(&latest_of(author, mailbox), json!({})))
            .step(poll_takes("alice", 1, CREATED))
    };
    let rules = ["DW-REQ-1", "DW-REQ-2", "DW-REQ-3", "DW-REQ-4", "DW-HTTP-2"];
    vec![
        row("on-the-wire", "a post and a poll, as they arrive", &rules, &BOX),
        row("on-the-wire-base64", "the same in base64", &["DW-TEXT-1", "DW-TEXT-3", "DW-HTTP-2"], &BASE64)
            .needs("dweeter-base64"),
    ]
}

fn base_urls(author: &Author<'_>) -> Vec<Draft> {
    let row = |name: &str, about: &str, rest: &str, base: &str| {
        live(name, about, &["DW-HTTP-2"])
            .step(listens(json!({})))
            .step(connects(author, "alice", &BOX, rest))
            .step(answers(BODY, json!({})))
            .step(posts("alice", 1).accept(seven()))
            .step(post_arrives(author, &BOX, base, 1))
            .step(has(author, 1, CREATED))
            .step(poll_takes("alice", 1, CREATED))
            .step(poll_arrives(author, &BOX, base))
    };
    vec![
        row("base-url-slash", "a base URL that ends with a slash", "/", ""),
        row("base-url-slashes", "a base URL that ends with several slashes", "///", ""),
        row("base-url-path", "a base URL with a path", "/api/v1", "/api/v1"),
        row("base-url-path-slash", "a base URL with a path and a slash", "/api/v1/", "/api/v1"),
    ]
}

fn serves() -> DraftStep {
    listens(json!({ "service": "dweeter", "now": NOW_AT_SERVICE }))
}

/// What the service answers to its post `count` of message `number`.
fn posted(author: &Author<'_>, mailbox: &Mailbox, number: u32, created: &str, count: u32) -> Value {
    let sealed = mailbox.seal(author, &[(TIME, &numbered(number, TIME))]);
    let content: Vec<_> = sealed.iter().map(|(name, value)| (text(name), text(value))).collect();
    json!({ "with": members(&[
        ("thing", text(&mailbox.thing(author))),
        ("created", text(created)),
        ("content", dict(&content)),
        ("transaction", text(&format!("00000000-0000-0000-0000-{count:012x}"))),
    ]) })
}

fn services(author: &Author<'_>) -> Vec<Draft> {
    let clock = |now: i64| step("web", "http.clock", json!({ "now": now }));
    let one = |name: &str, about: &str, rules: &[&str], mailbox: &Mailbox| {
        live(name, about, rules)
            .step(serves())
            .step(connects(author, "alice", mailbox, ""))
            .step(polls("alice").ignore())
            .step(posts("alice", 1).accept(posted(author, mailbox, 1, CREATED, 1)))
            .step(poll_takes("alice", 1, CREATED))
            .step(polls("alice").ignore())
            .step(clock(NOW_AT_SERVICE + 1_000))
            .step(posts("alice", 2).accept(posted(author, mailbox, 2, LATER, 2)))
            .step(poll_takes("alice", 2, LATER))
    };
    let rules = ["DW-BOX-3", "DW-BOX-6", "DW-BOX-7", "DW-SERVE-1", "DW-SERVE-2", "DW-SERVE-6", "DW-SERVE-7"];
    vec![
        one("service", "a service that behaves: nothing, a message, the same again, another", &rules, &BOX),
        one("service-base64", "the same in base64", &["DW-KEY-8", "DW-TEXT-3", "DW-BOX-6"], &BASE64)
            .needs("dweeter-base64"),
        live(
            "two-participants",
            "alice and bob write to each other in one mailbox",
            &["DW-BOX-6", "DW-HTTP-2"],
        )
        .peer("bob")
        .step(serves())
        .step(connects(author, "alice", &BOX, ""))
        .step(connects(author, "bob", &BOX, "/"))
        .step(posts("alice", 1))
        .step(poll_takes("bob", 1, CREATED))
        .step(clock(NOW_AT_SERVICE + 1_000))
        .step(posts("bob", 2))
        .step(poll_takes("alice", 2, LATER))
        .step(poll_takes("bob", 2, LATER))
        .step(polls("bob").ignore())
        .step(clock(NOW_AT_SERVICE + 2_000))
        .step(posts("alice", 3))
        .step(poll_takes("bob", 3, LATEST)),
        live("overwritten", "of two messages the service gives the later one", &["DW-LIMIT-7"])
            .bug(BugClass::DenialOfService, Severity::Medium)
            .peer("bob")
            .step(serves())
            .step(connects(author, "alice", &BOX, ""))
            .step(connects(author, "bob", &BOX, ""))
            .step(posts("alice", 1))
            .step(clock(NOW_AT_SERVICE + 1_000))
            .step(posts("alice", 2))
            .step(poll_takes("bob", 2, LATER))
            .step(polls("bob").ignore())
            .step(clock(NOW_AT_SERVICE + 2_000))
            .step(posts("alice", 3))
            .step(poll_takes("bob", 3, LATEST)),
    ]
}

/// Several Mailboxes at once, one exchange of this after one of that.
fn crowds(author: &Author<'_>) -> Vec<Draft> {
    let clock = |now: i64| step("web", "http.clock", json!({ "now": now }));
    vec![
        live(
            "several-mailboxes",
            "three Mailboxes take turns at one service, and none sees a message of another",
            &["DW-HTTP-2", "DW-KEY-7", "DW-KEY-8", "DW-BOX-7"],
        )
        .needs("dweeter-base64")
        .peer("bob")
        .peer("carol")
        .step(serves())
        .step(connects(author, "alice", &BOX, ""))
        .step(connects(author, "bob", &BASE64, ""))
        .step(connects(author, "carol", &README, ""))
        .step(posts("alice", 1).accept(posted(author, &BOX, 1, CREATED, 1)))
        .step(polls("bob").ignore())
        .step(polls("carol").ignore())
        .step(clock(NOW_AT_SERVICE + 1_000))
        .step(posts("bob", 2).accept(posted(author, &BASE64, 2, LATER, 2)))
        .step(poll_takes("alice", 1, CREATED))
        .step(clock(NOW_AT_SERVICE + 2_000))
        .step(posts("carol", 3).accept(posted(author, &README, 3, LATEST, 3)))
        .step(poll_takes("bob", 2, LATER))
        .step(poll_takes("carol", 3, LATEST))
        .step(polls("alice").ignore())
        .step(clock(NOW_AT_SERVICE + 3_000))
        .step(posts("alice", 4).accept(posted(author, &BOX, 4, LAST, 4)))
        .step(poll_takes("alice", 4, LAST)),
        live(
            "one-mailbox-twice",
            "two Mailboxes of one name and key: each has a mark of its own",
            &["DW-BOX-6", "DW-BOX-7"],
        )
        .peer("bob")
        .step(serves())
        .step(connects(author, "alice", &BOX, ""))
        .step(connects(author, "bob", &BOX, ""))
        .step(posts("alice", 1))
        .step(poll_takes("alice", 1, CREATED))
        .step(poll_takes("bob", 1, CREATED))
        .step(polls("alice").ignore())
        .step(polls("bob").ignore())
        .step(clock(NOW_AT_SERVICE + 1_000))
        .step(posts("alice", 2))
        .step(poll_takes("alice", 2, LATER))
        .step(poll_takes("bob", 2, LATER)),
        live("connect-again", "a Mailbox that is connected again has no mark", &["DW-LIMIT-9"])
            .bug(BugClass::Replay, Severity::Medium)
            .step(serves())
            .step(connects(author, "alice", &BOX, ""))
            .step(posts("alice", 1))
            .step(poll_takes("alice", 1, CREATED))
            .step(connects(author, "alice", &BOX, ""))
            .step(poll_takes("alice", 1, CREATED)),
    ]
}

/// The data is looked at before anything is sent.
fn bad_data(author: &Author<'_>) -> Draft {
    scripted(author, "post-bad-data", "data that is no dict is not posted", &["DW-DATA-2"])
        .step(step("alice", "dweeter.post", json!({ "data": text("a") })).now(NOW).reject("bad-data"))
        .step(nothing_arrives())
        .step(answers(BODY, json!({})))
        .step(posts("alice", 1).accept(seven()))
        .step(post_arrives(author, &BOX, "", 1))
}
