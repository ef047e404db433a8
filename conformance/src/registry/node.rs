//! Packages of npm, from a lock file with the integrity of every one.

use std::path::PathBuf;
use std::process::Command;

use super::cache::{self, Cache};
use super::command::{finish, output_of, write};
use super::setup_error;
use crate::engine::SetupError;

/// Prints the version, the system and the processor of Node.js, since packages may hold native code; fails when it is
/// too old.
const ASK: &str = "console.log(process.version, process.platform, process.arch);\
                   process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)";
const NEEDED: &str = "install Node.js 20 or newer and put it on the PATH";
const HINT: &str = "is the registry of packages reachable? npm reads NPM_CONFIG_REGISTRY and its own configuration; then try again";

/// What is installed: the contents of `package.json` and `package-lock.json`.
#[derive(Clone, Debug)]
pub(super) struct Packages {
    pub(super) manifest: Vec<u8>,
    pub(super) lock: Vec<u8>,
}

impl Packages {
    /// The programs that install packages.
    pub(super) const PROGRAMS: [&'static str; 2] = ["node", "npm"];

    /// Packages serve one version of Node.js on one kind of machine.
    pub(super) fn key(&self, name: &str) -> Result<String, SetupError> {
        let about = output_of(Command::new("node").args(["-e", ASK]), NEEDED).map_err(setup_error)?;
        Ok(cache::key(name, &[&about, &self.manifest, &self.lock]))
    }

    /// The folder that holds `node_modules`; made unless it exists. No package runs a script.
    pub(super) fn folder(&self, key: &str, implementation: &str) -> Result<PathBuf, SetupError> {
        let doing = format!("{implementation}: installing {} (once) ..", self.wanted());
        Cache::locate()?.make(key, &doing, |folder| {
            write(folder, "package.json", &self.manifest)?;
            write(folder, "package-lock.json", &self.lock)?;
            let mut npm = Command::new("npm");
            npm.args(["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"]).current_dir(folder);
            finish(&mut npm, HINT).map_err(|why| format!("{implementation} was not installed: {why}"))
        })
    }

    /// `uuid 8.3.2`: what the manifest asks for.
    fn wanted(&self) -> String {
        let manifest: serde_json::Value = serde_json::from_slice(&self.manifest).unwrap_or_default();
        let wanted =
            manifest.get("dependencies").and_then(serde_json::Value::as_object).into_iter().flatten();
        let named = wanted.map(|(name, version)| format!("{name} {}", version.as_str().unwrap_or_default()));
        named.collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_a_manifest_asks_for() {
        let manifest = br#"{"private": true, "dependencies": {"@a/b": "0.2.0", "uuid": "8.3.2"}}"#;
        let packages = Packages { manifest: manifest.to_vec(), lock: Vec::new() };
        assert_eq!(packages.wanted(), "@a/b 0.2.0, uuid 8.3.2");
    }
}
