//! `session.json`: what a Mailbox sends and takes, sections 6.1 to 6.3.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep, Wanted, scenario, step};
use super::answer::{JSON, NOT_FOUND, answer};
use super::boxes::{BASE64, BOX, Mailbox};
use super::data_read::CREATED;
use super::data_write::TIME;
use super::dweets::{body, content_members, dweet};
use super::message::{numbered, numbered_data};
use super::upstream::{failed, read, refused, wanted};
use super::value::{hex, int, value};
use crate::model::case::{BugClass, Severity};
use crate::model::outcome::Answered;

/// A later answer of the service, and a later one still.
pub(super) const LATER: &str = "2024-01-01T00:00:02.000Z";
pub(super) const LATEST: &str = "2024-01-01T00:00:03.000Z";

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = positive(author);
    cases.extend(nothing_there(author));
    cases.extend(freshness(author));
    cases.extend(loose_times(author));
    cases.extend(refusals(author));
    cases.extend(super::receive_choices::drafts(author));
    cases.extend(super::send::drafts(author));
    cases
}

/// A step that makes the mailbox of the measured behaviours.
pub(super) fn new_box(author: &Author<'_>, actor: &str) -> DraftStep {
    new(author, actor, &BOX)
}

fn new(author: &Author<'_>, actor: &str, mailbox: &Mailbox) -> DraftStep {
    step(actor, "dweeter.new", Value::Object(mailbox.input()))
        .accept(json!({ "thing": hex(mailbox.thing(author)) }))
}

/// A step that reads an answer of status 200.
pub(super) fn receives(actor: &str, body: &str) -> DraftStep {
    step(actor, "dweeter.receive", answer(200, JSON, body))
}

/// Message `number` of the second [`TIME`], as the service gives it.
pub(super) fn latest(author: &Author<'_>, number: u32, created: &str) -> String {
    latest_of(author, number, &format!("\"{created}\""))
}

/// The same with any JSON as `created`.
fn latest_of(author: &Author<'_>, number: u32, created: &str) -> String {
    let content = content_members(&BOX.seal(author, &[(TIME, &numbered(number, TIME))]));
    let thing = BOX.thing(author);
    body(&[format!("{{\"thing\": \"{thing}\", \"created\": {created}, \"content\": {{{content}}}}}")])
}

/// A step that takes message `number`.
pub(super) fn takes(author: &Author<'_>, actor: &str, number: u32, created: &str) -> DraftStep {
    receives(actor, &latest(author, number, created))
        .accept(json!({ "data": numbered_data(number, TIME, created) }))
}

/// Upstream read message `number` as well.
pub(super) fn took(number: u32, created: &str) -> Value {
    read(&numbered_data(number, TIME, created))
}

pub(super) fn session(name: &str, about: &str, rules: &[&str]) -> Draft {
    scenario(&format!("dweeter/receive/{name}")).about(about).rules(rules).peer("alice")
}

