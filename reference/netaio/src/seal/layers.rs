//! Plugins, one after the other: `spec/netaio.md` sections 4.8 and 5.15 (revision 1.0.0).

use taut_wire::{fault, require};

use super::hmac::Hmac;
use super::stream::StreamCipher;
use super::tapescript::Tapescript;
use super::x25519::X25519;
use crate::error::{Misuse, Refused, Reject};
use crate::keys::Supply;
use crate::wire::kind::Types;
use crate::wire::message::Message;

/// What makes and checks auth fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Auth {
    /// Section 5.8.
    Hmac(Hmac),
    /// Section 5.13.
    Tapescript(Box<Tapescript>),
}

impl Auth {
    /// Puts into the fields of a message what proves its body.
    ///
    /// # Errors
    /// [`Reject::BadField`], [`Reject::TooLarge`].
    pub fn make(&self, message: &mut Message, now: u32, supply: &mut Supply<'_>) -> Result<(), Refused> {
        let Message { fields, body, .. } = message;
        match self {
            Self::Hmac(hmac) => Ok(hmac.make_over(fields, &body.pieces().as_slices(), now, supply)?),
            Self::Tapescript(tapescript) => tapescript.make(fields, &body.encode(), now, supply),
        }
    }

    /// Checks the proof of a body in the fields of a message.
    ///
    /// # Errors
    /// Those of [`Hmac::check`] and [`Tapescript::check`].
    pub fn check(&self, peer_data: Option<&[u8]>, message: &Message) -> Result<(), Reject> {
        let Message { fields, body, .. } = message;
        match self {
            Self::Hmac(hmac) => hmac.check_over(fields, &body.pieces().as_slices()),
            Self::Tapescript(tapescript) => tapescript.check(peer_data, fields, &body.encode()).map(drop),
        }
    }

    /// The text of the error that a node answers with when this plugin refuses (section 4.7).
    #[must_use]
    pub const fn failure(&self) -> &'static str {
        match self {
            Self::Hmac(_) => "HMAC auth failed",
            Self::Tapescript(_) => "tapescript auth failed",
        }
    }

    /// Proof, nonce and time.
    fn names(&self) -> [&str; 3] {
        match self {
            Self::Hmac(hmac) => [&hmac.mac_name, &hmac.names.nonce, &hmac.names.time],
            Self::Tapescript(tape) => [&tape.witness_name, &tape.names.nonce, &tape.names.time],
        }
    }
}

/// What encrypts and decrypts a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cipher {
    /// Section 5.9.
    Stream(StreamCipher),
    /// Section 5.10.
    X25519(X25519),
}

impl Cipher {
    /// Encrypts the body of a message.
    ///
    /// # Errors
    /// Those of [`StreamCipher::encrypt`] and [`X25519::encrypt`].
    pub fn encrypt(
        &self,
        peer_data: Option<&[u8]>,
        message: &mut Message,
        supply: &mut Supply<'_>,
    ) -> Result<(), Reject> {
        message.body = match self {
            Self::Stream(stream) => stream.encrypt(&mut message.fields, &message.body, supply)?,
            Self::X25519(x25519) => x25519.encrypt(peer_data, &message.body, supply)?,
        };
        Ok(())
    }

    /// Decrypts the body of a message.
    ///
    /// # Errors
    /// Those of [`StreamCipher::decrypt`] and [`X25519::decrypt`].
    pub fn decrypt(&self, peer_data: Option<&[u8]>, message: &mut Message) -> Result<(), Reject> {
        message.body = match self {
            Self::Stream(stream) => stream.decrypt(&message.fields, &message.body)?,
            Self::X25519(x25519) => x25519.decrypt(peer_data, &message.body)?,
        };
        Ok(())
    }

    fn name(&self) -> Option<&str> {
        match self {
            Self::Stream(stream) => Some(&stream.iv_name),
            Self::X25519(_) => None,
        }
    }
}

/// A cipher and an auth plugin; each may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layer {
    /// Applied first when a message is sent.
    pub cipher: Option<Cipher>,
    /// Applied last when a message is sent, so that it covers what is on the wire.
    pub auth: Option<Auth>,
}

/// The plugins of a call and those of a node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layers {
    /// Of a handler or a call.
    pub inner: Layer,
    /// Of a node.
    pub outer: Layer,
}

/// A message at each stage of sending; the last is the one to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stages {
    /// After the inner cipher.
    pub after_inner_cipher: Vec<u8>,
    /// After inner auth.
    pub after_inner_auth: Vec<u8>,
    /// After the outer cipher.
    pub after_outer_cipher: Vec<u8>,
    /// The bytes to send.
    pub message: Vec<u8>,
}

impl Layers {
    /// Sends a message through the plugins (NA-LAYER-2).
    ///
    /// # Errors
    /// [`Misuse::FieldClash`], [`Misuse::BadType`], those of each plugin.
    pub fn seal(
        &self,
        types: &Types,
        message: &Message,
        peer_data: Option<&[u8]>,
        now: u32,
        supply: &mut Supply<'_>,
    ) -> Result<Stages, Refused> {
        require!(NA_LAYER_1, !self.clash(), Misuse::FieldClash);
        let mut message = message.clone();
        message.encode(types)?;
        let [after_inner_cipher, after_inner_auth] =
            self.inner.seal(types, &mut message, peer_data, now, supply)?;
        let [after_outer_cipher, last] = self.outer.seal(types, &mut message, peer_data, now, supply)?;
        Ok(Stages { after_inner_cipher, after_inner_auth, after_outer_cipher, message: last })
    }

