//! `process.json`: group commands: lists, times, and groups of other kinds.

use super::cast::{Cast, Person};
use super::node::{answers, answers_too, has_members, in_group, knows, processes, saves_meta, story};
use super::process_groups::{left, left_too, list, order, told};
use crate::model::case::{BugClass, Severity};
use crate::vectors::generate::{Draft, DraftStep, Wanted};
use serde_json::json;

/// Groups whose members are not known.
pub(super) fn empty(cast: &Cast) -> Vec<Draft> {
    let (moki, hulk, bob) = (&cast.moki, &cast.hulk, &cast.bob);
    let asks = json!({ "type": 137, "time": 9000, "command": "query", "sn": 7, "group": cast.group.id });
    let start = |name: &str, about: &str| {
        in_group(story(&format!("process/{name}"), about, &["DI-GROUP-3"]), cast, &[], &[])
    };
    let invite = |people: &[&Person]| order(cast, "invite", &json!({ "members": list(people) }));
    let reset = |people: &[&Person]| order(cast, "reset", &json!({ "members": list(people) }));
    let founder = [("empty-group", "founder")];
    let taken = || Wanted::Accept(json!({}));
    vec![
        start("invite-to-empty-group", "a stranger invites himself to a group without members")
            .source_ref("N 94")
            .step(answers_too(told(cast, bob, &invite(&[hulk, bob])), Some(&asks)))
            .step(left_too(cast, &[])),
        start("invite-to-empty-group-with-founder", "the same, with the founder in his list")
            .source_ref("N 94")
            .step(
                answers(told(cast, bob, &invite(&[moki, hulk, bob])), Some(&asks))
                    .variant_stop(&founder, taken())
                    .upstream(json!({ "accept": {} })),
            )
            .step(left(cast, &[])),
        start("reset-by-founder-of-empty-group", "the founder makes the list")
            .source_ref("N 94")
            .step(answers_too(told(cast, moki, &reset(&[moki, hulk])), None))
            .step(left_too(cast, &[moki, hulk])),
        start("invite-by-founder-of-empty-group", "the founder invites himself and others")
            .step(answers(told(cast, moki, &invite(&[hulk, moki])), None))
            .step(left(cast, &[hulk, moki])),
        start("reset-by-founder-without-himself", "the founder makes a list in which he is not")
            .step(answers(told(cast, moki, &reset(&[hulk, bob])), Some(&asks)))
            .step(left(cast, &[])),
        start("expel-from-empty-group", "an expel and a quit do nothing, and leave the time as it was")
            .step(answers(
                told(cast, bob, &order(cast, "expel", &json!({ "member": moki.id, "time": 90 }))),
                None,
            ))
            .step(answers(told(cast, bob, &order(cast, "quit", &json!({ "time": 90 }))), None))
            .step(answers(told(cast, moki, &reset(&[moki, hulk])), None))
            .step(left(cast, &[moki, hulk])),
    ]
}

