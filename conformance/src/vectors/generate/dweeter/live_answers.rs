//! A service that answers badly, or what it should not: each answer, and then a good one, which arrives.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep, Wanted};
use super::answer::{BODY, NOT_FOUND, seven};
use super::boxes::{BASE64, BOX};
use super::data_read::CREATED;
use super::data_write::TIME;
use super::dweets::{body, content_members, dweet};
use super::live::{answers, has, message, poll_takes, polls, posts, scripted};
use super::message::{numbered, numbered_data};
use super::receive::{LATER, LATEST, latest};
use super::value::{hex, int, members, text};
use crate::model::case::{BugClass, Severity};

/// One byte more than a strict reader takes.
const TOO_LARGE: usize = 1_048_577;

/// All cases of such answers.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = replays(author);
    cases.extend(refused(author));
    cases.extend(choices(author));
    cases.extend(loose_created(author));
    cases.extend(posted(author));
    cases
}

/// What a service can do with messages that it has.
fn replays(author: &Author<'_>) -> Vec<Draft> {
    let not_newer = |name: &str, about: &str, created: &str| {
        scripted(author, name, about, &["DW-BOX-1", "DW-BOX-6"])
            .bug(BugClass::Replay, Severity::Medium)
            .step(has(author, 1, LATER))
            .step(poll_takes("alice", 1, LATER))
            .step(has(author, 2, created))
            .step(polls("alice").ignore())
            .step(has(author, 3, LATEST))
            .step(poll_takes("alice", 3, LATEST))
    };
    let swapped = {
        let first = BOX.seal(author, &[(TIME, &numbered(1, TIME))]);
        let second = BOX.seal(author, &[(TIME, &numbered(2, TIME))]);
        first.into_iter().zip(second).map(|((name, _), (_, value))| (name, value)).collect::<Vec<_>>()
    };
    let apart = BOX.seal(author, &[("2024-01-01T00:00:01.000Z", &numbered(2, TIME))]);
    let holds = |content: &[(String, String)]| {
        answers(&body(&[dweet(&BOX.thing(author), CREATED, &content_members(content))]), json!({}))
    };
    vec![
        not_newer("older-created", "a message that is older than the last one", CREATED),
        not_newer("same-created", "another message of the time of the last one", LATER),
        scripted(
            author,
            "replayed-content",
            "an old content with a new time is a new message",
            &["DW-LIMIT-4"],
        )
        .bug(BugClass::Replay, Severity::High)
        .step(has(author, 1, CREATED))
        .step(poll_takes("alice", 1, CREATED))
        .step(has(author, 1, LATER))
        .step(poll_takes("alice", 1, LATER)),
        scripted(author, "mixed-second", "name and value of two messages of one second", &["DW-LIMIT-5"])
            .bug(BugClass::Confusion, Severity::Medium)
            .step(holds(&swapped))
            .step(poll_takes("alice", 2, CREATED)),
        scripted(
            author,
            "mixed-two-seconds",
            "name and value of messages of two seconds",
            &["DW-READ-4", "DW-BOX-1"],
        )
        .bug(BugClass::Confusion, Severity::Medium)
        .step(holds(&apart))
        .step(polls("alice").reject("mismatch"))
        .step(has(author, 1, CREATED))
        .step(poll_takes("alice", 1, CREATED)),
    ]
}

/// Polls one answer, and then a good one.
fn row(author: &Author<'_>, name: &str, about: &str, rule: &str, steps: (DraftStep, DraftStep)) -> Draft {
    let (answer, outcome) = steps;
    scripted(author, name, about, &[rule, "DW-BOX-1"])
        .bug(BugClass::Robustness, Severity::Low)
        .step(answer)
        .step(outcome)
        .step(has(author, 2, LATER))
        .step(poll_takes("alice", 2, LATER))
}

/// What everybody refuses.
fn refused(author: &Author<'_>) -> Vec<Draft> {
    let good = latest(author, 1, CREATED);
    let cut = good.get(..good.len() - 3).unwrap_or_default();
    let page = json!({ "headers": [[hex("Content-Type"), hex("text/html")]] });
    let status = |status: u16| json!({ "status": status });
    let rejects = |name: &str, about: &str, rule: &str, answer: DraftStep, code: &str| {
        row(author, name, about, rule, (answer, polls("alice").reject(code)))
    };
    let mut cases: Vec<Draft> = [
        ("404", "a status 404 with a web page", "<p>nothing</p>", with(&page, &status(404))),
        ("404-body", "nothing there, by the body", NOT_FOUND, json!({})),
    ]
    .into_iter()
    .map(|(name, about, body, given)| {
        let name = format!("poll-{name}");
        let rule = if given == json!({}) { "DW-ANSWER-8" } else { "DW-ANSWER-2" };
        row(author, &name, about, rule, (answers(body, given), polls("alice").ignore()))
    })
    .collect();
    cases.extend([429_u16, 500, 503].map(|number| {
        let about = format!("a status {number}, although the body is good");
        rejects(
            &format!("poll-{number}"),
            &about,
            "DW-ANSWER-3",
            answers(&good, status(number)),
            "http-status",
        )
    }));
    let failed = "{\"this\": \"failed\", \"with\": 500, \"because\": \"no\"}";
    cases.extend([
        rejects("poll-failed", "a failure, by the body", "DW-ANSWER-9", answers(failed, json!({})), "failed"),
        rejects("cut-json", "JSON without its end", "DW-JSON-1", answers(cut, json!({})), "not-json"),
        rejects("empty-body", "no body", "DW-JSON-1", answers("", json!({})), "not-json"),
        rejects("no-dweets", "a list of no dweet", "DW-BOX-4", answers(&body(&[]), json!({})), "no-dweet"),
        rejects("no-this", "an object of nothing", "DW-ANSWER-7", answers("{}", json!({})), "bad-answer"),
    ]);
    cases
}

