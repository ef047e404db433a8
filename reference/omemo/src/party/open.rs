//! A message in a session: section 6.5.3.
//!
//! What would change is computed beside the session, which stays as it is until the message is accepted.

use taut_wire::{fault, require};

use super::Limits;
use super::session::{Chain, Session, note_keys};
use super::skipped::SkippedKey;
use crate::error::Reject;
use crate::format::Format;
use crate::keys::{KeyPair, Point, PublicKey};
use crate::seal::kdf::{self, MessageKey, MessageKeys, RootKey};
use crate::seal::material::{check, decrypt};
use crate::trace::Trace;
use crate::wire::message::Message;

/// The most that a released implementation skips (choice `skip-limit`).
const WIDEST_SKIP: u32 = 25_000;

/// What a message that is accepted changes in its session.
pub(crate) struct Change {
    /// Place of a skipped key that was used.
    used: Option<usize>,
    /// Keys that were passed over, the oldest first.
    skipped: Vec<SkippedKey>,
    receiving: Option<Chain>,
    turn: Option<Turn>,
}

/// A step of the ratchet.
struct Turn {
    root: RootKey,
    other: PublicKey,
    own: KeyPair,
    sending: Chain,
    pn: u32,
}

/// What a message key was found with, before it has shown to be the right one.
struct Found {
    key: MessageKey,
    used: Option<usize>,
    skipped: Vec<SkippedKey>,
    receiving: Option<Chain>,
    /// Root key after the receiving half of a step of the ratchet, and the new ratchet key as a point.
    half: Option<(RootKey, Point)>,
}

impl Change {
    /// Numbers of the next message before and after, if one chain went on, or the number after in a new one.
    pub(crate) fn progress(&self, session: &Session) -> Option<(u32, u32)> {
        let after = self.receiving.as_ref()?.next;
        let before = session.receiving.as_ref().filter(|_| self.turn.is_none()).map_or(0, |chain| chain.next);
        Some((before, after))
    }
}

impl Session {
    /// Opens a message. The new ratchet key is drawn once the message has shown to be genuine.
    pub(super) fn open(
        &self,
        format: Format,
        limits: Limits,
        message: &Message<'_>,
        ratchet: &mut dyn FnMut() -> KeyPair,
        trace: &mut impl Trace,
    ) -> Result<(Vec<u8>, Change), Reject> {
        let found = self.find(format, limits, message)?;
        let keys = MessageKeys::of_message(format, &found.key);
        note_keys(&found.key, &keys, trace);
        trace.note("authenticated", &[&self.data.received, message.covered].concat());
        if fault!(OM_OPEN_8) {
            decrypt(&keys, message.ciphertext)?;
        }
        check(message, &self.data.received, &keys.auth_key)?;
        let plaintext = decrypt(&keys, message.ciphertext)?;
        let Found { key, used, mut skipped, receiving, half } = found;
        if fault!(OM_OPEN_5) && used.is_none() {
            skipped.push(SkippedKey { ratchet_key: message.header.ratchet_key, n: message.header.n, key });
        }
        let turn =
            half.map(|half| self.turn(format, &half, message.header.ratchet_key, ratchet)).transpose()?;
        Ok((plaintext, Change { used, skipped, receiving, turn }))
    }

    /// Steps 1 to 3.
    fn find(&self, format: Format, limits: Limits, message: &Message<'_>) -> Result<Found, Reject> {
        let header = message.header;
        if let Some((place, key)) = self.skipped.find(&header.ratchet_key, header.n) {
            let used = Some(place);
            return Ok(Found { key: key.clone(), used, skipped: Vec::new(), receiving: None, half: None });
        }
        let mut skipped = Vec::new();
        let (chain, half) = match &self.receiving {
            Some(chain) if self.other == Some(header.ratchet_key) => {
                require!(OM_OPEN_1, header.n >= chain.next, Reject::Duplicate);
                check_number(limits, chain.next, header.n)?;
                (chain.clone(), None)
            }
            ended => {
                check_number(limits, 0, header.n)?;
                if let (Some(chain), Some(other)) = (ended, self.other) {
                    end_chain(limits, chain, other, header.pn, &mut skipped)?;
                }
                let point = Point::of(&header.ratchet_key);
                let (root, chain) = kdf::root(format, &self.root, &self.own.private.agree_at(&point)?);
                (Chain::new(chain), Some((root, point)))
            }
        };
        let (key, receiving) = skip_to(chain, header.ratchet_key, header.n, &mut skipped);
        Ok(Found { key, used: None, skipped, receiving: Some(receiving), half })
    }

