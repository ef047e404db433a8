//! One part of a selection, for machines that share a run.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::model::index::Head;

/// `hash:1/4` or `slice:1/4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Partition {
    way: Way,
    /// From 1.
    number: u64,
    of: u64,
}

/// How cases are dealt out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// By the hash of the ID: a case stays in its part whatever else is selected.
    Hash,
    /// In turn: parts of the same size.
    Slice,
}

impl Partition {
    /// Keeps the cases of this part.
    pub(super) fn keep(self, cases: &mut Vec<&Head>) {
        let mut turn = 0..;
        cases.retain(|case| {
            let turn = turn.next().unwrap_or_default();
            let key = match self.way {
                Way::Hash => hash(&case.id),
                Way::Slice => turn,
            };
            key % self.of == self.number - 1
        });
    }
}

/// The first eight bytes of the SHA-256 of an ID, as a number.
fn hash(id: &str) -> u64 {
    Sha256::digest(id).iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

impl FromStr for Partition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let form = || "write hash:1/4 or slice:1/4".to_owned();
        let (way, part) = text.split_once(':').ok_or_else(form)?;
        let way = match way {
            "hash" => Way::Hash,
            "slice" => Way::Slice,
            _ => return Err(form()),
        };
        let (number, of) = part.split_once('/').ok_or_else(form)?;
        let number: u64 = number.parse().map_err(|_| form())?;
        let of: u64 = of.parse().map_err(|_| form())?;
        if number == 0 || number > of {
            return Err(format!("there is no part {number} of {of}; they count from 1 to {of}"));
        }
        Ok(Self { way, number, of })
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = match self.way {
            Way::Hash => "hash",
            Way::Slice => "slice",
        };
        write!(f, "{way}:{}/{}", self.number, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(id: &str) -> Head {
        serde_json::from_value(serde_json::json!({"id": id, "about": "a case", "rules": ["PB-OPEN-1"],
            "source": {"kind": "generated"}, "operations": ["pebble.open"]}))
        .unwrap()
    }

    #[test]
    fn every_case_is_in_one_part() {
        let cases: Vec<Head> = (0..50).map(|number| head(&format!("pebble/open/case-{number}"))).collect();
        for way in ["hash", "slice"] {
            let mut seen = Vec::new();
            for number in 1..=4 {
                let partition: Partition = format!("{way}:{number}/4").parse().unwrap();
                let mut part: Vec<&Head> = cases.iter().collect();
                partition.keep(&mut part);
                assert!((5..=20).contains(&part.len()), "{partition}: {}", part.len());
                assert!(way == "hash" || (12..=13).contains(&part.len()), "{partition}: {}", part.len());
                seen.extend(part.into_iter().map(|case| case.id.as_str()));
            }
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), cases.len(), "{way}");
        }
    }

    #[test]
    fn the_hash_of_an_id_is_fixed() {
        // printf pebble/open/a | sha256sum
        assert_eq!(hash("pebble/open/a"), 0x9412_2b51_65ba_b035);
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "1/4",
            "hash",
            "hash:1",
            "count:1/4",
            "hash:x/4",
            "hash:1/-1",
            "hash:0/4",
            "slice:5/4",
            "hash:1/0",
        ] {
            assert!(text.parse::<Partition>().is_err(), "{text}");
        }
        assert_eq!("slice:4/4".parse::<Partition>().unwrap().to_string(), "slice:4/4");
    }
}
