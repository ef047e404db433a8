//! Messages and key exchanges in the making, field by field: sections 4.2 and 4.3.

use taut_omemo::format::Format;
use taut_omemo::keys::{Identity, IdentityForm};

use super::super::derive;
use super::fields::{Fields, bytes, number};
use super::talk::Form;

/// The version byte of L.
pub(super) const VERSION: u8 = 0x33;
/// Numbers of the plain message.
pub(super) const N: u32 = 3;
pub(super) const PN: u32 = 2;
/// IDs of the plain key exchange.
pub(super) const PRE_KEY_ID: u32 = 7;
pub(super) const SIGNED_PRE_KEY_ID: u32 = 5;

const MESSAGE: &str = "omemo/message-decode/plain";
const EXCHANGE: &str = "omemo/key-exchange-decode/plain";

pub(super) const fn format(form: Form) -> Format {
    match form {
        Form::L => Format::Legacy,
        Form::T => Format::Omemo2,
    }
}

/// A public key of 32 bytes that is less than p.
pub(super) fn key(name: &str) -> Vec<u8> {
    let mut key = derive(MESSAGE, 0, name, 32);
    if let Some(last) = key.last_mut() {
        *last &= 0x3f;
    }
    key
}

/// A key as it stands on the wire, but for identity keys of T.
pub(super) fn wire(form: Form, key: &[u8]) -> Vec<u8> {
    match form {
        Form::L => [&[5], key].concat(),
        Form::T => key.to_vec(),
    }
}

/// An identity, by its name.
pub(super) fn identity(name: &str) -> Identity {
    let seed = derive(EXCHANGE, 0, name, 32);
    Identity::new(IdentityForm::Seed, seed.try_into().expect("so many bytes were asked for"))
}

/// The identity key of a key exchange, on the wire.
pub(super) fn identity_key(form: Form) -> Vec<u8> {
    identity("identity").to_wire(format(form))
}

pub(super) fn ciphertext(form: Form) -> Vec<u8> {
    let size = match form {
        Form::L => 48,
        Form::T => 64,
    };
    derive(MESSAGE, 0, "ciphertext", size)
}

pub(super) fn mac(form: Form) -> Vec<u8> {
    let size = match form {
        Form::L => 8,
        Form::T => 16,
    };
    derive(MESSAGE, 0, "mac", size)
}

/// The number of a field of a message, in T of the inner one.
pub(super) fn field(form: Form, name: &str) -> u32 {
    match (form, name) {
        (Form::L, "ratchet_key") | (Form::T, "n") => 1,
        (Form::L, "n") | (Form::T, "pn") => 2,
        (Form::L, "pn") | (Form::T, "ratchet_key") => 3,
        _ => 4,
    }
}

/// The fields of the plain message that the MAC covers.
pub(super) fn message(form: Form) -> Fields {
    message_of(form, &key("ratchet_key"), N, PN, &ciphertext(form))
}

pub(super) fn message_of(form: Form, ratchet_key: &[u8], n: u32, pn: u32, ciphertext: &[u8]) -> Fields {
    let ratchet_key = ("ratchet_key", bytes(field(form, "ratchet_key"), &wire(form, ratchet_key)));
    let n = ("n", number(field(form, "n"), n.into()));
    let pn = ("pn", number(field(form, "pn"), pn.into()));
    let ciphertext = ("ciphertext", bytes(field(form, "ciphertext"), ciphertext));
    match form {
        Form::L => Fields::new(&[ratchet_key, n, pn, ciphertext]),
        Form::T => Fields::new(&[n, pn, ratchet_key, ciphertext]),
    }
}

/// What the MAC covers.
pub(super) fn covered(form: Form, fields: &[u8]) -> Vec<u8> {
    match form {
        Form::L => [&[VERSION], fields].concat(),
        Form::T => fields.to_vec(),
    }
}

/// A whole message with these fields and this MAC.
pub(super) fn framed(form: Form, fields: &[u8], mac: &[u8]) -> Vec<u8> {
    match form {
        Form::L => [&covered(form, fields), mac].concat(),
        Form::T => outer(fields, mac).bytes(),
    }
}

/// The outer fields of a message of T.
pub(super) fn outer(fields: &[u8], mac: &[u8]) -> Fields {
    Fields::new(&[("mac", bytes(1, mac)), ("message", bytes(2, fields))])
}

/// The plain message, whole.
pub(super) fn plain(form: Form) -> Vec<u8> {
    framed(form, &message(form).bytes(), &mac(form))
}

/// The number of a field of a key exchange.
pub(super) fn exchange_field(form: Form, name: &str) -> u32 {
    match (form, name) {
        (_, "pre_key_id") => 1,
        (Form::L, "ephemeral_key") | (Form::T, "signed_pre_key_id") => 2,
        (_, "identity_key") => 3,
        (Form::L, "message") | (Form::T, "ephemeral_key") => 4,
        (Form::L, "signed_pre_key_id") => 6,
        _ => 5,
    }
}

/// The fields of the plain key exchange.
pub(super) fn exchange(form: Form) -> Fields {
    let of = |name: &'static str, value: &[u8]| (name, bytes(exchange_field(form, name), value));
    let id = |name: &'static str, id: u32| (name, number(exchange_field(form, name), id.into()));
    let (pre_key_id, signed_pre_key_id) =
        (id("pre_key_id", PRE_KEY_ID), id("signed_pre_key_id", SIGNED_PRE_KEY_ID));
    let identity_key = of("identity_key", &identity_key(form));
    let ephemeral_key = of("ephemeral_key", &wire(form, &key("ephemeral_key")));
    let message = of("message", &plain(form));
    match form {
        Form::L => Fields::new(&[pre_key_id, ephemeral_key, identity_key, message, signed_pre_key_id]),
        Form::T => Fields::new(&[pre_key_id, signed_pre_key_id, identity_key, ephemeral_key, message]),
    }
}

/// A whole key exchange with these fields.
pub(super) fn wrapped(form: Form, fields: &Fields) -> Vec<u8> {
    covered(form, &fields.bytes())
}
