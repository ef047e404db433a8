//! Reading JSON: `spec/dimp.md` section 4.2.1 (revision 1.0.0), DI-JSON-1 to DI-JSON-10.
//!
//! A text is gone through twice: once to judge it, which keeps nothing but the names of the objects that are open, and
//! once to make its value. So what is refused costs time in proportion to its size and hardly any memory. The parser is
//! our own because the usual ones lose integers beyond 64 bits, refuse half a surrogate pair and `NaN` as any other
//! error, and do not tell which rule a text breaks.

use taut_wire::{Text, fault, require};

use super::{Dict, Int, MAX_LEVELS, STACK_LEVELS, Value};
use crate::error::Reject;

/// How many bytes a text may have.
pub const MAX_SIZE: usize = 1 << 20;
/// How many members and elements it may have.
pub const MAX_ITEMS: usize = 1 << 16;
/// How many digits an integer may have.
pub const MAX_DIGITS: usize = 4300;

/// Reads a text that is one JSON value.
///
/// # Errors
/// [`Reject::TooLarge`], [`Reject::NotUtf8`], [`Reject::NotJson`], [`Reject::NonFinite`], [`Reject::LoneSurrogate`],
/// [`Reject::DuplicateMember`], [`Reject::TooDeep`], [`Reject::TooMany`], [`Reject::LongNumber`].
pub fn read(text: &[u8]) -> Result<Value, Reject> {
    require!(DI_JSON_7, text.len() <= MAX_SIZE, Reject::TooLarge);
    let lossy = String::from_utf8_lossy(text);
    require!(DI_JSON_1, matches!(lossy, std::borrow::Cow::Borrowed(_)), Reject::NotUtf8);
    let judged = Parser::<Judge>::new(&lossy).document();
    // The one place of DI-JSON-2; within the parser its code stands for any other end.
    require!(DI_JSON_2, judged != Err(Reject::NotJson), Reject::NotJson);
    if judged == Err(Reject::NotJson) {
        return Ok(Value::Null);
    }
    judged?;
    Parser::<Make>::new(&lossy).document()
}

