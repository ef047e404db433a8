//! Which difference an entry names: a symptom, or how one begins.

use std::fmt;

use anyhow::{Result, bail};

use crate::event::Verdict;
use crate::select::word;
use crate::symptom::{MORE, Symptom, normal};

/// A symptom whose message may leave its end open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pin(Symptom);

impl Pin {
    /// # Errors
    /// When there can be no such difference.
    pub(super) fn new(verdict: Verdict, message: &str) -> Result<Self> {
        if !verdict.is_difference() {
            bail!("`{}` is no difference, so there is nothing to expect", word(&verdict));
        }
        if message.strip_suffix(MORE).is_some_and(|start| start.trim().is_empty()) {
            bail!("`message` leaves everything open; write how it begins");
        }
        Ok(Self(Symptom { verdict, message: normal(message) }))
    }

    /// Whether a derived variant shows it, and not the case itself.
    pub(super) fn is_derived(&self) -> bool {
        self.0.is_derived()
    }

    /// Whether this very difference is meant.
    pub(super) fn fits(&self, symptom: &Symptom) -> bool {
        let same = match self.0.message.strip_suffix(MORE) {
            Some(start) => symptom.message.starts_with(start),
            None => symptom.message == self.0.message,
        };
        self.0.verdict == symptom.verdict && same
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_dots_leave_the_rest_open() {
        let message = "CryptoError: Decryption failed".to_owned();
        let symptom = Symptom { verdict: Verdict::Error, message };
        let pin = |verdict, message: &str| Pin::new(verdict, message).unwrap();
        assert!(pin(Verdict::Error, "CryptoError:  Decryption failed").fits(&symptom));
        assert!(pin(Verdict::Error, "CryptoError: ...").fits(&symptom));
        assert!(!pin(Verdict::Error, "CryptoError: ").fits(&symptom));
        assert!(!pin(Verdict::Crash, "CryptoError: ...").fits(&symptom));
        assert!(Pin::new(Verdict::Error, " ...").is_err());
        assert!(Pin::new(Verdict::NotOffered, "x").is_err());
    }
}
