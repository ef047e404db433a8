//! The rules of a chapter, read from its Markdown source (`spec/conventions.md`).
//!
//! Only list items that begin with a bold rule ID are rules. What stands inside a code fence is no prose.

pub(crate) mod fields;
mod lint;

use std::collections::BTreeMap;
use std::sync::OnceLock;

pub(crate) use lint::{class_name, lint};

use crate::model::operation::Protocol;

/// One rule of a chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    /// `SP-OPEN-2`
    pub(crate) id: String,
    /// `OPEN`
    pub(crate) area: String,
    pub(crate) number: usize,
    /// Without the ID, `[strict]` and the choice.
    pub(crate) sentence: String,
    pub(crate) subject: Subject,
    pub(crate) strict: bool,
    /// The choices it names; a strict rule has exactly one.
    pub(crate) choices: Vec<String>,
    /// The codes that it rejects or refuses with.
    pub(crate) codes: Vec<String>,
    /// Whether it says that something is ignored.
    pub(crate) ignores: bool,
    /// Number of the section that it stands in, such as `5.4`.
    pub(crate) section: String,
    pub(crate) withdrawn: bool,
    /// Line in the chapter, counted from 1.
    pub(crate) line: usize,
}

/// Whom a rule binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Nobody: it says what the format cannot prevent.
    Limit,
    Other,
    Reader,
    Writer,
}

/// What this program reads out of a chapter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chapter {
    pub(crate) rules: Vec<Rule>,
    /// Rows of the table of section 7.
    pub(crate) codes: Vec<CodeRow>,
    /// Numbers of the sections, such as `5.4`.
    pub(crate) sections: Vec<String>,
    /// Lines outside code fences.
    pub(crate) prose: Vec<Line>,
}

/// One row of the table of section 7.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CodeRow {
    pub(crate) code: String,
    pub(crate) class: String,
    /// The rules that the row names.
    pub(crate) rules: Vec<String>,
    pub(crate) line: usize,
}

/// One line, counted from 1.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) number: usize,
    pub(crate) text: String,
}

impl Rule {
    /// Whether it is a check with an outcome that a case can show.
    pub(crate) fn names_outcome(&self) -> bool {
        self.ignores || !self.codes.is_empty()
    }

    /// `interop`, `strict: CHOICE`, `limit` or `withdrawn`.
    pub(crate) fn kind(&self) -> String {
        if self.withdrawn {
            "withdrawn".to_owned()
        } else if self.subject == Subject::Limit {
            "limit".to_owned()
        } else if self.strict {
            format!("strict: {}", self.choices.join(", "))
        } else {
            "interop".to_owned()
        }
    }
}

impl Chapter {
    pub(crate) fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The words of the heading with this number.
    pub(crate) fn title(&self, section: &str) -> Option<&str> {
        let headings = self.prose.iter().map(|line| line.text.trim());
        let mut titles = headings.filter(|line| heading(line) == Some(section));
        titles.next()?.trim_start_matches('#').trim_start().strip_prefix(section).map(str::trim)
    }
}

/// A rule of any embedded chapter.
pub(crate) fn rule(id: &str) -> Option<&'static Rule> {
    static RULES: OnceLock<BTreeMap<String, Rule>> = OnceLock::new();
    RULES.get_or_init(embedded_rules).get(id)
}

fn embedded_rules() -> BTreeMap<String, Rule> {
    let operations = taut_vectors::VECTORS
        .dirs()
        .filter_map(|dir| dir.get_file(dir.path().join("operations.json")))
        .filter_map(|file| serde_json::from_slice::<Protocol>(file.contents()).ok());
    operations
        .filter_map(|protocol| taut_vectors::SPEC.get_file(protocol.chapter)?.contents_utf8())
        .flat_map(|text| parse(text).rules)
        .map(|rule| (rule.id.clone(), rule))
        .collect()
}

/// Reads a chapter. Mistakes in it are found by [`lint()`], not here.
pub(crate) fn parse(text: &str) -> Chapter {
    let mut chapter = Chapter { prose: prose(text), ..Chapter::default() };
    let mut section = String::new();
    let mut item: Option<Item> = None;
    for line in &chapter.prose {
        let trimmed = line.text.trim();
        if let Some((id, body)) = rule_head(trimmed) {
            chapter.rules.extend(item.take().map(Item::into_rule));
            item = Some(Item {
                id: id.to_owned(),
                body: body.to_owned(),
                section: section.clone(),
                line: line.number,
            });
        } else if continues_item(&line.text) {
            if let Some(item) = &mut item {
                item.body.push(' ');
                item.body.push_str(trimmed);
            }
        } else {
            chapter.rules.extend(item.take().map(Item::into_rule));
        }
        if let Some(number) = heading(trimmed) {
            number.clone_into(&mut section);
            chapter.sections.push(number.to_owned());
        }
        if section == "7" || section.starts_with("7.") {
            chapter.codes.extend(code_row(trimmed, line.number));
        }
    }
    chapter.rules.extend(item.map(Item::into_rule));
    chapter
}

