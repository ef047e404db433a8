//! What a person reads: what runs, each failure at once, known differences, findings, and a last line a protocol.
//!
//! | Module | What it writes |
//! |---|---|
//! | [`failure`] | the block of one failure |
//! | [`difference`] | where two values part |
//! | [`progress`] | a bar on a terminal, otherwise a line for each case file |

pub(crate) mod difference;
mod failure;
mod progress;

pub(crate) use failure::played;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::paint::Paint;
use super::{Report, rules};
use crate::event::{CaseResult, Changes, End, Event, Finding, Known, KnownKind, Start, Totals, Verdict};
use crate::model::case::Case;
use crate::model::suite::Suite;
use crate::select::word;
use progress::Progress;

/// How many case IDs a finding or a list names.
const IDS_SHOWN: usize = 3;
/// How many cases without a verdict are named.
const NOT_RUN_SHOWN: usize = 20;

/// What the report knows besides the events.
#[derive(Clone, Debug)]
pub(crate) struct Scene<'s> {
    pub(crate) suite: &'s Suite,
    /// The selected cases.
    pub(crate) cases: Vec<&'s Case>,
    pub(crate) repeat: Repeat,
    pub(crate) paint: Paint,
    /// Whether there is a terminal for a progress bar.
    pub(crate) bar: bool,
}

/// The command line that repeats one case.
#[derive(Clone, Debug, Default)]
pub(crate) struct Repeat {
    /// Flags that change how a run goes.
    pub(crate) flags: Vec<String>,
    /// The implementation: `-- CMD ...`; `--impl NAME` is a flag.
    pub(crate) command: Vec<String>,
}

impl Repeat {
    pub(crate) fn command(&self, case: &str) -> String {
        let head = ["taut", "run", "--case", case].into_iter();
        let words = head.chain(self.flags.iter().map(String::as_str));
        let mut line = join(words);
        if !self.command.is_empty() {
            line = format!("{line} -- {}", join(self.command.iter().map(String::as_str)));
        }
        line
    }
}

/// Words as a shell reads them back; only a word with a zero byte, which no program can be given, is left out.
fn join<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.filter_map(|word| shlex::try_quote(word).ok()).collect::<Vec<_>>().join(" ")
}

/// The report for people.
pub(crate) struct Human<'s, W> {
    out: W,
    scene: Scene<'s>,
    by_id: BTreeMap<&'s str, &'s Case>,
    progress: Progress,
    findings: BTreeMap<Finding, Vec<(String, Vec<String>)>>,
    not_offered: BTreeMap<String, Vec<String>>,
    not_run: Vec<String>,
    known: BTreeMap<Known, Vec<String>>,
    complaints: usize,
}

impl<'s, W: Write> Human<'s, W> {
    pub(crate) fn new(out: W, scene: Scene<'s>) -> Self {
        let by_id = scene.cases.iter().map(|case| (case.id.as_str(), *case)).collect();
        let progress = Progress::new(&scene);
        Self {
            out,
            scene,
            by_id,
            progress,
            findings: BTreeMap::new(),
            not_offered: BTreeMap::new(),
            not_run: Vec::new(),
            known: BTreeMap::new(),
            complaints: 0,
        }
    }

    fn start(&mut self, start: &Start) -> io::Result<()> {
        let hello = &start.hello;
        let mut numbers: Vec<_> =
            start.selected.iter().map(|(name, number)| format!("{name} {number}")).collect();
        if numbers.is_empty() {
            numbers.push("no".to_owned());
        }
        let who = format!("{} {} ({})", hello.name, hello.version, hello.language);
        let strict = if start.strict { ", strict" } else { "" };
        self.say(&format!(
            "taut {}: {} cases under {}; codes {}, draws {}, clock {}{strict}",
            start.taut,
            numbers.join(", "),
            self.scene.paint.bold(&who),
            hello.codes,
            hello.draws,
            hello.clock
        ))
    }

    fn case(&mut self, result: &CaseResult) -> io::Result<()> {
        for finding in &result.findings {
            let rows = self.findings.entry(finding.clone()).or_default();
            rows.push((result.id.clone(), result.rules.clone()));
        }
        if result.verdict == Verdict::NotOffered {
            self.not_offered.entry(result.reason.clone()).or_default().push(result.id.clone());
        }
        if result.verdict == Verdict::NotRun {
            self.not_run.push(result.id.clone());
        }
        for known in &result.known {
            self.known.entry(known.clone()).or_default().push(result.id.clone());
        }
        if result.known.is_empty() && result.verdict.is_difference() {
            let block = failure::block(result, self.by_id.get(result.id.as_str()).copied(), &self.scene);
            self.say(&block)?;
        }
        if let Some(line) = self.progress.case(result) {
            self.say(&line)?;
        }
        Ok(())
    }