fn positive(author: &Author<'_>) -> Vec<Draft> {
    let in_base64 = content_members(&BASE64.seal(author, &[(TIME, &numbered(1, TIME))]));
    let base64 = body(&[dweet(&BASE64.thing(author), CREATED, &in_base64)]);
    let several = {
        let new = content_members(&BOX.seal(author, &[(TIME, &numbered(2, TIME))]));
        let old = content_members(&BOX.seal(author, &[(TIME, &numbered(1, TIME))]));
        let thing = BOX.thing(author);
        body(&[dweet(&thing, LATER, &new), dweet(&thing, CREATED, &old)])
    };
    vec![
        session("latest", "a message is read, and then another one", &["DW-BOX-6", "DW-BOX-7", "DW-READ-5"])
            .source_ref("N 1")
            .step(new_box(author, "alice"))
            .step(takes(author, "alice", 1, CREATED).upstream(took(1, CREATED)))
            .step(takes(author, "alice", 2, LATER)),
        session("base64", "a mailbox in base64", &["DW-KEY-8", "DW-BOX-6"])
            .source_ref("N 58")
            .needs("dweeter-base64")
            .step(new(author, "alice", &BASE64))
            .step(
                receives("alice", &base64)
                    .accept(json!({ "data": numbered_data(1, TIME, CREATED) }))
                    .upstream(took(1, CREATED)),
            ),
        session("first-of-two", "the first dweet of several counts", &["DW-BOX-5", "DW-BOX-6"])
            .step(new_box(author, "alice"))
            .step(receives("alice", &several).accept(json!({ "data": numbered_data(2, TIME, LATER) }))),
        session("defaults", "a mailbox that everybody has", &["DW-KEY-9"])
            .step(
                step("alice", "dweeter.new", json!({ "form": "hex" }))
                    .accept(json!({ "thing": hex(DEFAULT.thing(author)) })),
            )
            .step(
                receives(
                    "alice",
                    &body(&[dweet(
                        &DEFAULT.thing(author),
                        CREATED,
                        &content_members(&DEFAULT.seal(author, &[(TIME, &numbered(1, TIME))])),
                    )]),
                )
                .accept(json!({ "data": numbered_data(1, TIME, CREATED) })),
            ),
        session(
            "new-again",
            "a Mailbox that is made again takes the place of the first, and has no mark",
            &["DW-BOX-6"],
        )
        .step(new_box(author, "alice"))
        .step(takes(author, "alice", 2, LATER))
        .step(new_box(author, "alice"))
        .step(takes(author, "alice", 1, CREATED)),
    ]
}

const DEFAULT: Mailbox = Mailbox { name: "default_mailbox", key: "default_key", form: "hex" };

fn nothing_there(author: &Author<'_>) -> Vec<Draft> {
    let ignored = json!({ "ignore": {} });
    let row = |name: &str, about: &str, rule: &str, line: &str, answer: Value| {
        let draft = session(name, about, &["DW-BOX-3", rule]);
        let draft = if line.is_empty() { draft } else { draft.source_ref(line) };
        let asked = step("alice", "dweeter.receive", answer).ignore();
        draft
            .bug(BugClass::Robustness, Severity::Low)
            .step(new_box(author, "alice"))
            .step(if line.is_empty() { asked } else { asked.upstream(ignored.clone()) })
            .step(takes(author, "alice", 1, CREATED))
    };
    vec![
        row(
            "not-found",
            "nobody has written yet, by the status",
            "DW-ANSWER-2",
            "N 2",
            answer(404, JSON, NOT_FOUND),
        ),
        row(
            "not-found-200",
            "nobody has written yet, by the body",
            "DW-ANSWER-8",
            "N 3",
            answer(200, JSON, NOT_FOUND),
        ),
        row(
            "not-found-other-words",
            "the number tells it, not the words for people",
            "DW-ANSWER-8",
            "",
            answer(200, JSON, "{\"this\": \"failed\", \"with\": 404, \"because\": \"x\"}"),
        ),
        row("not-found-empty", "a status 404 without a body", "DW-ANSWER-2", "", answer(404, "", "")),
    ]
}

/// A message that is not newer is ignored, and one that is newer is taken afterwards.
fn freshness(author: &Author<'_>) -> Vec<Draft> {
    let row = |name: &str, about: &str, line: &str, second: &str| {
        let draft = session(name, about, &["DW-BOX-6", "DW-BOX-7"]);
        let draft = if line.is_empty() { draft } else { draft.source_ref(line) };
        let asked = receives("alice", &latest(author, 2, second)).ignore();
        draft
            .bug(BugClass::Replay, Severity::Medium)
            .step(new_box(author, "alice"))
            .step(takes(author, "alice", 1, LATER))
            .step(if line.is_empty() { asked } else { asked.upstream(json!({ "ignore": {} })) })
            .step(takes(author, "alice", 3, LATEST))
    };
    vec![
        row("same-created", "the same time twice", "N 63", LATER),
        row("backwards", "an earlier time", "N 64", CREATED),
        row("one-ms-earlier", "a millisecond earlier", "", "2024-01-01T00:00:01.999Z"),
        session("one-ms-later", "a millisecond later is newer", &["DW-BOX-6"])
            .step(new_box(author, "alice"))
            .step(takes(author, "alice", 1, LATER))
            .step(takes(author, "alice", 2, "2024-01-01T00:00:02.001Z")),
        session("ignored-is-no-mark", "what was ignored does not become the mark", &["DW-BOX-1", "DW-BOX-7"])
            .bug(BugClass::StateCorruption, Severity::Medium)
            .step(new_box(author, "alice"))
            .step(takes(author, "alice", 1, LATER))
            .step(receives("alice", &latest(author, 2, CREATED)).ignore())
            .step(receives("alice", &latest(author, 3, "2024-01-01T00:00:01.500Z")).ignore())
            .step(takes(author, "alice", 4, LATEST)),
        mismatch_then_good(author),
    ]
}

