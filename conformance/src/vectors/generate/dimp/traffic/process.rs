//! `process.json`: commands about metas and profiles, and contents that nobody answers: section 6.6.

use serde_json::{Value, json};

use super::cast::Cast;
use super::layout::{Object, hexed, text};
use super::letter::profile;
use super::node::{
    NODE, answers, answers_too, has_members, in_group, knows, processes, saves_profile, story,
};
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

fn confirms(words: &str) -> Value {
    json!({ "message": words, "type": 136, "command": "receipt", "sn": 7 })
}

fn command(name: &str, id: &str, more: &[(&str, Value)]) -> Value {
    let base = Object::of(&json!({ "command": name, "type": 136, "sn": 1, "ID": id }));
    more.iter().fold(base, |object, (name, value)| object.set(name, value.clone())).value()
}

/// Hulk's node, which knows moki and alice, is told something by moki.
fn told(cast: &Cast, name: &str, about: &str, rules: &[&str], steps: Vec<DraftStep>) -> Draft {
    let draft = story(&format!("process/{name}"), about, rules);
    steps.into_iter().fold(knows(draft, &[&cast.hulk], &[&cast.moki, &cast.alice]), Draft::step)
}

fn by_moki(cast: &Cast, content: &Value) -> DraftStep {
    processes(&cast.moki.id, &cast.hulk.id, content)
}

const TABLE: &[&str] = &["DI-PROC-1"];

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

/// A profile command of an ID, with data and signature beside each other.
fn profile_command(id: &str, profile: &Object, more: &[(&str, Value)]) -> Value {
    let beside = [("profile", profile.get("data")), ("signature", profile.get("signature"))];
    command("profile", id, &[&beside, more].concat())
}

fn known_profile(cast: &Cast, id: &str, profile: &Object, meta: Option<Value>) -> Value {
    let base = json!({ "command": "profile", "profile": profile.get("data"), "signature": profile.get("signature"), "ID": id });
    let meta = meta.unwrap_or_else(|| cast.alice.meta_value());
    Object::of(&base).set("meta", meta).set("type", 136).set("sn", 7).value()
}

fn profiles(cast: &Cast) -> Vec<Draft> {
    let (hulk, alice) = (cast.hulk.id.as_str(), cast.alice.id.as_str());
    let own = profile(alice, &json!({ "name": "Alice", "x": [1.5, "\u{2600}"] }), &cast.alice);
    let took = confirms(&format!("Profile received: {alice}"));
    let ask = |id: &str| by_moki(cast, &command("profile", id, &[]));
    let known = known_profile(cast, alice, &own, None);
    let sorry = says(&format!("Sorry, profile for {hulk} not found."));
    let object = command("profile", alice, &[("profile", own.value())]);
    let station = cast.station.id.as_str();
    let of_station = profile(station, &json!({ "name": "x" }), &cast.station);
    let with_meta = profile_command(station, &of_station, &[("meta", cast.station.meta_value())]);
    let with_meta_known = known_profile(cast, station, &of_station, Some(cast.station.meta_value()));
    let wrong_meta = command("profile", hulk, &[("meta", cast.alice.meta_value())]);
    vec![
        told(
            cast,
            "profile-query-unknown",
            "a query for a profile that is not known",
            TABLE,
            vec![answers_too(ask(hulk), Some(&sorry))],
        )
        .source_ref("sample 42"),
        told(
            cast,
            "profile-taken",
            "a profile, which then is known",
            TABLE,
            vec![
                answers_too(by_moki(cast, &profile_command(alice, &own, &[])), Some(&took)),
                answers(ask(alice), Some(&known)),
            ],
        )
        .source_ref("sample 43"),
        told(
            cast,
            "profile-object",
            "a profile as an object",
            TABLE,
            vec![answers_too(by_moki(cast, &object), Some(&took)), answers(ask(alice), Some(&known))],
        )
        .source_ref("sample 43"),
        told(
            cast,
            "profile-and-meta",
            "a profile, and beside it the meta under whose key it is signed",
            TABLE,
            vec![
                answers(by_moki(cast, &with_meta), Some(&confirms(&format!("Profile received: {station}")))),
                answers(ask(station), Some(&with_meta_known)),
            ],
        ),
        told(
            cast,
            "profile-query-with-meta",
            "a meta beside a query: nobody looks at it",
            TABLE,
            vec![answers(by_moki(cast, &wrong_meta), Some(&sorry))],
        ),
    ]
}

