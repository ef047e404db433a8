//! Expectation files: the differences of an implementation that are known, and how many cases must run.
//!
//! `spec/cases.md` section 10.5 describes the file.
//!
//! | Module | What it does |
//! |---|---|
//! | [`pattern`] | which cases an entry names |
//! | [`pin`] | which symptom it names |
//! | [`judge`] | holds a run against the entries |
//! | [`update`] | rewrites the file after a run |

pub(crate) mod judge;
mod pattern;
mod pin;
pub(crate) mod update;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use chrono::NaiveDate;
use globset::{Glob, GlobMatcher};
use serde::Deserialize;

use crate::event::{Known, KnownKind, Verdict};
use crate::model::case::Tier;
use pattern::Pattern;
use pin::Pin;

/// A file, understood as a whole.
#[derive(Clone, Debug)]
pub(crate) struct Expectations {
    /// What messages call the file.
    pub(crate) name: String,
    text: String,
    /// Protocol -> how many of its cases must run.
    floor: BTreeMap<String, usize>,
    /// One for each pattern of each `[[known]]`, in the order of the file.
    entries: Vec<Entry>,
}

/// One symptom of the cases of one pattern.
#[derive(Clone, Debug)]
struct Entry {
    /// Index of its `[[known]]`.
    table: usize,
    pattern: Pattern,
    /// Nothing for a disputed case, whatever it does.
    pin: Option<Pin>,
    known: Known,
    /// Runs of a lower tier need not show it.
    tier: Tier,
    /// The last day on which it holds.
    until: Option<NaiveDate>,
    /// The versions of the implementation for which it holds.
    version: Option<GlobMatcher>,
}

/// Whether an entry must say why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reasons {
    /// `run` takes no entry without a reason.
    Required,
    /// `expect` leaves them for a person to write.
    MayBeMissing,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    floor: BTreeMap<String, usize>,
    #[serde(default)]
    known: Vec<Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    case: Cases,
    verdict: Option<Verdict>,
    message: Option<String>,
    reason: String,
    issue: Option<String>,
    until: Option<String>,
    when: Option<When>,
    tier: Option<Tier>,
    #[serde(default)]
    kind: KnownKind,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "`case` is an ID, a pattern, or a list of them")]
enum Cases {
    One(String),
    Several(Vec<String>),
}

impl Cases {
    fn into_vec(self) -> Vec<String> {
        match self {
            Self::One(case) => vec![case],
            Self::Several(cases) => cases,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct When {
    version: String,
}

impl Expectations {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, or says what means nothing.
    pub(crate) fn read(path: &Path, reasons: Reasons) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(path.display().to_string(), text, reasons)
    }

    /// Understands the text of a file.
    ///
    /// # Errors
    /// When it says what means nothing.
    pub(crate) fn parse(name: String, text: String, reasons: Reasons) -> Result<Self> {
        let Document { floor, known } = toml::from_str(&text).map_err(|why| anyhow!("{name}: {why}"))?;
        let mut entries = Vec::new();
        for (index, table) in known.into_iter().enumerate() {
            let place = || format!("{name}: entry {}", index + 1);
            entries.extend(table.into_entries(index, reasons).with_context(place)?);
        }
        Ok(Self { name, text, floor, entries })
    }
}

impl Table {
    /// An entry for each of its patterns.
    fn into_entries(self, table: usize, reasons: Reasons) -> Result<Vec<Entry>> {
        let Self { case, verdict, message, reason, issue, until, when, tier, kind } = self;
        let cases = case.into_vec();
        let first =
            cases.first().map(|first| format!("(case = \"{first}\")")).context("`case` names none")?;
        if reasons == Reasons::Required && reason.trim().is_empty() {
            bail!("{first}: `reason` is empty; write why this difference is known");
        }
        let pin = pinned(kind, verdict, message, issue.is_some()).context(first)?;
        let derived = pin.as_ref().is_some_and(Pin::is_derived);
        let known = Known { kind, reason, issue };
        let until = until.map(|text| day(&text)).transpose()?;
        let version = when.map(|When { version }| glob(&version)).transpose()?;
        let entry = |case: String| {
            Ok(Entry {
                table,
                pattern: Pattern::new(&case).with_context(|| format!("(case = \"{case}\")"))?,
                pin: pin.clone(),
                known: known.clone(),
                tier: tier.unwrap_or(if derived { Tier::Standard } else { Tier::Quick }),
                until,
                version: version.clone(),
            })
        };
        cases.into_iter().map(entry).collect()
    }
}

fn pinned(
    kind: KnownKind,
    verdict: Option<Verdict>,
    message: Option<String>,
    has_issue: bool,
) -> Result<Option<Pin>> {
    match (kind, verdict, message) {
        (KnownKind::Disputed, None, None) if has_issue => Ok(None),
        (KnownKind::Disputed, None, None) => bail!("`issue` is missing; say where the case is disputed"),
        (KnownKind::Disputed, ..) => {
            bail!("a disputed case decides nothing; leave out `verdict` and `message`")
        }
        (_, Some(verdict), Some(message)) => Pin::new(verdict, &message).map(Some),
        _ => bail!("`verdict` and `message` are both needed; `taut expect --update` writes them"),
    }
}

fn day(text: &str) -> Result<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| anyhow!("`until` is \"{text}\"; write a day as \"2027-06-30\""))
}

