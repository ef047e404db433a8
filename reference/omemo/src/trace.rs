//! Values between input and output, under the names of section 5, to explain where two implementations part.

/// Hears the values that an operation comes by. Secrets are among them.
pub trait Trace {
    /// Takes notice of a value.
    fn note(&mut self, name: &'static str, value: &[u8]);
}

/// Hears nothing, and costs nothing.
impl Trace for () {
    #[inline]
    fn note(&mut self, _name: &'static str, _value: &[u8]) {}
}

/// Keeps all values, in their order.
impl Trace for Vec<(&'static str, Vec<u8>)> {
    fn note(&mut self, name: &'static str, value: &[u8]) {
        self.push((name, value.to_vec()));
    }
}
