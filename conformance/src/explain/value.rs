//! Values that travel as tagged arrays, in the notation of JSON where that has one.

use serde_json::Value;

use super::text;

/// What a tagged array holds; nothing for a tag that is not known here.
pub(super) fn of(value: &Value) -> Option<String> {
    let (tag, rest) = value.as_array()?.split_first()?;
    let tag = tag.as_str()?;
    let [held] = rest else { return rest.is_empty().then(|| tag.to_owned()) };
    let items = || held.as_array()?.iter().map(of).collect::<Option<Vec<_>>>().map(|items| items.join(", "));
    match tag {
        "bool" => held.as_bool().map(|truth| truth.to_string()),
        "int" => held.as_str().map(str::to_owned),
        "float" => held.as_str().and_then(float),
        "text" | "str" => held.as_str().map(quoted),
        "list" => items().map(|items| format!("[{items}]")),
        "tuple" => items().map(|items| format!("({items})")),
        "set" => items().map(|items| format!("set {{{items}}}")),
        "dict" => {
            let pairs = held.as_array()?.iter().map(pair).collect::<Option<Vec<_>>>()?;
            Some(format!("{{{}}}", pairs.join(", ")))
        }
        "bytes" | "bytearray" | "decimal" => held.as_str().map(|digits| format!("{tag} {digits}")),
        _ => None,
    }
}

/// A name, as hexadecimal digits or as a value, and a value.
fn pair(pair: &Value) -> Option<String> {
    let [name, value] = pair.as_array()?.as_slice() else { return None };
    let name = name.as_str().map(quoted).or_else(|| of(name))?;
    Some(format!("{name}: {}", of(value)?))
}

/// A text between quotes, or its digits if it is none, as half of a surrogate pair.
fn quoted(digits: &str) -> String {
    let text = hex::decode(digits).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    text.map_or_else(
        || format!("text {digits}"),
        |text| format!("\"{}\"", text::escaped(&text).replace('"', "\\\"")),
    )
}

fn float(digits: &str) -> Option<String> {
    let bits = u64::from_str_radix(digits, 16).ok()?;
    Some(format!("{:?}", f64::from_bits(bits)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_shown_as_json_where_it_has_a_form() {
        let nested = json!([
            "dict",
            [
                ["74657874", ["text", "61220a"]],
                ["736e", ["list", [["int", "-5"], ["bool", true], ["null"], ["float", "3ff8000000000000"]]]],
                [["int", "1"], ["text", "eda080"]],
            ]
        ]);
        assert_eq!(
            of(&nested).as_deref(),
            Some(r#"{"text": "a\"\n", "sn": [-5, true, null, 1.5], 1: text eda080}"#)
        );
        assert_eq!(of(&json!(["tuple", [["none"], ["bytes", "00"]]])).as_deref(), Some("(none, bytes 00)"));
    }

    #[test]
    fn what_is_no_value_is_left_to_others() {
        for other in
            [json!("61"), json!([]), json!([1]), json!(["answered", 1, "x"]), json!(["dict", [["61"]]])]
        {
            assert_eq!(of(&other), None, "{other}");
        }
    }
}
