//! `open.json`: for whom a message is, in which group, and whose key block is whose: DI-OPEN-1, DI-BLOCK-4, DI-OPEN-5.

use serde_json::{Value, json};

use super::super::refusal::{Own, choice, measured, refuse};
use super::cast::Cast;
use super::layout::Object;
use super::letter::letter;
use super::open::{CONTENT, opened, opens, opens_with};
use super::open_groups::{broadcasts, groups};
use super::verify::{GOOD, message};
use crate::model::case::{BugClass, Severity};
use crate::vectors::generate::{Author, Draft};

pub(super) const UNCHECKED: (&str, &str) = ("group-binding", "unchecked");
/// What upstream raises when it finds no key block.
const NO_KEY: &str = "ValueError: failed to get msg key: ...";

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let cast = Cast::of(author);
    [
        receivers(author, &cast),
        keys(author, &cast),
        key_ids(author, &cast),
        envelopes(author, &cast),
        groups(&cast),
        broadcasts(&cast),
    ]
    .concat()
}

fn as_user(cast: &Cast, user: &str) -> Value {
    let mut reader = cast.hulk_reads();
    if let Some(members) = reader.as_object_mut() {
        members.insert("user".to_owned(), hex::encode(user).into());
    }
    reader
}

/// For whom a message is.
fn receivers(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let base = || message(author);
    let bug = |draft: Draft| draft.edit_of(GOOD).bug(BugClass::Confusion, Severity::Medium);
    let foreign = opens_with(
        "open/not-for-me",
        "a message for hulk, which alice reads",
        &["DI-OPEN-1"],
        &base(),
        cast.moki.read_by(&cast.alice),
    );
    let renamed = as_user(cast, &cast.hulk.id.replace("hulk@", "hulc@"));
    let with_terminal = base().set("receiver", format!("{}/phone", cast.hulk.id));
    let at_pad = as_user(cast, &format!("{}/pad", cast.hulk.id));
    vec![
        measured(bug(foreign).ignore(), "N 73", Own::Ignored),
        bug(opens_with(
            "open/other-name",
            "the same address under another name",
            &["DI-OPEN-1", "DI-ID-3"],
            &base(),
            renamed,
        ))
        .ignore(),
        opens(
            cast,
            "open/receiver-terminal",
            "a receiver with a terminal",
            &["DI-OPEN-1", "DI-ID-3"],
            &with_terminal,
        )
        .accept(opened(&with_terminal, CONTENT)),
        opens_with(
            "open/user-terminal",
            "both with terminals, and other ones",
            &["DI-OPEN-1", "DI-ID-3"],
            &with_terminal,
            at_pad,
        )
        .accept(opened(&with_terminal, CONTENT)),
        refuse(
            opens_with(
                "open/user-garbage",
                "a reader whose ID is none",
                &["DI-ADDR-4"],
                &base(),
                as_user(cast, "xyz"),
            ),
            GOOD,
            "bad-address",
        ),
    ]
}

/// The letter with these key blocks in `keys`, and none in `key`.
fn with_keys(author: &Author<'_>, pairs: Vec<(&str, Value)>) -> Object {
    let entries = pairs.into_iter().map(|(id, entry)| (id.to_owned(), entry)).collect();
    message(author).without("key").set("keys", Value::Object(entries))
}

/// Which key block a reader takes.
fn keys(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let block = message(author).get("key");
    let hulk = cast.hulk.id.as_str();
    let rule = &["DI-BLOCK-4"];
    let both = message(author).set("keys", json!({ hulk: "AAAA" }));
    let strangers = with_keys(
        author,
        vec![(&cast.moki.id, "AAAA".into()), (&cast.alice.id, "AAAA".into()), (hulk, block)],
    );
    let taken = |name: &str, about: &str, message: &Object| {
        let given = opened(message, CONTENT);
        let draft = opens(cast, &format!("open/{name}"), about, rule, message).accept(given.clone());
        measured(draft, "N 69", Own::Took(given))
    };
    let no_text = |name: &str, about: &str, entry: Value| {
        let message = with_keys(author, vec![(hulk, entry)]);
        let draft = opens(cast, &format!("open/{name}"), about, &["DI-OPEN-2"], &message);
        refuse(draft, "dimp/open/keys-of-strangers", "bad-key-block")
    };
    vec![
        taken("key-and-keys", "`key`, and `keys` beside it", &both),
        taken("keys-of-strangers", "key blocks of others, and of the reader", &strangers),
        measured(
            no_text("keys-null-entry", "null in the place of a key block", Value::Null),
            "N 69",
            Own::Failed(NO_KEY),
        ),
        no_text("keys-number-entry", "a number in the place of a key block", 5.into()),
    ]
}

