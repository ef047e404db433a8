//! `tapescript.json`, second part: the machine. Section 5.12.

use serde_json::{Value, json};

use super::super::{Author, Draft, case};
use super::frame::part;
use super::locks::{ONE, SIGFIELDS, TWO, lock_of, push, signature};
use super::machine_bounds::{bounds, costs, unsupported};
use super::machine_keys;
use super::outcome::{refuse, refused};

const TRUE: &str = "netaio/tapescript/run-true";
pub(super) const SIGNED: &str = "netaio/tapescript/run-single";
pub(super) const ALL: [(&str, &str); 1] = [("vm-instructions", "all")];
pub(super) const UNLIMITED: [(&str, &str); 1] = [("vm-budget", "unlimited")];

/// All cases of this part.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = instructions();
    cases.extend(failures());
    cases.extend(signatures(author));
    cases.extend(wrong_signatures(author));
    cases.extend(failed_signatures(author));
    cases.extend(machine_keys::drafts(author));
    cases.extend(bounds());
    cases.extend(costs(author));
    cases.extend(unsupported());
    cases
}

pub(super) fn runs(name: &str, about: &str, rules: &[&str], witness: &str, lock: &str) -> Draft {
    case(&format!("netaio/tapescript/run-{name}"))
        .about(about)
        .rules(rules)
        .op("netaio.tapescript.run", json!({ "witness": witness, "lock": lock, "sigfields": SIGFIELDS }))
}

pub(super) fn opens(name: &str, about: &str, witness: &str, lock: &str) -> Draft {
    runs(name, about, &["NA-VM-3", "NA-VM-6"], witness, lock).played()
}

pub(super) fn rejects(name: &str, about: &str, rule: &str, code: &str, witness: &str, lock: &str) -> Draft {
    refuse(runs(name, about, &[rule], witness, lock), code).edit_of(TRUE)
}

pub(super) fn fails(name: &str, about: &str, witness: &str, lock: &str) -> Draft {
    rejects(name, about, "NA-VM-3", "script-failed", witness, lock)
}

pub(super) fn says_no(name: &str, about: &str, witness: &str, lock: &str) -> Draft {
    rejects(name, about, "NA-VM-6", "script-false", witness, lock)
}

pub(super) fn measured(draft: Draft, line: u32, upstream: Value) -> Draft {
    draft.source_ref(&format!("N {line}")).upstream(upstream)
}

pub(super) fn yes() -> Value {
    json!({ "accept": {} })
}

fn instructions() -> Vec<Draft> {
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let shake = "483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739";
    vec![
        measured(opens("lock-empty", "an empty lock: anybody opens it", "01", ""), 115, yes()),
        opens("dup", "an item twice, of which one is compared away", "01", "1d2201"),
        opens("sha256", "the hash of three bytes", &push("616263"), &format!("1e{}21", push(abc))),
        opens(
            "shake256",
            "32 bytes of SHAKE256 of three",
            &push("616263"),
            &format!("1f20{}21", push(shake)),
        ),
        opens("shake256-0", "no byte of SHAKE256", &push("616263"), &format!("1f00{}21", push(""))),
        opens("verify-any-bit", "a number with one bit is true", "03020040", "2001"),
        opens("equal-empty", "two empty items", "03000300", "21"),
        opens("equal-verify", "two items that are equal", "02050205", "2201"),
        opens("push0", "one byte", "0205", "020521"),
        opens("push1-255", "255 bytes, twice", &format!("{0}{0}", push(&"61".repeat(255))), "21"),
        opens("push2-0", "no byte, with a length of two", "040000", "030021"),
        opens("eval-witness", "a witness that runs a program", "030201012d22", "01"),
        opens("nop-ff", "the last of the NOPs", "02aa", "ff0101"),
        opens("nop-pops-2", "a NOP that pops two", "0101", "5c0201"),
        opens("nop-127", "the most that a NOP pops", &"00".repeat(127), "5d7f01"),
        says_no("nothing-left", "what TRUE pushes is popped", "01", "5c01"),
        says_no("ff-ff", "one item of two bytes ff", "0302ffff", ""),
        says_no("empty-item", "one item without bytes", "0300", ""),
        says_no("true-below", "ff below 00", "0100", ""),
        says_no("not-equal", "two items that differ", "02050206", "21"),
        says_no("not-equal-size", "items of 05 and 0005", "020503020005", "21"),
    ]
}

