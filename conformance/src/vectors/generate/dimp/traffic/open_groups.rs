//! `open.json`: messages for groups, and broadcasts: DI-OPEN-5, DI-OPEN-6.

use super::super::refusal::{choice, refuse};
use super::cast::Cast;
use super::layout::Object;
use super::letter::{broadcast, group_letter};
use super::open::{opened, opened_without_block, opens, opens_with};
use super::open_ids::UNCHECKED;
use crate::model::case::{BugClass, Severity};
use crate::vectors::generate::Draft;

/// Messages whose receiver is a group.
pub(super) fn groups(cast: &Cast) -> Vec<Draft> {
    let group = cast.group.id.as_str();
    let members = [&cast.moki, &cast.hulk];
    let content = |group: &str| format!(r#"{{"text": "Hi", "sn": 9, "type": 1, "group": "{group}"}}"#);
    let letter = |content: &str| group_letter(&cast.moki, group, &members, content);
    let ask = |name: &str, about: &str, rules: &[&str], message: &Object| {
        opens(cast, &format!("open/{name}"), about, rules, message)
    };
    let captured = "dimp/published/group";
    let refused = |name: &str, about: &str, content: &str| {
        let message = letter(content);
        let draft = ask(name, about, &["DI-OPEN-6"], &message);
        choice(draft, captured, "group-mismatch", UNCHECKED, opened(&message, content))
    };
    let good = letter(&content(group));
    let command = format!(r#"{{"type": 137, "time": 5, "command": "query", "sn": 9, "group": "{group}"}}"#);
    let hidden = letter(&command);
    let alice = cast.moki.read_by(&cast.alice);
    let about = "a reader for whom there is no key block";
    let no_member = opens_with("open/group-no-member", about, &["DI-OPEN-3"], &good, alice);
    let with_group = good.clone().set("group", group);
    let other_group = good.clone().set("group", cast.chatroom.id.clone());
    vec![
        ask("group-receiver", "a text for a group", &["DI-BLOCK-4", "DI-OPEN-6"], &good)
            .accept(opened(&good, &content(group))),
        ask("group-receiver-command", "a command for a group", &["DI-OPEN-6"], &hidden)
            .accept(opened(&hidden, &command)),
        ask(
            "group-receiver-and-group",
            "the receiver again as group",
            &["DI-OPEN-5", "DI-OPEN-6"],
            &with_group,
        )
        .accept(opened(&with_group, &content(group))),
        refused(
            "group-receiver-without-group",
            "a message for a group, whose content has none",
            r#"{"text": "Hi", "sn": 9, "type": 1}"#,
        ),
        refused(
            "group-receiver-other-group",
            "a message for a group, whose content has another",
            &content(&cast.chatroom.id),
        ),
        choice(
            ask(
                "group-receiver-envelope-of-another",
                "another group beside the receiver",
                &["DI-OPEN-5"],
                &other_group,
            ),
            captured,
            "group-mismatch",
            UNCHECKED,
            opened(&other_group, &content(group)),
        ),
        refuse(no_member, captured, "no-message-key"),
    ]
}

/// Broadcasts: nothing is decrypted, and all can read them.
pub(super) fn broadcasts(cast: &Cast) -> Vec<Draft> {
    let text = r#"{"text": "Hi all", "sn": 9, "type": 1}"#;
    let content = |group: &str| format!(r#"{{"text": "Hi all", "sn": 9, "type": 1, "group": "{group}"}}"#);
    let ask = |name: &str, about: &str, rules: &[&str], message: &Object| {
        opens(cast, &format!("open/broadcast-{name}"), about, rules, message)
    };
    let captured = "dimp/published/broadcast";
    let by_group = broadcast(&cast.moki, &cast.hulk.id, text).set("group", "everyone@everywhere");
    let with_key = broadcast(&cast.moki, "everyone@everywhere", text).set("key", "AAAA");
    let to_one = broadcast(&cast.moki, "anyone@anywhere", text);
    let other = broadcast(&cast.moki, "everyone@everywhere", &content(&cast.group.id));
    let other_by_group =
        broadcast(&cast.moki, &cast.hulk.id, &content(&cast.group.id)).set("group", "everyone@everywhere");
    let to_alice = broadcast(&cast.moki, &cast.alice.id, text).set("group", "everyone@everywhere");
    let capitals = broadcast(&cast.moki, "everyone@EVERYWHERE", text);
    let encoded = broadcast(&cast.moki, "everyone@everywhere", &hex::encode(text));
    let free = |message: &Object, content: &str| opened_without_block(message, content);
    vec![
        ask(
            "by-group",
            "a user as receiver, and a broadcast group that the content has not",
            &["DI-OPEN-5"],
            &by_group,
        )
        .accept(free(&by_group, text)),
        ask("with-key", "a key block beside a broadcast: it means nothing", &["DI-OPEN-2"], &with_key)
            .accept(free(&with_key, text)),
        ask("to-anyone", "a broadcast ID of a user", &["DI-OPEN-1"], &to_one).accept(free(&to_one, text)),
        ask("capitals", "a broadcast ID in other case", &["DI-ID-3"], &capitals)
            .accept(free(&capitals, text)),
        ask("content-of-group", "a broadcast whose content has a group", &["DI-OPEN-6"], &other)
            .accept(free(&other, &content(&cast.group.id))),
        choice(
            ask(
                "group-of-another",
                "a broadcast group in the envelope, and another group in the content",
                &["DI-OPEN-5"],
                &other_by_group,
            ),
            captured,
            "group-mismatch",
            UNCHECKED,
            free(&other_by_group, &content(&cast.group.id)),
        ),
        ask("by-group-not-for-me", "a broadcast by its group, for another user", &["DI-OPEN-1"], &to_alice)
            .edit_of(captured)
            .bug(BugClass::Confusion, Severity::Low)
            .ignore(),
        refuse(
            ask("hex", "a broadcast whose data is no JSON", &["DI-JSON-2"], &encoded),
            captured,
            "not-json",
        ),
    ]
}
