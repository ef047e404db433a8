//! Named edits of bytes.

use anyhow::{Context, Result, ensure};

/// Bytes that are edited at offsets. An edit outside of them is an error, so that no case silently edits nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bytes(Vec<u8>);

impl Bytes {
    /// # Errors
    /// When the text is not hex.
    pub(crate) fn from_hex(text: &str) -> Result<Self> {
        Ok(Self(hex::decode(text).with_context(|| format!("`{text}` is not hex"))?))
    }

    /// Writes over what stands at `offset`.
    ///
    /// # Errors
    /// When that changes nothing, or reaches beyond the end.
    pub(crate) fn put(mut self, offset: usize, bytes: &[u8]) -> Result<Self> {
        let len = self.0.len();
        let range = offset..offset.saturating_add(bytes.len());
        let old = self.0.get_mut(range).with_context(|| format!("there are only {len} bytes"))?;
        ensure!(old != bytes, "the bytes at {offset} are these already");
        old.copy_from_slice(bytes);
        Ok(self)
    }

    /// Flips the bits of `mask` in one byte.
    ///
    /// # Errors
    /// When there is no such byte.
    pub(crate) fn flip(mut self, offset: usize, mask: u8) -> Result<Self> {
        let len = self.0.len();
        *self.0.get_mut(offset).with_context(|| format!("there are only {len} bytes"))? ^= mask;
        Ok(self)
    }

    /// Keeps the first `len` bytes.
    ///
    /// # Errors
    /// When there are not more.
    pub(crate) fn cut(mut self, len: usize) -> Result<Self> {
        ensure!(len < self.0.len(), "there are only {} bytes", self.0.len());
        self.0.truncate(len);
        Ok(self)
    }

    /// The bytes of `range`.
    ///
    /// # Errors
    /// When it reaches beyond the end.
    pub(crate) fn slice(&self, range: std::ops::Range<usize>) -> Result<Self> {
        let part = self.0.get(range).with_context(|| format!("there are only {} bytes", self.0.len()))?;
        Ok(Self(part.to_vec()))
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn hex(&self) -> String {
        hex::encode(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_do_what_they_say() {
        let bytes = Bytes::from_hex("00112233").unwrap();
        assert_eq!(bytes.clone().put(1, &[0xaa, 0xbb]).unwrap().hex(), "00aabb33");
        assert_eq!(bytes.clone().flip(3, 0x80).unwrap().hex(), "001122b3");
        assert_eq!(bytes.clone().cut(1).unwrap().hex(), "00");
        assert_eq!(bytes.slice(1..3).unwrap().as_slice(), [0x11, 0x22]);
    }

    #[test]
    fn edits_that_edit_nothing_are_errors() {
        let bytes = Bytes::from_hex("0011").unwrap();
        assert!(bytes.clone().put(1, &[0x11]).is_err());
        assert!(bytes.clone().put(1, &[1, 2]).is_err());
        assert!(bytes.clone().flip(2, 1).is_err());
        assert!(bytes.clone().cut(2).is_err());
        assert!(bytes.slice(1..3).is_err());
        assert!(Bytes::from_hex("0").is_err());
    }
}
