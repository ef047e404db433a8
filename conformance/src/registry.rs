//! The registry of known implementations: `implementations.toml`, and what of it is installed.
//!
//! | Module | What it does |
//! |---|---|
//! | [`cache`] | folders that are made once, whole, or not at all |
//! | [`python`] | Python environments from pinned requirements |

mod cache;
mod python;

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow};
use include_dir::{Dir, include_dir};
use serde::Deserialize;

use crate::engine::{AdapterCommand, SetupError};
use cache::Cache;

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

/// The interpreters of the environments of an implementation.
#[derive(Default)]
struct Interpreters {
    python: Option<PathBuf>,
    beside: Option<PathBuf>,
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
    /// `--impl` sets it up.
    NotInstalled,
}

impl Status {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Installed => "installed",
            Self::Manual => "manual",
            Self::NotInstalled => "not installed",
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
    pub(crate) fn status(&self, name: &str, implementation: &Implementation) -> Status {
        if !implementation.probe.is_empty() {
            return if probe(&implementation.probe).is_ok() { Status::Installed } else { Status::Manual };
        }
        let Some(wanted) = &implementation.python else { return Status::Installed };
        let installed = || -> Result<bool, SetupError> {
            let (cache, interpreter) = (Cache::locate()?, python::Interpreter::find()?);
            for (name, file) in environments(name, wanted) {
                let requirements = self.requirements(implementation, file)?;
                if !cache.has(&interpreter.key(&name, &requirements)) {
                    return Ok(false);
                }
            }
            Ok(true)
        };
        if installed().unwrap_or(false) { Status::Installed } else { Status::NotInstalled }
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
        let mut made = Vec::new();
        for (name, file) in implementation.python.iter().flat_map(|wanted| environments(name, wanted)) {
            made.push(python::environment(&name, &self.requirements(implementation, file)?)?);
        }
        let mut made = made.into_iter();
        let interpreters = Interpreters { python: made.next(), beside: made.next() };
        let dir = implementation.files.as_deref().map(|files| self.unpack(files)).transpose()?;
        let mut words = implementation.run.iter().map(|word| fill_in(word, &interpreters));
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

    fn requirements(&self, implementation: &Implementation, file: &Path) -> Result<Vec<u8>, SetupError> {
        let path = implementation.files.clone().unwrap_or_default().join(file);
        match &self.folder {
            Some(folder) => fs::read(folder.join(&path)).ok(),
            None => ADAPTERS.get_file(&path).map(|file| file.contents().to_vec()),
        }
        .ok_or_else(|| setup_error(format!("the requirements file {} is missing", path.display())))
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

/// The environments of an implementation, `python` first: a name for each, and its requirements.
fn environments<'w>(name: &str, wanted: &'w Python) -> Vec<(String, &'w Path)> {
    let beside = wanted.beside.iter().map(|file| (format!("{name}-beside"), file.as_path()));
    std::iter::once((name.to_owned(), wanted.requirements.as_path())).chain(beside).collect()
}

fn fill_in(word: &str, interpreters: &Interpreters) -> Result<OsString, SetupError> {
    let named = |interpreter: &Option<PathBuf>| {
        interpreter.clone().map(PathBuf::into_os_string).ok_or_else(|| {
            setup_error(format!("`run` names {word}, but there is no such environment to set up"))
        })
    };
    match word {
        "{python}" => named(&interpreters.python),
        "{beside}" => named(&interpreters.beside),
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
