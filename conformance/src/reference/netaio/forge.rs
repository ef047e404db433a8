//! Forging operations of netaio: what an attacker can make of any bytes (`spec/netaio.md` section 9.3). They lay out
//! messages by hand, because the reference makes none that lie.

use taut_netaio::KeyHash;
use taut_netaio::seal::crypt;
use taut_netaio::wire::message;
use taut_netaio::wire::packify::{Dict, Value, pack, unpack};
use taut_wire::Writer;

use super::super::Operation;
use super::{Call, Failure, Members, accepted, hex, version};

pub(in super::super) const FORGING: [Operation; 3] = [
    Operation { name: "netaio.forge.frame", run: frame },
    Operation { name: "netaio.forge.edit", run: edit },
    Operation { name: "netaio.forge.mac", run: mac },
];

/// A message of any auth fields and any body, with lengths and a checksum that may be wrong.
fn frame(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (auth, body) = (call.input.bytes("auth")?, call.input.bytes("body")?);
    let kind: u8 = call.input.int("type")?;
    let auth_length: Option<u16> = call.input.optional_int("auth_length")?;
    let body_length: Option<u16> = call.input.optional_int("body_length")?;
    let checksum = call.input.optional_array("checksum")?.unwrap_or_else(|| message::checksum(&body));
    let message = Writer::with_capacity(9 + auth.len() + body.len())
        .put(&[kind])
        .put(&auth_length.map_or_else(|| length(&auth), Ok)?.to_be_bytes())
        .put(&body_length.map_or_else(|| length(&body), Ok)?.to_be_bytes())
        .put(&checksum)
        .put(&auth)
        .put(&body)
        .finish();
    Ok(accepted([("message", hex(&message))]))
}

fn length(of: &[u8]) -> Result<u16, Failure> {
    let wrong = |_| Failure::Error(format!("{} bytes are more than a length can say; give one", of.len()));
    u16::try_from(of.len()).map_err(wrong)
}

/// A genuine message with another type, body or other auth fields.
fn edit(call: &mut Call<'_>) -> Result<Members, Failure> {
    let genuine = call.input.bytes("message")?;
    let (auth, body) = message::split(&genuine);
    let Ok(Value::Dict(mut fields)) = unpack(auth) else {
        return Err(Failure::Error("`in.message` must be genuine, but has no auth fields".to_owned()));
    };
    for (name, value) in call.input.optional_pairs("set")?.unwrap_or_default().iter() {
        fields.set(&text(name)?, value.into());
    }
    for name in call.input.optional_list("remove")?.unwrap_or_default() {
        fields.remove(&text(&name)?);
    }
    let kind = call.input.optional_int("type")?;
    let body = call.input.optional_bytes("body")?.unwrap_or_else(|| body.to_vec());
    let kind = kind.unwrap_or_else(|| message::Header::read(&genuine).kind);
    Ok(accepted([("message", hex(&message::frame(kind, &packed(fields), &body)))]))
}

fn packed(fields: Dict) -> Vec<u8> {
    pack(&Value::Dict(fields))
}

fn text(name: &[u8]) -> Result<String, Failure> {
    String::from_utf8(name.to_vec())
        .map_err(|why| Failure::Error(format!("the name of a field must be UTF-8, but is not: {why}")))
}

/// The MAC that a holder of the secret can compute over any nonce, time and body.
fn mac(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (version, secret) = (version(call)?, KeyHash::of(&call.input.bytes("secret")?));
    let (nonce, time, body) =
        (call.input.bytes("nonce")?, call.input.bytes("ts")?, call.input.bytes("body")?);
    let authenticated = match version {
        taut_netaio::Version::V009 => [time, body].concat(),
        taut_netaio::Version::V008 => [nonce.clone(), time, body].concat(),
    };
    Ok(accepted([("mac", hex(&crypt::mac(version, secret.as_bytes(), &nonce, &authenticated)))]))
}
