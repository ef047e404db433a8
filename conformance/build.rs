//! Rebuilds what is embedded whenever one of the files changes: adapters, scaffolds, the sources of the reference.

fn main() {
    println!("cargo:rerun-if-changed=adapters");
    println!("cargo:rerun-if-changed=scaffold");
    println!("cargo:rerun-if-changed=../reference");
}
