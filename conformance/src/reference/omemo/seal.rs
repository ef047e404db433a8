//! X3DH, chains, key material and payloads: sections 5.8 to 5.10.

use taut_omemo::keys::{Identity, IdentityForm, IdentityKey, PrivateKey, PublicKey, Shared};
use taut_omemo::seal::kdf::{self, ChainKey, MessageKey, MessageKeys, RootKey};
use taut_omemo::seal::material;
use taut_omemo::seal::payload::{open_2, open_legacy, seal_2, seal_legacy};
use taut_omemo::seal::x3dh::{Active, Passive, associated_data};

use super::super::Operation;
use super::{Call, Failure, Members, accepted, drawn, format, hex, needs, note_all};

pub(super) const OPERATIONS: [Operation; 11] = [
    Operation { name: "omemo.x3dh.active", run: active },
    Operation { name: "omemo.x3dh.passive", run: passive },
    Operation { name: "omemo.kdf.root", run: root },
    Operation { name: "omemo.kdf.chain", run: chain },
    Operation { name: "omemo.kdf.message", run: message },
    Operation { name: "omemo.material.encrypt", run: encrypt },
    Operation { name: "omemo.material.decrypt", run: decrypt },
    Operation { name: "omemo.payload.seal_legacy", run: payload_seal_legacy },
    Operation { name: "omemo.payload.open_legacy", run: payload_open_legacy },
    Operation { name: "omemo.payload.seal_2", run: payload_seal_2 },
    Operation { name: "omemo.payload.open_2", run: payload_open_2 },
];

fn active(call: &mut Call<'_>) -> Result<Members, Failure> {
    let format = format(call)?;
    let identity = Identity::new(IdentityForm::Private, call.input.array("identity_private")?);
    let (other, _) = IdentityKey::read(format, &call.input.bytes("identity_key")?)?;
    let signed = PublicKey::read(format, &call.input.bytes("signed_pre_key")?)?;
    let pre_key = call.input.optional_bytes("pre_key")?;
    let pre_key = pre_key.map(|key| PublicKey::read(format, &key)).transpose()?;
    let ephemeral = PrivateKey::from(drawn(call, "ephemeral")?);
    let active = Active {
        identity: identity.scalar(),
        ephemeral: &ephemeral,
        other_identity: other.x25519(),
        signed_pre_key: &signed,
        pre_key: pre_key.as_ref(),
    };
    let mut trace = Vec::new();
    let secret = active.agree(format, &mut trace);
    note_all(call, &trace);
    call.intermediate.shift_remove("shared_secret");
    let secret = secret?;
    needs(call, &["ephemeral"])?;
    let ad = associated_data(&identity.to_wire(format), other.wire());
    Ok(accepted([
        ("ephemeral_key", hex(&ephemeral.public().to_wire(format))),
        ("shared_secret", hex(secret.as_bytes())),
        ("ad", hex(&ad)),
    ]))
}

fn passive(call: &mut Call<'_>) -> Result<Members, Failure> {
    let format = format(call)?;
    let identity = Identity::new(IdentityForm::Private, call.input.array("identity_private")?);
    let signed = PrivateKey::from(call.input.array("signed_pre_key_private")?);
    let pre_key = call.input.optional_array("pre_key_private")?.map(PrivateKey::from);
    let (other, _) = IdentityKey::read(format, &call.input.bytes("identity_key")?)?;
    let ephemeral = PublicKey::read(format, &call.input.bytes("ephemeral_key")?)?;
    let passive = Passive {
        identity: identity.scalar(),
        signed_pre_key: &signed,
        pre_key: pre_key.as_ref(),
        other_identity: other.x25519(),
        ephemeral: &ephemeral,
    };
    let mut trace = Vec::new();
    let secret = passive.agree(format, &mut trace);
    note_all(call, &trace);
    call.intermediate.shift_remove("shared_secret");
    let ad = associated_data(other.wire(), &identity.to_wire(format));
    Ok(accepted([("shared_secret", hex(secret?.as_bytes())), ("ad", hex(&ad))]))
}

fn root(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (root, shared) =
        (RootKey::from(call.input.array("root_key")?), Shared::from(call.input.array("shared")?));
    let (root, chain) = kdf::root(format(call)?, &root, &shared);
    Ok(accepted([("root_key", hex(root.as_bytes())), ("chain_key", hex(chain.as_bytes()))]))
}

fn chain(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (message, chain) = ChainKey::from(call.input.array("chain_key")?).step();
    Ok(accepted([("message_key", hex(message.as_bytes())), ("chain_key", hex(chain.as_bytes()))]))
}

fn message(call: &mut Call<'_>) -> Result<Members, Failure> {
    let keys = message_keys(call)?;
    Ok(accepted([
        ("enc_key", hex(keys.enc_key())),
        ("auth_key", hex(keys.auth_key())),
        ("iv", hex(keys.iv())),
    ]))
}

pub(super) fn message_keys(call: &Call<'_>) -> Result<MessageKeys, Failure> {
    Ok(MessageKeys::of_message(format(call)?, &MessageKey::from(call.input.array("message_key")?)))
}

fn encrypt(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (keys, plaintext) = (message_keys(call)?, call.input.bytes("plaintext")?);
    note_keys(call, &keys);
    Ok(accepted([("ciphertext", hex(&material::encrypt(&keys, &plaintext)))]))
}

fn decrypt(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (keys, ciphertext) = (message_keys(call)?, call.input.bytes("ciphertext")?);
    note_keys(call, &keys);
    Ok(accepted([("plaintext", hex(&material::decrypt(&keys, &ciphertext)?))]))
}

fn note_keys(call: &mut Call<'_>, keys: &MessageKeys) {
    call.note("enc_key", keys.enc_key());
    call.note("iv", keys.iv());
}

fn payload_seal_legacy(call: &mut Call<'_>) -> Result<Members, Failure> {
    let plaintext = call.input.bytes("plaintext")?;
    needs(call, &["key", "iv"])?;
    let iv = drawn(call, "iv")?;
    let sealed = seal_legacy(&drawn(call, "key")?, &iv, &plaintext);
    Ok(accepted([("payload", hex(&sealed.payload)), ("iv", hex(&iv)), ("material", hex(&sealed.material))]))
}

fn payload_open_legacy(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (payload, iv) = (call.input.bytes("payload")?, call.input.bytes("iv")?);
    let plaintext = open_legacy(&payload, &iv, &call.input.bytes("material")?)?;
    Ok(accepted([("plaintext", hex(&plaintext))]))
}

fn payload_seal_2(call: &mut Call<'_>) -> Result<Members, Failure> {
    let plaintext = call.input.bytes("plaintext")?;
    needs(call, &["key"])?;
    let mut trace = Vec::new();
    let sealed = seal_2(&drawn(call, "key")?, &plaintext, &mut trace);
    note_all(call, &trace);
    Ok(accepted([("payload", hex(&sealed.payload)), ("material", hex(&sealed.material))]))
}

fn payload_open_2(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (payload, material) = (call.input.bytes("payload")?, call.input.bytes("material")?);
    let mut trace = Vec::new();
    let opened = open_2(&payload, &material, &mut trace);
    note_all(call, &trace);
    Ok(accepted([("plaintext", hex(&opened?))]))
}
