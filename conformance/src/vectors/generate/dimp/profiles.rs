//! `profile.json`: profiles, sections 4.7, 5.11 and 5.12. This file holds members, owners and signers; the others the
//! signature and the properties, and what a writer makes.

use data_encoding::BASE64;
use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted, case};
use super::asked::{HULK, MOKI};
use super::metas::{HULK_KEY, Meta, OF_HULK, OF_MOKI};
use super::refusal::{Own, choice, measured, refuse};
use super::rsa::Rsa;
use super::value::{dict, hex, text};
use super::{profile_data, profile_makes};

/// A good profile.
pub(super) const GOOD: &str = "dimp/profile/moki";
pub(super) const MOKI_KEY: &str = "dimp/published/meta-moki-make";
/// A group that moki has founded, and a profile of it that moki has signed: captures.
const GROUP: &str = "Group-1587100000@7W3hf2faDTpsLJnUKDDt4z2TLx3QdsAk5z";
const OF_GROUP: &str = "dimp/meta/polylogue";
const GROUP_PROFILE: &str = "dimp/profile/group";
/// The properties of the good profile.
pub(super) const DATA: &str = "{\"name\": \"Moki\"}";
const NOT_SIGNED: &str = "the signature";
const UNCHECKED: [(&str, &str); 1] = [("profile-owner", "unchecked")];

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [
        members(author),
        owners(author),
        signers(author),
        groups(author),
        metas(author),
        profile_data::drafts(author),
        profile_makes::drafts(author),
    ]
    .concat()
}

/// A profile with any members.
pub(super) fn profile(id: impl Into<Value>, data: impl Into<Value>, signature: &[u8]) -> Value {
    json!({ "ID": id.into(), "data": data.into(), "signature": BASE64.encode(signature) })
}

/// That of moki with these properties, signed by moki.
pub(super) fn of_moki(author: &Author<'_>, data: &str) -> Value {
    profile(MOKI, data, &Rsa::of(author, MOKI_KEY).sign(data.as_bytes()))
}

/// What is read of [`DATA`].
pub(super) fn read() -> Value {
    json!({ "properties": dict(&[("name", text("Moki"))]) })
}

/// Reads a profile of an ID, under the meta of who signed it.
pub(super) fn reads(
    name: &str,
    about: &str,
    rules: &[&str],
    profile: impl AsRef<[u8]>,
    (id, meta): (&str, &Meta),
    signer: Option<&str>,
) -> Draft {
    let mut input = json!({ "profile": hex(profile), "id": hex(id), "meta": hex(meta.text()) });
    if let (Some(signer), Some(members)) = (signer, input.as_object_mut()) {
        members.insert("signer".to_owned(), hex(signer).into());
    }
    case(&format!("dimp/profile/{name}")).about(about).rules(rules).op("dimp.profile.read", input)
}

/// The same of moki, signed by moki.
pub(super) fn reads_moki(author: &Author<'_>, name: &str, about: &str, rule: &str, profile: &str) -> Draft {
    reads(name, about, &[rule], profile, (MOKI, &Meta::of(author, OF_MOKI)), None)
}

