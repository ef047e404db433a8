//! The program and its adapters are killed, their pipes closed, their disks full.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use serde_json::{Value, json};

/// Longer than anything here takes, and only there so that a mistake does not hang for ever.
const PATIENCE: Duration = Duration::from_mins(2);

/// A folder with cases, and one for the files of adapters.
struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    /// That many cases; `is_dead` says which the adapter does not survive.
    fn new(count: usize, is_dead: impl Fn(usize) -> bool) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(dir.path().join("cases")).expect("a folder for cases");
        fs::create_dir(dir.path().join("alive")).expect("a folder for processes");
        let cases: Vec<Value> = (0..count)
            .map(|index| {
                let word = if is_dead(index) { "dead" } else { "0000" };
                let key = format!("{word}{index:060x}");
                json!({"id": format!("stringphone/id/case-{index}"), "about": "a case", "rules": ["SP-ID-1"],
                       "source": {"kind": "generated"}, "op": "stringphone.id", "in": {"public_key": key},
                       "expect": {"accept": {}}})
            })
            .collect();
        let file = json!({"protocol": "stringphone", "about": "cases", "cases": cases});
        fs::write(dir.path().join("cases/id.json"), file.to_string()).expect("the folder can be written");
        Self { dir }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// `taut run`, with these flags, on the small adapter.
    fn run(&self, flags: &[&str], hello: &str, answer: &str) -> Command {
        let mut command = taut();
        command.arg("run").arg("--cases").arg(self.path("cases")).args(flags);
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/adapters/small.sh");
        command.args(["--", "/bin/sh"]).arg(script).arg(self.path("alive")).args([hello, answer]);
        command
    }

    /// Every process that an adapter has named.
    fn processes(&self) -> Vec<Pid> {
        let entries = fs::read_dir(self.path("alive")).expect("the folder is there");
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        names.filter_map(|name| Pid::from_raw(name.parse().ok()?)).collect()
    }

    /// Those that still are what they were when they named themselves: an adapter, or what it hangs on.
    fn alive(&self) -> Vec<Pid> {
        let folder = self.path("alive").into_os_string().into_encoded_bytes();
        let is_alive = |process: &Pid| {
            if !Path::new("/proc/self/cmdline").exists() {
                return test_kill_process(*process).is_ok();
            }
            // What is dead and not yet waited for has no words any more.
            let words = fs::read(format!("/proc/{}/cmdline", process.as_raw_nonzero())).unwrap_or_default();
            words == b"sleep\x00600\x00" || words.split(|byte| *byte == 0).any(|word| word == folder)
        };
        self.processes().into_iter().filter(is_alive).collect()
    }

    /// Waits until at least that many processes have named themselves.
    fn wait_for_processes(&self, count: usize) {
        wait("adapters start", || self.processes().len() >= count);
    }

    /// Waits until none of the processes is left.
    fn wait_for_the_end(&self) {
        wait("no process is left behind", || self.alive().is_empty());
    }
}

fn taut() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_taut"));
    command.stdin(Stdio::null()).env("NO_COLOR", "1");
    command
}

/// The verdicts in an event stream, after a check that each line is JSON.
fn verdicts(stream: &str) -> BTreeMap<String, String> {
    let mut verdicts = BTreeMap::new();
    for line in stream.lines() {
        let event: Value = serde_json::from_str(line).expect("every line is an event");
        let word = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        if word("event") == "case" {
            assert!(verdicts.insert(word("id"), word("verdict")).is_none(), "one verdict a case: {event}");
        }
    }
    verdicts
}

fn count(verdicts: &BTreeMap<String, String>, verdict: &str) -> usize {
    verdicts.values().filter(|one| *one == verdict).count()
}

fn wait(what: &str, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !done() {
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        thread::sleep(Duration::from_millis(2));
    }
}

/// The end of a process, its output and its standard error.
fn ended(command: &mut Command) -> (ExitStatus, String, String) {
    let output = command.output().expect("taut starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("taut writes UTF-8");
    (output.status, text(output.stdout), text(output.stderr))
}

fn signal(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).expect("the process is there");
}

