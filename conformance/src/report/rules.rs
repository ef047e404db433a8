//! The sentence behind a rule ID.

/// The rule's sentence as the chapter has it, with its `[strict]` mark; `None` for an unknown ID.
pub(crate) fn sentence(rule: &str) -> Option<String> {
    let start = format!("- **{rule}** ");
    taut_vectors::SPEC.files().filter_map(|file| file.contents_utf8()).find_map(|chapter| {
        let at = chapter.lines().position(|line| line.starts_with(&start))?;
        let mut lines = chapter.lines().skip(at);
        let mut sentence = lines.next()?.trim_start_matches(&start).trim().to_owned();
        for line in lines.take_while(|line| line.starts_with("  ") && !line.trim().is_empty()) {
            sentence = format!("{sentence} {}", line.trim());
        }
        Some(sentence)
    })
}

/// The ID and its sentence, on one line.
pub(crate) fn line(rule: &str) -> String {
    sentence(rule).map_or_else(|| rule.to_owned(), |sentence| format!("{rule} {sentence}"))
}
