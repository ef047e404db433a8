//! Messages, locks and witnesses that the upstream library made, byte for byte.

use taut_netaio::seal::answer::Answer;
use taut_netaio::seal::crypt::{derive, keystream, mac};
use taut_netaio::seal::hmac::Hmac;
use taut_netaio::seal::script::{Lock, Witness, run};
use taut_netaio::seal::stream::StreamCipher;
use taut_netaio::seal::tapescript::Tapescript;
use taut_netaio::seal::x25519::X25519;
use taut_netaio::seal::{layers::Stages, sealed};
use taut_netaio::wire::kind::PUBLISH_URI;
use taut_netaio::wire::packify::{Value, pack, unpack};
use taut_netaio::wire::peer::{DEFAULT_APP_ID, Notice, Record};
use taut_netaio::{
    Auth, Body, Cipher, Dict, Layer, Layers, Message, Seed, Supply, Types, VerifyKey, Version,
};

const NOW: u32 = 1_700_000_000;
const TAPE_1: &str = "32f5f00120b84ea415e7e11b2fa0db4e2d843216073dc1cbc641b552914d9207";
const TAPE_2: &str = "ab229a58b4385fe44fbce11902f11872da8582c43f7bc17afb209f96532c9fe1";
const TAPE_3: &str = "f5a4c6d28ee3d21363beb3aba2bc1dd0becd701340a25dcce77a17dcef71432c";
const HMAC_MESSAGE: &str = "0700600020ac3f84f04d40030f2d1e4c400204064302747341046553f1004c400206224304686d616341202c4d91de1c\
    6260dc5dfd031644a1b9260730f818b1825299bcf88ef0c2e0e3374c4002071243056e6f6e636541104b0ad61779a0f5\
    5efb4f45d37e1086cb000331323368656c6c6f20776f726c642c206361657361722069732064656164";
const HMAC_MESSAGE_008: &str = "07005f000ade4097b34d40030e2d1e4c4002040543027473c46553f1004c400206224304686d61634120cf85b5946c45\
    2339cd11b7dd1cb88b5606d0838e74e369dbfe69c9160f52cfd64c4002071243056e6f6e636541107db0941bbbe1dcb2\
    a3dcb0e84608d8c5000331323368656c6c6f";
const STREAM_MESSAGE_008: &str = "07001f000cd02147ce4d40011b4c4002041243026976411095a2af2c729b4f5d7c42ee1a4b1ed91c00013fb388d6e7e2\
    7ae62f38";
const FOUR_LAYERS: &str = "0700c80028294695524d40060f1b1c2d1e2e4c400204064302747341046553f1004c40020412430269764110862d6f53\
    1fcb8df37ab838533266e7584c40020512430369763241104d22282217e9137fc6b009c4d6dc0f4f4c40020622430468\
    6d6163412079bfb8c712a70058e37b0c7118397d9159a150616b3c56151829c81d7b2eec284c4002071243056e6f6e63\
    65411090d2b613acbe975ac632df234706c5ac4c400207224305686d6163324120df9c4062e9f29d03d46ed616b97e2f\
    6dd7dc8b4b7a10645d72bf1e2ae09de00a00029f7729651664d6f95063111e57481fa99acbfe687665b65054eb5d6646\
    76586ef156dad3a9f0";
const SIGNED_MESSAGE: &str = "0700850010a94098174d40030f1e524c400204064302747341046553f1004c4002071243056e6f6e63654110dd56761a\
    6d3143060695ebf4fad5c5094c4002094443077769746e65737341420340c55509a286f5f962264b84a14c5aa8f61336\
    0201f976ddedda1b1ac924a3d951ec8289ffe90dc51925475aac1268e4eb606a98c6e9525af331df6367e897d7070003\
    31323368656c6c6f20776f726c64";
const KEY_HASH_LOCK: &str = "1d1f140314d84ccbe30188f62ec146c0f02060cc0b32ecf6d9222300";
const KEY_HASH_WITNESS: &str = "03403481fc6789c403468099af16f939197bae0c9994fd47aff6d25e015740a7b7ce251403c35d7b7dad291355005713\
    0e3d2b140117fe3ded6be4b016bb2989290d032010581cb00adfaa69c7ed35ea3c10b7c768ef2b513f40e790aaaf79a0\
    7893032a";
const MULTI_LOCK: &str = "032010581cb00adfaa69c7ed35ea3c10b7c768ef2b513f40e790aaaf79a07893032a03202a467d822c6242ea0991f70f\
    022fe0dcb3b66ccb8814cc0a5a406a5e75c0eb97032091d708f82e9060aac880953d06f4e1bf9d06e397d5f524aba332\
    b321c5cd94b746000203";
