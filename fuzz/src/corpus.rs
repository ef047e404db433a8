//! What a target starts from. Seeds are made of the cases when they are needed, so that no copy of them can grow old.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use include_dir::Dir;
use serde::Deserialize;
use serde_json::{Deserializer, Value};
use taut_vectors::VECTORS;

use crate::Target;

impl Target {
    /// Seeds, and every file of `regress/<target>/`.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn corpus(&self) -> io::Result<Vec<Vec<u8>>> {
        let mut inputs = (self.seeds)();
        for path in self.regressions()? {
            inputs.push(fs::read(path)?);
        }
        Ok(inputs)
    }

    /// The words in the form of a libFuzzer dictionary.
    #[must_use]
    pub fn dictionary(&self) -> String {
        let line = |word: &Vec<u8>| {
            let bytes: Vec<String> = word.iter().map(|byte| format!("\\x{byte:02x}")).collect();
            ["\"", &bytes.concat(), "\"\n"].concat()
        };
        (self.words)().iter().map(line).collect()
    }

    fn regressions(&self) -> io::Result<Vec<PathBuf>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("regress").join(self.name);
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let mut paths =
            fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        paths.sort();
        Ok(paths)
    }
}

/// What the members of some names hold in the cases of a protocol, each once: hexadecimal text, or lists of it.
#[must_use]
pub fn members(protocol: &str, names: &[&str]) -> Vec<Vec<u8>> {
    let mut found = BTreeSet::new();
    let files = VECTORS.get_dir(protocol).into_iter().flat_map(Dir::files);
    for file in files.filter(|file| file.path().extension().is_some_and(|extension| extension == "json")) {
        collect(&json(&file.path().display().to_string()), names, &mut found);
    }
    found.into_iter().collect()
}

fn collect(value: &Value, names: &[&str], found: &mut BTreeSet<Vec<u8>>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, names, found)),
        Value::Object(members) => {
            for (name, member) in members {
                if names.contains(&name.as_str()) {
                    collect_texts(member, found);
                }
                collect(member, names, found);
            }
        }
        _ => {}
    }
}

fn collect_texts(value: &Value, found: &mut BTreeSet<Vec<u8>>) {
    match value {
        Value::String(text) => found.extend(hex::decode(text)),
        Value::Array(items) => items.iter().for_each(|item| collect_texts(item, found)),
        _ => {}
    }
}

/// A file below `vectors/`.
///
/// # Panics
/// When it is not there, or no JSON.
pub(crate) fn json(path: &str) -> Value {
    let file = VECTORS.get_file(path).unwrap_or_else(|| panic!("vectors/{path} is embedded"));
    let mut reader = Deserializer::from_slice(file.contents());
    // There are cases of values that are nested deep.
    reader.disable_recursion_limit();
    Value::deserialize(&mut reader).unwrap_or_else(|why| panic!("vectors/{path}: {why}"))
}
