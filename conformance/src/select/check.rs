//! What every case must satisfy before one of them runs.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, anyhow, bail};

use super::{hint, word};
use crate::live;
use crate::model::case::Case;
use crate::model::suite::Suite;
use crate::registry::near;

/// Looks at all cases; `taut vectors --check` asks for much more.
pub(super) fn check(suite: &Suite) -> Result<()> {
    let mut seen: BTreeMap<&str, &PathBuf> = BTreeMap::new();
    let files = suite.protocols.iter().flat_map(|protocol| &protocol.files);
    for named in files {
        for case in &named.file.cases {
            let place = || format!("{}: case {}", named.path.display(), case.id);
            if let Some(other) = seen.insert(&case.id, &named.path) {
                bail!("{}: this ID is used before, in {}; an ID names one case", place(), other.display());
            }
            if case.protocol() != named.file.protocol {
                bail!(
                    "{}: the ID must begin with {}/, the protocol of the file",
                    place(),
                    named.file.protocol
                );
            }
            check_steps(suite, case).with_context(place)?;
        }
    }
    Ok(())
}

fn check_steps(suite: &Suite, case: &Case) -> Result<()> {
    let actors = case.to_actors();
    case.check_shape().map_err(|why| anyhow!(why))?;
    for (index, (actor, op)) in case.turns().enumerate() {
        let place = || format!("step {}", index + 1);
        check_operation(suite, op).with_context(place)?;
        let Some(kind) = actors.get(actor) else {
            bail!("{}: `{actor}` is not one of the actors", place());
        };
        let built_in = live::operation(op).map(|(protocol, _)| protocol.protocol.as_str());
        if kind.is_built_in().then(|| word(kind)).as_deref() != built_in {
            bail!("{}: `{actor}`, of kind `{}`, has no operation `{op}`", place(), word(kind));
        }
    }
    case.check.iter().try_for_each(|check| check_operation(suite, &check.op)).context("check")
}

fn check_operation(suite: &Suite, name: &str) -> Result<()> {
    if suite.operation(name).or_else(|| live::operation(name)).is_some() {
        return Ok(());
    }
    let protocols = suite.protocols.iter().map(|suite| &suite.protocol).chain(live::protocols());
    let operations = protocols.flat_map(|protocol| &protocol.operations);
    let near = near(std::iter::once(name), operations.map(|operation| operation.name.as_str()));
    bail!("unknown operation `{name}`{}", hint(&near))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::{one, suite};
    use super::*;

    #[test]
    fn what_cannot_be_played_is_refused() {
        let mut unknown = one("pebble/open/a", "PB-OPEN-1", "quick");
        unknown["op"] = json!("pebble.opne");
        let mut both = one("pebble/open/a", "PB-OPEN-1", "quick");
        both["steps"] = json!([]);
        let foreign = one("stone/open/a", "PB-OPEN-1", "quick");
        let same = [one("pebble/open/a", "PB-OPEN-1", "quick"), one("pebble/open/a", "PB-OPEN-1", "quick")];
        for (cases, message) in [
            (
                &[unknown][..],
                "open.json: case pebble/open/a: step 1: unknown operation `pebble.opne`; near: pebble.open",
            ),
            (&[both][..], "open.json: case pebble/open/a: a case has either `op` or `steps`, not both"),
            (
                &[foreign][..],
                "open.json: case stone/open/a: the ID must begin with pebble/, the protocol of the file",
            ),
            (
                &same[..],
                "open.json: case pebble/open/a: this ID is used before, in open.json; an ID names one case",
            ),
        ] {
            assert_eq!(format!("{:#}", check(&suite(cases)).unwrap_err()), message);
        }
    }
}
