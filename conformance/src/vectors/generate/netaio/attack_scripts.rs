//! `attack.json`: what a script is kept from, and locks that anybody opens.

use serde_json::json;

use super::super::{Author, Draft, Wanted};
use super::attack::{attack, measured, of, yes};
use super::frame::body;
use super::locks::{ONE, lock_of, push, signature};
use super::outcome::{failed, refuse};
use super::tape::{self, stamped};
use super::value::tagged;
use crate::model::case::{BugClass, Severity};

pub(super) fn scripts(author: &Author<'_>) -> Vec<Draft> {
    let plain = body("123", "hello world");
    let good = push(&signature(author, &ONE, "00", &[&plain, tape::NONCE, tape::TIME]));
    let check = |name: &str, about: &str, rule: &str, witness: &str, lock: &str| {
        let input = json!({ "lock": lock, "lock_from": "own", "fields": tagged(&stamped(of(tape::NONCE), of(tape::TIME), of(witness))), "body": plain });
        attack(name, about, &[rule], "netaio.tapescript.check", "0.0.9", input)
    };
    let lock = lock_of(&ONE, "00");
    let base = "netaio/tapescript/check-single";
    let limit = |draft: Draft| draft.bug(BugClass::Malleability, Severity::Low).accept(json!({}));
    let conditional = format!("012b00010120{lock}");
    vec![
        limit(check(
            "witness-rewritten",
            "an item that is pushed and popped before the signature",
            "NA-LIMIT-8",
            &format!("02005c01{good}"),
            &lock,
        )),
        limit(check(
            "witness-longer-push",
            "the signature is pushed with a length of two bytes",
            "NA-LIMIT-8",
            &format!("040040{}", &good[4..]),
            &lock,
        )),
        measured(
            refuse(
                check(
                    "witness-pop0",
                    "an item that is pushed and popped by POP0 before the signature",
                    "NA-VM-1",
                    &format!("020006{good}"),
                    &lock,
                ),
                "unsupported-instruction",
            )
            .edit_of(base)
            .variant(&[("vm-instructions", "all")], Wanted::Accept(json!({}))),
            110,
            yes(),
        ),
        measured(
            refuse(
                check(
                    "return-bypasses-lock",
                    "RETURN in the witness stops a lock with a condition before it verifies",
                    "NA-VM-1",
                    "30",
                    &conditional,
                ),
                "unsupported-instruction",
            )
            .bug(BugClass::AuthBypass, Severity::Critical)
            .edit_of(base)
            .variant(&[("vm-instructions", "all")], Wanted::Accept(json!({}))),
            117,
            yes(),
        ),
        refuse(
            check(
                "eval-bomb",
                "twelve programs, each of which runs the next twice",
                "NA-VM-2",
                &bomb(12),
                &lock,
            ),
            "budget",
        )
        .edit_of(base)
        .variant(&[("vm-budget", "unlimited")], Wanted::reject("script-failed")),
        measured(
            refuse(
                check("loops", "three counted loops, one in the other", "NA-VM-1", &loops(3), &lock),
                "unsupported-instruction",
            )
            .bug(BugClass::DenialOfService, Severity::Critical)
            .edit_of(base),
            114,
            failed("no answer for 29 s"),
        ),
    ]
}

/// Each program pushes the next, and runs it twice.
fn bomb(levels: usize) -> String {
    (0..levels).fold("5c00".to_owned(), |program, _| {
        let size = program.len() / 2;
        let pushed = if size < 256 { push(&program) } else { format!("04{size:04x}{program}") };
        format!("{pushed}1d2d2d")
    })
}

/// Counts down from 127, and runs the loop within each time.
fn loops(levels: usize) -> String {
    // Push 127; while the top is true: the loop within, POP0 of its 0, and 1 less.
    let counted = |within: &str| format!("027f45{:04x}{within}0201350f02", within.len() / 2 + 5);
    (1..levels).fold(counted(""), |within, _| counted(&format!("{within}06")))
}
