//! PEM texts: `spec/dimp.md` sections 4.5.1 and 4.5.4 (revision 1.0.0).
//!
//! | Item | Rules |
//! |---|---|
//! | [`Pem::read`] | DI-PEM-1 |
//! | [`write`](fn@write) | DI-DICT-8, DI-DICT-9 |
//!
//! DI-PEM-3 is decided in [`row`](super::row), once it is known which value there is.

use taut_wire::{fault, require};
use zeroize::Zeroizing;

use crate::error::Reject;
use crate::wire::base64;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

/// A text of which it is known that it is PEM, in some layout.
pub(super) struct Pem<'t> {
    pub(super) label: &'t [u8],
    pub(super) der: Zeroizing<Vec<u8>>,
    /// Whether it is the layout that the chapter gives.
    pub(super) is_exact: bool,
}

impl<'t> Pem<'t> {
    /// Reads a text; without DI-PEM-1 it may be none.
    ///
    /// # Errors
    /// [`Reject::BadKey`].
    pub(super) fn read(text: &'t [u8]) -> Result<Option<Self>, Reject> {
        let text = if fault!(DI_PEM_1) { without_surroundings(text) } else { text };
        let pem = Self::read_lines(text);
        require!(DI_PEM_1, pem.is_some(), Reject::BadKey);
        Ok(pem)
    }

    fn read_lines(text: &'t [u8]) -> Option<Self> {
        if !text.starts_with(BEGIN) {
            return None;
        }
        let mut lines = Lines::new(text);
        let label = lines.next()?.strip_prefix(BEGIN)?.strip_suffix(DASHES)?;
        let mut body = Zeroizing::new(Vec::with_capacity(text.len()));
        let end = loop {
            let line = lines.next()?;
            match Mark::of(line) {
                Some(Mark::Begin) => return None,
                Some(Mark::End(label)) => break label,
                None => body.extend_from_slice(line),
            }
        };
        if end != label || lines.next().is_some() {
            return None;
        }
        let exact = base64::decode_exactly(&body);
        let is_exact = lines.are_exact && exact.is_some();
        let der = exact.or_else(|| base64::decode_loosely(&body))?;
        Some(Self { label, der: Zeroizing::new(der), is_exact })
    }
}

/// A whole line of dashes: a damaged one is among the base64.
enum Mark<'t> {
    Begin,
    /// With its label.
    End(&'t [u8]),
}

impl<'t> Mark<'t> {
    fn of(line: &'t [u8]) -> Option<Self> {
        let line = line.strip_suffix(DASHES)?;
        if line.starts_with(BEGIN) { Some(Self::Begin) } else { line.strip_prefix(END).map(Self::End) }
    }
}

/// The lines of a text, without white space around them; empty ones are passed over.
struct Lines<'t> {
    unread: Option<&'t [u8]>,
    /// Whether no white space was left out so far but line ends, and no line.
    are_exact: bool,
}

impl<'t> Lines<'t> {
    const fn new(text: &'t [u8]) -> Self {
        Self { unread: Some(text), are_exact: true }
    }
}

impl<'t> Iterator for Lines<'t> {
    type Item = &'t [u8];

    fn next(&mut self) -> Option<&'t [u8]> {
        loop {
            let text = self.unread?;
            let end = text.iter().position(|byte| *byte == b'\n');
            let (line, rest) = match end {
                Some(end) => (text.get(..end)?, text.get(end + 1..)),
                None => (text, None),
            };
            self.unread = rest;
            let bare = line.strip_suffix(b"\r").filter(|_| rest.is_some()).unwrap_or(line);
            let line = trim(bare);
            // Behind the last line end there is nothing.
            self.are_exact &=
                line.len() == bare.len() && (!line.is_empty() || (end.is_none() && bare.is_empty()));
            if !line.is_empty() {
                return Some(line);
            }
        }
    }
}

fn trim(text: &[u8]) -> &[u8] {
    let is_white = |byte: &u8| matches!(byte, 9..=13 | b' ');
    let start = text.iter().position(|byte| !is_white(byte)).unwrap_or(text.len());
    let end = text.iter().rposition(|byte| !is_white(byte)).map_or(start, |last| last + 1);
    text.get(start..end).unwrap_or_default()
}

/// From the first line of a PEM text to its last one, whatever stands around them.
fn without_surroundings(text: &[u8]) -> &[u8] {
    let start = find(text, BEGIN).unwrap_or(0);
    let text = text.get(start..).unwrap_or_default();
    let end = find(text, END).and_then(|end| {
        let dashes = find(text.get(end + END.len()..)?, DASHES)?;
        text.get(..end + END.len() + dashes + DASHES.len())
    });
    end.unwrap_or(text)
}

/// Where a text stands first in another one.
pub(super) fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

/// Writes a DER value in lines of so many characters, without line end behind the last one.
pub(super) fn write(label: &str, der: &[u8], width: usize) -> String {
    let body = base64::encode(der);
    let mut out = format!("-----BEGIN {label}-----\n");
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at_checked(width).unwrap_or((rest, ""));
        out.push_str(line);
        out.push('\n');
        rest = after;
    }
    out.push_str("-----END ");
    out.push_str(label);
    out.push_str("-----");
    out
}
