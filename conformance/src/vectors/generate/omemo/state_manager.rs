//! `state.json`, the record Manager. Section 6.9.

use serde_json::json;

use super::super::Draft;
use super::state::{flagged, own, rejects, round};
use super::state_bytes::{MANAGER, Manager, Party, VERSION, drawn, sealed};
use super::talk::Form;
use crate::model::case::{BugClass, Severity};

pub(super) const GOOD: &str = "omemo/state/manager";

/// Those that are taken in.
pub(super) fn good() -> Vec<Draft> {
    let members = json!({ "device_id": 31415, "ed25519": hex::encode(own().ed25519()) });
    let accepts = |name: &str, about: &str, manager: &Manager| {
        round(&format!("omemo/state/{name}"), about, MANAGER, &manager.state(), members.clone())
    };
    let one = Manager { parties: vec![Party::made(Form::T)], ..Manager::made() };
    let turned = Manager { parties: vec![Party::made(Form::T), Party::made(Form::L)], ..Manager::made() };
    vec![
        accepts("manager", "a Manager that knows nobody", &Manager::made()),
        accepts(
            "busy-manager",
            "a Manager with lists, labels, bundles, keys and decisions",
            &Manager::busy(),
        ),
        accepts("manager-of-one-format", "a Manager of one format", &one),
        accepts("manager-formats-turned", "a Manager that was made with T before L", &turned),
    ]
}

/// Those that are not.
pub(super) fn drafts() -> Vec<Draft> {
    [parties(), texts(), lists(), bytes()].concat()
}

fn bad(name: &str, about: &str, edit: impl FnOnce(&mut Manager)) -> Draft {
    let mut manager = Manager::busy();
    edit(&mut manager);
    bad_state(name, about, &manager.state())
}

fn bad_state(name: &str, about: &str, state: &[u8]) -> Draft {
    rejects(&format!("manager-{name}"), about, &["OM-STATE-5"], MANAGER, state)
}

fn parties() -> Vec<Draft> {
    let of =
        |name: &str, about: &str, parties: Vec<Party>| bad(name, about, |manager| manager.parties = parties);
    let other = Party { identity: drawn("other identity", 32), ..Party::made(Form::T) };
    let scalar = |form: Form| Party { is_scalar: 1, ..Party::made(form) };
    vec![
        of("no-parties", "no Party", Vec::new()).bug(BugClass::Robustness, Severity::Medium),
        of("format-twice", "two Parties of one format", vec![Party::made(Form::L), Party::made(Form::L)]),
        of("other-identity", "two Parties of different identities", vec![Party::made(Form::L), other]),
        of("scalar", "Parties of an identity that is a scalar", vec![scalar(Form::L), scalar(Form::T)]),
        bad_state("party", "a Party in the place of a Manager", &Party::made(Form::L).state())
            .bug(BugClass::Robustness, Severity::Medium),
    ]
}

fn texts() -> Vec<Draft> {
    let no_text = || vec![0xc3, 0x28];
    vec![
        bad("jid-no-utf-8", "a JID that is no UTF-8", |manager| manager.jid = no_text()),
        bad("label-no-utf-8", "a label that is no UTF-8", |manager| {
            manager.label = flagged(1, (no_text(), drawn("label", 64)));
        }),
        bad("list-jid-no-utf-8", "a list of an account that is no UTF-8", |manager| {
            manager.lists = vec![(1, no_text(), Vec::new())];
        }),
        bad("list-label-no-utf-8", "a label in a list that is no UTF-8", |manager| {
            let device = (1, flagged(1, (no_text(), drawn("label", 64))));
            manager.lists = vec![(2, b"alice@example.org".to_vec(), vec![device])];
        }),
    ]
}

/// What is out of order, or stands twice.
fn lists() -> Vec<Draft> {
    vec![
        bad("lists-falling", "device lists that are not in order", |manager| manager.lists.reverse()),
        bad("list-twice", "two device lists of one account", |manager| {
            let first = manager.lists.first().cloned();
            manager.lists.splice(0..0, first);
        }),
        bad("device-twice", "a device twice in a list", |manager| {
            for (_, _, devices) in &mut manager.lists {
                let first = devices.first().cloned();
                devices.extend(first);
            }
        }),
        bad("bundles-falling", "bundles that are not in order", |manager| manager.bundles.reverse()),
        bad("bundle-twice", "two bundles of one device", |manager| {
            let first = manager.bundles.first().cloned();
            manager.bundles.splice(0..0, first);
        }),
        bad("pre-key-twice", "a one-time prekey twice in a bundle", |manager| {
            for (_, _, _, bundle) in &mut manager.bundles {
                let first = bundle.pre_keys.first().cloned();
                bundle.pre_keys.extend(first);
            }
        }),
        bad("keys-falling", "identity keys that are not in order", |manager| manager.keys.reverse()),
        bad("key-twice", "two identity keys of one device", |manager| {
            let first = manager.keys.first().cloned();
            manager.keys.splice(0..0, first);
        }),
        bad("decisions-falling", "decisions that are not in order", |manager| manager.decisions.reverse()),
        bad("decision-twice", "two decisions about one key", |manager| {
            let first = manager.decisions.first().cloned();
            manager.decisions.splice(0..0, first);
        }),
    ]
}

/// Bytes that mean nothing, and bodies that end early or go on.
fn bytes() -> Vec<Draft> {
    let body = Manager::busy().body();
    let cut = body.split_last().map(|(_, rest)| rest).unwrap_or_default();
    let sealed = |body: &[u8]| sealed(VERSION, MANAGER, body);
    let decided = |decision: u8| {
        move |manager: &mut Manager| {
            manager.decisions.last_mut().into_iter().for_each(|last| last.2 = decision);
        }
    };
    vec![
        bad_state("cut", "a body without its last byte, under the right hash", &sealed(cut)),
        bad_state(
            "trailing",
            "a byte behind the body, under the right hash",
            &sealed(&[body.as_slice(), &[0]].concat()),
        ),
        bad("label-2", "a flag that is 2 before the label", |manager| {
            manager.label = flagged(2, (b"Gajim".to_vec(), drawn("label", 64)));
        }),
        bad("list-format-3", "a list of the format 3", |manager| {
            manager.lists.last_mut().into_iter().for_each(|last| last.0 = 3);
        }),
        bad("decision-0", "a decision that is none", decided(0)),
        bad("decision-3", "a decision that nobody can make", decided(3)),
    ]
}
