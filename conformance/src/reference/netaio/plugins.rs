//! Plugins one by one: sections 5.8, 5.9, 5.10 and 5.13.

use taut_netaio::seal::cipher;
use taut_netaio::seal::hmac::Hmac;
use taut_netaio::seal::stamp::StampNames;
use taut_netaio::seal::stream::StreamCipher;
use taut_netaio::seal::tapescript::{LockFrom, Tapescript};
use taut_netaio::seal::x25519::X25519;
use taut_netaio::wire::message::Body;
use taut_netaio::wire::packify::{Dict, Value};
use taut_netaio::{KeyHash, Seed, Supply};

use super::{Call, Failure, Members, accepted, drawn, fields, hex, note_int, note_list, now, value, version};

/// Whose lock counts.
pub(super) const LOCKS_FROM: [(&str, LockFrom); 2] =
    [("own", LockFrom::Own), ("peer-lock", LockFrom::PeerLock)];

pub(super) fn hmac_make(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (hmac, mut fields) = (hmac(call)?, fields(call)?);
    let (body, random) = (call.input.bytes("body")?, drawn(call, &["nonce"])?);
    hmac.make(&mut fields, &body, now(call)?, &mut Supply::given(&random))?;
    if let Some(nonce) = bytes_of(&fields, &hmac.names.nonce) {
        call.note("nonce", nonce);
    }
    note_mac(call, &hmac, &fields, &body);
    Ok(accepted([("fields", value::write_dict(&fields))]))
}

pub(super) fn hmac_check(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (hmac, fields, body) = (hmac(call)?, fields(call)?, call.input.bytes("body")?);
    note_mac(call, &hmac, &fields, &body);
    hmac.check(&fields, &body)?;
    Ok(Members::new())
}

fn hmac(call: &mut Call<'_>) -> Result<Hmac, Failure> {
    let hmac = Hmac {
        version: version(call)?,
        secret: KeyHash::of(&call.input.bytes("secret")?),
        mac_name: name(call, "hmac_field", "hmac")?,
        names: stamp_names(call)?,
    };
    call.note("secret_hash", hmac.secret.as_bytes());
    Ok(hmac)
}

fn note_mac(call: &mut Call<'_>, hmac: &Hmac, fields: &Dict, body: &[u8]) {
    let nonce = bytes_of(fields, &hmac.names.nonce).filter(|nonce| nonce.len() == 16);
    if let (Some(nonce), Some(time)) = (nonce, hmac.names.exact_time(hmac.version, fields)) {
        call.note("authenticated", &hmac.authenticated(nonce, time, body));
        call.note("mac", &hmac.expected(nonce, time, body));
    }
}

pub(super) fn stream_encrypt(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (stream, mut fields, body) = (stream(call)?, fields(call)?, body(call)?);
    let plaintext = cipher::plaintext(stream.encrypt_uri, &body);
    call.note("plaintext", &plaintext);
    let random = drawn(call, &["iv", "split"])?;
    let encrypted = stream.encrypt(&mut fields, &body, &mut Supply::given(&random))?;
    call.note("ciphertext", &cipher::ciphertext(stream.encrypt_uri, &encrypted));
    let mut out = accepted([("fields", value::write_dict(&fields))]);
    out.extend(parts(&encrypted));
    Ok(out)
}

pub(super) fn stream_decrypt(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (stream, fields, body) = (stream(call)?, fields(call)?, body(call)?);
    if let Some(iv) = bytes_of(&fields, &stream.iv_name).filter(|iv| iv.len() == 16) {
        call.note("plaintext", &stream.crypt(iv, &cipher::ciphertext(stream.encrypt_uri, &body)));
    }
    Ok(parts(&stream.decrypt(&fields, &body)?))
}

fn stream(call: &mut Call<'_>) -> Result<StreamCipher, Failure> {
    let stream = StreamCipher {
        version: version(call)?,
        key: KeyHash::of(&call.input.bytes("key")?),
        iv_name: name(call, "iv_field", "iv")?,
        encrypt_uri: call.input.bool("encrypt_uri")?,
    };
    call.note("key_hash", stream.key.as_bytes());
    Ok(stream)
}

pub(super) fn x25519_keys(call: &mut Call<'_>) -> Result<Members, Failure> {
    let seed = seed(call)?;
    Ok(accepted([
        ("private_key", hex(seed.private_key().as_bytes())),
        ("public_key", hex(&seed.public_key())),
        ("verify_key", hex(seed.verify_key().as_bytes())),
    ]))
}

