//! Changes of a message that was accepted: which are tried, and which must not be accepted.

use std::collections::BTreeSet;
use std::fmt;

use crate::model::case::Tier;
use crate::model::derive::Bounds;

/// One change of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// This many zero bytes at the end.
    Appended(usize),
    /// Bit 0 is the lowest.
    Flipped { byte: usize, bit: u8 },
    /// Cut to this many bytes.
    Truncated(usize),
}

/// Positions of bytes in a message up to this long are all tried, in tier `exhaustive`.
const WHOLE: usize = 1024;
/// Of a longer message, as many as fit into this many bytes of all variants, one flip each.
const VOLUME: usize = 1 << 20;
/// And at least this many.
const FEWEST: usize = 16;
/// Bytes that tier `standard` flips a bit of.
const SAMPLE: usize = 64;
/// Numbers of bytes that tier `exhaustive` appends.
const APPENDED: [usize; 4] = [1, 2, 16, 256];

/// The changes that a tier asks for, in a fixed order: shortest first, then bits in the order of the bytes.
pub(crate) fn changes(length: usize, bounds: &Bounds<'_>, tier: Tier) -> Vec<Change> {
    let all = if length <= WHOLE { length } else { (VOLUME / length).max(FEWEST) };
    let (lengths, bytes, bits, appended): (_, _, _, &[usize]) = match tier {
        Tier::Quick => (BTreeSet::from([0, length.saturating_sub(1)]), spread(length, 2), Bits::One, &[1]),
        Tier::Standard => (edges(length, bounds), spread(length, SAMPLE.min(all)), Bits::One, &[1]),
        Tier::Exhaustive => {
            let mut lengths = edges(length, bounds);
            lengths.extend(spread(length, all));
            (lengths, spread(length, all), Bits::Each, &APPENDED)
        }
    };
    let cut = lengths.into_iter().filter(|kept| *kept < length).map(Change::Truncated);
    let flipped = bytes.into_iter().flat_map(|byte| {
        let chosen = match bits {
            Bits::One => u8::try_from(byte % 8).map_or(0..1, |bit| bit..bit + 1),
            Bits::Each => 0..8,
        };
        chosen.map(move |bit| Change::Flipped { byte, bit })
    });
    cut.chain(flipped).chain(appended.iter().copied().map(Change::Appended)).collect()
}

/// How many bits of a byte are tried.
#[derive(Clone, Copy)]
enum Bits {
    Each,
    /// The one whose number is the remainder of the position by 8.
    One,
}

/// `count` positions below `length`, evenly spaced, the first and the last among them.
fn spread(length: usize, count: usize) -> BTreeSet<usize> {
    let Some(last) = length.checked_sub(1) else { return BTreeSet::new() };
    match count.min(length).checked_sub(1) {
        None => BTreeSet::new(),
        Some(0) => BTreeSet::from([0]),
        Some(steps) => (0..=steps).map(|step| step * last / steps).collect(),
    }
}

/// Nothing, one byte, and one less, exactly and one more than each place where something begins or ends.
fn edges(length: usize, bounds: &Bounds<'_>) -> BTreeSet<usize> {
    let ranges = bounds.covers.unwrap_or_default().iter().flat_map(|range| {
        let (from, to) = range.ends();
        [Some(from), to]
    });
    let places = ranges.flatten().chain([0, bounds.shortest, length]);
    places.flat_map(|place| [place.saturating_sub(1), place, place + 1]).collect()
}

impl Change {
    /// The changed message; nothing if it has no such byte.
    pub(crate) fn apply(self, hex: &str) -> Option<String> {
        match self {
            Self::Appended(count) => Some(format!("{hex}{}", "00".repeat(count))),
            Self::Truncated(length) => {
                hex.get(..length.checked_mul(2)?).filter(|kept| kept.len() < hex.len()).map(str::to_owned)
            }
            Self::Flipped { byte, bit } => {
                let (start, end) = (byte.checked_mul(2)?, byte.checked_mul(2)?.checked_add(2)?);
                let old = u8::from_str_radix(hex.get(start..end)?, 16).ok()?;
                Some(format!("{}{:02x}{}", hex.get(..start)?, old ^ (1 << bit), hex.get(end..)?))
            }
        }
    }

