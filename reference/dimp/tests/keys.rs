//! Keys in forms that no case has, and what becomes of numbers that do not belong together.

use std::fmt::Write as _;

use serde_json::Value as Json;
use taut_dimp::key::decrypt;
use taut_dimp::wire::{base64, json};
use taut_dimp::{Dict, MessageKey, Meta, Padding, PrivateKey, PublicKey, Reject, Value};

const PUBLISHED: &str = include_str!("../../../vectors/dimp/published.json");
const DRAW: [u8; 32] = [7; 32];

fn rsa() -> Vec<u8> {
    let file: Json = serde_json::from_str(PUBLISHED).expect("a case file is JSON");
    let cases = file.get("cases").and_then(Json::as_array).expect("a case file has cases");
    let case = cases.iter().find(|case| case.get("id").is_some_and(|id| id == "dimp/published/rsa-sign"));
    let key = case.and_then(|case| case.pointer("/in/private_key")).and_then(Json::as_str);
    hex::decode(key.expect("the case has a key")).expect("bytes are hexadecimal")
}

fn data_of(dict: &Dict) -> String {
    let data = dict.find("data").and_then(Value::as_text).expect("a key has data");
    String::from_utf8(data.to_vec()).expect("PEM is ASCII")
}

fn rsa_pem() -> String {
    match json::read::read(&rsa()) {
        Ok(Value::Dict(dict)) => data_of(&dict),
        other => panic!("a key is an object: {other:?}"),
    }
}

fn dictionary(algorithm: &str, data: &str) -> Dict {
    [("algorithm", algorithm), ("data", data)].into_iter().collect()
}

fn public(data: &str) -> Result<PublicKey, Reject> {
    PublicKey::of_dict(&dictionary("RSA", data))
}

fn private(data: &str) -> Result<PrivateKey, Reject> {
    PrivateKey::of_dict(&dictionary("RSA", data))
}

/// A DER value.
fn value(tag: u8, body: &[u8]) -> Vec<u8> {
    let [.., high, low] = body.len().to_be_bytes();
    let length: &[u8] = match body.len() {
        0..0x80 => &[low],
        0x80..0x100 => &[0x81, low],
        _ => &[0x82, high, low],
    };
    [&[tag], length, body].concat()
}

fn integer(number: &[u8]) -> Vec<u8> {
    let sign: &[u8] = if number.first().is_none_or(|first| *first >= 0x80) { &[0] } else { &[] };
    value(2, &[sign, number].concat())
}

fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----", base64::encode(der))
}

/// The numbers of a private key, with the version in front.
fn numbers() -> Vec<Vec<u8>> {
    let text = rsa_pem();
    let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    let der = base64::decode(body.as_bytes()).expect("PEM is base64");
    let (mut rest, mut numbers) = (der.get(4..).unwrap_or_default(), Vec::new());
    while let [2, length, after @ ..] = rest {
        let (length, after) = match (length, after) {
            (0x81, [length, after @ ..]) => (length, after),
            _ => (length, after),
        };
        let (number, after) = after.split_at(usize::from(*length));
        let zeros = number.iter().take_while(|digit| **digit == 0).count();
        numbers.push(number.iter().skip(zeros).copied().collect());
        rest = after;
    }
    assert_eq!(numbers.len(), 9);
    numbers
}

fn private_of(numbers: &[Vec<u8>]) -> Result<PrivateKey, Reject> {
    let body: Vec<u8> = numbers.iter().flat_map(|number| integer(number)).collect();
    private(&pem("RSA PRIVATE KEY", &value(0x30, &body)))
}

fn public_of(modulus: &[u8], exponent: &[u8]) -> Result<PublicKey, Reject> {
    public(&pem("RSA PUBLIC KEY", &value(0x30, &[integer(modulus), integer(exponent)].concat())))
}

