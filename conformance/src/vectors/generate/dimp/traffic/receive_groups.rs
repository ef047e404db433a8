//! `receive.json`: messages for groups, broadcasts, and keys of profiles.

use super::cast::Cast;
use super::letter::{broadcast, group_letter, letter, profile, signed_by};
use super::node::{
    NODE, adds, has_members, knows, received, receives, saves_members, saves_profile, story, takes,
};
use super::open::CONTENT;
use super::receive::{bug, group_text, text};
use super::verify::message;
use crate::model::case::{BugClass, Severity};
use crate::vectors::generate::{Author, Draft, Wanted, step};
use serde_json::json;

/// Messages for groups.
pub(super) fn groups(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let (hulk, group) = (cast.hulk.id.as_str(), cast.group.id.as_str());
    let content = group_text(group, 9);
    let whole = group_letter(&cast.moki, group, &[&cast.moki, &cast.hulk], &content);
    let members = [cast.moki.id.as_str(), hulk];
    let ignored = json!({ "ignore": {} });
    let one = text(1);
    let foreign = story(
        "receive/group-not-mine",
        "a message for a group in which no user of the node is",
        &["DI-RECV-2"],
    );
    let foreign = bug(
        knows(foreign, &[&cast.alice], &[&cast.moki, &cast.group]),
        BugClass::Confusion,
        Severity::Medium,
    )
    .source_ref("N 73")
    .step(saves_members(group, &members, &[]))
    .step(receives(&whole).ignore().upstream(ignored))
    .step(takes(&letter(&cast.moki, &cast.alice, &one), &cast.alice.id, &one));
    let unknown = story(
        "receive/group-unknown",
        "a message for a group of which the node knows no members",
        &["DI-RECV-2", "DI-NODE-1"],
    );
    let unknown = bug(knows(unknown, &[&cast.hulk], &[&cast.moki]), BugClass::Confusion, Severity::Medium)
        .step(receives(&whole).ignore())
        .step(saves_members(group, &members, &[]))
        .step(takes(&whole, hulk, &content));
    let first_user =
        story("receive/group-first-user", "the first user of the node that is a member", &["DI-RECV-2"]);
    let for_both = group_letter(&cast.moki, group, &[&cast.hulk, &cast.bob], &content);
    let first_user = knows(first_user, &[&cast.alice, &cast.bob, &cast.hulk], &[&cast.moki])
        .step(saves_members(group, &[cast.moki.id.as_str(), hulk, cast.bob.id.as_str()], &[]))
        .step(takes(&for_both, &cast.bob.id, &content));
    let odd = whole.clone().set("keys", json!({ hulk: 5 }));
    let block = story("receive/group-odd-block", "a number as key block of a member", &["DI-OPEN-2"]);
    let block = bug(knows(block, &[&cast.hulk], &[&cast.moki]), BugClass::Robustness, Severity::Low)
        .step(saves_members(group, &members, &[]))
        .step(receives(&odd).reject("bad-key-block"))
        .step(takes(&whole, hulk, &content));
    let split = letter(&cast.moki, &cast.hulk, &content).set("group", group);
    let given = json!({ "accept": received(&split, hulk, &content) });
    let made = story(
        "receive/unknown-group",
        "a text of a group that the node does not know: no list is made of it",
        &["DI-GROUP-7"],
    );
    let made = knows(made, &[&cast.hulk], &[&cast.moki])
        .source_ref("N 75")
        .step(takes(&split, hulk, &content).upstream(given))
        .step(has_members(group, &[]).upstream(json!({ "accept": { "members": [] } })));
    let again = story(
        "receive/split-and-whole",
        "a message for all, and the same split: the second is ignored",
        &["DI-RECV-1"],
    );
    let split_same = whole
        .clone()
        .without("keys")
        .set("receiver", hulk)
        .set("group", group)
        .set("key", whole.get("keys").get(hulk).cloned().unwrap_or_default());
    let again = bug(knows(again, &[&cast.hulk], &[&cast.moki]), BugClass::Replay, Severity::Low)
        .step(saves_members(group, &members, &[]))
        .step(takes(&whole, hulk, &content))
        .step(
            receives(&split_same)
                .ignore()
                .variant(&[("replay", "accepted")], Wanted::Accept(received(&split_same, hulk, &content))),
        )
        .step(takes(&message(author), hulk, CONTENT));
    vec![foreign, unknown, first_user, block, made, again]
}

