//! `verify.json`: metas and profiles that are given, and those that are attached.

use super::super::refusal::{Own, choice, measured, refuse, seen};
use super::cast::Cast;
use super::layout::Object;
use super::letter::{profile, signed_by};
use super::verify::{GOOD, asks, message, verified, verifies};
use crate::vectors::generate::{Author, Draft};
use serde_json::{Value, json};

/// Metas that are given, and metas that are attached.
pub(super) fn metas(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    [own_metas(author, cast), metas_of_others(author, cast), broken_metas(author, cast)].concat()
}

fn with_meta(name: &str, about: &str, rules: &[&str], message: &Object, meta: Option<&str>) -> Draft {
    let mut input = json!({ "message": message.hex() });
    if let (Some(members), Some(meta)) = (input.as_object_mut(), meta) {
        members.insert("meta".to_owned(), meta.into());
    }
    asks(&format!("verify/{name}"), about, rules, &input)
}

fn own_metas(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let own = cast.moki.meta.as_str();
    let attached = message(author).set("meta", cast.moki.meta_value());
    let accepts = |name: &str, about: &str, given: Option<&str>| {
        let mut read = verified(&attached);
        if let Some(members) = read.as_object_mut() {
            members.insert("meta".to_owned(), own.into());
        }
        with_meta(name, about, &["DI-MSG-11", "DI-MSG-12"], &attached, given).accept(read)
    };
    vec![
        accepts("meta-attached", "the meta is attached, and no other given", None),
        accepts("meta-attached-and-given", "the meta is attached, and given too", Some(own)),
    ]
}

fn metas_of_others(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let with = |name: &str, about: &str, rule: &str, message: &Object, meta: Option<&str>, code: &str| {
        refuse(with_meta(name, about, &[rule], message, meta), GOOD, code)
    };
    let replaced = message(author).set("sender", cast.alice.id.clone());
    let other = message(author).set("meta", cast.hulk.meta_value());
    let not_verified = "not verified, or suspended until the meta is known";
    let save = "ValueError: save meta error: ...";
    vec![
        measured(
            with(
                "meta-of-another",
                "hulk's meta attached, moki's given",
                "DI-MSG-11",
                &other,
                Some(&cast.moki.meta),
                "meta-mismatch",
            ),
            "N 29",
            Own::Failed(save),
        ),
        measured(
            with(
                "meta-of-another-alone",
                "hulk's meta attached to a message of moki's",
                "DI-MSG-11",
                &other,
                None,
                "meta-mismatch",
            ),
            "N 29",
            Own::Failed(save),
        ),
        with(
            "meta-given-of-another",
            "hulk's meta given for moki",
            "DI-META-12",
            &message(author),
            Some(&cast.hulk.meta),
            "meta-mismatch",
        ),
        measured(
            with(
                "sender-replaced",
                "alice as sender, with her meta",
                "DI-MSG-14",
                &replaced,
                Some(&cast.alice.meta),
                "bad-signature",
            ),
            "N 72",
            Own::Refused(not_verified),
        ),
        measured(
            with(
                "sender-replaced-old-meta",
                "alice as sender, with moki's meta",
                "DI-META-12",
                &replaced,
                Some(&cast.moki.meta),
                "meta-mismatch",
            ),
            "N 72",
            Own::Refused("the meta is not that of the sender"),
        ),
    ]
}

fn broken_metas(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let row = |name: &str, about: &str, rule: &str, meta: Value, code: &str| {
        refuse(with_meta(name, about, &[rule], &message(author).set("meta", meta), None), GOOD, code)
    };
    let fingerprint = cast.hulk.meta_value().get("fingerprint").cloned().unwrap_or_default();
    let changed = Object::of(&cast.moki.meta_value()).set("fingerprint", fingerprint).value();
    vec![
        row(
            "meta-attached-changed",
            "an attached meta with another fingerprint",
            "DI-META-10",
            changed,
            "bad-fingerprint",
        ),
        row("meta-attached-empty", "an empty object as meta", "DI-META-6", json!({}), "unknown-version"),
    ]
}

/// Profiles that are given, in whose key a signature may be, and profiles that are attached.
pub(super) fn profiles(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    [given_profiles(author, cast), attached_profiles(author, cast), bad_attached_profiles(author, cast)]
        .concat()
}

