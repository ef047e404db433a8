//! Forging operations of OMEMO with a Party of the forger: `spec/omemo.md` section 9.3.

use taut_omemo::keys::{IdentityKey, KeyPair, PublicKey};
use taut_omemo::party::StartDraws;
use taut_omemo::seal::kdf::MessageKeys;
use taut_omemo::seal::material;
use taut_omemo::wire::bundle::CheckedBundle;
use taut_omemo::wire::exchange::Outgoing;
use taut_omemo::wire::protobuf::{put_bytes, put_number};
use taut_omemo::{Format, Reject};

use super::forge::authenticate;
use super::party::party;
use super::{Call, Failure, Members, accepted, drawn, hex, needs, with};

/// The next message of a session of the forger, with faults that its MAC covers.
pub(super) fn encrypt(call: &mut Call<'_>) -> Result<Members, Failure> {
    let peer = call.input.text("peer")?;
    let party = party(call)?.clone();
    let format = party.format();
    let secrets = party.secrets(peer).ok_or(Reject::NoSession)?;
    let (chain, n) = secrets.sending.ok_or(Reject::NoSession)?;
    let keys = MessageKeys::of_message(format, &chain.step().0);
    let ratchet_key = match call.input.optional_bytes("ratchet_key")? {
        Some(key) => of_format(format, &key),
        None => secrets.ratchet.public().to_wire(format),
    };
    let header = Header {
        ratchet_key,
        n: call.input.optional_int("n")?.unwrap_or(n),
        pn: call.input.optional_int("pn")?.unwrap_or(secrets.pn),
    };
    let body = header.body(call, format, &ciphertext(call, &keys)?)?;
    let message = authenticate(call, format, secrets.ad, keys.auth_key(), &body)?;
    let identity_key = party.identity().to_wire(format);
    let wrap = |exchange| {
        Outgoing { format, exchange, identity_key: &identity_key, registration_id: None }.encode(&message)
    };
    let wrapped = secrets.exchange.map(wrap);
    let key_exchange = wrapped.is_some();
    if !call.input.optional_bool("stay")?.unwrap_or_default() {
        // The honest message is lost: only the chain goes on.
        self::party(call)?.encrypt(peer, &[], &mut ())?;
    }
    Ok(accepted([("message", hex(&wrapped.unwrap_or(message))), ("key_exchange", key_exchange.into())]))
}

struct Header {
    ratchet_key: Vec<u8>,
    n: u32,
    pn: u32,
}

impl Header {
    fn body(&self, call: &Call<'_>, format: Format, ciphertext: &[u8]) -> Result<Vec<u8>, Failure> {
        let omit = if call.input.has("omit") { call.input.texts("omit")? } else { Vec::new() };
        let (key_field, n_field) = match format {
            Format::Legacy => (1, 2),
            Format::Omemo2 => (3, 1),
        };
        let mut out = Vec::new();
        for field in 1..=4 {
            match field {
                field if field == key_field && !omit.contains(&"ratchet_key") => {
                    put_bytes(&mut out, field, &self.ratchet_key);
                }
                field if field == n_field && !omit.contains(&"n") => put_number(&mut out, field, self.n),
                field if field == n_field + 1 && !omit.contains(&"pn") => {
                    put_number(&mut out, field, self.pn);
                }
                4 if !omit.contains(&"ciphertext") => put_bytes(&mut out, field, ciphertext),
                _ => {}
            }
        }
        out.extend(call.input.optional_bytes("append")?.unwrap_or_default());
        Ok(out)
    }
}

fn ciphertext(call: &Call<'_>, keys: &MessageKeys) -> Result<Vec<u8>, Failure> {
    if let Some(ciphertext) = call.input.optional_bytes("ciphertext")? {
        return Ok(ciphertext);
    }
    if let Some(mut blocks) = call.input.optional_bytes("padded")? {
        material::encrypt_blocks(keys, &mut blocks);
        return Ok(blocks);
    }
    Ok(material::encrypt(keys, &call.input.bytes("plaintext")?))
}

/// A key of 32 bytes as it stands on the wire.
fn of_format(format: Format, key: &[u8]) -> Vec<u8> {
    match format {
        Format::Legacy => [&[0x05], key].concat(),
        Format::Omemo2 => key.to_vec(),
    }
}

/// Begins a session with keys whose signature nobody has seen, and without one-time prekey if none is given.
pub(super) fn start(call: &mut Call<'_>) -> Result<Members, Failure> {
    let peer = call.input.text("peer")?;
    let (identity_key, signed) =
        (call.input.bytes("identity_key")?, call.input.array::<32>("signed_pre_key")?);
    let pre_key = call.input.optional_array::<32>("pre_key")?.map(PublicKey::from);
    let signed_pre_key_id = call.input.int("signed_pre_key_id")?;
    let pre_key_id = call.input.optional_int("pre_key_id")?.unwrap_or_default();
    let draws = StartDraws {
        choice: [0; 8],
        ephemeral: KeyPair::from(drawn::<32>(call, "ephemeral")?),
        ratchet: KeyPair::from(drawn::<32>(call, "ratchet")?),
    };
    let party = party(call)?;
    let format = party.format();
    let (identity_key, ed25519) = IdentityKey::read(format, &of_format(format, &identity_key))?;
    let bundle = CheckedBundle {
        // Nothing that follows looks at this form; L has none without a signature.
        ed25519: ed25519.map_or([0; 32], |key| *key.as_bytes()),
        identity_key,
        signed_pre_key_id,
        signed_pre_key: PublicKey::from(signed),
        pre_keys: pre_key.map(|key| (pre_key_id, key)).into_iter().collect(),
    };
    let started = party.start_with(peer, bundle, draws, &mut ())?;
    needs(call, &["ephemeral", "ratchet"])?;
    Ok(accepted([("ephemeral_key", hex(started.ephemeral_key.as_bytes()))]))
}

/// The secrets of a session of the forger.
pub(super) fn reveal(call: &mut Call<'_>) -> Result<Members, Failure> {
    let peer = call.input.text("peer")?;
    let secrets = party(call)?.secrets(peer).ok_or(Reject::NoSession)?;
    let out = accepted([
        ("root_key", hex(secrets.root.as_bytes())),
        ("ratchet_private", hex(secrets.ratchet.private().as_bytes())),
        ("ad", hex(secrets.ad)),
    ]);
    let out = with(out, "sending_key", secrets.sending.map(|(key, _)| hex(key.as_bytes())));
    Ok(with(out, "receiving_key", secrets.receiving.map(|(key, _)| hex(key.as_bytes()))))
}