#[test]
fn numbers_that_do_not_belong_together_are_no_key() {
    let good = numbers();
    assert!(private_of(&good).is_ok());
    for changed in 3..9 {
        let mut numbers = good.clone();
        *numbers[changed].last_mut().unwrap() ^= 2;
        assert_eq!(private_of(&numbers).unwrap_err(), Reject::BadKey, "number {changed}");
        numbers[changed] = Vec::new();
        assert_eq!(private_of(&numbers).unwrap_err(), Reject::BadKey, "no number {changed}");
    }
    let mut swapped = good;
    swapped.swap(4, 5);
    assert_eq!(private_of(&swapped).unwrap_err(), Reject::BadKey);
}

#[test]
fn a_public_key_has_a_modulus_and_an_exponent_within_bounds() {
    let modulus = numbers()[1].clone();
    let mut even = modulus.clone();
    *even.last_mut().unwrap() ^= 1;
    let long = [modulus.as_slice(); 5].concat();
    let of = |modulus: &[u8], exponent: &[u8]| public_of(modulus, exponent).map(|key| key.bits());
    assert_eq!(of(&modulus, &[3]), Ok(Some(1024)));
    assert_eq!(of(&modulus, &[0xff; 4]), Ok(Some(1024)));
    assert_eq!(of(&modulus, &[1, 0, 0, 0, 1]), Err(Reject::WeakKey));
    assert_eq!(of(&modulus, &[4]), Err(Reject::WeakKey));
    assert_eq!(of(&modulus, &[1]), Err(Reject::BadKey));
    assert_eq!(of(&modulus, &[]), Err(Reject::BadKey));
    assert_eq!(of(&modulus, &modulus), Err(Reject::BadKey));
    assert_eq!(of(&even, &[3]), Err(Reject::BadKey));
    assert_eq!(of(&modulus[1..], &[3]), Err(Reject::WeakKey));
    assert_eq!(of(&long, &[3]), Err(Reject::WeakKey));
}

#[test]
fn a_pem_text_is_exact_or_loose_or_none() {
    let exact = data_of(&PrivateKey::read(&rsa()).unwrap().public().to_dict());
    let is = |text: &str| public(text).map(|key| key.data().to_vec());
    let data = is(&exact);
    assert!(data.is_ok());
    assert_eq!(is(&format!("{exact}\n")), data);
    assert_eq!(is(&exact.replace('\n', "\r\n")), data);
    let loose = [
        format!("{exact}\n\n"),
        exact.replace("\n-----END", "\n\n-----END"),
        exact.replace("\n-----END", "=\n-----END"),
        exact.replace("\n-----END", "!\n-----END"),
        exact.replace("KEY-----\n", "KEY----- \n"),
        exact.replace("PUBLIC", "RSA PUBLIC"),
        rsa_pem(),
    ];
    for text in loose {
        assert_eq!(is(&text), Err(Reject::LooseText), "{text}");
    }
    let none = [
        exact.replace('\n', ""),
        exact.replace('\n', "\r"),
        exact.replace("-----END PUBLIC", "-----END RSA PUBLIC"),
        exact.replace("KEY-----\n", "KEY-----\nA"),
        format!("x\n{exact}"),
        format!("\n{exact}"),
        format!(" {exact}"),
        format!("{exact}x"),
        format!("{exact}\n{exact}"),
        format!("\u{a0}{exact}"),
        exact.lines().next().unwrap().to_owned(),
        String::new(),
    ];
    for text in none {
        assert_eq!(is(&text), Err(Reject::BadKey), "{text}");
    }
}

#[test]
fn what_stands_around_a_private_key_is_left_out() {
    let text = rsa_pem();
    for surrounded in [format!("anything\n{text}"), format!("{text} anything"), format!("{text}\n{text}")] {
        assert!(private(&surrounded).is_ok(), "{surrounded}");
    }
    assert_eq!(private(&text.replace("RSA PRIVATE", "PRIVATE")).unwrap_err(), Reject::LooseText);
}

