//! `process.json`: commands about metas and profiles, and contents that nobody answers: section 6.6.

use serde_json::{Value, json};

use super::cast::Cast;
use super::layout::{Object, hexed, text};
use super::letter::{letter, profile};
use super::node::{NODE, answers, answers_too, has_members, knows, processes, saves_profile, story};
use super::process_profiles::{group_profiles, known_profile, profiles, refused_profiles};
use crate::model::case::{BugClass, Severity};
use crate::vectors::generate::{Author, Draft, DraftStep, Wanted, step};

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let cast = Cast::of(author);
    [metas(&cast), profiles(&cast), refused_profiles(&cast), group_profiles(&cast), unanswered(&cast)]
        .concat()
}

/// A text as answer.
pub(super) fn says(words: &str) -> Value {
    json!({ "text": words, "sn": 7, "type": 1 })
}

pub(super) fn confirms(words: &str) -> Value {
    json!({ "message": words, "type": 136, "command": "receipt", "sn": 7 })
}

pub(super) fn command(name: &str, id: &str, more: &[(&str, Value)]) -> Value {
    let base = Object::of(&json!({ "command": name, "type": 136, "sn": 1, "ID": id }));
    more.iter().fold(base, |object, (name, value)| object.set(name, value.clone())).value()
}

/// Hulk's node, which knows moki and alice, is told something by moki.
pub(super) fn told(cast: &Cast, name: &str, about: &str, rules: &[&str], steps: Vec<DraftStep>) -> Draft {
    let draft = story(&format!("process/{name}"), about, rules);
    steps.into_iter().fold(knows(draft, &[&cast.hulk], &[&cast.moki, &cast.alice]), Draft::step)
}

pub(super) fn by_moki(cast: &Cast, content: &Value) -> DraftStep {
    processes(&cast.moki.id, &cast.hulk.id, content)
}

pub(super) const TABLE: &[&str] = &["DI-PROC-1"];

fn metas(cast: &Cast) -> Vec<Draft> {
    let (hulk, provider) = (cast.hulk.id.as_str(), cast.provider.id.as_str());
    let meta = cast.provider.meta_value();
    let ask = |id: &str| by_moki(cast, &command("meta", id, &[]));
    let give = |id: &str, meta: &Value| by_moki(cast, &command("meta", id, &[("meta", meta.clone())]));
    let known =
        |id: &str, meta: Value| json!({ "command": "meta", "ID": id, "meta": meta, "type": 136, "sn": 7 });
    let took = confirms(&format!("Meta received: {provider}"));
    let mismatch = says(&format!("Meta not match ID: {hulk}"));
    let sorry = says(&format!("Sorry, meta for {provider} not found."));
    let wrong = Object::of(&cast.hulk.meta_value())
        .set("fingerprint", cast.moki.meta_value().get("fingerprint").cloned().unwrap_or_default())
        .value();
    let terminal = format!("{hulk}/phone");
    let spare = Object::of(&meta).set("x", json!([1, null])).value();
    let failed = json!({ "error": "AssertionError: meta not valid: ..." });
    let garbage = told(
        cast,
        "meta-of-garbage",
        "a query for an ID that is none",
        &["DI-ADDR-4"],
        vec![
            ask("xyz").reject("bad-address"),
            answers(ask(hulk), Some(&known(hulk, cast.hulk.meta_value()))),
        ],
    );
    vec![
        told(
            cast,
            "meta-query",
            "a query for a meta that is known",
            TABLE,
            vec![answers_too(ask(hulk), Some(&known(hulk, cast.hulk.meta_value())))],
        )
        .source_ref("sample 40"),
        told(
            cast,
            "meta-query-unknown",
            "a query for one that is not",
            TABLE,
            vec![answers_too(ask(provider), Some(&sorry))],
        )
        .source_ref("sample 40"),
        told(
            cast,
            "meta-taken",
            "a meta, which then is known, and the same again",
            TABLE,
            vec![
                answers_too(give(provider, &meta), Some(&took)),
                answers(ask(provider), Some(&known(provider, meta.clone()))),
                answers(give(provider, &meta), Some(&took)),
            ],
        )
        .source_ref("sample 41"),
        told(
            cast,
            "meta-of-another",
            "the meta of another ID",
            TABLE,
            vec![
                answers_too(give(hulk, &meta), Some(&mismatch)),
                answers(ask(hulk), Some(&known(hulk, cast.hulk.meta_value()))),
            ],
        )
        .source_ref("sample 41"),
        told(
            cast,
            "meta-bad-fingerprint",
            "a meta with the fingerprint of another",
            &["DI-PROC-1", "DI-META-10"],
            vec![answers(give(hulk, &wrong), Some(&mismatch)).upstream(failed)],
        )
        .source_ref("sample 41"),
        told(
            cast,
            "meta-members",
            "a meta with a member more is given as it came",
            TABLE,
            vec![
                answers(give(provider, &spare), Some(&took)),
                answers(ask(provider), Some(&known(provider, spare.clone()))),
            ],
        ),
        told(
            cast,
            "meta-query-terminal",
            "an ID with a terminal: the answer has it as the query has it",
            &["DI-PROC-1", "DI-ID-3"],
            vec![answers(ask(&terminal), Some(&known(&terminal, cast.hulk.meta_value())))],
        ),
        told(
            cast,
            "meta-list",
            "a list as meta",
            TABLE,
            vec![answers(give(provider, &json!([])), Some(&says(&format!("Meta not match ID: {provider}"))))],
        ),
        garbage.edit_of("dimp/content/meta-query").bug(BugClass::Robustness, Severity::Low),
    ]
}

