//! Bytes that are sent in pieces.

use super::patience::Stop;

/// `data` cut into pieces of these sizes, and what is left as the last; a piece that nothing is left for is none.
pub(super) fn cut<'d>(mut data: &'d [u8], sizes: &[usize]) -> Vec<&'d [u8]> {
    let mut pieces = Vec::new();
    for size in sizes {
        let Some((piece, rest)) = data.split_at_checked(*size) else { break };
        pieces.push(piece);
        data = rest;
    }
    if !data.is_empty() || pieces.is_empty() {
        pieces.push(data);
    }
    pieces
}

/// Sends each piece, with a pause before each but the first.
pub(super) fn each<E>(
    pieces: &[&[u8]],
    delay_ms: u64,
    stop: &Stop,
    mut send: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    for (index, piece) in pieces.iter().enumerate() {
        if index > 0 && delay_ms > 0 {
            stop.within(delay_ms).pause();
        }
        send(piece)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_data() {
        for (sizes, pieces) in [
            (&[][..], &[&b"abcde"[..]][..]),
            (&[1, 2], &[b"a", b"bc", b"de"]),
            (&[5], &[b"abcde"]),
            (&[0], &[b"", b"abcde"]),
            (&[2, 9], &[b"ab", b"cde"]),
        ] {
            assert_eq!(cut(b"abcde", sizes), pieces, "{sizes:?}");
        }
        assert_eq!(cut(b"", &[]), [b""]);
    }
}
