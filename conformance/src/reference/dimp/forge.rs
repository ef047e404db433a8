//! Forging operations: section 9.3.

use taut_dimp::Value;
use taut_dimp::key::{MessageKey, PrivateKey, PublicKey};
use taut_dimp::wire::base64;
use taut_dimp::wire::json::{read, write};

use super::super::Operation;
use super::{Call, Failure, Members, accepted, drawn, hex, needs, object};

pub(in super::super) const FORGING: [Operation; 5] = [
    Operation { name: "dimp.forge.edit", run: edit },
    Operation { name: "dimp.forge.private", run: private },
    Operation { name: "dimp.forge.public", run: public },
    Operation { name: "dimp.forge.blocks", run: blocks },
    Operation { name: "dimp.forge.sign", run: sign },
];

fn edit(call: &mut Call<'_>) -> Result<Members, Failure> {
    let mut text = object(&call.input.bytes("text")?)?;
    for (name, value) in call.input.optional_pairs("set")?.unwrap_or_default().0 {
        text.set(&utf8(name)?, read::read(&value)?);
    }
    for name in call.input.optional_list("remove")?.unwrap_or_default() {
        text.remove(&utf8(name)?);
    }
    Ok(accepted([("text", hex(write::dict(&text)))]))
}

fn private(call: &mut Call<'_>) -> Result<Members, Failure> {
    let key = PrivateKey::read(&call.input.bytes("private_key")?)?;
    raised(key.raise(&call.input.bytes("block")?))
}

fn public(call: &mut Call<'_>) -> Result<Members, Failure> {
    let key = PublicKey::read(&call.input.bytes("public_key")?)?;
    raised(key.raise(&call.input.bytes("block")?))
}

fn raised(block: Option<Vec<u8>>) -> Result<Members, Failure> {
    let wrong =
        || Failure::Error("`in.block` must be as long as the modulus of an RSA key, and below it".to_owned());
    Ok(accepted([("block", hex(block.ok_or_else(wrong)?))]))
}

fn blocks(call: &mut Call<'_>) -> Result<Members, Failure> {
    let key = MessageKey::read(&call.input.bytes("message_key")?)?;
    let blocks = call.input.bytes("blocks")?;
    if !blocks.len().is_multiple_of(16) {
        return Err(Failure::Error("`in.blocks` must be a multiple of 16 bytes".to_owned()));
    }
    Ok(accepted([("ciphertext", hex(key.encrypt_blocks(&blocks)))]))
}

fn sign(call: &mut Call<'_>) -> Result<Members, Failure> {
    let key = PrivateKey::read(&call.input.bytes("private_key")?)?;
    let mut message = object(&call.input.bytes("message")?)?;
    let data = message.find("data").and_then(Value::as_text);
    let signed = if call.input.bool("broadcast")? {
        data.map(<[u8]>::to_vec)
    } else {
        data.and_then(base64::decode_loosely)
    };
    let wrong = || Failure::Error("`data` of `in.message` must be a text that can be signed".to_owned());
    let signature = key.sign(&signed.ok_or_else(wrong)?, &drawn(call, "k")?)?;
    needs(call, &["k"])?;
    message.set("signature", base64::encode(&signature).into());
    Ok(accepted([("message", hex(write::dict(&message)))]))
}

fn utf8(name: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(name)
        .map_err(|why| Failure::Error(format!("a name of a member must be UTF-8, but is not: {why}")))
}
