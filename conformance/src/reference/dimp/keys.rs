//! Keys: sections 5.5 to 5.8.

use taut_dimp::key::{self, Algorithm, MessageKey, Padding, PrivateKey, PublicKey, Use};

use super::super::Operation;
use super::{Call, Failure, Members, accepted, drawn, hex, needs, with};

pub(super) const OPERATIONS: [Operation; 7] = [
    Operation { name: "dimp.key.read", run: read },
    Operation { name: "dimp.key.public", run: public },
    Operation { name: "dimp.key.make", run: make },
    Operation { name: "dimp.key.sign", run: sign },
    Operation { name: "dimp.key.verify", run: verify },
    Operation { name: "dimp.key.encrypt", run: encrypt },
    Operation { name: "dimp.key.decrypt", run: decrypt },
];

const USES: [(&str, Use); 3] =
    [("public", Use::Public), ("private", Use::Private), ("message", Use::Message)];

fn read(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (text, wanted) = (call.input.bytes("key")?, call.input.choice("use", &USES)?);
    if wanted == Use::Message {
        let key = MessageKey::read(&text)?;
        let out = accepted([("algorithm", key.algorithm().name().into())]);
        return Ok(with(with(out, "data", key.data().map(hex)), "iv", key.iv().map(hex)));
    }
    let key = match wanted {
        Use::Private => PrivateKey::read(&text)?.public().clone(),
        _ => PublicKey::read(&text)?,
    };
    let out = accepted([("algorithm", key.algorithm().name().into()), ("data", hex(key.data()))]);
    Ok(with(out, "bits", key.bits().map(Into::into)))
}

fn public(call: &mut Call<'_>) -> Result<Members, Failure> {
    let key = PrivateKey::read(&call.input.bytes("private_key")?)?;
    Ok(accepted([("public_key", hex(key.public().to_text()))]))
}

fn make(call: &mut Call<'_>) -> Result<Members, Failure> {
    let algorithm = call.input.choice("algorithm", &[("ECC", Algorithm::Ecc), ("AES", Algorithm::Aes)])?;
    let (size, key) = (call.input.optional_int("size")?, drawn(call, "key")?);
    let key = if algorithm == Algorithm::Aes {
        MessageKey::draw(size, &key, drawn(call, "iv")?)?.text().to_owned()
    } else {
        needs(call, &["key"])?;
        PrivateKey::draw(&key)?.to_text().unwrap_or_default()
    };
    needs(call, &["key", "iv"])?;
    Ok(accepted([("key", hex(key))]))
}

fn sign(call: &mut Call<'_>) -> Result<Members, Failure> {
    let key = PrivateKey::read(&call.input.bytes("private_key")?)?;
    needs(call, &["k"])?;
    let signature = key.sign(&call.input.bytes("data")?, &drawn(call, "k")?)?;
    Ok(accepted([("signature", hex(signature))]))
}

fn verify(call: &mut Call<'_>) -> Result<Members, Failure> {
    let key = PublicKey::read(&call.input.bytes("public_key")?)?;
    key.verify(&call.input.bytes("data")?, &call.input.bytes("signature")?)?;
    Ok(Members::new())
}

fn encrypt(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (key, plaintext) = (call.input.bytes("key")?, call.input.bytes("plaintext")?);
    let ciphertext = key::encrypt(&key, &plaintext, &mut Padding::new(&drawn(call, "padding")?))?;
    needs(call, &["padding"])?;
    Ok(accepted([("ciphertext", hex(ciphertext))]))
}

fn decrypt(call: &mut Call<'_>) -> Result<Members, Failure> {
    let plaintext = key::decrypt(&call.input.bytes("key")?, &call.input.bytes("ciphertext")?)?;
    Ok(accepted([("plaintext", hex(plaintext))]))
}
