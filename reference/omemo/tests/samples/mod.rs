//! Samples of released implementations: sessions, refusals, codecs.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use taut_omemo::format::Format;

#[derive(Debug, Deserialize)]
pub(crate) struct Session {
    pub(crate) format: String,
    pub(crate) used_pre_key_id: Option<u32>,
    pub(crate) initiator: Side,
    pub(crate) responder: Side,
    pub(crate) messages: Vec<Message>,
    pub(crate) delivery: Vec<Delivery>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Side {
    pub(crate) seed: Option<String>,
    pub(crate) private: Option<String>,
    pub(crate) x25519: String,
    pub(crate) ed25519: String,
    /// ID, private key, signature.
    pub(crate) signed: Option<(u32, String, String)>,
    pub(crate) signed_public: Option<String>,
    /// ID, private key, public key.
    #[serde(default)]
    pub(crate) pre_keys: Vec<(u32, Option<String>, Option<String>)>,
    pub(crate) ratchets: Vec<String>,
    pub(crate) ephemeral: Option<String>,
    /// Whether it writes the bytes that the chapter wants.
    pub(crate) exact: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) sender: String,
    pub(crate) key_exchange: bool,
    pub(crate) wire: String,
    pub(crate) plaintext: String,
    pub(crate) ratchet_key: String,
    pub(crate) n: u32,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Delivery {
    pub(crate) message: String,
    pub(crate) to: String,
    pub(crate) expect: String,
    pub(crate) wire: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct RefusedSample {
    pub(crate) format: String,
    pub(crate) key_exchange: bool,
    pub(crate) seed: String,
    pub(crate) signed: (u32, String),
    pub(crate) pre_keys: Vec<(u32, String)>,
    pub(crate) ratchet: Option<String>,
    pub(crate) first: Option<String>,
    pub(crate) good: String,
    pub(crate) plaintext: String,
    /// What is unusual, the bytes, and whether oldmemo or twomemo took them.
    pub(crate) refused: Vec<(String, String, bool)>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Codecs {
    pub(crate) conversions: Vec<ConversionSample>,
    pub(crate) signatures: Vec<SignatureSample>,
    pub(crate) payloads: Vec<PayloadSample>,
    pub(crate) bundles: Vec<BundleSample>,
    pub(crate) xml: Vec<XmlSample>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ConversionSample {
    pub(crate) seed: String,
    pub(crate) private: String,
    pub(crate) x25519: String,
    pub(crate) ed25519: String,
    pub(crate) sign: u8,
}

#[derive(Debug, Deserialize)]
pub(crate) struct SignatureSample {
    pub(crate) id: String,
    pub(crate) seed: Option<String>,
    pub(crate) private: Option<String>,
    pub(crate) ed25519: String,
    pub(crate) message: String,
    pub(crate) signature: String,
    pub(crate) nonce: Option<String>,
    pub(crate) legacy: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct PayloadSample {
    pub(crate) id: String,
    pub(crate) format: String,
    pub(crate) plaintext: String,
    pub(crate) payload: String,
    pub(crate) key: String,
    pub(crate) iv: Option<String>,
    pub(crate) material: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct BundleSample {
    pub(crate) id: String,
    pub(crate) format: String,
    pub(crate) xml: String,
    pub(crate) seed: String,
    pub(crate) signed: (u32, String),
    pub(crate) nonce: String,
    pub(crate) pre_keys: Vec<(u32, String)>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct XmlSample {
    pub(crate) id: String,
    pub(crate) format: String,
    pub(crate) xml: String,
}

fn parse<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("a sample file is JSON of these types")
}

pub(crate) fn sessions() -> Vec<Session> {
    parse(include_str!("sessions.json"))
}

pub(crate) fn refused() -> Vec<RefusedSample> {
    parse(include_str!("refused.json"))
}

pub(crate) fn codecs() -> Codecs {
    parse(include_str!("codecs.json"))
}

pub(crate) fn format(name: &str) -> Format {
    Format::from_name(name).expect("a sample names its format")
}

pub(crate) fn bytes(digits: &str) -> Vec<u8> {
    hex::decode(digits).expect("a sample is hexadecimal")
}

pub(crate) fn array<const N: usize>(digits: &str) -> [u8; N] {
    bytes(digits).try_into().expect("a sample has its size")
}
