//! What `Debug` shows: never a secret.

use insta::assert_compact_debug_snapshot;
use taut_netaio::seal::hmac::Hmac;
use taut_netaio::seal::x25519::X25519;
use taut_netaio::{KeyHash, Seed, Supply, Version};

#[test]
fn secrets_are_not_shown() {
    assert_compact_debug_snapshot!(KeyHash::of(b"secret"), @"KeyHash(..)");
    assert_compact_debug_snapshot!(Seed::from([1; 32]), @"Seed(..)");
    assert_compact_debug_snapshot!(Supply::given(&[1]), @"Supply(..)");
    assert_compact_debug_snapshot!(X25519 { seed: Seed::from([1; 32]), encrypt_uri: true }, @"X25519 { seed: Seed(..), encrypt_uri: true }");
    let shown = format!("{:?}", Hmac::new(Version::V009, b"a text that is secret"));
    assert!(shown.contains("KeyHash(..)") && !shown.contains("a text"), "{shown}");
}
