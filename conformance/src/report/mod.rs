//! Reports: each one follows the event stream of a run and nothing else.
//!
//! | Module | What it writes |
//! |---|---|
//! | [`human`] | what a person reads |
//! | [`events`] | the stream itself, one JSON object a line |
//! | [`json`] | one JSON document |
//! | [`junit`] | JUnit XML, for CI servers |
//! | [`stream`] | (reads what `events` wrote) |
//! | [`findings`] | weaknesses, worst first; made from the results at the end |

pub(crate) mod events;
pub(crate) mod findings;
pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod junit;
pub(crate) mod page;
pub(crate) mod paint;
pub(crate) mod rules;
#[cfg(test)]
mod sample;
pub(crate) mod stream;

use std::io;

use crate::event::Event;

/// Something that follows a run.
pub(crate) trait Report {
    /// Takes one event, in the order things happened.
    fn event(&mut self, event: &Event) -> io::Result<()>;

    /// The run is over; `failure` says why there is no verdict, if there is none.
    fn finish(&mut self, failure: Option<&str>) -> io::Result<()>;
}
