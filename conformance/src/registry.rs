//! The registry of known implementations: `implementations.toml`, and what of it is installed.
//!
//! | Module | What it does |
//! |---|---|
//! | [`cache`] | folders that are made once, whole, or not at all |
//! | [`command`] | programs that set an implementation up |
//! | [`debian`] | one package of Debian, unpacked |
//! | [`needs`] | what an implementation needs beside its adapter |
//! | [`node`] | packages of npm from a lock file |
//! | [`python`] | Python environments from pinned requirements |

mod cache;
mod command;
mod debian;
mod needs;
mod node;
mod python;

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow};
use include_dir::{Dir, include_dir};
use serde::Deserialize;

use crate::engine::{AdapterCommand, SetupError};
use cache::Cache;
use needs::{Need, Needs};

static EXPECTED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/expected");
static ADAPTERS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/adapters");
const EMBEDDED: &str = include_str!("../implementations.toml");

/// One entry of `implementations.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Implementation {
    pub(crate) about: String,
    pub(crate) protocols: Vec<String>,
    #[serde(default)]
    files: Option<PathBuf>,
    #[serde(default)]
    python: Option<Python>,
    #[serde(default)]
    node: Option<Node>,
    #[serde(default)]
    debian: Option<debian::Pinned>,
    #[serde(default)]
    manual: Option<String>,
    #[serde(default)]
    probe: Vec<String>,
    run: Vec<String>,
}

/// A Python environment of its own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Python {
    requirements: PathBuf,
    /// Of a second environment: for a release that the first cannot hold as well.
    #[serde(default)]
    beside: Option<PathBuf>,
}

/// Packages of npm.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Node {
    /// Beside its `package.json`.
    lock: PathBuf,
}

/// All known implementations.
#[derive(Clone, Debug)]
pub(crate) struct Registry {
    pub(crate) implementations: BTreeMap<String, Implementation>,
    /// The folder of a file that the user gave; `None` for the embedded one.
    folder: Option<PathBuf>,
}

/// Whether an implementation can run at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Installed,
    /// A person must install it.
    Manual,
    /// `--impl` cannot set it up on this machine: this program is missing.
    Needs(&'static str),
    /// `--impl` sets it up.
    NotInstalled,
}

impl Status {
    fn of(needs: &Needs) -> Self {
        let mut found = Self::Installed;
        for need in needs.values() {
            if need.is_there().unwrap_or(false) {
                continue;
            }
            if let Some(program) = need.missing() {
                return Self::Needs(program);
            }
            found = Self::NotInstalled;
        }
        found
    }
}

impl fmt::Display for Status {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Installed => out.write_str("installed"),
            Self::Manual => out.write_str("manual"),
            Self::Needs(program) => write!(out, "needs {program}"),
            Self::NotInstalled => out.write_str("not installed"),
        }
    }
}

impl Registry {
    /// The embedded registry, or the file that the user gave.
    ///
    /// # Errors
    /// When the file cannot be read or is none of this form.
    pub(crate) fn load(file: Option<&Path>) -> Result<Self> {
        let (text, folder) = match file {
            None => (EMBEDDED.to_owned(), None),
            Some(path) => {
                let text = fs::read_to_string(path)
                    .with_context(|| format!("cannot read --implementations {}", path.display()))?;
                let whole = path.canonicalize().with_context(|| path.display().to_string())?;
                (text, Some(whole.parent().unwrap_or(Path::new("/")).to_path_buf()))
            }
        };
        let name = file.map_or("implementations.toml".into(), Path::to_string_lossy);
        let implementations = toml::from_str(&text).map_err(|why| anyhow!("{name}: {why}"))?;
        Ok(Self { implementations, folder })
    }

    /// # Errors
    /// When no implementation has this name; near names are suggested.
    pub(crate) fn find(&self, name: &str) -> Result<&Implementation> {
        self.implementations.get(name).ok_or_else(|| {
            let near = near(std::iter::once(name), self.implementations.keys());
            let hint =
                if near.is_empty() { String::new() } else { format!("did you mean {}? ", near.join(", ")) };
            anyhow!("unknown implementation `{name}`; {hint}`taut list --implementations` shows them all")
        })
    }

