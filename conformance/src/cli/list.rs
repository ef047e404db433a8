//! `taut list`: cases, rules, operations and implementations.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use serde_json::{Value, json};

use super::print;
use crate::model::index::Head;
use crate::model::operation::Operation;
use crate::model::suite::Suite;
use crate::registry::{Implementation, Registry};
use crate::report::rules;
use crate::select::{Selection, word};

/// List cases, or what else there is
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  taut list --rule SP-OPEN-2
  taut list --rules --protocol stringphone
  taut list --implementations")]
pub(super) struct ListArgs {
    #[command(flatten)]
    what: What,
    /// Machine-readable
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    selection: Selection,
}

#[derive(Args, Debug)]
#[group(multiple = false)]
struct What {
    /// The rules that the selected cases cite, with their sentences
    #[arg(long)]
    rules: bool,
    /// The operations that an adapter can offer
    #[arg(long)]
    operations: bool,
    /// The known implementations, or those of FILE, and whether they are installed
    #[arg(long, value_name = "FILE")]
    #[expect(clippy::option_option, reason = "how clap tells no flag, a bare flag and a value apart")]
    implementations: Option<Option<PathBuf>>,
}

pub(super) fn command(args: &ListArgs) -> Result<u8> {
    let rows = if let Some(file) = &args.what.implementations {
        implementations(&Registry::load(file.as_deref())?)
    } else {
        let (suite, heads) = args.selection.heads()?;
        if args.what.operations {
            operations(&suite)
        } else if args.what.rules {
            cited(&args.selection.keep(&suite, &heads)?)
        } else {
            cases(args.json, &args.selection.keep(&suite, &heads)?)
        }
    };
    let text = if args.json { serde_json::to_string_pretty(&rows)? + "\n" } else { table(&rows) };
    print(&text)?;
    Ok(0)
}

fn cases(json: bool, cases: &[&Head]) -> Vec<Value> {
    let row = |case: &&Head| {
        if !json {
            return json!({ "id": case.id, "about": case.about });
        }
        json!({
            "id": case.id, "about": case.about, "rules": case.rules, "tier": case.tier, "needs": case.needs,
            "bug": case.bug, "source": case.source, "operations": case.operations,
        })
    };
    cases.iter().map(row).collect()
}

fn cited(cases: &[&Head]) -> Vec<Value> {
    let mut numbers: BTreeMap<(&str, u32, &str), usize> = BTreeMap::new();
    for case in cases {
        for rule in &case.rules {
            // SP-OPEN-2 stands before SP-OPEN-10.
            let (area, number) = rule.rsplit_once('-').unwrap_or((rule, ""));
            *numbers.entry((area, number.parse().unwrap_or_default(), rule)).or_default() += 1;
        }
    }
    let row = |((_, _, rule), cases): ((&str, u32, &str), usize)| json!({ "rule": rule, "cases": cases, "sentence": rules::sentence(rule).unwrap_or_default() });
    numbers.into_iter().map(row).collect()
}

fn operations(suite: &Suite) -> Vec<Value> {
    let all = suite.protocols.iter().flat_map(|protocol| {
        protocol.protocol.operations.iter().map(|operation| (&protocol.protocol.chapter, operation))
    });
    let row = |(chapter, operation): (&String, &Operation)| {
        json!({
            "name": operation.name, "role": word(&operation.role), "spec": format!("{chapter} {}", operation.spec),
            "about": operation.about,
        })
    };
    all.map(row).collect()
}

fn implementations(registry: &Registry) -> Vec<Value> {
    let row = |(name, implementation): (&String, &Implementation)| {
        json!({
            "name": name, "protocols": implementation.protocols.join(", "),
            "status": registry.status(implementation).to_string(), "about": implementation.about,
        })
    };
    registry.implementations.iter().map(row).collect()
}

/// One line a row, columns below one another.
fn table(rows: &[Value]) -> String {
    let cell = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let rows: Vec<Vec<String>> =
        rows.iter().filter_map(Value::as_object).map(|row| row.values().map(cell).collect()).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or_default()).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}
