//! The examination of the correct adapter and of broken ones.

use std::time::Duration;

use super::*;
use crate::engine::tests::toy;

fn failed(command: &AdapterCommand) -> Vec<(&'static str, String)> {
    let suite = toy::suite(&[]);
    let timeouts = Timeouts { start: Duration::from_secs(20), request: Duration::from_secs(20) };
    let checks = examine(command, &suite, timeouts);
    assert!(checks.iter().all(|check| check.ok == check.hint.is_empty()), "{checks:?}");
    checks.into_iter().filter(|check| !check.ok).map(|check| (check.name, check.detail)).collect()
}

#[test]
fn a_correct_adapter_is_well() {
    assert_eq!(failed(&toy::adapter("toy.py", &[])), []);
}

#[test]
fn each_complaint_has_its_name() {
    for (script, args, name, part) in [
        ("banner.py", "{}", "hello", "`Welcome to toy 1.0`"),
        ("exits_at_once.py", "{}", "hello", "toy: no configuration found"),
        ("toy.py", r#"{"in_flight":0}"#, "hello", "`in_flight` is 0"),
        ("toy.py", r#"{"ops":["toy.sael"]}"#, "names in hello", "toy.sael"),
        ("ignores_end_of_input.py", "{}", "end of input", "still runs"),
        ("ends_badly.py", "{}", "end of an unknown session", "still busy"),
        ("answers_twice.py", "{}", "parallel sessions", "which nobody waits for"),
    ] {
        let failed = failed(&toy::adapter(script, &[args]));
        let found = failed.iter().any(|(one, detail)| *one == name && detail.contains(part));
        assert!(found, "{script}: {failed:?}");
    }
}

#[test]
fn a_missing_program_is_said_first() {
    let mut command = toy::adapter("toy.py", &[]);
    command.program = "taut-no-such-program".into();
    let failed = failed(&command);
    assert_eq!(failed.len(), 1);
    assert!(failed[0].1.contains("cannot start `taut-no-such-program"), "{failed:?}");
}