/// Lists of members, in commands and from a caller.
pub(super) fn lists(cast: &Cast) -> Vec<Draft> {
    let (moki, hulk) = (&cast.moki, &cast.hulk);
    let group = cast.group.id.as_str();
    let start = |name: &str, about: &str, rule: &str| {
        in_group(story(&format!("process/{name}"), about, &[rule]), cast, &[moki, hulk], &[])
    };
    let reset = |members: &[&str]| told(cast, moki, &order(cast, "reset", &json!({ "members": members })));
    let kept = [("member-list", "kept")];
    let terminal = format!("{}/x", moki.id);
    let normal = |name: &str, about: &str, members: &[&str]| {
        start(name, about, "DI-NODE-7")
            .source_ref("N 95")
            .step(answers_too(reset(members), None))
            .step(left_too(cast, &[moki, hulk]))
    };
    let refused = |name: &str, about: &str, other: &str| {
        start(name, about, "DI-NODE-6")
            .source_ref("N 95")
            .edit_of("dimp/content/expel")
            .bug(BugClass::StateCorruption, Severity::Medium)
            .step(
                reset(&[&moki.id, other])
                    .reject("bad-content")
                    .variant_stop(&kept, Wanted::Accept(json!({})))
                    .upstream(json!({ "accept": {} })),
            )
            .step(left(cast, &[moki, hulk]))
    };
    let garbage = start("members-garbage", "a list with a text that is no ID", "DI-ADDR-4")
        .edit_of("dimp/content/expel")
        .bug(BugClass::Robustness, Severity::Low)
        .step(reset(&[&moki.id, "xyz"]).reject("bad-address"))
        .step(left(cast, &[moki, hulk]));
    let late =
        start("members-group-old", "an old command with a bad list: the time comes first", "DI-GROUP-2")
            .edit_of("dimp/content/expel")
            .bug(BugClass::Replay, Severity::Low)
            .step(answers(
                told(
                    cast,
                    moki,
                    &order(cast, "reset", &json!({ "members": list(&[moki, hulk]), "time": 50 })),
                ),
                None,
            ))
            .step(
                reset(&[group])
                    .reject("old-command")
                    .variant_stop(
                        &[("history-time", "ignored"), ("member-list", "kept")],
                        Wanted::Accept(json!({})),
                    )
                    .variant_stop(&[("history-time", "ignored")], Wanted::reject("bad-content")),
            )
            .step(left(cast, &[moki, hulk]));
    vec![
        normal("members-twice", "a list with members twice", &[&moki.id, &moki.id, &hulk.id, &hulk.id]),
        normal(
            "members-with-terminals",
            "a list with a member once with a terminal",
            &[&moki.id, &terminal, &hulk.id],
        ),
        refused("members-group", "a list with a group", group),
        refused("members-broadcast", "a list with a broadcast ID", "anyone@anywhere"),
        garbage,
        late,
    ]
}

/// Times of commands.
pub(super) fn times(cast: &Cast) -> Vec<Draft> {
    let (moki, hulk, alice, bob) = (&cast.moki, &cast.hulk, &cast.alice, &cast.bob);
    let start = |name: &str, about: &str, members: &[&Person]| {
        in_group(story(&format!("process/{name}"), about, &["DI-GROUP-2"]), cast, members, &[])
    };
    let ignored = [("history-time", "ignored")];
    let old = |step: DraftStep| {
        step.reject("old-command")
            .variant_stop(&ignored, Wanted::Accept(json!({})))
            .upstream(json!({ "accept": {} }))
    };
    let bug = |draft: Draft| draft.edit_of("dimp/content/expel").bug(BugClass::Replay, Severity::High);
    let at = |name: &str, member: &Person, time: u64| {
        told(cast, moki, &order(cast, name, &json!({ "member": member.id, "time": time })))
    };
    vec![
        bug(start("old-invite", "an invite that is older than the expel", &[moki, hulk, alice]))
            .source_ref("N 68")
            .step(answers_too(at("expel", alice, 50), None))
            .step(old(at("invite", alice, 5)))
            .step(left(cast, &[moki, hulk])),
        bug(start("old-expel", "an expel that is older than an invite", &[moki, hulk, alice]))
            .source_ref("N 68")
            .step(answers_too(at("invite", bob, 50), None))
            .step(old(at("expel", alice, 5)))
            .step(left(cast, &[moki, hulk, alice, bob])),
        start("same-time", "a command of the same second is obeyed", &[moki, hulk])
            .step(answers(at("invite", alice, 50), None))
            .step(answers(at("expel", alice, 50), None))
            .step(left(cast, &[moki, hulk])),
        bug(start("one-second-before", "one of the second before is not", &[moki, hulk]))
            .step(answers(at("invite", alice, 50), None))
            .step(
                at("expel", alice, 49)
                    .reject("old-command")
                    .variant_stop(&ignored, Wanted::Accept(json!({}))),
            )
            .step(left(cast, &[moki, hulk, alice])),
        bug(start(
            "time-of-nothing-changed",
            "an invite of who is there already is obeyed: its time counts",
            &[moki, hulk],
        ))
        .step(answers(at("invite", hulk, 50), None))
        .step(at("expel", hulk, 5).reject("old-command").variant_stop(&ignored, Wanted::Accept(json!({}))))
        .step(left(cast, &[moki, hulk])),
        start("time-of-refused", "a command that was refused leaves the time as it was", &[moki, hulk])
            .rules(&["DI-NODE-1", "DI-GROUP-2", "DI-GROUP-4"])
            .edit_of("dimp/content/expel")
            .bug(BugClass::StateCorruption, Severity::Medium)
            .step(
                told(cast, bob, &order(cast, "invite", &json!({ "member": bob.id, "time": 90 })))
                    .reject("not-allowed"),
            )
            .step(answers(at("invite", alice, 5), None))
            .step(left(cast, &[moki, hulk, alice])),
        start("time-of-stranger-quit", "the quit of somebody who is no member is not obeyed", &[moki, hulk])
            .step(answers(told(cast, bob, &order(cast, "quit", &json!({ "time": 90 }))), None))
            .step(answers(at("invite", alice, 5), None))
            .step(left(cast, &[moki, hulk, alice])),
    ]
}

