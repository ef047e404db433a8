//! Messages: `spec/omemo.md` sections 4.2 and 5.3 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`Outgoing::encode`] | 4.2 | OM-MSG-1, OM-MSG-2 |
//! | [`Message::decode`] | 4.2 | OM-MSG-3 to OM-MSG-8, OM-PROTO-13, OM-PROTO-14 |

use hmac::Mac;
use taut_wire::{fault, require};

use super::protobuf::{self, Kind, put_bytes, put_bytes_head, put_number};
use crate::error::Reject;
use crate::format::{Format, VERSION};
use crate::keys::PublicKey;
use crate::seal::kdf::{self, Hasher};
use crate::seal::material::BLOCK;
use crate::trace::Trace;

const LEGACY: [(u64, Kind); 4] = [(1, Kind::Bytes), (2, Kind::U32), (3, Kind::U32), (4, Kind::Bytes)];
const OMEMO_2: [(u64, Kind); 4] = [(3, Kind::Bytes), (1, Kind::U32), (2, Kind::U32), (4, Kind::Bytes)];
const OUTER: [(u64, Kind); 2] = [(1, Kind::Bytes), (2, Kind::Bytes)];

/// What stands in a message beside its ciphertext and its MAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Ratchet key of the sender.
    pub ratchet_key: PublicKey,
    /// Number in its chain.
    pub n: u32,
    /// Number of messages in the sender's previous chain.
    pub pn: u32,
}

/// A message as it came, with all parts of it.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// Ratchet key and numbers.
    pub header: Header,
    /// Key material, encrypted.
    pub ciphertext: &'a [u8],
    /// The MAC, 8 bytes in L and 16 in T.
    pub mac: &'a [u8],
    /// The bytes that the MAC covers.
    pub covered: &'a [u8],
    format: Format,
}

impl<'a> Message<'a> {
    /// Reads a message.
    ///
    /// # Errors
    /// [`Reject::Short`], [`Reject::UnknownVersion`], those of [`protobuf::read`], [`Reject::MissingField`],
    /// [`Reject::BadKey`], [`Reject::BadLength`].
    pub fn decode(format: Format, bytes: &'a [u8]) -> Result<Self, Reject> {
        let (fields, covered, mac) = match format {
            Format::Legacy => legacy(bytes)?,
            Format::Omemo2 => omemo_2(bytes)?,
        };
        let ratchet_key = fields.bytes(0)?;
        let (n, pn) = (fields.number(1), fields.number(2));
        require!(OM_PROTO_13, n.is_some(), Reject::MissingField);
        require!(OM_PROTO_14, pn.is_some(), Reject::MissingField);
        let ciphertext = fields.bytes(3)?;
        let ratchet_key = PublicKey::read(format, ratchet_key)?;
        check_ciphertext(ciphertext)?;
        let header = Header { ratchet_key, n: n.unwrap_or_default(), pn: pn.unwrap_or_default() };
        Ok(Self { header, ciphertext, mac, covered, format })
    }

    /// Adds what the MAC covers to one that has taken the associated data.
    pub(crate) fn cover(&self, mac: Hasher) -> Hasher {
        if fault!(OM_MSG_8) {
            let mut out = Vec::new();
            let size = body_size(self.format, &self.header, self.ciphertext.len());
            put_body(&mut out, self.format, &self.header, self.ciphertext.len(), size);
            out.extend_from_slice(self.ciphertext);
            return mac.chain_update(out);
        }
        mac.chain_update(self.covered)
    }
}

type Parts<'a> = (protobuf::Fields<'a>, &'a [u8], &'a [u8]);

fn legacy(bytes: &[u8]) -> Result<Parts<'_>, Reject> {
    let size = Format::Legacy.mac_size();
    require!(OM_MSG_3, bytes.len() > size, Reject::Short);
    let fields = check_version(bytes)?;
    let (covered, mac) = bytes.split_at(bytes.len().saturating_sub(size));
    let fields = fields.get(..fields.len().saturating_sub(size)).unwrap_or_default();
    Ok((protobuf::read(&LEGACY, fields)?, covered, mac))
}

