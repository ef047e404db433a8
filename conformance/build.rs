//! Rebuilds the embedded adapters and scaffolds whenever one of their files changes.

fn main() {
    println!("cargo:rerun-if-changed=adapters");
    println!("cargo:rerun-if-changed=scaffold");
}
