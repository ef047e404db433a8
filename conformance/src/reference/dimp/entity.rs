//! Metas and profiles: sections 5.9 to 5.12.

use taut_dimp::Id;
use taut_dimp::key::PrivateKey;
use taut_dimp::wire::json::write;
use taut_dimp::wire::meta::Meta;
use taut_dimp::wire::profile::{self, Properties};

use super::super::Operation;
use super::{Call, Failure, Members, accepted, drawn, hex, needs, value, with};

pub(super) const OPERATIONS: [Operation; 5] = [
    Operation { name: "dimp.meta.make", run: make_meta },
    Operation { name: "dimp.meta.id", run: id_of_meta },
    Operation { name: "dimp.meta.check", run: check_meta },
    Operation { name: "dimp.profile.make", run: make_profile },
    Operation { name: "dimp.profile.read", run: read_profile },
];

fn make_meta(call: &mut Call<'_>) -> Result<Members, Failure> {
    let key = PrivateKey::read(&call.input.bytes("private_key")?)?;
    let (version, seed) = (call.input.optional_int("version")?, call.input.optional_bytes("seed")?);
    let meta = Meta::make(&key, version, seed.as_deref(), &drawn(call, "k")?)?;
    needs(call, &["k"])?;
    note_fingerprint(call, &meta);
    Ok(accepted([("meta", hex(meta.to_text()))]))
}

fn id_of_meta(call: &mut Call<'_>) -> Result<Members, Failure> {
    let meta = read_meta(call)?;
    let id = meta.id(call.input.int("network")?)?;
    Ok(accepted([("id", hex(id.to_text())), ("number", id.address().number().into())]))
}

fn check_meta(call: &mut Call<'_>) -> Result<Members, Failure> {
    let meta = read_meta(call)?;
    meta.check(&Id::read(&call.input.bytes("id")?)?)?;
    Ok(Members::new())
}

fn read_meta(call: &mut Call<'_>) -> Result<Meta, Failure> {
    let meta = Meta::read(&call.input.bytes("meta")?)?;
    note_fingerprint(call, &meta);
    call.note("hashed", meta.hashed());
    Ok(meta)
}

fn note_fingerprint(call: &mut Call<'_>, meta: &Meta) {
    if let Some(fingerprint) = meta.fingerprint() {
        call.note("fingerprint", fingerprint);
    }
}

fn make_profile(call: &mut Call<'_>) -> Result<Members, Failure> {
    let id = Id::read(&call.input.bytes("id")?)?;
    let properties = Properties::new(call.input.value("properties", value::read_dict)?)?;
    let key = PrivateKey::read(&call.input.bytes("private_key")?)?;
    let made = profile::make(&id, &properties, &key, &drawn(call, "k")?)?;
    needs(call, &["k"])?;
    call.note("data", made.data.as_bytes());
    Ok(accepted([("profile", hex(write::dict(&made.profile)))]))
}

fn read_profile(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (profile, id) = (call.input.bytes("profile")?, call.input.bytes("id")?);
    let (meta, signer) = (call.input.bytes("meta")?, call.input.optional_bytes("signer")?);
    let profile = profile::read(&profile, &id, &meta, signer.as_deref())?;
    call.note("data", profile.data());
    let out = accepted([("properties", value::write_dict(profile.properties()))]);
    Ok(with(out, "key", profile.key_text().map(hex)))
}