fn omemo_2(bytes: &[u8]) -> Result<Parts<'_>, Reject> {
    require!(OM_MSG_3, !bytes.is_empty(), Reject::Short);
    let outer = protobuf::read(&OUTER, bytes)?;
    let (mac, covered) = (outer.bytes(0)?, outer.bytes(1)?);
    require!(OM_MSG_6, mac.len() == Format::Omemo2.mac_size(), Reject::BadLength);
    Ok((protobuf::read(&OMEMO_2, covered)?, covered, mac))
}

/// Checks the version byte of L, and gives what follows it.
pub(crate) fn check_version(bytes: &[u8]) -> Result<&[u8], Reject> {
    let (version, rest) = bytes.split_first().unwrap_or((&VERSION, &[]));
    require!(OM_MSG_4, *version >= 0x30, Reject::UnknownVersion);
    require!(OM_MSG_5, *version < 0x30 || *version == VERSION, Reject::UnknownVersion);
    Ok(rest)
}

pub(crate) fn check_ciphertext(ciphertext: &[u8]) -> Result<(), Reject> {
    let whole = !ciphertext.is_empty() && ciphertext.len().is_multiple_of(BLOCK);
    require!(OM_MSG_7, whole, Reject::BadLength);
    Ok(())
}

/// A message to be written.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    /// Its format.
    pub format: Format,
    /// Ratchet key and numbers.
    pub header: Header,
    /// Associated data.
    pub ad: &'a [u8],
    /// Key of the MAC.
    pub auth_key: &'a [u8; 32],
}

impl Outgoing<'_> {
    /// Writes the message with this ciphertext (OM-MSG-1).
    #[must_use]
    pub fn encode(&self, ciphertext: &[u8], trace: &mut impl Trace) -> Vec<u8> {
        self.encode_with(ciphertext.len(), |out| out.extend_from_slice(ciphertext), trace)
    }

    /// Writes the message with a ciphertext of this size, which `put` writes where it stands.
    pub(crate) fn encode_with(
        &self,
        size: usize,
        put: impl FnOnce(&mut Vec<u8>),
        trace: &mut impl Trace,
    ) -> Vec<u8> {
        let mac_size = self.format.mac_size();
        let body = body_size(self.format, &self.header, size);
        let mut out = Vec::with_capacity(body + mac_size + 16);
        if self.format == Format::Omemo2 {
            put_bytes(&mut out, 1, &[0; 16]);
            put_bytes_head(&mut out, 2, body);
        }
        let start = out.len();
        put_body(&mut out, self.format, &self.header, size, body);
        put(&mut out);
        let covered = out.get(start..).unwrap_or_default();
        let mac = kdf::mac(self.auth_key, &[if fault!(OM_MSG_2) { &[] } else { self.ad }, covered]);
        let mac = mac.get(..mac_size).unwrap_or_default();
        trace.note("authenticated", &[self.ad, covered].concat());
        trace.note("mac", mac);
        match self.format {
            Format::Legacy => out.extend_from_slice(mac),
            Format::Omemo2 => out.iter_mut().skip(2).zip(mac).for_each(|(to, from)| *to = *from),
        }
        out
    }
}

/// Size of what the MAC covers.
fn body_size(format: Format, header: &Header, ciphertext: usize) -> usize {
    let mut head = Vec::with_capacity(64);
    put_body(&mut head, format, header, ciphertext, 64);
    head.len() + ciphertext
}

/// Writes what the MAC covers, up to the ciphertext.
fn put_body(out: &mut Vec<u8>, format: Format, header: &Header, ciphertext: usize, size: usize) {
    let Header { ratchet_key, n, pn } = header;
    out.reserve(size);
    match format {
        Format::Legacy => {
            out.push(VERSION);
            put_key(out, 1, format, ratchet_key);
            put_number(out, 2, *n);
            put_number(out, 3, *pn);
        }
        Format::Omemo2 => {
            put_number(out, 1, *n);
            put_number(out, 2, *pn);
            put_key(out, 3, format, ratchet_key);
        }
    }
    put_bytes_head(out, 4, ciphertext);
}

/// Writes a field that is a public key.
pub(crate) fn put_key(out: &mut Vec<u8>, field: u32, format: Format, key: &PublicKey) {
    put_bytes_head(out, field, format.key_size());
    if format == Format::Legacy {
        out.push(crate::format::KEY_TYPE);
    }
    out.extend_from_slice(key.as_bytes());
}