const MULTI_WITNESS: &str = "034075623218d331446c5c379d1b9ca463b0a4effdaa68c249b93a3067bd5dc34fa6ae28412cd381c326b1a568434ccd\
    30a767d8353cf007a7a7bd90e51aa3578a0203404bbecbfacdc98be371cc7e4e3b9945be6bc5b89196d2b29c8d095f71\
    7cffb790d0816d6f3666dfe6435d729f779dac989df247f6fe0635579aa73d7a54f73d0e";
const TAPROOT_LOCK: &str = "0320e8fed65aeee9f6368354057277204b3298a88a71d6ff7edef9d6f28562170a155b00";
const TAPROOT_WITNESS: &str = "034073d0a059f2552a749509a4dd7be3a119dc4b38d1121ecb978943ebc240546508b48dbd46b0c920145f88a33f6918\
    b70b29fcb4a2e79411625ce11095847ece07032403202a467d822c6242ea0991f70f022fe0dcb3b66ccb8814cc0a5a40\
    6a5e75c0eb972300032010581cb00adfaa69c7ed35ea3c10b7c768ef2b513f40e790aaaf79a07893032a";
const FLAGS_WITNESS: &str = "0341331f466540bdbb7fc934398b819aed6c81d16ae4a41a2b8e7ade32cc60dcfc8b8388ebb0594ff0186bca6d4cea17\
    09a3c0cfb2018b017562df5a752b482c950102";
const SENDER_SEED: &str = "643b977c9f5b9060940e4718c09d62625d91a9dc23c8e1a392ff19dc665417cf";
const RECEIVER_SEED: &str = "f9229e1793aadf0d76c404d7350acac39099cca71f52ca3e0193994b2281f302";
const SENDER_DATA: &str = "4d40022d2f4c400206224304766b657941203b44672b77c273fe3e647d5d37ba3ef4e5309eff360cbf3302d6e3b99008\
    ae734c4002082243067075626b657941204fffb49044949f1800aaa3202160f4809ab296bfc7f787a2de7e6745df218e\
    6a";
const RECEIVER_DATA: &str = "4d40012f4c4002082243067075626b65794120a5be9bb47b74e488ede04b7df603473617031151f5131f63b76fb94cc6\
    bd924b";
const BOXED_CONTENT: &str = "18823160cf6ef7fe057915f4b3e22cd436f2083909af3e8b7fd662caf8204c94c900d1e28bf656e0b572e9e11ebd0ba5\
    6e2b83";

fn bytes(digits: &str) -> Vec<u8> {
    hex::decode(digits).expect("digits")
}

fn seed(digits: &str) -> Seed {
    Seed::try_from(bytes(digits).as_slice()).expect("32 bytes")
}

/// The sigfields of a message with the URI `123` and the content `hello world`.
fn sigfields(nonce: &str) -> [Vec<u8>; 3] {
    [Body::new(b"123", b"hello world").encode(), bytes(nonce), NOW.to_be_bytes().to_vec()]
}

fn witness(witness: Witness<'_>, flags: u8, nonce: &str) -> String {
    let fields = sigfields(nonce);
    hex::encode(witness.program(flags, &fields.each_ref().map(Vec::as_slice)).expect("a witness"))
}

fn lock(lock: Lock<'_>, flags: u8) -> String {
    hex::encode(lock.program(flags).expect("a lock"))
}

#[test]
fn packs_as_upstream_does() {
    let names = [("b", b"2"), ("a", b"1")].map(|(name, value)| (name.into(), value.as_slice().into()));
    let list = vec![1.into(), "a".into(), b"b".as_slice().into()];
    for (value, packed) in [
        (Value::Int("18446744073709551616".parse().unwrap()), "0409010000000000000000"),
        (Value::Int((-256).into()), "850100"),
        (Value::Int((-4_294_967_296_i64).into()), "05050100000000"),
        (Value::List(list), "4a40030203034401430161410162"),
        (Value::Dict(names.into_iter().collect()), "4d40020b0b4c400203034301614101314c40020303430162410132"),
    ] {
        assert_eq!(hex::encode(pack(&value)), packed);
        assert_eq!(unpack(&bytes(packed)), Ok(value));
    }
}

#[test]
fn answers_as_upstream_does() {
    for (answer, uri, message) in [
        (
            Answer::Error(b"HMAC auth failed", None),
            None,
            "1700030017c7eb481f4d400000054552524f52484d41432061757468206661696c6564",
        ),
        (Answer::NotFound(None), Some(b"u".as_slice()), "180003000cbe7662374d40000001756e6f7420666f756e64"),
        (Answer::NotPermitted(None), None, "190003000fae416c854d400000006e6f74207065726d6974746564"),
        (Answer::Respond(Some(b"x")), Some(b"u".as_slice()), "01000300042c10c1964d400000017578"),
    ] {
        assert_eq!(hex::encode(answer.encode(uri).unwrap()), message);
    }
}

