//! The house rules for rules: `spec/conventions.md`.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Chapter, Rule, Subject, rule_ids};
use crate::model::operation::{CodeClass, Protocol};
use crate::vectors::problem::Problem;

/// Everything in a chapter that breaks the rules for rules.
pub(crate) fn lint(chapter: &Chapter, protocol: &Protocol, file: &Path) -> Vec<Problem> {
    let mut problems = Vec::new();
    for rule in chapter.rules.iter().filter(|rule| !rule.withdrawn) {
        for (what, mend) in sentence(rule).into_iter().chain(names(rule, protocol)) {
            problems.push(Problem::new(file, what, mend).line(rule.line).subject(rule.id.as_str()));
        }
    }
    problems.extend(numbering(chapter, protocol, file));
    problems.extend(mentions(chapter, protocol, file));
    problems.extend(codes(chapter, protocol, file));
    problems.extend(unused(chapter, protocol, file));
    problems
}

type Finding = (String, String);

/// One duty, one subject.
fn sentence(rule: &Rule) -> Vec<Finding> {
    let mut found = Vec::new();
    let musts = rule.sentence.split(|c: char| !c.is_alphanumeric()).filter(|word| *word == "MUST").count();
    if rule.subject == Subject::Limit {
        if musts > 0 {
            found.push(("a limit says MUST".into(), "say what cannot be prevented; nobody is bound".into()));
        }
        if rule.section != "9" && !rule.section.starts_with("9.") {
            found
                .push((format!("a limit stands in section {}", rule.section), "move it to section 9".into()));
        }
    } else {
        if musts != 1 {
            found.push((format!("it says MUST {musts} times"), "write one rule for each MUST".into()));
        }
        if rule.subject == Subject::Other {
            found.push((
                "its subject is neither a reader nor a writer".into(),
                "begin the sentence with `A reader` or `A writer`".into(),
            ));
        }
    }
    found
}

/// Codes and choices that a rule names must exist, and a choice belongs to strict rules alone.
fn names(rule: &Rule, protocol: &Protocol) -> Vec<Finding> {
    let mut found = Vec::new();
    for code in rule.codes.iter().filter(|code| protocol.class_of(code).is_none()) {
        found.push((format!("unknown code `{code}`"), "add it to operations.json, or mend the name".into()));
    }
    for choice in rule.choices.iter().filter(|choice| protocol.choice(choice).is_none()) {
        found.push((
            format!("unknown choice `{choice}`"),
            "add it to operations.json, or mend the name".into(),
        ));
    }
    match (rule.strict, rule.choices.len()) {
        (true, 1) | (false, 0) => {}
        (true, count) => found.push((
            format!("a strict rule names {count} choices"),
            "end it with exactly one (choice `name`)".into(),
        )),
        (false, _) => found.push((
            "it names a choice but is not strict".into(),
            "mark it [strict], or take the choice away".into(),
        )),
    }
    found
}

/// IDs are unique, of this protocol, and without gaps within an area.
fn numbering(chapter: &Chapter, protocol: &Protocol, file: &Path) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut areas: BTreeMap<&str, BTreeMap<usize, &Rule>> = BTreeMap::new();
    for rule in &chapter.rules {
        if !is_of(&rule.id, protocol) {
            let what = format!("the prefix is not `{}`", protocol.prefix);
            let problem = Problem::new(file, what, "use the prefix of operations.json");
            problems.push(problem.line(rule.line).subject(rule.id.as_str()));
        }
        if let Some(first) = areas.entry(&rule.area).or_default().insert(rule.number, rule) {
            let what = format!("the ID stands at line {} already", first.line);
            let problem = Problem::new(file, what, "give the new rule the next free number");
            problems.push(problem.line(rule.line).subject(rule.id.as_str()));
        }
    }
    for (area, rules) in areas {
        for (expected, (number, rule)) in (1..).zip(&rules) {
            if expected != *number {
                let what = format!("there is no {}-{area}-{expected}", protocol.prefix);
                let mend = "number without gaps; a withdrawn rule keeps its line";
                problems.push(Problem::new(file, what, mend).line(rule.line).subject(rule.id.as_str()));
                break;
            }
        }
    }
    problems
}

/// Rules that the prose mentions must exist.
fn mentions(chapter: &Chapter, protocol: &Protocol, file: &Path) -> Vec<Problem> {
    let mut problems = Vec::new();
    for line in &chapter.prose {
        for (_, id) in rule_ids(&line.text, '-') {
            if is_of(&id, protocol) && chapter.rule(&id).is_none() {
                let problem = Problem::new(file, "there is no such rule", "mend the ID, or write the rule");
                problems.push(problem.line(line.number).subject(id));
            }
        }
    }
    problems
}

/// The table of section 7 and `operations.json` say the same, and each row names the rules of its code.
fn codes(chapter: &Chapter, protocol: &Protocol, file: &Path) -> Vec<Problem> {
    let mut problems = Vec::new();
    for row in &chapter.codes {
        let mut report = |what: String, mend: &str| {
            problems.push(Problem::new(file, what, mend).line(row.line).subject(row.code.as_str()));
        };
        match protocol.class_of(&row.code) {
            None => report("operations.json has no such code".into(), "add it there, or take the row away"),
            Some(class) if class_name(class) != row.class => report(
                format!("class `{}`, but operations.json says `{}`", row.class, class_name(class)),
                "make them equal",
            ),
            Some(_) => {}
        }
        let mut named = row.rules.clone();
        let mut naming: Vec<String> = chapter
            .rules
            .iter()
            .filter(|rule| !rule.withdrawn && rule.codes.contains(&row.code))
            .map(|rule| rule.id.clone())
            .collect();
        named.sort();
        naming.sort();
        if !named.is_empty() && named != naming {
            report(
                format!("the row names {}, the code is named by {}", named.join(", "), naming.join(", ")),
                "make them equal",
            );
        }
    }
    for code in &protocol.codes {
        if !chapter.codes.iter().any(|row| row.code == code.code) {
            let problem = Problem::new(file, "section 7 has no row for this code", "add the row");
            problems.push(problem.subject(code.code.as_str()));
        }
    }
    problems
}