#[test]
fn whatever_hangs_dies_with_a_program_that_is_killed() {
    for (hello, answer, processes) in [("hang", "answer", 2), ("answer", "hang", 2)] {
        let place = Place::new(3, |index| index == 2);
        let mut run = place.run(&["--timeout", "600", "--start-timeout", "600"], hello, answer);
        let mut child = run.stdout(Stdio::null()).spawn().expect("taut starts");
        place.wait_for_processes(processes);
        signal(&child, Signal::KILL);
        child.wait().expect("taut is killed");
        place.wait_for_the_end();
    }
}

/// Kills the program while it starts its adapter, which hangs: before, during and after that.
#[cfg(target_os = "linux")]
#[test]
fn there_is_no_moment_at_which_an_adapter_is_left_behind() {
    let place = Place::new(1, |_| false);
    let folder = place.path("alive").into_os_string().into_encoded_bytes();
    let left = || {
        let processes = fs::read_dir("/proc").expect("it is there").filter_map(Result::ok);
        let words = |entry: fs::DirEntry| fs::read(entry.path().join("cmdline")).unwrap_or_default();
        processes.map(words).filter(|words| words.split(|byte| *byte == 0).any(|word| word == folder)).count()
    };
    for round in 0..60_u64 {
        let mut run = place.run(&["--start-timeout", "600"], "hang", "answer");
        let mut child = run.stdout(Stdio::null()).spawn().expect("taut starts");
        thread::sleep(Duration::from_micros(round * 500));
        signal(&child, Signal::KILL);
        child.wait().expect("taut is killed");
        // One that is not in the list of processes yet may come.
        let mut quiet = 0;
        wait("no process is left behind", || {
            quiet = if left() == 0 { quiet + 1 } else { 0 };
            quiet == 10
        });
    }
    place.wait_for_the_end();
}

#[cfg(target_os = "linux")]
#[test]
fn a_wrapper_with_a_process_group_of_its_own_dies_too() {
    let place = Place::new(1, |_| true);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/adapters/small.sh");
    let mut run = taut();
    run.arg("run").arg("--cases").arg(place.path("cases")).args(["--timeout", "600", "--", "timeout", "600"]);
    run.arg("/bin/sh").arg(script).arg(place.path("alive")).args(["answer", "hang"]);
    let mut child = run.stdout(Stdio::null()).spawn().expect("taut starts");
    place.wait_for_processes(2);
    signal(&child, Signal::KILL);
    child.wait().expect("taut is killed");
    place.wait_for_the_end();
}

#[test]
fn the_events_of_a_killed_program_are_reported() {
    let place = Place::new(300, |index| index == 299);
    let stream = place.path("run.jsonl");
    let flags = ["--timeout", "600", "--events", stream.to_str().expect("UTF-8")];
    let mut run = place.run(&flags, "answer", "hang");
    let mut child = run.stdout(Stdio::null()).spawn().expect("taut starts");
    let written = || fs::read_to_string(&stream).unwrap_or_default();
    wait("verdicts", || written().lines().count() > 100);
    signal(&child, Signal::KILL);
    child.wait().expect("taut is killed");
    place.wait_for_the_end();

    let whole: String = written().split_inclusive('\n').filter(|line| line.ends_with('\n')).collect();
    let verdicts = verdicts(&whole);
    assert!(verdicts.len() >= 90 && verdicts.len() < 300, "{verdicts:?}");
    let json_file = place.path("report.json");
    let mut report = taut();
    report.arg("report").arg(&stream).arg("--cases").arg(place.path("cases")).arg("--json").arg(&json_file);
    let (status, stdout, stderr) = ended(&mut report);
    assert_eq!(status.code(), Some(3), "{stdout}{stderr}");
    let cut = format!("the event stream is cut off: {} of 300 cases have a verdict", verdicts.len());
    assert!(stdout.contains(&cut), "{stdout}");
    let without =
        stdout.lines().find(|line| line.starts_with("without a verdict: ")).expect("they are named");
    assert!(without.contains("stringphone/id/case-"), "{stdout}");
    let document: Value =
        serde_json::from_slice(&fs::read(&json_file).expect("it is written")).expect("JSON");
    assert_eq!(document["cases"].as_array().expect("a list").len(), 300);
}