    /// Looks, and installs nothing.
    pub(crate) fn status(&self, implementation: &Implementation) -> Status {
        if !implementation.probe.is_empty() {
            return if probe(&implementation.probe).is_ok() { Status::Installed } else { Status::Manual };
        }
        self.needs(implementation).map_or(Status::NotInstalled, |needs| Status::of(&needs))
    }

    /// Installs what is missing and gives the command that starts the adapter.
    ///
    /// # Errors
    /// When a person must install it first, or the installation fails.
    pub(crate) fn set_up(
        &self,
        name: &str,
        implementation: &Implementation,
    ) -> Result<AdapterCommand, SetupError> {
        if !implementation.probe.is_empty() {
            probe(&implementation.probe).map_err(|why| {
                let todo = implementation.manual.as_deref().unwrap_or("install it and try again");
                setup_error(format!("{name} is not installed: {todo}\nthe probe said: {why}"))
            })?;
        }
        let mut places = BTreeMap::new();
        for (word, need) in self.needs(implementation)? {
            places.insert(word, need.make(name)?);
        }
        let dir = implementation.files.as_deref().map(|files| self.unpack(files)).transpose()?;
        let mut words = implementation.run.iter().map(|word| fill_in(word, &places));
        let program = words.next().ok_or_else(|| setup_error(format!("{name}: `run` is empty")))??;
        Ok(AdapterCommand { program, args: words.collect::<Result<_, _>>()?, env: Vec::new(), dir })
    }

    /// The name and the text of the file with the known differences, if there is one.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn expectations(&self, name: &str) -> Result<Option<(String, String)>> {
        let path = expected(name);
        let shown = path.display().to_string();
        let text = match &self.folder {
            Some(folder) if folder.join(&path).exists() => {
                let text = fs::read_to_string(folder.join(&path));
                Some(text.with_context(|| format!("cannot read {shown}"))?)
            }
            Some(_) => None,
            None => {
                let file = path.file_name().and_then(|name| EXPECTED.get_file(name));
                file.and_then(|file| file.contents_utf8()).map(str::to_owned)
            }
        };
        Ok(text.map(|text| (shown, text)))
    }

    /// What must be made before the adapter can start.
    fn needs(&self, implementation: &Implementation) -> Result<Needs, SetupError> {
        let file = |path: &Path| self.file(implementation, path);
        let environment = |path: &Path| file(path).map(|(path, text)| Need::Python(path, text));
        let mut needs = Needs::new();
        if let Some(python) = &implementation.python {
            needs.insert("{python}", environment(&python.requirements)?);
            if let Some(beside) = &python.beside {
                needs.insert("{beside}", environment(beside)?);
            }
        }
        if let Some(Node { lock }) = &implementation.node {
            let (_, manifest) = file(&lock.with_file_name("package.json"))?;
            let (path, lock) = file(lock)?;
            needs.insert("{modules}", Need::Node(path, node::Packages { manifest, lock }));
        }
        if let Some(package) = &implementation.debian {
            needs.insert("{debian}", Need::Debian(package.clone()));
        }
        Ok(needs)
    }

    /// A file beside the adapter: its path below the folder of all adapters, and its contents.
    fn file(&self, implementation: &Implementation, path: &Path) -> Result<(PathBuf, Vec<u8>), SetupError> {
        let path = implementation.files.clone().unwrap_or_default().join(path);
        let contents = match &self.folder {
            Some(folder) => fs::read(folder.join(&path)).ok(),
            None => ADAPTERS.get_file(&path).map(|file| file.contents().to_vec()),
        };
        match contents {
            Some(contents) => Ok((path, contents)),
            None => Err(setup_error(format!("the file {} is missing", path.display()))),
        }
    }

    /// The folder that holds these files: unpacked into the cache when they are embedded.
    fn unpack(&self, files: &Path) -> Result<PathBuf, SetupError> {
        if let Some(folder) = &self.folder {
            return Ok(folder.join(files));
        }
        let dir = ADAPTERS
            .get_dir(files)
            .ok_or_else(|| setup_error(format!("conformance/adapters/{} does not exist", files.display())))?;
        let contents: Vec<_> = sources(dir);
        let mut parts: Vec<&[u8]> = Vec::new();
        for (path, bytes) in &contents {
            parts.extend([path.as_os_str().as_encoded_bytes(), bytes]);
        }
        let key = cache::key(&files.to_string_lossy(), &parts);
        Cache::locate()?.make(&key, "", |target| {
            for (path, bytes) in &contents {
                let path = target.join(path.strip_prefix(files).unwrap_or(path));
                let written =
                    path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, bytes));
                written.map_err(|why| format!("cannot write {}: {why}", path.display()))?;
            }
            Ok(())
        })
    }
}