/// Rule IDs in `text` with their byte offsets: two capitals, an area and a number, joined by `joint`.
/// They are given with hyphens, whatever joins them in the text.
pub(crate) fn rule_ids(text: &str, joint: char) -> Vec<(usize, String)> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == joint;
    let mut found = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(|c| !is_part(c)) {
        let id = word.trim_end_matches(|c| !is_part(c));
        if is_rule_id(id, joint) {
            found.push((at, id.replace(joint, "-")));
        }
        at += word.len();
    }
    found
}

/// Words in back-ticks.
pub(crate) fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// A rule before its text is taken apart.
struct Item {
    id: String,
    body: String,
    section: String,
    line: usize,
}

impl Item {
    fn into_rule(self) -> Rule {
        let mut parts = self.id.split('-').skip(1);
        let area = parts.next().unwrap_or_default().to_owned();
        let number = parts.next().and_then(|number| number.parse().ok()).unwrap_or_default();
        let withdrawn = self.body.trim_start().starts_with("*Withdrawn");
        let (strict, body) = match self.body.trim().strip_prefix("[strict]") {
            Some(rest) => (true, rest.trim_start()),
            None => (false, self.body.trim()),
        };
        let (sentence, choices) = without_choices(body);
        let subject = match &sentence {
            _ if area == "LIMIT" => Subject::Limit,
            text if text.starts_with("A reader ") => Subject::Reader,
            text if text.starts_with("A writer ") => Subject::Writer,
            _ => Subject::Other,
        };
        Rule {
            codes: codes(&sentence),
            ignores: sentence.contains("MUST ignore"),
            id: self.id,
            area,
            number,
            sentence,
            subject,
            strict,
            choices,
            section: self.section,
            withdrawn,
            line: self.line,
        }
    }
}

/// The lines outside code fences.
fn prose(text: &str) -> Vec<Line> {
    let mut fenced = false;
    let mut kept = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            fenced = !fenced;
        } else if !fenced {
            kept.push(Line { number: index + 1, text: line.to_owned() });
        }
    }
    kept
}

/// ID and text of a line that begins a rule.
fn rule_head(trimmed: &str) -> Option<(&str, &str)> {
    let (id, body) = trimmed.strip_prefix("- **")?.split_once("**")?;
    is_rule_id(id, '-').then_some((id, body))
}

/// Whether a line can only be the next line of a list item.
fn continues_item(line: &str) -> bool {
    let trimmed = line.trim_start();
    let numbered = trimmed.trim_start_matches(|c: char| c.is_ascii_digit());
    let marker = ["- ", "* ", "#", "|", "<!--"].iter().any(|start| trimmed.starts_with(start))
        || (numbered.len() < trimmed.len() && numbered.starts_with(". "));
    line.starts_with(' ') && !trimmed.is_empty() && !marker
}

/// The number of a heading such as `### 5.4 Opening` or `## A Worked example`.
fn heading(trimmed: &str) -> Option<&str> {
    let number = trimmed.strip_prefix("##")?.trim_start_matches('#').split_whitespace().next()?;
    let numeric = number.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    let letter = number.len() == 1 && number.chars().all(|c| c.is_ascii_uppercase());
    (numeric || letter).then_some(number)
}

/// A row such as ``| `short` | malformed | when | SP-MSG-2 |``.
fn code_row(trimmed: &str, line: usize) -> Option<CodeRow> {
    let mut cells = trimmed.strip_prefix('|')?.split('|').map(str::trim);
    let code = cells.next()?.strip_prefix('`')?.strip_suffix('`')?.to_owned();
    let class = cells.next()?.to_owned();
    // Tables of section 7 with other columns, such as the one of the choices, name no class.
    let is_class = !class.is_empty() && class.chars().all(|c| c.is_ascii_lowercase());
    let rules = cells.flat_map(|cell| rule_ids(cell, '-')).map(|(_, id)| id).collect();
    is_class.then_some(CodeRow { code, class, rules, line })
}

/// The sentence without its ``(choice `name`)``, and the names.
fn without_choices(body: &str) -> (String, Vec<String>) {
    let mut sentence = body.to_owned();
    let mut choices = Vec::new();
    while let Some((before, rest)) = sentence.split_once(" (choice `")
        && let Some((name, after)) = rest.split_once("`)")
    {
        choices.push(name.to_owned());
        sentence = format!("{before}{after}");
    }
    (sentence, choices)
}

