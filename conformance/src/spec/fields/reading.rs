//! Where each field of a message lies, and how well the message agrees with its table.

/// Where a field, or a part of it, lies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) name: String,
    /// The field that it lies in, and how many there are around it.
    pub(crate) within: Option<String>,
    pub(crate) depth: usize,
    /// The first byte, and the one after the last.
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// How many bytes of the field the message is too short for.
    pub(crate) missing: usize,
    /// What the bytes say, or what is wrong with them.
    pub(crate) note: String,
    /// Whether it goes on with the field of the span before.
    pub(crate) continues: bool,
}

/// A message, field by field.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    pub(super) spans: Vec<Span>,
    /// Bytes that are as the table says.
    pub(super) matched: usize,
    /// What is not as the table says.
    pub(super) faults: usize,
}

impl Span {
    pub(super) fn new(name: &str, from: usize, to: usize) -> Self {
        Self { name: name.to_owned(), from, to, ..Self::default() }
    }

    pub(super) fn noted(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }
}

impl Reading {
    /// Whether no other format is thinkable.
    pub(super) fn is_sure(&self) -> bool {
        self.faults == 0 && self.matched >= super::ENOUGH
    }

    /// Whether more speaks for it than against it.
    pub(super) fn is_likely(&self) -> bool {
        self.matched > self.faults
    }

    /// Of two readings of the same bytes, the greater one is the better.
    pub(super) fn worth(&self) -> (isize, isize) {
        let count = |number: usize| isize::try_from(number).unwrap_or(isize::MAX);
        (count(self.matched).saturating_sub(count(self.faults)), -count(self.faults))
    }

    /// Adds what lies within, `at` bytes further on.
    pub(super) fn add(&mut self, inner: Self, at: usize, within: Option<&str>) {
        self.matched += inner.matched;
        self.faults += inner.faults;
        self.spans.extend(inner.spans.into_iter().map(|span| Span {
            from: span.from + at,
            to: span.to + at,
            depth: span.depth + usize::from(within.is_some()),
            within: span.within.clone().or_else(|| within.map(str::to_owned)),
            ..span
        }));
    }
}