/// Codes and choices that no rule names.
fn unused(chapter: &Chapter, protocol: &Protocol, file: &Path) -> Vec<Problem> {
    let live = || chapter.rules.iter().filter(|rule| !rule.withdrawn);
    let mut problems = Vec::new();
    for code in protocol.codes.iter().map(|row| &row.code) {
        if !live().any(|rule| rule.codes.contains(code)) {
            let problem = Problem::new(file, "no rule names this code", "write the rule, or drop the code");
            problems.push(problem.subject(code.as_str()));
        }
    }
    for choice in protocol.choices.iter().map(|choice| &choice.name) {
        if !live().any(|rule| rule.choices.contains(choice)) {
            let problem = Problem::new(file, "no rule names this choice", "name it in a rule, or drop it");
            problems.push(problem.subject(choice.as_str()));
        }
    }
    problems
}

fn is_of(id: &str, protocol: &Protocol) -> bool {
    id.strip_prefix(protocol.prefix.as_str()).is_some_and(|rest| rest.starts_with('-'))
}

/// The word that stands for a class in tables and files.
pub(crate) fn class_name(class: CodeClass) -> &'static str {
    match class {
        CodeClass::Limit => "limit",
        CodeClass::Malformed => "malformed",
        CodeClass::Misuse => "misuse",
        CodeClass::Unauthentic => "unauthentic",
        CodeClass::Unexpected => "unexpected",
        CodeClass::Unsupported => "unsupported",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::spec::parse;
    use crate::vectors::problem::listed;

    const GOOD: &str = "## 4 Formats\n\n\
        - **PB-OPEN-1** [strict] A reader MUST reject with `short` a short message (choice `length`).\n\
        - **PB-OPEN-2** A reader MUST reject with `forged` a forged message.\n\n\
        ## 7 Outcomes\n\n| `short` | malformed | short | PB-OPEN-1 |\n| `forged` | unauthentic | forged | PB-OPEN-2 |\n\n\
        ## 9 Security\n\n- **PB-LIMIT-1** A message can be replayed.\n";

    fn protocol() -> Protocol {
        serde_json::from_value(json!({
            "protocol": "pebble", "prefix": "PB", "chapter": "pebble.md", "upstream": "pebble 1",
            "codes": [{"code": "short", "class": "malformed"}, {"code": "forged", "class": "unauthentic"}],
            "choices": [{"name": "length", "answers": ["checked", "unchecked"], "about": "", "seen_in": ""}],
            "features": [], "operations": []
        }))
        .unwrap()
    }

    fn problems(text: &str) -> String {
        listed(&lint(&parse(text), &protocol(), Path::new("spec/pebble.md")))
    }

    #[track_caller]
    fn caught(old: &str, new: &str, message: &str) {
        assert!(GOOD.contains(old), "nothing to replace");
        let found = problems(&GOOD.replace(old, new));
        assert!(found.contains(message), "`{message}` is not in:\n{found}");
    }

    #[test]
    fn a_good_chapter_is_clean() {
        assert_eq!(problems(GOOD), "");
    }

    #[test]
    fn each_broken_chapter_is_caught() {
        caught("a forged message.", "a forged message and MUST NOT answer.", "says MUST 2 times");
        caught(
            "A reader MUST reject with `forged`",
            "Data MUST be refused: refuse with `forged`",
            "its subject is neither",
        );
        caught("can be", "MUST NOT be", "a limit says MUST");
        caught("## 9 Security", "## 8 Limits", "a limit stands in section 8");
        caught("with `forged` a", "with `fake` a", "unknown code `fake`");
        caught("(choice `length`)", "(choice `size`)", "unknown choice `size`");
        caught(" (choice `length`)", "", "a strict rule names 0 choices");
        caught("[strict] ", "", "names a choice but is not strict");
        caught("**PB-OPEN-2**", "**PB-OPEN-1**", "stands at line 3 already");
        caught("**PB-OPEN-2**", "**PB-OPEN-3**", "there is no PB-OPEN-2");
        caught("**PB-OPEN-2**", "**XX-OPEN-2**", "the prefix is not `PB`");
        caught("can be replayed", "can be replayed (PB-OPEN-7)", "PB-OPEN-7: there is no such rule");
        caught(
            "| `short` | malformed",
            "| `short` | limit",
            "class `limit`, but operations.json says `malformed`",
        );
        caught("| `short` | malformed", "| `late` | malformed", "operations.json has no such code");
        caught("| `short` | malformed", "| `late` | malformed", "section 7 has no row");
        caught(
            "| forged | PB-OPEN-2 |",
            "| forged | PB-OPEN-1 |",
            "the row names PB-OPEN-1, the code is named by PB-OPEN-2",
        );
        caught("with `forged` a", "with `short` a", "forged: no rule names this code");
        caught("(choice `length`)", "(choice `size`)", "length: no rule names this choice");
    }

    #[test]
    fn a_withdrawn_rule_keeps_its_number() {
        let text = GOOD
            .replace("- **PB-OPEN-2**", "- **PB-OPEN-2** *Withdrawn in revision 1.1.0.*\n- **PB-OPEN-3**");
        assert_eq!(problems(&text.replace("| forged | PB-OPEN-2 |", "| forged | PB-OPEN-3 |")), "");
    }
}
