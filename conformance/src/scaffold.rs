//! `taut new`: a skeleton of an adapter, written from `operations.json`.
//!
//! | Module | What |
//! |---|---|
//! | [`language`] | how a list of operations looks in JavaScript, Python and Rust |

mod language;

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use include_dir::{Dir, include_dir};

use crate::model::operation::{Draw, Member, Operation, Protocol, Role};
use crate::model::suite::Suite;
pub(crate) use language::Language;

static SCAFFOLD: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/scaffold");

/// Writes an adapter into a folder, and gives the next steps as text.
///
/// # Errors
/// For an unknown protocol, a file that exists, or a folder that cannot be written.
pub(crate) fn adapter(language: Language, dir: &Path, protocols: &[String]) -> Result<String> {
    let all = Suite::embedded(&[])?;
    let protocols: Vec<&Protocol> = protocols.iter().map(|name| find(&all, name)).collect::<Result<_>>()?;
    let blanks = blanks(language, &protocols);
    let mut files = Vec::new();
    for (name, template_name) in language.templates() {
        let mut text = template(template_name)?;
        for (blank, filling) in &blanks {
            text = text.replace(blank, filling);
        }
        files.push((*name, text));
    }
    let (name, text) = language.library();
    files.push((name, text.to_owned()));
    write(dir, &files)?;
    let shown = dir.display().to_string();
    let path = shlex::try_quote(&shown).map_err(|why| anyhow!("{shown}: {why}"))?;
    let commands = language.commands(&path).join("\n  ");
    Ok(format!("{shown} holds an adapter; check that it runs:\n  {commands}\nthen read {shown}/README.md\n"))
}

/// What stands in the templates, and what takes its place.
fn blanks(language: Language, protocols: &[&Protocol]) -> [(&'static str, String); 7] {
    let operations: Vec<(&Protocol, &Operation)> = protocols
        .iter()
        .flat_map(|protocol| protocol.operations.iter().map(move |operation| (*protocol, operation)))
        .filter(|(_, operation)| operation.role != Role::Attacker)
        .collect();
    let names: Vec<&str> = protocols.iter().map(|protocol| protocol.protocol.as_str()).collect();
    let functions = operations
        .iter()
        .map(|(protocol, operation)| language.function(&operation.name, &description(protocol, operation)));
    let table = operations.iter().map(|(_, operation)| language.entry(&operation.name));
    let choices = protocols.iter().flat_map(|protocol| &protocol.choices);
    let features = protocols.iter().flat_map(|protocol| &protocol.features);
    let lines = |lines: &mut dyn Iterator<Item = String>| lines.collect::<Vec<_>>().join("\n");
    [
        ("@protocols@", names.join(", ")),
        ("@protocol@", names.first().copied().unwrap_or_default().to_owned()),
        ("@operation@", operations.first().map(|(_, operation)| operation.name.clone()).unwrap_or_default()),
        ("@choices@", lines(&mut choices.map(|choice| language.choice(choice)))),
        ("@features@", lines(&mut features.map(|feature| language.feature(feature)))),
        (
            "@functions@",
            functions.collect::<Vec<_>>().join(language.between_functions()).trim_end().to_owned(),
        ),
        ("@table@", lines(&mut table.into_iter())),
    ]
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
fn write(dir: &Path, files: &[(&str, String)]) -> Result<()> {
    for (name, _) in files {
        let path = dir.join(name);
        if path.symlink_metadata().is_ok() {
            bail!("{} exists, and nothing is written over; give another folder", path.display());
        }
    }
    for (name, text) in files {
        let path = dir.join(name);
        let folder = path.parent().unwrap_or(dir);
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let file = OpenOptions::new().write(true).create_new(true).open(&path);
        file.and_then(|mut file| file.write_all(text.as_bytes()))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// What an operation does, takes and gives, a line each.
fn description(protocol: &Protocol, operation: &Operation) -> Vec<String> {
    let mut lines =
        vec![format!("{} ({} section {})", operation.about, protocol.chapter, operation.spec), String::new()];
    let mut part = |label: &str, items: Vec<String>| {
        for (index, item) in items.iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            lines.push(format!("{label:<13} {item}").trim_end().to_owned());
        }
    };
    part("in:", operation.input.iter().map(member).collect());
    part("draws:", operation.draws.iter().map(draw).collect());
    part("out:", operation.out.iter().map(member).collect());
    part("intermediate:", operation.intermediate.iter().map(member).collect());
    part("choices:", operation.choices.clone());
    lines
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