/// Contents that a node does nothing for.
fn unanswered(cast: &Cast) -> Vec<Draft> {
    let moki = cast.moki.id.as_str();
    let group = cast.group.id.as_str();
    let silent = |content: &Value, words: &str| {
        let answer = says(words);
        let answer = match content.get("group") {
            Some(group) => Object::of(&answer).set("group", group.clone()).value(),
            None => answer,
        };
        let given = json!({ "answer": text_hex(&answer) });
        answers(by_moki(cast, content), None)
            .variant(&[("unsupported-reply", "text")], Wanted::Accept(given.clone()))
            .upstream(json!({ "accept": given }))
    };
    let login = json!({ "type": 136, "sn": 1, "command": "login", "ID": moki, "time": 3 });
    let join = json!({ "type": 137, "sn": 1, "time": 5, "group": group, "command": "join" });
    let in_text = json!({ "text": "Hi", "sn": 9, "type": 1, "group": group });
    let receipt = json!({ "message": "m", "type": 136, "command": "receipt", "sn": 1 });
    let handshake = json!({ "message": "DIM!", "type": 136, "command": "handshake", "sn": 1 });
    let inner = letter(&cast.moki, &cast.alice, r#"{"text": "x", "sn": 1, "type": 1}"#);
    let forward = json!({ "forward": inner.value(), "sn": 1, "type": 255 });
    let rule = &["DI-PROC-2"];
    let garbage = step(
        NODE,
        "dimp.process",
        json!({ "sender": hex::encode(moki), "user": hex::encode("xyz"), "content": hexed(&receipt) }),
    )
    .now(9_000_999)
    .draws(json!({ "sn": "00000007" }))
    .reject("bad-address");
    vec![
        told(
            cast,
            "login-unanswered",
            "a login changes nothing, and is not answered",
            rule,
            vec![silent(&login, "Command (name: login) not support yet!")],
        )
        .source_ref("N 68"),
        told(
            cast,
            "join-unanswered",
            "a join: neither is it",
            rule,
            vec![silent(&join, "Command (name: join) not support yet!"), has_members(group, &[])],
        )
        .source_ref("sample 51"),
        told(
            cast,
            "text-unanswered",
            "a text of a group",
            rule,
            vec![silent(&in_text, "Content (type: 1) not support yet!")],
        )
        .source_ref("sample 31"),
        told(cast, "forward-unanswered", "a forward", rule, vec![answers(by_moki(cast, &forward), None)]),
        told(
            cast,
            "receipt-and-handshake",
            "a receipt and a handshake, which mean something to applications alone",
            rule,
            vec![
                silent(&receipt, "Command (name: receipt) not support yet!"),
                silent(&handshake, "Command (name: handshake) not support yet!"),
            ],
        )
        .source_ref("sample 39; sample 44"),
        told(
            cast,
            "user-garbage",
            "a user whose ID is none",
            &["DI-ADDR-4"],
            vec![garbage, silent(&receipt, "Command (name: receipt) not support yet!")],
        )
        .edit_of("dimp/content/receipt")
        .bug(BugClass::Robustness, Severity::Low),
        told(cast, "profile-stored", "a profile that the application has given", TABLE, stored(cast)),
    ]
}

fn text_hex(value: &Value) -> String {
    hex::encode(text(value))
}

/// A profile that came by `profile.save` is given to who asks.
fn stored(cast: &Cast) -> Vec<DraftStep> {
    let alice = cast.alice.id.as_str();
    let own = profile(alice, &json!({ "name": "Alice" }), &cast.alice);
    vec![
        saves_profile(alice, &own),
        answers(
            by_moki(cast, &command("profile", alice, &[])),
            Some(&known_profile(cast, alice, &own, None)),
        ),
    ]
}
