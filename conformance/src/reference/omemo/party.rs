//! Parties: sections 6.1 to 6.5 and 6.9.

use taut_omemo::keys::{Identity, IdentityForm, KeyPair, PrivateKey};
use taut_omemo::party::{Draws, Limits, Party, Setup, StartDraws};
use taut_omemo::supply::Supply;

use super::super::Operation;
use super::keys::FORMS;
use super::{
    Call, Failure, Members, accepted, accepted_bundle, bundle, drawn, format, hex, needs, note_all, with,
};

pub(super) const OPERATIONS: [Operation; 12] = [
    Operation { name: "omemo.party.new", run: new },
    Operation { name: "omemo.party.bundle", run: publish },
    Operation { name: "omemo.party.changed", run: changed },
    Operation { name: "omemo.party.rotate", run: rotate },
    Operation { name: "omemo.party.refill", run: refill },
    Operation { name: "omemo.party.start", run: start },
    Operation { name: "omemo.party.encrypt", run: encrypt },
    Operation { name: "omemo.party.decrypt", run: decrypt },
    Operation { name: "omemo.party.status", run: status },
    Operation { name: "omemo.party.forget", run: forget },
    Operation { name: "omemo.party.save", run: save },
    Operation { name: "omemo.party.restore", run: restore },
];

/// Draws, and the inputs in whose presence they are not needed.
const DRAWS: [(&str, &str); 4] = [
    ("identity", "identity"),
    ("signed_pre_key", "signed_pre_key"),
    ("signature_nonce", "signature"),
    ("pre_keys", "pre_keys"),
];

fn new(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (format, setup, now) = (format(call)?, setup(call)?, call.now_ms()?);
    for (draw, unless) in DRAWS {
        if !call.input.has(unless) {
            needs(call, &[draw])?;
        }
    }
    let draws = Draws {
        identity: drawn(call, "identity")?,
        signed_pre_key: drawn(call, "signed_pre_key")?,
        signature_nonce: drawn(call, "signature_nonce")?,
        pre_keys: Supply::new(drawn(call, "pre_keys")?),
    };
    let party = Party::new(format, setup, draws, now);
    let identity = party.identity();
    let out = accepted([
        ("identity_key", hex(&identity.to_wire(format))),
        ("x25519", hex(identity.x25519().as_bytes())),
        ("ed25519", hex(identity.ed25519())),
    ]);
    call.new_actor()?.omemo_party = Some(party);
    Ok(out)
}

fn setup(call: &Call<'_>) -> Result<Setup, Failure> {
    let form = match call.input.optional_text("identity_form")? {
        Some(_) => call.input.choice("identity_form", &FORMS)?,
        None => IdentityForm::Seed,
    };
    let usual = Limits::default();
    let key = |key: Vec<u8>| {
        let key = <[u8; 32]>::try_from(key.as_slice());
        key.map(PrivateKey::from)
            .map_err(|_| Failure::Error("each of `in.pre_keys` must have 32 bytes".to_owned()))
    };
    let keys = call.input.optional_list("pre_keys")?;
    let setup = Setup {
        identity: call.input.optional_array("identity")?.map(|given| Identity::new(form, given)),
        signed_pre_key_id: call.input.optional_int("signed_pre_key_id")?,
        signed_pre_key: call.input.optional_array("signed_pre_key")?.map(PrivateKey::from),
        signature: call.input.optional_array("signature")?,
        pre_key_ids: call.input.optional_numbers("pre_key_ids")?,
        pre_keys: keys.map(|keys| keys.into_iter().map(key).collect::<Result<_, _>>()).transpose()?,
        pool: call.input.optional_int("pool")?,
        limits: Limits {
            max_skip: call.input.optional_int("max_skip")?.unwrap_or(usual.max_skip),
            max_kept: call.input.optional_int("max_kept")?.unwrap_or(usual.max_kept),
        },
    };
    match (&setup.pre_key_ids, &setup.pre_keys) {
        (Some(ids), Some(keys)) if ids.len() != keys.len() => Err(Failure::Error(
            "`in.pre_key_ids` and `in.pre_keys` must be of one length, but are not".to_owned(),
        )),
        _ => Ok(setup),
    }
}