/// What becomes of the parts of a text.
trait Visitor {
    type Value;
    fn scalar(scalar: Scalar<'_>) -> Self::Value;
    fn list(items: Vec<Self::Value>) -> Self::Value;
    fn dict(members: Vec<(Chars<'_>, Self::Value)>) -> Self::Value;
}

enum Scalar<'a> {
    Null,
    Bool(bool),
    Int(&'a str),
    Float(f64),
    Text(Chars<'a>),
}

/// Makes nothing: its lists take no memory.
struct Judge;

impl Visitor for Judge {
    type Value = ();

    fn scalar(_: Scalar<'_>) {}

    fn list(_: Vec<()>) {}

    fn dict(_: Vec<(Chars<'_>, ())>) {}
}

/// Makes the value.
struct Make;

impl Visitor for Make {
    type Value = Value;

    fn scalar(scalar: Scalar<'_>) -> Value {
        match scalar {
            Scalar::Null => Value::Null,
            Scalar::Bool(truth) => Value::Bool(truth),
            Scalar::Int(digits) => Int::from_decimal(digits).map_or(Value::Null, Value::Int), // DI-JSON-10
            Scalar::Float(float) => Value::Float(float),
            Scalar::Text(text) => Value::Text(text.into_text()),
        }
    }

    fn list(items: Vec<Value>) -> Value {
        Value::List(items)
    }

    fn dict(members: Vec<(Chars<'_>, Value)>) -> Value {
        let members = members.into_iter().map(|(name, value)| (name.into_text(), value)).collect();
        Value::Dict(if fault!(DI_JSON_5) { merged(members) } else { Dict(members) })
    }
}

/// Without DI-JSON-5: the place of the first, and the value of the last.
fn merged(members: Vec<(Text, Value)>) -> Dict {
    let mut merged: Vec<(Text, Value)> = Vec::new();
    for (name, value) in members {
        match merged.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => merged.push((name, value)),
        }
    }
    Dict(merged)
}

/// The characters of a text, which stand in the JSON as they are if none is escaped.
enum Chars<'a> {
    Plain(&'a str),
    Escaped(Text),
}

impl Chars<'_> {
    fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Plain(text) => text.as_bytes(),
            Self::Escaped(text) => text.as_bytes(),
        }
    }

    fn into_text(self) -> Text {
        match self {
            Self::Plain(text) => text.into(),
            Self::Escaped(text) => text,
        }
    }
}

/// What is left of the text, and of its budget.
struct Parser<'a, V> {
    rest: &'a str,
    items: usize,
    visitor: std::marker::PhantomData<V>,
}

impl<'a, V: Visitor> Parser<'a, V> {
    const fn new(text: &'a str) -> Self {
        Self { rest: text, items: 0, visitor: std::marker::PhantomData }
    }

    fn document(mut self) -> Result<V::Value, Reject> {
        let value = self.value(0)?;
        self.skip_white_space();
        if self.rest.is_empty() { Ok(value) } else { Err(Reject::NotJson) }
    }

    /// A value inside of so many levels, and the white space in front of it.
    fn value(&mut self, level: usize) -> Result<V::Value, Reject> {
        self.skip_white_space();
        match self.rest.bytes().next() {
            Some(b'{') => self.object(next_level(level)?),
            Some(b'[') => self.list(next_level(level)?),
            Some(b'"') => self.text().map(|text| V::scalar(Scalar::Text(text))),
            Some(b'-' | b'0'..=b'9') => self.number().map(V::scalar),
            _ => self.word().map(V::scalar),
        }
    }

    fn object(&mut self, level: usize) -> Result<V::Value, Reject> {
        self.expect('{')?;
        let mut members = Vec::new();
        self.skip_white_space();
        if self.take('}') {
            return Ok(V::dict(members));
        }
        loop {
            self.count()?;
            self.skip_white_space();
            let name = self.text()?;
            self.skip_white_space();
            self.expect(':')?;
            members.push((name, self.value(level)?));
            self.skip_white_space();
            if self.take('}') {
                require!(DI_JSON_5, !repeats(&members), Reject::DuplicateMember);
                return Ok(V::dict(members));
            }
            self.expect(',')?;
        }
    }

    fn list(&mut self, level: usize) -> Result<V::Value, Reject> {
        self.expect('[')?;
        let mut items = Vec::new();
        self.skip_white_space();
        if self.take(']') {
            return Ok(V::list(items));
        }
        loop {
            self.count()?;
            items.push(self.value(level)?);
            self.skip_white_space();
            if self.take(']') {
                return Ok(V::list(items));
            }
            self.expect(',')?;
        }
    }

    fn count(&mut self) -> Result<(), Reject> {
        self.items += 1;
        require!(DI_JSON_8, self.items <= MAX_ITEMS, Reject::TooMany);
        Ok(())
    }

    fn text(&mut self) -> Result<Chars<'a>, Reject> {
        self.expect('"')?;
        let plain = self.plain();
        if self.take('"') {
            return Ok(Chars::Plain(plain));
        }
        let mut text = Text::from(plain);
        loop {
            self.expect('\\')?;
            let code_point = self.escape()?;
            require!(DI_JSON_4, char::from_u32(code_point).is_some(), Reject::LoneSurrogate);
            text.push(code_point);
            text.push_str(self.plain());
            if self.take('"') {
                return Ok(Chars::Escaped(text));
            }
        }
    }

    fn plain(&mut self) -> &'a str {
        self.take_while(|byte| byte != b'"' && byte != b'\\' && byte >= b' ')
    }

    /// What follows a backslash: a code point, or half of a surrogate pair whose other half does not follow.
    fn escape(&mut self) -> Result<u32, Reject> {
        let mut characters = self.rest.chars();
        let kind = characters.next();
        self.rest = characters.as_str();
        Ok(match kind {
            Some(itself @ ('"' | '\\' | '/')) => itself.into(),
            Some('b') => 0x08,
            Some('t') => 0x09,
            Some('n') => 0x0a,
            Some('f') => 0x0c,
            Some('r') => 0x0d,
            Some('u') => {
                let (unit, rest) = unit(self.rest).ok_or(Reject::NotJson)?;
                let (code_point, rest) = pair(unit, rest).unwrap_or((unit, rest));
                self.rest = rest;
                code_point
            }
            _ => return Err(Reject::NotJson),
        })
    }

    fn number(&mut self) -> Result<Scalar<'a>, Reject> {
        let start = self.rest;
        self.take('-');
        if self.rest.starts_with('I') {
            self.rest = start;
            return self.word();
        }
        let digits = self.digits()?;
        if digits.len() > 1 && digits.starts_with('0') {
            return Err(Reject::NotJson);
        }
        let is_float = self.fraction_and_exponent()?;
        let number = start.get(..start.len() - self.rest.len()).unwrap_or_default();
        if is_float {
            let float: f64 = number.parse().map_err(|_| Reject::NotJson)?;
            require!(DI_JSON_3, float.is_finite(), Reject::NonFinite);
            return Ok(Scalar::Float(float));
        }
        require!(DI_JSON_9, digits.len() <= MAX_DIGITS, Reject::LongNumber);
        Ok(Scalar::Int(number))
    }

