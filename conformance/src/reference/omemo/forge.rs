//! Forging operations of OMEMO without state: what an attacker can make of any bytes (`spec/omemo.md` section 9.3). They
//! lay out messages by hand, because the reference makes none that lie.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use taut_omemo::Format;
use taut_omemo::wire::protobuf::{put_bytes, put_number};

use super::super::Operation;
use super::seal::message_keys;
use super::{Call, Failure, Members, accepted, forge_party, format, hex};

pub(in super::super) const FORGING: [Operation; 5] = [
    Operation { name: "omemo.forge.message", run: message },
    Operation { name: "omemo.forge.encrypt", run: forge_party::encrypt },
    Operation { name: "omemo.forge.exchange", run: exchange },
    Operation { name: "omemo.forge.start", run: forge_party::start },
    Operation { name: "omemo.forge.reveal", run: forge_party::reveal },
];

/// A message of any content under a known key.
fn message(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (keys, body) = (message_keys(call)?, call.input.bytes("body")?);
    let message = authenticate(call, format(call)?, &call.input.bytes("ad")?, keys.auth_key(), &body)?;
    Ok(accepted([("message", hex(&message))]))
}

/// Puts version and MAC around fields.
pub(super) fn authenticate(
    call: &Call<'_>,
    format: Format,
    ad: &[u8],
    auth_key: &[u8; 32],
    body: &[u8],
) -> Result<Vec<u8>, Failure> {
    let covered = match format {
        Format::Legacy => [&version(call)?, body].concat(),
        Format::Omemo2 => body.to_vec(),
    };
    let size: usize = call.input.optional_int("mac_size")?.unwrap_or(format.mac_size());
    let mac = <Hmac<Sha256>>::new_from_slice(auth_key).expect("HMAC takes keys of any length");
    let mac = mac.chain_update(ad).chain_update(&covered).finalize().into_bytes();
    let wrong = || Failure::Error(format!("`in.mac_size` must be at most 32, but is {size}"));
    let mac = mac.get(..size).ok_or_else(wrong)?;
    Ok(match format {
        Format::Legacy => [&covered, mac].concat(),
        Format::Omemo2 => {
            let mut out = Vec::new();
            put_bytes(&mut out, 1, mac);
            put_bytes(&mut out, 2, &covered);
            out
        }
    })
}

fn version(call: &Call<'_>) -> Result<[u8; 1], Failure> {
    Ok(call.input.optional_array("version")?.unwrap_or([0x33]))
}

/// A key exchange of any content.
fn exchange(call: &mut Call<'_>) -> Result<Members, Failure> {
    let format = format(call)?;
    let number = |name| call.input.optional_int::<u32>(name);
    let bytes = |name| call.input.optional_bytes(name);
    let (pre_key_id, signed_pre_key_id) = (number("pre_key_id")?, number("signed_pre_key_id")?);
    let (identity_key, ephemeral_key) = (bytes("identity_key")?, bytes("ephemeral_key")?);
    let (message, registration_id) = (bytes("message")?, number("registration_id")?);
    let mut out = Vec::new();
    let put_id = |out: &mut Vec<u8>, field, id: Option<u32>| {
        if let Some(id) = id {
            put_number(out, field, id);
        }
    };
    let put = |out: &mut Vec<u8>, field, bytes: &Option<Vec<u8>>| {
        if let Some(bytes) = bytes {
            put_bytes(out, field, bytes);
        }
    };
    match format {
        Format::Legacy => {
            out.extend(version(call)?);
            put_id(&mut out, 1, pre_key_id);
            put(&mut out, 2, &ephemeral_key);
            put(&mut out, 3, &identity_key);
            put(&mut out, 4, &message);
            put_id(&mut out, 5, registration_id);
            put_id(&mut out, 6, signed_pre_key_id);
        }
        Format::Omemo2 => {
            put_id(&mut out, 1, pre_key_id);
            put_id(&mut out, 2, signed_pre_key_id);
            put(&mut out, 3, &identity_key);
            put(&mut out, 4, &ephemeral_key);
            put(&mut out, 5, &message);
        }
    }
    out.extend(bytes("append")?.unwrap_or_default());
    Ok(accepted([("key_exchange", hex(&out))]))
}
