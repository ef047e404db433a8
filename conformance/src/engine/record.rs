//! The verdicts of a run: one event for each case, and the totals.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::script::Script;
use super::session;
use crate::event::{CaseResult, End, Event, Totals, Verdict};

/// Takes verdicts, each case once.
pub(crate) struct Record<'s, 'a> {
    scripts: &'s [Script<'a>],
    strict: bool,
    done: Vec<bool>,
    rows: Vec<Row>,
    by_protocol: BTreeMap<&'s str, usize>,
    differences: usize,
    sink: &'s mut dyn FnMut(Event),
}

#[derive(Default)]
struct Row {
    totals: Totals,
    first: Option<Instant>,
    last: Option<Instant>,
}

impl<'s, 'a> Record<'s, 'a> {
    /// `protocols` gives the order of the totals.
    pub(crate) fn new<'n>(
        scripts: &'s [Script<'a>],
        protocols: impl Iterator<Item = &'n str>,
        strict: bool,
        sink: &'s mut dyn FnMut(Event),
    ) -> Self {
        let mut seen = BTreeSet::new();
        let mut by_protocol = BTreeMap::new();
        let mut rows = Vec::new();
        for protocol in protocols.filter(|protocol| seen.insert(*protocol)) {
            let mut selected = scripts.iter().filter(|script| script.protocol == protocol);
            let count = selected.clone().count();
            if let Some(script) = selected.next() {
                by_protocol.insert(script.protocol, rows.len());
                let totals = Totals { protocol: protocol.to_owned(), selected: count, ..Totals::default() };
                rows.push(Row { totals, first: None, last: None });
            }
        }
        Self { scripts, strict, done: vec![false; scripts.len()], rows, by_protocol, differences: 0, sink }
    }

    /// Protocol -> number of selected cases.
    pub(crate) fn selected(&self) -> BTreeMap<String, usize> {
        self.rows.iter().map(|row| (row.totals.protocol.clone(), row.totals.selected)).collect()
    }

    /// Whether any case differs.
    pub(crate) fn differs(&self) -> bool {
        self.differences > 0
    }

    /// Passes on an event that is no verdict.
    pub(crate) fn send(&mut self, event: Event) {
        (self.sink)(event);
    }

    /// A case begins.
    pub(crate) fn begin(&mut self, case: usize, now: Instant) {
        if let Some(row) = self.row(case) {
            row.first.get_or_insert(now);
        }
    }

    /// A case has its verdict.
    pub(crate) fn verdict(&mut self, case: usize, mut result: Box<CaseResult>) {
        let Some(done) = self.done.get_mut(case) else { return };
        if std::mem::replace(done, true) {
            return;
        }
        let unwelcome = self.strict && result.verdict == Verdict::AsExpected && !result.findings.is_empty();
        if unwelcome {
            let list: Vec<_> =
                result.findings.iter().map(|one| format!("`{}` to `{}`", one.answer, one.choice)).collect();
            result.reason = format!("non-strict answer {} (--strict)", list.join(", "));
        }
        let difference = unwelcome || result.verdict.is_difference();
        self.differences += usize::from(difference);
        if let Some(row) = self.row(case) {
            row.last = Some(Instant::now());
            let totals = &mut row.totals;
            let counter = match result.verdict {
                _ if difference => &mut totals.differ,
                Verdict::NotOffered => &mut totals.not_offered,
                Verdict::NotRun => &mut totals.not_run,
                _ => &mut totals.as_expected,
            };
            *counter += 1;
            totals.findings += usize::from(!result.findings.is_empty());
        }
        (self.sink)(Event::Case(result));
    }

    /// Gives every case that has no verdict `not-run`, and ends the stream.
    pub(crate) fn end(mut self, stopped: Option<String>, exit: u8) -> End {
        let reason = stopped.as_deref().unwrap_or("the run ended before it");
        for (case, script) in self.scripts.iter().enumerate() {
            if self.done.get(case) == Some(&false) {
                self.verdict(case, Box::new(session::result(script, Verdict::NotRun, reason.to_owned())));
            }
        }
        let totals = self.rows.into_iter().map(Row::into_totals).collect();
        let end = End { totals, stopped, exit };
        (self.sink)(Event::End(end.clone()));
        end
    }

    fn row(&mut self, case: usize) -> Option<&mut Row> {
        let protocol = self.scripts.get(case)?.protocol;
        self.rows.get_mut(*self.by_protocol.get(protocol)?)
    }
}

impl Row {
    fn into_totals(self) -> Totals {
        let wall = self.first.zip(self.last).map(|(first, last)| last.saturating_duration_since(first));
        let millis = wall.map_or(0, |wall| u64::try_from(wall.as_millis()).unwrap_or(u64::MAX));
        Totals { millis, ..self.totals }
    }
}
