//! `tapescript.json`, second part: several keys, and roots of scripts. Section 5.12.

use serde_json::json;

use super::super::{Author, Draft};
use super::frame::part;
use super::locks::{ONE, SIGFIELDS, Signer, THREE, TWO, lock_of, push, signature};
use super::machine::{fails, measured, opens, rejects, says_no, yes};
use super::outcome::refused;

const QUORUM: &str = "netaio/tapescript/run-multi-2-of-2";
const TAPROOT: &str = "netaio/tapescript/run-taproot-script";

/// All cases of them.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = quorums(author);
    cases.extend(failed_quorums(author));
    cases.extend(taproots(author));
    cases.extend(failed_taproots(author));
    cases
}

/// `CHECK_MULTISIG` of so many of these keys.
fn quorum_of(keys: &[&Signer], quorum: u8) -> String {
    let pushes: String = keys.iter().map(|signer| push(signer.key)).collect();
    format!("{pushes}4600{quorum:02x}{:02x}", keys.len())
}

fn quorums(author: &Author<'_>) -> Vec<Draft> {
    let sign = |signer: &Signer| push(&signature(author, signer, "00", &SIGFIELDS));
    let lock = quorum_of;
    let base = QUORUM;
    let (two, three) = (lock(&[&ONE, &TWO], 2), lock(&[&ONE, &TWO, &THREE], 2));
    let wrong = |name: &str, about: &str, witness: &str, lock: &str| {
        says_no(name, about, witness, lock).edit_of(base)
    };
    let returned = |code: &str| refused(code, "check returned False");
    let other_flags = push(&signature(author, &ONE, "02", &SIGFIELDS));
    let verify = two.replacen("460002", "470002", 1);
    vec![
        measured(
            opens("multi-2-of-2", "both signatures", &format!("{}{}", sign(&ONE), sign(&TWO)), &two),
            118,
            yes(),
        ),
        opens(
            "multi-2-of-2-exchanged",
            "both signatures, in the other order",
            &format!("{}{}", sign(&TWO), sign(&ONE)),
            &two,
        ),
        opens("multi-1-of-2", "one of two keys", &sign(&TWO), &lock(&[&ONE, &TWO], 1)),
        opens(
            "multi-2-of-3",
            "the first and the last of three keys",
            &format!("{}{}", sign(&THREE), sign(&ONE)),
            &three,
        ),
        opens("multi-0-of-2", "a quorum of none", "", &lock(&[&ONE, &TWO], 0)),
        opens(
            "multi-verify",
            "CHECK_MULTISIG_VERIFY, then TRUE",
            &format!("{}{}", sign(&ONE), sign(&TWO)),
            &format!("{verify}01"),
        ),
        measured(
            wrong("multi-same-twice", "the same signature twice", &format!("{0}{0}", sign(&ONE)), &two),
            119,
            returned("script-false"),
        ),
        measured(
            rejects("multi-one", "one of two signatures", "NA-VM-3", "script-failed", &sign(&ONE), &two)
                .edit_of(base),
            120,
            returned("script-failed"),
        ),
        wrong(
            "multi-other-key",
            "one signature of another key",
            &format!("{}{}", sign(&ONE), sign(&THREE)),
            &two,
        ),
        wrong(
            "multi-one-too-many",
            "a signature more than asked for",
            &format!("{}{}{}", sign(&ONE), sign(&TWO), sign(&THREE)),
            &three,
        ),
        wrong(
            "multi-same-key-twice",
            "one key twice in the lock, one signature twice",
            &format!("{0}{0}", sign(&ONE)),
            &lock(&[&ONE, &ONE], 2),
        ),
        opens(
            "multi-same-key-other-flags",
            "one key twice in the lock, two signatures of it",
            &format!("{}{other_flags}", sign(&ONE)),
            &lock(&[&ONE, &ONE], 2).replacen("4600", "4602", 1),
        ),
    ]
}

fn failed_quorums(author: &Author<'_>) -> Vec<Draft> {
    let sign = |signer: &Signer| push(&signature(author, signer, "00", &SIGFIELDS));
    let base = QUORUM;
    let two = quorum_of(&[&ONE, &TWO], 2);
    let verify = two.replacen("460002", "470002", 1);
    vec![
        rejects(
            "multi-verify-false",
            "CHECK_MULTISIG_VERIFY of one wrong signature",
            "NA-VM-3",
            "script-failed",
            &format!("{}{}", sign(&ONE), sign(&THREE)),
            &format!("{verify}01"),
        )
        .edit_of(base),
        rejects(
            "multi-signature-63",
            "one signature is too short",
            "NA-VM-3",
            "script-failed",
            &format!("{}{}", sign(&ONE), push(&"00".repeat(63))),
            &two,
        )
        .edit_of(base),
        rejects(
            "multi-key-31",
            "one key is too short",
            "NA-VM-3",
            "script-failed",
            &format!("{}{}", sign(&ONE), sign(&TWO)),
            &format!("{}{}46000202", push(ONE.key), push(&TWO.key[2..])),
        )
        .edit_of(base),
    ]
}

