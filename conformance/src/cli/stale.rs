//! The warning about a checkout whose vectors or specification are not the embedded ones.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use include_dir::Dir;

/// One line, when the current folder lies in a checkout that differs from what this program carries.
pub(super) fn warning() -> Option<String> {
    let root = checkout(&env::current_dir().ok()?)?;
    let vectors = root.join("vectors");
    let mut differing: Vec<PathBuf> = Vec::new();
    for protocol in taut_vectors::VECTORS.dirs().filter(|dir| is_protocol(dir)) {
        differing.extend(compare(protocol, &vectors));
    }
    differing.extend(compare(&taut_vectors::SPEC, &root.join("spec")));
    let first = differing.first()?.display();
    let more = match differing.len() {
        1 => " differs".to_owned(),
        number => format!(" and {} more differ", number - 1),
    };
    Some(format!(
        "warning: {first}{more} from what this program carries; build it again, or give --cases {}",
        vectors.display()
    ))
}

/// The checkout that a folder lies in.
pub(super) fn checkout(folder: &Path) -> Option<PathBuf> {
    let mut folders = folder.ancestors();
    folders.find(|folder| folder.join("conformance").is_dir() && has_protocol(folder)).map(Path::to_path_buf)
}

fn has_protocol(folder: &Path) -> bool {
    let mut protocols = taut_vectors::VECTORS.dirs().filter(|dir| is_protocol(dir));
    protocols.any(|dir| folder.join("vectors").join(dir.path()).join("operations.json").is_file())
}

fn is_protocol(dir: &Dir<'_>) -> bool {
    dir.get_file(dir.path().join("operations.json")).is_some()
}

/// The files of one embedded folder that differ on disk, are gone, or are new there.
fn compare(dir: &Dir<'_>, root: &Path) -> Vec<PathBuf> {
    let known: Vec<PathBuf> = dir.files().map(|file| root.join(file.path())).collect();
    let contents = dir.files().map(include_dir::File::contents);
    let changed = known
        .iter()
        .zip(contents)
        .filter(|(path, contents)| fs::read(path).ok().as_deref() != Some(*contents));
    let mut differing: Vec<PathBuf> = changed.map(|(path, _)| path.clone()).collect();
    let on_disk =
        fs::read_dir(root.join(dir.path())).into_iter().flatten().flatten().map(|entry| entry.path());
    let data =
        |path: &PathBuf| path.extension().is_some_and(|extension| extension == "json" || extension == "md");
    differing.extend(on_disk.filter(|path| data(path) && !known.contains(path)));
    differing
}
