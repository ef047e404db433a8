//! `taut new`: a skeleton of an adapter, written from `operations.json`.

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use include_dir::{Dir, include_dir};

use crate::model::operation::{Draw, Member, Operation, Protocol, Role};
use crate::model::suite::Suite;

static SCAFFOLD: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/scaffold");
const LIBRARY: &str = include_str!("../adapters/python/taut_adapter.py");

/// Writes an adapter in Python into a folder, and gives the next steps as text.
///
/// # Errors
/// For an unknown protocol, a file that exists, or a folder that cannot be written.
pub(crate) fn python(dir: &Path, protocols: &[String]) -> Result<String> {
    let all = Suite::embedded(&[])?;
    let protocols: Vec<&Protocol> = protocols.iter().map(|name| find(&all, name)).collect::<Result<_>>()?;
    let operations: Vec<(&Protocol, &Operation)> = protocols
        .iter()
        .flat_map(|protocol| protocol.operations.iter().map(move |operation| (*protocol, operation)))
        .filter(|(_, operation)| operation.role != Role::Attacker)
        .collect();
    let table = operations
        .iter()
        .map(|(_, operation)| format!("    # \"{}\": {},\n", operation.name, function_name(operation)));
    let functions = operations.iter().map(|(protocol, operation)| function(protocol, operation));
    let names: Vec<&str> = protocols.iter().map(|protocol| protocol.protocol.as_str()).collect();
    let adapter = template("python/adapter.py.in")?
        .replace("@protocols@", &names.join(", "))
        .replace("@choices@", &choices(&protocols))
        .replace("@features@", &features(&protocols))
        .replace("@functions@", &functions.collect::<Vec<_>>().join("\n\n"))
        .replace("@table@", table.collect::<String>().trim_end());
    let first = operations.first().map_or("", |(_, operation)| operation.name.as_str());
    let shown = dir.display().to_string();
    let path = shlex::try_quote(&shown).map_err(|why| anyhow!("{shown}: {why}"))?;
    let readme = template("python/README.md.in")?
        .replace("@protocols@", &names.join(", "))
        .replace("@protocol@", names.first().unwrap_or(&""))
        .replace("@operation@", first);
    write(dir, &[("adapter.py", &adapter), ("taut_adapter.py", LIBRARY), ("README.md", &readme)])?;
    Ok(format!(
        "{shown} holds an adapter; check that it runs:\n  taut doctor -- python3 {path}/adapter.py\n\
                then read {shown}/README.md\n"
    ))
}

fn find<'s>(suite: &'s Suite, name: &str) -> Result<&'s Protocol> {
    let mut protocols = suite.protocols.iter().map(|suite| &suite.protocol);
    let known = || {
        suite.protocols.iter().map(|suite| suite.protocol.protocol.as_str()).collect::<Vec<_>>().join(", ")
    };
    protocols
        .find(|protocol| protocol.protocol == name)
        .ok_or_else(|| anyhow!("unknown protocol `{name}`; known: {}", known()))
}

fn template(path: &str) -> Result<String> {
    let file = SCAFFOLD.get_file(path).and_then(include_dir::File::contents_utf8);
    file.map(str::to_owned).with_context(|| format!("the template {path} is missing in this build"))
}

/// All files or none: nothing is written over.
fn write(dir: &Path, files: &[(&str, &str)]) -> Result<()> {
    for (name, _) in files {
        let path = dir.join(name);
        if path.symlink_metadata().is_ok() {
            bail!("{} exists, and nothing is written over; give another folder", path.display());
        }
    }
    fs::create_dir_all(dir).with_context(|| format!("cannot make the folder {}", dir.display()))?;
    for (name, text) in files {
        let path = dir.join(name);
        let file = OpenOptions::new().write(true).create_new(true).open(&path);
        file.and_then(|mut file| file.write_all(text.as_bytes()))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// `stringphone.topic.new` -> `stringphone_topic_new`
fn function_name(operation: &Operation) -> String {
    operation.name.replace(['.', '-'], "_")
}

fn function(protocol: &Protocol, operation: &Operation) -> String {
    let mut doc = format!("{} ({} section {})\n", operation.about, protocol.chapter, operation.spec);
    let mut part = |label: &str, lines: Vec<String>| {
        for (index, line) in lines.iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            doc.push_str(format!("\n    {label:<13} {line}").trim_end());
        }
    };
    part("in:", operation.input.iter().map(member).collect());
    part("draws:", operation.draws.iter().map(draw).collect());
    part("out:", operation.out.iter().map(member).collect());
    part("intermediate:", operation.intermediate.iter().map(member).collect());
    part("choices:", operation.choices.clone());
    format!(
        "def {}(call: Call) -> Union[Accept, Ignore]:\n    \"\"\"{doc}\n    \"\"\"\n    raise NotImplementedError\n",
        function_name(operation)
    )
}

fn member(member: &Member) -> String {
    let mut text = format!("{} ({}", member.name, member.kind);
    if let Some(size) = member.size {
        let _ = write!(text, ", {size} bytes");
    }
    text.push_str(if member.optional { ", may be left out)" } else { ")" });
    if let Some(about) = &member.about {
        let _ = write!(text, " {about}");
    }
    text
}

fn draw(draw: &Draw) -> String {
    let unless = draw.unless.as_ref().map(|input| format!(", unless {input} is given")).unwrap_or_default();
    format!("{} ({} bytes){unless}", draw.name, draw.bytes)
}

fn choices(protocols: &[&Protocol]) -> String {
    let all = protocols.iter().flat_map(|protocol| &protocol.choices);
    let line = |choice: &crate::model::operation::Choice| {
        let answers = choice.answers.join("\" or \"");
        format!("        # {}\n        # \"{}\": \"{answers}\",\n", choice.about, choice.name)
    };
    all.map(line).collect::<String>().trim_end().to_owned()
}

fn features(protocols: &[&Protocol]) -> String {
    let all = protocols.iter().flat_map(|protocol| &protocol.features);
    let line = |feature: &crate::model::operation::Feature| {
        format!("        # \"{}\",  # {}\n", feature.name, feature.about)
    };
    all.map(line).collect::<String>().trim_end().to_owned()
}
