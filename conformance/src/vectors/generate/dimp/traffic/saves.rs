//! `node.json`: users, metas, profiles and members that a caller gives to a node: sections 6.2 and 6.3.

use serde_json::{Value, json};

use super::super::value::{hex, value};
use super::cast::Cast;
use super::layout::{Object, absent, text};
use super::letter::{letter, profile};
use super::node::{
    NODE, adds, has_members, in_group, knows, saves_members, saves_meta, saves_profile, story, takes,
};
use super::receive::text as numbered;
use crate::model::case::{BugClass, Severity};
use crate::vectors::generate::{Author, Draft, DraftStep, Wanted, step};

const STORAGE: &str = "dimp-storage";

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let cast = Cast::of(author);
    [metas(&cast), profiles(&cast), members(&cast), member_refusals(&cast), users(&cast), registers(&cast)]
        .concat()
}

fn metas(cast: &Cast) -> Vec<Draft> {
    let save = |id: &str, meta: &str| step(NODE, "dimp.meta.save", json!({ "id": hex(id), "meta": meta }));
    let draft = story("meta-save/of-another", "the meta of another ID", &["DI-META-12", "DI-NODE-1"]);
    let one = numbered(1);
    let again = story("meta-save/same-again", "the same meta again, in another layout", &["DI-NODE-4"]);
    let laid_out = hex(text(&cast.moki.meta_value()).replace(": ", ":"));
    vec![
        knows(draft, &[&cast.hulk], &[])
            .edit_of("dimp/published/meta-moki")
            .bug(BugClass::AuthBypass, Severity::Critical)
            .step(save(&cast.moki.id, &cast.hulk.meta).reject("meta-mismatch"))
            .step(saves_meta(&cast.moki))
            .step(takes(&letter(&cast.moki, &cast.hulk, &one), &cast.hulk.id, &one)),
        knows(again, &[&cast.hulk], &[&cast.moki]).step(save(&cast.moki.id, &laid_out)).step(takes(
            &letter(&cast.moki, &cast.hulk, &one),
            &cast.hulk.id,
            &one,
        )),
    ]
}

fn profiles(cast: &Cast) -> Vec<Draft> {
    let (moki, group) = (cast.moki.id.as_str(), cast.group.id.as_str());
    let properties = json!({ "name": "moki", "key": cast.alice.key() });
    let forged = profile(moki, &properties, &cast.alice);
    let of_alice = profile(&cast.alice.id, &json!({ "name": "Alice" }), &cast.moki);
    let own = profile(moki, &json!({ "name": "moki" }), &cast.moki);
    let start = |name: &str, about: &str, rule: &str| {
        knows(
            story(&format!("profile-save/{name}"), about, &[rule]),
            &[&cast.hulk],
            &[&cast.moki, &cast.alice],
        )
        .edit_of("dimp/published/profile-moki")
        .bug(BugClass::AuthBypass, Severity::High)
    };
    let refused = |code: &str| json!({ "reject": code, "raised": "the profile is not that of the ID" });
    let signed_by = |signer: &super::cast::Person| {
        let profile = profile(group, &json!({ "name": "G" }), signer);
        step(
            NODE,
            "dimp.profile.save",
            json!({ "id": hex(group), "profile": profile.hex(), "signer": signer.hex() }),
        )
    };
    let in_group = |name: &str, about: &str, rule: &str| {
        in_group(story(&format!("profile-save/{name}"), about, &[rule]), cast, &[&cast.moki, &cast.hulk], &[])
    };
    let without = step(
        NODE,
        "dimp.profile.save",
        json!({ "id": hex(group), "profile": profile(group, &json!({}), &cast.moki).hex() }),
    );
    let bug = |draft: Draft| draft.edit_of("dimp/profile/group").bug(BugClass::AuthBypass, Severity::High);
    vec![
        start(
            "wrong-key-not-used",
            "a profile that somebody else has signed: its key is not used",
            "DI-PROF-6",
        )
        .source_ref("N 89")
        .step(
            saves_profile(moki, &forged)
                .reject("bad-signature")
                .variant_stop(&[("profile-check", "assumed")], Wanted::Accept(json!({})))
                .upstream(refused("bad-signature")),
        )
        .step(saves_profile(moki, &own)),
        start("of-another", "the profile of another ID", "DI-PROF-4")
            .source_ref("N 90")
            .step(saves_profile(moki, &of_alice).reject("wrong-id").upstream(refused("wrong-id")))
            .step(saves_profile(moki, &own)),
        start("unknown-id", "a profile of somebody whose meta is not known", "DI-NODE-10")
            .step(
                saves_profile(&cast.bob.id, &profile(&cast.bob.id, &json!({}), &cast.bob))
                    .reject("unknown-id"),
            )
            .step(saves_profile(moki, &own)),
        in_group("group-by-founder", "the profile of a group, signed by its founder", "DI-NODE-5")
            .step(signed_by(&cast.moki)),
        bug(in_group("group-by-member", "the profile of a group, signed by a member", "DI-NODE-5"))
            .step(
                signed_by(&cast.hulk)
                    .reject("not-allowed")
                    .variant(&[("group-profile", "member")], Wanted::Accept(json!({}))),
            )
            .step(signed_by(&cast.moki)),
        bug(in_group("group-by-stranger", "the profile of a group, signed by somebody else", "DI-NODE-5"))
            .step(signed_by(&cast.alice).reject("not-allowed"))
            .step(signed_by(&cast.moki)),
        bug(in_group(
            "group-without-signer",
            "the profile of a group, and no signer: a group is no founder of itself",
            "DI-NODE-5",
        ))
        .step(without.reject("not-allowed"))
        .step(signed_by(&cast.moki)),
    ]
}

