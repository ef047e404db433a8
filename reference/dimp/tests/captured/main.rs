//! What released implementations wrote, captured in case files: known answers.

mod case;
mod contents;
mod files;
mod identities;
mod keys;
mod messages;
