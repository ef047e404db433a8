//! JSON whose objects name each member once. Parsers of JSON differ in which of two they keep.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Reads as any JSON value, and fails at the first object that names a member twice.
#[derive(Debug)]
pub(super) struct Unique;

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Unique)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self, E> {
        Err(E::custom(format!("{number} is not an integer")))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E: Error>(self) -> Result<Self, E> {
        Err(E::custom("null is no value, leave the member out"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self, A::Error> {
        while seq.next_element::<Unique>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        let mut seen = BTreeSet::new();
        while let Some(name) = map.next_key::<String>()? {
            if seen.contains(&name) {
                return Err(A::Error::custom(format!("duplicate member `{name}`")));
            }
            seen.insert(name);
            map.next_value::<Unique>()?;
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duplicates_floats_and_null_are_refused() {
        let read = |text| serde_json::from_str::<Unique>(text).map_err(|why| why.to_string());
        assert!(read(r#"{"a":[1,-2,true,"x",{"b":{}}],"b":{}}"#).is_ok());
        assert!(read(r#"{"a":{"b":1,"b":1}}"#).unwrap_err().starts_with("duplicate member `b`"));
        assert!(read(r#"{"a":1.5}"#).unwrap_err().starts_with("1.5 is not an integer"));
        assert!(read(r#"{"a":null}"#).unwrap_err().starts_with("null is no value"));
    }
}
