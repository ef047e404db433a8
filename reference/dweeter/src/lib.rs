//! Reference implementation of dweeter, written from `spec/dweeter.md` (revision 1.0.0).
//!
//! A *mailbox* is a name and a key text. Whoever knows both can post a message to a public service, encrypted, and read
//! the latest one. What this protects, and what it does not, stands in sections 1 and 9.
//!
//! | Module | Section |
//! |---|---|
//! | [`keys`] | 3 Parameters and keys |
//! | [`wire`] | 4 Formats |
//! | [`seal`] | 5 Operations |
//! | [`session`] | 6 to 6.3 Processing |
//! | [`exchange`] | 6.4 Exchanges |
//! | [`service`] | 6.5 The service |
//! | [`error`] | 7 Outcomes |
//!
//! Nothing here does input or output, and nothing reads a clock.
//!
//! ```
//! use taut_dweeter::wire::http::Answer;
//! use taut_dweeter::{Dict, Form, KeyText, Mailbox, Moment, Service, Value};
//!
//! let mailbox = || Mailbox::new("greenhouse", &KeyText::from("a long and secret text"), Form::Hex);
//! let (mut thermometer, mut reader, mut service) = (mailbox(), mailbox(), Service::default());
//! let now = Moment::from_unix_ms(1_721_020_291_709);
//!
//! let data = Value::Dict(Dict::from_iter([("celsius", 21)]));
//! let post = thermometer.send(now, &data)?;
//! let body = post.body.unwrap_or_default();
//! service.handle(now, post.method.name(), post.path.as_bytes(), body.as_bytes());
//!
//! let ask = reader.ask();
//! let answer = service.handle(now, ask.method.name(), ask.path.as_bytes(), b"");
//! let answer = Answer {
//!     status: answer.status,
//!     media_type: Some(answer.media_type.as_bytes()),
//!     body: answer.body.as_bytes(),
//! };
//! assert_eq!(reader.receive(&answer)?.find("celsius"), Some(&Value::from(21)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod error;
pub mod exchange;
pub mod keys;
pub mod seal;
pub mod service;
pub mod session;
pub mod wire;

pub use error::{Misuse, Reject};
pub use exchange::{BaseUrl, Exchange};
pub use keys::{Form, KeyText, Keys};
pub use service::Service;
pub use session::Mailbox;
pub use wire::http::{Answer, Content, Request};
pub use wire::json::{Dict, Int, Text, Value};
pub use wire::time::Moment;
