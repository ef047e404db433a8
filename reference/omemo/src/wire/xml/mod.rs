//! XML and base64: `spec/omemo.md` section 4.5 (revision 1.0.0).
//!
//! | Module | Rules |
//! |---|---|
//! | `read` | OM-XML-1 to OM-XML-10 |
//! | `write` | OM-XML-11 to OM-XML-13 |

mod read;
mod write;

pub use read::MAX_XML;
pub(crate) use read::{
    Element, attribute, base64, base64_of, children, flag, id, once, optional_attribute, parse, required,
};
pub(crate) use write::{Writer, to_base64};
