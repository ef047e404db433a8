//! The suite: every protocol's operations and cases, embedded or read from a folder.
//!
//! A folder has the shape of `vectors/`: `<protocol>/operations.json` and case files beside it. A folder with
//! case files alone is judged by the embedded operations, so that a user can keep cases of their own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

use super::case::{Case, CaseFile};
use super::operation::{Operation, Protocol};

/// Files of a protocol folder that hold no cases.
const NOT_CASES: [&str; 2] = ["operations.json", "agreed.json"];

/// One protocol: its operations and its cases, in file order.
#[derive(Clone, Debug)]
pub(crate) struct ProtocolSuite {
    pub(crate) protocol: Protocol,
    pub(crate) files: Vec<NamedFile>,
}

/// A case file and where it was found.
#[derive(Clone, Debug)]
pub(crate) struct NamedFile {
    pub(crate) path: PathBuf,
    pub(crate) file: CaseFile,
}

/// All protocols that were asked for.
#[derive(Clone, Debug)]
pub(crate) struct Suite {
    pub(crate) protocols: Vec<ProtocolSuite>,
}

impl ProtocolSuite {
    pub(crate) fn cases(&self) -> impl Iterator<Item = &Case> {
        self.files.iter().flat_map(|named| &named.file.cases)
    }
}

impl Suite {
    /// The embedded suite, or only `protocols` of it when that is not empty.
    pub(crate) fn embedded(protocols: &[String]) -> Result<Self> {
        let mut found = Vec::new();
        for dir in taut_vectors::VECTORS.dirs() {
            let name = dir.path().display().to_string();
            let wanted = protocols.is_empty() || protocols.contains(&name);
            if wanted && dir.get_file(dir.path().join("operations.json")).is_some() {
                let files = dir.files().map(|file| (file.path().to_path_buf(), file.contents().to_vec()));
                found.push(Self::protocol(&name, files.collect())?);
            }
        }
        Ok(Self { protocols: found })
    }

    /// The suite of a folder.
    pub(crate) fn from_dir(dir: &Path, protocols: &[String]) -> Result<Self> {
        let mut files = json_files(dir)?;
        files.sort();
        let mut by_folder: BTreeMap<PathBuf, Vec<(PathBuf, Vec<u8>)>> = BTreeMap::new();
        for path in files {
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let folder = path.parent().unwrap_or(dir).to_path_buf();
            by_folder.entry(folder).or_default().push((path, bytes));
        }
        let mut found = Vec::new();
        for (folder, files) in by_folder {
            let suite = Self::protocol(&folder.display().to_string(), files)?;
            if protocols.is_empty() || protocols.contains(&suite.protocol.protocol) {
                found.push(suite);
            }
        }
        if found.is_empty() {
            bail!("{} holds no case file; give a folder shaped like vectors/", dir.display());
        }
        Ok(Self { protocols: found })
    }

    /// The protocol and operation of this name.
    pub(crate) fn operation(&self, name: &str) -> Option<(&Protocol, &Operation)> {
        self.protocols
            .iter()
            .find_map(|suite| suite.protocol.operation(name).map(|operation| (&suite.protocol, operation)))
    }

    /// Every case, in order.
    pub(crate) fn cases(&self) -> impl Iterator<Item = &Case> {
        self.protocols.iter().flat_map(ProtocolSuite::cases)
    }

    /// Whether a step of this case is played on sockets, and so takes its time.
    pub(crate) fn is_live(&self, case: &Case) -> bool {
        let steps = case.to_steps().unwrap_or_default();
        steps.iter().any(|step| self.operation(&step.op).is_some_and(|(_, operation)| operation.live))
    }

    fn protocol(folder: &str, files: Vec<(PathBuf, Vec<u8>)>) -> Result<ProtocolSuite> {
        let mut operations = None;
        let mut cases = Vec::new();
        for (path, bytes) in files {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
            if name == "operations.json" {
                operations = Some(parse::<Protocol>(&path, &bytes)?);
            } else if !NOT_CASES.contains(&name.as_str()) {
                cases.push(NamedFile { file: parse(&path, &bytes)?, path });
            }
        }
        let protocol = match (operations, cases.first()) {
            (Some(protocol), _) => protocol,
            (None, Some(named)) => Self::embedded(std::slice::from_ref(&named.file.protocol))?
                .protocols
                .into_iter()
                .next()
                .map(|suite| suite.protocol)
                .ok_or_else(|| {
                    anyhow!("{}: unknown protocol `{}`", named.path.display(), named.file.protocol)
                })?,
            (None, None) => bail!("{folder} holds no case file"),
        };
        Ok(ProtocolSuite { protocol, files: cases })
    }
}

fn parse<T: serde::de::DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T> {
    let text = std::str::from_utf8(bytes).with_context(|| format!("{}: not UTF-8", path.display()))?;
    crate::json::from_str(text).map_err(|why| anyhow!("{}: {why}", path.display()))
}

fn json_files(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = fs::read_dir(dir).with_context(|| format!("cannot read the folder {}", dir.display()))?;
    for entry in entries {
        let path = entry?.path();
        let skipped = path.file_name().is_some_and(|name| name == "schema" || name == "src");
        if path.is_dir() && !skipped {
            found.extend(json_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "json")
            && path.file_name().is_none_or(|name| name != "retired.json")
        {
            found.push(path);
        }
    }
    Ok(found)
}
