//! Randomness that is a function of its place: adding a case changes no other.

use hkdf::Hkdf;
use sha2::Sha256;

const INPUT_KEY: &[u8] = b"taut-vectors-v1";

/// HKDF-SHA-256 with an empty salt and the info `case ID 00 step 00 name`; the step in decimal, counted from 0.
pub(crate) fn derive(case_id: &str, step: usize, name: &str, len: usize) -> Vec<u8> {
    let info = [case_id, &step.to_string(), name].join("\0");
    let mut bytes = vec![0; len];
    Hkdf::<Sha256>::new(None, INPUT_KEY)
        .expand(info.as_bytes(), &mut bytes)
        .expect("a drawn value is far shorter than the 8160 bytes of HKDF-SHA-256");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_depend_on_the_place_alone() {
        let nonce = derive("pebble/seal/a", 0, "nonce", 24);
        assert_eq!(nonce, derive("pebble/seal/a", 0, "nonce", 24));
        for other in [
            derive("pebble/seal/b", 0, "nonce", 24),
            derive("pebble/seal/a", 1, "nonce", 24),
            derive("pebble/seal/a", 0, "seed", 24),
        ] {
            assert_ne!(nonce, other);
        }
    }

    #[test]
    fn the_bytes_are_those_of_the_definition() {
        // Computed with another implementation of RFC 5869.
        assert_eq!(hex::encode(derive("pebble/seal/a", 10, "nonce", 8)), "0108a485a3563c40");
    }
}
