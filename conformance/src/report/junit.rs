//! JUnit XML: a suite per protocol, a test case per case.
//!
//! | Verdict | JUnit |
//! |---|---|
//! | differs | failure |
//! | error, protocol-violation, timeout, crash | error |
//! | not-offered, not-run, any difference that is known | skipped |
//!
//! A complaint is a failure of the test case `expectations`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report as Document, TestCase, TestCaseStatus, TestSuite};

use super::{Report, rules};
use crate::event::{CaseResult, Event, Verdict};
use crate::select::word;

/// Collects the run and writes it at the end, cases sorted by ID.
#[derive(Debug)]
pub(crate) struct JunitReport<W> {
    out: W,
    name: String,
    protocols: BTreeMap<String, Vec<CaseResult>>,
    complaints: Vec<String>,
}

impl<W: Write> JunitReport<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { out, name: "taut".to_owned(), protocols: BTreeMap::new(), complaints: Vec::new() }
    }
}

impl<W: Write> Report for JunitReport<W> {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        match event {
            Event::Start(start) => self.name = format!("taut {}", start.hello.name),
            Event::Case(result) => {
                self.protocols.entry(result.protocol.clone()).or_default().push((**result).clone());
            }
            Event::Complaint { text } => self.complaints.push(text.clone()),
            Event::Note { .. } | Event::Baseline(_) | Event::End(_) => {}
        }
        Ok(())
    }

    fn finish(&mut self, failure: Option<&str>) -> io::Result<()> {
        let mut document = Document::new(self.name.clone());
        for (protocol, results) in &mut self.protocols {
            results.sort_by(|left, right| left.id.cmp(&right.id));
            let mut suite = TestSuite::new(protocol.clone());
            suite.add_test_cases(results.iter().map(test_case));
            document.add_test_suite(suite);
        }
        if let Some(why) = failure {
            document.add_test_suite(own_suite("set-up", NonSuccessKind::Error, why));
        }
        if !self.complaints.is_empty() {
            let why = self.complaints.join("\n");
            document.add_test_suite(own_suite("expectations", NonSuccessKind::Failure, &why));
        }
        let text = document.to_string().map_err(io::Error::other)?;
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }
}

/// What concerns the run and no case.
fn own_suite(name: &str, kind: NonSuccessKind, why: &str) -> TestSuite {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_message(why).set_type(name);
    let mut suite = TestSuite::new("taut");
    suite.add_test_case(TestCase::new(name, status));
    suite
}

fn test_case(result: &CaseResult) -> TestCase {
    let mut case = TestCase::new(result.id.clone(), status(result));
    let group: Vec<&str> = result.id.split('/').take(2).collect();
    case.set_classname(group.join(".")).set_time(Duration::from_micros(result.micros));
    for finding in &result.findings {
        case.add_property((format!("choice {}", finding.choice), finding.answer.clone()));
    }
    case
}

fn status(result: &CaseResult) -> TestCaseStatus {
    if let Some(first) = result.known.first() {
        let reasons: Vec<&str> = result.known.iter().map(|known| known.reason.as_str()).collect();
        let mut status = TestCaseStatus::skipped();
        status
            .set_type(word(&first.kind))
            .set_message(reasons.join("; "))
            .set_description(description(result));
        return status;
    }
    let mut status = match result.verdict {
        Verdict::AsExpected => return TestCaseStatus::success(),
        Verdict::NotOffered | Verdict::NotRun => TestCaseStatus::skipped(),
        Verdict::Differs => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Verdict::Error
        | Verdict::ProtocolViolation
        | Verdict::Timeout
        | Verdict::Crash
        | Verdict::CrashOnlyTogether => TestCaseStatus::non_success(NonSuccessKind::Error),
    };
    status.set_type(word(&result.verdict)).set_message(result.reason.clone());
    let description = description(result);
    if !description.is_empty() {
        status.set_description(description);
    }
    status
}

fn description(result: &CaseResult) -> String {
    let mut lines = Vec::new();
    let outcomes = [("expected", &result.expected), ("actual", &result.actual)];
    lines.extend(
        outcomes.iter().filter_map(|(name, value)| value.as_ref().map(|value| format!("{name}: {value}"))),
    );
    lines.extend(result.detail.as_ref().map(|detail| format!("adapter: {detail}")));
    if result.verdict.is_difference() {
        lines.extend(result.rules.iter().map(|rule| rules::line(rule)));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Known, KnownKind};
    use crate::report::sample;

    #[test]
    fn known_differences_are_skipped_and_complaints_fail() {
        let known = Known { kind: KnownKind::Flaky, reason: "D1: it is slow".to_owned(), issue: None };
        let text = written(|report| {
            let mut crash = sample::results().remove(5);
            crash.known = vec![known];
            report.event(&Event::Case(Box::new(crash))).unwrap();
            report.event(&Event::Complaint { text: "entry 1 expired".to_owned() }).unwrap();
            report.finish(None).unwrap();
        });
        assert!(text.contains(r#"<skipped message="D1: it is slow" type="flaky">"#), "{text}");
        assert!(text.contains(r#"<failure message="entry 1 expired" type="expectations""#), "{text}");
    }

    /// The document, without its random identifiers.
    fn written(play: impl FnOnce(&mut JunitReport<&mut Vec<u8>>)) -> String {
        let mut out = Vec::new();
        play(&mut JunitReport::new(&mut out));
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn document() {
        insta::assert_snapshot!(written(|report| sample::play(report)));
    }

    #[test]
    fn failed_set_up() {
        let text = written(|report| report.finish(Some("it never said hello")).unwrap());
        assert!(text.contains(r#"<error message="it never said hello" type="set-up""#), "{text}");
    }
}