    /// The change without its numbers.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::Appended(_) => "appended",
            Self::Flipped { .. } => "flipped",
            Self::Truncated(_) => "cut",
        }
    }

    /// Why a message of this length, changed so, must not be accepted.
    pub(crate) fn forbidden(self, length: usize, bounds: &Bounds<'_>) -> Option<String> {
        let protected = match self {
            Self::Truncated(kept) if kept < bounds.shortest => {
                return Some(format!("the shortest acceptable length is {}", bounds.shortest));
            }
            Self::Truncated(kept) => bounds.covers_some(kept, length),
            Self::Appended(count) => bounds.covers_some(length, length + count),
            Self::Flipped { byte, bit } => bounds.covers(byte) && !bounds.except.contains(&(byte, bit)),
        };
        protected.then(|| "it changes what is protected".to_owned())
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Appended(1) => f.write_str("1 byte appended"),
            Self::Appended(count) => write!(f, "{count} bytes appended"),
            Self::Flipped { byte, bit } => write!(f, "bit {bit} of byte {byte} flipped"),
            Self::Truncated(1) => f.write_str("truncated to 1 byte"),
            Self::Truncated(length) => write!(f, "truncated to {length} bytes"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::derive::Range;
    use crate::symptom::CHANGES;

    const WHOLE_MESSAGE: Bounds<'_> = Bounds { covers: None, except: &[], shortest: 4 };

    #[test]
    fn each_change_changes_what_it_says() {
        for (change, changed) in [
            (Change::Truncated(0), Some("")),
            (Change::Truncated(2), Some("00ff")),
            (Change::Truncated(3), None),
            (Change::Flipped { byte: 1, bit: 7 }, Some("007f10")),
            (Change::Flipped { byte: 2, bit: 0 }, Some("00ff11")),
            (Change::Flipped { byte: 3, bit: 0 }, None),
            (Change::Appended(2), Some("00ff100000")),
        ] {
            assert_eq!(change.apply("00ff10").as_deref(), changed, "{change}");
            assert!(CHANGES.contains(&change.kind()));
        }
    }

    #[test]
    fn what_is_covered_must_not_change() {
        let ranges = [Range::Between([0, 2]), Range::From([6])];
        let bounds = Bounds { covers: Some(&ranges), except: &[(1, 7)], shortest: 4 };
        for (change, forbidden) in [
            (Change::Truncated(3), true),
            (Change::Truncated(4), false),
            (Change::Flipped { byte: 1, bit: 0 }, true),
            (Change::Flipped { byte: 1, bit: 7 }, false),
            (Change::Flipped { byte: 2, bit: 0 }, false),
            (Change::Appended(1), true),
        ] {
            assert_eq!(change.forbidden(6, &bounds).is_some(), forbidden, "{change}");
        }
        assert!(Change::Appended(1).forbidden(5, &bounds).is_none());
        assert!(Change::Truncated(5).forbidden(6, &WHOLE_MESSAGE).is_some());
        let nothing = Bounds { covers: Some(&[]), except: &[], shortest: 0 };
        assert!(Change::Truncated(0).forbidden(6, &nothing).is_none());
    }

    #[test]
    fn each_tier_has_its_budget() {
        let count = |length, tier| changes(length, &WHOLE_MESSAGE, tier).len();
        assert_eq!(count(126, Tier::Quick), 2 + 2 + 1);
        assert_eq!(count(126, Tier::Standard), (2 + 3 + 1) + 64 + 1);
        assert_eq!(count(126, Tier::Exhaustive), 126 + 126 * 8 + 4);
        assert_eq!(count(1 << 16, Tier::Exhaustive), (2 + 3 + 16 - 1) + 16 * 8 + 4 - 1 + 1);
        assert_eq!(count(0, Tier::Exhaustive), 4);
        assert_eq!(count(1, Tier::Quick), 1 + 1 + 1);
    }

    #[test]
    fn no_change_is_tried_twice_and_each_changes_something() {
        let message = "5a".repeat(40);
        let changed: Vec<String> = changes(40, &WHOLE_MESSAGE, Tier::Exhaustive)
            .into_iter()
            .map(|change| change.apply(&message).unwrap())
            .collect();
        let distinct: BTreeSet<&String> = changed.iter().collect();
        assert_eq!(distinct.len(), changed.len());
        assert!(!changed.contains(&message));
    }
}
