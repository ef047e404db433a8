//! The implementation under test: a command line, an entry of the registry, or the built-in reference.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use clap::Args;

use crate::engine::{AdapterCommand, Options, SetupError};
use crate::registry::{Registry, this_program};

const DEFAULT_TIMEOUT: &str = "5";
const DEFAULT_START_TIMEOUT: &str = "10";

/// Which implementation, and how long it is waited for.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Implementation")]
pub(super) struct Subject {
    /// A known implementation, set up first (see `taut list --implementations`)
    #[arg(long = "impl", value_name = "NAME", conflicts_with = "command")]
    pub(super) name: Option<String>,
    /// Another registry of implementations in place of the built-in one
    #[arg(long, value_name = "FILE", requires = "name")]
    pub(super) implementations: Option<PathBuf>,
    /// Longest wait for an answer
    #[arg(long, value_name = "SECONDS", default_value = DEFAULT_TIMEOUT, value_parser = seconds)]
    timeout: Duration,
    /// Longest wait for the answer to hello
    #[arg(long, value_name = "SECONDS", default_value = DEFAULT_START_TIMEOUT, value_parser = seconds)]
    start_timeout: Duration,
    /// Program that speaks the line protocol, with its arguments
    #[arg(last = true, value_name = "CMD")]
    pub(super) command: Vec<OsString>,
}

impl Subject {
    /// The command that starts the implementation, after setting it up.
    pub(super) fn prepare(&self) -> Result<AdapterCommand> {
        if let Some(name) = &self.name {
            let registry = Registry::load(self.implementations.as_deref())?;
            return Ok(registry.set_up(name, registry.find(name)?)?);
        }
        match self.command.split_first() {
            Some((program, args)) => {
                look_for(program)?;
                Ok(AdapterCommand {
                    program: program.clone(),
                    args: args.to_vec(),
                    env: Vec::new(),
                    dir: None,
                })
            }
            None => reference(&[]),
        }
    }

    /// How to run it, with nothing else asked for.
    pub(super) fn options(&self) -> Options {
        Options { timeout: self.timeout, start_timeout: self.start_timeout, ..Options::default() }
    }

    /// The end of a command that plays this implementation again.
    pub(super) fn again(&self) -> String {
        let (mut words, command) = self.repeat();
        if !command.is_empty() {
            words.push("--".to_owned());
            words.extend(command);
        }
        shlex::try_join(words.iter().map(String::as_str)).unwrap_or_default()
    }

    /// The words that name this implementation again, as flags and as a command.
    pub(super) fn repeat(&self) -> (Vec<String>, Vec<String>) {
        let mut flags = Vec::new();
        if let Some(name) = &self.name {
            flags.extend(["--impl".to_owned(), name.clone()]);
        }
        if let Some(file) = &self.implementations {
            flags.extend(["--implementations".to_owned(), file.display().to_string()]);
        }
        let times = [
            ("--timeout", self.timeout, DEFAULT_TIMEOUT),
            ("--start-timeout", self.start_timeout, DEFAULT_START_TIMEOUT),
        ];
        for (flag, given, default) in times {
            if seconds(default) != Ok(given) {
                flags.extend([flag.to_owned(), given.as_secs_f64().to_string()]);
            }
        }
        (flags, self.command.iter().map(|word| word.to_string_lossy().into_owned()).collect())
    }
}

/// The built-in reference, as a process of its own.
pub(super) fn reference(flags: &[&str]) -> Result<AdapterCommand> {
    let args = std::iter::once("reference").chain(flags.iter().copied()).map(OsString::from).collect();
    Ok(AdapterCommand { program: this_program()?, args, env: Vec::new(), dir: None })
}

/// Refuses a program that does not exist, before anything starts.
fn look_for(program: &OsStr) -> Result<(), SetupError> {
    let path = Path::new(program);
    let found = if path.components().count() > 1 {
        path.is_file()
    } else {
        let folders = env::var_os("PATH").unwrap_or_default();
        env::split_paths(&folders).any(|folder| folder.join(path).is_file())
    };
    if found {
        return Ok(());
    }
    let name = program.display();
    let what = if path.is_dir() {
        "is a folder"
    } else if path.components().count() > 1 {
        "does not exist"
    } else {
        "was not found on the PATH"
    };
    let hint = if program.to_string_lossy().contains(' ') {
        "give the program and its arguments as separate words"
    } else {
        "give the program that starts your adapter after `--`"
    };
    let message = format!("the program `{name}` {what}; {hint}, such as `taut run -- python3 adapter.py`");
    Err(SetupError { message })
}

/// A positive number of seconds, also with a fraction.
fn seconds(text: &str) -> Result<Duration, String> {
    let number = text.parse::<f64>().map_err(|why| why.to_string())?;
    let duration = Duration::try_from_secs_f64(number).map_err(|why| why.to_string())?;
    if duration.is_zero() { Err("must be more than 0".to_owned()) } else { Ok(duration) }
}
