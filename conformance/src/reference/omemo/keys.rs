//! Keys and signatures: sections 5.1 and 5.2.

use taut_omemo::Format;
use taut_omemo::keys::sign::{self, verify};
use taut_omemo::keys::{Ed25519Key, Identity, IdentityForm, IdentityKey, PrivateKey, PublicKey, fingerprint};

use super::super::Operation;
use super::{Call, Failure, Members, accepted, drawn, format, hex, needs, note_all};

pub(super) const OPERATIONS: [Operation; 11] = [
    Operation { name: "omemo.key.pair", run: pair },
    Operation { name: "omemo.key.to_x25519", run: to_x25519 },
    Operation { name: "omemo.key.to_ed25519", run: to_ed25519 },
    Operation { name: "omemo.key.agree", run: agree },
    Operation { name: "omemo.key.read", run: read },
    Operation { name: "omemo.key.fingerprint", run: of_people },
    Operation { name: "omemo.sign", run: sign },
    Operation { name: "omemo.sign_seed", run: sign_seed },
    Operation { name: "omemo.verify", run: check },
    Operation { name: "omemo.signature.to_legacy", run: to_legacy },
    Operation { name: "omemo.signature.from_legacy", run: from_legacy },
];

pub(super) const FORMS: [(&str, IdentityForm); 2] =
    [("seed", IdentityForm::Seed), ("private", IdentityForm::Private)];

fn pair(call: &mut Call<'_>) -> Result<Members, Failure> {
    let identity = Identity::new(call.input.choice("form", &FORMS)?, call.input.array("key")?);
    Ok(accepted([
        ("private", hex(identity.scalar().as_bytes())),
        ("x25519", hex(identity.x25519().as_bytes())),
        ("ed25519", hex(identity.ed25519())),
    ]))
}

fn to_x25519(call: &mut Call<'_>) -> Result<Members, Failure> {
    let key = Ed25519Key::read(&call.input.bytes("ed25519")?)?;
    Ok(accepted([("x25519", hex(key.to_x25519().as_bytes()))]))
}

fn to_ed25519(call: &mut Call<'_>) -> Result<Members, Failure> {
    let sign: u8 = call.input.int("sign")?;
    let key = PublicKey::read(Format::Omemo2, &call.input.bytes("x25519")?)?;
    Ok(accepted([("ed25519", hex(&key.to_ed25519(sign != 0)))]))
}

fn agree(call: &mut Call<'_>) -> Result<Members, Failure> {
    let private = PrivateKey::from(call.input.array("private")?);
    let public = PublicKey::read(Format::Omemo2, &call.input.bytes("public")?)?;
    Ok(accepted([("shared", hex(private.agree(&public)?.as_bytes()))]))
}

fn read(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (format, key) = (format(call)?, call.input.bytes("key")?);
    let x25519 = if call.input.choice("kind", &[("identity", true), ("other", false)])? {
        *IdentityKey::read(format, &key)?.0.x25519()
    } else {
        PublicKey::read(format, &key)?
    };
    Ok(accepted([("x25519", hex(x25519.as_bytes()))]))
}

fn of_people(call: &mut Call<'_>) -> Result<Members, Failure> {
    let fingerprint = fingerprint(&PublicKey::from(call.input.array::<32>("x25519")?));
    Ok(accepted([("fingerprint", hex(fingerprint.as_bytes()))]))
}

fn sign(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (private, message) = (PrivateKey::from(call.input.array("private")?), call.input.bytes("message")?);
    needs(call, &["nonce"])?;
    let mut trace = Vec::new();
    let signature = sign::sign(&private, &message, &drawn(call, "nonce")?, &mut trace);
    note_all(call, &trace);
    Ok(accepted([("signature", hex(&signature))]))
}

fn sign_seed(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (seed, message) = (PrivateKey::from(call.input.array("seed")?), call.input.bytes("message")?);
    Ok(accepted([("signature", hex(&sign::sign_seed(&seed, &message)))]))
}

fn check(call: &mut Call<'_>) -> Result<Members, Failure> {
    let key = Ed25519Key::read(&call.input.bytes("ed25519")?)?;
    verify(&key, &call.input.bytes("message")?, &call.input.bytes("signature")?)?;
    Ok(Members::new())
}

fn to_legacy(call: &mut Call<'_>) -> Result<Members, Failure> {
    let signature = sign::to_legacy(&call.input.array("ed25519")?, &call.input.array("signature")?);
    Ok(accepted([("signature", hex(&signature))]))
}

fn from_legacy(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (signature, sign) = sign::from_legacy(&call.input.bytes("signature")?)?;
    Ok(accepted([("signature", hex(&signature)), ("sign", u8::from(sign).into())]))
}
