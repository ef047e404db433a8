//! Where two values of bytes differ.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Differing bytes with at most this many equal ones between them are one change: a replaced value agrees by chance.
const CHANCE: usize = 2;
/// More changes than this are another value.
const MOST_CHANGES: usize = 6;
/// Longer values of two lengths are compared from both ends only.
const LONGEST: usize = 2048;

/// Some bytes of the one value, and what stands in their place in the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hunk {
    pub(super) before: Range<usize>,
    pub(super) after: Range<usize>,
}

/// The few changes that make one value of the other; none if it is another value altogether.
pub(super) fn edits(left: &[u8], right: &[u8]) -> Option<Vec<Hunk>> {
    let hunks = hunks(left, right);
    let changed: usize = hunks.iter().map(|hunk| hunk.after.len()).sum();
    let is_other = !left.is_empty() && left.len() != right.len() && 2 * changed > right.len();
    (hunks.len() <= MOST_CHANGES && !is_other).then_some(hunks)
}

/// Where `right` differs from `left`, as ranges of `right`.
pub(super) fn changes(left: &[u8], right: &[u8]) -> Vec<Range<usize>> {
    let hunks = if left.len() == right.len() { Some(hunks(left, right)) } else { edits(left, right) };
    let ranges = hunks.unwrap_or_default().into_iter().map(|hunk| hunk.after);
    ranges.filter(|range| !range.is_empty()).collect()
}

fn hunks(left: &[u8], right: &[u8]) -> Vec<Hunk> {
    let differing: Vec<Hunk> = if left.len() == right.len() {
        let pairs = left.iter().zip(right).enumerate().filter(|(_, (before, after))| before != after);
        pairs.map(|(at, _)| Hunk { before: at..at + 1, after: at..at + 1 }).collect()
    } else if left.len().max(right.len()) > LONGEST {
        let (prefix, suffix) = common(left, right);
        vec![Hunk { before: prefix..left.len() - suffix, after: prefix..right.len() - suffix }]
    } else {
        let parts = capture_diff_slices(Algorithm::Myers, left, right);
        let parts = parts.into_iter().filter(|part| !matches!(part, DiffOp::Equal { .. }));
        parts.map(|part| Hunk { before: part.old_range(), after: part.new_range() }).collect()
    };
    let mut hunks: Vec<Hunk> = Vec::new();
    for next in differing {
        match hunks.last_mut() {
            Some(last) if next.after.start <= last.after.end + CHANCE => {
                last.before.end = next.before.end;
                last.after.end = next.after.end;
            }
            _ => hunks.push(next),
        }
    }
    hunks
}

/// How many bytes two values share at the beginning, and how many of the others at the end.
fn common(left: &[u8], right: &[u8]) -> (usize, usize) {
    let same = |(before, after): &(&u8, &u8)| before == after;
    let prefix = left.iter().zip(right).take_while(same).count();
    let most = left.len().min(right.len()) - prefix;
    (prefix, left.iter().rev().zip(right.iter().rev()).take(most).take_while(same).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(range: Range<usize>) -> Vec<Range<usize>> {
        std::iter::once(range).collect()
    }

    #[test]
    fn two_changes_of_length_are_two() {
        let left: Vec<u8> = (0..40).collect();
        let mut right = left.clone();
        right.drain(30..33);
        right.splice(5..6, [99, 98]);
        let hunks = edits(&left, &right).expect("the same value");
        assert_eq!(hunks, [Hunk { before: 5..6, after: 5..7 }, Hunk { before: 30..33, after: 31..31 }]);
        assert_eq!(changes(&left, &right), only(5..7), "what is gone has no bytes");
    }

    #[test]
    fn another_value_has_no_edits() {
        assert_eq!(edits(&[1; 20], &[2; 19]), None);
        assert!(changes(&[1; 20], &[2; 19]).is_empty());
        assert_eq!(changes(&[1; 20], &[2; 20]), only(0..20));
        let (left, mut right) = (vec![0; 3 * LONGEST], vec![0; 2 * LONGEST]);
        right[7] = 1;
        assert_eq!(changes(&left, &right), only(7..8));
    }
}
