//! Protobuf field by field, right or wrong: section 4.1.

/// The fields of a message, each in whole and under the name that the chapter gives it.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(Vec<(&'static str, Vec<u8>)>);

impl Fields {
    pub(super) fn new(fields: &[(&'static str, Vec<u8>)]) -> Self {
        Self(fields.to_vec())
    }

    /// Another field in the place of one.
    pub(super) fn put(mut self, name: &str, bytes: Vec<u8>) -> Self {
        let field = self.0.iter_mut().find(|(known, _)| *known == name);
        field.expect("only a field that is there is replaced").1 = bytes;
        self
    }

    pub(super) fn without(mut self, name: &str) -> Self {
        self.0.retain(|(known, _)| *known != name);
        self
    }

    /// Bytes behind all fields.
    pub(super) fn behind(mut self, bytes: &[u8]) -> Self {
        self.0.push(("", bytes.to_vec()));
        self
    }

    /// Bytes before all fields.
    pub(super) fn before(mut self, bytes: &[u8]) -> Self {
        self.0.insert(0, ("", bytes.to_vec()));
        self
    }

    pub(super) fn reversed(mut self) -> Self {
        self.0.reverse();
        self
    }

    /// The fields in this order.
    pub(super) fn ordered(self, names: &[&str]) -> Self {
        let field = |name: &&str| self.0.iter().find(|(known, _)| known == name).cloned();
        Self(names.iter().filter_map(field).collect())
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|(_, bytes)| bytes).copied().collect()
    }
}

/// What a field holds, by its wire type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Number,
    Fixed64,
    Bytes,
    Group,
    GroupEnd,
    Fixed32,
    Six,
    Seven,
}

impl Type {
    const fn code(self) -> u128 {
        match self {
            Self::Number => 0,
            Self::Fixed64 => 1,
            Self::Bytes => 2,
            Self::Group => 3,
            Self::GroupEnd => 4,
            Self::Fixed32 => 5,
            Self::Six => 6,
            Self::Seven => 7,
        }
    }
}

pub(super) fn tag(field: u32, of: Type) -> Vec<u8> {
    varint(u128::from(field) << 3 | of.code())
}

pub(super) fn number(field: u32, number: u128) -> Vec<u8> {
    [tag(field, Type::Number), varint(number)].concat()
}

pub(super) fn bytes(field: u32, bytes: &[u8]) -> Vec<u8> {
    [tag(field, Type::Bytes), length(bytes), bytes.to_vec()].concat()
}

/// The length of these bytes.
pub(super) fn length(bytes: &[u8]) -> Vec<u8> {
    varint(u128::try_from(bytes.len()).unwrap_or_default())
}

/// The fewest bytes that a number needs.
pub(super) fn varint(mut number: u128) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            out.push(low & 0x7f);
            return out;
        }
        out.push(low | 0x80);
    }
}

/// The same number in so many bytes, which are more than it needs.
pub(super) fn loose(varint: &[u8], size: usize) -> Vec<u8> {
    let mut out: Vec<u8> = varint.iter().map(|byte| byte | 0x80).collect();
    assert!(out.len() < size, "a number in {size} bytes would not be loose");
    out.resize(size, 0x80);
    if let Some(last) = out.last_mut() {
        *last = 0;
    }
    out
}
