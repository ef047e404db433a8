//! Made-up outputs: of the type that an operation declares, and meaning nothing.

use serde_json::{Value, json};

use crate::model::operation::{Member, Operation};
use crate::model::outcome::Members;

/// All outputs of an operation, those too that may be left out. They fit it, and are no values that a case would use.
pub(super) fn made_up(operation: &Operation) -> Members {
    operation.out.iter().map(|member| (member.name.clone(), value(member))).collect()
}

fn value(member: &Member) -> Value {
    let kind = member.kind.as_str();
    if let Some(words) = kind.strip_prefix("enum(") {
        return json!(words.trim_end_matches(')').split('|').next());
    }
    if kind.starts_with("list<") || kind.starts_with("map<") {
        return json!([]);
    }
    match kind {
        "bool" => json!(false),
        "int" => json!(7_777_777),
        "bigint" => json!("7777777"),
        "value" => json!(["text", "made up"]),
        "text" => json!("made up"),
        _ => json!("7a".repeat(member.size.unwrap_or(7))),
    }
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
            assert_eq!(fit::answer(operation, &made_up(operation)), Ok(()), "{}", operation.name);
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
        assert_eq!(value(&member("bytes", Some(2))), json!("7a7a"));
        assert_eq!(value(&member("enum(a|b)", None)), json!("a"));
        assert_eq!(value(&member("list<bytes>", None)), json!([]));
    }
}