/// The codes after "reject with" and "refuse with".
fn codes(sentence: &str) -> Vec<String> {
    let mut found = Vec::new();
    for verb in ["reject with ", "refuse with "] {
        for after in sentence.split(verb).skip(1) {
            let mut rest = after;
            while let Some((code, next)) = rest.strip_prefix('`').and_then(|quoted| quoted.split_once('`')) {
                found.push(code.to_owned());
                rest =
                    [", or ", ", ", " or "].iter().find_map(|joint| next.strip_prefix(joint)).unwrap_or("");
            }
        }
    }
    found
}

fn is_rule_id(text: &str, joint: char) -> bool {
    let parts: Vec<&str> = text.split(joint).collect();
    let [prefix, area, number] = parts.as_slice() else { return false };
    let capitals = |part: &str| part.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    prefix.len() == 2
        && prefix.chars().all(|c| c.is_ascii_uppercase())
        && area.starts_with(|c: char| c.is_ascii_uppercase())
        && capitals(area)
        && !number.is_empty()
        && !number.starts_with('0')
        && number.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHAPTER: &str = "# pebble\n\n## 5 Operations\n\n### 5.1 Open\n\n\
        - **PB-OPEN-1** [strict] A reader MUST reject with `short` or `trailing` a message\n  of another length (choice `length`).\n\
        - **PB-OPEN-2** A reader MUST ignore its own message.\n\
        - **PB-OPEN-3** *Withdrawn in revision 1.1.0.*\n\
        1. Step:\n   - **PB-SEAL-1** A writer MUST refuse with `bad-key` a short key.\n2. Next step.\n\n\
        ```text\n- **PB-OPEN-9** A reader MUST ignore this.\n```\n\n\
        ## 7 Outcomes\n\n| Code | Class | When | Rules |\n|---|---|---|---|\n| `short` | malformed | too short | PB-OPEN-1 |\n\n\
        ## 9 Security\n\n- **PB-LIMIT-1** A message can be replayed.\n";

    #[test]
    fn a_chapter_is_read() {
        let chapter = parse(CHAPTER);
        let ids: Vec<&str> = chapter.rules.iter().map(|rule| rule.id.as_str()).collect();
        assert_eq!(ids, ["PB-OPEN-1", "PB-OPEN-2", "PB-OPEN-3", "PB-SEAL-1", "PB-LIMIT-1"]);
        assert_eq!(chapter.sections, ["5", "5.1", "7", "9"]);
        let row = CodeRow {
            code: "short".to_owned(),
            class: "malformed".to_owned(),
            rules: vec!["PB-OPEN-1".to_owned()],
            line: 23,
        };
        assert_eq!(chapter.codes, [row]);
    }

    #[test]
    fn a_rule_is_taken_apart() {
        let chapter = parse(CHAPTER);
        let rule = chapter.rule("PB-OPEN-1").unwrap();
        assert_eq!(
            rule.sentence,
            "A reader MUST reject with `short` or `trailing` a message of another length."
        );
        assert_eq!((rule.area.as_str(), rule.number, rule.section.as_str()), ("OPEN", 1, "5.1"));
        assert_eq!((rule.subject, rule.strict, rule.ignores), (Subject::Reader, true, false));
        assert_eq!(rule.codes, ["short", "trailing"]);
        assert_eq!(rule.choices, ["length"]);
        assert_eq!(rule.line, 7);
    }

    #[test]
    fn other_kinds_of_rules_are_told_apart() {
        let chapter = parse(CHAPTER);
        let kinds: Vec<String> = chapter.rules.iter().map(Rule::kind).collect();
        assert_eq!(kinds, ["strict: length", "interop", "withdrawn", "interop", "limit"]);
        assert!(chapter.rule("PB-OPEN-2").unwrap().ignores);
        assert_eq!(
            chapter.rule("PB-SEAL-1").unwrap().sentence,
            "A writer MUST refuse with `bad-key` a short key."
        );
    }

    #[test]
    fn ids_are_found_in_both_forms() {
        let found = rule_ids("require!(SP_OPEN_2, ok); // not XSP_OPEN_1, SP_OPEN_02", '_');
        assert_eq!(found, [(9, "SP-OPEN-2".to_owned())]);
        let found = rule_ids("see SP-OPEN-2, (SP-KEY-10). UTF-8-9", '-');
        assert_eq!(found, [(4, "SP-OPEN-2".to_owned()), (16, "SP-KEY-10".to_owned())]);
    }
}
