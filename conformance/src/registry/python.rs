//! Python environments from requirements that are pinned by hash.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::cache::{self, Cache};
use super::command::{finish, write};
use super::setup_error;
use crate::engine::SetupError;

/// Prints the version, the platform and the file of an interpreter, and fails when it is too old.
const ASK: &str = "import sys, sysconfig\nprint(sys.version, sysconfig.get_platform(), sys.executable)\n\
                   sys.exit(sys.version_info < (3, 9))";

/// The `python3` on the PATH.
#[derive(Clone, Debug)]
pub(super) struct Interpreter {
    description: String,
}

impl Interpreter {
    pub(super) fn find() -> Result<Self, SetupError> {
        let output =
            Command::new("python3").args(["-c", ASK]).stdin(Stdio::null()).output().map_err(|why| {
                setup_error(format!(
                    "cannot start python3: {why}; install Python 3.9 or newer and put it on the PATH"
                ))
            })?;
        let description = String::from_utf8_lossy(&output.stdout).into_owned();
        if !output.status.success() {
            let found = description.lines().next().unwrap_or("nothing");
            return Err(setup_error(format!("python3 must be Python 3.9 or newer; it said: {found}")));
        }
        Ok(Self { description })
    }

    /// An environment serves one interpreter, since its libraries belong to that version.
    pub(super) fn key(&self, name: &str, requirements: &[u8]) -> String {
        cache::key(name, &[self.description.as_bytes(), requirements])
    }
}

/// Makes the environment unless it exists, and gives its interpreter.
pub(super) fn environment(
    key: &str,
    implementation: &str,
    requirements: &[u8],
) -> Result<PathBuf, SetupError> {
    let doing = format!("{implementation}: installing {} (once) ..", packages(requirements));
    let folder = Cache::locate()?.make(key, &doing, |folder| {
        write(folder, "requirements.txt", requirements)?;
        install(folder, &folder.join("requirements.txt"))
            .map_err(|why| format!("{implementation} was not installed: {why}"))
    })?;
    Ok(interpreter(&folder))
}

fn install(folder: &Path, requirements: &Path) -> Result<(), String> {
    let hint =
        "python3 needs the modules venv and ensurepip (on Debian and Ubuntu: apt install python3-venv)";
    finish(Command::new("python3").args(["-m", "venv"]).arg(folder), hint)?;
    let mut pip = Command::new(interpreter(folder));
    pip.args(["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--prefer-binary"]);
    pip.args(["--require-hashes", "--no-deps", "-r"]).arg(requirements);
    finish(
        &mut pip,
        "is the package index reachable? pip reads PIP_INDEX_URL and its own configuration; then try again",
    )
}

fn interpreter(folder: &Path) -> PathBuf {
    folder.join("bin/python")
}

/// `cffi 2.1.1, pynacl 1.6.2`: what a requirements file pins.
fn packages(requirements: &[u8]) -> String {
    let text = String::from_utf8_lossy(requirements);
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let pinned = lines.filter_map(|line| line.trim_end_matches('\\').trim_end().split_once("=="));
    pinned.map(|(name, version)| format!("{name} {version}")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_a_file_pins() {
        let text =
            b"# of `PyNaCl==1.6.2`\ncffi==2.1.1 \\\n    --hash=sha256:00\npynacl==1.6.2 \\\n    --hash=sha256:00\n";
        assert_eq!(packages(text), "cffi 2.1.1, pynacl 1.6.2");
    }
}
