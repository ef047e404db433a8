//! The switch is set once a process, so it has a test process of its own.

use taut_wire::fault::{SwitchError, switch_off};
use taut_wire::{Refusal, fault, require, require_ok};

fn read(n: &str) -> Result<u8, Refusal<&'static str>> {
    require!(XX_FAULT_1, !n.is_empty(), Refusal::Ignore);
    Ok(require_ok!(XX_FAULT_2, n.parse(), "no number"))
}

#[test]
fn a_rule_that_is_switched_off_refuses_nothing() {
    let rules = ["XX-FAULT-2".to_owned(), "XX-FAULT-3".to_owned()];
    if !cfg!(all(feature = "faults", taut_faults)) {
        assert_eq!(switch_off(&rules), Err(SwitchError::NotBuiltIn));
        assert_eq!(read("x"), Err(Refusal::Reject("no number")));
        return;
    }
    assert_eq!(switch_off(&rules), Ok(()));
    assert_eq!(switch_off(&rules), Err(SwitchError::AlreadySet));
    assert_eq!(read("7"), Ok(7));
    assert_eq!(read("x"), Ok(0), "a yielding check gives the default of its type");
    assert_eq!(read(""), Err(Refusal::Ignore), "other rules hold");
    assert!(fault!(XX_FAULT_3));
    assert!(!fault!(XX_FAULT_4));
}
