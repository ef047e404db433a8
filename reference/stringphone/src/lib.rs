//! Reference implementation of stringphone, written from `spec/stringphone.md` (revision 1.0.0).
//!
//! A group shares a *topic key*. Its members sign what they say, encrypt it under the topic key, and each of them decides
//! whose signature to believe. A newcomer broadcasts an *introduction*; a member who wants to let it in answers with a
//! *reply* that carries the topic key. What this protects, and what it does not, stands in sections 1 and 9.
//!
//! | Module | Section |
//! |---|---|
//! | [`keys`] | 3 Parameters and keys |
//! | [`wire`] | 4 Formats, and 5.2 |
//! | [`seal`] | 5 Operations, and 3.1 |
//! | [`session`] | 6 Processing |
//! | [`error`] | 7 Outcomes |
//!
//! Nothing here does input or output. The functions that draw randomness have a sibling, `.._with`, that is given it.
//!
//! ```
//! use taut_stringphone::{EncryptionPrivateKey, Mode, Participants, SigningSeed, Topic, TopicKey};
//!
//! let topic = |topic_key| {
//!     let (seed, key) = (SigningSeed::generate(), EncryptionPrivateKey::generate());
//!     Topic::new(seed, key, topic_key, Participants::default())
//! };
//! let mut member = topic(Some(TopicKey::generate()));
//! let mut newcomer = topic(None);
//!
//! // The newcomer introduces itself. Whoever owns the member decides to let it in, and to believe it.
//! let introduction = newcomer.introduce();
//! let reply = member.reply(&introduction)?;
//! member.trust(newcomer.public_key());
//!
//! // The newcomer takes the topic key, and decides whom to believe: a reply proves nothing of its sender.
//! newcomer.accept_reply(&reply)?;
//! newcomer.trust(member.public_key());
//!
//! let message = newcomer.seal(b"hello")?;
//! assert_eq!(member.open(Mode::Strict, &message)?, b"hello");
//! let answer = member.seal(b"welcome")?;
//! assert_eq!(newcomer.open(Mode::Strict, &answer)?, b"welcome");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod error;
pub mod keys;
pub mod seal;
pub mod session;
pub mod wire;

pub use error::{Misuse, Refused, Reject};
pub use keys::{
    EncryptionPrivateKey, EncryptionPublicKey, Nonce, ParticipantId, Participants, SigningPublicKey,
    SigningSeed, TopicKey,
};
pub use seal::Mode;
pub use session::Topic;
pub use wire::{Field, Message};
