//! `tapescript.json`, second part: what the machine does not do, or not for ever. Section 5.12.

use serde_json::json;

use super::super::{Author, Draft, Wanted, case};
use super::locks::{ONE, SIGFIELDS, lock_of, push, signature};
use super::machine::{ALL, SIGNED, UNLIMITED, measured, opens, rejects, runs};
use super::outcome::{refuse, refused};

/// NA-VM-4 and NA-VM-5.
pub(super) fn bounds() -> Vec<Draft> {
    let fails = |name: &str, about: &str, rule: &str, witness: &str, lock: &str, base: &str| {
        rejects(name, about, rule, "script-failed", witness, lock)
            .edit_of(&format!("netaio/tapescript/run-{base}"))
    };
    let push2 = |size: usize| format!("04{size:04x}{}", "61".repeat(size));
    let opens = |name: &str, about: &str, rule: &str, witness: &str, lock: &str| {
        runs(name, about, &[rule, "NA-VM-6"], witness, lock).played()
    };
    let pops = "5c7f".repeat(8);
    let full = "00".repeat(1023);
    vec![
        opens("item-1024", "the largest item", "NA-VM-4", &push2(1024), "5c0101"),
        fails(
            "item-1025",
            "an item that is too large by one",
            "NA-VM-4",
            &push2(1025),
            "5c0101",
            "item-1024",
        ),
        opens(
            "items-1024",
            "as many items as there can be",
            "NA-VM-4",
            &format!("01{full}"),
            &format!("{pops}5c07"),
        ),
        fails(
            "items-1025",
            "an item onto 1,024 others",
            "NA-VM-4",
            &format!("01{full}00"),
            &format!("{pops}5c08"),
            "items-1024",
        ),
        fails(
            "dup-onto-1023",
            "DUP puts back one and adds another",
            "NA-VM-4",
            &format!("01{full}1d"),
            &format!("{pops}5c08"),
            "items-1024",
        ),
        opens("eval-128", "EVAL nested 128 deep", "NA-VM-5", &push2_of(&nested(128)), "2d"),
        fails("eval-129", "EVAL nested 129 deep", "NA-VM-5", &push2_of(&nested(129)), "2d", "eval-128"),
        {
            let fields = ["61".repeat(1000), "62".repeat(25)];
            let draft = case("netaio/tapescript/run-signed-1025")
                .about("a signature over one byte more than an item has")
                .rules(&["NA-VM-4"])
                .op("netaio.tapescript.run", json!({ "witness": push(&"00".repeat(64)), "lock": lock_of(&ONE, "00"), "sigfields": fields }));
            refuse(draft, "script-failed").edit_of(SIGNED)
        },
    ]
}

/// A program that pushes a program and runs it, and so on; the innermost pushes TRUE.
fn nested(levels: usize) -> String {
    let mut program = "01".to_owned();
    for _ in 1..levels {
        let size = program.len() / 2;
        program =
            if size < 256 { format!("{}2d", push(&program)) } else { format!("{}2d", push2_of(&program)) };
    }
    program
}

fn push2_of(program: &str) -> String {
    format!("04{:04x}{program}", program.len() / 2)
}

pub(super) fn costs(author: &Author<'_>) -> Vec<Draft> {
    let nops = |count: usize| "5c00".repeat(count);
    let over = |name: &str, about: &str, witness: &str, lock: &str| {
        refuse(runs(name, about, &["NA-VM-2"], witness, lock), "budget")
            .edit_of("netaio/tapescript/run-cost-4096")
            .variant(&UNLIMITED, Wanted::Accept(json!({})))
    };
    let good = push(&signature(author, &ONE, "00", &SIGFIELDS));
    // Push, push, CHECK_SIG and its verification cost 7.
    let lock = lock_of(&ONE, "00");
    vec![
        runs("cost-4096", "as much as may be spent", &["NA-VM-2"], "", &format!("{}01", nops(4095))).played(),
        over("cost-4097", "one instruction too many", "", &format!("{}01", nops(4096))),
        runs(
            "cost-4096-signature",
            "as much as may be spent, a verification included",
            &["NA-VM-2"],
            &good,
            &format!("{}{lock}", nops(4089)),
        )
        .played(),
        over(
            "cost-4097-signature",
            "a verification that would cost one too much",
            &good,
            &format!("{}{lock}", nops(4090)),
        ),
    ]
}

pub(super) fn unsupported() -> Vec<Draft> {
    let returned = || refused("unsupported-instruction", "check returned False");
    let mut cases = Vec::new();
    for code in ["05", "0f", "1c", "25", "2c", "2e", "2f", "45", "48", "5a"] {
        cases.push(rejects(
            &format!("code-{code}"),
            "an instruction that is not in the table",
            "NA-VM-1",
            "unsupported-instruction",
            "",
            &format!("{code}01"),
        ));
    }
    cases.push(
        rejects("pop0", "POP0", "NA-VM-1", "unsupported-instruction", "0101", "06")
            .variant(&ALL, Wanted::Accept(json!({}))),
    );
    cases.push(
        rejects(
            "unsupported-in-eval",
            "POP0 in a program that is run by EVAL",
            "NA-VM-1",
            "unsupported-instruction",
            "0101",
            "0301062d",
        )
        .variant(&ALL, Wanted::Accept(json!({}))),
    );
    cases.push(measured(
        rejects("loop", "a loop without an end", "NA-VM-1", "unsupported-instruction", "0145000101", "01"),
        112,
        returned(),
    ));
    cases.push(measured(
        rejects(
            "loops-nested",
            "a loop without an end in another",
            "NA-VM-1",
            "unsupported-instruction",
            "014500050145000101",
            "01",
        ),
        113,
        returned(),
    ));
    cases.push(opens("unsupported-not-reached", "POP0 in an item that is not run", "030106", "5c0101"));
    cases
}
