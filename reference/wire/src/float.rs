//! Floats as text, in the layout that several protocols have from one language.

/// Writes a number in the fewest digits that read back as it; `NaN`, `Infinity` and `-Infinity` too.
#[must_use]
pub fn write(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    let sign = if number.is_sign_negative() { "-" } else { "" };
    let magnitude = number.abs();
    if magnitude.is_infinite() {
        return format!("{sign}Infinity");
    }
    if magnitude == 0.0 {
        return format!("{sign}0.0");
    }
    let scientific = shortest(magnitude);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    format!("{sign}{}", lay_out(&mantissa.replace('.', ""), exponent + 1))
}

/// The number as `d.ddde-7`.
///
/// The standard library gives the fewest digits, but between two that are equally near it may take the greater number;
/// rounding to as many digits takes the even one.
fn shortest(magnitude: f64) -> String {
    let fewest = format!("{magnitude:e}");
    let digits = fewest.bytes().take_while(|byte| *byte != b'e').filter(u8::is_ascii_digit).count();
    let nearest = format!("{magnitude:.*e}", digits.saturating_sub(1));
    if nearest.parse() == Ok(magnitude) { nearest } else { fewest }
}

/// The number `0.digits` times 10 to the power of `e`.
fn lay_out(digits: &str, e: i32) -> String {
    match usize::try_from(e) {
        Ok(before @ 1..=16) => match digits.split_at_checked(before) {
            Some((whole, fraction)) if !fraction.is_empty() => format!("{whole}.{fraction}"),
            _ => format!("{digits:0<before$}.0"),
        },
        _ if (-3..=0).contains(&e) => {
            let zeros = usize::try_from(-e).unwrap_or_default();
            format!("0.{:0<zeros$}{digits}", "")
        }
        _ => {
            let (first, others) = digits.split_at(1);
            let point = if others.is_empty() { "" } else { "." };
            format!("{first}{point}{others}e{:+03}", e - 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::write;

    #[test]
    fn lays_out_as_the_table_says() {
        for (number, text) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (0.1, "0.1"),
            (0.0001, "0.0001"),
            (0.000_012_5, "1.25e-05"),
            (1.0, "1.0"),
            (1.5, "1.5"),
            (-2.5, "-2.5"),
            (100.0, "100.0"),
            (123_456.789, "123456.789"),
            (1e15, "1000000000000000.0"),
            (9_007_199_254_740_993.0, "9007199254740992.0"),
            (1e16, "1e+16"),
            (1.5e16, "1.5e+16"),
            (1e-5, "1e-05"),
            (1.5e-7, "1.5e-07"),
            (1e100, "1e+100"),
            (f64::MAX, "1.7976931348623157e+308"),
            (f64::MIN_POSITIVE, "2.2250738585072014e-308"),
            (5e-324, "5e-324"),
            (2_202_037_412_702_695.0 + 0.25, "2202037412702695.2"),
            (976_691_858_239_680.0 + 0.25, "976691858239680.2"),
            (2f64.powi(-44), "5.684341886080802e-14"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "Infinity"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(write(number), text);
        }
    }
}
