//! A program that is given all its input at once.

use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::thread;

/// What a program writes to this input, once the input has ended: standard output and standard error.
pub(crate) fn talk(command: &mut Command, input: &[u8]) -> (Vec<u8>, String) {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("stdin is a pipe");
    let input = input.to_vec();
    let writer = thread::spawn(move || stdin.write_all(&input));
    let Output { status, stdout, stderr } = child.wait_with_output().expect("the program ends");
    let stderr = String::from_utf8_lossy(&stderr).into_owned();
    writer.join().expect("no panic").expect("all input was read");
    assert!(status.success(), "{stderr}");
    (stdout, stderr)
}
