//! Times as text: `spec/dweeter.md` sections 4.4, 5.8 and 6.5 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`Moment::to_second`] | 4.4 | DW-DATA-1 |
//! | [`Moment::to_millisecond`] | 6.5 | |
//! | [`is_created`] | 5.8 | |

use std::fmt::Write as _;

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(i64);

const MILLISECONDS_A_DAY: i64 = 86_400_000;

impl Moment {
    /// The moment so many milliseconds after the beginning of 1970, UTC.
    #[must_use]
    pub const fn from_unix_ms(milliseconds: i64) -> Self {
        Self(milliseconds)
    }

    /// One millisecond later.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The time of a writer: whole seconds, with `.000` after them (DW-DATA-1).
    #[must_use]
    pub fn to_second(self) -> String {
        self.with_fraction(0)
    }

    /// The time of a service.
    #[must_use]
    pub fn to_millisecond(self) -> String {
        self.with_fraction(self.0.rem_euclid(1000))
    }

    fn with_fraction(self, milliseconds: i64) -> String {
        let (year, month, day) = date(self.0.div_euclid(MILLISECONDS_A_DAY));
        let second = self.0.rem_euclid(MILLISECONDS_A_DAY) / 1000;
        let (hours, minutes, seconds) = (second / 3600, second / 60 % 60, second % 60);
        let mut text = String::with_capacity("0000-00-00T00:00:00.000Z".len());
        write!(text, "{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{milliseconds:03}Z")
            .expect("a String takes every text");
        text
    }
}

/// The date so many days after 1970-01-01, in the Gregorian calendar.
///
/// Years are counted from 1 March 0000, so that a leap day is the last of its year; 400 of them have 146,097 days.
fn date(days: i64) -> (i64, i64, i64) {
    let since_march_0 = days + 719_468;
    let (cycle, day) = (since_march_0.div_euclid(146_097), since_march_0.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * march_month + 2) / 5 + 1;
    let (month, later) = if march_month < 10 { (march_month + 3, 0) } else { (march_month - 9, 1) };
    (cycle * 400 + year + later, month, day_of_month)
}

/// Whether a text has the form of `created`: the order of such texts is that of the times they name.
///
/// Digits are looked at, the calendar is not.
#[must_use]
pub fn is_created(text: &[u8]) -> bool {
    const FORM: &[u8] = b"dddd-dd-ddTdd:dd:dd.dddZ";
    text.len() == FORM.len()
        && text.iter().zip(FORM).all(|(character, form)| match form {
            b'd' => character.is_ascii_digit(),
            _ => character == form,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (milliseconds, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (951_868_800_001, "2000-03-01T00:00:00.001Z"),
            (1_721_020_291_709, "2024-07-15T05:11:31.709Z"),
            (4_107_542_399_000, "2100-02-28T23:59:59.000Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
            (253_402_300_800_000, "10000-01-01T00:00:00.000Z"),
        ] {
            assert_eq!(Moment::from_unix_ms(milliseconds).to_millisecond(), text);
        }
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut last = date(-719_468);
        assert_eq!(last, (0, 3, 1));
        for days in -719_467..800_000 {
            let next = date(days);
            let (year, month, day) = last;
            let follows = next == (year, month, day + 1)
                || (next == (year, month + 1, 1) && (28..=31).contains(&day))
                || (next == (year + 1, 1, 1) && (month, day) == (12, 31));
            assert!(follows, "{next:?} after {last:?}");
            last = next;
        }
    }

    #[test]
    fn a_fraction_of_a_second_is_dropped() {
        assert_eq!(Moment::from_unix_ms(1_721_020_291_999).to_second(), "2024-07-15T05:11:31.000Z");
    }

    #[test]
    fn created_has_one_form() {
        assert!(is_created(b"2024-07-15T05:11:32.709Z"));
        assert!(is_created(b"9999-99-99T99:99:99.999Z"));
        for other in ["2024-07-15T05:11:32Z", "2024-07-15T05:11:32.709z", "2024-07-15 05:11:32.709Z", ""] {
            assert!(!is_created(other.as_bytes()), "{other}");
        }
    }
}