/// All files below an embedded folder, without what Python leaves behind.
fn sources(dir: &'static Dir<'static>) -> Vec<(&'static Path, &'static [u8])> {
    let mut found: Vec<_> = dir.files().map(|file| (file.path(), file.contents())).collect();
    for inner in dir.dirs().filter(|inner| !inner.path().ends_with("__pycache__")) {
        found.extend(sources(inner));
    }
    found
}

/// Where the known differences of an implementation stand, below `conformance` or beside the user's registry.
pub(crate) fn expected(name: &str) -> PathBuf {
    Path::new("expected").join(format!("{name}.toml"))
}

/// Runs a probe; the error is the last thing it said.
fn probe(command: &[String]) -> Result<(), String> {
    let (program, args) = command.split_first().ok_or("it is empty")?;
    let output = Command::new(program).args(args).stdin(Stdio::null()).output();
    let output = output.map_err(|why| format!("{program}: {why}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(said.lines().last().unwrap_or("nothing").to_owned())
}

fn fill_in(word: &str, places: &BTreeMap<&str, PathBuf>) -> Result<OsString, SetupError> {
    match word {
        "{python}" | "{beside}" | "{modules}" | "{debian}" => {
            places.get(word).map(|place| place.clone().into_os_string()).ok_or_else(|| {
                setup_error(format!("`run` names {word}, but there is nothing of that kind to set up"))
            })
        }
        "{taut}" => this_program(),
        word => Ok(word.into()),
    }
}

/// The path of the running program.
pub(crate) fn this_program() -> Result<OsString, SetupError> {
    let path = env::current_exe();
    path.map(Into::into).map_err(|why| setup_error(format!("cannot find this program's own file: {why}")))
}

fn setup_error(message: String) -> SetupError {
    SetupError { message }
}

/// The known names that look most like the given ones, at most three.
pub(crate) fn near<'n, G, K>(given: impl Iterator<Item = G>, known: impl Iterator<Item = K>) -> Vec<String>
where
    G: AsRef<str>,
    K: AsRef<str> + 'n,
{
    let given: Vec<G> = given.collect();
    let mut scored: Vec<(f64, String)> = known
        .map(|name| {
            let scores = given.iter().map(|wrong| strsim::jaro_winkler(wrong.as_ref(), name.as_ref()));
            (scores.fold(0.0, f64::max), name.as_ref().to_owned())
        })
        .filter(|(score, _)| *score > 0.8)
        .collect();
    scored.sort_by(|left, right| right.0.total_cmp(&left.0).then_with(|| left.1.cmp(&right.1)));
    scored.dedup();
    scored.into_iter().take(3).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_registry_has_every_file_that_it_names() {
        let registry = Registry::load(None).unwrap();
        for (name, implementation) in &registry.implementations {
            let needs = registry.needs(implementation).map_err(|why| format!("{name}: {}", why.message));
            let places = needs.unwrap().into_keys().map(|word| (word, PathBuf::from("/"))).collect();
            for word in &implementation.run {
                fill_in(word, &places).map_err(|why| format!("{name}: {}", why.message)).unwrap();
            }
        }
    }
}
