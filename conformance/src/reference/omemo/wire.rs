//! Messages and key exchanges: sections 5.3 and 5.4.

use taut_omemo::keys::PublicKey;
use taut_omemo::seal::material;
use taut_omemo::wire::exchange::{self, Exchange, KeyExchange};
use taut_omemo::wire::message::{self, Header, Message};

use super::super::Operation;
use super::{Call, Failure, Members, accepted, format, hex, note_all, with};

pub(super) const OPERATIONS: [Operation; 5] = [
    Operation { name: "omemo.message.encode", run: encode },
    Operation { name: "omemo.message.decode", run: decode },
    Operation { name: "omemo.message.check", run: check },
    Operation { name: "omemo.key_exchange.encode", run: exchange_encode },
    Operation { name: "omemo.key_exchange.decode", run: exchange_decode },
];

fn encode(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (ad, auth_key) = (call.input.bytes("ad")?, call.input.array("auth_key")?);
    let header = Header {
        ratchet_key: PublicKey::from(call.input.array::<32>("ratchet_key")?),
        n: call.input.int("n")?,
        pn: call.input.int("pn")?,
    };
    let outgoing = message::Outgoing { format: format(call)?, header, ad: &ad, auth_key: &auth_key };
    let mut trace = Vec::new();
    let message = outgoing.encode(&call.input.bytes("ciphertext")?, &mut trace);
    note_all(call, &trace);
    Ok(accepted([("message", hex(&message))]))
}

fn decode(call: &mut Call<'_>) -> Result<Members, Failure> {
    let bytes = call.input.bytes("message")?;
    let message = Message::decode(format(call)?, &bytes)?;
    Ok(accepted([
        ("ratchet_key", hex(message.header.ratchet_key.as_bytes())),
        ("n", message.header.n.into()),
        ("pn", message.header.pn.into()),
        ("ciphertext", hex(message.ciphertext)),
        ("mac", hex(message.mac)),
        ("covered", hex(message.covered)),
    ]))
}

fn check(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (bytes, ad) = (call.input.bytes("message")?, call.input.bytes("ad")?);
    let message = Message::decode(format(call)?, &bytes)?;
    material::check(&message, &ad, &call.input.array("auth_key")?)?;
    Ok(Members::new())
}

fn exchange_encode(call: &mut Call<'_>) -> Result<Members, Failure> {
    let exchange = Exchange {
        ephemeral_key: PublicKey::from(call.input.array::<32>("ephemeral_key")?),
        signed_pre_key_id: call.input.int("signed_pre_key_id")?,
        pre_key_id: Some(call.input.int("pre_key_id")?),
    };
    let (identity_key, registration_id) =
        (call.input.bytes("identity_key")?, call.input.optional_int("registration_id")?);
    let format = format(call)?;
    let outgoing = exchange::Outgoing { format, exchange, identity_key: &identity_key, registration_id };
    Ok(accepted([("key_exchange", hex(&outgoing.encode(&call.input.bytes("message")?)))]))
}

fn exchange_decode(call: &mut Call<'_>) -> Result<Members, Failure> {
    let bytes = call.input.bytes("key_exchange")?;
    let read = KeyExchange::decode(format(call)?, &bytes)?;
    let members = accepted([
        ("signed_pre_key_id", read.exchange.signed_pre_key_id.into()),
        ("identity_key", hex(read.identity_key.wire())),
        ("ephemeral_key", hex(read.exchange.ephemeral_key.as_bytes())),
        ("message", hex(read.bytes)),
    ]);
    let members = with(members, "pre_key_id", read.exchange.pre_key_id.map(Into::into));
    Ok(with(members, "registration_id", read.registration_id.map(Into::into)))
}
