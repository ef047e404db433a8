//! What an implementation needs beside its adapter: each is made once, in the cache, and stands in `run` as a word.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::cache::Cache;
use super::command::exists;
use super::{debian, node, python};
use crate::engine::SetupError;

/// One of them. Implementations that need the same share it, so it is named after the file that asks for it.
#[derive(Clone, Debug)]
pub(super) enum Need {
    Debian(debian::Pinned),
    Node(PathBuf, node::Packages),
    /// The requirements of an environment.
    Python(PathBuf, Vec<u8>),
}

/// By the word of `run` that stands for its place.
pub(super) type Needs = BTreeMap<&'static str, Need>;

impl Need {
    /// A program that is missing on this machine, and is needed to make it.
    pub(super) fn missing(&self) -> Option<&'static str> {
        let programs: &[&'static str] = match self {
            Self::Debian(_) => &debian::Pinned::PROGRAMS,
            Self::Node(..) => &node::Packages::PROGRAMS,
            Self::Python(..) => &["python3"],
        };
        programs.iter().copied().find(|program| !exists(program))
    }

    /// Whether it is in the cache.
    pub(super) fn is_there(&self) -> Result<bool, SetupError> {
        Ok(Cache::locate()?.has(&self.key()?))
    }

    /// Its place, for this implementation: the interpreter of an environment, else a folder.
    pub(super) fn make(&self, implementation: &str) -> Result<PathBuf, SetupError> {
        let key = self.key()?;
        match self {
            Self::Debian(package) => package.folder(&key, implementation),
            Self::Node(_, packages) => packages.folder(&key, implementation),
            Self::Python(_, requirements) => python::environment(&key, implementation, requirements),
        }
    }

    fn key(&self) -> Result<String, SetupError> {
        match self {
            Self::Debian(package) => package.key(),
            Self::Node(file, packages) => packages.key(&stem(file)),
            Self::Python(file, requirements) => {
                Ok(python::Interpreter::find()?.key(&stem(file), requirements))
            }
        }
    }
}

/// `python/x` of `python/x.requirements.txt`.
fn stem(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let name = name.split('.').next().unwrap_or_default();
    file.with_file_name(name).to_string_lossy().into_owned()
}