fn members(author: &Author<'_>) -> Vec<Draft> {
    let good = of_moki(author, DATA);
    let row = |name: &str, about: &str, rule: &str, code: &str, profile: &Value| {
        refuse(reads_moki(author, name, about, rule, &profile.to_string()), GOOD, code)
    };
    let without = |member: &str| {
        let mut profile = good.clone();
        profile.as_object_mut().map(|members| members.shift_remove(member));
        profile
    };
    let with = |member: &str, value: Value| {
        let mut profile = good.clone();
        profile.as_object_mut().map(|members| members.insert(member.to_owned(), value));
        profile
    };
    let bad =
        |name: &str, about: &str, profile: &Value| row(name, about, "DI-PROF-3", "bad-profile", profile);
    let seen = |draft: Draft, own: Own<'_>| measured(draft, "N 89", own);
    let text = good.to_string();
    let cut = text.trim_end_matches('}');
    vec![
        reads_moki(author, "moki", "one property", "DI-PROF-6", &text).accept(read()),
        row("array", "an array", "DI-PROF-2", "not-object", &json!([])),
        row("text", "a text", "DI-PROF-2", "not-object", &json!("moki")),
        row("null", "null", "DI-PROF-2", "not-object", &Value::Null),
        refuse(
            reads_moki(author, "not-json", "a profile without its end", "DI-JSON-2", cut),
            GOOD,
            "not-json",
        ),
        choice(
            reads_moki(
                author,
                "data-twice",
                "the data twice",
                "DI-JSON-5",
                &text.replacen("\"data\"", "\"data\":\"{}\",\"data\"", 1),
            ),
            GOOD,
            "duplicate-member",
            ("duplicate-members", "last"),
            read(),
        ),
        seen(bad("no-id", "no ID", &without("ID")), Own::Took(read())),
        seen(bad("no-data", "no data", &without("data")), Own::Refused(NOT_SIGNED)),
        seen(bad("no-signature", "no signature", &without("signature")), Own::Refused(NOT_SIGNED)),
        bad("id-null", "null for the ID", &with("ID", Value::Null)),
        bad("data-object", "an object for the data", &with("data", json!({ "name": "Moki" }))),
        bad("signature-number", "a number for the signature", &with("signature", json!(5))),
        reads_moki(
            author,
            "other-members",
            "members that mean nothing",
            "DI-PROF-6",
            &with("x", json!([5])).to_string(),
        )
        .accept(read()),
    ]
}

fn owners(author: &Author<'_>) -> Vec<Draft> {
    let meta = Meta::of(author, OF_MOKI);
    let key = Rsa::of(author, MOKI_KEY);
    let signature = key.sign(DATA.as_bytes());
    let of = |id: &str| profile(id, DATA, &signature).to_string();
    let row = |name: &str, about: &str, rule: &str, code: &str, id: &str| {
        refuse(reads(name, about, &[rule], of(id), (MOKI, &meta), None), GOOD, code)
    };
    let wrong = MOKI.replace("ekk", "ekj");
    let other = |name: &str, about: &str, id: &str| {
        row(name, about, "DI-PROF-4", "wrong-id", id).variant(&UNCHECKED, Wanted::Accept(read()))
    };
    // Whose ID the profile bears does not matter: the key is moki's.
    let data = "{\"name\": \"A\"}";
    let signed = Rsa::of(author, "dimp/meta/alice-make").sign(data.as_bytes());
    let alice = profile("alice@4J8GWGkw42be8Tcx9fRkypxysqed8J4Wa7", data, &signed);
    let of_another = reads(
        "of-another-by-its-owner",
        "a profile of alice, signed by alice",
        &["DI-PROF-4"],
        alice.to_string(),
        (MOKI, &meta),
        None,
    );
    let asked = |name: &str, about: &str, rule: &str, code: &str, id: &str| {
        refuse(reads(name, about, &[rule], of(MOKI), (id, &meta), None), GOOD, code)
    };
    vec![
        other("other-name", "an ID of another name", &MOKI.replace("moki", "hulk")),
        other("other-network", "a broadcast ID", "moki@anywhere"),
        measured(
            refuse(of_another, GOOD, "wrong-id").variant(&UNCHECKED, Wanted::reject("bad-signature")),
            "N 90",
            Own::Refused(NOT_SIGNED),
        ),
        row("id-bad-check", "an ID that is none", "DI-ADDR-5", "bad-address", &wrong),
        row("id-empty", "an empty ID", "DI-ID-1", "bad-id", ""),
        asked("asked-bad-check", "it is asked for no ID", "DI-ADDR-5", "bad-address", &wrong),
        reads(
            "id-with-terminal",
            "a terminal in the profile counts for nothing",
            &["DI-PROF-4"],
            of(&format!("{MOKI}/x")),
            (MOKI, &meta),
            None,
        )
        .accept(read()),
        reads(
            "asked-with-terminal",
            "nor one in what is asked for",
            &["DI-PROF-4"],
            of(MOKI),
            (&format!("{MOKI}/x"), &meta),
            None,
        )
        .accept(read()),
    ]
}

