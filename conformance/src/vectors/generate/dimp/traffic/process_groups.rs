//! `process.json`: group commands: who may do what, and what becomes of the list: section 6.6.

use serde_json::{Value, json};

use super::cast::{Cast, Person};
use super::layout::Object;
use super::node::{
    answers, answers_too, has_members, in_group, knows, processes, saves_members, saves_meta, story,
};
use crate::model::case::{BugClass, Severity};
use crate::vectors::generate::{Author, Draft, DraftStep, Wanted};

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let cast = Cast::of(author);
    [rights(&cast), refusals(&cast), queries(&cast), empty(&cast), lists(&cast), times(&cast), kinds(&cast)]
        .concat()
}

/// A command of the group, at 5 seconds unless it says otherwise.
pub(super) fn order(cast: &Cast, name: &str, more: &Value) -> Value {
    let base =
        Object::of(&json!({ "type": 137, "sn": 1, "time": 5, "group": cast.group.id, "command": name }));
    let members = more.as_object().into_iter().flatten();
    members.fold(base, |object, (name, value)| object.set(name, value.clone())).value()
}

/// A step in which hulk's node is told this by somebody.
pub(super) fn told(cast: &Cast, sender: &Person, content: &Value) -> DraftStep {
    processes(&sender.id, &cast.hulk.id, content)
}

/// The members afterwards.
pub(super) fn left(cast: &Cast, members: &[&Person]) -> DraftStep {
    let ids: Vec<&str> = members.iter().map(|member| member.id.as_str()).collect();
    has_members(&cast.group.id, &ids)
}

fn left_too(cast: &Cast, members: &[&Person]) -> DraftStep {
    let ids: Vec<String> = members.iter().map(|member| member.hex()).collect();
    left(cast, members).upstream(json!({ "accept": { "members": ids } }))
}

fn list(people: &[&Person]) -> Value {
    people.iter().map(|person| person.id.clone()).collect::<Vec<_>>().into()
}

/// Commands that are obeyed.
fn rights(cast: &Cast) -> Vec<Draft> {
    let (moki, hulk, alice, bob) = (&cast.moki, &cast.hulk, &cast.alice, &cast.bob);
    let none: &[&Person] = &[];
    let rows: [(&str, &str, &Person, Value, &[&Person], &[&Person], &[&Person]); 11] = [
        (
            "invite",
            "a member invites",
            hulk,
            order(cast, "invite", &json!({ "member": alice.id })),
            &[moki, hulk],
            none,
            &[moki, hulk, alice],
        ),
        (
            "invite-by-assistant",
            "an assistant invites",
            bob,
            order(cast, "invite", &json!({ "members": list(&[alice, hulk]) })),
            &[moki, hulk],
            &[bob],
            &[moki, hulk, alice],
        ),
        (
            "invite-owner-in-list",
            "the owner invites himself and another: that is the list",
            moki,
            order(cast, "invite", &json!({ "members": list(&[moki, alice]) })),
            &[moki, hulk],
            none,
            &[moki, alice],
        ),
        (
            "invite-owner-not-in-list",
            "the owner invites another",
            moki,
            order(cast, "invite", &json!({ "members": list(&[alice]) })),
            &[moki, hulk],
            none,
            &[moki, hulk, alice],
        ),
        (
            "expel",
            "the owner expels",
            moki,
            order(cast, "expel", &json!({ "members": list(&[alice]) })),
            &[moki, hulk, alice],
            none,
            &[moki, hulk],
        ),
        (
            "expel-owner",
            "the owner expels himself",
            moki,
            order(cast, "expel", &json!({ "members": list(&[moki]) })),
            &[moki, hulk, alice],
            none,
            &[hulk, alice],
        ),
        (
            "expel-by-assistant",
            "an assistant expels the owner",
            bob,
            order(cast, "expel", &json!({ "member": moki.id })),
            &[moki, hulk, alice],
            &[bob],
            &[hulk, alice],
        ),
        (
            "quit",
            "a member quits",
            alice,
            order(cast, "quit", &json!({})),
            &[moki, hulk, alice],
            none,
            &[moki, hulk],
        ),
        (
            "quit-with-members",
            "a quit with a list: nobody looks at it",
            alice,
            order(cast, "quit", &json!({ "members": list(&[hulk]) })),
            &[moki, hulk, alice],
            none,
            &[moki, hulk],
        ),
        (
            "reset",
            "the owner sets the list",
            moki,
            order(cast, "reset", &json!({ "members": list(&[moki, bob]) })),
            &[moki, hulk],
            none,
            &[moki, bob],
        ),
        (
            "reset-by-assistant",
            "an assistant sets the list",
            bob,
            order(cast, "reset", &json!({ "members": list(&[moki]) })),
            &[moki, hulk],
            &[bob],
            &[moki],
        ),
    ];
    rows.iter()
        .map(|(name, about, sender, content, members, assistants, after)| {
            let draft = story(&format!("process/group-{name}"), about, &["DI-GROUP-7"]);
            in_group(draft, cast, members, assistants)
                .source_ref("sample 50")
                .step(answers_too(told(cast, sender, content), None))
                .step(left_too(cast, after))
        })
        .collect()
}