    fn end(&mut self, end: &End) -> io::Result<()> {
        self.progress.clear();
        self.say_not_offered()?;
        self.say_known()?;
        self.say_findings()?;
        if !self.not_run.is_empty() {
            let ids = std::mem::take(&mut self.not_run);
            self.say(&format!("without a verdict: {}", first(&ids, NOT_RUN_SHOWN)))?;
        }
        if let Some(why) = &end.stopped {
            self.say(&format!("{}: {why}", self.scene.paint.bad("stopped early")))?;
        }
        for totals in &end.totals {
            let line = last_line(totals);
            let paint = self.scene.paint;
            self.say(&if totals.differ + totals.not_run + self.complaints == 0 {
                paint.good(&line)
            } else {
                paint.bad(&line)
            })?;
        }
        Ok(())
    }

    fn say_not_offered(&mut self) -> io::Result<()> {
        for (reason, ids) in std::mem::take(&mut self.not_offered) {
            self.say(&format!("not offered: {reason} ({}: {})", ids.len(), some(&ids)))?;
        }
        Ok(())
    }

    fn say_known(&mut self) -> io::Result<()> {
        if self.known.is_empty() {
            return Ok(());
        }
        self.say("\nKnown differences")?;
        for (Known { kind, reason, issue }, mut ids) in std::mem::take(&mut self.known) {
            ids.sort();
            let kind = if kind == KnownKind::Known { String::new() } else { format!("{}: ", word(&kind)) };
            let issue = issue.map(|issue| format!(", {issue}")).unwrap_or_default();
            self.say(&format!("  {kind}{reason}{issue} ({}: {})", ids.len(), some(&ids)))?;
        }
        self.say("")
    }

    fn say_changes(&mut self, changes: &Changes) -> io::Result<()> {
        let Changes { newly_failing, newly_passing, new, gone } = changes;
        self.say(&format!(
            "against the baseline: {} newly failing, {} newly passing, {} new, {} gone",
            newly_failing.len(),
            newly_passing.len(),
            new.len(),
            gone.len()
        ))?;
        for id in newly_failing {
            self.say(&format!("  {} {id}", self.scene.paint.bad("newly failing")))?;
        }
        for (what, ids) in [("newly passing", newly_passing), ("new", new), ("gone", gone)] {
            if !ids.is_empty() {
                self.say(&format!("  {what} {}", some(ids)))?;
            }
        }
        Ok(())
    }

    fn say_complaint(&mut self, text: &str) -> io::Result<()> {
        self.complaints += 1;
        self.say(&format!("{}: {text}", self.scene.paint.bad("error")))
    }

    fn say_findings(&mut self) -> io::Result<()> {
        if self.findings.is_empty() {
            return Ok(());
        }
        self.say("\nFindings: declared answers that are not the strict ones")?;
        for (finding, rows) in std::mem::take(&mut self.findings) {
            let Finding { choice, answer } = &finding;
            let ids: Vec<String> = rows.iter().map(|(id, _)| id.clone()).collect();
            let title = self.scene.paint.odd(&format!("{choice} = {answer}"));
            self.say(&format!("  {title}: {} cases ({})", rows.len(), some(&ids)))?;
            // Several protocols may have a choice of this name.
            let suite = self.scene.suite;
            let is_shown = |protocol: &str| ids.iter().any(|id| id.split('/').next() == Some(protocol));
            for suite in suite.protocols.iter().filter(|suite| is_shown(&suite.protocol.protocol)) {
                if let Some(known) = suite.protocol.choice(choice) {
                    self.say(&format!("    {} Seen in {}.", known.about, known.seen_in))?;
                }
            }
            for rule in rules_of(choice, &rows) {
                self.say(&format!("    {}", rules::line(&rule)))?;
            }
        }
        self.say("")
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        let out = &mut self.out;
        self.progress.suspend(|| writeln!(out, "{text}"))
    }
}

impl<W: Write> Report for Human<'_, W> {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        match event {
            Event::Start(start) => self.start(start),
            Event::Case(result) => self.case(result),
            Event::Note { text } => self.say(&format!("note: {text}")),
            Event::Complaint { text } => self.say_complaint(text),
            Event::Baseline(changes) => self.say_changes(changes),
            Event::End(end) => self.end(end),
        }
    }

    fn finish(&mut self, _failure: Option<&str>) -> io::Result<()> {
        self.progress.clear();
        self.out.flush()
    }
}

