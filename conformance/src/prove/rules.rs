//! The rules that can be switched off: those that a check or a fault in the reference names.
//!
//! They are read from the sources that this program was built from, as `taut trace` reads them from a checkout. So
//! nobody lists them, and what is switched off is what this very program contains.

use std::collections::BTreeMap;

use include_dir::{Dir, DirEntry, include_dir};

use crate::model::operation::Protocol;
use crate::model::suite::Suite;
use crate::spec;
use crate::trace::citation::{self, Form};

static REFERENCE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../reference");

/// A rule that `taut reference --without` switches off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Switch {
    /// `SP-OPEN-2`
    pub(crate) rule: String,
    pub(crate) kind: Kind,
}

/// What happens when it is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A check passes whatever it is given.
    Check,
    /// The mistake that is written there is made.
    Fault,
}

/// The rules of these protocols, in the order of their chapters.
pub(crate) fn switches(suite: &Suite) -> Vec<Switch> {
    let prefixes: Vec<&str> = suite.protocols.iter().map(|one| one.protocol.prefix.as_str()).collect();
    let mut found: BTreeMap<String, Kind> = BTreeMap::new();
    for (path, text) in sources() {
        for citation in citation::in_text(path, text, &prefixes) {
            let kind = match citation.form {
                Form::Fault => Kind::Fault,
                Form::Require => Kind::Check,
                Form::Comment | Form::ModuleHead | Form::Other => continue,
            };
            let known = found.entry(citation.rule).or_insert(kind);
            *known = kind.min(*known);
        }
    }
    let place = |switch: &Switch| {
        let protocol = suite.protocols.iter().position(|one| switch.is_of(&one.protocol));
        (protocol, spec::rule(&switch.rule).map_or(usize::MAX, |rule| rule.line))
    };
    let mut switches: Vec<Switch> = found.into_iter().map(|(rule, kind)| Switch { rule, kind }).collect();
    switches.sort_by_cached_key(place);
    switches
}

/// The files `*/src/**/*.rs`.
fn sources() -> Vec<(&'static std::path::Path, &'static str)> {
    let mut found = Vec::new();
    let crates = REFERENCE.dirs();
    let mut folders: Vec<&Dir<'static>> =
        crates.filter_map(|dir| dir.get_dir(dir.path().join("src"))).collect();
    while let Some(folder) = folders.pop() {
        for entry in folder.entries() {
            match entry {
                DirEntry::Dir(dir) => folders.push(dir),
                DirEntry::File(file) if file.path().extension().is_some_and(|end| end == "rs") => {
                    found.extend(file.contents_utf8().map(|text| (file.path(), text)));
                }
                DirEntry::File(_) => {}
            }
        }
    }
    found
}

impl Switch {
    /// Whether the rule is one of this protocol.
    pub(crate) fn is_of(&self, protocol: &Protocol) -> bool {
        self.rule.split('-').next() == Some(protocol.prefix.as_str())
    }
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Fault => "fault",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_protocol_with_a_reference_has_checks_and_every_one_is_a_rule() {
        let suite = Suite::embedded(&[]).unwrap();
        let switches = switches(&suite);
        for one in &suite.protocols {
            let number = switches.iter().filter(|switch| switch.is_of(&one.protocol)).count();
            assert!(number > 5, "{}: {number}", one.protocol.protocol);
        }
        for Switch { rule, .. } in &switches {
            assert!(spec::rule(rule).is_some(), "{rule} stands in no chapter");
        }
    }

    #[test]
    fn checks_and_faults_are_told_apart_and_stand_in_the_order_of_the_chapter() {
        let suite = Suite::embedded(&["stringphone".to_owned()]).unwrap();
        let switches = switches(&suite);
        let at = |rule: &str| switches.iter().position(|switch| switch.rule == rule).unwrap();
        assert_eq!(switches[at("SP-OPEN-10")].kind, Kind::Check);
        assert_eq!(switches[at("SP-SEAL-2")].kind, Kind::Fault);
        assert!(at("SP-OPEN-2") < at("SP-OPEN-10"));
    }
}