#[test]
fn the_reports_of_a_whole_stream_are_those_of_the_run() {
    let place = Place::new(5, |index| index == 2);
    let (stream, first, second) =
        (place.path("run.jsonl"), place.path("first.json"), place.path("second.json"));
    let flags = ["--events", stream.to_str().expect("UTF-8"), "--json", first.to_str().expect("UTF-8")];
    let (status, stdout, _) = ended(&mut place.run(&flags, "answer", "crash"));
    assert_eq!(status.code(), Some(1), "{stdout}");
    let mut report = taut();
    report.arg("report").arg(&stream).arg("--cases").arg(place.path("cases")).arg("--json").arg(&second);
    let (status, again, stderr) = ended(&mut report);
    assert_eq!((status.code(), again), (Some(1), stdout), "{stderr}");
    assert_eq!(fs::read(first).expect("written"), fs::read(second).expect("written"));
}

#[test]
fn an_interrupted_run_closes_its_reports() {
    for (name, number) in [(Signal::INT, 2), (Signal::TERM, 15)] {
        let place = Place::new(3, |index| index == 2);
        let json_file = place.path("report.json");
        let flags = ["--timeout", "600", "--events", "-", "--json", json_file.to_str().expect("UTF-8")];
        let mut run = place.run(&flags, "answer", "hang");
        let mut child = run.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("taut starts");
        place.wait_for_processes(2);
        signal(&child, name);
        let mut stream = String::new();
        child.stdout.take().expect("a pipe").read_to_string(&mut stream).expect("UTF-8");
        let status = child.wait().expect("taut ends");
        assert_eq!(status.code(), Some(128 + number), "{stream}");
        assert_eq!(verdicts(&stream).len(), 3, "{stream}");
        let end: Value = serde_json::from_str(stream.lines().last().expect("a line")).expect("an event");
        assert_eq!((&end["event"], &end["exit"]), (&json!("end"), &json!(128 + number)));
        let document: Value = serde_json::from_slice(&fs::read(&json_file).expect("written")).expect("JSON");
        assert_eq!(document["cases"].as_array().expect("a list").len(), 3);
        place.wait_for_the_end();
    }
}

#[test]
fn an_interrupt_before_the_hello_ends_the_run() {
    let place = Place::new(1, |_| false);
    let json_file = place.path("report.json");
    let flags = ["--start-timeout", "600", "--json", json_file.to_str().expect("UTF-8")];
    let mut run = place.run(&flags, "hang", "answer");
    let mut child = run.stderr(Stdio::null()).stdout(Stdio::null()).spawn().expect("taut starts");
    place.wait_for_processes(2);
    signal(&child, Signal::INT);
    assert_eq!(child.wait().expect("taut ends").code(), Some(130));
    let document: Value = serde_json::from_slice(&fs::read(&json_file).expect("written")).expect("JSON");
    assert!(document["failure"].as_str().expect("a reason").contains("interrupted by SIGINT"), "{document}");
    place.wait_for_the_end();
}

