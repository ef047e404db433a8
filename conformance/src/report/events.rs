//! The event stream as JSON lines: what is written is valid, however the run ends.

use std::io::{self, Write};

use super::Report;
use crate::event::Event;

/// Writes each event at once.
#[derive(Debug)]
pub(crate) struct EventLog<W>(pub(crate) W);

impl<W: Write> Report for EventLog<W> {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        let mut line = serde_json::to_vec(event)?;
        line.push(b'\n');
        self.0.write_all(&line)?;
        self.0.flush()
    }

    fn finish(&mut self, _failure: Option<&str>) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_line_is_an_event() {
        let mut out = Vec::new();
        let mut log = EventLog(&mut out);
        let events = sample::events();
        for event in &events {
            log.event(event).unwrap();
        }
        log.finish(None).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), events.len());
        for line in text.lines() {
            let again: Event = serde_json::from_str(line).unwrap();
            assert_eq!(serde_json::to_string(&again).unwrap(), line);
        }
    }
}
