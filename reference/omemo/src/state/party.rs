//! The records Party, signed prekey and session.

use std::collections::VecDeque;

use taut_wire::require;

use super::bytes::{Body, Record, check};
use crate::error::Reject;
use crate::format::Format;
use crate::keys::{Identity, IdentityForm, IdentityKey, KeyPair, PrivateKey, PublicKey};
use crate::party::session::{AssociatedData, Chain, Role, Session};
use crate::party::{Limits, MAX_ARCHIVED, Party, Peer, PreKeys, SignedPreKey, Skipped, SkippedKey};
use crate::seal::kdf::{ChainKey, MessageKey, RootKey};
use crate::wire::exchange::Exchange;

pub(super) fn write(out: &mut Record, party: &Party) {
    let Party { format, identity, signed, previous, pre_keys, next_signed, changed, limits, peers } = party;
    let (form, given) = identity.given();
    out.format(*format);
    out.truth(form == IdentityForm::Private);
    out.put(given.as_bytes());
    out.number(*next_signed);
    out.number(pre_keys.next);
    out.number(pre_keys.size);
    out.number(limits.max_skip);
    out.number(limits.max_kept);
    out.truth(*changed);
    write_signed(out, signed);
    out.flag(previous.as_ref(), write_signed);
    out.list(pre_keys.keys.iter(), |out, (id, pair)| {
        out.number(*id);
        out.put(pair.private.as_bytes());
    });
    out.list(peers.iter(), |out, (name, peer)| {
        out.data(name.as_bytes());
        out.data(peer.identity_key.wire());
        out.list(peer.sessions.iter(), write_session);
    });
}

fn write_signed(out: &mut Record, signed: &SignedPreKey) {
    let SignedPreKey { id, pair, signature, made } = signed;
    out.number(*id);
    out.put(pair.private.as_bytes());
    out.put(signature);
    out.put(&made.to_be_bytes());
}

fn write_session(out: &mut Record, session: &Session) {
    let Session { role, confirmed, exchange, root, own, other, sending, receiving, pn, skipped, data: _ } =
        session;
    out.byte(match role {
        Role::Initiator => 1,
        Role::Responder => 2,
    });
    out.truth(*confirmed);
    out.put(exchange.ephemeral_key.as_bytes());
    out.number(exchange.signed_pre_key_id);
    out.number(exchange.pre_key_id.unwrap_or(0));
    out.put(root.as_bytes());
    out.put(own.private.as_bytes());
    out.flag(other.as_ref(), |out, key| out.put(key.as_bytes()));
    out.flag(sending.as_ref(), write_chain);
    out.flag(receiving.as_ref(), write_chain);
    out.number(*pn);
    out.list(skipped.iter(), |out, SkippedKey { ratchet_key, n, key }| {
        out.put(ratchet_key.as_bytes());
        out.number(*n);
        out.put(key.as_bytes());
    });
}

fn write_chain(out: &mut Record, chain: &Chain) {
    out.put(chain.key.as_bytes());
    out.number(chain.next);
}

pub(super) fn read(body: &mut Body<'_>) -> Result<Party, Reject> {
    let format = body.format()?;
    let form = if body.truth()? { IdentityForm::Private } else { IdentityForm::Seed };
    let identity = Identity::new(form, body.array()?);
    let (next_signed, next, size) = (body.number()?, body.number()?, body.number()?);
    let limits = Limits { max_skip: body.number()?, max_kept: body.number()? };
    let changed = body.truth()?;
    let signed = read_signed(body)?;
    let previous = body.flag(read_signed)?;
    let keys = body.map(|body| Ok((body.number()?, KeyPair::from(body.array::<32>()?))))?;
    let pre_keys = PreKeys { size, next, keys };
    let own = identity.to_wire(format);
    let peers = body.map(|body| Ok((body.text()?, read_peer(body, format, limits, &own)?)))?;
    Ok(Party { format, identity, signed, previous, pre_keys, next_signed, changed, limits, peers })
}

fn read_signed(body: &mut Body<'_>) -> Result<SignedPreKey, Reject> {
    let (id, pair) = (body.number()?, KeyPair::from(body.array::<32>()?));
    Ok(SignedPreKey { id, pair, signature: body.array()?, made: body.long()? })
}

fn read_peer(body: &mut Body<'_>, format: Format, limits: Limits, own: &[u8]) -> Result<Peer, Reject> {
    let identity_key = read_identity(body, format)?;
    let data = |role| AssociatedData::new(format, role, own, identity_key.wire());
    let sessions: VecDeque<_> = body.list(|body| read_session(body, limits, &data))?.into();
    check(sessions.len() <= MAX_ARCHIVED + 1)?;
    Ok(Peer { identity_key, sessions })
}

fn read_identity(body: &mut Body<'_>, format: Format) -> Result<IdentityKey, Reject> {
    let key = IdentityKey::read(format, body.data()?);
    require!(OM_STATE_5, key.is_ok(), Reject::BadState);
    key.map(|(key, _)| key).map_err(|_| Reject::BadState)
}

fn read_session(
    body: &mut Body<'_>,
    limits: Limits,
    data: &impl Fn(Role) -> AssociatedData,
) -> Result<Session, Reject> {
    let role = if body.one_of([1, 2])? == 1 { Role::Initiator } else { Role::Responder };
    let confirmed = body.truth()?;
    let ephemeral_key = PublicKey::from(body.array()?);
    let signed_pre_key_id = body.number()?;
    let pre_key_id = Some(body.number()?).filter(|id| *id != 0);
    let root = RootKey::from(body.array()?);
    let own = KeyPair::from(PrivateKey::from(body.array()?));
    let other = body.flag(|body| body.array().map(PublicKey::from))?;
    let sending = body.flag(read_chain)?;
    // A session is kept once a message of it is accepted or can be written: it has both by then.
    check(other.is_some() && sending.is_some())?;
    Ok(Session {
        role,
        confirmed,
        exchange: Exchange { ephemeral_key, signed_pre_key_id, pre_key_id },
        root,
        own,
        other,
        sending,
        receiving: body.flag(read_chain)?,
        pn: body.number()?,
        skipped: read_skipped(body, limits)?,
        data: data(role),
    })
}

fn read_chain(body: &mut Body<'_>) -> Result<Chain, Reject> {
    Ok(Chain { key: ChainKey::from(body.array()?), next: body.number()? })
}

fn read_skipped(body: &mut Body<'_>, limits: Limits) -> Result<Skipped, Reject> {
    let keys = body.list(|body| {
        let ratchet_key = PublicKey::from(body.array()?);
        Ok(SkippedKey { ratchet_key, n: body.number()?, key: MessageKey::from(body.array()?) })
    })?;
    check(keys.len() <= usize::try_from(limits.max_kept).unwrap_or(usize::MAX))?;
    let mut skipped = Skipped::default();
    skipped.extend(keys);
    Ok(skipped)
}
