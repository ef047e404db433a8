//! Kinds of contents: `spec/dimp.md` section 4.8 (revision 1.0.0).

/// The type of commands.
pub const COMMAND: u8 = 136;
/// The type of history commands.
pub const HISTORY: u8 = 137;

/// What a content says, by its type and its command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A file.
    File,
    /// An image.
    Image,
    /// A sound.
    Audio,
    /// A film.
    Video,
    /// A message within the message.
    Forward,
    /// A command that has no kind of its own.
    Command,
    /// What a client and a station begin with.
    Handshake,
    /// A meta, or the question for one.
    Meta,
    /// A profile, or the question for one.
    Profile,
    /// A message has arrived.
    Receipt,
    /// Where a user is.
    Login,
    /// Who is not to be heard.
    Mute,
    /// Who is not to be let through.
    Block,
    /// What a station keeps for a user.
    Storage,
    /// New members of a group.
    Invite,
    /// Members who are put out of a group.
    Expel,
    /// Somebody wants to be in a group.
    Join,
    /// Somebody leaves a group.
    Quit,
    /// All members of a group, anew.
    Reset,
    /// The question for the members of a group.
    Query,
    /// A history command that has no kind of its own.
    History,
    /// A type without a kind.
    Unknown,
}

impl Kind {
    /// All kinds, in the order of section 5.14.
    pub const ALL: [Self; 23] = [
        Self::Text,
        Self::File,
        Self::Image,
        Self::Audio,
        Self::Video,
        Self::Forward,
        Self::Command,
        Self::Handshake,
        Self::Meta,
        Self::Profile,
        Self::Receipt,
        Self::Login,
        Self::Mute,
        Self::Block,
        Self::Storage,
        Self::Invite,
        Self::Expel,
        Self::Join,
        Self::Quit,
        Self::Reset,
        Self::Query,
        Self::History,
        Self::Unknown,
    ];

    /// The name in specification and cases; of a command that has a kind, the text `command`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::File => "file",
            Self::Image => "image",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Forward => "forward",
            Self::Command => "command",
            Self::Handshake => "handshake",
            Self::Meta => "meta",
            Self::Profile => "profile",
            Self::Receipt => "receipt",
            Self::Login => "login",
            Self::Mute => "mute",
            Self::Block => "block",
            Self::Storage => "storage",
            Self::Invite => "invite",
            Self::Expel => "expel",
            Self::Join => "join",
            Self::Quit => "quit",
            Self::Reset => "reset",
            Self::Query => "query",
            Self::History => "history",
            Self::Unknown => "unknown",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether its data may be kept by a store.
    #[must_use]
    pub const fn is_file(self) -> bool {
        matches!(self, Self::File | Self::Image | Self::Audio | Self::Video)
    }

    /// Whether it says something about the members of a group.
    #[must_use]
    pub const fn is_group_command(self) -> bool {
        matches!(self, Self::Invite | Self::Expel | Self::Join | Self::Quit | Self::Reset | Self::Query)
    }

    /// The kind of a content with this type, this command, and a group or none.
    pub(super) fn of(number: u8, command: &[u8], has_group: bool) -> Self {
        match number {
            1 => Self::Text,
            16 => Self::File,
            18 => Self::Image,
            20 => Self::Audio,
            22 => Self::Video,
            255 => Self::Forward,
            COMMAND => Self::of_command(command),
            HISTORY => Self::of_history(command, has_group),
            _ => Self::Unknown,
        }
    }

    fn of_command(command: &[u8]) -> Self {
        match command {
            b"handshake" => Self::Handshake,
            b"meta" => Self::Meta,
            b"profile" => Self::Profile,
            b"receipt" => Self::Receipt,
            b"login" => Self::Login,
            b"mute" => Self::Mute,
            b"block" => Self::Block,
            b"storage" | b"contacts" | b"private_key" => Self::Storage,
            _ => Self::Command,
        }
    }

    fn of_history(command: &[u8], has_group: bool) -> Self {
        let is_named = |kind: &Self| kind.is_group_command() && kind.name().as_bytes() == command;
        Self::ALL.into_iter().filter(|_| has_group).find(is_named).unwrap_or(Self::History)
    }
}