#[test]
fn a_reader_that_goes_away_changes_no_verdict() {
    for (answer, exit) in [("answer", 0), ("crash", 1)] {
        let place = Place::new(300, |index| index % 100 == 3);
        let mut run = place.run(&[], "answer", answer);
        let mut child = run.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("taut starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("UTF-8");
        assert!(line.starts_with("taut "), "{line}");
        let output = child.wait_with_output().expect("taut ends");
        let stderr = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!((output.status.code(), stderr.as_str()), (Some(exit), ""));
        place.wait_for_the_end();
    }
    let mut list =
        taut().arg("list").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("taut starts");
    drop(list.stdout.take());
    let output = list.wait_with_output().expect("taut ends");
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_costs_a_report_and_no_verdict() {
    for flag in ["--events", "--json", "--junit"] {
        let place = Place::new(5, |index| index == 3);
        let (status, stdout, stderr) = ended(&mut place.run(&[flag, "/dev/full"], "answer", "answer"));
        assert_eq!(status.code(), Some(3), "{stderr}");
        assert!(stdout.contains("stringphone: 5 cases, 5 as expected"), "{stdout}");
        let error = format!("error: cannot write {flag} /dev/full: No space left on device");
        assert!(stderr.contains(&error), "{stderr}");
        let (status, ..) = ended(&mut place.run(&[flag, "/dev/full"], "answer", "crash"));
        assert_eq!(status.code(), Some(1), "a difference weighs more");
    }
    let full = || File::options().write(true).open("/dev/full").expect("it is there");
    let place = Place::new(5, |_| false);
    let mut run = place.run(&[], "answer", "answer");
    let output = run.stdout(full()).stderr(Stdio::piped()).output().expect("taut starts");
    assert_eq!(output.status.code(), Some(3));
    let output = taut().arg("list").stdout(full()).output().expect("taut starts");
    let stderr = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(stderr.contains("No space left on device"), "{stderr}");
    assert_eq!(output.status.code(), Some(3));
}

/// An adapter is killed at moments that a seed chooses, again and again, until the run is over.
#[cfg(target_os = "linux")]
#[test]
fn every_case_has_a_verdict_when_adapters_are_killed() {
    for seed in 1..=12_u64 {
        let place = Place::new(300, |_| false);
        let jobs = if seed % 2 == 0 { "1" } else { "3" };
        let mut run = place.run(&["--jobs", jobs, "--events", "-"], "answer", "answer");
        let mut child = run.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("taut starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut stream = String::new();
        stdout.read_line(&mut stream).expect("the event `start`");
        let over = AtomicBool::new(false);
        let status = thread::scope(|scope| {
            scope.spawn(|| kill_at_random(&place, seed, &over));
            stdout.read_to_string(&mut stream).expect("UTF-8");
            let status = child.wait().expect("taut ends");
            over.store(true, Ordering::SeqCst);
            status
        });
        let verdicts = verdicts(&stream);
        assert_eq!(verdicts.len(), 300, "seed {seed}: {stream}");
        let known = ["as-expected", "crash", "crash-only-together", "not-run"];
        assert!(verdicts.values().all(|verdict| known.contains(&verdict.as_str())), "seed {seed}: {stream}");
        assert!(matches!(status.code(), Some(0 | 1 | 3)), "seed {seed}: {status}");
        place.wait_for_the_end();
    }
}

#[cfg(target_os = "linux")]
fn kill_at_random(place: &Place, seed: u64, over: &AtomicBool) {
    let mut state = seed;
    while !over.load(Ordering::SeqCst) {
        // Xorshift: any sequence that a seed fixes will do.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        thread::sleep(Duration::from_micros(state % 20_000));
        let alive = place.alive();
        let chosen = usize::try_from(state >> 32).unwrap_or_default() % alive.len().max(1);
        if let Some(process) = alive.get(chosen) {
            let _ = kill_process(*process, Signal::KILL);
        }
    }
}

#[test]
fn a_thousand_crashes_leave_ten_thousand_verdicts() {
    let place = Place::new(10_000, |index| index % 10 == 7);
    let stream = place.path("run.jsonl");
    let flags = ["--events", stream.to_str().expect("UTF-8")];
    let mut run = place.run(&flags, "answer", "crash");
    let (status, stdout, stderr) = ended(&mut run);
    assert_eq!(status.code(), Some(1), "{stderr}");
    let stream = fs::read_to_string(stream).expect("written");
    let verdicts = verdicts(&stream);
    let counts = (count(&verdicts, "as-expected"), count(&verdicts, "crash"));
    assert_eq!(counts, (9_000, 1_000), "{}", stdout.lines().last().unwrap_or_default());
    // Each crash is preceded by more standard error than is kept.
    assert!(stream.lines().all(|line| line.len() < 1_000_000), "what an adapter says is cut");
    place.wait_for_the_end();
}
