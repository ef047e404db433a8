//! Made-up outputs: of the type that an operation declares, and meaning nothing.

use serde_json::{Value, json};

use crate::model::operation::{Member, Operation};
use crate::model::outcome::Members;

/// What bytes are made of.
const FILL: u64 = 0x7a7a_7a7a_7a7a_7a7a;
/// Of bytes whose number is not declared.
const SIZE: usize = 7;

/// All outputs of an operation, those too that may be left out. They fit it, and are no values that a case would use. To
/// each request there are others where the type has so many values: who only says the same again is not caught by a
/// case that compares two answers.
pub(super) fn made_up(operation: &Operation, request: u64) -> Members {
    operation.out.iter().map(|member| (member.name.clone(), value(member, request))).collect()
}

fn value(member: &Member, request: u64) -> Value {
    let kind = member.kind.as_str();
    if let Some(words) = kind.strip_prefix("enum(") {
        return json!(words.trim_end_matches(')').split('|').next());
    }
    if kind.starts_with("list<") || kind.starts_with("map<") {
        return json!([]);
    }
    match kind {
        "bool" => json!(false),
        "int" => json!(7_777_777 + request),
        "bigint" => json!(format!("7777777{request}")),
        "value" => json!(["text", format!("made up {request}")]),
        "text" => json!(format!("made up {request}")),
        _ => json!(bytes(member.size.unwrap_or(SIZE), request)),
    }
}

/// Hex digits of so many bytes, which end with the last ones of a number.
fn bytes(size: usize, request: u64) -> String {
    let digits = format!("{}{:016x}", "7a".repeat(size), FILL.wrapping_add(request));
    digits.get(digits.len() - 2 * size..).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::fit;
    use crate::model::suite::Suite;

    #[test]
    fn what_is_made_up_fits_every_operation() {
        let suite = Suite::embedded(&[]).unwrap();
        for operation in suite.protocols.iter().flat_map(|one| &one.protocol.operations) {
            assert_eq!(fit::answer(operation, &made_up(operation, 1)), Ok(()), "{}", operation.name);
        }
    }

    #[test]
    fn each_type_has_a_value() {
        let member = |kind: &str, size| Member {
            name: "x".to_owned(),
            kind: kind.to_owned(),
            size,
            optional: false,
            about: None,
        };
        assert_eq!(value(&member("bytes", Some(2)), 0), json!("7a7a"));
        assert_eq!(value(&member("bytes", Some(9)), 6), json!("7a7a7a7a7a7a7a7a80"));
        assert_eq!(value(&member("bytes", Some(0)), 6), json!(""));
        assert_eq!(value(&member("enum(a|b)", None), 6), json!("a"));
        assert_eq!(value(&member("list<bytes>", None), 6), json!([]));
    }
}