/// Groups of other kinds, and senders that are no users.
pub(super) fn kinds(cast: &Cast) -> Vec<Draft> {
    let (moki, hulk, alice) = (&cast.moki, &cast.hulk, &cast.alice);
    let broadcast = order(cast, "query", &json!({ "group": "everyone@everywhere" }));
    let query = order(cast, "query", &json!({}));
    let tells = json!({ "group": cast.group.id, "members": list(&[moki, hulk]), "type": 137, "time": 9000, "command": "invite", "sn": 7 });
    let start = |name: &str, about: &str, rule: &str| {
        in_group(story(&format!("process/{name}"), about, &[rule]), cast, &[moki, hulk], &[])
            .edit_of("dimp/content/query")
            .bug(BugClass::Confusion, Severity::Low)
    };
    let failed = "LookupError: failed to get meta for group: everyone@everywhere";
    let of_group = processes(&cast.group.id, &hulk.id, &query);
    let chatroom = cast.chatroom.id.as_str();
    let in_room = |name: &str, members: &[&Person]| {
        order(cast, name, &json!({ "group": chatroom, "members": list(members) }))
    };
    let room =
        story("process/chatroom", "a chatroom has a founder, and no owner", &["DI-GROUP-3", "DI-GROUP-5"]);
    let room = knows(room, &[hulk], &[moki, alice])
        .step(saves_meta(&cast.chatroom))
        .edit_of("dimp/content/expel")
        .bug(BugClass::AuthBypass, Severity::Medium)
        .step(answers(told(cast, moki, &in_room("reset", &[moki, hulk, alice])), None))
        .step(told(cast, moki, &in_room("expel", &[alice])).reject("not-allowed"))
        .step(has_members(chatroom, &[&moki.id, &hulk.id, &alice.id]));
    let reset = order(cast, "reset", &json!({ "members": list(&[moki, hulk]) }));
    let no_meta = story(
        "process/group-without-meta",
        "a group whose meta is not known has no founder",
        &["DI-GROUP-3"],
    );
    let asks = json!({ "type": 137, "time": 9000, "command": "query", "sn": 7, "group": cast.group.id });
    let no_meta = knows(no_meta, &[hulk], &[moki])
        .step(answers(told(cast, moki, &reset), Some(&asks)))
        .step(saves_meta(&cast.group))
        .step(answers(told(cast, moki, &reset), None))
        .step(left(cast, &[moki, hulk]));
    vec![
        start("group-broadcast", "a query for a broadcast group", "DI-GROUP-1")
            .source_ref("sample 53")
            .step(told(cast, moki, &broadcast).reject("wrong-id").upstream(json!({ "error": failed })))
            .step(answers(told(cast, moki, &query), Some(&tells))),
        start("group-sender", "a command of a group", "DI-GROUP-1")
            .step(of_group.reject("wrong-id"))
            .step(answers(told(cast, moki, &query), Some(&tells))),
        room,
        no_meta,
    ]
}