fn signers(author: &Author<'_>) -> Vec<Draft> {
    let [moki, hulk] = [OF_MOKI, OF_HULK].map(|case| Meta::of(author, case));
    let by_hulk = profile(MOKI, DATA, &Rsa::of(author, HULK_KEY).sign(DATA.as_bytes())).to_string();
    let by_moki = of_moki(author, DATA).to_string();
    let row = |name: &str, about: &str, rule: &str, code: &str, signer: &str| {
        refuse(reads(name, about, &[rule], &by_moki, (MOKI, &moki), Some(signer)), GOOD, code)
    };
    vec![
        refuse(
            reads(
                "signer-other-user",
                "a profile of moki, signed by hulk",
                &["DI-PROF-5"],
                by_hulk,
                (MOKI, &hulk),
                Some(HULK),
            ),
            GOOD,
            "wrong-id",
        )
        .variant(&UNCHECKED, Wanted::Accept(read())),
        row(
            "signer-other-name",
            "a signer of another name",
            "DI-PROF-5",
            "wrong-id",
            &MOKI.replace("moki", "hulk"),
        )
        .variant(&UNCHECKED, Wanted::reject("meta-mismatch")),
        row(
            "signer-bad-check",
            "a signer that is none",
            "DI-ADDR-5",
            "bad-address",
            &MOKI.replace("ekk", "ekj"),
        ),
        reads("signer-told", "the signer is told", &["DI-PROF-5"], &by_moki, (MOKI, &moki), Some(MOKI))
            .accept(read()),
        reads(
            "signer-with-terminal",
            "with a terminal",
            &["DI-PROF-5"],
            &by_moki,
            (MOKI, &moki),
            Some(&format!("{MOKI}/x")),
        )
        .accept(read()),
    ]
}

fn groups(author: &Author<'_>) -> Vec<Draft> {
    let [moki, group] = [OF_MOKI, OF_GROUP].map(|case| Meta::of(author, case));
    let signed = profile(GROUP, DATA, &Rsa::of(author, MOKI_KEY).sign(DATA.as_bytes())).to_string();
    let row = |name: &str, about: &str, meta: &Meta, signer: Option<&str>| {
        reads(name, about, &["DI-PROF-5"], &signed, (GROUP, meta), signer)
    };
    let station = "hulk@x3uhGGCTMtELghDa3Mqd5ehrZNABJpjs3p";
    let by_station = profile(GROUP, DATA, &Rsa::of(author, HULK_KEY).sign(DATA.as_bytes())).to_string();
    let wrong = |name: &str, about: &str, signer: &str| {
        refuse(row(name, about, &moki, Some(signer)), GROUP_PROFILE, "wrong-id")
    };
    vec![
        row("group-by-itself", "a profile of a group under the meta of the group", &group, None)
            .accept(read()),
        reads(
            "group-by-station",
            "one that a station has signed",
            &["DI-PROF-5"],
            by_station,
            (GROUP, &Meta::of(author, OF_HULK)),
            Some(station),
        )
        .accept(read()),
        wrong(
            "group-by-group",
            "one that another group is said to have signed",
            "moki@7mMK7ERtAEdCYgVB71sNtc3T2qEz1WC5Wg",
        ),
        wrong(
            "group-by-thing",
            "one that a thing is said to have signed",
            "moki@tqCsPPp9gSXL9E6sr1B5CeXZXL6damzVN1",
        ),
    ]
}

/// The meta is verified against the signer.
fn metas(author: &Author<'_>) -> Vec<Draft> {
    let good = of_moki(author, DATA).to_string();
    let [moki, hulk] = [OF_MOKI, OF_HULK].map(|case| Meta::of(author, case));
    let row = |name: &str, about: &str, rule: &str, code: &str, meta: &Meta| {
        refuse(reads(name, about, &[rule], &good, (MOKI, meta), None), GOOD, code)
    };
    let foreign = moki.clone().with("key", hulk.member("key"));
    vec![
        row("meta-of-another", "the meta of hulk", "DI-META-11", "meta-mismatch", &hulk),
        row(
            "meta-with-other-key",
            "moki's meta with the key of hulk",
            "DI-META-10",
            "bad-fingerprint",
            &foreign,
        )
        .variant(&[("fingerprint", "unchecked")], Wanted::reject("bad-signature")),
        row(
            "meta-without-version",
            "a meta without version",
            "DI-META-6",
            "unknown-version",
            &moki.without("version"),
        ),
    ]
}
