//! Rebuilds what is embedded whenever one of the files changes: adapters, expectations, scaffolds, the reference.

fn main() {
    println!("cargo:rerun-if-changed=adapters");
    println!("cargo:rerun-if-changed=expected");
    println!("cargo:rerun-if-changed=scaffold");
    println!("cargo:rerun-if-changed=../reference");
}