fn failures() -> Vec<Draft> {
    let underflow = |name: &str, code: &str| {
        fails(&format!("{name}-alone"), "an instruction that pops from an empty stack", "", code)
    };
    let mut cases: Vec<Draft> = [
        ("dup", "1d"),
        ("sha256", "1e"),
        ("shake256", "1f20"),
        ("verify", "20"),
        ("equal", "21"),
        ("equal-verify", "22"),
        ("check-sig", "2300"),
        ("check-sig-verify", "2400"),
        ("eval", "2d"),
        ("multisig", "46000101"),
        ("multisig-verify", "47000101"),
        ("taproot", "5b00"),
        ("nop", "5c01"),
    ]
    .into_iter()
    .map(|(name, code)| underflow(name, code))
    .collect();
    for (name, program) in [
        ("push0-cut", "02"),
        ("push1-no-size", "03"),
        ("push1-cut", "0302ff"),
        ("push2-half-size", "0400"),
        ("push2-cut", "040002ff"),
        ("shake256-cut", "011f"),
        ("multisig-cut", "460001"),
        ("taproot-cut", "5b"),
        ("nop-cut", "ff"),
    ] {
        cases.push(fails(name, "a program that ends within an instruction", "", program));
    }
    cases.extend([
        fails("equal-one", "one item, where two are compared", "01", "21"),
        fails("verify-00", "an item 00", "00", "2001"),
        fails("verify-0000", "an item of two zeros", "03020000", "2001"),
        fails("verify-empty", "an item without bytes", "0300", "2001"),
        fails("equal-verify-other", "two items that differ", "02050206", "2201"),
        fails("eval-empty", "an empty program", "0300", "2d01"),
        fails("eval-fails", "a program that fails", "030120", "2d01"),
        fails("nop-negative", "a NOP of -1", "01", "5cff"),
        fails("nop-minus-128", "a NOP of -128", "01", "5c80"),
        fails(
            "witness-cut",
            "a witness that ends within an instruction: the lock does not take up",
            "03",
            "0100",
        ),
        fails("witness-fails", "a witness that fails, before a lock that anybody opens", "20", "01"),
    ]);
    cases
}

fn signatures(author: &Author<'_>) -> Vec<Draft> {
    let good = signature(author, &ONE, "00", &SIGFIELDS);
    let flagged = |flags: &str| push(&signature(author, &ONE, flags, &SIGFIELDS));
    let lock = lock_of(&ONE, "00");
    vec![
        opens("single", "a signature", &push(&good), &lock),
        opens(
            "key-hash",
            "a signature and the key of a hash",
            &format!("{}{}", push(&good), push(ONE.key)),
            &part(
                author,
                "netaio.tapescript.lock",
                &json!({ "kind": "key-hash", "keys": [ONE.key] }),
                &json!({}),
                "lock",
            ),
        ),
        opens(
            "flags-01",
            "a signature that leaves out the body, and a lock that allows it",
            &flagged("01"),
            &lock_of(&ONE, "01"),
        ),
        opens(
            "flags-06-of-07",
            "a signature that leaves out two, and a lock that allows three",
            &flagged("06"),
            &lock_of(&ONE, "07"),
        ),
        opens(
            "flags-ff",
            "a signature of nothing, and a lock that allows it",
            &flagged("ff"),
            &lock_of(&ONE, "ff"),
        ),
        opens(
            "flags-unused",
            "a lock that allows flags, and a signature without",
            &push(&good),
            &lock_of(&ONE, "07"),
        ),
    ]
}