/// Commands of somebody who may not.
fn refusals(cast: &Cast) -> Vec<Draft> {
    let (moki, hulk, alice, bob) = (&cast.moki, &cast.hulk, &cast.alice, &cast.bob);
    let none: &[&Person] = &[];
    let who = "AssertionError: only";
    let rows: [(&str, &str, &str, &Person, Value, &[&Person], String); 9] = [
        (
            "group-invite-by-stranger",
            "a stranger invites",
            "DI-GROUP-4",
            bob,
            order(cast, "invite", &json!({ "member": alice.id })),
            none,
            format!("{who} member/assistant can invite: None"),
        ),
        (
            "expel-by-member",
            "a member expels",
            "DI-GROUP-5",
            hulk,
            order(cast, "expel", &json!({ "member": alice.id })),
            none,
            format!("{who} owner/assistant can expel: None"),
        ),
        (
            "group-expel-by-stranger",
            "a stranger expels",
            "DI-GROUP-5",
            bob,
            order(cast, "expel", &json!({ "member": alice.id })),
            none,
            String::new(),
        ),
        (
            "group-reset-by-member",
            "a member sets the list",
            "DI-GROUP-5",
            hulk,
            order(cast, "reset", &json!({ "members": list(&[moki, hulk]) })),
            none,
            format!("{who} owner/assistant can reset: ..."),
        ),
        (
            "group-reset-by-stranger",
            "a stranger sets the list",
            "DI-GROUP-5",
            bob,
            order(cast, "reset", &json!({ "members": list(&[bob]) })),
            none,
            String::new(),
        ),
        (
            "group-quit-owner",
            "the owner quits",
            "DI-GROUP-6",
            moki,
            order(cast, "quit", &json!({})),
            none,
            "AssertionError: owner cannot quit: None".to_owned(),
        ),
        (
            "group-quit-assistant",
            "an assistant quits",
            "DI-GROUP-6",
            bob,
            order(cast, "quit", &json!({})),
            &[bob],
            "AssertionError: assistant cannot quit: None".to_owned(),
        ),
        (
            "group-quit-member-assistant",
            "a member who is assistant too quits",
            "DI-GROUP-6",
            alice,
            order(cast, "quit", &json!({})),
            &[alice],
            String::new(),
        ),
        (
            "group-query-by-stranger",
            "a stranger asks for the list",
            "DI-GROUP-4",
            bob,
            order(cast, "query", &json!({})),
            none,
            format!("{who} member/assistant can query: None"),
        ),
    ];
    rows.iter()
        .map(|(name, about, rule, sender, content, assistants, raised)| {
            let members: &[&Person] = &[moki, hulk, alice];
            let draft = story(&format!("process/{name}"), about, &[rule, "DI-NODE-1"]);
            let refused = told(cast, sender, content).reject("not-allowed");
            let refused =
                if raised.is_empty() { refused } else { refused.upstream(json!({ "error": raised })) };
            let draft = in_group(draft, cast, members, assistants)
                .edit_of("dimp/content/expel")
                .bug(BugClass::AuthBypass, Severity::High);
            let draft = if raised.is_empty() { draft } else { draft.source_ref("sample 50") };
            draft.step(refused).step(left(cast, members))
        })
        .collect()
}

