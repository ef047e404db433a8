//! An event stream that was written before: read again, and brought to an end when it was cut off.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::engine::SetupError;
use crate::event::{CaseResult, End, Event, Start, Totals, Verdict};

/// Exit status of a run that did not come to its end.
const CUT_OFF: u8 = 3;
const NO_VERDICT: &str = "the event stream was cut off before its verdict";

/// Reads a stream. One that was cut off is given the verdict `not-run` for every case that has none, and an end.
///
/// # Errors
/// When a line is no event, or the run never began.
pub(crate) fn read(input: impl BufRead, name: &str) -> Result<Vec<Event>> {
    let mut events = Vec::new();
    let mut lines = lines(input, name)?.into_iter().enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        match crate::json::from_slice::<Event>(&line) {
            Ok(event) => events.push(event),
            // What was being written when it was cut off.
            Err(why) if lines.peek().is_none() && why.is_eof() => {}
            Err(why) => bail!("{name} line {}: no event of `taut run --events`: {why}", index + 1),
        }
    }
    let ending = match (events.first(), events.last()) {
        (Some(Event::Start(_)), Some(Event::End(_))) => Vec::new(),
        (Some(Event::Start(start)), _) => ending(start, &events),
        _ => {
            let message = format!(
                "{name} does not begin with the event `start`: the run was not set up, or this is no event stream"
            );
            bail!(SetupError { message });
        }
    };
    events.extend(ending);
    Ok(events)
}

fn lines(mut input: impl BufRead, name: &str) -> Result<Vec<Vec<u8>>> {
    let mut lines = Vec::new();
    loop {
        let mut line = Vec::new();
        if input.read_until(b'\n', &mut line).with_context(|| format!("cannot read {name}"))? == 0 {
            return Ok(lines);
        }
        lines.push(line);
    }
}

/// What is missing.
fn ending(start: &Start, events: &[Event]) -> Vec<Event> {
    let results: Vec<&CaseResult> = events
        .iter()
        .filter_map(|event| match event {
            Event::Case(result) => Some(&**result),
            _ => None,
        })
        .collect();
    let done: BTreeSet<&str> = results.iter().map(|result| result.id.as_str()).collect();
    let missing = start.cases.iter().filter(|id| !done.contains(id.as_str())).filter_map(|id| {
        let protocol = id.split('/').next();
        let event = json!({"event": "case", "id": id, "protocol": protocol, "verdict": Verdict::NotRun,
                           "reason": NO_VERDICT, "micros": 0});
        serde_json::from_value(event).ok()
    });
    let stopped = format!(
        "the event stream is cut off: {} of {} cases have a verdict",
        done.len(),
        start.selected.values().sum::<usize>()
    );
    let end = End { totals: totals(start, &results), stopped: Some(stopped), exit: CUT_OFF };
    missing.chain([Event::End(end)]).collect()
}

fn totals(start: &Start, results: &[&CaseResult]) -> Vec<Totals> {
    let mut rows: BTreeMap<&str, Totals> = BTreeMap::new();
    for (protocol, selected) in &start.selected {
        let (selected, not_run) = (*selected, *selected);
        rows.insert(protocol, Totals { protocol: protocol.clone(), selected, not_run, ..Totals::default() });
    }
    for result in results {
        let Some(row) = rows.get_mut(result.protocol.as_str()) else { continue };
        let counter = match result.verdict {
            Verdict::NotRun => continue,
            Verdict::NotOffered => &mut row.not_offered,
            _ if result.differs() => &mut row.differ,
            _ => &mut row.as_expected,
        };
        *counter += 1;
        row.not_run = row.not_run.saturating_sub(1);
        row.known += usize::from(!result.known.is_empty());
        row.findings += usize::from(!result.findings.is_empty());
        row.millis = row.millis.saturating_add(result.micros / 1000);
    }
    rows.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn written(events: &[Event]) -> String {
        events.iter().map(|event| serde_json::to_string(event).unwrap() + "\n").collect()
    }

    fn again(text: &str) -> Result<Vec<Event>> {
        read(text.as_bytes(), "run.jsonl")
    }

    #[test]
    fn a_whole_stream_is_read_as_it_was_written() {
        let text = written(&sample::events());
        assert_eq!(written(&again(&text).unwrap()), text);
    }

    #[test]
    fn a_stream_may_be_cut_off_at_every_byte() {
        let text = written(&sample::events());
        let first = text.find('\n').unwrap();
        let selected = sample::suite().cases().count();
        for cut in first..text.len() - 1 {
            let Some(part) = text.get(..cut) else { continue };
            let events = again(part).unwrap();
            let verdicts = events.iter().filter(|event| matches!(event, Event::Case(_))).count();
            assert_eq!(verdicts, selected, "at byte {cut}");
            let Some(Event::End(end)) = events.last() else { panic!("no end at byte {cut}") };
            let sum =
                |totals: &Totals| totals.as_expected + totals.differ + totals.not_offered + totals.not_run;
            assert_eq!((end.totals.iter().map(sum).sum::<usize>(), end.exit), (selected, 3));
        }
    }

    #[test]
    fn what_is_no_stream_is_refused() {
        let text = written(&sample::events());
        for (text, part) in [
            (String::new(), "does not begin with the event `start`"),
            ("{\"event\":\"sta".to_owned(), "does not begin with the event `start`"),
            (format!("oops\n{text}"), "run.jsonl line 1: no event"),
            ("{\"start\":null}\n".to_owned(), "run.jsonl line 1: no event"),
        ] {
            let why = again(&text).unwrap_err().to_string();
            assert!(why.contains(part), "{why}");
        }
    }
}
