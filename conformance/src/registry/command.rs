//! Programs that set an implementation up: how they are run, and what is said when they fail.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// How much of a failed command's output is worth showing.
const LINES_SHOWN: usize = 12;

/// Whether a program of this name is on the PATH.
pub(super) fn exists(program: &str) -> bool {
    let folders = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&folders).any(|folder| folder.join(program).is_file())
}

/// Runs a command to its end; the error is the end of its output, and what to do.
pub(super) fn finish(command: &mut Command, hint: &str) -> Result<(), String> {
    output_of(command, hint).map(drop)
}

/// What a command writes to its standard output; the error is as in [`finish`].
pub(super) fn output_of(command: &mut Command, hint: &str) -> Result<Vec<u8>, String> {
    let output = command.stdin(Stdio::null()).output();
    let program = command.get_program().display();
    let Output { status, stdout, stderr } =
        output.map_err(|why| format!("cannot start {program}: {why}\n{hint}"))?;
    if status.success() {
        return Ok(stdout);
    }
    let said = [stdout, stderr].concat();
    let said = String::from_utf8_lossy(&said);
    let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    let end = lines.get(lines.len().saturating_sub(LINES_SHOWN)..).unwrap_or_default().join("\n    ");
    Err(format!("{program} ended with {status}\n    {end}\n{hint}"))
}

/// Writes a file that a command reads.
pub(super) fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), String> {
    let path = folder.join(name);
    fs::write(&path, bytes).map_err(|why| format!("cannot write {}: {why}", path.display()))
}