/// The IDs under which key blocks stand.
fn key_ids(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let block = message(author).get("key");
    let hulk = cast.hulk.id.as_str();
    let terminal = format!("{hulk}/phone");
    let other_case: String = hulk
        .chars()
        .map(|c| if c.is_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() })
        .collect();
    let missing = |name: &str, about: &str, id: &str| {
        let message = with_keys(author, vec![(id, block.clone())]);
        let draft = opens(cast, &format!("open/{name}"), about, &["DI-OPEN-3", "DI-BLOCK-4"], &message);
        refuse(draft, "dimp/open/keys-of-strangers", "no-message-key")
    };
    let seen = |draft: Draft| measured(draft, "N 70", Own::Failed(NO_KEY));
    let broken = message(author).set("key", "AAAA").set("keys", json!({ hulk: block }));
    let own = with_keys(author, vec![(hulk, block.clone())]);
    vec![
        seen(missing("keys-other-terminal", "a key block under the ID with a terminal", &terminal)),
        seen(missing("keys-other-case", "a key block under the ID in other case", &other_case)),
        missing("keys-of-others-alone", "key blocks of others alone", &cast.alice.id),
        refuse(
            opens(
                cast,
                "open/key-fails-keys-good",
                "`key` fails, and `keys` has a good block",
                &["DI-BLOCK-4", "DI-OPEN-2"],
                &broken,
            ),
            GOOD,
            "bad-key-block",
        ),
        opens_with(
            "open/keys-of-user-terminal",
            "the reader has a terminal: its key block stands under the ID without",
            &["DI-BLOCK-4"],
            &own,
            as_user(cast, &terminal),
        )
        .accept(opened(&own, CONTENT)),
    ]
}

/// A text of a group, and the letter that holds it.
fn grouped(cast: &Cast, group: &str) -> (String, Object) {
    let content = format!(r#"{{"text": "Hi", "sn": 9, "type": 1, "group": "{group}"}}"#);
    let message = letter(&cast.moki, &cast.hulk, &content).set("group", group).last("signature");
    (content, message)
}

/// The group of the envelope, and that of the content.
fn envelopes(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let base = || message(author);
    let group = cast.group.id.as_str();
    let (content, good) = grouped(cast, group);
    let rule = &["DI-OPEN-5"];
    let given = |message: &Object| opened(message, &content);
    let changed = good.clone().set("group", cast.chatroom.id.clone());
    let removed = good.clone().without("group");
    let with_terminal = good.clone().set("group", format!("{group}/x"));
    let user = base().set("group", cast.alice.id.clone());
    let captured = "dimp/published/group-text-to-member";
    let broadcast_group = good.clone().set("group", "everyone@everywhere");
    vec![
        measured(
            choice(
                opens(cast, "open/group-changed", "another group in the envelope", rule, &changed),
                captured,
                "group-mismatch",
                UNCHECKED,
                given(&changed),
            ),
            "N 64",
            Own::Took(given(&changed)),
        ),
        measured(
            opens(
                cast,
                "open/group-removed",
                "no group in the envelope: that of the content holds",
                rule,
                &removed,
            )
            .accept(given(&removed)),
            "N 64",
            Own::Took(given(&removed)),
        ),
        opens(
            cast,
            "open/group-terminal",
            "the same group with a terminal",
            &["DI-OPEN-5", "DI-ID-3"],
            &with_terminal,
        )
        .accept(given(&with_terminal)),
        measured(
            choice(
                opens(cast, "open/group-user", "a user as group of the envelope", rule, &user),
                GOOD,
                "group-mismatch",
                UNCHECKED,
                opened(&user, CONTENT),
            ),
            "N 64",
            Own::Took(opened(&user, CONTENT)),
        ),
        measured(
            refuse(
                opens(
                    cast,
                    "open/group-garbage",
                    "a group that is no ID",
                    &["DI-ADDR-4"],
                    &base().set("group", "xyz"),
                ),
                GOOD,
                "bad-address",
            ),
            "N 64",
            Own::Failed("ValueError: BTC address length error: xyz"),
        ),
        measured(
            refuse(
                opens(cast, "open/group-number", "a number as group", &["DI-MSG-6"], &base().set("group", 5)),
                GOOD,
                "bad-message",
            ),
            "N 64",
            Own::Failed("AssertionError: ID string error: 5"),
        ),
        refuse(
            opens(
                cast,
                "open/group-of-all",
                "a broadcast group in the envelope: now the text of `data` is what must be signed",
                &["DI-MSG-14"],
                &broadcast_group,
            ),
            captured,
            "bad-signature",
        ),
    ]
}
