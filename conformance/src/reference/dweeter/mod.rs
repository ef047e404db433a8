//! Operations of dweeter: `vectors/dweeter/operations.json` to `taut_dweeter`, each written once.
//!
//! | Module | Sections of the chapter |
//! |---|---|
//! | `stateless` | 5 |
//! | `session` | 6 to 6.3 |
//! | `live`, `http` | 6.4 |
//! | `service` | 6.5 |
//! | `forge` | 9.2 |
//! | `value` | 3.4: tagged arrays |

mod forge;
mod http;
mod live;
mod service;
mod session;
mod stateless;
mod value;

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value as Json;
use taut_dweeter::{Answer, Content, Form, KeyText, Mailbox, Misuse, Moment, Reject, Request, Service};

use super::Operation;
use super::call::{Call, Failure, Pairs, rejects_with};
use crate::model::outcome::Members;

pub(super) use forge::FORGING;

/// The features of operations.json; the reference offers them all.
pub(super) const FEATURES: [&str; 1] = ["dweeter-base64"];

pub(super) const OPERATIONS: [Operation; 21] = [
    Operation { name: "dweeter.cipher.encrypt", run: stateless::encrypt },
    Operation { name: "dweeter.cipher.decrypt", run: stateless::decrypt },
    Operation { name: "dweeter.thing", run: stateless::thing },
    Operation { name: "dweeter.content.seal", run: stateless::content_seal },
    Operation { name: "dweeter.content.open", run: stateless::content_open },
    Operation { name: "dweeter.mailbox", run: stateless::mailbox },
    Operation { name: "dweeter.data.write", run: stateless::data_write },
    Operation { name: "dweeter.data.read", run: stateless::data_read },
    Operation { name: "dweeter.message.seal", run: stateless::message_seal },
    Operation { name: "dweeter.message.open", run: stateless::message_open },
    Operation { name: "dweeter.request", run: stateless::request },
    Operation { name: "dweeter.answer.read", run: stateless::answer_read },
    Operation { name: "dweeter.dweets.open", run: stateless::dweets_open },
    Operation { name: "dweeter.new", run: session::new },
    Operation { name: "dweeter.send", run: session::send },
    Operation { name: "dweeter.receive", run: session::receive },
    Operation { name: "dweeter.connect", run: live::connect },
    Operation { name: "dweeter.post", run: live::post },
    Operation { name: "dweeter.poll", run: live::poll },
    Operation { name: "dweeter.service.new", run: service::new },
    Operation { name: "dweeter.service.handle", run: service::handle },
];

/// Operations that use a network.
pub(super) const LIVE: [&str; 3] = ["dweeter.connect", "dweeter.post", "dweeter.poll"];

/// What an actor keeps between operations.
pub(super) enum State {
    /// With where it posts and polls, if it does.
    Mailbox(Mailbox, Option<live::Remote>),
    Service(Service),
}

const FORMS: [(&str, Form); 2] = [("hex", Form::Hex), ("base64", Form::Base64)];

fn form(call: &Call<'_>) -> Result<Form, Failure> {
    call.input.choice("form", &FORMS)
}

/// The Mailbox that `mailbox`, `key` and `form` name.
fn new_mailbox(call: &Call<'_>) -> Result<Mailbox, Failure> {
    let name = call.input.optional_utf8("mailbox")?;
    let key_text = call.input.optional_utf8("key")?.map(|text| KeyText::from(text.as_str()));
    let name = name.as_deref().unwrap_or(Mailbox::DEFAULT_NAME);
    Ok(Mailbox::new(name, &key_text.unwrap_or_default(), form(call)?))
}

/// An HTTP answer, before it is borrowed.
#[derive(Default)]
struct Received {
    status: u16,
    media_type: Option<Vec<u8>>,
    body: Vec<u8>,
}

impl Received {
    fn of(call: &Call<'_>) -> Result<Self, Failure> {
        let (status, media_type) = (call.input.int("status")?, call.input.optional_bytes("media_type")?);
        Ok(Self { status, media_type, body: call.input.bytes("body")? })
    }

    fn answer(&self) -> Answer<'_> {
        Answer { status: self.status, media_type: self.media_type.as_deref(), body: &self.body }
    }
}

/// The time that the request gives, or now.
fn now(call: &Call<'_>) -> Moment {
    let since_1970 = || SystemTime::now().duration_since(UNIX_EPOCH).map(|time| time.as_millis());
    let system = || since_1970().ok().and_then(|milliseconds| i64::try_from(milliseconds).ok());
    Moment::from_unix_ms(call.now.or_else(system).unwrap_or_default())
}

/// Notes the first member of a content: a message in plain text.
fn note_message(call: &mut Call<'_>, content: &Content) {
    if let Some((name, text)) = content.members().next() {
        call.note("name", name);
        call.note("text", text);
    }
}

fn accepted_request(request: &Request) -> Members {
    let mut out = Members::from_iter([
        ("method".to_owned(), Json::from(request.method.name())),
        ("path".to_owned(), hex(request.path.as_bytes())),
    ]);
    if let Some(body) = &request.body {
        out.insert("media_type".to_owned(), hex(taut_dweeter::wire::http::MEDIA_TYPE.as_bytes()));
        out.insert("body".to_owned(), hex(body.as_bytes()));
    }
    out
}

fn accepted<const N: usize>(members: [(&str, Json); N]) -> Members {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn hex(bytes: &[u8]) -> Json {
    Json::String(hex::encode(bytes))
}

/// A content as pairs.
fn pairs(content: &Content) -> Json {
    content.members().map(|(name, value)| Json::Array(vec![hex(name), hex(value)])).collect()
}

rejects_with!(Misuse, Reject);
