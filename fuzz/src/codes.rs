//! The codes of a protocol, as `operations.json` lists them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::Value;

use crate::corpus::json;

/// Panics unless dimp has this code.
pub(crate) fn assert_dimp(code: &str) {
    static CODES: LazyLock<BTreeSet<String>> = LazyLock::new(|| of("dimp"));
    assert!(CODES.contains(code), "`{code}` is no code of dimp");
}

/// Panics unless dweeter has this code.
pub(crate) fn assert_dweeter(code: &str) {
    static CODES: LazyLock<BTreeSet<String>> = LazyLock::new(|| of("dweeter"));
    assert!(CODES.contains(code), "`{code}` is no code of dweeter");
}

/// Panics unless netaio has this code.
pub(crate) fn assert_netaio(code: &str) {
    static CODES: LazyLock<BTreeSet<String>> = LazyLock::new(|| of("netaio"));
    assert!(CODES.contains(code), "`{code}` is no code of netaio");
}

/// Panics unless omemo has this code.
pub(crate) fn assert_omemo(code: &str) {
    static CODES: LazyLock<BTreeSet<String>> = LazyLock::new(|| of("omemo"));
    assert!(CODES.contains(code), "`{code}` is no code of omemo");
}

/// Panics unless stringphone has this code.
pub(crate) fn assert_stringphone(code: &str) {
    static CODES: LazyLock<BTreeSet<String>> = LazyLock::new(|| of("stringphone"));
    assert!(CODES.contains(code), "`{code}` is no code of stringphone");
}

fn of(protocol: &str) -> BTreeSet<String> {
    let operations = json(&format!("{protocol}/operations.json"));
    let rows = operations.get("codes").and_then(Value::as_array).into_iter().flatten();
    rows.filter_map(|row| row.get("code")?.as_str().map(str::to_owned)).collect()
}
