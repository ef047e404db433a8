//! What a check found: where, what, and how to mend it.

use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// One mistake in the checkout.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Problem {
    /// Relative to the root of the checkout.
    pub(crate) file: PathBuf,
    /// Counted from 1; absent when the file as a whole is meant.
    pub(crate) line: Option<usize>,
    /// Case, rule or operation that is concerned, if one is.
    pub(crate) subject: Option<String>,
    /// Member or other part of the subject, such as `in.message`.
    pub(crate) member: Option<String>,
    pub(crate) what: String,
    pub(crate) mend: String,
}

impl Problem {
    pub(crate) fn new(file: &Path, what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            file: file.to_path_buf(),
            line: None,
            subject: None,
            member: None,
            what: what.into(),
            mend: mend.into(),
        }
    }

    pub(crate) fn line(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    pub(crate) fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        for part in [&self.subject, &self.member].into_iter().flatten() {
            write!(f, " {part}:")?;
        }
        write!(f, " {}; {}", self.what, self.mend)
    }
}

/// Writes all problems to standard error in file order, and how many there are; says whether there were none.
pub(crate) fn report(mut problems: Vec<Problem>) -> bool {
    problems.sort();
    problems.dedup();
    let mut lines: Vec<String> = problems.iter().map(|problem| format!("{problem}\n")).collect();
    match problems.len() {
        0 => {}
        1 => lines.push("1 problem\n".to_owned()),
        many => lines.push(format!("{many} problems\n")),
    }
    // Nobody may be there to read it; the exit status says it too.
    let _ = io::stderr().write_all(lines.concat().as_bytes());
    problems.is_empty()
}

/// The problems as they are printed, for tests.
#[cfg(test)]
pub(crate) fn listed(problems: &[Problem]) -> String {
    problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_where_what_and_how() {
        let mut problem =
            Problem::new(Path::new("vectors/x/open.json"), "odd number of digits", "write whole bytes")
                .line(12)
                .subject("x/open/plain");
        problem.member = Some("in.message".to_owned());
        assert_eq!(
            problem.to_string(),
            "vectors/x/open.json:12: x/open/plain: in.message: odd number of digits; write whole bytes"
        );
    }
}