/// A profile of moki's with a key of alice's.
fn with_key(cast: &Cast, id: &str) -> Object {
    profile(id, &json!({ "name": "moki", "key": cast.alice.key() }), &cast.moki)
}

fn given_profiles(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let by_profile_key = signed_by(message(author), &cast.alice);
    let good = with_key(cast, &cast.moki.id);
    let of_hulk = with_key(cast, &cast.hulk.id);
    let plain = profile(&cast.moki.id, &json!({ "name": "moki" }), &cast.moki);
    let with = |name: &str, about: &str, rules: &[&str], message: &Object, profile: &Object| {
        let input = json!({ "message": message.hex(), "meta": cast.moki.meta, "profile": profile.hex() });
        asks(&format!("verify/{name}"), about, rules, &input)
    };
    let signed = verified(&by_profile_key);
    vec![
        measured(
            with("profile-key", "signed with the key of the profile", &["DI-MSG-14"], &by_profile_key, &good)
                .accept(signed.clone()),
            "N 51",
            Own::Took(signed),
        ),
        with(
            "profile-and-meta-key",
            "signed with the key of the meta, though the profile has one",
            &["DI-MSG-14"],
            &message(author),
            &good,
        )
        .accept(verified(&message(author))),
        refuse(
            with(
                "profile-given-of-another",
                "the profile of another ID",
                &["DI-PROF-4"],
                &message(author),
                &of_hulk,
            ),
            GOOD,
            "wrong-id",
        ),
        refuse(
            with(
                "profile-without-key",
                "signed with a key that the profile does not have",
                &["DI-MSG-14"],
                &by_profile_key,
                &plain,
            ),
            "dimp/verify/profile-key",
            "bad-signature",
        ),
    ]
}

fn attached(cast: &Cast, name: &str, about: &str, rules: &[&str], message: &Object) -> Draft {
    verifies(cast, &format!("verify/{name}"), about, rules, message).needs("dimp-profile-attached")
}

fn attached_profiles(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let read = |message: &Object, profile: &Object| {
        let mut read = verified(message);
        if let Some(members) = read.as_object_mut() {
            members.insert("profile".to_owned(), profile.hex().into());
        }
        read
    };
    let own = profile(&cast.moki.id, &json!({ "name": "Moki" }), &cast.moki);
    let mine = message(author).set("profile", own.value());
    let keyed = with_key(cast, &cast.moki.id);
    let by_its_key = signed_by(message(author).set("profile", keyed.value()), &cast.alice);
    vec![
        seen(
            attached(
                cast,
                "attached-profile",
                "a profile attached: this release has no code for it",
                &["DI-MSG-13"],
                &mine,
            )
            .accept(read(&mine, &own))
            .source_ref("sample 17"),
            Own::Took(verified(&mine)),
        ),
        attached(
            cast,
            "attached-profile-key",
            "signed with the key of the attached profile",
            &["DI-MSG-13", "DI-MSG-14"],
            &by_its_key,
        )
        .accept(read(&by_its_key, &keyed)),
    ]
}

fn bad_attached_profiles(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let with = |profile: Object| message(author).set("profile", profile.value());
    let others = with(profile(&cast.alice.id, &json!({ "name": "Alice" }), &cast.moki));
    let forged = with(profile(&cast.moki.id, &json!({ "name": "Moki" }), &cast.alice));
    let number = message(author).set("profile", 5);
    let row = |name: &str, about: &str, rule: &str, message: &Object, code: &str| {
        let draft = attached(cast, name, about, &[rule], message);
        let ignored = ("attached-profile", "ignored");
        choice(draft, "dimp/verify/attached-profile", code, ignored, verified(message))
    };
    vec![
        seen(
            row(
                "attached-profile-of-another",
                "the profile of another ID attached",
                "DI-MSG-13",
                &others,
                "wrong-id",
            )
            .source_ref("sample 17"),
            Own::Took(verified(&others)),
        ),
        row(
            "attached-profile-forged",
            "a profile attached that somebody else has signed",
            "DI-PROF-6",
            &forged,
            "bad-signature",
        ),
        row("attached-profile-number", "a number as profile", "DI-PROF-2", &number, "not-object"),
    ]
}
