//! What `--impl` sets up before an adapter starts, with made-up package managers on the PATH.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const NODE: &str = "[mine]\nabout = \"x\"\nprotocols = []\nfiles = \"mine\"\nnode = { lock = \"package-lock.json\" }\n\
                    run = [\"false\", \"{modules}\"]\n";
const DEBIAN: &str = "[mine]\nabout = \"x\"\nprotocols = []\nrun = [\"false\", \"{debian}\"]\n\
                      [mine.debian]\npackage = \"libx0\"\nversion = \"1-2\"\nsha256 = { m68k = \"HASH\" }\n";
/// Of the line that the made-up apt-get downloads.
const HASH: &str = "c5919a885d0e983e8bcfedc3ad1ab67b4020c2c31be5bfc2e8117f072fdc9106";

/// A registry, a cache, and the only folder on the PATH.
struct Machine(tempfile::TempDir);

impl Machine {
    fn new(registry: &str, programs: &[(&str, &str)]) -> Self {
        let machine = Self(tempfile::tempdir().expect("a temporary folder"));
        machine.write("registry.toml", registry);
        for (name, script) in programs {
            let path = machine.write(&format!("bin/{name}"), &format!("#!/bin/sh\n{script}\n"));
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a file of ours");
        }
        machine
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
        fs::write(&path, text).expect("the folder can be written");
        path
    }

    fn taut(&self, args: &[&str]) -> (Option<i32>, String, String) {
        let mut taut = Command::new(env!("CARGO_BIN_EXE_taut"));
        taut.args(args).arg("--implementations").arg(self.path("registry.toml"));
        taut.env("PATH", self.path("bin")).env("TAUT_CACHE", self.path("cache"));
        let Output { status, stdout, stderr } = taut.stdin(Stdio::null()).output().expect("taut starts");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("taut writes UTF-8");
        (status.code(), text(stdout), text(stderr))
    }

    fn status(&self) -> String {
        let (_, stdout, stderr) = self.taut(&["list", "--json"]);
        let rows: serde_json::Value = serde_json::from_str(&stdout).expect(&stderr);
        let status = rows.pointer("/0/status").and_then(serde_json::Value::as_str);
        status.expect("a text").to_owned()
    }

    /// What is said while it is set up; the adapter itself does not exist.
    fn set_up(&self) -> String {
        let (status, _, stderr) = self.taut(&["run", "--impl", "mine"]);
        assert_eq!(status, Some(3), "{stderr}");
        stderr
    }

    /// The folders in the cache.
    fn made(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path("cache")).expect("a cache");
        let entries = entries.map(|entry| entry.expect("an entry").path());
        entries.filter(|path| path.is_dir()).collect()
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a file")
}

fn with_node(npm: &str) -> Machine {
    let machine = Machine::new(NODE, &[("node", "echo v20 linux"), ("npm", npm)]);
    machine.write("mine/package.json", r#"{"dependencies": {"uuid": "8.3.2"}}"#);
    machine.write("mine/package-lock.json", "{}");
    machine
}

#[test]
fn packages_of_npm_are_installed_once_and_run_no_scripts() {
    let machine = with_node("/bin/mkdir node_modules && echo \"$@\" > node_modules/asked");
    assert_eq!(machine.status(), "not installed");
    assert!(machine.set_up().contains("mine: installing uuid 8.3.2 (once) .."));
    let made = machine.made();
    let folder = made.first().expect("a folder");
    assert!(read(&folder.join("node_modules/asked")).starts_with("ci --ignore-scripts "));
    assert_eq!(machine.status(), "installed");
    assert!(!machine.set_up().contains("(once)"));
    machine.write("mine/package-lock.json", "{ }");
    assert_eq!(machine.status(), "not installed");
}

#[test]
fn a_machine_without_a_package_manager_says_which() {
    let machine = with_node("");
    fs::remove_file(machine.path("bin/npm")).expect("a file of ours");
    assert_eq!(machine.status(), "needs npm");
    assert!(machine.set_up().contains("cannot start npm"));
    fs::remove_file(machine.path("bin/node")).expect("a file of ours");
    assert_eq!(machine.status(), "needs node");
    assert!(machine.set_up().contains("install Node.js 20 or newer"));

    let machine = Machine::new(DEBIAN, &[]);
    assert_eq!(machine.status(), "needs apt-get");
    assert!(machine.set_up().contains("only Debian"));
}

#[test]
fn packages_of_npm_that_fail_leave_nothing_behind() {
    let machine = with_node("echo 'EINTEGRITY: a hash is wrong' >&2; exit 1");
    let stderr = machine.set_up();
    assert!(stderr.contains("mine was not installed: ") && stderr.contains("EINTEGRITY"), "{stderr}");
    assert!(machine.made().is_empty());
}

const DPKG: (&str, &str) = ("dpkg", "echo m68k");
const DPKG_DEB: (&str, &str) = ("dpkg-deb", "read line < \"$2\"; echo \"$line\" > \"$3/unpacked\"");

#[test]
fn a_package_of_debian_is_unpacked_once() {
    let download = ("apt-get", "[ \"$*\" = 'download libx0=1-2' ] && echo 'a package' > libx0.deb");
    let machine = Machine::new(&DEBIAN.replace("HASH", HASH), &[download, DPKG, DPKG_DEB]);
    assert_eq!(machine.status(), "not installed");
    assert!(machine.set_up().contains("mine: unpacking libx0 1-2 (once) .."));
    let made = machine.made();
    let folder = made.first().expect("a folder");
    assert_eq!(read(&folder.join("unpacked")), "a package\n");
    assert!(!folder.join("libx0.deb").exists());
    assert_eq!(machine.status(), "installed");
    assert!(!machine.set_up().contains("(once)"));
}

#[test]
fn a_package_of_debian_with_another_hash_is_not_unpacked() {
    let download = ("apt-get", "echo 'another package' > libx0.deb");
    let machine = Machine::new(&DEBIAN.replace("HASH", HASH), &[download, DPKG, ("dpkg-deb", "exit 1")]);
    let stderr = machine.set_up();
    assert!(stderr.contains("libx0 1-2 has the hash ") && stderr.contains(HASH), "{stderr}");
    assert!(machine.made().is_empty());
}

#[test]
fn a_package_of_debian_is_for_the_machines_that_it_is_pinned_for() {
    let machine = Machine::new(DEBIAN, &[("apt-get", ""), ("dpkg", "echo vax"), DPKG_DEB]);
    assert!(machine.set_up().contains("libx0 is pinned for m68k, and not for vax"));
}
