//! `receive.json`: whose message it is, what is kept of it, and what is not: section 6.5.

use serde_json::json;

use super::cast::Cast;
use super::layout::Object;
use super::letter::{MESSAGE_KEY, base64, broadcast, encrypt, letter};
use super::node::{NODE, adds, knows, received, receives, saves_meta, story, takes, takes_too};
use super::open::CONTENT;
use super::receive_groups::{broadcasts, groups, profiles};
use super::verify::{GOOD, message};
use crate::model::case::{BugClass, Severity};
use crate::vectors::generate::{Author, Draft, Wanted, step};

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let cast = Cast::of(author);
    [
        senders(author, &cast),
        receivers(author, &cast),
        kept_keys(author, &cast),
        nothing_kept(author, &cast),
        repeated(author, &cast),
        groups(author, &cast),
        broadcasts(&cast),
        profiles(author, &cast),
    ]
    .concat()
}

/// Another text, of this number.
pub(super) fn text(sn: u32) -> String {
    format!(r#"{{"text": "x", "sn": {sn}, "type": 1}}"#)
}

/// A text of a group, of this number.
pub(super) fn group_text(group: &str, sn: u32) -> String {
    format!(r#"{{"text": "x", "sn": {sn}, "type": 1, "group": "{group}"}}"#)
}

pub(super) fn bug(draft: Draft, class: BugClass, severity: Severity) -> Draft {
    draft.edit_of(GOOD).bug(class, severity)
}

/// Who has sent it.
fn senders(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let hulk = cast.hulk.id.as_str();
    let first = message(author);
    let refused = json!({ "reject": "unknown-id", "raised": SUSPENDED });
    let unknown = story(
        "receive/sender-unknown",
        "a sender of whom nothing is known, and then his meta is",
        &["DI-MSG-12", "DI-NODE-1"],
    );
    let unknown = knows(unknown, &[&cast.hulk], &[])
        .source_ref("N 72")
        .step(receives(&first).reject("unknown-id").upstream(refused))
        .step(saves_meta(&cast.moki))
        .step(takes_too(&first, hulk, CONTENT));
    let (one, two) = (text(1), text(2));
    let attached = letter(&cast.alice, &cast.hulk, &one).set("meta", cast.alice.meta_value());
    let bad = attached.clone().set("signature", letter(&cast.alice, &cast.hulk, &two).get("signature"));
    let bare = letter(&cast.alice, &cast.hulk, &one);
    let failed = json!({ "reject": "bad-signature", "raised": SUSPENDED });
    let accepted = received(&bare, hulk, &one);
    let unkept = story(
        "receive/meta-with-bad-signature",
        "a meta that comes with a message whose signature is none: nothing is kept of it",
        &["DI-NODE-1", "DI-MSG-14"],
    );
    let unkept = bug(knows(unkept, &[&cast.hulk], &[]), BugClass::StateCorruption, Severity::Medium)
        .source_ref("N 29")
        .step(receives(&bad).reject("bad-signature").upstream(failed))
        .step(receives(&bare).reject("unknown-id").upstream(json!({ "accept": accepted })))
        .step(takes_too(&attached, hulk, &one));
    let kept = story(
        "receive/meta-attached",
        "a meta that comes with a message is kept for the next one",
        &["DI-MSG-11"],
    );
    let kept = knows(kept, &[&cast.hulk], &[]).step(takes(&attached, hulk, &one)).step(takes(
        &letter(&cast.alice, &cast.hulk, &two),
        hulk,
        &two,
    ));
    let wrong = letter(&cast.alice, &cast.hulk, &one).set("meta", cast.moki.meta_value());
    let foreign =
        story("receive/meta-of-another", "a meta of somebody else comes with a message", &["DI-MSG-11"]);
    let foreign = bug(knows(foreign, &[&cast.hulk], &[&cast.alice]), BugClass::AuthBypass, Severity::High)
        .step(receives(&wrong).reject("meta-mismatch"))
        .step(takes(&bare, hulk, &one));
    vec![unknown, unkept, kept, foreign, terminal_of_sender(author, cast)]
}

const SUSPENDED: &str = "not verified, or suspended until the meta is known";

/// A terminal is no part of a direction.
fn terminal_of_sender(author: &Author<'_>, cast: &Cast) -> Draft {
    let hulk = cast.hulk.id.as_str();
    let phone = format!("{}/phone", cast.moki.id);
    let first = message(author).set("sender", phone.clone());
    let (two, three) = (text(2), text(3));
    let second = letter(&cast.moki, &cast.hulk, &two).without("key").set("sender", phone);
    let third = letter(&cast.moki, &cast.hulk, &three).without("key");
    let failed = json!({ "error": "ValueError: failed to get msg key: ..." });
    let draft = story(
        "receive/terminal-of-sender",
        "keys of a sender with a terminal, and without: one direction",
        &["DI-ID-3", "DI-RECV-6"],
    );
    knows(draft, &[&cast.hulk], &[&cast.moki])
        .source_ref("sample 19")
        .step(takes_too(&first, hulk, CONTENT))
        .step(takes_too(&second, hulk, &two))
        .step(takes(&third, hulk, &three).upstream(failed))
}

/// For whom it is.
fn receivers(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let first = message(author);
    let (one, two) = (text(1), text(2));
    let to_alice = letter(&cast.moki, &cast.alice, &one);
    let foreign =
        story("receive/not-for-me", "a message for hulk, which a node of alice's receives", &["DI-RECV-2"]);
    let foreign = bug(knows(foreign, &[&cast.alice], &[&cast.moki]), BugClass::Confusion, Severity::Medium)
        .source_ref("N 73")
        .step(receives(&first).ignore().upstream(json!({ "ignore": {} })))
        .step(takes(&to_alice, &cast.alice.id, &one));
    let second = letter(&cast.moki, &cast.hulk, &two);
    let users =
        story("receive/two-users", "two users of one node: each has its own messages", &["DI-RECV-2"]);
    let users = knows(users, &[&cast.alice, &cast.hulk], &[&cast.moki])
        .step(takes(&second, &cast.hulk.id, &two))
        .step(takes(&to_alice, &cast.alice.id, &one));
    let other_key = story(
        "receive/second-private-key",
        "a user with two private keys, of which the second is the right one",
        &["DI-OPEN-2"],
    );
    let other_key = knows(other_key, &[], &[&cast.moki])
        .step(adds(&cast.alice, &[&cast.alice, &cast.hulk]))
        .step(takes(&with_key_of_hulk(cast, &one), &cast.alice.id, &one));
    let terminal = second.clone().set("receiver", format!("{}/phone", cast.hulk.id));
    let at_phone = story(
        "receive/receiver-terminal",
        "a receiver with a terminal: the user as the node has it",
        &["DI-ID-3"],
    );
    let at_phone = knows(at_phone, &[&cast.hulk], &[&cast.moki]).step(takes(&terminal, &cast.hulk.id, &two));
    vec![foreign, users, other_key, at_phone]
}

/// A message to alice whose key block is under hulk's key.
fn with_key_of_hulk(cast: &Cast, content: &str) -> Object {
    let block = base64(cast.hulk.rsa.encrypt(MESSAGE_KEY.as_bytes()));
    letter(&cast.moki, &cast.alice, content).set("key", block)
}

/// Message keys of directions.
fn kept_keys(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let hulk = cast.hulk.id.as_str();
    let group = cast.group.id.as_str();
    let first = message(author);
    let bare = |content: &str| letter(&cast.moki, &cast.hulk, content).without("key");
    let (two, three) = (text(2), text(3));
    let of_alice = letter(&cast.alice, &cast.hulk, &two).without("key");
    let failed = "ValueError: failed to get msg key: ...";
    let other = story(
        "receive/key-of-other-direction",
        "a message without key block, whose sender has sent no key yet",
        &["DI-OPEN-3", "DI-RECV-6"],
    );
    let other =
        bug(knows(other, &[&cast.hulk], &[&cast.moki, &cast.alice]), BugClass::Confusion, Severity::Medium)
            .source_ref("N 71")
            .step(takes_too(&first, hulk, CONTENT))
            .step(receives(&of_alice).reject("no-message-key").upstream(json!({ "error": failed })))
            .step(takes_too(&bare(&three), hulk, &three));
    let (in_group, later) = (group_text(group, 4), group_text(group, 5));
    let to_group = letter(&cast.moki, &cast.hulk, &in_group).set("group", group);
    let bare_group = bare(&later).set("group", group);
    let overt = story(
        "receive/key-of-group",
        "the key of a text of a group is that of the group, not of the user",
        &["DI-RECV-6", "DI-OPEN-3"],
    );
    let overt = bug(knows(overt, &[&cast.hulk], &[&cast.moki]), BugClass::Confusion, Severity::Low)
        .step(takes(&to_group, hulk, &in_group))
        .step(receives(&bare(&two)).reject("no-message-key"))
        .step(takes(&bare_group, hulk, &later));
    let command = format!(r#"{{"type": 137, "time": 5, "command": "query", "sn": 9, "group": "{group}"}}"#);
    let hidden = story(
        "receive/key-of-command",
        "the key of a group command is that of the user",
        &["DI-RECV-6", "DI-OPEN-3"],
    );
    let hidden = bug(knows(hidden, &[&cast.hulk], &[&cast.moki]), BugClass::Confusion, Severity::Low)
        .step(takes(&letter(&cast.moki, &cast.hulk, &command), hulk, &command))
        .step(receives(&bare_group).reject("no-message-key"))
        .step(takes(&bare(&two), hulk, &two));
    let newer =
        story("receive/newer-key", "a later key block takes the place of an earlier one", &["DI-RECV-6"]);
    let newer = knows(newer, &[&cast.hulk], &[&cast.moki])
        .step(takes(&with_iv_of_zeros(cast, &two), hulk, &two))
        .step(takes(&first, hulk, CONTENT))
        .step(takes(&bare(&three), hulk, &three));
    vec![other, overt, hidden, newer]
}

/// A message under a key of 32 zero bytes, without IV.
fn with_iv_of_zeros(cast: &Cast, content: &str) -> Object {
    let dictionary = format!(r#"{{"algorithm": "AES", "data": "{}"}}"#, base64([0; 32]));
    let ciphertext = super::letter::encrypt_with(&[0; 32], &[0; 16], content);
    super::letter::enclosed(&cast.moki, &cast.hulk, &ciphertext)
        .set("key", base64(cast.hulk.rsa.encrypt(dictionary.as_bytes())))
}

/// Nothing is kept of what is refused.
fn nothing_kept(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let hulk = cast.hulk.id.as_str();
    let (one, two) = (text(1), text(2));
    let bare = letter(&cast.moki, &cast.hulk, &two).without("key");
    let added = letter(&cast.moki, &cast.hulk, &one).set("group", cast.group.id.clone());
    let key =
        story("receive/key-of-refused", "the key of a message that is refused is not kept", &["DI-NODE-1"]);
    let key =
        bug(knows(key, &[&cast.hulk], &[&cast.moki]), BugClass::StateCorruption, Severity::Medium)
            .step(receives(&added).reject("group-mismatch").variant_stop(
                &[("group-binding", "unchecked")],
                Wanted::Accept(received(&added, hulk, &one)),
            ))
            .step(receives(&bare).reject("no-message-key"))
            .step(takes(&letter(&cast.moki, &cast.hulk, &one), hulk, &one))
            .step(takes(&bare, hulk, &two));
    let flipped = {
        let mut data = encrypt(&one);
        if let Some(byte) = data.get_mut(3) {
            *byte ^= 1;
        }
        letter(&cast.moki, &cast.hulk, &one).set("data", base64(&data))
    };
    let changed = story(
        "receive/changed-then-genuine",
        "a changed message, and then the genuine one",
        &["DI-NODE-1", "DI-MSG-14"],
    );
    let changed = bug(knows(changed, &[&cast.hulk], &[&cast.moki]), BugClass::Forgery, Severity::Critical)
        .step(receives(&flipped).reject("bad-signature"))
        .step(takes(&letter(&cast.moki, &cast.hulk, &one), hulk, &one));
    let no_key = message(author).without("key");
    let seen = story(
        "receive/refused-is-not-seen",
        "a message without key block, and then the same with one",
        &["DI-NODE-1", "DI-RECV-1"],
    );
    let seen = bug(knows(seen, &[&cast.hulk], &[&cast.moki]), BugClass::DenialOfService, Severity::Medium)
        .step(receives(&no_key).reject("no-message-key"))
        .step(takes(&message(author), hulk, CONTENT));
    vec![key, changed, seen]
}

/// What came before.
fn repeated(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let hulk = cast.hulk.id.as_str();
    let first = message(author);
    let again = |message: &Object, content: &str| {
        let accepted = received(message, hulk, content);
        receives(message).ignore().variant(&[("replay", "accepted")], Wanted::Accept(accepted))
    };
    let took = |message: &Object| json!({ "accept": received(message, hulk, CONTENT) });
    let two = text(2);
    let next = letter(&cast.moki, &cast.hulk, &two);
    let replay = |name: &str, about: &str| {
        let draft = story(name, about, &["DI-RECV-1"]);
        bug(knows(draft, &[&cast.hulk], &[&cast.moki]), BugClass::Replay, Severity::High)
    };
    let restored =
        replay("receive/replay-after-restore", "a node that is restored has seen what it saw before")
            .source_ref("N 67")
            .step(takes_too(&first, hulk, CONTENT))
            .step(step(NODE, "dimp.save", json!({})).save("state", "/state"))
            .step(step(NODE, "dimp.restore", json!({ "state": { "$ref": "state" } })))
            .step(again(&first, CONTENT).upstream(took(&first)))
            .step(takes(&next, hulk, &two));
    let later = first.clone().set("time", 1_600_000_000).set("x", 5);
    let envelope = replay("receive/replay-other-envelope", "the same ciphertext in another envelope")
        .step(takes(&first, hulk, CONTENT))
        .step(again(&later, CONTENT))
        .step(takes(&next, hulk, &two));
    let phone = first.clone().set("sender", format!("{}/phone", cast.moki.id));
    let terminal = replay("receive/replay-other-terminal", "the same message of a sender with a terminal")
        .step(takes(&first, hulk, CONTENT))
        .step(again(&phone, CONTENT))
        .step(takes(&next, hulk, &two));
    let shared = text(9);
    let (by_moki, by_alice) = (
        broadcast(&cast.moki, "everyone@everywhere", &shared),
        broadcast(&cast.alice, "everyone@everywhere", &shared),
    );
    let both = story(
        "receive/same-bytes-of-two",
        "two senders who sign the same bytes: two messages",
        &["DI-RECV-1"],
    );
    let both = knows(both, &[&cast.hulk], &[&cast.moki, &cast.alice])
        .step(takes(&by_moki, hulk, &shared))
        .step(takes(&by_alice, hulk, &shared));
    vec![restored, envelope, terminal, both]
}
