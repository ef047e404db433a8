//! `process.json`: group commands: who may do what, and what becomes of the list: section 6.6.

use serde_json::{Value, json};

use super::cast::{Cast, Person};
use super::layout::Object;
use super::node::{answers, answers_too, has_members, in_group, knows, processes, saves_members, story};
use super::process_lists::{empty, kinds, lists, times};
use crate::model::case::{BugClass, Severity};
use crate::vectors::generate::{Author, Draft, DraftStep};

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

pub(super) fn left_too(cast: &Cast, members: &[&Person]) -> DraftStep {
    let ids: Vec<String> = members.iter().map(|member| member.hex()).collect();
    left(cast, members).upstream(json!({ "accept": { "members": ids } }))
}

pub(super) fn list(people: &[&Person]) -> Value {
    people.iter().map(|person| person.id.clone()).collect::<Vec<_>>().into()
}

/// Commands that are obeyed.
fn rights(cast: &Cast) -> Vec<Draft> {
    let (moki, hulk, alice, bob) = (&cast.moki, &cast.hulk, &cast.alice, &cast.bob);
    let none: &[&Person] = &[];
    let row = |name: &str, about: &str, sender: &Person, content: &Value, lists: [&[&Person]; 3]| {
        let [members, assistants, after] = lists;
        let draft = story(&format!("process/group-{name}"), about, &["DI-GROUP-7"]);
        in_group(draft, cast, members, assistants)
            .source_ref("sample 50")
            .step(answers_too(told(cast, sender, content), None))
            .step(left_too(cast, after))
    };
    vec![
        row(
            "invite",
            "a member invites",
            hulk,
            &order(cast, "invite", &json!({ "member": alice.id })),
            [&[moki, hulk], none, &[moki, hulk, alice]],
        ),
        row(
            "invite-by-assistant",
            "an assistant invites",
            bob,
            &order(cast, "invite", &json!({ "members": list(&[alice, hulk]) })),
            [&[moki, hulk], &[bob], &[moki, hulk, alice]],
        ),
        row(
            "invite-owner-in-list",
            "the owner invites himself and another: that is the list",
            moki,
            &order(cast, "invite", &json!({ "members": list(&[moki, alice]) })),
            [&[moki, hulk], none, &[moki, alice]],
        ),
        row(
            "invite-owner-not-in-list",
            "the owner invites another",
            moki,
            &order(cast, "invite", &json!({ "members": list(&[alice]) })),
            [&[moki, hulk], none, &[moki, hulk, alice]],
        ),
        row(
            "expel",
            "the owner expels",
            moki,
            &order(cast, "expel", &json!({ "members": list(&[alice]) })),
            [&[moki, hulk, alice], none, &[moki, hulk]],
        ),
        row(
            "expel-owner",
            "the owner expels himself",
            moki,
            &order(cast, "expel", &json!({ "members": list(&[moki]) })),
            [&[moki, hulk, alice], none, &[hulk, alice]],
        ),
        row(
            "expel-by-assistant",
            "an assistant expels the owner",
            bob,
            &order(cast, "expel", &json!({ "member": moki.id })),
            [&[moki, hulk, alice], &[bob], &[hulk, alice]],
        ),
        row(
            "quit",
            "a member quits",
            alice,
            &order(cast, "quit", &json!({})),
            [&[moki, hulk, alice], none, &[moki, hulk]],
        ),
        row(
            "quit-with-members",
            "a quit with a list: nobody looks at it",
            alice,
            &order(cast, "quit", &json!({ "members": list(&[hulk]) })),
            [&[moki, hulk, alice], none, &[moki, hulk]],
        ),
        row(
            "reset",
            "the owner sets the list",
            moki,
            &order(cast, "reset", &json!({ "members": list(&[moki, bob]) })),
            [&[moki, hulk], none, &[moki, bob]],
        ),
        row(
            "reset-by-assistant",
            "an assistant sets the list",
            bob,
            &order(cast, "reset", &json!({ "members": list(&[moki]) })),
            [&[moki, hulk], &[bob], &[moki]],
        ),
    ]
}

/// Commands of somebody who may not.
fn refusals(cast: &Cast) -> Vec<Draft> {
    let (moki, hulk, alice, bob) = (&cast.moki, &cast.hulk, &cast.alice, &cast.bob);
    let none: &[&Person] = &[];
    let who = "AssertionError: only";
    let row = |[name, about, rule]: [&str; 3],
               sender: &Person,
               content: &Value,
               assistants: &[&Person],
               raised: &str| {
        let members: &[&Person] = &[moki, hulk, alice];
        let draft = story(&format!("process/{name}"), about, &[rule, "DI-NODE-1"]);
        let draft = in_group(draft, cast, members, assistants)
            .edit_of("dimp/content/expel")
            .bug(BugClass::AuthBypass, Severity::High);
        let refused = told(cast, sender, content).reject("not-allowed");
        let (draft, refused) = if raised.is_empty() {
            (draft, refused)
        } else {
            (draft.source_ref("sample 50"), refused.upstream(json!({ "error": raised })))
        };
        draft.step(refused).step(left(cast, members))
    };
    vec![
        row(
            ["group-invite-by-stranger", "a stranger invites", "DI-GROUP-4"],
            bob,
            &order(cast, "invite", &json!({ "member": alice.id })),
            none,
            &format!("{who} member/assistant can invite: None"),
        ),
        row(
            ["expel-by-member", "a member expels", "DI-GROUP-5"],
            hulk,
            &order(cast, "expel", &json!({ "member": alice.id })),
            none,
            &format!("{who} owner/assistant can expel: None"),
        ),
        row(
            ["group-expel-by-stranger", "a stranger expels", "DI-GROUP-5"],
            bob,
            &order(cast, "expel", &json!({ "member": alice.id })),
            none,
            "",
        ),
        row(
            ["group-reset-by-member", "a member sets the list", "DI-GROUP-5"],
            hulk,
            &order(cast, "reset", &json!({ "members": list(&[moki, hulk]) })),
            none,
            &format!("{who} owner/assistant can reset: ..."),
        ),
        row(
            ["group-reset-by-stranger", "a stranger sets the list", "DI-GROUP-5"],
            bob,
            &order(cast, "reset", &json!({ "members": list(&[bob]) })),
            none,
            "",
        ),
        row(
            ["group-quit-owner", "the owner quits", "DI-GROUP-6"],
            moki,
            &order(cast, "quit", &json!({})),
            none,
            "AssertionError: owner cannot quit: None",
        ),
        row(
            ["group-quit-assistant", "an assistant quits", "DI-GROUP-6"],
            bob,
            &order(cast, "quit", &json!({})),
            &[bob],
            "AssertionError: assistant cannot quit: None",
        ),
        row(
            ["group-quit-member-assistant", "a member who is assistant too quits", "DI-GROUP-6"],
            alice,
            &order(cast, "quit", &json!({})),
            &[alice],
            "",
        ),
        row(
            ["group-query-by-stranger", "a stranger asks for the list", "DI-GROUP-4"],
            bob,
            &order(cast, "query", &json!({})),
            none,
            &format!("{who} member/assistant can query: None"),
        ),
    ]
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
