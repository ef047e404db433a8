//! Messages that the upstream library made, byte for byte; and AES against another implementation of the mode.

use aes::Aes128;
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use taut_dweeter::wire::ciphertext::{decrypt, encrypt};
use taut_dweeter::{Dict, Form, Int, KeyText, Keys, Mailbox, Moment, Value, seal};

/// The transactions of upstream's README: time, member, `created`, and the content on the wire.
const README: [(i64, [&str; 2], &str, [&str; 2]); 4] = [
    (
        1_721_020_291_709,
        ["DATA_1", "VALUE_1"],
        "2024-07-15T05:11:32.709Z",
        [
            "904b0c7d2cfe0dd2501e7f25101fb92457f58052e8526dafb38b883438896980",
            "4c03f62878dd6d9befdc92e00a2a1bd4906c9590838f7758062e37b99c05b696cb01b729f7c9faa6962726e5dc6a4b1a\
             d522dd0dceb3870106a67ebaedf9868b87548e04347fbc721e152f03ac405fb1",
        ],
    ),
    (
        1_721_020_297_580,
        ["DATA_2", "VALUE_2"],
        "2024-07-15T05:11:38.580Z",
        [
            "904b0c7d2cfe0dd2501e7f25101fb924cb74208c05dc802c752e5e2717f4c717",
            "10753b950ecdcbf5a9b7cd82f82c3bac7d5b522a175897e2db32457d6f373cbc2fe8f7ef551284de110e6b9abfa05840\
             4b8f9d4126e18d3c32e137e5902f298c722cf8261460613602484dae350cb8f6",
        ],
    ),
    (
        1_721_020_339_059,
        ["DATA_1", "VALUE_1"],
        "2024-07-15T05:12:20.059Z",
        [
            "0d93e2a03ea4fea5741276e310398b65e6f55f0456d6d2bb74b01ffca22bf9ba",
            "4c03f62878dd6d9befdc92e00a2a1bd4906c9590838f7758062e37b99c05b696cb01b729f7c9faa6962726e5dc6a4b1a\
             3b18b95d5e6552c4b61913acf2861b0e3a45a4113ac684bc5a08bf5a82d65816",
        ],
    ),
    (
        1_721_020_345_941,
        ["DATA_2", "VALUE_2"],
        "2024-07-15T05:12:25.941Z",
        [
            "0d93e2a03ea4fea5741276e310398b6557ef5805e83d93aa199097fd01b51821",
            "10753b950ecdcbf5a9b7cd82f82c3bac7d5b522a175897e2db32457d6f373cbc2fe8f7ef551284de110e6b9abfa05840\
             066efe7671423a88111a87a6a58076595fee9457ed0fa115dc463cf66c031017",
        ],
    ),
];

fn mailbox(form: Form) -> Mailbox {
    Mailbox::new("MAILBOX_NAME", &KeyText::from("KEY_TO_MAILBOX"), form)
}

#[test]
fn the_readme_reads_and_writes_as_upstream_does() {
    let mailbox = mailbox(Form::Hex);
    assert_eq!(mailbox.thing(), "42e6ae04e842cadca8a814fea06bcf6d");
    for (now, [name, value], created, content) in README {
        let data = Dict::from_iter([(name, value)]);
        let now = Moment::from_unix_ms(now);
        let sealed = seal::seal_message(mailbox.keys(), Form::Hex, now, &Value::Dict(data.clone())).unwrap();
        assert_eq!(sealed.0, [content.map(str::to_owned).into()]);

        let members: Vec<_> = sealed.members().collect();
        let read = seal::open_message(mailbox.keys(), Form::Hex, &members, &created.into()).unwrap();
        let time = now.to_second();
        let expected = [(name, value), ("remote_time", time.as_str()), ("created_time", created)];
        assert_eq!(read, Dict::from_iter(expected));
    }
}

