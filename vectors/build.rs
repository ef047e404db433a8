//! Rebuilds the embedded copy whenever a file below `vectors/` or `spec/` changes.

fn main() {
    println!("cargo:rerun-if-changed=.");
    println!("cargo:rerun-if-changed=../spec");
}