fn glob(version: &str) -> Result<GlobMatcher> {
    let glob = Glob::new(version).with_context(|| format!("`version` is \"{version}\""))?;
    Ok(glob.compile_matcher())
}

impl Entry {
    /// Whether it holds for this version of the implementation.
    fn is_for(&self, version: &str) -> bool {
        self.version.as_ref().is_none_or(|glob| glob.is_match(version))
    }

    fn has_expired(&self, today: NaiveDate) -> bool {
        self.until.is_some_and(|last| last < today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(known: &str) -> String {
        let text = format!("[[known]]\ncase = \"pebble/open/a\"\n{known}\n");
        let parsed = Expectations::parse("x.toml".to_owned(), text, Reasons::Required);
        format!("{:#}", parsed.unwrap_err())
    }

    #[test]
    fn what_means_nothing_is_refused_with_the_place() {
        let pinned = "verdict = \"error\"\nmessage = \"boom\"\n";
        for (known, message) in [
            (format!("{pinned}reason = \" \""), "entry 1: (case = \"pebble/open/a\"): `reason` is empty"),
            (format!("{pinned}reason = \"D1\"\nuntil = \"soon\""), "write a day as \"2027-06-30\""),
            (format!("{pinned}reason = \"D1\"\nwhen = {{ os = \"linux\" }}"), "unknown field `os`"),
            (format!("{pinned}reason = \"D1\"\nwhen = {{ version = \"[\" }}"), "`version` is \"[\""),
            ("verdict = \"error\"\nreason = \"D1\"".to_owned(), "`verdict` and `message` are both needed"),
            (format!("{pinned}reason = \"?\"\nkind = \"disputed\""), "leave out `verdict` and `message`"),
            ("reason = \"?\"\nkind = \"disputed\"".to_owned(), "say where the case is disputed"),
            (format!("{pinned}reason = \"D1\"\ntier = \"slow\""), "unknown variant `slow`"),
            ("reason = \"D1\"\nwords = \"\"".to_owned(), "unknown field `words`"),
        ] {
            let found = refused(&known);
            assert!(found.starts_with("x.toml: ") && found.contains(message), "{found}");
        }
    }

    #[test]
    fn an_entry_holds_until_the_end_of_its_last_day() {
        let text = "[[known]]\ncase = \"a/b/c\"\nkind = \"disputed\"\nissue = \"x\"\nreason = \"x\"\nuntil = \"2027-06-30\"\n";
        let parsed = Expectations::parse("x.toml".to_owned(), text.to_owned(), Reasons::Required).unwrap();
        let day = |day| NaiveDate::from_ymd_opt(2027, 6, day).unwrap();
        assert!(!parsed.entries[0].has_expired(day(30)));
        assert!(parsed.entries[0].has_expired(NaiveDate::from_ymd_opt(2027, 7, 1).unwrap()));
    }

    #[test]
    fn an_entry_may_name_several_cases() {
        let entry = |case: &str| {
            let text =
                format!("[[known]]\ncase = {case}\nverdict = \"error\"\nmessage = \"boom\"\nreason = \"D1\"");
            Expectations::parse("x.toml".to_owned(), text, Reasons::Required)
        };
        assert_eq!(entry("[\"a/b/c\", \"a/b/d-*\"]").unwrap().entries.len(), 2);
        for (case, message) in [
            ("[]", "x.toml: entry 1: `case` names none"),
            ("[\"a/b/c\", \"a/b/*\"]", "x.toml: entry 1: (case = \"a/b/*\"): the pattern is too wide"),
            ("7", "`case` is an ID, a pattern, or a list of them"),
        ] {
            let found = format!("{:#}", entry(case).unwrap_err());
            assert!(found.contains(message), "{found}");
        }
    }
}
