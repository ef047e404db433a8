//! The operations of sections 6 to 6.3.

use taut_dweeter::{Content, Mailbox, seal};

use super::stateless::note_keys;
use super::{
    Call, Failure, Members, Received, State, accepted, accepted_request, hex, new_mailbox, note_message, now,
    value,
};

pub(super) fn new(call: &mut Call<'_>) -> Result<Members, Failure> {
    let mailbox = new_mailbox(call)?;
    note_keys(call, mailbox.keys());
    let out = accepted([("thing", hex(mailbox.thing().as_bytes()))]);
    call.new_actor()?.dweeter = Some(State::Mailbox(mailbox, None));
    Ok(out)
}

pub(super) fn send(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (now, data) = (now(call), call.input.value("data", value::read)?);
    let request = mailbox(call)?.send(now, &data)?;
    let message = seal::write_data(now, &data)?;
    note_message(call, &Content(vec![(message.name, message.text)]));
    Ok(accepted_request(&request))
}

pub(super) fn receive(call: &mut Call<'_>) -> Result<Members, Failure> {
    let received = Received::of(call)?;
    if let Ok(dweets) = mailbox(call)?.open_dweets(&received.answer())
        && let Some(dweet) = dweets.first()
    {
        note_message(call, dweet.content());
    }
    let data = mailbox(call)?.receive(&received.answer())?;
    Ok(accepted([("data", value::write_dict(&data))]))
}

pub(super) fn mailbox<'c>(call: &'c mut Call<'_>) -> Result<&'c mut Mailbox, Failure> {
    match call.actor().and_then(|actor| actor.dweeter.as_mut()) {
        Some(State::Mailbox(mailbox, _)) => Ok(mailbox),
        _ => Err(Failure::Error(
            "this actor has no Mailbox in this session; make it with dweeter.new or dweeter.connect"
                .to_owned(),
        )),
    }
}