fn with(some: &Value, others: &Value) -> Value {
    super::boxes::joined([super::boxes::object(some.clone()), super::boxes::object(others.clone())])
}

/// What a strict Mailbox refuses, and others take for message 1.
fn choices(author: &Author<'_>) -> Vec<Draft> {
    let good = latest(author, 1, CREATED);
    let twice = good.replacen("\"with\": ", "\"with\": [], \"with\": ", 1);
    let foreign = good.replace(&BOX.thing(author), &BASE64.thing(author));
    let (before, after) = good.split_once("getting").unwrap_or_default();
    let no_utf8 = hex([before.as_bytes(), &[0xff], after.as_bytes()].concat());
    let padded = json!({ "$concat": [hex(&good), { "$repeat": ["20", TOO_LARGE - good.len()] }] });
    let plain = json!({ "headers": [[hex("Content-Type"), hex("text/plain")]] });
    let other = |name: &str, about: &str, rule: &str, answer: DraftStep, code: &str, choice: (&str, &str)| {
        let outcome = polls("alice").reject(code).variant(&[choice], Wanted::Accept(message(1, CREATED)));
        row(author, name, about, rule, (answer, outcome))
    };
    vec![
        other(
            "media-type",
            "a good answer that is said to be plain text",
            "DW-ANSWER-4",
            answers(&good, plain),
            "media-type",
            ("media-type", "ignored"),
        ),
        other(
            "oversized",
            "a good answer with spaces behind it, one byte too long",
            "DW-ANSWER-5",
            answers("", json!({ "body": padded })),
            "too-large",
            ("answer-size", "unlimited"),
        ),
        other(
            "no-utf8",
            "a byte that no UTF-8 has, where nobody looks",
            "DW-ANSWER-6",
            answers(
                "",
                json!({ "body": no_utf8, "headers": [[hex("Content-Type"), hex("application/json; charset=utf-8")]] }),
            ),
            "not-utf8",
            ("answer-text", "replaced"),
        ),
        other(
            "with-twice",
            "the dweets stand there twice, once none",
            "DW-JSON-4",
            answers(&twice, json!({})),
            "duplicate-member",
            ("duplicate-members", "last"),
        ),
        other(
            "foreign-thing",
            "a dweet of another thing, with a content that opens",
            "DW-DWEET-4",
            answers(&foreign, json!({})),
            "wrong-thing",
            ("answer-thing", "ignored"),
        ),
    ]
}

/// A number as `created`. Whoever takes it for a mark may compare nothing with it afterwards.
fn loose_created(author: &Author<'_>) -> Vec<Draft> {
    let number = latest(author, 1, CREATED).replace(&format!("\"{CREATED}\""), "1704067201000");
    let taken =
        members(&[("a", int("1")), ("remote_time", text(TIME)), ("created_time", int("1704067201000"))]);
    let short = "2024-01-01T00:00:01Z";
    let any = [("created-form", "any")];
    let outcome =
        polls("alice").reject("bad-created").variant_stop(&any, Wanted::Accept(json!({ "data": taken })));
    let late = polls("alice")
        .reject("bad-created")
        .variant(&any, Wanted::Accept(json!({ "data": numbered_data(1, TIME, short) })));
    vec![
        row(
            author,
            "created-number",
            "a number as time",
            "DW-READ-1",
            (answers(&number, json!({})), outcome),
        ),
        row(author, "created-short", "a time without fraction", "DW-READ-1", (has(author, 1, short), late)),
    ]
}

/// The same for answers to a post.
fn posted(author: &Author<'_>) -> Vec<Draft> {
    let rejects = |name: &str, about: &str, rule: &str, answer: DraftStep, outcome: DraftStep| {
        scripted(author, name, about, &[rule])
            .bug(BugClass::Robustness, Severity::Low)
            .step(answer)
            .step(outcome)
            .step(answers(BODY, json!({})))
            .step(posts("alice", 2).accept(seven()))
    };
    let refuses = |code: &str| posts("alice", 1).reject(code);
    let cut = BODY.trim_end_matches('}');
    let plain = json!({ "headers": [[hex("Content-Type"), hex("text/plain")]] });
    let mut cases: Vec<Draft> = [
        (404_u16, "DW-ANSWER-2", "not-found"),
        (429, "DW-ANSWER-3", "http-status"),
        (500, "DW-ANSWER-3", "http-status"),
    ]
    .into_iter()
    .map(|(status, rule, code)| {
        let about = format!("a post that is answered with status {status}");
        let answer = answers(BODY, json!({ "status": status }));
        rejects(&format!("post-{status}"), &about, rule, answer, refuses(code))
    })
    .collect();
    cases.extend([
        rejects(
            "post-cut-json",
            "a post that is answered with JSON without its end",
            "DW-JSON-1",
            answers(cut, json!({})),
            refuses("not-json"),
        ),
        rejects(
            "post-media-type",
            "a post that is answered with plain text",
            "DW-ANSWER-4",
            answers(BODY, plain),
            refuses("media-type").variant(&[("media-type", "ignored")], Wanted::Accept(seven())),
        ),
    ]);
    cases
}
