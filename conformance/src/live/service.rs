//! Services: a function from request to answer, with state, that stands behind the `http` actor instead of a script.
//!
//! A service knows a protocol, so it lives in the crate of that protocol, without input or output; here it only has
//! its name.

use super::dweet;
use super::http::{Answer, Request};

/// What answers requests for which no answer was scripted.
pub(super) trait Service: Send {
    /// The answer; `now` is Unix milliseconds.
    fn answer(&mut self, request: &Request, now: i64) -> Answer;
}

/// A service by its name.
struct Entry {
    name: &'static str,
    /// In its first state.
    make: fn() -> Box<dyn Service>,
}

const SERVICES: &[Entry] = &[
    Entry { name: "dweeter", make: dweet::make },
    #[cfg(test)]
    Entry { name: "toy", make: toy::make },
];

/// A new service of this name.
pub(super) fn find(name: &str) -> Option<Box<dyn Service>> {
    SERVICES.iter().find(|entry| entry.name == name).map(|entry| (entry.make)())
}

/// The names that `http.listen` takes.
pub(crate) fn names() -> Vec<&'static str> {
    SERVICES.iter().map(|entry| entry.name).collect()
}

#[cfg(test)]
mod toy {
    use super::{Answer, Request, Service};

    /// Answers with the bodies it was sent so far, and the time.
    struct Toy(Vec<u8>);

    impl Service for Toy {
        fn answer(&mut self, request: &Request, now: i64) -> Answer {
            self.0.extend(&request.body);
            let time = now.to_string().into_bytes();
            Answer::plain(200, None, [self.0.as_slice(), &time].concat())
        }
    }

    pub(super) fn make() -> Box<dyn Service> {
        Box::new(Toy(Vec::new()))
    }
}