pub(super) fn x25519_encrypt(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (x25519, peer_data, body) = (x25519(call)?, call.input.optional_bytes("peer_data")?, body(call)?);
    let random = drawn(call, &["nonce", "split"])?;
    let encrypted = x25519.encrypt(peer_data.as_deref(), &body, &mut Supply::given(&random))?;
    call.note("box_key", x25519.box_key(peer_data.as_deref())?.as_slice());
    call.note("plaintext", &cipher::plaintext(x25519.encrypt_uri, &body));
    call.note("ciphertext", &cipher::ciphertext(x25519.encrypt_uri, &encrypted));
    Ok(parts(&encrypted))
}

pub(super) fn x25519_decrypt(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (x25519, peer_data, body) = (x25519(call)?, call.input.optional_bytes("peer_data")?, body(call)?);
    call.note("box_key", x25519.box_key(peer_data.as_deref())?.as_slice());
    let decrypted = x25519.decrypt(peer_data.as_deref(), &body)?;
    call.note("plaintext", &cipher::plaintext(x25519.encrypt_uri, &decrypted));
    Ok(parts(&decrypted))
}

fn x25519(call: &Call<'_>) -> Result<X25519, Failure> {
    Ok(X25519 { seed: seed(call)?, encrypt_uri: call.input.bool("encrypt_uri")? })
}

pub(super) fn tapescript_make(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (tape, mut fields) = (tapescript(call, seed(call)?, vec![], LockFrom::Own)?, fields(call)?);
    let (body, random) = (call.input.bytes("body")?, drawn(call, &["nonce"])?);
    tape.make(&mut fields, &body, now(call)?, &mut Supply::given(&random))?;
    if let [Some(nonce), Some(witness)] =
        [&tape.names.nonce, &tape.witness_name].map(|name| bytes_of(&fields, name))
    {
        call.note("nonce", nonce);
        if let Some(time) = tape.names.sized_time(tape.version, &fields) {
            call.note("signed", &[&body, nonce, &time.to_be_bytes()].concat());
        }
        call.note("signature", witness.get(2..).unwrap_or_default());
    }
    Ok(accepted([("fields", value::write_dict(&fields))]))
}

pub(super) fn tapescript_check(call: &mut Call<'_>) -> Result<Members, Failure> {
    // Nothing is signed: any seed will do.
    let lock_from = call.input.choice("lock_from", &LOCKS_FROM)?;
    let tape = tapescript(call, Seed::from([0; 32]), call.input.bytes("lock")?, lock_from)?;
    let (fields, body) = (fields(call)?, call.input.bytes("body")?);
    let nonce = bytes_of(&fields, &tape.names.nonce).filter(|nonce| nonce.len() == 16);
    if let (Some(nonce), Some(time)) = (nonce, tape.names.sized_time(tape.version, &fields)) {
        note_list(call, "sigfields", &[&body, nonce, &time.to_be_bytes()]);
    }
    let run = tape.check(call.input.optional_bytes("peer_data")?.as_deref(), &fields, &body)?;
    if let Some(run) = run {
        note_int(call, "cost", run.cost);
    }
    Ok(Members::new())
}

fn tapescript(
    call: &Call<'_>,
    seed: Seed,
    lock: Vec<u8>,
    lock_from: LockFrom,
) -> Result<Tapescript, Failure> {
    let (witness_name, names) = (name(call, "witness_field", "witness")?, stamp_names(call)?);
    Ok(Tapescript { version: version(call)?, seed, lock, lock_from, witness_name, names })
}

fn seed(call: &Call<'_>) -> Result<Seed, Failure> {
    call.input.array::<32>("seed").map(Seed::from)
}

fn stamp_names(call: &Call<'_>) -> Result<StampNames, Failure> {
    Ok(StampNames { nonce: name(call, "nonce_field", "nonce")?, time: name(call, "ts_field", "ts")? })
}

fn name(call: &Call<'_>, member: &str, default: &str) -> Result<String, Failure> {
    Ok(call.input.optional_text(member)?.unwrap_or(default).to_owned())
}

fn bytes_of<'a>(fields: &'a Dict, name: &str) -> Option<&'a [u8]> {
    fields.find(name).and_then(Value::as_bytes)
}

fn body(call: &Call<'_>) -> Result<Body, Failure> {
    Ok(Body { uri: call.input.bytes("uri")?, content: call.input.bytes("content")? })
}

fn parts(body: &Body) -> Members {
    accepted([("uri", hex(&body.uri)), ("content", hex(&body.content))])
}
