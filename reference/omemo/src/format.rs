//! What the two formats differ in: `spec/omemo.md` section 3.2 (revision 1.0.0).

/// One of the two formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// `eu.siacs.conversations.axolotl`.
    Legacy,
    /// `urn:xmpp:omemo:2`.
    Omemo2,
}

/// What stands before an X25519 key of L.
pub(crate) const KEY_TYPE: u8 = 0x05;
/// Version 3 twice, in front of messages and key exchanges of L.
pub(crate) const VERSION: u8 = 0x33;

impl Format {
    /// The name in cases.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Legacy => "legacy",
            Self::Omemo2 => "omemo-2",
        }
    }

    /// The format of this name in cases.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Legacy, Self::Omemo2].into_iter().find(|format| format.name() == name)
    }

    /// The namespace of its XML.
    #[must_use]
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::Legacy => "eu.siacs.conversations.axolotl",
            Self::Omemo2 => "urn:xmpp:omemo:2",
        }
    }

    /// How many bytes of the MAC a message has.
    #[must_use]
    pub const fn mac_size(self) -> usize {
        match self {
            Self::Legacy => 8,
            Self::Omemo2 => 16,
        }
    }

    /// How many bytes a public key has on the wire.
    #[must_use]
    pub const fn key_size(self) -> usize {
        match self {
            Self::Legacy => 33,
            Self::Omemo2 => 32,
        }
    }

    pub(crate) const fn x3dh_info(self) -> &'static [u8] {
        match self {
            Self::Legacy => b"WhisperText",
            Self::Omemo2 => b"OMEMO X3DH",
        }
    }

    pub(crate) const fn root_info(self) -> &'static [u8] {
        match self {
            Self::Legacy => b"WhisperRatchet",
            Self::Omemo2 => b"OMEMO Root Chain",
        }
    }

    pub(crate) const fn message_info(self) -> &'static [u8] {
        match self {
            Self::Legacy => b"WhisperMessageKeys",
            Self::Omemo2 => b"OMEMO Message Key Material",
        }
    }
}
