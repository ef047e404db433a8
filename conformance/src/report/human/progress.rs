//! How far the run is: a bar on a terminal, otherwise a line for each case file that is done.

use std::collections::HashMap;
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};

use super::Scene;
use crate::event::{CaseResult, Verdict};

/// Counts what is done.
#[derive(Debug)]
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    /// ID of a case -> index of its file.
    file_of: HashMap<String, usize>,
    files: Vec<(String, Count)>,
    differ: u64,
}

#[derive(Debug, Default)]
struct Count {
    selected: usize,
    as_expected: usize,
    known: usize,
    differ: usize,
    not_offered: usize,
    not_run: usize,
}

impl Count {
    fn add(&mut self, result: &CaseResult) {
        match result.verdict {
            _ if !result.known.is_empty() => {
                self.as_expected += 1;
                self.known += 1;
            }
            Verdict::AsExpected => self.as_expected += 1,
            Verdict::NotOffered => self.not_offered += 1,
            Verdict::NotRun => self.not_run += 1,
            _ => self.differ += 1,
        }
    }

    fn is_complete(&self) -> bool {
        self.as_expected + self.differ + self.not_offered + self.not_run == self.selected
    }

    fn line(&self, file: &str) -> String {
        let others = [
            (self.differ, "differ"),
            (self.not_offered, "not offered"),
            (self.not_run, "not run"),
            (self.known, "known"),
        ];
        let others = others.iter().filter(|(number, _)| *number > 0);
        let others = others.map(|(number, what)| format!(", {number} {what}")).collect::<Vec<_>>().concat();
        format!("{file}: {} cases, {} as expected{others}", self.selected, self.as_expected)
    }
}

impl Progress {
    pub(super) fn new(scene: &Scene<'_>) -> Self {
        let named = scene.suite.protocols.iter().flat_map(|suite| &suite.files);
        let places = named.flat_map(|named| {
            named.file.cases.iter().map(|case| (case.id.as_str(), short(&named.file.protocol, &named.path)))
        });
        let places: HashMap<&str, String> = places.collect();
        let mut files: Vec<(String, Count)> = Vec::new();
        let mut file_of = HashMap::new();
        for case in &scene.cases {
            let Some(file) = places.get(case.id.as_str()) else { continue };
            // Cases stand in the order of their files.
            if files.last().is_none_or(|(name, _)| name != file) {
                files.push((file.clone(), Count::default()));
            }
            if let Some((_, count)) = files.last_mut() {
                count.selected += 1;
            }
            file_of.insert(case.id.clone(), files.len() - 1);
        }
        let bar = scene.bar.then(|| {
            let form = "{bar:30} {pos}/{len} {elapsed} {msg}";
            let style = ProgressStyle::with_template(form).unwrap_or_else(|_| ProgressStyle::default_bar());
            let length = u64::try_from(scene.cases.len()).unwrap_or(u64::MAX);
            ProgressBar::new(length).with_style(style)
        });
        Self { bar, file_of, files, differ: 0 }
    }

    /// Counts a case; gives the line of its file when that is complete and there is no bar.
    pub(super) fn case(&mut self, result: &CaseResult) -> Option<String> {
        if let Some(bar) = &self.bar {
            self.differ += u64::from(result.known.is_empty() && result.verdict.is_difference());
            if self.differ > 0 {
                bar.set_message(format!("{} differ", self.differ));
            }
            bar.inc(1);
            return None;
        }
        let (file, count) = self.files.get_mut(*self.file_of.get(&result.id)?)?;
        count.add(result);
        count.is_complete().then(|| count.line(file))
    }

    /// Runs `write` while the bar is out of the way.
    pub(super) fn suspend<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    pub(super) fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// `stringphone/open.json`
fn short(protocol: &str, path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    format!("{protocol}/{}", name.display())
}
