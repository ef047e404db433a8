//! Encrypted elements: `spec/omemo.md` sections 4.8 and 5.7 (revision 1.0.0).
//!
//! | Item | Rules |
//! |---|---|
//! | [`Encrypted::write`] | OM-ELEMENT-1, OM-ELEMENT-2 |
//! | [`Encrypted::read`] | OM-ELEMENT-3, OM-ELEMENT-4 |

use std::collections::BTreeSet;

use taut_wire::{fault, require};

use super::xml::{self, Element, Writer, attribute, base64, children, flag, id, once, required, to_base64};
use crate::error::Reject;
use crate::format::Format;
use crate::keys::check_id;

/// A message or key exchange for one device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Account of the device; empty in L.
    pub jid: String,
    /// ID of the device.
    pub rid: u32,
    /// Whether it is a key exchange.
    pub key_exchange: bool,
    /// The bytes.
    pub data: Vec<u8>,
}

/// An encrypted element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Encrypted {
    /// ID of the sending device.
    pub sid: u32,
    /// What is for each device, in document order.
    pub keys: Vec<Key>,
    /// The IV of L.
    pub iv: Option<Vec<u8>>,
    /// The encrypted payload.
    pub payload: Option<Vec<u8>>,
}

const fn exchange_flag(format: Format) -> &'static str {
    match format {
        Format::Legacy => "prekey",
        Format::Omemo2 => "kex",
    }
}

impl Encrypted {
    /// Writes the element as XML (OM-ELEMENT-1).
    #[must_use]
    pub fn write(&self, format: Format) -> Vec<u8> {
        let mut out = Writer::default();
        out.begin("encrypted", &[("xmlns", format.namespace())]);
        self.write_header(format, &mut out);
        if let Some(payload) = &self.payload {
            out.leaf("payload", &[], &to_base64(payload));
        }
        out.end("encrypted");
        out.finish()
    }

    fn write_header(&self, format: Format, out: &mut Writer) {
        let sid = self.sid.to_string();
        let iv = self.iv.as_ref().filter(|_| format == Format::Legacy);
        if self.keys.is_empty() && iv.is_none() {
            return out.leaf("header", &[("sid", &sid)], "");
        }
        out.begin("header", &[("sid", &sid)]);
        let mut open: Option<&str> = None;
        for Key { jid, rid, key_exchange, data } in &self.keys {
            if format == Format::Omemo2 && open != Some(jid) {
                if open.is_some() {
                    out.end("keys");
                }
                out.begin("keys", &[("jid", jid)]);
                open = Some(jid);
            }
            let rid = rid.to_string();
            let attributes = [("rid", rid.as_str()), (exchange_flag(format), "true")];
            let count = if *key_exchange { 2 } else { 1 }; // OM-ELEMENT-2
            out.leaf("key", attributes.get(..count).unwrap_or_default(), &to_base64(data));
        }
        if open.is_some() {
            out.end("keys");
        }
        if let Some(iv) = iv {
            out.leaf("iv", &[], &to_base64(iv));
        }
        out.end("header");
    }

    /// Reads an element from XML.
    ///
    /// # Errors
    /// [`Reject::TooLarge`], [`Reject::BadXml`], [`Reject::BadElement`], [`Reject::BadId`], [`Reject::BadBase64`],
    /// [`Reject::DuplicateId`].
    pub fn read(format: Format, bytes: &[u8]) -> Result<Self, Reject> {
        let tree = xml::parse(bytes)?;
        let root = tree.root(format, "encrypted")?;
        let (mut header, mut payload) = (None, None);
        for (name, child) in children(root, &[], &["header", "payload"])? {
            match name {
                "header" => once(&mut header, read_header(format, child)?)?,
                _ => once(&mut payload, base64(child, &[])?)?,
            }
        }
        let element = Self { payload, ..required(header, Self::default)? };
        check_id(element.sid)?;
        element.keys.iter().try_for_each(|key| check_id(key.rid).map(drop))?;
        let mut seen = BTreeSet::new();
        let distinct = element.keys.iter().all(|key| seen.insert((&key.jid, key.rid)));
        require!(OM_ELEMENT_3, distinct, Reject::DuplicateId);
        Ok(element)
    }
}

fn read_header(format: Format, header: Element<'_, '_>) -> Result<Encrypted, Reject> {
    let mut read = Encrypted { sid: id(header, "sid")?, ..Encrypted::default() };
    let names: &[&str] = match format {
        Format::Legacy => &["key", "iv"],
        Format::Omemo2 => &["keys"],
    };
    let mut seen_keys = None;
    for (name, child) in children(header, &["sid"], names)? {
        match name {
            "iv" => once(&mut read.iv, base64(child, &[])?)?,
            "key" if fault!(OM_ELEMENT_4) && read.iv.is_some() => return Err(Reject::BadElement),
            "key" => read.keys.push(read_key(format, "", child)?),
            _ => {
                seen_keys = Some(());
                let jid = attribute(child, "jid")?;
                let keys = children(child, &["jid"], &["key"])?;
                required(keys.first().map(drop), || ())?;
                for (_, key) in keys {
                    read.keys.push(read_key(format, jid, key)?);
                }
            }
        }
    }
    match format {
        Format::Legacy => read.iv = Some(required(read.iv, Vec::new)?),
        Format::Omemo2 => required(seen_keys, || ())?,
    }
    Ok(read)
}

fn read_key(format: Format, jid: &str, key: Element<'_, '_>) -> Result<Key, Reject> {
    let exchange = exchange_flag(format);
    Ok(Key {
        jid: jid.to_owned(),
        rid: id(key, "rid")?,
        key_exchange: flag(key, exchange)?,
        data: base64(key, &["rid", exchange])?,
    })
}