fn refused_profiles(cast: &Cast) -> Vec<Draft> {
    let (hulk, moki, alice) = (cast.hulk.id.as_str(), cast.moki.id.as_str(), cast.alice.id.as_str());
    let (bob, provider) = (cast.bob.id.as_str(), cast.provider.id.as_str());
    let own = profile(alice, &json!({ "name": "Alice" }), &cast.alice);
    let mismatch = |id: &str| says(&format!("Profile not match ID: {id}"));
    let sorry = says(&format!("Sorry, profile for {moki} not found."));
    let one = |name: &str, about: &str, content: &Value, answer: &Value| {
        told(cast, name, about, TABLE, vec![answers(by_moki(cast, content), Some(answer))])
    };
    let seen = |name: &str, about: &str, content: &Value, answer: &Value| {
        told(cast, name, about, TABLE, vec![answers_too(by_moki(cast, content), Some(answer))])
            .source_ref("sample 43")
    };
    let ask = by_moki(cast, &command("profile", moki, &[]));
    let beside = |id: &str, more: &[(&str, Value)]| profile_command(id, &own, more);
    let meta_stays = told(
        cast,
        "profile-with-meta",
        "a good meta beside a profile that is refused: the meta stays",
        TABLE,
        vec![
            answers_too(
                by_moki(cast, &beside(provider, &[("meta", cast.provider.meta_value())])),
                Some(&mismatch(provider)),
            ),
            answers(
                by_moki(cast, &command("meta", provider, &[])),
                Some(
                    &json!({ "command": "meta", "ID": provider, "meta": cast.provider.meta_value(), "type": 136, "sn": 7 }),
                ),
            ),
        ],
    );
    let inner = command("profile", hulk, &[("profile", own.value())]);
    let other_id = by_moki(cast, &inner)
        .reject("bad-content")
        .variant(&[("profile-command", "inner")], Wanted::Accept(json!({ "answer": hexed(&mismatch(hulk)) })))
        .upstream(json!({ "accept": { "answer": hexed(&mismatch(hulk)) } }));
    vec![
        told(
            cast,
            "profile-wrong-signature",
            "a profile that somebody else has signed: nothing is kept",
            &["DI-PROC-1", "DI-NODE-1"],
            vec![
                answers_too(by_moki(cast, &beside(moki, &[])), Some(&mismatch(moki))),
                answers(ask, Some(&sorry)),
            ],
        )
        .source_ref("sample 43"),
        seen(
            "profile-no-meta",
            "a profile of somebody whose meta is not known",
            &beside(bob, &[]),
            &mismatch(bob),
        ),
        meta_stays.source_ref("sample 43"),
        seen(
            "profile-with-wrong-meta",
            "a meta of somebody else beside a profile",
            &beside(moki, &[("meta", cast.alice.meta_value())]),
            &says(&format!("Meta not match ID: {moki}")),
        ),
        one(
            "profile-number",
            "a number as profile",
            &command("profile", alice, &[("profile", 5.into())]),
            &mismatch(alice),
        ),
        one(
            "profile-no-signature",
            "a profile as text, without signature",
            &command("profile", alice, &[("profile", own.get("data"))]),
            &mismatch(alice),
        ),
        one(
            "profile-signature-elsewhere",
            "a profile as object without signature, and a signature beside it",
            &command(
                "profile",
                alice,
                &[("profile", own.clone().without("signature").value()), ("signature", own.get("signature"))],
            ),
            &mismatch(alice),
        ),
        told(
            cast,
            "profile-other-id",
            "the profile of another ID than the command",
            &["DI-CONT-11"],
            vec![
                other_id,
                answers(
                    by_moki(cast, &profile_command(alice, &own, &[])),
                    Some(&confirms(&format!("Profile received: {alice}"))),
                ),
            ],
        )
        .source_ref("N 93")
        .edit_of("dimp/content/profile-answer")
        .bug(BugClass::Confusion, Severity::Low),
    ]
}

/// Who may sign the profile of a group.
fn group_profiles(cast: &Cast) -> Vec<Draft> {
    let group = cast.group.id.as_str();
    let took = confirms(&format!("Profile received: {group}"));
    let refused = says(&format!("Profile not match ID: {group}"));
    let known = |profile: &Object| known_profile(cast, group, profile, Some(cast.group.meta_value()));
    let story = |name: &str, about: &str| {
        let draft = story(&format!("process/{name}"), about, &["DI-NODE-5", "DI-PROC-1"]);
        in_group(draft, cast, &[&cast.moki, &cast.hulk], &[]).source_ref("sample 15")
    };
    let by = |signer: &super::cast::Person| {
        let profile = profile(group, &json!({ "name": "G" }), signer);
        (processes(&signer.id, &cast.hulk.id, &profile_command(group, &profile, &[])), profile)
    };
    let (founder, own) = by(&cast.moki);
    let (member, _) = by(&cast.hulk);
    let (stranger, _) = by(&cast.alice);
    let ask = by_moki(cast, &command("profile", group, &[]));
    let taken = json!({ "answer": hexed(&took) });
    let sorry = says(&format!("Sorry, profile for {group} not found."));
    vec![
        story("profile-of-group-by-founder", "the profile of a group, signed by its founder")
            .step(answers_too(founder, Some(&took)))
            .step(answers(ask.clone(), Some(&known(&own)))),
        story("profile-of-group", "the profile of a group, signed by a member")
            .step(
                answers(member, Some(&refused))
                    .variant_stop(&[("group-profile", "member")], Wanted::Accept(taken.clone()))
                    .upstream(json!({ "accept": taken })),
            )
            .step(answers(ask.clone(), Some(&sorry))),
        story("profile-of-group-by-stranger", "the profile of a group, signed by somebody else")
            .step(answers_too(stranger, Some(&refused)))
            .step(answers(ask, Some(&sorry))),
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
    let forward = json!({ "forward": {}, "sn": 1, "type": 255 });
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
            "a receipt and a handshake, which upstream takes",
            rule,
            vec![answers(by_moki(cast, &receipt), None), answers(by_moki(cast, &handshake), None)],
        ),
        told(
            cast,
            "user-garbage",
            "a user whose ID is none",
            &["DI-ADDR-4"],
            vec![garbage, answers(by_moki(cast, &receipt), None)],
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
