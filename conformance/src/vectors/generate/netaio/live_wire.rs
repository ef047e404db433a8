//! The other end of a node: sockets that send and expect bytes.

use serde_json::{Value, json};

use super::super::{Draft, DraftStep, Wanted, step};
use super::live::{PATIENT_MS, Play, QUIET_MS};
use super::node::with;

/// The actor with the sockets.
pub(super) const WIRE: &str = "wire";

/// A connection with whoever has this name; it is the one that the next steps are about.
pub(super) fn wires(to: &str) -> DraftStep {
    step(WIRE, "raw.connect", json!({ "port": { "$ref": to } }))
}

/// A socket for datagrams to whoever has this name.
pub(super) fn udp_to(to: &str) -> DraftStep {
    step(WIRE, "raw.connect", json!({ "port": { "$ref": to }, "transport": "udp" }))
}

pub(super) fn puts(data: impl Into<Value>) -> DraftStep {
    puts_so(data, json!({}))
}

/// Sends with more to say about it: socket, pieces.
pub(super) fn puts_so(data: impl Into<Value>, given: Value) -> DraftStep {
    let data: Value = data.into();
    step(WIRE, "raw.send", with(json!({ "data": data }), given))
}

/// Receives bytes like these, and no more are looked at.
pub(super) fn takes(data: &str) -> DraftStep {
    takes_so(data, json!({}))
}

pub(super) fn takes_so(data: &str, given: Value) -> DraftStep {
    takes_size(data.len() / 2, given).accept(json!({ "data": data }))
}

/// Receives so many bytes, whatever they are.
pub(super) fn takes_size(size: usize, given: Value) -> DraftStep {
    step(WIRE, "raw.receive", with(json!({ "within_ms": PATIENT_MS, "size": size }), given))
}

/// The next datagram.
pub(super) fn takes_datagram(data: impl Into<Value>) -> DraftStep {
    let data: Value = data.into();
    step(WIRE, "raw.receive", json!({ "within_ms": PATIENT_MS })).accept(json!({ "data": data }))
}

/// Nothing comes, and nobody closes.
pub(super) fn quiet() -> DraftStep {
    step(WIRE, "raw.silence", json!({ "within_ms": QUIET_MS }))
}

/// The other end closes, after these bytes.
pub(super) fn ends_after(data: &str) -> DraftStep {
    step(WIRE, "raw.closed", json!({ "within_ms": PATIENT_MS })).accept(json!({ "data": data }))
}

pub(super) trait Conversation {
    /// Sends, says that nothing more will come, and receives all that the other end has to say.
    fn says_all(self, data: impl Into<Value>, answer: DraftStep) -> Self;
}

impl Conversation for Draft {
    fn says_all(self, data: impl Into<Value>, answer: DraftStep) -> Self {
        self.play(puts(data)).play(step(WIRE, "raw.shutdown", json!({}))).play(answer)
    }
}

/// All that comes until the other end closes.
pub(super) fn hears_all(data: impl Into<Value>) -> DraftStep {
    let data: Value = data.into();
    step(WIRE, "raw.receive", json!({ "within_ms": PATIENT_MS })).accept(json!({ "data": data }))
}

pub(super) trait OrBytes {
    /// The bytes that come under other answers.
    fn or_bytes(self, when: &[(&str, &str)], data: impl Into<Value>) -> Self;
}

impl OrBytes for DraftStep {
    fn or_bytes(self, when: &[(&str, &str)], data: impl Into<Value>) -> Self {
        let data: Value = data.into();
        self.variant(when, Wanted::Accept(json!({ "data": data })))
    }
}
