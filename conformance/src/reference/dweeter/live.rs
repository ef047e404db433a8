//! The operations of section 6.4: the same Mailbox, over HTTP.

use std::time::Duration;

use taut_dweeter::{BaseUrl, Exchange, Request, seal};

use super::http;
use super::session::mailbox;
use super::{Call, Failure, Members, Received, State, accepted, hex, new_mailbox, now, value};

/// Where a Mailbox posts and polls; whether it is a URL shows when an exchange begins.
#[derive(Clone)]
pub(in super::super) struct Remote {
    base_url: String,
    time_limit: Duration,
}

pub(super) fn connect(call: &mut Call<'_>) -> Result<Members, Failure> {
    let mailbox = new_mailbox(call)?;
    let base_url = String::from_utf8_lossy(&call.input.bytes("base_url")?).into_owned();
    let remote = Remote { base_url, time_limit: Duration::from_millis(call.input.int("timeout_ms")?) };
    let out = accepted([("thing", hex(mailbox.thing().as_bytes()))]);
    call.new_actor()?.dweeter = Some(State::Mailbox(mailbox, Some(remote)));
    Ok(out)
}

pub(super) fn post(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (now, data) = (now(call), call.input.value("data", value::read)?);
    let request = mailbox(call)?.send(now, &data)?;
    let received = exchange(call, request)?;
    let with = seal::read_answer(&received.answer())?;
    Ok(accepted([("with", value::write(&with))]))
}

pub(super) fn poll(call: &mut Call<'_>) -> Result<Members, Failure> {
    let request = mailbox(call)?.ask();
    let received = exchange(call, request)?;
    let data = mailbox(call)?.receive(&received.answer())?;
    Ok(accepted([("data", value::write_dict(&data))]))
}

fn exchange(call: &mut Call<'_>, request: Request) -> Result<Received, Failure> {
    let Some(State::Mailbox(_, Some(remote))) = call.actor().and_then(|actor| actor.dweeter.as_ref()) else {
        return Err(Failure::Error(
            "the Mailbox of this actor has no service; make it with dweeter.connect".to_owned(),
        ));
    };
    let exchange = Exchange::new(request, &BaseUrl::new(&remote.base_url)?, remote.time_limit);
    let (after, answer) = http::run(&exchange);
    Ok(exchange.end(after, answer)?)
}