    /// The sending half of a step of the ratchet.
    fn turn(
        &self,
        format: Format,
        (root, point): &(RootKey, Point),
        other: PublicKey,
        ratchet: &mut dyn FnMut() -> KeyPair,
    ) -> Result<Turn, Reject> {
        let drawn = ratchet();
        let own = if fault!(OM_OPEN_7) && self.sending.is_some() { self.own.clone() } else { drawn };
        let (root, chain) = kdf::root(format, root, &own.private.agree_at(point)?);
        let pn = self.sending.as_ref().map_or(0, |chain| chain.next);
        Ok(Turn { root, other, own, sending: Chain::new(chain), pn })
    }

    /// Step 5.
    pub(super) fn apply(&mut self, change: Change, limits: Limits) {
        let Change { used, skipped, receiving, turn } = change;
        if let Some(place) = used.filter(|_| !fault!(OM_OPEN_5)) {
            self.skipped.remove(place);
        }
        self.skipped.extend(skipped);
        self.skipped.keep(if fault!(OM_OPEN_6) { u32::MAX } else { limits.max_kept });
        if let Some(chain) = receiving {
            self.receiving = Some(chain);
        }
        if let Some(Turn { root, other, own, sending, pn }) = turn {
            self.root = root;
            self.other = Some(other);
            self.own = own;
            self.sending = Some(sending);
            self.pn = pn;
        }
        self.confirmed = true;
    }
}

/// OM-OPEN-2 and OM-OPEN-9, of a chain whose next message has the number `next`.
pub(super) fn check_number(limits: Limits, next: u32, n: u32) -> Result<(), Reject> {
    let skipped = n.saturating_sub(next);
    require!(OM_OPEN_2, skipped <= limits.max_skip, Reject::TooManySkipped);
    require!(OM_OPEN_9, n < u32::MAX, Reject::ChainEnd);
    // Without the rule, the limit is the widest that is known.
    if skipped > limits.max_skip.max(WIDEST_SKIP) { Err(Reject::TooManySkipped) } else { Ok(()) }
}

/// Keeps the keys of a chain that ends, that of number `pn` first: where `pn` is right there is no such message.
fn end_chain(
    limits: Limits,
    chain: &Chain,
    other: PublicKey,
    pn: u32,
    skipped: &mut Vec<SkippedKey>,
) -> Result<(), Reject> {
    let Some(missing) = pn.checked_sub(chain.next) else { return Ok(()) };
    if missing > limits.max_skip {
        return if fault!(OM_OPEN_4) { Err(Reject::TooManySkipped) } else { Ok(()) };
    }
    let (key, _) = skip_to(chain.clone(), other, pn, skipped);
    if !fault!(OM_OPEN_3) {
        skipped.insert(0, SkippedKey { ratchet_key: other, n: pn, key });
    }
    Ok(())
}

/// Steps a chain up to a number: the key of that message, and the chain behind it.
fn skip_to(
    mut chain: Chain,
    ratchet_key: PublicKey,
    n: u32,
    skipped: &mut Vec<SkippedKey>,
) -> (MessageKey, Chain) {
    loop {
        let number = chain.next;
        let (key, next) = chain.step();
        chain = next;
        if number >= n {
            return (key, chain);
        }
        skipped.push(SkippedKey { ratchet_key, n: number, key });
    }
}
