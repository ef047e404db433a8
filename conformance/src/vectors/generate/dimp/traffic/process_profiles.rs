//! `process.json`: commands about profiles.

use super::cast::Cast;
use super::layout::{Object, hexed};
use super::letter::profile;
use super::node::{answers, answers_too, in_group, processes, story};
use super::process::{TABLE, by_moki, command, confirms, says, told};
use crate::model::case::{BugClass, Severity};
use crate::vectors::generate::{Draft, Wanted};
use serde_json::{Value, json};

/// A profile command of an ID, with data and signature beside each other.
fn profile_command(id: &str, profile: &Object, more: &[(&str, Value)]) -> Value {
    let beside = [("profile", profile.get("data")), ("signature", profile.get("signature"))];
    command("profile", id, &[&beside, more].concat())
}

pub(super) fn known_profile(cast: &Cast, id: &str, profile: &Object, meta: Option<Value>) -> Value {
    let base = json!({ "command": "profile", "profile": profile.get("data"), "signature": profile.get("signature"), "ID": id });
    let meta = meta.unwrap_or_else(|| cast.alice.meta_value());
    Object::of(&base).set("meta", meta).set("type", 136).set("sn", 7).value()
}

pub(super) fn profiles(cast: &Cast) -> Vec<Draft> {
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

pub(super) fn refused_profiles(cast: &Cast) -> Vec<Draft> {
    let (moki, alice) = (cast.moki.id.as_str(), cast.alice.id.as_str());
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
        of_other_id(cast, &own),
    ]
}

/// A profile of alice's in a command about hulk, and then in one about alice.
fn of_other_id(cast: &Cast, own: &Object) -> Draft {
    let (hulk, alice) = (cast.hulk.id.as_str(), cast.alice.id.as_str());
    let refused = json!({ "answer": hexed(&says(&format!("Profile not match ID: {hulk}"))) });
    let inner = by_moki(cast, &command("profile", hulk, &[("profile", own.value())]))
        .reject("bad-content")
        .variant(&[("profile-command", "inner")], Wanted::Accept(refused.clone()))
        .upstream(json!({ "accept": refused }));
    let about_alice = by_moki(cast, &profile_command(alice, own, &[]));
    let took = confirms(&format!("Profile received: {alice}"));
    told(
        cast,
        "profile-other-id",
        "the profile of another ID than the command",
        &["DI-CONT-11"],
        vec![inner, answers(about_alice, Some(&took))],
    )
    .source_ref("N 93")
    .edit_of("dimp/content/profile-answer")
    .bug(BugClass::Confusion, Severity::Low)
}

/// Who may sign the profile of a group.
pub(super) fn group_profiles(cast: &Cast) -> Vec<Draft> {
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
