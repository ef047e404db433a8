//! Rebuilds the embedded adapters, expectations and scaffolds whenever one of their files changes.

fn main() {
    println!("cargo:rerun-if-changed=adapters");
    println!("cargo:rerun-if-changed=expected");
    println!("cargo:rerun-if-changed=scaffold");
}
