//! The text of a Decimal: `spec/netaio.md` section 4.1, "Text of a Decimal".

use num_bigint::BigInt;

/// A decimal number, kept as its canonical text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal(String);

impl Default for Decimal {
    fn default() -> Self {
        Self("0".to_owned())
    }
}

impl Decimal {
    /// Reads a text in ASCII, canonical or not; gives nothing for one that is no decimal number.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, unsigned) = match text.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", text.strip_prefix('+').unwrap_or(text)),
        };
        let lower = unsigned.to_ascii_lowercase();
        let canonical = special(&lower).or_else(|| number(&lower))?;
        Some(Self([sign, &canonical].concat()))
    }

    /// The canonical text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn special(lower: &str) -> Option<String> {
    if lower == "inf" || lower == "infinity" {
        return Some("Infinity".to_owned());
    }
    let (name, digits) = match lower.strip_prefix("snan") {
        Some(digits) => ("sNaN", digits),
        None => ("NaN", lower.strip_prefix("nan")?),
    };
    are_digits(digits).then(|| [name, digits.trim_start_matches('0')].concat())
}

fn number(lower: &str) -> Option<String> {
    let (mantissa, exponent) = match lower.split_once('e') {
        Some((mantissa, exponent)) => (mantissa, integer(exponent)?),
        None => (lower, BigInt::ZERO),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    if digits.is_empty() || !are_digits(&digits) {
        return None;
    }
    let significant = match digits.trim_start_matches('0') {
        "" => "0",
        rest => rest,
    };
    Some(write(significant, &(exponent - fraction.len())))
}

/// The number with these digits and this exponent; `p` is where the point stands among the digits.
fn write(digits: &str, exponent: &BigInt) -> String {
    let point = exponent + digits.len();
    if *exponent > BigInt::ZERO || point <= BigInt::from(-6) {
        let power = point - 1;
        let (first, rest) = digits.split_at(1);
        let dot = if rest.is_empty() { "" } else { "." };
        let plus = if power < BigInt::ZERO { "" } else { "+" };
        return format!("{first}{dot}{rest}E{plus}{power}");
    }
    if *exponent == BigInt::ZERO {
        return digits.to_owned();
    }
    match usize::try_from(&point) {
        Ok(point) if point > 0 => {
            let (whole, fraction) = digits.split_at(point);
            format!("{whole}.{fraction}")
        }
        _ => {
            let zeros = usize::try_from(point.magnitude()).unwrap_or_default();
            format!("0.{}{digits}", "0".repeat(zeros))
        }
    }
}

fn integer(text: &str) -> Option<BigInt> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !are_digits(digits) {
        return None;
    }
    text.parse().ok()
}

fn are_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    fn canonical(text: &str) -> Option<String> {
        Decimal::parse(text).map(|decimal| decimal.as_str().to_owned())
    }

    #[test]
    fn canonical_texts_stay() {
        for text in [
            "0",
            "-0",
            "1.50",
            "0.000001",
            "1E-7",
            "1.2E-7",
            "-1E+3",
            "1.23E+5",
            "123",
            "12.3",
            "0E+2",
            "0.00",
            "Infinity",
            "-Infinity",
            "NaN",
            "-NaN12",
            "sNaN",
            "1E+99999999999999999999999",
        ] {
            assert_eq!(canonical(text).as_deref(), Some(text));
        }
    }

    #[test]
    fn other_texts_become_canonical() {
        for (text, expected) in [
            ("+1", "1"),
            ("01.0", "1.0"),
            (".5", "0.5"),
            ("5.", "5"),
            ("100e-2", "1.00"),
            ("1e3", "1E+3"),
            ("0.0000001", "1E-7"),
            ("inf", "Infinity"),
            ("nan007", "NaN7"),
            ("12E-1", "1.2"),
            ("0E-7", "0E-7"),
        ] {
            assert_eq!(canonical(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn the_rest_is_no_number() {
        for text in ["", "-", ".", "1e", "e1", "1.2.3", "0x1", "nanx", "--1", " 1", "1_0", "1e+-3"] {
            assert_eq!(canonical(text), None, "{text}");
        }
    }
}