pub(super) fn broadcasts(cast: &Cast) -> Vec<Draft> {
    let content = text(9);
    let to_all = broadcast(&cast.moki, "everyone@everywhere", &content);
    let to_one = broadcast(&cast.moki, "anyone@anywhere", &text(8));
    let first = story("receive/broadcast-first-user", "broadcasts are for the first user", &["DI-RECV-2"]);
    let first = knows(first, &[&cast.alice, &cast.hulk], &[&cast.moki])
        .step(takes(&to_all, &cast.alice.id, &content))
        .step(takes(&to_one, &cast.alice.id, &text(8)));
    let nobody = story("receive/broadcast-nobody", "a node without users", &["DI-RECV-2"]);
    let nobody = bug(knows(nobody, &[], &[&cast.moki]), BugClass::Robustness, Severity::Low)
        .step(receives(&to_all).ignore())
        .step(adds(&cast.hulk, &[&cast.hulk]))
        .step(takes(&to_all, &cast.hulk.id, &content));
    let by_group = broadcast(&cast.moki, &cast.hulk.id, &content).set("group", "everyone@everywhere");
    let to_user = story(
        "receive/broadcast-by-group",
        "a broadcast by its group is for the user who is its receiver",
        &["DI-RECV-2"],
    );
    let to_user = knows(to_user, &[&cast.alice, &cast.hulk], &[&cast.moki]).step(takes(
        &by_group,
        &cast.hulk.id,
        &content,
    ));
    let file = r#"{"type": 16, "filename": "a.txt", "sn": 3, "URL": "https://x/y"}"#;
    let with_file = broadcast(&cast.moki, "everyone@everywhere", file);
    let input = json!({ "message": with_file.hex(), "downloads": [[hex::encode("https://x/y"), hex::encode("hello")]] });
    let stays = story(
        "receive/broadcast-file",
        "a file in a broadcast, which has no message key: it stays as it is",
        &["DI-FILE-5"],
    );
    let stays = knows(stays, &[&cast.hulk], &[&cast.moki])
        .step(step(NODE, "dimp.receive", input).accept(received(&with_file, &cast.hulk.id, file)));
    vec![first, nobody, to_user, stays]
}

/// Keys of profiles verify too.
pub(super) fn profiles(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let hulk = cast.hulk.id.as_str();
    let own = profile(&cast.moki.id, &json!({ "key": cast.alice.key() }), &cast.moki);
    let signed = signed_by(message(author), &cast.alice);
    let stored =
        story("receive/profile-key", "a message signed with the key of a stored profile", &["DI-MSG-14"]);
    let stored = bug(knows(stored, &[&cast.hulk], &[&cast.moki]), BugClass::Interop, Severity::Medium)
        .step(receives(&signed).reject("bad-signature"))
        .step(saves_profile(&cast.moki.id, &own))
        .step(takes(&signed, hulk, CONTENT));
    let brings = signed.clone().set("profile", own.value());
    let two = text(2);
    let next = signed_by(letter(&cast.moki, &cast.hulk, &two), &cast.alice);
    let forged = profile(&cast.moki.id, &json!({ "key": cast.alice.key() }), &cast.alice);
    let bad = signed.clone().set("profile", forged.value());
    let attached = story(
        "receive/profile-attached",
        "a profile that comes with a message is kept, unless it is refused",
        &["DI-MSG-13", "DI-PROF-6"],
    );
    let attached =
        bug(knows(attached, &[&cast.hulk], &[&cast.moki]), BugClass::AuthBypass, Severity::Critical)
            .needs("dimp-profile-attached")
            .step(receives(&bad).reject("bad-signature"))
            .step(receives(&signed).reject("bad-signature"))
            .step(takes(&brings, hulk, CONTENT))
            .step(takes(&next, hulk, &two));
    vec![stored, attached]
}
