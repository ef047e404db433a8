//! What a node does by itself: `spec/dimp.md` section 6.6 (revision 1.0.0), DI-PROC-1 and DI-PROC-2.

use taut_wire::{Text, fault};

use super::Node;
use crate::error::{Refused, Reject};
use crate::wire::content::{self, Content, Kind};
use crate::wire::id::Id;
use crate::wire::json::{Dict, Value, write};

/// A content to send back, before it has a number.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    kind: Kind,
    members: Dict,
    group: Option<Id>,
}

impl Answer {
    pub(super) const fn new(kind: Kind, members: Dict) -> Self {
        Self { kind, members, group: None }
    }

    pub(super) fn in_group(self, group: &Id) -> Self {
        Self { group: Some(group.clone()), ..self }
    }

    fn text(text: String) -> Self {
        Self::new(Kind::Text, Dict::from_iter([("text", text)]))
    }

    fn receipt(message: String) -> Self {
        Self::new(Kind::Receipt, Dict::from_iter([("message", message)]))
    }
}

/// An ID in a command: what it says, and how it is written there.
struct Named<'a> {
    id: Id,
    text: &'a Text,
}

impl Node {
    /// Does what a content asks for that a user has received, and gives what is to be sent back, if anything is. `time`
    /// is the clock, in Unix seconds.
    ///
    /// # Errors
    /// [`Reject::WrongId`], [`Reject::OldCommand`], [`Reject::NotAllowed`], those of [`Id::read`] and of
    /// [`Content::read`].
    pub fn process(
        &mut self,
        sender: &[u8],
        user: &[u8],
        content: &[u8],
        sn: [u8; 4],
        time: i64,
    ) -> Result<Option<String>, Refused> {
        let (sender, user) = (Id::read(sender)?, Id::read(user)?);
        let content = Content::read(content)?;
        let Some(answer) = self.answer(&sender, &user, &content)? else { return Ok(None) };
        let Answer { kind, members, group } = answer;
        let answer = content::make(kind, members, group.as_ref(), sn, time)?;
        Ok(Some(write::dict(&answer)))
    }

    fn answer(&mut self, sender: &Id, user: &Id, content: &Content) -> Result<Option<Answer>, Reject> {
        match content.kind() {
            Kind::Meta => {
                let answer = self.answer_meta(content)?;
                Ok(Some(answer).filter(|_| !fault!(DI_PROC_1)))
            }
            Kind::Profile => {
                let answer = self.answer_profile(sender, content)?;
                Ok(Some(answer).filter(|_| !fault!(DI_PROC_1)))
            }
            Kind::Invite | Kind::Expel | Kind::Quit | Kind::Reset | Kind::Query => {
                self.obey(sender, user, content)
            }
            Kind::Forward => Ok(None),
            _ => Ok(fault!(DI_PROC_2).then(|| not_supported(content))),
        }
    }

    fn answer_meta(&mut self, content: &Content) -> Result<Answer, Reject> {
        let named = named(content)?;
        if let Some(meta) = content.members().find("meta") {
            return Ok(self.hear_meta(&named, meta).unwrap_or_else(|| named.receipt("Meta received: ")));
        }
        Ok(match self.metas.get(&named.id) {
            Some(meta) => {
                let members = [("ID", named.value()), ("meta", meta.dict().clone().into())];
                Answer::new(Kind::Meta, Dict::from_iter(members))
            }
            None => named.answer("Sorry, meta for ", " not found."),
        })
    }

    fn answer_profile(&mut self, sender: &Id, content: &Content) -> Result<Answer, Reject> {
        let named = named(content)?;
        let Some(profile) = content.members().find("profile") else {
            return Ok(self.tell_profile(&named));
        };
        let meta = content.members().find("meta");
        if let Some(refusal) = meta.and_then(|meta| self.hear_meta(&named, meta)) {
            return Ok(refusal);
        }
        let signer = named.id.is_group().then_some(sender);
        let profile = whole_profile(&named, profile, content);
        Ok(match self.take_profile(&named.id, profile, signer) {
            Ok(()) => named.receipt("Profile received: "),
            Err(_) => named.answer("Profile not match ID: ", ""),
        })
    }

    /// Stores a meta, or gives the answer that refuses it.
    fn hear_meta(&mut self, named: &Named<'_>, meta: &Value) -> Option<Answer> {
        match self.take_meta(&named.id, meta) {
            Ok(()) => None,
            Err(Reject::OtherMeta) => Some(named.answer("Meta not accept: ", "!")),
            Err(_) => Some(named.answer("Meta not match ID: ", "")),
        }
    }

    fn tell_profile(&self, named: &Named<'_>) -> Answer {
        let Some(profile) = self.profiles.get(&named.id) else {
            return named.answer("Sorry, profile for ", " not found.");
        };
        let mut members = Dict::from_iter([("ID", named.value())]);
        for (name, member) in [("profile", "data"), ("signature", "signature")] {
            members.0.extend(profile.dict().find(member).map(|value| (name.into(), value.clone())));
        }
        let meta = self.metas.get(&named.id).map(|meta| meta.dict().clone().into());
        members.0.extend(meta.map(|meta| ("meta".into(), meta)));
        Answer::new(Kind::Profile, members)
    }
}

impl Named<'_> {
    fn value(&self) -> Value {
        Value::Text(self.text.clone())
    }

    fn answer(&self, before: &str, after: &str) -> Answer {
        Answer::text([before, &String::from_utf8_lossy(self.text.as_bytes()), after].concat())
    }

    fn receipt(&self, before: &str) -> Answer {
        Answer::receipt([before, &String::from_utf8_lossy(self.text.as_bytes())].concat())
    }
}

fn named(content: &Content) -> Result<Named<'_>, Reject> {
    match content.members().find("ID") {
        Some(Value::Text(text)) => Ok(Named { id: Id::read(text.as_bytes())?, text }),
        _ => Err(Reject::BadContent), // DI-CONT-10
    }
}

/// A profile that is a text stands beside its signature.
fn whole_profile(named: &Named<'_>, profile: &Value, content: &Content) -> Value {
    if !matches!(profile, Value::Text(_)) {
        return profile.clone();
    }
    let mut whole = Dict::from_iter([("ID", named.value()), ("data", profile.clone())]);
    let signature = content.members().find("signature");
    whole.0.extend(signature.map(|signature| ("signature".into(), signature.clone())));
    whole.into()
}

/// The answer of whoever breaks DI-PROC-2.
fn not_supported(content: &Content) -> Answer {
    let answer = Answer::text(match content.command() {
        Some(command) => {
            format!("Command (name: {}) not support yet!", String::from_utf8_lossy(command))
        }
        None => format!("Content (type: {}) not support yet!", content.number()),
    });
    match content.group() {
        Some(group) => answer.in_group(group),
        None => answer,
    }
}