    /// Reads a message through the plugins (NA-LAYER-4).
    ///
    /// # Errors
    /// [`Misuse::FieldClash`], those of [`Message::decode`] and of each plugin.
    pub fn open(&self, types: &Types, peer_data: Option<&[u8]>, message: &[u8]) -> Result<Message, Refused> {
        require!(NA_LAYER_3, !self.clash(), Misuse::FieldClash);
        let mut message = Message::decode(types, message)?;
        let Self { inner, outer } = self;
        let layers = if fault!(NA_LAYER_4) { [inner, outer] } else { [outer, inner] };
        for layer in layers {
            layer.open(peer_data, &mut message)?;
        }
        Ok(message)
    }

    /// Whether two plugins write one auth field, nonce and time of two auth plugins aside.
    #[must_use]
    pub fn clash(&self) -> bool {
        clash(&self.inner, &self.outer)
    }
}

/// The bytes of a message that went through inner and outer plugins which do not clash (NA-LAYER-2).
///
/// As [`Layers::seal`], without the stages between.
///
/// # Errors
/// [`Misuse::BadType`], [`Reject::TooLarge`], those of each plugin.
pub fn seal(
    layers: [&Layer; 2],
    types: &Types,
    message: &Message,
    peer_data: Option<&[u8]>,
    now: u32,
    supply: &mut Supply<'_>,
) -> Result<Vec<u8>, Refused> {
    if layers.iter().all(|layer| layer.is_empty()) {
        return message.encode(types);
    }
    message.check(types)?;
    let mut message = message.clone();
    for layer in layers {
        layer.apply(&mut message, peer_data, now, supply)?;
    }
    message.encode(types)
}

/// Whether two plugins write one auth field, nonce and time of two auth plugins aside.
#[must_use]
pub fn clash(inner: &Layer, outer: &Layer) -> bool {
    let layers = [inner, outer];
    let ivs = layers.iter().filter_map(|layer| layer.cipher.as_ref()?.name()).collect::<Vec<_>>();
    let auths = layers.iter().filter_map(|layer| layer.auth.as_ref().map(Auth::names)).collect::<Vec<_>>();
    let ivs_clash = matches!(ivs.as_slice(), [one, other] if one == other);
    let iv_in_auth = ivs.iter().any(|iv| auths.iter().any(|names| names.contains(iv)));
    ivs_clash || iv_in_auth || matches!(auths.as_slice(), [one, other] if auths_clash(one, other))
}

/// Names clash unless both are that of the nonce, or both that of the time.
fn auths_clash(inner: &[&str; 3], outer: &[&str; 3]) -> bool {
    inner
        .iter()
        .enumerate()
        .any(|(n, name)| outer.iter().enumerate().any(|(m, other)| name == other && (n != m || n == 0)))
}

impl Layer {
    /// Applies cipher and auth, and gives the message after each.
    ///
    /// # Errors
    /// Those of the plugins, and of [`Message::encode`].
    pub fn seal(
        &self,
        types: &Types,
        message: &mut Message,
        peer_data: Option<&[u8]>,
        now: u32,
        supply: &mut Supply<'_>,
    ) -> Result<[Vec<u8>; 2], Refused> {
        self.encrypt(message, peer_data, supply)?;
        let after_cipher = message.encode(types)?;
        self.prove(message, now, supply)?;
        Ok([after_cipher, message.encode(types)?])
    }

    /// Applies cipher and auth.
    pub(crate) fn apply(
        &self,
        message: &mut Message,
        peer_data: Option<&[u8]>,
        now: u32,
        supply: &mut Supply<'_>,
    ) -> Result<(), Refused> {
        self.encrypt(message, peer_data, supply)?;
        self.prove(message, now, supply)
    }

    fn encrypt(
        &self,
        message: &mut Message,
        peer_data: Option<&[u8]>,
        supply: &mut Supply<'_>,
    ) -> Result<(), Reject> {
        match &self.cipher {
            Some(cipher) => cipher.encrypt(peer_data, message, supply),
            None => Ok(()),
        }
    }

    fn prove(&self, message: &mut Message, now: u32, supply: &mut Supply<'_>) -> Result<(), Refused> {
        match &self.auth {
            Some(auth) => auth.make(message, now, supply),
            None => Ok(()),
        }
    }

    /// Whether it changes nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.cipher.is_none() && self.auth.is_none()
    }

    /// Whether a message through it is for one receiver alone (NA-SUB-2).
    #[must_use]
    pub const fn depends_on_peer(&self) -> bool {
        matches!(self.cipher, Some(Cipher::X25519(_))) || matches!(self.auth, Some(Auth::Tapescript(_)))
    }

    /// Checks and decrypts a message.
    ///
    /// # Errors
    /// Those of the plugins.
    pub fn open(&self, peer_data: Option<&[u8]>, message: &mut Message) -> Result<(), Reject> {
        if let Some(auth) = &self.auth {
            auth.check(peer_data, message)?;
        }
        match &self.cipher {
            Some(cipher) => cipher.decrypt(peer_data, message),
            None => Ok(()),
        }
    }
}
