//! XML that is edited as text: section 4.5.

use serde_json::{Value, json};

use super::super::{Draft, Wanted};
use super::refusal::{begin, measured, refuse, took};
use super::talk::Form;

/// What a subject is called, which operation reads it, and what is read of the plain document.
#[derive(Clone)]
pub(super) struct Document {
    pub(super) subject: &'static str,
    pub(super) op: &'static str,
    pub(super) form: Form,
    pub(super) xml: String,
    pub(super) members: Value,
}

/// Puts one text in the place of another one, which must be there.
pub(super) fn edited(xml: &str, from: &str, to: &str) -> String {
    assert!(xml.contains(from), "`{from}` is edited, but not there");
    xml.replacen(from, to, 1)
}

impl Document {
    /// The plain document after an edit.
    pub(super) fn with(&self, from: &str, to: &str) -> String {
        edited(&self.xml, from, to)
    }

    pub(super) fn reads(&self, name: &str, about: &str, rules: &[&str], xml: impl AsRef<[u8]>) -> Draft {
        let input = json!({ "format": self.form.name(), "xml": hex::encode(xml) });
        begin(self.form, &format!("{}/{name}", self.subject), about, rules).op(self.op, input)
    }

    /// Reads what is written otherwise, and means the same.
    pub(super) fn same(&self, name: &str, about: &str, rules: &[&str], xml: impl AsRef<[u8]>) -> Draft {
        self.reads(name, about, rules, xml).accept(self.members.clone())
    }

    pub(super) fn rejects(
        &self,
        name: &str,
        about: &str,
        rules: &[&str],
        code: &str,
        xml: impl AsRef<[u8]>,
    ) -> Draft {
        refuse(self.reads(name, about, rules, xml), code)
            .edit_of(&self.form.id(&format!("{}/plain", self.subject)))
    }

    /// What the tables do not have: passed over, unless the whole is refused.
    pub(super) fn passes(&self, name: &str, about: &str, xml: impl AsRef<[u8]>) -> Draft {
        self.same(name, about, &["OM-XML-5"], xml)
            .variant(&[("xml-unknown", "refused")], Wanted::reject("bad-element"))
    }

    /// The plain document, all of which upstream takes.
    pub(super) fn taken(&self, draft: Draft, line: &str) -> Draft {
        measured(draft, line, took(&self.members))
    }
}