fn mismatch_then_good(author: &Author<'_>) -> Draft {
    let mixed = content_members(&BOX.seal(author, &[("2024-01-01T00:00:05.000Z", &numbered(1, TIME))]));
    let compromised = body(&[dweet(&BOX.thing(author), LATEST, &mixed)]);
    session("mismatch-then-good", "what was rejected does not become the mark", &["DW-BOX-1", "DW-READ-4"])
        .source_ref("N 70")
        .bug(BugClass::StateCorruption, Severity::Medium)
        .step(new_box(author, "alice"))
        .step(
            receives("alice", &compromised)
                .reject("mismatch")
                .upstream(refused("mismatch", "dweeter.dweeter.DweeterError: Received data is compromised!")),
        )
        .step(takes(author, "alice", 1, CREATED).upstream(took(1, CREATED)))
}

/// Times of another form, which some readers take and compare.
fn loose_times(author: &Author<'_>) -> Vec<Draft> {
    let any = [("created-form", "any")];
    let took_any = |number: u32, created: Value| {
        super::value::members(&[
            ("a", int(&number.to_string())),
            ("remote_time", value(&json!(TIME))),
            ("created_time", value(&created)),
        ])
    };
    // Alice rejects the first; whoever takes it ignores the second, or fails.
    let row = |name: &str, about: &str, line: &str, first: Value, second: &str, after: Value| {
        let accepted = read(&took_any(1, first.clone()));
        let asked = takes(author, "alice", 2, second);
        let asked = match serde_json::from_value(after.clone()) {
            Ok(Answered::Ignore(_)) => asked.variant(&any, Wanted::Ignore),
            _ => asked,
        };
        let first_step = receives("alice", &latest_of(author, 1, &first.to_string())).reject("bad-created");
        // What becomes of a comparison with a number is no answer to a choice.
        let first_step = if first.is_string() {
            first_step.variant(&any, wanted(&accepted))
        } else {
            first_step.variant_stop(&any, wanted(&accepted))
        };
        session(name, about, &["DW-READ-1", "DW-BOX-1"])
            .source_ref(line)
            .bug(BugClass::StateCorruption, Severity::Medium)
            .step(new_box(author, "alice"))
            .step(first_step.upstream(accepted))
            .step(asked.upstream(after))
    };
    let compared =
        |kind: &str| failed(&format!("builtins.TypeError: '<' not supported between instances of {kind}"));
    vec![
        row(
            "created-9",
            "a single digit, and then a time: as texts the digit is later",
            "N 66",
            json!("9"),
            CREATED,
            json!({ "ignore": {} }),
        ),
        row(
            "created-no-fraction",
            "a time without a fraction, and then half a second more: as texts the first is later",
            "N 67",
            json!("2024-01-01T00:00:01Z"),
            "2024-01-01T00:00:01.500Z",
            json!({ "ignore": {} }),
        ),
        row(
            "created-number-then-text",
            "a number, and then a time: they cannot be compared",
            "N 68",
            json!(1_704_067_201),
            CREATED,
            compared("'int' and 'str'"),
        ),
        null_twice(author, &read(&took_any(1, Value::Null)), &compared("'NoneType' and 'NoneType'")),
    ]
}

