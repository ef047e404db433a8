//! What `Debug` shows: never a secret.

use insta::assert_compact_debug_snapshot;
use taut_dweeter::{Form, KeyText, Keys, Mailbox};

#[test]
fn secrets_are_not_shown() {
    let key_text = KeyText::from("a secret");
    assert_compact_debug_snapshot!(key_text, @"KeyText(..)");
    assert_compact_debug_snapshot!(Keys::of_mailbox(&key_text, Form::Hex), @"Keys { aes_key: AesKey(..), aes_iv: AesIv(..) }");
    let shown = format!("{:?}", Mailbox::new("name", &key_text, Form::Base64));
    assert!(!shown.contains("name") && !shown.contains("secret"), "{shown}");
}
