//! One package of Debian: downloaded by apt, compared with its hash, and unpacked. Nothing is installed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::cache::{self, Cache};
use super::command::{finish, output_of};
use super::setup_error;
use crate::engine::SetupError;

const NEEDED: &str = "only Debian and what derives from it have its packages";
const HINT: &str = "does the list of packages have this version? `apt-get update` renews it; then try again";

/// What is pinned.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pinned {
    package: String,
    version: String,
    /// By architecture, as `dpkg --print-architecture` names it.
    sha256: BTreeMap<String, String>,
}

impl Pinned {
    /// The programs that download and unpack a package.
    pub(super) const PROGRAMS: [&'static str; 3] = ["apt-get", "dpkg", "dpkg-deb"];

    pub(super) fn key(&self) -> Result<String, SetupError> {
        Ok(cache::key(&self.package, &[self.pinned()?.as_bytes()]))
    }

    /// The folder that the package is unpacked into; made unless it exists.
    pub(super) fn folder(&self, key: &str, implementation: &str) -> Result<PathBuf, SetupError> {
        let pinned = self.pinned()?;
        let doing = format!("{implementation}: unpacking {} {} (once) ..", self.package, self.version);
        Cache::locate()?.make(key, &doing, |folder| {
            self.unpack(pinned, folder).map_err(|why| format!("{implementation} was not unpacked: {why}"))
        })
    }

    fn unpack(&self, pinned: &str, folder: &Path) -> Result<(), String> {
        let mut apt = Command::new("apt-get");
        apt.arg("download").arg(format!("{}={}", self.package, self.version)).current_dir(folder);
        finish(&mut apt, HINT)?;
        let file = only_file(folder)?;
        let shown = file.display();
        let bytes = fs::read(&file).map_err(|why| format!("cannot read {shown}: {why}"))?;
        let found = hex::encode(Sha256::digest(&bytes));
        if found != pinned {
            return Err(format!("{} {} has the hash {found}, not {pinned}", self.package, self.version));
        }
        finish(Command::new("dpkg-deb").arg("-x").arg(&file).arg(folder), HINT)?;
        fs::remove_file(&file).map_err(|why| format!("cannot remove {shown}: {why}"))
    }

    /// The hash for this machine.
    fn pinned(&self) -> Result<&str, SetupError> {
        let found =
            output_of(Command::new("dpkg").arg("--print-architecture"), NEEDED).map_err(setup_error)?;
        let found = String::from_utf8_lossy(&found);
        self.sha256.get(found.trim()).map(String::as_str).ok_or_else(|| {
            let known = self.sha256.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            setup_error(format!("{} is pinned for {known}, and not for {}", self.package, found.trim()))
        })
    }
}

fn only_file(folder: &Path) -> Result<PathBuf, String> {
    let mut files = fs::read_dir(folder).map_err(|why| why.to_string())?.flatten();
    files.next().map(|entry| entry.path()).ok_or_else(|| "apt-get has downloaded nothing".to_owned())
}