/// A number that is not below the modulus has no padding.
#[test]
fn a_block_without_padding_gives_the_same_bytes_twice() {
    let (text, size) = (rsa(), 128);
    let modulus = numbers()[1].clone();
    for block in [vec![0; size], vec![0xff; size], modulus, vec![1; size]] {
        let opened = decrypt(&text, &block);
        assert!(opened.is_ok());
        assert_eq!(decrypt(&text, &block), opened);
    }
    assert_eq!(decrypt(&text, &vec![1; size - 1]), Err(Reject::BadLength));
    assert_eq!(decrypt(&text, &vec![1; size + 1]), Err(Reject::BadLength));
}

#[test]
fn paddings_go_on_where_the_last_one_ended() {
    let key = PrivateKey::read(&rsa()).unwrap();
    let mut draw = [0; 512];
    draw.iter_mut().skip(1).step_by(3).for_each(|byte| *byte = 1);
    let mut padding = Padding::new(&draw);
    let mut blocks: Vec<Vec<u8>> =
        (0..5).map(|_| key.public().encrypt(b"key", &mut padding).unwrap()).collect();
    assert!(blocks.iter().all(|block| key.decrypt(block).as_deref() == Ok(b"key")));
    // There are 171 bytes that are not zero, one block and a part of another: those behind them are new.
    blocks.sort_unstable();
    blocks.dedup();
    assert_eq!(blocks.len(), 5);
}

#[test]
fn a_key_that_was_drawn_is_read_again() {
    let key = PrivateKey::draw(&DRAW).unwrap();
    let text = key.to_text().unwrap();
    let again = PrivateKey::read(text.as_bytes()).unwrap();
    assert_eq!(again.to_text().unwrap(), text);
    assert_eq!(PublicKey::read(key.public().to_text().as_bytes()).as_ref(), Ok(key.public()));
    let signature = again.sign(b"data", &DRAW).unwrap();
    assert_eq!(key.public().verify(b"data", &signature), Ok(()));
    assert!(PrivateKey::draw(&[0; 32]).is_err());
    assert!(PrivateKey::draw(&[0xff; 32]).is_err());
}

#[test]
fn message_keys_of_all_sizes_encrypt_texts_of_all_lengths() {
    for size in [16, 24, 32] {
        let key = MessageKey::draw(Some(size), &DRAW, [9; 16]).unwrap();
        assert_eq!(MessageKey::read(key.text().as_bytes()).unwrap().data(), key.data());
        for length in 0..50 {
            let plaintext = vec![length; usize::from(length)];
            let ciphertext = key.encrypt(&plaintext);
            assert_eq!(key.decrypt(&ciphertext), Ok(plaintext));
        }
    }
    assert!(MessageKey::draw(Some(17), &DRAW, [9; 16]).is_err());
}

#[test]
fn nothing_shows_a_secret() {
    let mut shown = String::new();
    let message = MessageKey::draw(None, &DRAW, [9; 16]).unwrap();
    let (ecc, rsa) = (PrivateKey::draw(&DRAW).unwrap(), PrivateKey::read(&rsa()).unwrap());
    write!(shown, "{message:?} {ecc:?} {rsa:?} {:?}", Padding::new(&[7; 512])).unwrap();
    let secret = hex::encode(&numbers()[3]);
    assert!(!shown.contains("0707") && !shown.contains("7, 7") && !shown.contains(&secret), "{shown}");
}

#[test]
fn metas_are_equal_whatever_else_they_have() {
    let key = PrivateKey::draw(&DRAW).unwrap();
    let meta = Meta::make(&key, None, Some(b"moki"), &DRAW).unwrap();
    let mut dict = meta.dict().clone();
    dict.set("other", Value::Null);
    assert_eq!(Meta::of_dict(&dict), Ok(meta.clone()));
    assert_ne!(meta, Meta::make(&key, None, Some(b"moki"), &[8; 32]).unwrap());
    assert_ne!(meta, Meta::make(&key, Some(3), Some(b"moki"), &DRAW).unwrap());
}
