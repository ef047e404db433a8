//! What oldmemo and twomemo raise, word for word.

pub(super) const BAD_MAC: &str = "DecryptionFailed(Key material decryption failed.) <- AuthenticationFailedException('Authentication tags do not match.')";

pub(super) const BAD_MAC_OF_EXCHANGE: &str = "DecryptionFailed(Decryption of the initial message as part of passive session building failed.) <- AuthenticationFailedException('Authentication tags do not match.')";

pub(super) const VERSION: &str = "ValueError(Version byte missing.)";

/// Of a key exchange or a bundle; it is not announced.
pub(super) const WEAK_AGREEMENT: &str = "XEdDSAException(Key agreement failed, either due to suboptimal security properties of the public key, or due to the shared secret consisting of only zeros.)";

pub(super) const WEAK_RATCHET_KEY: &str =
    "DecryptionFailed(Key material decryption failed.) <- ValueError('Error computing shared key.')";

pub(super) const TOO_MANY_SKIPPED: &str = "DecryptionFailed(Key material decryption failed.) <- DoSProtectionException('More than 1000 message keys skipped. Not calculating all of these message keys to prevent being DoSed.')";

pub(super) const TOO_MANY_SKIPPED_AT_FIRST: &str = "DecryptionFailed(Decryption of the initial message as part of passive session building failed.) <- DoSProtectionException('More than 1000 message keys skipped. Not calculating all of these message keys to prevent being DoSed.')";

pub(super) const BAD_PADDING: &str = "DecryptionFailed(Key material decryption failed.) <- DecryptionFailedException('Plaintext padded incorrectly.')";

pub(super) const NO_BLOCKS: &str =
    "DecryptionFailed(Key material decryption failed.) <- DecryptionFailedException('Decryption failed.')";

/// What follows is the header.
pub(super) const DUPLICATE: &str = "DecryptionFailed(Key material decryption failed.) <- DuplicateMessageException('It seems like this message was already decrypted before.')";
