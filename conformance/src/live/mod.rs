//! Actors that the runner plays itself, on sockets of the loopback interface: `raw` and `http`
//! (`spec/cases.md`, sections 6.5 and 6.6).
//!
//! | Module | What |
//! |---|---|
//! | [`stage`] | the built-in actors of one session, on a thread of their own |
//! | [`raw`] | TCP and UDP sockets |
//! | [`http`] | a scripted server |
//! | [`service`] | what may stand behind it instead of a script |
//! | [`dweet`] | the service of dweeter |
//! | [`patience`] | every wait, with its end |
//! | [`pieces`] | split writes |
//! | [`outcome`] | hex, and what an operation came to |

mod dweet;
mod http;
mod outcome;
mod patience;
mod pieces;
mod raw;
mod service;
mod stage;

use std::sync::LazyLock;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

pub(crate) use self::service::names as services;
pub(crate) use self::stage::{Command, Stage};
use crate::model::operation::{Operation, Protocol};

/// The longest time that an operation may be told to wait or to take: below the deadline of live operations.
pub(crate) const LONGEST_MS: u64 = 20_000;

/// The operations of built-in actors, declared as those of a protocol are.
static BUILT_IN: LazyLock<[Protocol; 2]> = LazyLock::new(|| {
    [include_str!("raw.json"), include_str!("http.json")]
        .map(|text| serde_json::from_str(text).expect("a test reads both declarations"))
});

/// Lets this process, and those that it starts, have as many sockets as the machine gives: in a case there may be a
/// thousand connections, and each has two ends.
pub(crate) fn allow_sockets() {
    let limit = getrlimit(Resource::Nofile);
    // Where it is refused, the usual number has to do.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}

/// The declarations of `raw` and `http`.
pub(crate) fn protocols() -> &'static [Protocol] {
    &*BUILT_IN
}

/// Whether this is the declaration of a built-in actor.
pub(crate) fn is_one(protocol: &Protocol) -> bool {
    protocols().iter().any(|one| one.protocol == protocol.protocol)
}

/// The built-in operation of this name.
pub(crate) fn operation(name: &str) -> Option<(&'static Protocol, &'static Operation)> {
    protocols().iter().find_map(|protocol| Some((protocol, protocol.operation(name)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_operation_and_member_stands_in_the_specification() {
        let text = taut_vectors::SPEC.get_file("cases.md").unwrap().contents_utf8().unwrap();
        for operation in protocols().iter().flat_map(|protocol| &protocol.operations) {
            let row = text.lines().find(|line| line.starts_with(&format!("| `{}` |", operation.name)));
            let row = row.unwrap_or_else(|| panic!("{} has no row in cases.md", operation.name));
            for member in operation.input.iter().chain(&operation.out) {
                assert!(row.contains(&format!("`{}`", member.name)), "{}: {}", operation.name, member.name);
            }
        }
        for code in protocols().iter().flat_map(|protocol| &protocol.codes) {
            assert!(text.contains(&format!("| `{}` |", code.code)), "{} is not explained", code.code);
        }
    }
}