#[test]
fn derives_and_authenticates_as_upstream_does() {
    assert_eq!(
        hex::encode(derive(&[b"a", b"b"])),
        "e5a01fee14e0ed5c48714f22180f25ad8365b53f9779f79dc4a3d7e93963f94a"
    );
    let (key, iv) = ([b'k'; 32], [b'i'; 16]);
    assert_eq!(hex::encode(keystream(Version::V009, &key, &iv, 33, 10)), "e20e97ca1e77bed0fa21");
    let expected = "abcdb7662b9df5aca2503b2d2a4e7a645c77113288d2267a11d9dd29041a0dcc";
    assert_eq!(hex::encode(mac(Version::V009, &key, &iv, b"message")), expected);
    // 0.0.8 hashes a key that is longer than the message.
    for (message, expected) in [
        (b"".as_slice(), "dc88ce548557327d99425a28c4057b593936c09e1ed8aa79dd39e2d99577b4db"),
        (&[0; 31], "b1dc02d668763d8d627c7be8867356a9cb44ec056aa56bb57ecfdb8336f6cf93"),
        (&[0; 32], "f56936f938542f679f623875d3df266b3bb6ea162136cb82509e9544f60e2439"),
    ] {
        assert_eq!(hex::encode(mac(Version::V008, &key, &[], message)), expected);
    }
}

#[test]
fn seals_texts_as_upstream_does() {
    let iv = bytes("b4311144417677e379f4cb55911542a6");
    let sealed = sealed::make(Version::V009, &[b'k'; 32], b"sealed text", &mut Supply::given(&iv));
    let expected = "b4311144417677e379f4cb55911542a6414e21a88771b29e8dddab214097ce6462fe5f6be21407c5773fb2e5340ddd508bdd5277569860104fdd10";
    assert_eq!(hex::encode(sealed), expected);
}

#[test]
fn makes_and_checks_macs_as_upstream_does() {
    for (version, message) in [(Version::V009, HMAC_MESSAGE), (Version::V008, HMAC_MESSAGE_008)] {
        let sent = Message::decode(&Types::default(), &bytes(message)).unwrap();
        let auth = Auth::Hmac(Hmac::new(version, b"test"));
        auth.check(None, &sent).unwrap();
        let mut made = Message { fields: Dict::default(), ..sent.clone() };
        let nonce = sent.fields.find("nonce").and_then(Value::as_bytes).unwrap();
        auth.make(&mut made, NOW, &mut Supply::given(nonce)).unwrap();
        assert_eq!(made, sent);
    }
}

#[test]
fn decrypts_what_0_0_8_encrypted() {
    let mut message = Message::decode(&Types::default(), &bytes(STREAM_MESSAGE_008)).unwrap();
    Cipher::Stream(StreamCipher::new(Version::V008, b"test")).decrypt(None, &mut message).unwrap();
    assert_eq!(message.body, Body::new(b"123", b"hello"));
}

#[test]
fn boxes_as_upstream_does() {
    let nonce = bytes("18823160cf6ef7fe057915f4b3e22cd436f2083909af3e8b");
    let cipher = |digits| X25519 { seed: seed(digits), encrypt_uri: false };
    let body = Body::new(b"123", b"hello world");
    let (to, from) = (bytes(RECEIVER_DATA), bytes(SENDER_DATA));
    let boxed = cipher(SENDER_SEED).encrypt(Some(&to), &body, &mut Supply::given(&nonce)).unwrap();
    assert_eq!(hex::encode(&boxed.content), BOXED_CONTENT);
    assert_eq!(cipher(RECEIVER_SEED).decrypt(Some(&from), &boxed), Ok(body));
}

#[test]
fn signs_as_upstream_does() {
    let tape = seed(TAPE_1);
    let own = Lock::Single(&tape.verify_key()).program(0).unwrap();
    let auth = Auth::Tapescript(Box::new(Tapescript::new(Version::V009, tape, &own)));
    let sent = Message::decode(&Types::default(), &bytes(SIGNED_MESSAGE)).unwrap();
    auth.check(None, &sent).unwrap();
    let mut made = Message::new(PUBLISH_URI, b"123", b"hello world");
    let nonce = bytes("dd56761a6d3143060695ebf4fad5c509");
    auth.make(&mut made, NOW, &mut Supply::given(&nonce)).unwrap();
    assert_eq!(made, sent);
}