fn publish(call: &mut Call<'_>) -> Result<Members, Failure> {
    Ok(accepted_bundle(&party(call)?.bundle()))
}

fn changed(call: &mut Call<'_>) -> Result<Members, Failure> {
    Ok(accepted([("changed", party(call)?.changed().into())]))
}

fn rotate(call: &mut Call<'_>) -> Result<Members, Failure> {
    needs(call, &["signed_pre_key", "signature_nonce"])?;
    let (key, nonce, now) = (drawn(call, "signed_pre_key")?, drawn(call, "signature_nonce")?, call.now_ms()?);
    Ok(accepted([("signed_pre_key_id", party(call)?.rotate(key, &nonce, now).into())]))
}

fn refill(call: &mut Call<'_>) -> Result<Members, Failure> {
    needs(call, &["pre_keys"])?;
    let mut supply = Supply::new(drawn(call, "pre_keys")?);
    Ok(accepted([("pre_key_ids", party(call)?.refill(&mut supply).into())]))
}

fn start(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (peer, bundle) = (call.input.text("peer")?, bundle(call)?);
    let draws = StartDraws {
        choice: drawn(call, "choice")?,
        ephemeral: KeyPair::from(drawn::<32>(call, "ephemeral")?),
        ratchet: KeyPair::from(drawn::<32>(call, "ratchet")?),
    };
    let mut trace = Vec::new();
    let started = party(call)?.start(peer, &bundle, draws, &mut trace);
    note_all(call, &trace);
    let started = started?;
    needs(call, &["choice", "ephemeral", "ratchet"])?;
    let out = accepted([("ephemeral_key", hex(started.ephemeral_key.as_bytes()))]);
    Ok(with(out, "pre_key_id", started.pre_key_id.map(Into::into)))
}

fn encrypt(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (peer, plaintext) = (call.input.text("peer")?, call.input.bytes("plaintext")?);
    let mut trace = Vec::new();
    let sealed = party(call)?.encrypt(peer, &plaintext, &mut trace);
    trace.retain(|(name, _)| *name != "mac");
    note_all(call, &trace);
    let sealed = sealed?;
    Ok(accepted([("message", hex(&sealed.message)), ("key_exchange", sealed.key_exchange.into())]))
}

fn decrypt(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (peer, message) = (call.input.text("peer")?, call.input.bytes("message")?);
    let (is_exchange, drawn) = (call.input.bool("key_exchange")?, drawn::<32>(call, "ratchet")?);
    let (mut trace, mut is_needed) = (Vec::new(), false);
    let mut ratchet = || {
        is_needed = true;
        KeyPair::from(drawn)
    };
    let plaintext = party(call)?.decrypt(peer, &message, is_exchange, &mut ratchet, &mut trace);
    note_all(call, &trace);
    let plaintext = plaintext?;
    if is_needed {
        needs(call, &["ratchet"])?;
    }
    Ok(accepted([("plaintext", hex(&plaintext))]))
}

fn status(call: &mut Call<'_>) -> Result<Members, Failure> {
    let peer = call.input.text("peer")?;
    let status = party(call)?.status(peer);
    Ok(accepted([
        ("sessions", status.sessions.into()),
        ("confirmed", status.confirmed.into()),
        ("sent", status.sent.into()),
        ("received", status.received.into()),
        ("skipped", status.skipped.into()),
    ]))
}

fn forget(call: &mut Call<'_>) -> Result<Members, Failure> {
    let peer = call.input.text("peer")?;
    party(call)?.forget(peer);
    Ok(Members::new())
}

fn save(call: &mut Call<'_>) -> Result<Members, Failure> {
    Ok(accepted([("state", hex(&party(call)?.save()))]))
}

fn restore(call: &mut Call<'_>) -> Result<Members, Failure> {
    let party = Party::restore(&call.input.bytes("state")?)?;
    let identity_key = party.identity().to_wire(party.format());
    call.new_actor()?.omemo_party = Some(party);
    Ok(accepted([("identity_key", hex(&identity_key))]))
}

pub(super) fn party<'c>(call: &'c mut Call<'_>) -> Result<&'c mut Party, Failure> {
    call.actor().and_then(|actor| actor.omemo_party.as_mut()).ok_or_else(|| {
        Failure::Error("this actor has no Party in this session; make it with omemo.party.new".to_owned())
    })
}
