//! `attack_nodes.json`: what can be done with nodes: section 9.

use serde_json::{Value, json};

use super::super::value::value;
use super::cast::Cast;
use super::forward::nested;
use super::layout::hexed;
use super::letter::{base64, letter, profile};
use super::node::{
    NODE, answers, answers_too, in_group, knows, processes, received, receives, saves_profile, story, takes,
    takes_too,
};
use super::open::CONTENT;
use super::pack::{kind, next_message, packs};
use super::process::says;
use super::process_groups::{left, order, told};
use super::receive::text;
use super::sealed::{Draws, message as sealed_message};
use super::verify::message;
use crate::model::case::{BugClass, Severity};
use crate::vectors::generate::{Author, Draft, Wanted, step};

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let cast = Cast::of(author);
    vec![
        replayed(author, &cast),
        replay_after_loss(author, &cast),
        equal_blocks(&cast),
        old_profile(&cast),
        old_reset(&cast),
        group_taken_over(&cast),
        far_future(&cast),
        reply_loop(&cast),
        nested_forward(author, &cast),
    ]
}

fn attack(name: &str, about: &str, rule: &str, class: BugClass, severity: Severity) -> Draft {
    story(&format!("attack/{name}"), about, &[rule]).bug(class, severity)
}

fn replayed(author: &Author<'_>, cast: &Cast) -> Draft {
    let first = message(author);
    let given = received(&first, &cast.hulk.id, CONTENT);
    let one = text(1);
    let draft =
        attack("replayed", "the same message, ten times", "DI-RECV-1", BugClass::Replay, Severity::High);
    let draft = knows(draft, &[&cast.hulk], &[&cast.moki])
        .source_ref("N 67")
        .edit_of("dimp/published/personal-open")
        .step(takes_too(&first, &cast.hulk.id, CONTENT));
    let again = || {
        receives(&first)
            .ignore()
            .variant(&[("replay", "accepted")], Wanted::Accept(given.clone()))
            .upstream(json!({ "accept": given }))
    };
    let draft = (0..9).fold(draft, |draft, _| draft.step(again()));
    draft.step(takes(&letter(&cast.moki, &cast.hulk, &one), &cast.hulk.id, &one))
}

/// A node that did not save after it received.
fn replay_after_loss(author: &Author<'_>, cast: &Cast) -> Draft {
    let first = message(author);
    let about = "what was received after the last save is received again";
    let draft = attack("replay-after-loss", about, "DI-LIMIT-7", BugClass::Replay, Severity::Medium);
    knows(draft, &[&cast.hulk], &[&cast.moki])
        .source_ref("N 67")
        .step(step(NODE, "dimp.save", json!({})).save("state", "/state"))
        .step(takes_too(&first, &cast.hulk.id, CONTENT))
        .step(step(NODE, "dimp.restore", json!({ "state": { "$ref": "state" } })))
        .step(takes_too(&first, &cast.hulk.id, CONTENT))
}

/// Two messages that begin alike.
fn equal_blocks(cast: &Cast) -> Draft {
    let hulk = &cast.hulk;
    let contents = [
        r#"{"text": "Hello world!", "sn": 7, "type": 1}"#,
        r#"{"text": "Hello world!", "sn": 8, "type": 1}"#,
    ];
    let about = "two messages of one direction that begin alike: a message key each, or equal blocks";
    let draft = attack("equal-blocks", about, "DI-PACK-2", BugClass::Disclosure, Severity::Medium);
    let mut draft = knows(draft, &[&cast.moki], &[hulk]).source_ref("N 59");
    let first_draws = Draws::next(&draft);
    for content in contents {
        let made = next_message(&draft, cast, hulk, hulk, content, &[]);
        let mut draws = Draws::next(&draft);
        let ciphertext = first_draws.encrypt(content);
        let block = ("key", draws.block(hulk, &first_draws.dictionary()).into());
        let reused = sealed_message(
            &cast.moki,
            &hulk.id,
            (&ciphertext, &base64(&ciphertext)),
            Some(block),
            &[kind(content)],
        );
        let asked = packs(cast, &hulk.id, content, &json!({})).accept(json!({ "messages": [made.hex()] }));
        let taken = json!({ "messages": [reused.hex()] });
        let step = if made.hex() == reused.hex() {
            asked
        } else {
            asked.variant(&[("key-reuse", "reused")], Wanted::Accept(taken.clone()))
        };
        draft = draft.step(step.upstream(json!({ "accept": taken })));
    }
    draft
}

fn old_profile(cast: &Cast) -> Draft {
    let of = |name: &str| profile(&cast.moki.id, &json!({ "name": name }), &cast.moki);
    let about = "a profile that was replaced takes the place of the one that replaced it";
    let draft = attack("old-profile", about, "DI-LIMIT-6", BugClass::Replay, Severity::Medium);
    let taken = || json!({ "accept": {} });
    let old = of("old");
    let known = json!({
        "command": "profile",
        "profile": old.get("data"),
        "signature": old.get("signature"),
        "ID": cast.moki.id,
        "meta": cast.moki.meta_value(),
        "type": 136,
        "sn": 7,
    });
    let query = json!({ "command": "profile", "ID": cast.moki.id, "type": 136, "sn": 1 });
    knows(draft, &[&cast.hulk], &[&cast.moki])
        .source_ref("N 91")
        .step(saves_profile(&cast.moki.id, &of("new")).upstream(taken()))
        .step(saves_profile(&cast.moki.id, &old).upstream(taken()))
        .step(answers(processes(&cast.moki.id, &cast.hulk.id, &query), Some(&known)))
}

