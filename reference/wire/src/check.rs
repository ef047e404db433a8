//! Checks that cite the rule they enforce, so that `taut trace` finds it and `taut prove` can switch it off.
//!
//! The rule is written as an identifier: `SP_OPEN_2` is SP-OPEN-2. Outside of builds made for faults (see
//! [`fault`](mod@crate::fault)) a check compiles to the plain condition.

/// Refuses unless the condition of a rule holds.
///
/// `require!(SP_OPEN_1, sender != own, Refusal::Ignore)` returns `Err(Refusal::Ignore.into())` from the enclosing
/// function when `sender` is `own`. Switched off, it does nothing.
#[macro_export]
macro_rules! require {
    ($rule:ident, $condition:expr, $refusal:expr $(,)?) => {
        if !$condition && !$crate::fault::is_off(stringify!($rule)) {
            return ::core::result::Result::Err(::core::convert::From::from($refusal));
        }
    };
}

/// Yields the value of a `Result`, or refuses by a rule.
///
/// `let plaintext = require_ok!(SP_OPEN_12, opened, Reject::BadBox)` returns `Err(Reject::BadBox.into())` from the
/// enclosing function when `opened` is an `Err`. Switched off, it yields the default of the type.
#[macro_export]
macro_rules! require_ok {
    ($rule:ident, $result:expr, $refusal:expr $(,)?) => {
        match $result {
            ::core::result::Result::Ok(value) => value,
            ::core::result::Result::Err(_) => {
                $crate::require!($rule, false, $refusal);
                ::core::default::Default::default()
            }
        }
    };
}

/// Whether to break a rule that is not a check; `false` in every build that is not made for faults.
///
/// `if fault!(SP_TOPIC_2) { .. }` marks the place, and holds the mistake that an implementation could make there.
#[macro_export]
macro_rules! fault {
    ($rule:ident) => {
        $crate::fault::is_off(stringify!($rule))
    };
}

#[cfg(test)]
mod tests {
    use crate::Refusal;

    fn even(n: u8) -> Result<u8, Refusal<&'static str>> {
        require!(XX_CHECK_1, n != 0, Refusal::Ignore);
        require!(XX_CHECK_2, n.is_multiple_of(2), "odd");
        Ok(n)
    }

    fn digit(c: char) -> Result<u32, Refusal<&'static str>> {
        Ok(require_ok!(XX_CHECK_3, c.to_digit(10).ok_or(()), "no digit"))
    }

    #[test]
    fn a_check_passes_ignores_or_rejects() {
        assert_eq!(even(2), Ok(2));
        assert_eq!(even(0), Err(Refusal::Ignore));
        assert_eq!(even(3), Err(Refusal::Reject("odd")));
    }

    #[test]
    fn a_yielding_check_gives_the_value_or_rejects() {
        assert_eq!(digit('7'), Ok(7));
        assert_eq!(digit('x'), Err(Refusal::Reject("no digit")));
    }

    #[test]
    fn nothing_is_broken_unless_asked_for() {
        assert!(!fault!(XX_CHECK_4));
    }
}
