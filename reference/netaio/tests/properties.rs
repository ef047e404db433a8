//! What holds for every value, message, key and program.

use proptest::collection::vec;
use proptest::prelude::*;
use taut_netaio::seal::hmac::Hmac;
use taut_netaio::seal::script::{MAX_COST, run};
use taut_netaio::seal::sealed;
use taut_netaio::seal::stream::StreamCipher;
use taut_netaio::seal::x25519::X25519;
use taut_netaio::wire::packify::{Decimal, MAX_DEPTH, pack, unpack};
use taut_netaio::{
    Auth, Body, Cipher, Dict, Layer, Layers, Message, Reject, Seed, Supply, Types, Value, Version,
};

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::None),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|number| Value::Int(number.into())),
        vec(any::<u8>(), 0..40).prop_map(|magnitude| {
            Value::Int(taut_netaio::wire::packify::BigInt::from_signed_bytes_be(&magnitude))
        }),
        any::<[u8; 8]>().prop_map(Value::Float),
        (any::<i64>(), -30..30)
            .prop_filter_map("a number", |(digits, exponent)| Decimal::parse(&format!("{digits}E{exponent}")))
            .prop_map(Value::Decimal),
        ".{0,5}".prop_map(Value::Str),
        vec(any::<u8>(), 0..300).prop_map(Value::Bytes),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(4, 64, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::List),
            vec(inner.clone(), 0..6).prop_map(Value::Tuple),
            vec(leaf(), 0..6).prop_map(|members| Value::Set(members.into_iter().collect())),
            vec((leaf(), inner), 0..6).prop_map(|pairs| Value::Dict(pairs.into_iter().collect())),
            vec(any::<u8>(), 0..4).prop_map(Value::ByteArray),
        ]
    })
}

fn version() -> impl Strategy<Value = Version> {
    prop_oneof![Just(Version::V009), Just(Version::V008)]
}

fn layers(version: Version) -> Layers {
    let stream = StreamCipher { encrypt_uri: false, ..StreamCipher::new(version, b"inner") };
    let outer_stream = StreamCipher { iv_name: "iv2".to_owned(), ..StreamCipher::new(version, b"outer") };
    let outer_hmac = Hmac { mac_name: "hmac2".to_owned(), ..Hmac::new(version, b"outer") };
    Layers {
        inner: Layer {
            cipher: Some(Cipher::Stream(stream)),
            auth: Some(Auth::Hmac(Hmac::new(version, b"inner"))),
        },
        outer: Layer { cipher: Some(Cipher::Stream(outer_stream)), auth: Some(Auth::Hmac(outer_hmac)) },
    }
}

fn flip(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut flipped = bytes.to_vec();
    let count = flipped.len();
    if let Some(byte) = flipped.get_mut(bit / 8 % count.max(1)) {
        *byte ^= 1 << (bit % 8);
    }
    flipped
}

#[test]
fn nesting_has_a_bound() {
    let nested = |depth| pack(&(0..depth).fold(Value::None, |inner, _| Value::List(vec![inner])));
    assert!(unpack(&nested(MAX_DEPTH)).is_ok());
    assert_eq!(unpack(&nested(MAX_DEPTH + 1)), Err(Reject::TooDeep));
}

#[test]
fn work_has_a_bound() {
    // A program that runs another one twice, which runs another one twice: 2^40 times without a bound.
    let doubled = (0..40).fold(vec![0x5c, 0x00], |inner: Vec<u8>, _| {
        let size = u8::try_from(inner.len()).unwrap();
        [&[0x03, size], inner.as_slice(), &[0x1d, 0x2d, 0x2d]].concat()
    });
    assert_eq!(run(&doubled, &[0x01], &[]), Err(Reject::Budget));
    // One that runs itself comes to the bound of EVAL first.
    assert_eq!(run(&[0x03, 0x02, 0x1d, 0x2d], &[0x1d, 0x2d], &[]), Err(Reject::ScriptFailed));
    let nop = [[0x5c, 0x00]; 4096].concat();
    assert_eq!(run(&nop, &[0x01], &[]), Err(Reject::Budget));
    let less = nop.get(2..).unwrap();
    assert_eq!(run(less, &[0x01], &[]).map(|run| run.cost), Ok(MAX_COST));
}

#[test]
fn a_time_and_a_nonce_of_another_size_are_refused() {
    let (hmac, body) = (Hmac::new(Version::V009, b"test"), Body::new(b"uri", b"content").encode());
    let mut fields = Dict::default();
    hmac.make(&mut fields, &body, 1, &mut Supply::system()).unwrap();
    for (name, value) in [
        ("ts", Value::Bytes(vec![0, 0, 0, 1, 0])),
        ("ts", 1.into()),
        ("nonce", Value::Bytes(vec![1; 15])),
        ("hmac", Value::Str("text".to_owned())),
    ] {
        let mut other = fields.clone();
        other.set(name, value);
        assert_eq!(hmac.check(&other, &body), Err(Reject::BadField));
        other.remove(name);
        assert_eq!(hmac.check(&other, &body), Err(Reject::MissingField));
    }
}

