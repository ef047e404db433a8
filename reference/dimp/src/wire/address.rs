//! Addresses: `spec/dimp.md` sections 4.3, 4.4.2 and 5.2 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`Address::of_digest`], [`btc_digest`] | 4.3 | DI-ADDR-1 |
//! | [`Address::of_point`], [`eth_digest`] | 4.3, 5.2 | DI-ADDR-2, DI-ADDR-8 |
//! | [`Address::read`] | 4.3 | DI-ADDR-3 to DI-ADDR-7 |
//! | [`Entity`] | 4.4.2 | |

use data_encoding::HEXLOWER;
use ripemd::Ripemd160;
use sha2::{Digest, Sha256};
use sha3::Keccak256;
use taut_wire::{Reader, require};

use super::base58;
use crate::error::{Misuse, Reject};

/// Network of persons.
pub const PERSON: u8 = 8;
/// Network of polylogues.
pub const POLYLOGUE: u8 = 16;
/// Number of an address that has no check.
const BROADCAST_NUMBER: u32 = 9527;
const DIGEST: usize = 20;

/// What decides how an address is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Everybody: `anywhere`, `everywhere`.
    Broadcast,
    /// Base 58 of network, digest and check.
    Btc,
    /// `0x` and hexadecimal digits.
    Eth,
}

/// What an address says that its owner is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entity {
    /// Both, which no known network is.
    Both,
    /// A group.
    Group,
    /// A thing.
    Neither,
    /// Somebody with keys.
    User,
}

/// An address as it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    text: String,
    kind: Kind,
    network: u8,
    number: u32,
    /// Of the kind `btc`, unless there is white space behind it.
    digest: Option<[u8; DIGEST]>,
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// [`Reject::LooseText`], [`Reject::BadAddress`], [`Reject::UnknownNetwork`].
    pub fn read(text: &str) -> Result<Self, Reject> {
        let number = BROADCAST_NUMBER;
        let fixed = |kind, network| Self { text: text.to_owned(), kind, network, number, digest: None };
        if text.eq_ignore_ascii_case("anywhere") {
            return Ok(fixed(Kind::Broadcast, PERSON));
        }
        if text.eq_ignore_ascii_case("everywhere") {
            return Ok(fixed(Kind::Broadcast, POLYLOGUE));
        }
        if let Some(digits) = text.strip_prefix("0x") {
            require!(DI_ADDR_7, is_eip55(digits), Reject::BadAddress);
            return Ok(fixed(Kind::Eth, PERSON));
        }
        let exact = text.trim_end_matches(is_white);
        require!(DI_ADDR_3, exact.len() == text.len(), Reject::LooseText);
        let bytes = base58::decode(exact);
        require!(DI_ADDR_4, bytes.is_some(), Reject::BadAddress);
        // Without DI-ADDR-4 any other text is the address of a person.
        let Some(bytes) = bytes else { return Ok(fixed(Kind::Btc, PERSON)) };
        let mut reader = Reader::new(&bytes);
        let ([network], digest, found) = (reader.array(), reader.array::<DIGEST>(), reader.array::<4>());
        require!(DI_ADDR_5, found == check(network, &digest), Reject::BadAddress);
        require_known(network)?;
        let (text, is_exact) = (text.to_owned(), exact.len() == text.len());
        let (number, digest) = (u32::from_le_bytes(found), is_exact.then_some(digest));
        Ok(Self { text, kind: Kind::Btc, network, number, digest })
    }

    /// The address of the kind `btc` of a digest (DI-ADDR-1).
    #[must_use]
    pub fn of_digest(network: u8, digest: &[u8; DIGEST]) -> Self {
        let check = check(network, digest);
        let mut bytes = [0; base58::SIZE];
        let parts = [network].into_iter().chain(*digest).chain(check);
        bytes.iter_mut().zip(parts).for_each(|(to, from)| *to = from);
        let text = base58::encode(&bytes);
        let (number, digest) = (u32::from_le_bytes(check), Some(*digest));
        Self { text, kind: Kind::Btc, network, number, digest }
    }

    /// The address of the kind `eth` of a point, with or without `04` (DI-ADDR-2).
    ///
    /// # Errors
    /// [`Misuse::BadData`].
    pub fn of_point(point: &[u8]) -> Result<Self, Misuse> {
        let text = format!("0x{}", eip55(&HEXLOWER.encode(&eth_digest(point)?)));
        Ok(Self { text, kind: Kind::Eth, network: PERSON, number: BROADCAST_NUMBER, digest: None })
    }

    /// The text, in the case in which it stood.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Its network.
    #[must_use]
    pub const fn network(&self) -> u8 {
        self.network
    }

    /// What it is made of, of the kind `btc`.
    #[must_use]
    pub const fn digest(&self) -> Option<&[u8; DIGEST]> {
        self.digest.as_ref()
    }

    /// The number that people tell.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// What its network says.
    #[must_use]
    pub const fn entity(&self) -> Entity {
        match (self.network == 0 || self.network & 8 != 0, self.network & 16 != 0) {
            (true, true) => Entity::Both,
            (false, true) => Entity::Group,
            (false, false) => Entity::Neither,
            (true, false) => Entity::User,
        }
    }
}

/// Refuses a network that has no meaning.
///
/// # Errors
/// [`Reject::UnknownNetwork`].
pub fn require_known(network: u8) -> Result<(), Reject> {
    let is_known = matches!(network, 0 | PERSON | POLYLOGUE | 48 | 118 | 128 | 136 | 200);
    require!(DI_ADDR_6, is_known, Reject::UnknownNetwork);
    Ok(())
}

/// Takes the network of an address that is to be made.
///
/// # Errors
/// [`Misuse::BadData`].
pub fn network(number: i64) -> Result<u8, Misuse> {
    require!(DI_ADDR_8, u8::try_from(number).is_ok(), Misuse::BadData);
    Ok(u8::try_from(number).unwrap_or(PERSON))
}

/// `Hash160` of what an address of the kind `btc` is made of.
#[must_use]
pub fn btc_digest(data: &[u8]) -> [u8; DIGEST] {
    Ripemd160::digest(Sha256::digest(data)).into()
}

/// The digest in an address of the kind `eth`.
///
/// # Errors
/// [`Misuse::BadData`].
pub fn eth_digest(point: &[u8]) -> Result<[u8; DIGEST], Misuse> {
    let coordinates = match point {
        [4, coordinates @ ..] if point.len() == 65 => coordinates,
        _ => point,
    };
    require!(DI_ADDR_8, coordinates.len() == 64, Misuse::BadData);
    let hash = Keccak256::digest(coordinates);
    Ok(Reader::new(hash.get(32 - DIGEST..).unwrap_or_default()).array())
}

/// The check in an address of the kind `btc`.
#[must_use]
pub fn check(network: u8, digest: &[u8; DIGEST]) -> [u8; 4] {
    let first = Sha256::new().chain_update([network]).chain_update(digest).finalize();
    Reader::new(&Sha256::digest(first)).array()
}

/// White space of an address.
fn is_white(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{1c}'..='\u{1f}')
}

fn is_eip55(digits: &str) -> bool {
    let is_hex = digits.len() == 2 * DIGEST && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_hex && eip55(&digits.to_ascii_lowercase()) == digits
}

/// The digits, each letter in the case that the hash of all says.
fn eip55(lower: &str) -> String {
    let case = HEXLOWER.encode(&Keccak256::digest(lower));
    let digits = lower.chars().zip(case.bytes());
    digits.map(|(digit, case)| if case >= b'8' { digit.to_ascii_uppercase() } else { digit }).collect()
}
