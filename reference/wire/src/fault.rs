//! The switch that turns rules off, to show that the cases notice.
//!
//! It exists only under the feature `faults` *and* `--cfg taut_faults`, which no build outside of this repository sets:
//! a feature alone could be switched on by any crate in a dependency graph. Everywhere else every rule holds, and
//! the compiler removes the question.

use core::error::Error;
use core::fmt;

/// Why no rule was switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SwitchError {
    /// Rules were switched off before; a process does it once.
    AlreadySet,
    /// This build keeps every rule.
    NotBuiltIn,
}

impl fmt::Display for SwitchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AlreadySet => "rules are switched off once, when the process starts",
            Self::NotBuiltIn => {
                "this build cannot switch rules off; build inside the repository, with the feature `faults`"
            }
        })
    }
}

impl Error for SwitchError {}

/// Switches off, for the life of the process, the rules with these IDs (`SP-OPEN-2`).
///
/// # Errors
/// When it was called before, or the build keeps every rule.
pub fn switch_off(rules: &[String]) -> Result<(), SwitchError> {
    switch::set(rules)
}

/// Whether the rule with this identifier (`SP_OPEN_2`) is switched off.
#[inline]
#[must_use]
pub fn is_off(rule: &str) -> bool {
    switch::is_off(rule)
}

#[cfg(all(feature = "faults", taut_faults))]
mod switch {
    use std::sync::OnceLock;

    use super::SwitchError;

    /// Identifiers, as the checks write them, so that a check compares without making a string.
    static OFF: OnceLock<Vec<String>> = OnceLock::new();

    pub(super) fn set(rules: &[String]) -> Result<(), SwitchError> {
        let identifiers = rules.iter().map(|rule| rule.replace('-', "_")).collect();
        OFF.set(identifiers).map_err(|_| SwitchError::AlreadySet)
    }

    pub(super) fn is_off(rule: &str) -> bool {
        OFF.get().is_some_and(|off| off.iter().any(|identifier| identifier == rule))
    }
}

#[cfg(not(all(feature = "faults", taut_faults)))]
mod switch {
    use super::SwitchError;

    pub(super) const fn set(_rules: &[String]) -> Result<(), SwitchError> {
        Err(SwitchError::NotBuiltIn)
    }

    #[inline]
    pub(super) const fn is_off(_rule: &str) -> bool {
        false
    }
}