#[test]
fn locks_and_opens_as_upstream_does() {
    let tapes = [TAPE_1, TAPE_2, TAPE_3].map(seed);
    let keys = tapes.each_ref().map(Seed::verify_key);
    let [first, second, third] = &tapes;
    assert_eq!(lock(Lock::KeyHash(&keys[0]), 0), KEY_HASH_LOCK);
    assert_eq!(witness(Witness::KeyHash(first), 0, "b5048ebe5bcdfc7e748229eb53afcb80"), KEY_HASH_WITNESS);
    assert_eq!(lock(Lock::Multi(&keys, 2), 0), MULTI_LOCK);
    let two = [first.clone(), third.clone()];
    assert_eq!(witness(Witness::Multi(&two), 0, "21e7ff2c1a588a967bcc89c70232cddc"), MULTI_WITNESS);
    let script = Lock::Single(&keys[1]).program(0).unwrap();
    assert_eq!(lock(Lock::Taproot(&keys[0], &script), 0), TAPROOT_LOCK);
    let spend = Witness::TaprootScript(std::slice::from_ref(second), &script, &keys[0]);
    assert_eq!(witness(spend, 0, "d868a2f8b3d099e89c656116010ba8ed"), TAPROOT_WITNESS);
    assert_eq!(witness(Witness::Single(first), 2, "ef448804f25e60d3a7ac17f20191cbc0"), FLAGS_WITNESS);
}

#[test]
fn every_witness_opens_its_lock() {
    let tapes = [TAPE_1, TAPE_2].map(seed);
    let keys: [VerifyKey; 2] = tapes.each_ref().map(Seed::verify_key);
    let [first, second] = &tapes;
    let script = Lock::Single(&keys[1]).program(0xff).unwrap();
    let fields: [&[u8]; 3] = [b"one", b"two", b"three"];
    for (witness, lock, cost) in [
        (Witness::Single(first), Lock::Single(&keys[0]), 7),
        (Witness::KeyHash(first), Lock::KeyHash(&keys[0]), 11),
        (Witness::Multi(&tapes), Lock::Multi(&keys, 2), 13),
        (Witness::TaprootKey(first, &script), Lock::Taproot(&keys[0], &script), 7),
        (
            Witness::TaprootScript(std::slice::from_ref(second), &script, &keys[0]),
            Lock::Taproot(&keys[0], &script),
            15,
        ),
    ] {
        for flags in [0, 1, 6] {
            let (witness, lock) = (witness.program(flags, &fields), lock.program(flags));
            assert_eq!(run(&witness.unwrap(), &lock.unwrap(), &fields).map(|run| run.cost), Ok(cost));
        }
    }
}

#[test]
fn layers_as_upstream_does() {
    let cipher = |key: &[u8], name: &str, encrypt_uri| {
        let plugin = StreamCipher::new(Version::V009, key);
        Some(Cipher::Stream(StreamCipher { iv_name: name.to_owned(), encrypt_uri, ..plugin }))
    };
    let auth = |secret: &[u8], name: &str| {
        Some(Auth::Hmac(Hmac { mac_name: name.to_owned(), ..Hmac::new(Version::V009, secret) }))
    };
    let layers = Layers {
        inner: Layer { cipher: cipher(b"test2", "iv2", false), auth: auth(b"test2", "hmac2") },
        outer: Layer { cipher: cipher(b"test", "iv", true), auth: auth(b"test", "hmac") },
    };
    let message = Message::decode(&Types::default(), &bytes("07000300266599b4d04d400000033132336573636865772072657075626c69632c2065737461626c69736820656d70697265")).unwrap();
    // Two IVs and a nonce, and a place to split that upstream draws as 2 of 1 to 37.
    let random = bytes(
        "4d22282217e9137fc6b009c4d6dc0f4f\
        90d2b613acbe975ac632df234706c5ac\
        862d6f531fcb8df37ab838533266e7580001",
    );
    let sealed = layers.seal(&Types::default(), &message, None, NOW, &mut Supply::given(&random));
    let Stages { message: sent, .. } = sealed.unwrap();
    assert_eq!(hex::encode(&sent), FOUR_LAYERS);
    assert_eq!(layers.open(&Types::default(), None, &sent).unwrap().body, message.body);
}

#[test]
fn advertises_as_upstream_does() {
    let record = Record { id: vec![1; 16], data: Vec::new() };
    let message = record.message(Notice::Advertise, DEFAULT_APP_ID).unwrap();
    let expected =
        "0900030021d7ef910f4d400000066e657461696f4c400212024110010101010101010101010101010101014100";
    assert_eq!(hex::encode(message), expected);
}
