//! One JSON document for the whole run.

use std::io::{self, Write};

use serde::Serialize;

use super::Report;
use crate::event::{CaseResult, Changes, End, Event, Start};

/// Collects the run and writes it at the end, cases sorted by ID.
#[derive(Debug)]
pub(crate) struct JsonReport<W> {
    out: W,
    document: Document,
}

#[derive(Debug, Default, Serialize)]
struct Document {
    start: Option<Start>,
    cases: Vec<CaseResult>,
    notes: Vec<String>,
    /// Why the run fails although no verdict says so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    complaints: Vec<String>,
    /// What has changed since the run of `--baseline`.
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<Changes>,
    end: Option<End>,
    /// Why there is no verdict.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
}

impl<W: Write> JsonReport<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { out, document: Document::default() }
    }
}

impl<W: Write> Report for JsonReport<W> {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        match event.clone() {
            // Each of them has its result.
            Event::Start(start) => self.document.start = Some(Start { cases: Vec::new(), ..*start }),
            Event::Case(result) => self.document.cases.push(*result),
            Event::Note { text } => self.document.notes.push(text),
            Event::Complaint { text } => self.document.complaints.push(text),
            Event::Baseline(changes) => self.document.baseline = Some(changes),
            Event::End(end) => self.document.end = Some(end),
        }
        Ok(())
    }

    fn finish(&mut self, failure: Option<&str>) -> io::Result<()> {
        self.document.failure = failure.map(str::to_owned);
        self.document.cases.sort_by(|left, right| left.id.cmp(&right.id));
        serde_json::to_writer_pretty(&mut self.out, &self.document)?;
        self.out.write_all(b"\n")?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn document() {
        let mut out = Vec::new();
        sample::play(&mut JsonReport::new(&mut out));
        insta::assert_snapshot!(String::from_utf8(out).unwrap());
    }

    #[test]
    fn failed_set_up() {
        let mut out = Vec::new();
        JsonReport::new(&mut out).finish(Some("it never said hello")).unwrap();
        let document: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(document["failure"], "it never said hello");
        assert_eq!(document["end"], serde_json::Value::Null);
    }
}
