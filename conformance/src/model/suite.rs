//! The suite: every protocol's operations and cases, embedded or read from a folder.
//!
//! A folder has the shape of `vectors/`: `<protocol>/operations.json` and case files beside it. A folder with
//! case files alone is judged by the embedded operations, so that a user can keep cases of their own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use include_dir::Dir;

use super::case::{Case, CaseFile};
use super::operation::{Operation, Protocol};
use crate::pool;

/// The file of a protocol folder that describes the protocol.
const OPERATIONS: &str = "operations.json";

/// Files of a protocol folder that hold no cases.
const NOT_CASES: [&str; 1] = ["agreed.json"];

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
    /// The names of the embedded protocols.
    pub(crate) fn embedded_names() -> Vec<String> {
        embedded_dirs().map(|(name, _)| name).collect()
    }

    /// The embedded suite, or only `protocols` of it when that is not empty.
    pub(crate) fn embedded(protocols: &[String]) -> Result<Self> {
        let mut found = Vec::new();
        for (name, dir) in embedded_dirs() {
            if protocols.is_empty() || protocols.contains(&name) {
                let files: Vec<_> =
                    dir.files().map(|file| (file.path().to_path_buf(), file.contents())).collect();
                found.push(Self::protocol(&name, &files)?);
            }
        }
        Ok(Self { protocols: found })
    }

    /// The embedded operations of `protocols`, or of all when that is empty, and of their cases those that are in
    /// `files`, which says so for each protocol.
    pub(crate) fn embedded_with(
        protocols: &[String],
        mut files: impl FnMut(&str) -> Result<Vec<NamedFile>>,
    ) -> Result<Self> {
        let mut found = Vec::new();
        for (name, dir) in
            embedded_dirs().filter(|(name, _)| protocols.is_empty() || protocols.contains(name))
        {
            let path = dir.path().join(OPERATIONS);
            let bytes = dir.get_file(&path).map(include_dir::File::contents).unwrap_or_default();
            found.push(ProtocolSuite { protocol: parse(&path, bytes)?, files: files(&name)? });
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
            let suite = Self::protocol(&folder.display().to_string(), &files)?;
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
        case.turns().any(|(_, op)| self.operation(op).is_some_and(|(_, operation)| operation.live))
    }

    fn protocol<B: AsRef<[u8]> + Sync>(folder: &str, files: &[(PathBuf, B)]) -> Result<ProtocolSuite> {
        let mut operations = None;
        let mut cases = Vec::new();
        // Reading all cases is what a program that has just been started waits for: the cores share it.
        for document in pool::map(files, |(path, bytes)| document(path, bytes.as_ref()), &|_| ()) {
            match document? {
                Document::Operations(protocol) => operations = Some(protocol),
                Document::Cases(named) => cases.push(named),
                Document::Other => {}
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

/// The embedded folders that hold a protocol, by its name.
fn embedded_dirs() -> impl Iterator<Item = (String, &'static Dir<'static>)> {
    let dirs = taut_vectors::VECTORS.dirs();
    dirs.filter(|dir| dir.get_file(dir.path().join(OPERATIONS)).is_some())
        .map(|dir| (dir.path().display().to_string(), dir))
}

/// What a file of a protocol folder holds.
enum Document {
    Operations(Protocol),
    Cases(NamedFile),
    Other,
}

fn document(path: &Path, bytes: &[u8]) -> Result<Document> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    Ok(match name {
        OPERATIONS => Document::Operations(parse(path, bytes)?),
        _ if NOT_CASES.contains(&name) => Document::Other,
        _ => Document::Cases(NamedFile { path: path.to_path_buf(), file: parse(path, bytes)? }),
    })
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