/// Lists that are taken, and normalised.
fn members(cast: &Cast) -> Vec<Draft> {
    let group = cast.group.id.as_str();
    let (moki, hulk) = (cast.moki.id.as_str(), cast.hulk.id.as_str());
    let terminal = format!("{moki}/x");
    let hexed = |ids: &[&str]| ids.iter().map(hex).collect::<Vec<_>>();
    let normal = |name: &str, about: &str, ids: &[&str]| {
        let draft = story(&format!("members-save/{name}"), about, &["DI-NODE-7"]);
        let kept = json!({ "members": hexed(ids) });
        knows(draft, &[&cast.hulk], &[]).source_ref("N 95").step(saves_members(group, ids, &[])).step(
            has_members(group, &[moki, hulk])
                .variant(&[("member-list", "kept")], Wanted::Accept(kept.clone()))
                .upstream(json!({ "accept": kept })),
        )
    };
    let roles = story(
        "members/broadcast-group",
        "members of broadcast groups, of users, and of groups that are not known",
        &["DI-ID-5"],
    );
    let again = story("members-save/again", "a list takes the place of an earlier one", &["DI-NODE-7"]);
    vec![
        normal("members-twice", "a list with members twice", &[moki, moki, hulk, hulk]),
        normal(
            "members-with-terminals",
            "a list with a member once with a terminal",
            &[moki, &terminal, hulk],
        ),
        knows(roles, &[&cast.hulk], &[])
            .step(has_members("everyone@everywhere", &["anyone@anywhere"]))
            .step(has_members(
                "stations@everywhere",
                &["stations.owner@anywhere", "stations.member@anywhere"],
            ))
            .step(has_members(hulk, &[]))
            .step(has_members("anyone@anywhere", &[]))
            .step(has_members(group, &[])),
        knows(again, &[&cast.hulk], &[])
            .step(saves_members(group, &[moki, hulk], &[]))
            .step(saves_members(group, &[hulk], &[]))
            .step(has_members(&format!("{group}/x"), &[hulk]))
            .step(saves_members(group, &[], &[]))
            .step(has_members(group, &[])),
    ]
}

/// Lists that are not.
fn member_refusals(cast: &Cast) -> Vec<Draft> {
    let group = cast.group.id.as_str();
    let (moki, hulk) = (cast.moki.id.as_str(), cast.hulk.id.as_str());
    let start = |name: &str, about: &str, rule: &str| {
        knows(story(&format!("members-save/{name}"), about, &[rule, "DI-NODE-1"]), &[&cast.hulk], &[])
            .edit_of("dimp/members-save/again")
            .bug(BugClass::StateCorruption, Severity::Medium)
            .step(saves_members(group, &[moki, hulk], &[]))
    };
    let left = || has_members(group, &[moki, hulk]);
    let kept = |name: &str, about: &str, other: &str| {
        start(name, about, "DI-NODE-6")
            .source_ref("N 95")
            .step(
                saves_members(group, &[moki, other], &[])
                    .reject("bad-content")
                    .variant_stop(&[("member-list", "kept")], Wanted::Accept(json!({})))
                    .upstream(json!({ "accept": {} })),
            )
            .step(left())
    };
    vec![
        kept("members-group", "a list with a group", group),
        kept("members-broadcast", "a list with a broadcast ID", "anyone@anywhere"),
        start("assistants-group", "a group as assistant", "DI-NODE-6")
            .step(
                saves_members(group, &[moki], &[group])
                    .reject("bad-content")
                    .variant_stop(&[("member-list", "kept")], Wanted::Accept(json!({}))),
            )
            .step(left()),
        start("of-user", "members of a user", "DI-NODE-9")
            .needs(STORAGE)
            .step(saves_members(hulk, &[moki], &[]).reject("wrong-id"))
            .step(left()),
        start("of-broadcast-group", "members of a broadcast group", "DI-NODE-9")
            .needs(STORAGE)
            .step(saves_members("everyone@everywhere", &[moki], &[]).reject("wrong-id"))
            .step(left()),
        start(
            "of-user-with-group",
            "members of a user, one of them a group: the user comes first",
            "DI-NODE-9",
        )
        .needs(STORAGE)
        .step(saves_members(hulk, &[group], &[]).reject("wrong-id"))
        .step(left()),
        start("garbage", "a member that is no ID", "DI-ADDR-4")
            .step(saves_members(group, &["xyz"], &[]).reject("bad-address"))
            .step(left()),
    ]
}