/// The rules that have the choice; all that the cases share when none does.
pub(crate) fn rules_of(choice: &str, rows: &[(String, Vec<String>)]) -> BTreeSet<String> {
    let cited: BTreeSet<String> = rows.iter().flat_map(|(_, rules)| rules.iter().cloned()).collect();
    let named: BTreeSet<String> =
        cited.iter().filter(|rule| rules::has_choice(rule, choice)).cloned().collect();
    if !named.is_empty() {
        return named;
    }
    cited.into_iter().filter(|rule| rows.iter().all(|(_, rules)| rules.contains(rule))).collect()
}

/// The first few IDs, and how many more there are.
pub(crate) fn some(ids: &[String]) -> String {
    first(ids, IDS_SHOWN)
}

fn first(ids: &[String], most: usize) -> String {
    let shown: Vec<&str> = ids.iter().take(most).map(String::as_str).collect();
    let more = ids.len().saturating_sub(most);
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

/// `stringphone: 312 cases, 310 as expected, 0 differ, 2 not offered, 4 findings (1.2 s)`
fn last_line(totals: &Totals) -> String {
    let Totals { protocol, selected, as_expected, differ, not_offered, not_run, known, findings, millis } =
        totals;
    let part =
        |number: &usize, what: &str| if *number == 0 { String::new() } else { format!(", {number} {what}") };
    let (not_run, known) = (part(not_run, "not run"), part(known, "known"));
    let (seconds, tenth) = (millis / 1000, millis % 1000 / 100);
    format!(
        "{protocol}: {selected} cases, {as_expected} as expected, {differ} differ, {not_offered} not offered, \
         {findings} findings{not_run}{known} ({seconds}.{tenth} s)"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn written(events: &[Event]) -> String {
        written_of(&sample::suite(), events)
    }

    fn written_of(suite: &Suite, events: &[Event]) -> String {
        let flags = vec!["--cases".to_owned(), "my cases".to_owned()];
        let command = vec!["python3".to_owned(), "it's.py".to_owned()];
        let scene = Scene {
            suite,
            cases: suite.cases().collect(),
            repeat: Repeat { flags, command },
            paint: Paint::plain(),
            bar: false,
        };
        let mut out = Vec::new();
        let mut human = Human::new(&mut out, scene);
        for event in events {
            human.event(event).unwrap();
        }
        human.finish(None).unwrap();
        drop(human);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn whole_run() {
        insta::assert_snapshot!(written(&sample::events()));
    }

    #[test]
    fn a_choice_is_explained_by_the_protocol_of_its_cases() {
        let mut suite = sample::suite();
        let mut other = suite.protocols[0].clone();
        other.protocol.protocol = "limpet".to_owned();
        other.protocol.choices[0].about = "Whether it sticks.".to_owned();
        other.files.clear();
        suite.protocols.insert(0, other);
        assert_eq!(written_of(&suite, &sample::events()), written(&sample::events()));
    }

    #[test]
    fn known_differences_are_listed_and_not_shown_as_failures() {
        let mut forged = sample::results().remove(1);
        let reason = "D1: unverified".to_owned();
        forged.known = vec![Known { kind: KnownKind::Disputed, reason, issue: Some("issue 7".to_owned()) }];
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let changes = Changes {
            newly_failing: words(&["a", "b", "c", "d"]),
            new: words(&["e", "f", "g", "h"]),
            ..Changes::default()
        };
        let end = End { totals: Vec::new(), stopped: None, exit: 1 };
        let text = written(&[
            Event::Case(Box::new(forged)),
            Event::Baseline(changes),
            Event::Complaint { text: "entry 1 expired".to_owned() },
            Event::End(end),
        ]);
        let expected = "against the baseline: 4 newly failing, 0 newly passing, 4 new, 0 gone\n  \
            newly failing a\n  newly failing b\n  newly failing c\n  newly failing d\n  \
            new e, f, g and 1 more\nerror: entry 1 expired\n\nKnown differences\n  \
            disputed: D1: unverified, issue 7 (1: pebble/open/forged)\n\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn last_line_has_its_form() {
        let totals = Totals {
            protocol: "stringphone".to_owned(),
            selected: 312,
            as_expected: 310,
            not_offered: 2,
            findings: 4,
            millis: 1234,
            ..Totals::default()
        };
        let line = "stringphone: 312 cases, 310 as expected, 0 differ, 2 not offered, 4 findings (1.2 s)";
        assert_eq!(last_line(&totals), line);
        let line = line.replace("findings", "findings, 7 known");
        assert_eq!(last_line(&Totals { known: 7, ..totals }), line);
    }

    #[test]
    fn the_repeated_command_is_quoted() {
        let repeat = Repeat {
            flags: vec!["--strict".to_owned()],
            command: vec!["my adapter".to_owned(), "$x".to_owned()],
        };
        assert_eq!(repeat.command("a/b/c"), "taut run --case a/b/c --strict -- 'my adapter' '$x'");
    }
}
