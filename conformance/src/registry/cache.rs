//! The cache outside the clone: folders that are made once, whole, or not at all.

use std::env;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::setup_error;
use crate::cli::remark;
use crate::engine::SetupError;

/// `$TAUT_CACHE`, else `$XDG_CACHE_HOME/taut`, else `~/.cache/taut`.
#[derive(Clone, Debug)]
pub(super) struct Cache(PathBuf);

impl Cache {
    pub(super) fn locate() -> Result<Self, SetupError> {
        let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let found = variable("TAUT_CACHE")
            .or_else(|| variable("XDG_CACHE_HOME").map(|folder| folder.join("taut")))
            .or_else(|| variable("HOME").map(|home| home.join(".cache/taut")))
            .ok_or_else(|| setup_error("no folder for the cache: set TAUT_CACHE to one".to_owned()))?;
        // An adapter starts in a folder of its own, so its paths must not depend on the current one.
        std::path::absolute(&found)
            .map(Self)
            .map_err(|why| setup_error(format!("cannot use the cache {}: {why}", found.display())))
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.0.join(key).is_dir()
    }

    /// The folder of this key; `fill` makes it when it is missing, in a place from which it moves when it is whole.
    ///
    /// `doing` is said on standard error before `fill` runs, unless it is empty.
    pub(super) fn make(
        &self,
        key: &str,
        doing: &str,
        fill: impl FnOnce(&Path) -> Result<(), String>,
    ) -> Result<PathBuf, SetupError> {
        let target = self.0.join(key);
        if target.is_dir() {
            return Ok(target);
        }
        let _lock = self.lock()?;
        if target.is_dir() {
            return Ok(target);
        }
        if !doing.is_empty() {
            remark(doing);
        }
        let partial = self.0.join(format!(".{key}.partial"));
        // What an interrupted run left behind.
        let _ = fs::remove_dir_all(&partial);
        let made = fs::create_dir_all(&partial)
            .map_err(|why| format!("cannot make {}: {why}", partial.display()))
            .and_then(|()| fill(&partial))
            .and_then(|()| {
                fs::rename(&partial, &target)
                    .map_err(|why| format!("cannot make {}: {why}", target.display()))
            });
        made.map_err(|why| {
            let _ = fs::remove_dir_all(&partial);
            setup_error(why)
        })?;
        Ok(target)
    }

    /// Only one program at a time makes anything; the lock ends with the program.
    fn lock(&self) -> Result<File, SetupError> {
        let path = self.0.join("lock");
        let failed = |why: std::io::Error| {
            setup_error(format!(
                "cannot use the cache {}: {why}; set TAUT_CACHE to a folder of yours",
                path.display()
            ))
        };
        fs::create_dir_all(&self.0).map_err(failed)?;
        let file = File::options().create(true).append(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                remark(&format!("waiting for another taut that uses {} ..", self.0.display()));
                file.lock().map_err(failed)?;
            }
            Err(TryLockError::Error(why)) => return Err(failed(why)),
        }
        Ok(file)
    }
}

/// A folder name that changes with any of the parts.
pub(super) fn key(name: &str, parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_string());
        hash.update(b":");
        hash.update(part);
    }
    let mut digest = hex::encode(hash.finalize());
    digest.truncate(16);
    format!("{}-{digest}", name.replace('/', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache() -> (tempfile::TempDir, Cache) {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache(dir.path().join("cache"));
        (dir, cache)
    }

    #[test]
    fn a_folder_is_made_once() {
        let (_dir, cache) = cache();
        let made =
            cache.make("a", "", |folder| fs::write(folder.join("x"), "1").map_err(|why| why.to_string()));
        let again = cache.make("a", "", |_| Err("made twice".to_owned())).unwrap();
        assert_eq!(made.unwrap(), again);
        assert_eq!(fs::read_to_string(again.join("x")).unwrap(), "1");
    }

    #[test]
    fn a_failed_attempt_leaves_nothing() {
        let (_dir, cache) = cache();
        let failed = cache.make("a", "", |folder| {
            fs::write(folder.join("x"), "1").unwrap();
            Err("no disk".to_owned())
        });
        assert_eq!(failed.unwrap_err().message, "no disk");
        assert!(!cache.has("a"));
        let left: Vec<_> = fs::read_dir(&cache.0).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["lock"]);
    }

    #[test]
    fn an_interrupted_attempt_is_not_taken_for_a_finished_one() {
        let (_dir, cache) = cache();
        fs::create_dir_all(cache.0.join(".a.partial")).unwrap();
        fs::write(cache.0.join(".a.partial/stale"), "").unwrap();
        let made = cache.make("a", "", |_| Ok(())).unwrap();
        assert!(!made.join("stale").exists());
    }

    #[test]
    fn parts_are_told_apart() {
        assert_ne!(key("n", &[b"ab", b"c"]), key("n", &[b"a", b"bc"]));
    }
}
