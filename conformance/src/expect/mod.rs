//! Expectation files: the differences of an implementation that are known, and how many cases must run.
//!
//! `spec/cases.md` section 10.5 describes the file.
//!
//! | Module | What it does |
//! |---|---|
//! | [`pattern`] | which cases an entry names |
//! | [`pin`] | which difference it names, so that another run gives the same words |
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
    entries: Vec<Entry>,
}

/// One `[[known]]`.
#[derive(Clone, Debug)]
struct Entry {
    pattern: Pattern,
    /// Nothing for a disputed case, whatever it does.
    pin: Option<Pin>,
    known: Known,
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
    case: String,
    verdict: Option<Verdict>,
    message: Option<String>,
    reason: String,
    issue: Option<String>,
    until: Option<String>,
    when: Option<When>,
    #[serde(default)]
    kind: KnownKind,
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
        let entry = |(index, table): (usize, Table)| {
            let place = format!("{name}: entry {} (case = \"{}\")", index + 1, table.case);
            Entry::from_table(table, reasons).context(place)
        };
        let entries = known.into_iter().enumerate().map(entry).collect::<Result<_>>()?;
        Ok(Self { name, text, floor, entries })
    }
}

impl Entry {
    fn from_table(table: Table, reasons: Reasons) -> Result<Self> {
        let Table { case, verdict, message, reason, issue, until, when, kind } = table;
        if reasons == Reasons::Required && reason.trim().is_empty() {
            bail!("`reason` is empty; write why this difference is known");
        }
        let pin = match (kind, verdict, message) {
            (KnownKind::Disputed, None, None) if issue.is_some() => None,
            (KnownKind::Disputed, None, None) => bail!("`issue` is missing; say where the case is disputed"),
            (KnownKind::Disputed, ..) => {
                bail!("a disputed case decides nothing; leave out `verdict` and `message`")
            }
            (_, Some(verdict), Some(message)) => Some(Pin::new(verdict, &message)?),
            _ => bail!("`verdict` and `message` are both needed; `taut expect --update` writes them"),
        };
        let day = |text: String| {
            NaiveDate::parse_from_str(&text, "%Y-%m-%d")
                .map_err(|_| anyhow!("`until` is \"{text}\"; write a day as \"2027-06-30\""))
        };
        let glob = |When { version }| {
            let glob = Glob::new(&version).with_context(|| format!("`version` is \"{version}\""))?;
            anyhow::Ok(glob.compile_matcher())
        };
        Ok(Self {
            pattern: Pattern::new(&case)?,
            pin,
            known: Known { kind, reason, issue },
            until: until.map(day).transpose()?,
            version: when.map(glob).transpose()?,
        })
    }

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
            (format!("{pinned}reason = \" \""), "entry 1 (case = \"pebble/open/a\"): `reason` is empty"),
            (format!("{pinned}reason = \"D1\"\nuntil = \"soon\""), "write a day as \"2027-06-30\""),
            (format!("{pinned}reason = \"D1\"\nwhen = {{ os = \"linux\" }}"), "unknown field `os`"),
            (format!("{pinned}reason = \"D1\"\nwhen = {{ version = \"[\" }}"), "`version` is \"[\""),
            ("verdict = \"error\"\nreason = \"D1\"".to_owned(), "`verdict` and `message` are both needed"),
            (format!("{pinned}reason = \"?\"\nkind = \"disputed\""), "leave out `verdict` and `message`"),
            ("reason = \"?\"\nkind = \"disputed\"".to_owned(), "say where the case is disputed"),
            ("reason = \"D1\"\nmesage = \"\"".to_owned(), "unknown field `mesage`"),
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
}
