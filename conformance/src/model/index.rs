//! The index of the embedded cases, which `vectors/build.rs` makes: to list cases, or to read one of them, nobody
//! waits until all have been read.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use serde::Deserialize;

use super::case::{Bug, Case, CaseFile, Source, Tier};
use super::suite::NamedFile;

/// All of a case that selects and lists it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {
    pub(crate) id: String,
    pub(crate) about: String,
    pub(crate) rules: Vec<String>,
    pub(crate) source: Source,
    #[serde(default)]
    pub(crate) edit_of: Option<String>,
    #[serde(default)]
    pub(crate) bug: Option<Bug>,
    #[serde(default)]
    pub(crate) tier: Tier,
    #[serde(default)]
    pub(crate) needs: Vec<String>,
    /// Those of its steps, in order.
    pub(crate) operations: Vec<String>,
}

impl Head {
    /// The head of a case that was read.
    pub(crate) fn of(case: &Case) -> Self {
        Self {
            id: case.id.clone(),
            about: case.about.clone(),
            rules: case.rules.clone(),
            source: case.source.clone(),
            edit_of: case.edit_of.clone(),
            bug: case.bug.clone(),
            tier: case.tier,
            needs: case.needs.clone(),
            operations: case.turns().map(|(_, operation)| operation.to_owned()).collect(),
        }
    }
}

/// The index of one protocol's case files, in their order.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Index {
    files: Vec<IndexedFile>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct IndexedFile {
    path: PathBuf,
    protocol: String,
    about: String,
    cases: Vec<IndexedCase>,
}

/// The bytes of a case in its file, and what they begin with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct IndexedCase {
    head: Head,
    from: usize,
    to: usize,
}

impl Index {
    /// The index of an embedded protocol.
    ///
    /// # Errors
    /// When there is no such protocol.
    pub(crate) fn of(protocol: &str) -> Result<Self> {
        let name = format!("{protocol}.json");
        let text = taut_vectors::INDEX.get_file(&name).and_then(include_dir::File::contents_utf8);
        crate::json::from_str(text.with_context(|| format!("no index {name}"))?)
            .map_err(|why| anyhow!("index {name}: {why}"))
    }

    pub(crate) fn heads(&self) -> impl Iterator<Item = &Head> {
        self.cases().map(|case| &case.head)
    }

    pub(crate) fn into_heads(self) -> impl Iterator<Item = Head> {
        self.files.into_iter().flat_map(|file| file.cases).map(|case| case.head)
    }

    /// Reads the cases that are `wanted`, and no other; files without one are left out.
    ///
    /// # Errors
    /// When one is no case.
    pub(crate) fn read(&self, wanted: impl Fn(&Head) -> bool) -> Result<Vec<NamedFile>> {
        let mut found = Vec::new();
        for IndexedFile { path, protocol, about, cases } in &self.files {
            let wanted = cases.iter().filter(|case| wanted(&case.head));
            let cases = wanted.map(|case| case.read(path)).collect::<Result<Vec<_>>>()?;
            if !cases.is_empty() {
                let (protocol, about) = (protocol.clone(), about.clone());
                let file = CaseFile { schema: None, protocol, about, cases };
                found.push(NamedFile { path: path.clone(), file });
            }
        }
        Ok(found)
    }

    fn cases(&self) -> impl Iterator<Item = &IndexedCase> {
        self.files.iter().flat_map(|file| &file.cases)
    }
}

impl IndexedCase {
    fn read(&self, path: &Path) -> Result<Case> {
        let text = taut_vectors::VECTORS.get_file(path).and_then(include_dir::File::contents_utf8);
        let text = text.and_then(|text| text.get(self.from..self.to));
        let text = text.with_context(|| format!("{}: no case {}", path.display(), self.head.id))?;
        crate::json::from_str(text).map_err(|why| anyhow!("{}: {}: {why}", path.display(), self.head.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::suite::Suite;

    #[test]
    fn the_index_says_what_the_case_files_say() {
        for suite in Suite::embedded(&[]).unwrap().protocols {
            let index = Index::of(&suite.protocol.protocol).unwrap();
            assert!(index.heads().cloned().eq(suite.cases().map(Head::of)));
            let read = index.read(|_| true).unwrap();
            let values = |files: &[NamedFile]| -> Vec<_> {
                let cases = files.iter().flat_map(|named| &named.file.cases);
                cases.map(|case| serde_json::to_value(case).unwrap()).collect()
            };
            assert_eq!(values(&read), values(&suite.files));
            assert!(read.iter().map(|named| &named.path).eq(suite.files.iter().map(|named| &named.path)));
        }
    }

    #[test]
    fn one_case_is_read_alone() {
        let index = Index::of("stringphone").unwrap();
        let last = index.heads().last().unwrap().id.clone();
        let read = index.read(|head| head.id == last).unwrap();
        let ids: Vec<_> = read.iter().flat_map(|named| &named.file.cases).map(|case| &case.id).collect();
        assert_eq!(ids, [&last]);
    }
}
