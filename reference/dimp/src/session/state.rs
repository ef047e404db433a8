//! Saving and restoring: `spec/dimp.md` section 6.7 (revision 1.0.0), DI-NODE-8.

use taut_wire::fault;
use thiserror::Error;

use super::group::Group;
use super::record::{Body, Record};
use super::user::User;
use super::{Direction, Node};
use crate::key::MessageKey;
use crate::wire::id::Id;
use crate::wire::meta::Meta;
use crate::wire::profile::Claim;

/// What a saved state begins with.
const MARK: [u8; 8] = *b"taut-di\x01";

/// Bytes are no saved state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the bytes are no state that a node has saved")]
pub struct BadState;

impl Node {
    /// All variables, private keys among them.
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        let Self { users, metas, profiles, groups, sent_keys, received_keys, seen } = self;
        let mut out = Record::default();
        out.put(&MARK);
        out.list(users.iter(), |out, user| {
            out.data(user.id.to_text());
            out.list(user.texts(), Record::data);
        });
        out.list(metas.iter(), |out, (id, meta)| {
            out.data(id.to_text());
            out.dict(meta.dict());
        });
        out.list(profiles.iter(), |out, (id, profile)| {
            out.data(id.to_text());
            out.dict(profile.dict());
        });
        out.list(groups.iter(), |out, (id, Group { members, assistants, time })| {
            out.data(id.to_text());
            for ids in [members, assistants] {
                out.list(ids.iter(), |out, id| out.data(id.to_text()));
            }
            out.put(&time.to_be_bytes());
        });
        for keys in [sent_keys, received_keys] {
            out.list(keys.iter(), |out, (Direction { sender, to }, key)| {
                out.data(sender.to_text());
                out.data(to.to_text());
                out.data(key.text());
            });
        }
        let kept = if fault!(DI_NODE_8) { 0 } else { seen.iter().len() };
        out.list(seen.iter().take(kept), |out, mark| out.put(mark));
        out.finish()
    }

    /// A node that knows what the one knew that saved the state.
    ///
    /// # Errors
    /// [`BadState`].
    pub fn restore(state: &[u8]) -> Result<Self, BadState> {
        let mut body = Body::new(state);
        if body.array()? != MARK {
            return Err(BadState);
        }
        let users = body.list(|body| {
            let (id, private_keys) = (id(body)?, body.list::<_, Vec<_>>(Body::data)?);
            User::read(id, &private_keys).map_err(|_| BadState)
        })?;
        let metas = body.list(|body| {
            let id = id(body)?;
            Ok((id, Meta::of_dict(&body.dict()?).map_err(|_| BadState)?))
        })?;
        let profiles = body.list(|body| {
            let id = id(body)?;
            Ok((id, Claim::of_dict(body.dict()?).and_then(Claim::into_profile).map_err(|_| BadState)?))
        })?;
        let groups = body.list(|body| {
            let id = id(body)?;
            let (members, assistants) = (body.list(self::id)?, body.list(self::id)?);
            Ok((id, Group { members, assistants, time: i64::from_be_bytes(body.array()?) }))
        })?;
        let (sent_keys, received_keys) = (body.list(message_key)?, body.list(message_key)?);
        let seen = body.list(Body::array)?;
        body.end()?;
        Ok(Self { users, metas, profiles, groups, sent_keys, received_keys, seen })
    }
}

fn id(body: &mut Body<'_>) -> Result<Id, BadState> {
    Id::read(body.data()?).map_err(|_| BadState)
}

fn message_key(body: &mut Body<'_>) -> Result<(Direction, MessageKey), BadState> {
    let direction = Direction { sender: id(body)?, to: id(body)? };
    Ok((direction, MessageKey::read(body.data()?).map_err(|_| BadState)?))
}
