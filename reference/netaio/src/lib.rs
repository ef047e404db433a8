//! Reference implementation of netaio, written from `spec/netaio.md` (revision 1.0.0).
//!
//! Small framed messages over TCP and UDP. *Plugins* put a MAC or a signature into the auth fields of a message, and
//! encrypt its URI and content. What this protects, and what it does not, stands in sections 1 and 9.
//!
//! | Module | Section |
//! |---|---|
//! | [`keys`] | 3 Parameters and keys |
//! | [`wire`] | 4 Formats |
//! | [`seal`] | 5 Operations |
//! | [`node`] | 6 Processing |
//! | [`error`] | 7 Outcomes |
//!
//! Nothing here does input or output, and nothing reads a clock. Randomness is an argument: [`Supply::system`] draws it.
//!
//! ```
//! use taut_netaio::seal::hmac::Hmac;
//! use taut_netaio::seal::layers::{Auth, Cipher, Layer, Layers};
//! use taut_netaio::seal::stream::StreamCipher;
//! use taut_netaio::wire::kind::PUBLISH_URI;
//! use taut_netaio::{Message, Supply, Types, Version};
//!
//! let cipher = StreamCipher::new(Version::V009, b"a long and secret key");
//! let auth = Hmac::new(Version::V009, b"another secret");
//! let outer = Layer { cipher: Some(Cipher::Stream(cipher)), auth: Some(Auth::Hmac(auth)) };
//! let layers = Layers { outer, ..Layers::default() };
//!
//! let (types, now) = (Types::default(), 1_700_000_000);
//! let message = Message::new(PUBLISH_URI, b"greenhouse", b"21 degrees");
//! let sealed = layers.seal(&types, &message, None, now, &mut Supply::system())?;
//! let opened = layers.open(&types, None, &sealed.message)?;
//! assert_eq!(opened.body, message.body);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod error;
pub mod keys;
pub mod node;
pub mod seal;
pub mod wire;

pub use error::{Misuse, Refused, Reject};
pub use keys::{KeyHash, Seed, Supply, VerifyKey, Version};
pub use seal::layers::{Auth, Cipher, Layer, Layers};
pub use wire::kind::Types;
pub use wire::message::{Body, Message};
pub use wire::packify::{Dict, Value};