/// Users of a node.
fn users(cast: &Cast) -> Vec<Draft> {
    let one = numbered(1);
    let to_hulk = letter(&cast.moki, &cast.hulk, &one);
    let start = |name: &str, about: &str, rule: &str| {
        story(&format!("user-add/{name}"), about, &[rule])
            .edit_of("dimp/published/meta-hulk")
            .bug(BugClass::StateCorruption, Severity::Medium)
            .step(step(NODE, "dimp.new", json!({})))
            .step(saves_meta(&cast.moki))
    };
    let then =
        |draft: Draft| draft.step(adds(&cast.hulk, &[&cast.hulk])).step(takes(&to_hulk, &cast.hulk.id, &one));
    let with = |id: &str, meta: &str, keys: &[&str]| {
        step(NODE, "dimp.user.add", json!({ "id": hex(id), "meta": meta, "private_keys": keys }))
    };
    let hulk = &cast.hulk;
    let broken = Object::of_hex(&hulk.private_key).set("data", "x").hex();
    vec![
        then(
            start("group", "a group as user", "DI-NODE-2")
                .step(with(&cast.group.id, &cast.group.meta, &[&cast.moki.private_key]).reject("wrong-id")),
        ),
        then(
            start("no-key", "a user without private keys", "DI-NODE-3")
                .needs(STORAGE)
                .step(with(&hulk.id, &hulk.meta, &[]).reject("bad-data")),
        ),
        then(
            start("other-key", "a user whose first private key is another", "DI-NODE-3").needs(STORAGE).step(
                with(&hulk.id, &hulk.meta, &[&cast.moki.private_key, &hulk.private_key]).reject("bad-data"),
            ),
        ),
        then(
            start("other-meta", "the meta of another ID", "DI-META-12")
                .step(with(&hulk.id, &cast.moki.meta, &[&hulk.private_key]).reject("meta-mismatch")),
        ),
        then(
            start("broken-key", "a second private key that is none", "DI-PEM-1")
                .step(with(&hulk.id, &hulk.meta, &[&hulk.private_key, &broken]).reject("bad-key")),
        ),
    ]
}

/// Users that are made.
fn registers(cast: &Cast) -> Vec<Draft> {
    let new = step(NODE, "dimp.new", json!({}));
    let properties = json!({ "name": "Moki", "x": [1, null] });
    let made = profile(&cast.moki.id, &properties, &cast.moki);
    let asks = |more: Value| -> DraftStep {
        let mut input = json!({ "private_key": cast.moki.private_key, "seed": hex("moki") });
        if let (Some(input), Value::Object(more)) = (input.as_object_mut(), more) {
            input.extend(more);
        }
        step(NODE, "dimp.register", input)
    };
    let bad = |name: &str, about: &str, rule: &str, code: &str, more: Value| {
        story(&format!("register/{name}"), about, &[rule])
            .edit_of("dimp/register/moki")
            .bug(BugClass::Robustness, Severity::Low)
            .step(new.clone())
            .step(asks(more).reject(code))
            .step(asks(json!({})).accept(json!({ "id": cast.moki.hex() })))
    };
    let one = numbered(1);
    let station = cast.moki.in_network(136);
    let key_number = value(&json!({ "key": 5 }));
    vec![
        story("register/moki", "a user, as it was published", &["DI-META-2", "DI-META-4", "DI-ID-4"])
            .step(new.clone())
            .step(saves_meta(&cast.hulk))
            .step(
                asks(json!({})).accept(
                    json!({ "id": cast.moki.hex(), "meta": cast.moki.made_meta, "profile": absent() }),
                ),
            )
            .step(takes(&letter(&cast.hulk, &cast.moki, &one), &cast.moki.id, &one)),
        story("register/with-profile", "a user with a profile", &["DI-PROF-1"]).step(new.clone()).step(
            asks(json!({ "properties": value(&properties) }))
                .accept(json!({ "id": cast.moki.hex(), "profile": made.hex() })),
        ),
        story("register/station", "a station", &["DI-ADDR-1"]).step(new.clone()).step(
            asks(json!({ "network": 136 }))
                .accept(json!({ "id": hex(station), "meta": cast.moki.made_meta })),
        ),
        bad("group", "a group as user", "DI-NODE-2", "wrong-id", json!({ "network": 16 })),
        bad("version-6", "a version that does not exist", "DI-META-3", "bad-data", json!({ "version": 6 })),
        bad(
            "profile-key-number",
            "a number as key of the profile",
            "DI-PROF-7",
            "bad-profile",
            json!({ "properties": key_number }),
        ),
    ]
}
