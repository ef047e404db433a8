//! `verify.json`: metas and profiles that are given, and those that are attached.

use super::super::refusal::{Own, choice, measured, refuse, seen};
use super::cast::Cast;
use super::layout::Object;
use super::letter::{profile, signed_by};
use super::verify::{GOOD, asks, message, verified, verifies};
use crate::vectors::generate::{Author, Draft};
use serde_json::json;

/// Metas that are given, and metas that are attached.
pub(super) fn metas(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let base = || message(author);
    let replaced = base().set("sender", cast.alice.id.clone());
    let with = |name: &str, about: &str, rule: &str, message: &Object, meta: Option<&str>, code: &str| {
        let mut input = json!({ "message": message.hex() });
        if let (Some(members), Some(meta)) = (input.as_object_mut(), meta) {
            members.insert("meta".to_owned(), meta.into());
        }
        refuse(asks(&format!("verify/{name}"), about, &[rule], &input), GOOD, code)
    };
    let attached = base().set("meta", cast.moki.meta_value());
    let other = || base().set("meta", cast.hulk.meta_value());
    let not_verified = "not verified, or suspended until the meta is known";
    let accepts = |name: &str, about: &str, message: &Object, meta: Option<&str>| {
        let mut given = verified(message);
        if let Some(members) = given.as_object_mut() {
            members.insert("meta".to_owned(), cast.moki.meta.clone().into());
        }
        let mut input = json!({ "message": message.hex() });
        if let (Some(members), Some(meta)) = (input.as_object_mut(), meta) {
            members.insert("meta".to_owned(), meta.into());
        }
        asks(&format!("verify/{name}"), about, &["DI-MSG-11", "DI-MSG-12"], &input).accept(given)
    };
    let save = "ValueError: save meta error: ...";
    vec![
        accepts("meta-attached", "the meta is attached, and no other given", &attached, None),
        accepts(
            "meta-attached-and-given",
            "the meta is attached, and given too",
            &attached,
            Some(&cast.moki.meta),
        ),
        measured(
            with(
                "meta-of-another",
                "hulk's meta attached, moki's given",
                "DI-MSG-11",
                &other(),
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
                &other(),
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
            &base(),
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
        with(
            "meta-attached-changed",
            "an attached meta with another fingerprint",
            "DI-META-10",
            &base().set(
                "meta",
                Object::of(&cast.moki.meta_value())
                    .set(
                        "fingerprint",
                        cast.hulk.meta_value().get("fingerprint").cloned().unwrap_or_default(),
                    )
                    .value(),
            ),
            None,
            "bad-fingerprint",
        ),
        with(
            "meta-attached-empty",
            "an empty object as meta",
            "DI-META-6",
            &base().set("meta", json!({})),
            None,
            "unknown-version",
        ),
    ]
}

/// Profiles that are given, in whose key a signature may be, and profiles that are attached.
pub(super) fn profiles(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let by_profile_key = signed_by(message(author), &cast.alice);
    let properties = json!({ "name": "moki", "key": cast.alice.key() });
    let good = profile(&cast.moki.id, &properties, &cast.moki);
    let with = |name: &str, about: &str, rules: &[&str], message: &Object, profile: &Object| {
        let input = json!({ "message": message.hex(), "meta": cast.moki.meta, "profile": profile.hex() });
        asks(&format!("verify/{name}"), about, rules, &input)
    };
    let signed = verified(&by_profile_key);
    let of_hulk = profile(&cast.hulk.id, &properties, &cast.moki);
    let plain = profile(&cast.moki.id, &json!({ "name": "moki" }), &cast.moki);
    let mut drafts = vec![
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
        choice(
            with(
                "profile-given-of-another",
                "the profile of another ID",
                &["DI-PROF-4"],
                &message(author),
                &of_hulk,
            ),
            GOOD,
            "wrong-id",
            ("profile-owner", "unchecked"),
            verified(&message(author)),
        ),
    ];
    let own = profile(&cast.moki.id, &json!({ "name": "Moki" }), &cast.moki);
    let mine = message(author).set("profile", own.value());
    let mut given = verified(&mine);
    if let Some(members) = given.as_object_mut() {
        members.insert("profile".to_owned(), own.hex().into());
    }
    let others = message(author)
        .set("profile", profile(&cast.alice.id, &json!({ "name": "Alice" }), &cast.moki).value());
    let forged = message(author)
        .set("profile", profile(&cast.moki.id, &json!({ "name": "Moki" }), &cast.alice).value());
    let number = message(author).set("profile", 5);
    let plain_key = signed_by(message(author).set("profile", good.value()), &cast.alice);
    let mut plain_given = verified(&plain_key);
    if let Some(members) = plain_given.as_object_mut() {
        members.insert("profile".to_owned(), good.hex().into());
    }
    let attached = |name: &str, about: &str, rules: &[&str], message: &Object| {
        verifies(cast, &format!("verify/{name}"), about, rules, message).needs("dimp-profile-attached")
    };
    let ignored = |draft: Draft, code: &str, message: &Object| {
        choice(
            draft,
            "dimp/verify/attached-profile",
            code,
            ("attached-profile", "ignored"),
            verified(message),
        )
    };
    let not_used = with(
        "profile-without-key",
        "signed with a key that the profile does not have",
        &["DI-MSG-14"],
        &by_profile_key,
        &plain,
    );
    drafts.push(refuse(not_used, "dimp/verify/profile-key", "bad-signature"));
    drafts.push(seen(
        attached(
            "attached-profile",
            "a profile attached: this release has no code for it",
            &["DI-MSG-13"],
            &mine,
        )
        .accept(given)
        .source_ref("sample 17"),
        Own::Took(verified(&mine)),
    ));
    drafts.push(
        attached(
            "attached-profile-key",
            "signed with the key of the attached profile",
            &["DI-MSG-13", "DI-MSG-14"],
            &plain_key,
        )
        .accept(plain_given),
    );
    drafts.push(seen(
        ignored(
            attached(
                "attached-profile-of-another",
                "the profile of another ID attached",
                &["DI-MSG-13"],
                &others,
            ),
            "wrong-id",
            &others,
        )
        .source_ref("sample 17"),
        Own::Took(verified(&others)),
    ));
    drafts.push(ignored(
        attached(
            "attached-profile-forged",
            "a profile attached that somebody else has signed",
            &["DI-PROF-6"],
            &forged,
        ),
        "bad-signature",
        &forged,
    ));
    drafts.push(ignored(
        attached("attached-profile-number", "a number as profile", &["DI-PROF-2"], &number),
        "not-object",
        &number,
    ));
    drafts
}