fn old_reset(cast: &Cast) -> Draft {
    let (moki, hulk, bob) = (&cast.moki, &cast.hulk, &cast.bob);
    let reset = |members: &[&str], time: u64| {
        told(cast, moki, &order(cast, "reset", &json!({ "members": members, "time": time })))
    };
    let about = "a reset from before bob was a member, played again: bob is out";
    let draft = attack("old-reset", about, "DI-GROUP-2", BugClass::Replay, Severity::High);
    in_group(draft, cast, &[moki, hulk, &cast.alice], &[])
        .source_ref("N 68")
        .edit_of("dimp/content/expel")
        .step(answers_too(reset(&[&moki.id, &hulk.id, &bob.id], 50), None))
        .step(
            reset(&[&moki.id, &hulk.id], 5)
                .reject("old-command")
                .variant_stop(&[("history-time", "ignored")], Wanted::Accept(json!({})))
                .upstream(json!({ "accept": {} })),
        )
        .step(left(cast, &[moki, hulk, bob]))
}

fn group_taken_over(cast: &Cast) -> Draft {
    let (moki, bob) = (&cast.moki, &cast.bob);
    let asks = json!({ "type": 137, "time": 9000, "command": "query", "sn": 7, "group": cast.group.id });
    let reset = order(cast, "reset", &json!({ "members": [moki.id, bob.id] }));
    let about =
        "a stranger resets a group whose members the node does not know, with the founder in his list";
    let draft = attack("group-taken-over", about, "DI-GROUP-3", BugClass::AuthBypass, Severity::High);
    in_group(draft, cast, &[], &[])
        .source_ref("N 94")
        .step(
            answers(told(cast, bob, &reset), Some(&asks))
                .variant_stop(&[("empty-group", "founder")], Wanted::Accept(json!({})))
                .upstream(json!({ "accept": {} })),
        )
        .step(left(cast, &[]))
}

/// The time of a command is its sender's word.
fn far_future(cast: &Cast) -> Draft {
    let (moki, hulk, alice) = (&cast.moki, &cast.hulk, &cast.alice);
    let at = |name: &str, time: u64| {
        told(cast, moki, &order(cast, name, &json!({ "member": alice.id, "time": time })))
    };
    let about = "a command of the year 36812: every later one is refused";
    let draft =
        attack("far-future-command", about, "DI-LIMIT-13", BugClass::DenialOfService, Severity::Medium);
    in_group(draft, cast, &[moki, hulk], &[])
        .source_ref("sample 50")
        .edit_of("dimp/content/expel")
        .step(answers_too(at("invite", 1_099_511_627_776), None))
        .step(
            at("expel", 50)
                .reject("old-command")
                .variant_stop(&[("history-time", "ignored")], Wanted::Accept(json!({})))
                .upstream(json!({ "accept": {} })),
        )
        .step(left(cast, &[moki, hulk, alice]))
}

/// Two nodes that answer what they do not know answer each other for ever.
fn reply_loop(cast: &Cast) -> Draft {
    let silent = |content: &Value, words: &str| {
        let given = json!({ "answer": hexed(&says(words)) });
        answers(processes(&cast.moki.id, &cast.hulk.id, content), None)
            .variant(&[("unsupported-reply", "text")], Wanted::Accept(given.clone()))
            .upstream(json!({ "accept": given }))
    };
    let first: Value = serde_json::from_str(CONTENT).expect("a content is JSON");
    let about = "contents that nobody handles are not answered";
    let draft = attack("reply-loop", about, "DI-PROC-2", BugClass::DenialOfService, Severity::Medium);
    knows(draft, &[&cast.hulk], &[&cast.moki])
        .source_ref("sample 17")
        .step(silent(&first, "Content (type: 1) not support yet!"))
        .step(silent(&json!({ "type": 99, "sn": 1 }), "Content (type: 99) not support yet!"))
        .step(silent(
            &json!({ "type": 136, "sn": 1, "command": "foo" }),
            "Command (name: foo) not support yet!",
        ))
}

/// Nine messages forwarded within one another.
fn nested_forward(author: &Author<'_>, cast: &Cast) -> Draft {
    let (outer, content, layers) = nested(author, cast, 9);
    let mut given = received(&outer, &cast.hulk.id, &content);
    if let Some(members) = given.as_object_mut() {
        members.insert("inner".to_owned(), value(&layers.into()));
    }
    let about = "more messages forwarded within one another than 8";
    let draft = attack("nested-forward", about, "DI-RECV-3", BugClass::DenialOfService, Severity::Medium);
    knows(draft, &[&cast.hulk], &[&cast.moki])
        .source_ref("N 100")
        .edit_of("dimp/receive/forward-8")
        .step(
            receives(&outer)
                .reject("too-deep")
                .variant_stop(&[("forward-depth", "unlimited")], Wanted::Accept(given.clone()))
                .upstream(json!({ "accept": given })),
        )
        .step(takes(&message(author), &cast.hulk.id, CONTENT))
}
