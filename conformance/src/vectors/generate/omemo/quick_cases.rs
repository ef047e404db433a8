//! Which cases are of tier `quick`: see [`super::super::quick`].

pub(super) const QUICK: [&str; 1] = ["omemo/session/first-message"];