#[test]
fn base64_exchanges_the_halves_of_the_hash() {
    let mut mailbox = mailbox(Form::Base64);
    assert_eq!(mailbox.thing(), "37c7c1c513b57ffd90adb9d849c00d80");
    let data = Value::Dict(Dict::from_iter([("DATA_1", "VALUE_1")]));
    let request = mailbox.send(Moment::from_unix_ms(1_721_020_312_000), &data).unwrap();
    assert_eq!(
        request.body.as_deref(),
        Some(
            "{\"m7p60cRyTUSg8rly+EXvd3vefRJTKusyrK4StToyaro=\": \
             \"9Q3M/KkEw+or5UWEso4Ty1FPoPklfZXbJejB6HaN/G3HTvhHdYfR+Fe8wLBQU1N257UIKz/WrscUEtPRIyrTTbzR0xn0OCWT\
             iFJM0MIilGQ=\"}"
        )
    );
}

#[test]
fn keys_of_data_are_written_as_upstream_does() {
    // Upstream wrote {True: .., None: .., 1.5: ..} so.
    let data = Dict::from_iter([
        (Value::Bool(true), "bool key"),
        (Value::Null, "none key"),
        (Value::Float(1.5), "float key"),
        (Value::Int(Int::from_decimal("-12345678901234567890").unwrap()), "int key"),
    ]);
    let written = seal::write_data(Moment::from_unix_ms(0), &Value::Dict(data)).unwrap();
    assert_eq!(
        written.text,
        "{\"true\": \"bool key\", \"null\": \"none key\", \"1.5\": \"float key\", \
         \"-12345678901234567890\": \"int key\", \"remote_time\": \"1970-01-01T00:00:00.000Z\"}"
    );
}

/// CBC of SP 800-38A by hand: each block is encrypted after the one before was added to it.
fn other_encrypt(key: [u8; 16], iv: [u8; 16], plaintext: &[u8]) -> Vec<u8> {
    let padding = 16 - plaintext.len() % 16;
    let padded = [plaintext, &vec![u8::try_from(padding).expect("16 at most"); padding]].concat();
    let (cipher, mut last) = (Aes128::new(&key.into()), iv);
    let mut out = Vec::new();
    for block in padded.chunks(16) {
        last.iter_mut().zip(block).for_each(|(to, from)| *to ^= from);
        let mut encrypted = last.into();
        cipher.encrypt_block(&mut encrypted);
        last = encrypted.into();
        out.extend(last);
    }
    out
}

#[test]
fn ciphertexts_equal_those_of_another_implementation() {
    for length in (0..100).chain([255, 256, 4095, 4096, 65_537]) {
        let fill = u8::try_from(length % 251).unwrap();
        let (key, iv) = ([fill ^ 0x5a; 16], [fill; 16]);
        let plaintext: Vec<u8> = (0..=250).cycle().skip(length % 7).take(length).collect();
        let keys = Keys::of_cipher(&key, Some(&iv)).unwrap();
        let ciphertext = encrypt(&keys, &plaintext);
        assert_eq!(ciphertext, other_encrypt(key, iv, &plaintext), "{length} bytes");
        assert_eq!(decrypt(&keys, &ciphertext), Ok(plaintext));
    }
}

#[test]
fn aes_256_and_its_filling_are_those_of_sp_800_38a() {
    let hex = |digits: &str| hex::decode(digits).unwrap();
    let key = hex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
    let iv = hex("000102030405060708090a0b0c0d0e0f");
    // What follows the 32nd byte of a key and the 16th of an IV has no effect.
    let keys = Keys::of_cipher(&[key, vec![7; 5]].concat(), Some(&[iv, vec![7]].concat())).unwrap();
    let ciphertext = encrypt(&keys, &hex("6bc1bee22e409f96e93d7e117393172a"));
    assert_eq!(ciphertext[..16], hex("f58c4c04d6e5f1ba779eabfb5f7bfbd6"));

    let filled = Keys::of_cipher(b"a key of 22 characters          ", Some(b"short           ")).unwrap();
    assert_eq!(Keys::of_cipher(b"a key of 22 characters", Some(b"short")).unwrap(), filled);
}