/// Locks by the root of a script, and what opens them.
struct Taproot<'a, 'b>(&'a Author<'b>);

impl Taproot<'_, '_> {
    fn lock(&self, script: &str) -> String {
        let input = json!({ "kind": "taproot", "keys": [ONE.key], "script": script });
        part(self.0, "netaio.tapescript.lock", &input, &json!({}), "lock")
    }

    /// A signature under the root of a script, with flags if some are given.
    fn key_spend(&self, script: &str, flags: Option<&str>) -> String {
        let mut input =
            json!({ "kind": "taproot-key", "seeds": [ONE.seed], "script": script, "sigfields": SIGFIELDS });
        if let (Some(flags), Some(members)) = (flags, input.as_object_mut()) {
            members.insert("flags".to_owned(), json!(flags));
        }
        part(self.0, "netaio.tapescript.witness", &input, &json!({}), "witness")
    }

    /// A script, what opens that one, and an internal key.
    fn script_spend(&self, script: &str, key: &str) -> String {
        format!("{}{}{}", push(&signature(self.0, &TWO, "00", &SIGFIELDS)), push(script), push(key))
    }
}

fn wrong_taproot(name: &str, about: &str, witness: &str, lock: &str) -> Draft {
    says_no(name, about, witness, lock).edit_of(TAPROOT)
}

fn taproots(author: &Author<'_>) -> Vec<Draft> {
    let (taproot, script) = (Taproot(author), lock_of(&TWO, "00"));
    let returned = || refused("script-false", "check returned False");
    vec![
        measured(
            opens(
                "taproot-key",
                "a signature under the root",
                &taproot.key_spend(&script, None),
                &taproot.lock(&script),
            ),
            122,
            yes(),
        ),
        opens(
            "taproot-script",
            "the script and its signature",
            &taproot.script_spend(&script, ONE.key),
            &taproot.lock(&script),
        ),
        opens(
            "taproot-script-1",
            "a script of one byte",
            &format!("0201{}", push(ONE.key)),
            &taproot.lock("01"),
        ),
        measured(
            wrong_taproot(
                "taproot-other-script",
                "another script",
                &taproot.script_spend(&lock_of(&TWO, "01"), ONE.key),
                &taproot.lock(&script),
            ),
            124,
            returned(),
        ),
        wrong_taproot(
            "taproot-other-key",
            "another internal key",
            &taproot.script_spend(&script, TWO.key),
            &taproot.lock(&script),
        ),
        wrong_taproot(
            "taproot-key-other-root",
            "a signature under the root of another script",
            &taproot.key_spend("01", None),
            &taproot.lock(&script),
        ),
        measured(
            wrong_taproot(
                "taproot-internal-key",
                "a signature under the internal key",
                &push(&signature(author, &ONE, "00", &SIGFIELDS)),
                &taproot.lock(&script),
            ),
            125,
            returned(),
        ),
    ]
}

fn failed_taproots(author: &Author<'_>) -> Vec<Draft> {
    let (taproot, script) = (Taproot(author), lock_of(&TWO, "00"));
    let failed = |name: &str, about: &str, witness: &str, lock: &str| {
        fails(name, about, witness, lock).edit_of(TAPROOT)
    };
    vec![
        failed(
            "taproot-no-point",
            "an internal key that is no point",
            &taproot.script_spend(&script, &"ff".repeat(32)),
            &taproot.lock(&script),
        ),
        failed(
            "taproot-order-4",
            "an internal key of order 4",
            &taproot.script_spend(&script, &"00".repeat(32)),
            &taproot.lock(&script),
        ),
        failed(
            "taproot-root-31",
            "a root of 31 bytes",
            &taproot.key_spend(&script, None),
            &format!("{}5b00", push(&ONE.key[2..])),
        ),
        failed(
            "taproot-no-script",
            "an internal key, and no script below it",
            &push(ONE.key),
            &taproot.lock(&script),
        ),
        failed(
            "taproot-empty-script",
            "an empty script and its internal key",
            &format!("0300{}", push(ONE.key)),
            &taproot.lock(""),
        ),
        failed(
            "taproot-script-fails",
            "a script that fails",
            &format!("{}{}", push("0020"), push(ONE.key)),
            &taproot.lock("0020"),
        ),
        wrong_taproot(
            "taproot-script-false",
            "a script that says no",
            &format!("0200{}", push(ONE.key)),
            &taproot.lock("00"),
        ),
        failed(
            "taproot-flags",
            "a key spend with flags that the lock does not allow",
            &taproot.key_spend(&script, Some("01")),
            &taproot.lock(&script),
        ),
    ]
}
