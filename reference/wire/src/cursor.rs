//! Bytes in and out: a cursor that only moves forward, and its counterpart.

/// The unread part of a message.
///
/// Whether a message is long enough is a rule of its protocol and has a code, so a decoder checks it once, before it
/// reads. A `Reader` therefore never fails: past the end it gives zero bytes.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    unread: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Starts at the first byte of `message`.
    #[must_use]
    pub const fn new(message: &'a [u8]) -> Self {
        Self { unread: message }
    }

    /// Takes the next `N` bytes; those that are missing at the end are zero.
    #[must_use]
    pub fn array<const N: usize>(&mut self) -> [u8; N] {
        if let Some((head, tail)) = self.unread.split_first_chunk() {
            self.unread = tail;
            return *head;
        }
        let mut padded = [0; N];
        padded.iter_mut().zip(self.unread).for_each(|(to, from)| *to = *from);
        self.unread = &[];
        padded
    }

    /// Takes everything that is left.
    #[must_use]
    pub const fn rest(self) -> &'a [u8] {
        self.unread
    }
}

/// A message in the making.
#[derive(Debug)]
pub struct Writer {
    message: Vec<u8>,
}

impl Writer {
    /// Starts an empty message that will take `size` bytes without growing.
    #[must_use]
    pub fn with_capacity(size: usize) -> Self {
        Self { message: Vec::with_capacity(size) }
    }

    /// Appends `bytes`.
    #[must_use]
    pub fn put(mut self, bytes: &[u8]) -> Self {
        self.message.extend_from_slice(bytes);
        self
    }

    /// The message.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.message
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_in_order_and_leaves_the_rest() {
        let mut reader = Reader::new(&[1, 2, 3, 4, 5]);
        assert_eq!(reader.array::<1>(), [1]);
        assert_eq!(reader.array::<2>(), [2, 3]);
        assert_eq!(reader.rest(), [4, 5]);
    }

    #[test]
    fn reads_zero_bytes_past_the_end() {
        let mut reader = Reader::new(&[1, 2, 3]);
        assert_eq!(reader.array::<5>(), [1, 2, 3, 0, 0]);
        assert_eq!(reader.array::<2>(), [0, 0]);
        assert!(reader.rest().is_empty());
    }

    #[test]
    fn writes_in_order() {
        assert_eq!(Writer::with_capacity(3).put(&[1]).put(&[]).put(&[2, 3]).finish(), [1, 2, 3]);
    }
}