    fn fraction_and_exponent(&mut self) -> Result<bool, Reject> {
        let fraction = self.take('.');
        if fraction {
            self.digits()?;
        }
        let exponent = self.take('e') || self.take('E');
        if exponent {
            let _ = self.take('+') || self.take('-');
            self.digits()?;
        }
        Ok(fraction || exponent)
    }

    fn digits(&mut self) -> Result<&'a str, Reject> {
        match self.take_while(|byte| byte.is_ascii_digit()) {
            "" => Err(Reject::NotJson),
            digits => Ok(digits),
        }
    }

    fn word(&mut self) -> Result<Scalar<'a>, Reject> {
        let words = [("null", Scalar::Null), ("true", Scalar::Bool(true)), ("false", Scalar::Bool(false))];
        for (word, scalar) in words {
            if self.take_word(word) {
                return Ok(scalar);
            }
        }
        let not_finite = [("NaN", f64::NAN), ("Infinity", f64::INFINITY), ("-Infinity", f64::NEG_INFINITY)];
        for (word, number) in not_finite {
            if self.take_word(word) {
                require!(DI_JSON_3, false, Reject::NonFinite);
                return Ok(Scalar::Float(number));
            }
        }
        Err(Reject::NotJson)
    }

    fn skip_white_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn take(&mut self, character: char) -> bool {
        let after = self.rest.strip_prefix(character);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn take_word(&mut self, word: &str) -> bool {
        let after = self.rest.strip_prefix(word);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn expect(&mut self, character: char) -> Result<(), Reject> {
        if self.take(character) { Ok(()) } else { Err(Reject::NotJson) }
    }

    /// Takes bytes as long as they are wanted. What is not wanted must be ASCII, so that no character is cut.
    fn take_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'a str {
        let size = self.rest.bytes().position(|byte| !wanted(byte)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(size).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }
}

fn repeats<V>(members: &[(Chars<'_>, V)]) -> bool {
    let mut names: Vec<&[u8]> = members.iter().map(|(name, _)| name.as_bytes()).collect();
    names.sort_unstable();
    names.windows(2).any(|pair| pair.first() == pair.last())
}

/// Four hexadecimal digits, and what follows.
fn unit(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(4)?;
    let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    Some((u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)?, rest))
}

/// The code point of a surrogate pair, when `high` is its first half and the second one follows.
fn pair(high: u32, text: &str) -> Option<(u32, &str)> {
    if !(0xd800..0xdc00).contains(&high) {
        return None;
    }
    let (low, rest) = unit(text.strip_prefix("\\u")?)?;
    (0xdc00..0xe000).contains(&low).then(|| (0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00), rest))
}

fn next_level(level: usize) -> Result<usize, Reject> {
    require!(DI_JSON_6, level < MAX_LEVELS, Reject::TooDeep);
    if level < STACK_LEVELS { Ok(level + 1) } else { Err(Reject::TooDeep) }
}
