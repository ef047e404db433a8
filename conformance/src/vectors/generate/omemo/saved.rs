//! Saved states of Parties that nobody has been in: section 6.9, with one peer and one session.

use sha2::{Digest, Sha256};

use super::talk::Form;

/// Bytes are hexadecimal, keys of 32 bytes without type byte.
pub(super) struct Saved<'a> {
    pub(super) form: Form,
    pub(super) seed: &'a str,
    pub(super) peer: &'a str,
    /// As it stands on the wire.
    pub(super) peer_identity: &'a str,
    pub(super) is_initiator: bool,
    pub(super) confirmed: bool,
    /// The public half.
    pub(super) ephemeral_key: &'a str,
    pub(super) root_key: &'a str,
    /// The private half of the own ratchet key.
    pub(super) own: &'a str,
    pub(super) other: &'a str,
    /// Chain key, and number of the next message.
    pub(super) sending: (&'a str, u32),
    pub(super) receiving: Option<(&'a str, u32)>,
}

/// Private key of the signed prekey.
const SIGNED: &str = "bf7f2e7bddc6c059ca4e4b2f3f87713724a90ef909bc5d29f4909828b378fd57";

impl Saved<'_> {
    pub(super) fn state(&self) -> String {
        let covered = ["4f4d53540101", &self.party()].concat();
        let bytes = hex::decode(&covered).expect("all parts are hexadecimal");
        [covered, hex::encode(Sha256::digest(bytes))].concat()
    }

    fn party(&self) -> String {
        let format = match self.form {
            Form::L => "01",
            Form::T => "02",
        };
        let next_ids = [number(2), number(1)].concat();
        let limits = [number(0), number(1000), number(1000)].concat();
        let signed = [&number(1), SIGNED, &"00".repeat(64), &"00".repeat(8)].concat();
        [
            format,
            "00",
            self.seed,
            &next_ids,
            &limits,
            "00",
            &signed,
            "00",
            &number(0),
            &number(1),
            &data(&hex::encode(self.peer)),
            &data(self.peer_identity),
            &number(1),
            &self.session(),
        ]
        .concat()
    }

    fn session(&self) -> String {
        let role = if self.is_initiator { "01" } else { "02" };
        let confirmed = if self.confirmed { "01" } else { "00" };
        let sending = chain(self.sending);
        let receiving = self.receiving.map_or_else(|| "00".to_owned(), chain);
        [
            role,
            confirmed,
            self.ephemeral_key,
            &number(1),
            &number(1),
            self.root_key,
            self.own,
            "01",
            self.other,
            &sending,
            &receiving,
            &number(0),
            &number(0),
        ]
        .concat()
    }
}

fn chain((key, next): (&str, u32)) -> String {
    ["01", key, &number(next)].concat()
}

fn number(number: u32) -> String {
    hex::encode(number.to_be_bytes())
}

fn data(bytes: &str) -> String {
    let size = u32::try_from(bytes.len() / 2).expect("names and keys are short");
    [number(size), bytes.to_owned()].concat()
}
