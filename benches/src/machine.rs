//! Where and of what the figures were measured.

use std::process::Command;
use std::{fs, thread};

use taut_wire::fault::{self, SwitchError};

/// Some lines above the table.
pub(crate) fn describe() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let commit = output("git", &["describe", "--always", "--dirty", "--abbrev=12"]);
    let flags = option_env!("TAUT_BENCH_FLAGS").filter(|flags| !flags.is_empty()).unwrap_or("none");
    let kept = fault::switch_off(&[]) == Err(SwitchError::NotBuiltIn);
    let faults = if kept { "" } else { " (with faults: not to be published)" };
    let lines = [
        format!("machine  {}, {cores} cores", processor().unwrap_or_else(|| "unknown".to_owned())),
        format!("system   {}", output("uname", &["-srm"])),
        format!("commit   {commit}"),
        format!("compiler {}, release profile, RUSTFLAGS {flags}{faults}", output("rustc", &["--version"])),
    ];
    lines.join("\n")
}

fn processor() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn output(program: &str, args: &[&str]) -> String {
    let done = Command::new(program).args(args).output().ok().filter(|done| done.status.success());
    let text = done.and_then(|done| String::from_utf8(done.stdout).ok());
    text.map_or_else(|| "unknown".to_owned(), |text| text.trim().to_owned())
}
