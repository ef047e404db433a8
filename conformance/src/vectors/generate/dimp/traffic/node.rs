//! Steps of a node: what it knows, what it receives, what it is asked to do.

use serde_json::{Value, json};

use super::super::value::{hex, value};
use super::cast::{Cast, Person};
use super::layout::{Object, absent, group_of, hexed};
use crate::vectors::generate::{Draft, DraftStep, scenario, step};

/// The node of most scenarios.
pub(super) const NODE: &str = "node";

/// A scenario of one node.
pub(super) fn story(name: &str, about: &str, rules: &[&str]) -> Draft {
    scenario(&format!("dimp/{name}")).about(about).rules(rules).peer(NODE)
}

/// The same with a new node that has these users, and has heard of these others.
pub(super) fn knows(draft: Draft, users: &[&Person], others: &[&Person]) -> Draft {
    let draft = draft.step(step(NODE, "dimp.new", json!({})));
    let draft = users.iter().fold(draft, |draft, user| draft.step(adds(user, &[user])));
    others.iter().fold(draft, |draft, other| draft.step(saves_meta(other)))
}

/// A user with these private keys.
pub(super) fn adds(user: &Person, keys: &[&Person]) -> DraftStep {
    let keys: Vec<&str> = keys.iter().map(|key| key.private_key.as_str()).collect();
    step(NODE, "dimp.user.add", json!({ "id": user.hex(), "meta": user.meta, "private_keys": keys }))
}

pub(super) fn saves_meta(person: &Person) -> DraftStep {
    step(NODE, "dimp.meta.save", json!({ "id": person.hex(), "meta": person.meta }))
}

pub(super) fn saves_profile(id: &str, profile: &Object) -> DraftStep {
    step(NODE, "dimp.profile.save", json!({ "id": hex(id), "profile": profile.hex() }))
}

pub(super) fn saves_members(group: &str, members: &[&str], assistants: &[&str]) -> DraftStep {
    let list = |ids: &[&str]| ids.iter().map(hex).collect::<Vec<_>>();
    let mut input = json!({ "group": hex(group), "members": list(members) });
    if let (Some(input), false) = (input.as_object_mut(), assistants.is_empty()) {
        input.insert("assistants".to_owned(), json!(list(assistants)));
    }
    step(NODE, "dimp.members.save", input)
}

/// What the node has as members of a group.
pub(super) fn has_members(group: &str, members: &[&str]) -> DraftStep {
    let members: Vec<String> = members.iter().map(hex).collect();
    step(NODE, "dimp.members", json!({ "group": hex(group) })).accept(json!({ "members": members }))
}

pub(super) fn receives(message: &Object) -> DraftStep {
    step(NODE, "dimp.receive", json!({ "message": message.hex() }))
}

/// What is given of a message that a user has received.
pub(super) fn received(message: &Object, user: &str, content: &str) -> Value {
    let plain: Value = serde_json::from_str(content).expect("a content is JSON");
    let sender = message.get("sender");
    let sender = sender.as_str().expect("a sender is text");
    let mut given = json!({ "sender": hex(sender), "user": hex(user) });
    if let Some(members) = given.as_object_mut() {
        members.insert("group".to_owned(), group_of(&plain));
        members.insert("content".to_owned(), value(&plain));
        members.insert("inner".to_owned(), absent());
        members.insert("pass_on".to_owned(), absent());
    }
    given
}

/// A message that is received.
pub(super) fn takes(message: &Object, user: &str, content: &str) -> DraftStep {
    receives(message).accept(received(message, user, content))
}

/// The same, which upstream was seen to take.
pub(super) fn takes_too(message: &Object, user: &str, content: &str) -> DraftStep {
    let given = received(message, user, content);
    receives(message).accept(given.clone()).upstream(json!({ "accept": given }))
}

/// A content that a user of the node has received, at 9,000 seconds.
pub(super) fn processes(sender: &str, user: &str, content: &Value) -> DraftStep {
    let input = json!({ "sender": hex(sender), "user": hex(user), "content": hexed(content) });
    step(NODE, "dimp.process", input).draws(json!({ "sn": "00000007" })).now(9_000_999)
}

/// The answer to it, or none.
pub(super) fn answers(step: DraftStep, answer: Option<&Value>) -> DraftStep {
    let given = answer.map_or_else(absent, |answer| hexed(answer).into());
    step.accept(json!({ "answer": given }))
}

/// The same, which upstream was seen to do.
pub(super) fn answers_too(step: DraftStep, answer: Option<&Value>) -> DraftStep {
    let step = answers(step, answer);
    let given = answer.map_or_else(|| json!({}), |answer| json!({ "answer": hexed(answer) }));
    step.upstream(json!({ "accept": given }))
}

/// A node of hulk's that knows moki, alice, bob and the group of moki's with these members.
pub(super) fn in_group(draft: Draft, cast: &Cast, members: &[&Person], assistants: &[&Person]) -> Draft {
    let draft = knows(draft, &[&cast.hulk], &[&cast.moki, &cast.alice, &cast.bob, &cast.group]);
    if members.is_empty() && assistants.is_empty() {
        return draft;
    }
    let members: Vec<&str> = members.iter().map(|person| person.id.as_str()).collect();
    let assistants: Vec<&str> = assistants.iter().map(|person| person.id.as_str()).collect();
    draft.step(saves_members(&cast.group.id, &members, &assistants))
}
