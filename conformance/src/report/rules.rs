//! The sentence behind a rule ID.

use crate::spec;

/// The rule's sentence, with its `[strict]` mark; `None` for an unknown ID.
pub(crate) fn sentence(rule: &str) -> Option<String> {
    let rule = spec::rule(rule)?;
    Some(if rule.strict { format!("[strict] {}", rule.sentence) } else { rule.sentence.clone() })
}

/// Whether the choice stands for the rule.
pub(crate) fn has_choice(rule: &str, choice: &str) -> bool {
    spec::rule(rule).is_some_and(|rule| rule.choices.iter().any(|name| name == choice))
}

/// The ID and its sentence, on one line.
pub(crate) fn line(rule: &str) -> String {
    sentence(rule).map_or_else(|| rule.to_owned(), |sentence| format!("{rule} {sentence}"))
}