proptest! {
    #[test]
    fn a_value_has_one_encoding(value in value()) {
        let packed = pack(&value);
        prop_assert_eq!(unpack(&packed), Ok(value));
        for size in 0..packed.len() {
            prop_assert!(unpack(packed.get(..size).unwrap()).is_err());
        }
    }

    #[test]
    fn pairs_stand_in_the_order_of_their_bytes(pairs in vec((leaf(), value()), 0..24)) {
        let dict: Dict = pairs.into_iter().collect();
        let pack_pair = |(key, value): &(Value, Value)| pack(&Value::Tuple(vec![key.clone(), value.clone()]));
        let packed: Vec<Vec<u8>> = dict.pairs().iter().map(pack_pair).collect();
        prop_assert!(packed.is_sorted_by(|one, other| one < other));
    }

    #[test]
    fn what_is_read_is_canonical(bytes in vec(any::<u8>(), 0..40), packed in value(), bit in any::<usize>()) {
        for bytes in [bytes, flip(&pack(&packed), bit)] {
            if let Ok(value) = unpack(&bytes) {
                // A set may stand in any order, so sizes are compared, and the value read again.
                let again = pack(&value);
                prop_assert_eq!(again.len(), bytes.len());
                prop_assert_eq!(unpack(&again), Ok(value));
            }
        }
    }

    #[test]
    fn a_message_is_read_as_written_and_never_in_part(
        uri in vec(any::<u8>(), 0..20), content in vec(any::<u8>(), 0..40), bit in any::<usize>(),
    ) {
        let types = Types::default();
        let mut message = Message::new(7, &uri, &content);
        message.fields.set("a", 1.into());
        let sent = message.encode(&types).unwrap();
        prop_assert_eq!(Message::decode(&types, &sent), Ok(message));
        for size in 0..sent.len() {
            prop_assert_eq!(Message::decode(&types, sent.get(..size).unwrap()), Err(Reject::Short));
        }
        let longer = [sent.as_slice(), &[0]].concat();
        prop_assert_eq!(Message::decode(&types, &longer), Err(Reject::Trailing));
        let _ = Message::decode(&types, &flip(&sent, bit));
    }

    #[test]
    fn layers_open_what_they_sealed_and_nothing_else(
        version in version(),
        uri in vec(any::<u8>(), 0..20), content in vec(any::<u8>(), 0..40), bit in any::<usize>(),
    ) {
        let (types, layers) = (Types::default(), layers(version));
        let message = Message::new(0, &uri, &content);
        let sealed = layers.seal(&types, &message, None, 9, &mut Supply::system()).unwrap().message;
        prop_assert_eq!(layers.open(&types, None, &sealed).unwrap().body, message.body);
        // Whoever changes the body can make the checksum right again, but not the MAC.
        let mut changed = Message::decode(&types, &sealed).unwrap();
        changed.body.content = flip(&changed.body.content, bit);
        let changed = changed.encode(&types).unwrap();
        prop_assert_eq!(layers.open(&types, None, &changed), Err(Reject::BadMac.into()));
    }

    #[test]
    fn a_sealed_text_opens_whole_or_not_at_all(
        version in version(), key in vec(any::<u8>(), 0..70), text in vec(any::<u8>(), 0..100),
        bit in any::<usize>(),
    ) {
        let made = sealed::make(version, &key, &text, &mut Supply::system());
        prop_assert_eq!(sealed::open(version, &key, &made), Ok(text));
        let flipped = flip(&made, bit);
        // The MAC of 0.0.8 does not cover the IV.
        if version == Version::V009 || bit / 8 % made.len() >= 16 {
            prop_assert_eq!(sealed::open(version, &key, &flipped), Err(Reject::BadMac));
        }
        prop_assert_eq!(sealed::open(version, &key, made.get(..47).unwrap()), Err(Reject::Short));
    }

    #[test]
    fn a_box_opens_whole_or_not_at_all(
        seeds in any::<[[u8; 32]; 2]>(), encrypt_uri in any::<bool>(), content in vec(any::<u8>(), 0..50),
        bit in any::<usize>(),
    ) {
        let [own, other] = seeds.map(|seed| X25519 { seed: Seed::from(seed), encrypt_uri });
        let data = |cipher: &X25519| {
            let mut dict = Dict::default();
            dict.set("pubkey", cipher.seed.public_key().as_slice().into());
            pack(&Value::Dict(dict))
        };
        let body = Body::new(b"uri", &content);
        let mut boxed = own.encrypt(Some(&data(&other)), &body, &mut Supply::system()).unwrap();
        prop_assert_eq!(other.decrypt(Some(&data(&own)), &boxed), Ok(body));
        boxed.content = flip(&boxed.content, bit);
        prop_assert_eq!(other.decrypt(Some(&data(&own)), &boxed), Err(Reject::BadBox));
        prop_assert_eq!(other.decrypt(None, &boxed), Err(Reject::NoPeer));
        prop_assert_eq!(other.decrypt(Some(&[]), &boxed), Err(Reject::BadPeerData));
    }

    #[test]
    fn no_program_panics(
        witness in vec(prop_oneof![any::<u8>(), 0..5_u8, 0x1d..0x25_u8, Just(0x5b), Just(0x2d)], 0..60),
        lock in vec(any::<u8>(), 0..60),
    ) {
        let _ = run(&witness, &lock, &[b"field"]);
    }
}
