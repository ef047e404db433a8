//! The operations of section 6.5.

use serde_json::Value as Json;
use taut_dweeter::Service;
use taut_dweeter::service::Bounds;

use super::{Call, Failure, Members, State, accepted, hex, now};

pub(super) fn new(call: &mut Call<'_>) -> Result<Members, Failure> {
    let usual = Bounds::default();
    let things = call.input.optional_int("things")?.unwrap_or(usual.things);
    let body = call.input.optional_int("body")?.unwrap_or(usual.body);
    call.new_actor()?.dweeter = Some(State::Service(Service::new(Bounds { things, body })));
    Ok(Members::new())
}

pub(super) fn handle(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (now, method) = (now(call), call.input.text("method")?);
    let (path, body) = (call.input.bytes("path")?, call.input.bytes("body")?);
    let answer = service(call)?.handle(now, method, &path, &body);
    Ok(accepted([
        ("status", Json::from(answer.status)),
        ("media_type", hex(answer.media_type.as_bytes())),
        ("body", hex(answer.body.as_bytes())),
    ]))
}

fn service<'c>(call: &'c mut Call<'_>) -> Result<&'c mut Service, Failure> {
    match call.actor().and_then(|actor| actor.dweeter.as_mut()) {
        Some(State::Service(service)) => Ok(service),
        _ => Err(Failure::Error(
            "this actor has no service in this session; make it with dweeter.service.new".to_owned(),
        )),
    }
}