/// Who asks for the list, and who is asked.
fn queries(cast: &Cast) -> Vec<Draft> {
    let (moki, hulk, alice) = (&cast.moki, &cast.hulk, &cast.alice);
    let group = cast.group.id.as_str();
    let tells = |command: &str, members: &[&Person]| json!({ "group": group, "members": list(members), "type": 137, "time": 9000, "command": command, "sn": 7 });
    let query = order(cast, "query", &json!({}));
    let member = story("process/group-query", "a member asks a member: an invite of all", &["DI-GROUP-7"]);
    let member = in_group(member, cast, &[moki, hulk, alice], &[])
        .source_ref("sample 53")
        .step(answers_too(told(cast, alice, &query), Some(&tells("invite", &[moki, hulk, alice]))));
    let owner =
        story("process/group-query-of-owner", "a member asks the owner: a reset of all", &["DI-GROUP-7"]);
    let owner = knows(owner, &[moki], &[hulk, alice, &cast.group])
        .source_ref("sample 53")
        .step(saves_members(group, &[&moki.id, &hulk.id], &[]))
        .step(answers_too(processes(&hulk.id, &moki.id, &query), Some(&tells("reset", &[moki, hulk]))));
    let assistant =
        story("process/group-query-by-assistant", "an assistant asks", &["DI-GROUP-7", "DI-GROUP-4"]);
    let assistant = in_group(assistant, cast, &[moki, hulk], &[&cast.bob])
        .step(answers(told(cast, &cast.bob, &query), Some(&tells("invite", &[moki, hulk]))));
    let nobody = story("process/group-query-empty", "a query for a group without members", &["DI-GROUP-4"]);
    let nobody = in_group(nobody, cast, &[], &[])
        .source_ref("sample 53")
        .edit_of("dimp/content/query")
        .bug(BugClass::AuthBypass, Severity::Low)
        .step(
            told(cast, &cast.bob, &query)
                .reject("not-allowed")
                .upstream(json!({ "error": "AssertionError: only member/assistant can query: None" })),
        )
        .step(left(cast, &[]));
    let old = story(
        "process/group-query-old",
        "the time of a query is not looked at, and not kept",
        &["DI-GROUP-2"],
    );
    let old = in_group(old, cast, &[moki, hulk], &[])
        .step(answers(
            told(cast, moki, &order(cast, "invite", &json!({ "member": alice.id, "time": 50 }))),
            None,
        ))
        .step(answers(told(cast, moki, &query), Some(&tells("invite", &[moki, hulk, alice]))))
        .step(answers(
            told(cast, moki, &order(cast, "query", &json!({ "time": 90 }))),
            Some(&tells("invite", &[moki, hulk, alice])),
        ))
        .step(answers(
            told(cast, moki, &order(cast, "expel", &json!({ "member": alice.id, "time": 50 }))),
            None,
        ))
        .step(left(cast, &[moki, hulk]));
    vec![member, owner, assistant, nobody, old]
}

/// Groups whose members are not known.
fn empty(cast: &Cast) -> Vec<Draft> {
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
fn lists(cast: &Cast) -> Vec<Draft> {
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
fn times(cast: &Cast) -> Vec<Draft> {
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
fn kinds(cast: &Cast) -> Vec<Draft> {
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