fn wrong_signatures(author: &Author<'_>) -> Vec<Draft> {
    let good = signature(author, &ONE, "00", &SIGFIELDS);
    let lock = lock_of(&ONE, "00");
    let wrong = |name: &str, about: &str, witness: &str, lock: &str| {
        says_no(name, about, witness, lock).edit_of(SIGNED)
    };
    let order_changed: Vec<&str> = SIGFIELDS.iter().rev().copied().collect();
    vec![
        wrong(
            "other-key",
            "the signature of another key",
            &push(&signature(author, &TWO, "00", &SIGFIELDS)),
            &lock,
        ),
        wrong(
            "other-fields",
            "a signature of the same sigfields in another order",
            &push(&signature(author, &ONE, "00", &order_changed)),
            &lock,
        ),
        wrong("signature-zeros", "a signature of zeros", &push(&"00".repeat(64)), &lock),
        wrong(
            "flags-written-wrong",
            "a signature of everything that says it leaves out the time",
            &push(&format!("{good}04")),
            &lock_of(&ONE, "04"),
        ),
        wrong(
            "key-no-point",
            "a key that is no point of the curve",
            &push(&good),
            &format!("0320{}2300", "ff".repeat(32)),
        ),
        wrong("extra-item", "the signature twice", &format!("{0}{0}", push(&good)), &lock),
    ]
}

fn failed_signatures(author: &Author<'_>) -> Vec<Draft> {
    let good = signature(author, &ONE, "00", &SIGFIELDS);
    let flagged = |flags: &str| push(&signature(author, &ONE, flags, &SIGFIELDS));
    let lock = lock_of(&ONE, "00");
    let cut = |bytes: usize| push(good.get(..2 * bytes).unwrap_or_default());
    let failed = |name: &str, about: &str, witness: &str, lock: &str| {
        fails(name, about, witness, lock).edit_of(SIGNED)
    };
    let returned = || refused("script-failed", "check returned False");
    vec![
        measured(
            failed(
                "flags-01-not-allowed",
                "a signature that leaves out the body, and a lock that does not allow it",
                &flagged("01"),
                &lock,
            ),
            108,
            returned(),
        ),
        failed("flags-03-of-01", "one flag is allowed, and one is not", &flagged("03"), &lock_of(&ONE, "01")),
        failed("signature-66", "a signature of 66 bytes", &push(&format!("{good}0000")), &lock),
        failed("signature-0", "a signature of no bytes", "0300", &lock),
        failed("signature-1", "a signature of one byte", &cut(1), &lock),
        failed("key-31", "a key of 31 bytes", &push(&good), &format!("{}2300", push(&ONE.key[2..]))),
        failed(
            "key-33",
            "a key of 33 bytes",
            &push(&good),
            &format!("{}2300", push(&format!("{}00", ONE.key))),
        ),
        failed(
            "check-sig-verify-false",
            "CHECK_SIG_VERIFY of a wrong signature",
            &push(&"00".repeat(64)),
            &format!("0320{}240001", ONE.key),
        ),
        failed(
            "key-hash-other",
            "the key of another hash",
            &format!("{}{}", push(&signature(author, &TWO, "00", &SIGFIELDS)), push(TWO.key)),
            &part(
                author,
                "netaio.tapescript.lock",
                &json!({ "kind": "key-hash", "keys": [ONE.key] }),
                &json!({}),
                "lock",
            ),
        ),
        measured(
            rejects(
                "signature-cut",
                "a witness that ends within the signature",
                "NA-VM-3",
                "script-failed",
                &push(&good)[..100],
                &lock,
            )
            .edit_of(SIGNED),
            107,
            returned(),
        ),
        measured(
            opens("honest-conditional", "nothing but a signature", &push(&good), &format!("0120{lock}")),
            116,
            yes(),
        ),
    ]
}
