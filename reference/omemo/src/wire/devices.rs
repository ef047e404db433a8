//! Device lists: `spec/omemo.md` sections 4.7 and 5.6 (revision 1.0.0).
//!
//! | Item | Rules |
//! |---|---|
//! | [`DeviceList::write`] | OM-LIST-1 |
//! | [`DeviceList::read`] | OM-LIST-2 |
//! | [`check_label`] | OM-LIST-3, OM-LIST-4 |

use std::collections::BTreeSet;

use taut_wire::{Refusal, require};

use super::xml::{self, Writer, base64_of, children, id, optional_attribute, to_base64};
use crate::error::Reject;
use crate::format::Format;
use crate::keys::sign::{self, SIGNATURE};
use crate::keys::{Ed25519Key, check_id};

/// What a person calls a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The text, as it is signed.
    pub text: String,
    /// Signature of its UTF-8 by the identity key.
    pub signature: [u8; SIGNATURE],
}

/// The devices of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceList(pub Vec<(u32, Option<Label>)>);

const fn root(format: Format) -> &'static str {
    match format {
        Format::Legacy => "list",
        Format::Omemo2 => "devices",
    }
}

impl DeviceList {
    /// Writes the list as XML; L has no labels (OM-LIST-1).
    #[must_use]
    pub fn write(&self, format: Format) -> Vec<u8> {
        let mut out = Writer::default();
        let namespace = [("xmlns", format.namespace())];
        if self.0.is_empty() {
            out.leaf(root(format), &namespace, "");
            return out.finish();
        }
        out.begin(root(format), &namespace);
        for (id, label) in &self.0 {
            let id = id.to_string();
            match label.as_ref().filter(|_| format == Format::Omemo2) {
                None => out.leaf("device", &[("id", &id)], ""),
                Some(Label { text, signature }) => {
                    let signature = to_base64(signature);
                    out.leaf("device", &[("id", &id), ("label", text), ("labelsig", &signature)], "");
                }
            }
        }
        out.end(root(format));
        out.finish()
    }

    /// Reads a list from XML, without verifying labels; those without a signature are left out.
    ///
    /// # Errors
    /// [`Reject::TooLarge`], [`Reject::BadXml`], [`Reject::BadElement`], [`Reject::BadId`], [`Reject::BadBase64`],
    /// [`Reject::DuplicateId`], [`Reject::BadLength`].
    pub fn read(format: Format, bytes: &[u8]) -> Result<Self, Reject> {
        let tree = xml::parse(bytes)?;
        let known: &[&str] = match format {
            Format::Legacy => &["id"],
            Format::Omemo2 => &["id", "label", "labelsig"],
        };
        let mut parsed = Vec::new();
        for (_, device) in children(tree.root(format, root(format))?, &[], &["device"])? {
            let id = id(device, "id")?;
            let of_format = |name| optional_attribute(device, name).filter(|_| known.contains(&name));
            let label = of_format("label");
            let signature = of_format("labelsig").map(base64_of).transpose()?;
            children(device, known, &[])?;
            parsed.push((id, label.zip(signature)));
        }
        parsed.iter().try_for_each(|(id, _)| check_id(*id).map(drop))?;
        let mut seen = BTreeSet::new();
        require!(OM_LIST_2, parsed.iter().all(|(id, _)| seen.insert(*id)), Reject::DuplicateId);
        let check = |(text, signature): (&str, Vec<u8>)| {
            Ok(Label { text: text.to_owned(), signature: sign::check_length(&signature)? })
        };
        let devices = parsed.into_iter().map(|(id, label)| Ok((id, label.map(check).transpose()?)));
        devices.collect::<Result<_, Reject>>().map(Self)
    }

    /// Whether the device is in the list.
    #[must_use]
    pub fn contains(&self, id: u32) -> bool {
        self.0.iter().any(|(listed, _)| *listed == id)
    }
}

/// Checks a label with the identity key of its device, in Ed25519 form.
///
/// # Errors
/// None but [`Refusal::Ignore`].
pub fn check_label(
    identity_key: &[u8],
    label: &[u8],
    signature: Option<&[u8]>,
) -> Result<(), Refusal<Reject>> {
    require!(OM_LIST_3, signature.is_some(), Refusal::Ignore);
    let Some(signature) = signature else { return Ok(()) };
    let verified = Ed25519Key::read(identity_key).and_then(|key| sign::verify(&key, label, signature));
    require!(OM_LIST_4, verified.is_ok(), Refusal::Ignore);
    Ok(())
}
