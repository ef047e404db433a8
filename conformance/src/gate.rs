//! Stands between the engine and the reports: what is known, what an earlier run had, and the exit status.

use std::mem;

use crate::baseline::Baseline;
use crate::event::{End, Event, Totals};
use crate::expect::judge::Judge;

/// Passes events on, changed by what is known.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    pub(crate) judge: Option<Judge>,
    pub(crate) baseline: Option<Baseline>,
    /// The exit status, once the run has ended.
    pub(crate) exit: Option<u8>,
}

impl Gate {
    /// Takes an event of the engine and gives `sink` what the reports shall see.
    pub(crate) fn pass(&mut self, mut event: Event, sink: &mut dyn FnMut(&Event)) {
        match &mut event {
            Event::Start(start) => {
                if let Some(judge) = &mut self.judge {
                    judge.start(&start.hello.version);
                }
            }
            Event::Case(result) => {
                if let Some(judge) = &mut self.judge {
                    judge.case(result);
                }
                if let Some(baseline) = &mut self.baseline {
                    baseline.case(result);
                }
            }
            Event::End(end) => self.end(end, sink),
            Event::Note { .. } | Event::Complaint { .. } | Event::Baseline(_) => {}
        }
        sink(&event);
    }

    fn end(&mut self, end: &mut End, sink: &mut dyn FnMut(&Event)) {
        let mut complaints = Vec::new();
        if let Some(judge) = &self.judge {
            end.totals.iter_mut().for_each(|totals| judge.recount(totals));
            complaints = judge.complaints(&end.totals);
        }
        let changes = mem::take(&mut self.baseline).map(Baseline::changes);
        let differs = |totals: &Totals| totals.differ > 0;
        let failed = match &changes {
            Some(changes) => !changes.newly_failing.is_empty(),
            None => end.totals.iter().any(differs),
        };
        // A run that stopped early has a reason for its status that is not in the verdicts.
        if end.exit <= 1 && end.stopped.is_none() {
            end.exit = u8::from(failed || !complaints.is_empty());
        }
        self.exit = Some(end.exit);
        changes.map(Event::Baseline).iter().for_each(&mut *sink);
        for text in complaints {
            sink(&Event::Complaint { text });
        }
    }
}
