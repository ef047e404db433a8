//! What an implementation needs beside its adapter: each is made once, in the cache, and stands in `run` as a word.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::cache::Cache;
use super::command::exists;
use super::{debian, node, python};
use crate::engine::SetupError;

/// One of them.
#[derive(Clone, Debug)]
pub(super) enum Need {
    Debian(debian::Pinned),
    Node(node::Packages),
    /// The requirements of an environment.
    Python(Vec<u8>),
}

/// By the word of `run` that stands for its place.
pub(super) type Needs = BTreeMap<&'static str, Need>;

impl Need {
    /// A program that is missing on this machine, and is needed to make it.
    pub(super) fn missing(&self) -> Option<&'static str> {
        let programs: &[&'static str] = match self {
            Self::Debian(_) => &debian::Pinned::PROGRAMS,
            Self::Node(_) => &node::Packages::PROGRAMS,
            Self::Python(_) => &["python3"],
        };
        programs.iter().copied().find(|program| !exists(program))
    }

    /// Whether it is in the cache.
    pub(super) fn is_there(&self, name: &str) -> Result<bool, SetupError> {
        let key = match self {
            Self::Debian(package) => package.key(name)?,
            Self::Node(packages) => packages.key(name)?,
            Self::Python(requirements) => python::Interpreter::find()?.key(name, requirements),
        };
        Ok(Cache::locate()?.has(&key))
    }

    /// Its place: the interpreter of an environment, else a folder.
    pub(super) fn make(&self, name: &str) -> Result<PathBuf, SetupError> {
        match self {
            Self::Debian(package) => package.folder(name),
            Self::Node(packages) => packages.folder(name),
            Self::Python(requirements) => python::environment(name, requirements),
        }
    }
}

/// The name under which a need stands in the cache: that of the implementation, and what tells it from the others.
pub(super) fn cached(implementation: &str, word: &str) -> String {
    match word {
        "{python}" => implementation.to_owned(),
        word => format!("{implementation}-{}", word.trim_matches(['{', '}'])),
    }
}
