//! Fuzz target of `taut_fuzz::dimp::check_open`; without the fuzzer, a program that replays files.

#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| taut_fuzz::dimp::check_open(data));

#[cfg(not(fuzzing))]
fn main() -> std::process::ExitCode {
    taut_fuzz::replay(taut_fuzz::dimp::check_open)
}