fn null_twice(author: &Author<'_>, accepted: &Value, compared: &Value) -> Draft {
    let null = || receives("alice", &latest_of(author, 1, "null")).reject("bad-created");
    session("created-null-twice", "null, and null again: they cannot be compared", &["DW-READ-1", "DW-BOX-1"])
        .source_ref("N 69")
        .bug(BugClass::StateCorruption, Severity::Medium)
        .step(new_box(author, "alice"))
        .step(null().variant_stop(&[("created-form", "any")], wanted(accepted)).upstream(accepted.clone()))
        .step(null().upstream(compared.clone()))
        .step(takes(author, "alice", 1, CREATED))
}

fn refusals(author: &Author<'_>) -> Vec<Draft> {
    let thing = BOX.thing(author);
    let content = content_members(&BOX.seal(author, &[(TIME, &numbered(1, TIME))]));
    let no_created = body(&[format!("{{\"thing\": \"{thing}\", \"content\": {{{content}}}}}")]);
    let no_members = body(&[dweet(&thing, LATER, "")]);
    let row = |name: &str, about: &str, rule: &str, line: &str, answer: Value, code: &str, raised: &str| {
        let draft = session(name, about, &[rule, "DW-BOX-1"]);
        let draft = if line.is_empty() { draft } else { draft.source_ref(line) };
        let asked = step("alice", "dweeter.receive", answer).reject(code);
        draft
            .bug(BugClass::Robustness, Severity::Low)
            .step(new_box(author, "alice"))
            .step(if line.is_empty() { asked } else { asked.upstream(refused(code, raised)) })
            .step(takes(author, "alice", 1, CREATED))
    };
    let ok = |body: &str| answer(200, JSON, body);
    let index = "builtins.IndexError: list index out of range";
    vec![
        row("no-dweets", "an empty list", "DW-BOX-4", "N 15", ok(&body(&[])), "no-dweet", index),
        row(
            "no-created",
            "a dweet without `created`",
            "DW-BOX-5",
            "N 20",
            ok(&no_created),
            "bad-dweet",
            "builtins.KeyError: 'created'",
        ),
        row(
            "no-members",
            "a content without members",
            "DW-OPEN-1",
            "N 22",
            ok(&no_members),
            "bad-dweet",
            index,
        ),
        row(
            "no-this",
            "an answer without `this`",
            "DW-ANSWER-7",
            "N 11",
            ok("{\"with\": []}"),
            "bad-answer",
            "builtins.KeyError: 'this'",
        ),
        row(
            "with-object",
            "a dweet instead of a list",
            "DW-DWEET-1",
            "N 16",
            ok("{\"this\": \"succeeded\", \"with\": {\"a\": 1}}"),
            "bad-answer",
            "builtins.TypeError: string indices must be integers, not 'str'",
        ),
        row(
            "status-500",
            "a failure of the service",
            "DW-ANSWER-3",
            "N 5",
            answer(500, "text/html", "<html>"),
            "http-status",
            "basicdweet.basicdweet.BasicDweetError: HTTP 500 response",
        ),
        row(
            "failed-500",
            "a failure by its body",
            "DW-ANSWER-9",
            "",
            ok("{\"this\": \"failed\", \"with\": 500, \"because\": \"x\"}"),
            "failed",
            "",
        ),
        row(
            "garbage",
            "a dweet of somebody who does not know the key",
            "DW-TEXT-4",
            "",
            ok(&body(&[dweet(&thing, LATEST, "\"hello\": \"world\"")])),
            "not-hex",
            "",
        ),
        row(
            "second-garbage",
            "a good dweet, and an older one of somebody else",
            "DW-TEXT-4",
            "N 18",
            ok(&body(&[dweet(&thing, LATEST, &content), dweet(&thing, CREATED, "\"zz\": \"zz\"")])),
            "not-hex",
            "builtins.ValueError: non-hexadecimal number found in fromhex() arg at position 0",
        ),
    ]
}
