//! The rows of the table of contents, as a writer has them: `spec/dimp.md` section 4.8 (revision 1.0.0).

use super::{COMMAND, HISTORY, Kind};

/// What stands at a place of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// A member that the caller gives.
    Given(&'static str),
    /// A member that the caller gives or not.
    Maybe(&'static str),
    /// Either `member` or `members`.
    MemberOrMembers,
    /// The type of the kind.
    Type,
    /// The name of the kind.
    Command,
    /// The drawn number, if there is none before it.
    Sn,
    /// The time of the clock, unless the caller gives one.
    Time,
    /// The group.
    Group,
    /// The group, if there is one.
    MaybeGroup,
    /// Whatever else the caller gives.
    Others,
}

use Slot::{Command, Given, Group, Maybe, MaybeGroup, MemberOrMembers, Others, Sn, Time, Type};

/// Type and places of a kind; nothing for what no writer makes.
pub(super) const fn of(kind: Kind) -> Option<(u8, &'static [Slot])> {
    Some(match kind {
        Kind::Text => (1, &[Given("text"), Sn, Type]),
        Kind::File => (16, &[Type, Maybe("data"), Maybe("filename"), Sn, Maybe("URL")]),
        Kind::Image => (18, &[Type, Maybe("thumbnail"), Maybe("data"), Maybe("filename"), Sn, Maybe("URL")]),
        Kind::Audio => (20, &[Type, Maybe("text"), Maybe("data"), Maybe("filename"), Sn, Maybe("URL")]),
        Kind::Video => (22, &[Type, Maybe("snapshot"), Maybe("data"), Maybe("filename"), Sn, Maybe("URL")]),
        Kind::Forward => (255, &[Given("forward"), Sn, Type]),
        Kind::Invite | Kind::Expel => (HISTORY, &[Group, MemberOrMembers, Type, Time, Command, Sn]),
        Kind::Join | Kind::Quit => (HISTORY, &[Group, Type, Time, Command, Sn]),
        Kind::Reset => (HISTORY, &[Group, Given("members"), Type, Time, Command, Sn]),
        Kind::Query => (HISTORY, &[Type, Time, Command, Sn, Group]),
        Kind::History => (HISTORY, &[MaybeGroup, Type, Time, Given("command"), Sn, Others]),
        Kind::Unknown => return None,
        _ => (COMMAND, of_command(kind)),
    })
}

const fn of_command(kind: Kind) -> &'static [Slot] {
    match kind {
        Kind::Handshake => &[Given("message"), Maybe("session"), Type, Command, Sn],
        Kind::Meta => &[Command, Given("ID"), Maybe("meta"), Type, Sn],
        Kind::Profile => {
            &[Command, Maybe("profile"), Maybe("signature"), Given("ID"), Maybe("meta"), Type, Sn]
        }
        Kind::Receipt => &[
            Given("message"),
            Maybe("sn"),
            Maybe("sender"),
            Maybe("receiver"),
            Maybe("time"),
            Type,
            Command,
            Sn,
        ],
        Kind::Login => &[
            Command,
            Given("ID"),
            Time,
            Type,
            Sn,
            Maybe("device"),
            Maybe("agent"),
            Maybe("station"),
            Maybe("provider"),
        ],
        Kind::Mute | Kind::Block => &[Maybe("list"), Type, Command, Sn],
        Kind::Storage => &[Maybe("title"), Type, Command, Sn, Maybe("ID"), Maybe("data"), Maybe("key")],
        _ => &[Type, Given("command"), Sn, Others],
    }
}
