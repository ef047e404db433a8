//! Makes the index of the cases, and rebuilds the embedded copy whenever a file below `vectors/` or `spec/` changes.
//!
//! The index has a file for each protocol: what selects and lists a case, and which bytes of its file it is. With it a
//! program that has just been started lists all cases, or reads the one that it is asked for, without reading the rest.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

/// Files of a protocol folder that hold no cases.
const NOT_CASES: [&str; 2] = ["agreed.json", "operations.json"];

/// The members of a case that are in the index as they are.
const HEAD: [&str; 8] = ["id", "about", "rules", "source", "edit_of", "bug", "tier", "needs"];

#[derive(Deserialize)]
struct CaseFile<'a> {
    protocol: String,
    about: String,
    #[serde(borrow)]
    cases: Vec<&'a RawValue>,
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=.");
    println!("cargo:rerun-if-changed=../spec");
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let to = PathBuf::from(env::var("OUT_DIR")?).join("index");
    fs::create_dir_all(&to)?;
    for folder in sorted(&root)?.iter().filter(|folder| folder.join("operations.json").is_file()) {
        let name = folder.strip_prefix(&root)?.display().to_string();
        fs::write(to.join(name + ".json"), serde_json::to_vec(&protocol(&root, folder)?)?)?;
    }
    Ok(())
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        found.push(entry?.path());
    }
    found.sort();
    Ok(found)
}

fn protocol(root: &Path, folder: &Path) -> Result<Value, Box<dyn Error>> {
    let mut files = Vec::new();
    for path in sorted(folder)? {
        let is_other = path.file_name().is_some_and(|name| NOT_CASES.iter().any(|other| name == *other));
        if is_other || path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let text = fs::read_to_string(&path)?;
        let file: CaseFile =
            serde_json::from_str(&text).map_err(|why| format!("{}: {why}", path.display()))?;
        let start = text.as_ptr().addr();
        let cases = file.cases.iter().map(|raw| {
            let from = raw.get().as_ptr().addr() - start;
            Ok(json!({ "head": head(raw.get())?, "from": from, "to": from + raw.get().len() }))
        });
        let cases = cases.collect::<Result<Vec<_>, serde_json::Error>>()?;
        let path = path.strip_prefix(root)?;
        files.push(json!({ "path": path, "protocol": file.protocol, "about": file.about, "cases": cases }));
    }
    Ok(files.into())
}

fn head(case: &str) -> Result<Value, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(case);
    // Values of protocols have more levels than parsers allow by themselves.
    reader.disable_recursion_limit();
    let case: Map<String, Value> = Map::deserialize(&mut reader)?;
    let steps = case.get("steps").and_then(Value::as_array);
    let operation = |step: &Value| step.get("op").cloned();
    let mut operations: Vec<Value> = steps.into_iter().flatten().filter_map(operation).collect();
    operations.extend(case.get("op").cloned());
    let mut head: Map<String, Value> =
        case.into_iter().filter(|(name, _)| HEAD.contains(&name.as_str())).collect();
    head.insert("operations".to_owned(), operations.into());
    Ok(head.into())
}
