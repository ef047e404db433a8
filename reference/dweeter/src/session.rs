//! Processing of dweeter: `spec/dweeter.md` sections 6 to 6.3 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`Mailbox`] | 6 | DW-BOX-1 |
//! | [`Mailbox::new`] | 5.6, 6.1 | DW-KEY-9 |
//! | [`Mailbox::send`] | 6.2 | DW-BOX-2 |
//! | [`Mailbox::receive`] | 6.3 | DW-BOX-3 to DW-BOX-7 |
//!
//! No transport, no clock: requests go out, and answers come in; see `exchange.rs` (section 6.4).

use taut_wire::{Refusal, fault, require, require_ok};

use crate::error::{Misuse, Reject};
use crate::keys::{Form, KeyText, Keys};
use crate::seal::{self, Dweet};
use crate::wire::http::{Answer, Call, Request};
use crate::wire::json::{Dict, Text, Value};
use crate::wire::time::Moment;

/// What one participant knows of a mailbox.
#[derive(Clone, Debug, PartialEq)]
pub struct Mailbox {
    keys: Keys,
    form: Form,
    thing: String,
    mark: Option<Text>,
}

impl Mailbox {
    /// The plain name of a mailbox that is given none (DW-KEY-9).
    pub const DEFAULT_NAME: &str = "default_mailbox";

    /// Makes a Mailbox that has read nothing yet.
    #[must_use]
    pub fn new(name: &str, key_text: &KeyText, form: Form) -> Self {
        let keys = Keys::of_mailbox(key_text, form);
        let thing = seal::thing(&keys, name);
        Self { keys, form, thing, mark: None }
    }

    /// Its name on the wire.
    #[must_use]
    pub fn thing(&self) -> &str {
        &self.thing
    }

    /// The keys that were derived from its key text.
    #[must_use]
    pub const fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Its text form.
    #[must_use]
    pub const fn form(&self) -> Form {
        self.form
    }

    /// Makes the request that posts data. The answer to it is read with [`seal::read_answer`].
    ///
    /// # Errors
    /// [`Misuse::BadData`].
    pub fn send(&mut self, now: Moment, data: &Value) -> Result<Request, Misuse> {
        let content = seal::seal_message(&self.keys, self.form, now, data)?;
        if fault!(DW_BOX_2) {
            self.mark = Some(now.to_second().into());
        }
        Ok(Request::new(Call::Post(&content), &self.thing))
    }

    /// Makes the request for the latest dweet. The answer to it is for [`receive`](Self::receive).
    #[must_use]
    pub fn ask(&self) -> Request {
        Request::new(Call::Latest, &self.thing)
    }

    /// Opens the dweets of an answer, as the first step of [`receive`](Self::receive).
    ///
    /// # Errors
    /// As [`seal::open_dweets`].
    pub fn open_dweets(&self, answer: &Answer<'_>) -> Result<Vec<Dweet>, Reject> {
        seal::open_dweets(&self.keys, self.form, &self.thing, answer)
    }

    /// Reads the answer to a request for the latest dweet, and gives its data if it is new.
    ///
    /// # Errors
    /// [`Refusal::Ignore`] when there is no message or none that is new; those of [`seal::open_dweets`],
    /// [`Reject::NoDweet`], [`Reject::BadDweet`], those of [`seal::open_message`]. Then nothing has changed.
    pub fn receive(&mut self, answer: &Answer<'_>) -> Result<Dict, Refusal<Reject>> {
        let dweets = self.open_dweets(answer).or_else(|reject| {
            require!(DW_BOX_3, reject != Reject::NotFound, Refusal::Ignore);
            Err(Refusal::Reject(reject))
        })?;
        let latest = require_ok!(DW_BOX_4, dweets.into_iter().next().ok_or(()), Reject::NoDweet);
        let created = latest.find("created").cloned();
        let created = require_ok!(DW_BOX_5, created.ok_or(()), Reject::BadDweet);
        let mark = created.as_text().cloned().unwrap_or_default();
        let data = seal::read_message(latest.content(), &created);
        if fault!(DW_BOX_1) {
            self.mark = self.mark.take().max(Some(mark.clone()));
        }
        let data = data?;
        require!(DW_BOX_6, self.mark.as_ref() < Some(&mark), Refusal::Ignore);
        if !fault!(DW_BOX_7) {
            self.mark = Some(mark);
        }
        Ok(data)
    }
}
