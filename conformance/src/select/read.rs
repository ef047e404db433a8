//! What is read for a selection: as little as can be known without reading it, because a user waits for it.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::Selection;
use super::check::check;
use crate::model::index::{Head, Index};
use crate::model::suite::{ProtocolSuite, Suite};

impl Selection {
    /// The suite that the flags name, checked as a whole.
    ///
    /// # Errors
    /// When a file cannot be read or is no case file, or a protocol is unknown: exit status 2.
    pub(crate) fn suite(&self) -> Result<Suite> {
        let suite = if let Some(dir) = &self.cases {
            self.suite_of(dir)?
        } else {
            let protocols = self.known_protocols()?;
            match self.named(&protocols)? {
                Some(suite) => suite,
                None => Suite::embedded(&protocols)?,
            }
        };
        check(&suite)?;
        Ok(suite)
    }

    /// The operations, and the heads of all cases that the flags may leave: what a list needs is there at once.
    ///
    /// # Errors
    /// As [`suite`](Self::suite).
    pub(crate) fn heads(&self) -> Result<(Suite, Vec<Head>)> {
        if self.cases.is_some() {
            let suite = self.suite()?;
            let heads = suite.cases().map(Head::of).collect();
            return Ok((suite, heads));
        }
        let mut heads = Vec::new();
        let suite = Suite::embedded_with(&self.known_protocols()?, |protocol| {
            heads.extend(Index::of(protocol)?.into_heads());
            Ok(Vec::new())
        })?;
        Ok((suite, heads))
    }

    /// The IDs of all cases, selected or not.
    ///
    /// # Errors
    /// As [`suite`](Self::suite).
    pub(crate) fn all_ids(&self) -> Result<BTreeSet<String>> {
        let whole = Self { protocol: self.protocol.clone(), cases: self.cases.clone(), ..Self::default() };
        Ok(whole.heads()?.1.into_iter().map(|head| head.id).collect())
    }

    /// The cases that are named in full, and those that they are edits of, if all of them are embedded.
    fn named(&self, protocols: &[String]) -> Result<Option<Suite>> {
        if self.case.is_empty() || protocols.is_empty() {
            return Ok(None);
        }
        let named: BTreeSet<&str> = self.case.iter().map(String::as_str).collect();
        let is_named = |head: &&Head| named.contains(head.id.as_str());
        let mut count = 0;
        let suite = Suite::embedded_with(protocols, |protocol| {
            let index = Index::of(protocol)?;
            count += index.heads().filter(is_named).count();
            let bases = index.heads().filter(is_named).filter_map(|head| head.edit_of.as_deref());
            let bases: BTreeSet<&str> = bases.collect();
            index.read(|head| is_named(&head) || bases.contains(head.id.as_str()))
        })?;
        Ok((count == named.len()).then_some(suite))
    }

    fn suite_of(&self, dir: &Path) -> Result<Suite> {
        let mut suite =
            Suite::from_dir(dir, &[]).with_context(|| format!("cannot use --cases {}", dir.display()))?;
        let name = |suite: &ProtocolSuite| suite.protocol.protocol.clone();
        self.check_protocols(&suite.protocols.iter().map(name).collect::<Vec<_>>())?;
        suite.protocols.retain(|one| self.protocol.is_empty() || self.protocol.contains(&name(one)));
        Ok(suite)
    }

    /// The embedded protocols that can hold what is asked for.
    fn known_protocols(&self) -> Result<Vec<String>> {
        let known = Suite::embedded_names();
        self.check_protocols(&known)?;
        Ok(self.protocols(&known))
    }

    /// The protocols that can hold what is asked for; none named are all. Not to read the others is a quick start.
    fn protocols(&self, known: &[String]) -> Vec<String> {
        if !self.protocol.is_empty() {
            return self.protocol.clone();
        }
        let of_case = |case: &String| case.split_once('/').map(|(protocol, _)| protocol.to_owned());
        let named = self.case.iter().map(|case| of_case(case).filter(|protocol| known.contains(protocol)));
        named.collect::<Option<_>>().unwrap_or_default()
    }

    fn check_protocols(&self, known: &[String]) -> Result<()> {
        match self.protocol.iter().find(|name| !known.contains(name)) {
            Some(name) => bail!("unknown protocol `{name}`; known: {}", known.join(", ")),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::words;
    use super::*;

    #[test]
    fn only_protocols_that_can_hold_the_cases_are_read() {
        let known = words(&["pebble", "stone"]);
        let read = |case: &[&str], protocol: &[&str]| {
            Selection { case: words(case), protocol: words(protocol), ..Selection::default() }
                .protocols(&known)
        };
        assert_eq!(read(&["pebble/open/*", "stone/a/b"], &[]), ["pebble", "stone"]);
        assert_eq!(read(&["pebble/open/*"], &["stone"]), ["stone"]);
        assert!(read(&["pebble/open/*", "*/quick"], &[]).is_empty());
        assert!(read(&["peble/open/quick"], &[]).is_empty());
        assert!(read(&[], &[]).is_empty());
    }

    #[test]
    fn of_cases_named_in_full_no_other_is_read_but_their_bases() {
        let (_, heads) = Selection::default().heads().unwrap();
        let edit = heads.iter().find(|head| head.edit_of.is_some()).unwrap();
        let base = edit.edit_of.as_deref().unwrap();
        let ids = |case: &[&str]| -> BTreeSet<String> {
            let suite = Selection { case: words(case), ..Selection::default() }.suite().unwrap();
            suite.cases().map(|case| case.id.clone()).collect()
        };
        assert_eq!(ids(&[&edit.id]), BTreeSet::from([edit.id.clone(), base.to_owned()]));
        assert!(ids(&[&edit.id, &format!("{base}*")]).len() > 2);
        assert!(ids(&[&format!("{}-", edit.id)]).len() > 2);
    }

    #[test]
    fn lists_and_runs_select_the_same() {
        for case in ["*", "stringphone/*", "stringphone/open/*1*"] {
            let selection = Selection { case: words(&[case]), ..Selection::default() };
            let (suite, heads) = selection.heads().unwrap();
            let listed: Vec<_> =
                selection.keep(&suite, &heads).unwrap().iter().map(|head| &head.id).collect();
            let suite = selection.suite().unwrap();
            let run: Vec<_> = selection.select(&suite).unwrap().iter().map(|case| &case.id).collect();
            assert_eq!(listed, run);
        }
    }
}
