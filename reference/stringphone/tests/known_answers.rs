//! Messages that the upstream library made, byte for byte; and both boxes against other implementations.

use poly1305::Poly1305;
use poly1305::universal_hash::KeyInit;
use salsa20::XSalsa20;
use salsa20::cipher::{KeyIvInit, StreamCipher};
use taut_stringphone::seal::{BoxKey, introduce, open_secret_box, reply_with, seal_with, secret_box};
use taut_stringphone::{EncryptionPrivateKey, Nonce, SigningSeed, TopicKey};

const ALICE_SEED: &str = "eadee610feb824c0aee6beb1c078f3fd9be97d4b88cdacca6c54f196d13dae2f";
const ALICE_ENCRYPTION: &str = "38789caa3c512a6ac8d072edc8e710ad7ab16f63a9b149ee2e46d193b9bd9dba";
const CAROL_SEED: &str = "c26008647a1cc125069055c44f3b264e12fcd630d04f219155a0a76c6fef2fb2";
const CAROL_ENCRYPTION: &str = "575ef96d8a21995ba2b0879290666f0827caf860e08085821ac491a1d12bac8a";
const TOPIC_KEY: &str = "720a86d51899bb73b691642deda77051aeea560790315ebc99e8a91ff1306dd0";

const CAROL_SAYS_HELLO: &str = "73\
    e182d6ac52220f100cd59f41a00e0a7edbae1a5197e068d28c59f9812dd99fd2\
    bcefe8c0cfb46fa0a9b492ac48dda1a064fffb68286a48757d133bbe9512f60a\
    f6f915b809febfd1ffea3d4ee076ce8c8fc91b169a1f52cb77e234cae020591c194f765e3819d19b\
    b2db348e97bbcc3c95c358ccb2a0ae6852a09898b5";
const CAROL_INTRODUCES_HERSELF: &str = "69\
    c157f1d27a1d6315c4ca1c5be08f0926ad4d42650ca36250c703c835d6efe12e\
    7706ad9360444de0d461a55123513defe6c15a6914edd39ca1c0f49354c777a7\
    9ca29fa5f050f94b9c6f33c31d0362e5246a2708fff4658b0695a9439de5bf09\
    b3a2dfff6c149301890d27d018834c4dc2d80daf9ffcc7241eef55a949ca537a";
const ALICE_REPLIES: &str = "72\
    f6f915b809febfd1ffea3d4ee076ce8c561d49a1147466596c5fae74338b865bb10695fcf19482c2\
    c20ab3e909c9726f246e5ba98d96ee582c35142a3a43a1e4a28422a0dfd2b78ce5bed96f8cc3192ed5c6a826843ef17b\
    7f5580a1c20a4c9e44064e88de7ba38f15895e768db2d5218688c172c5574664\
    c36909aba063cb54ec30fe1b3c22bb0f877a4efdc465216710037aa1b6f740bd";

fn bytes<const N: usize>(digits: &str) -> [u8; N] {
    hex::decode(digits).expect("digits").try_into().expect("a size that fits")
}

fn seed(digits: &str) -> SigningSeed {
    SigningSeed::from(bytes(digits))
}

fn encryption(digits: &str) -> EncryptionPrivateKey {
    EncryptionPrivateKey::from(bytes(digits))
}

#[test]
fn seals_as_upstream_does() {
    let nonce = Nonce::from(bytes("8fc91b169a1f52cb77e234cae020591c194f765e3819d19b"));
    let key = TopicKey::from(bytes(TOPIC_KEY));
    let message = seal_with(nonce, &seed(CAROL_SEED), Some(&key), b"hello").unwrap();
    assert_eq!(hex::encode(message), CAROL_SAYS_HELLO);
}

#[test]
fn introduces_as_upstream_does() {
    let message = introduce(&seed(CAROL_SEED), &encryption(CAROL_ENCRYPTION));
    assert_eq!(hex::encode(message), CAROL_INTRODUCES_HERSELF);
}

#[test]
fn replies_as_upstream_does() {
    let nonce = Nonce::from(bytes("561d49a1147466596c5fae74338b865bb10695fcf19482c2"));
    let key = TopicKey::from(bytes(TOPIC_KEY));
    let introduction = hex::decode(CAROL_INTRODUCES_HERSELF).unwrap();
    let own = encryption(ALICE_ENCRYPTION);
    let message = reply_with(nonce, &seed(ALICE_SEED), &own, Some(&key), &introduction).unwrap();
    assert_eq!(hex::encode(message), ALICE_REPLIES);
}

/// `SecretBox` of section 3.1 on other crates: the first 32 bytes of the stream are the key of the tag.
fn other_secret_box(key: &[u8; 32], nonce: &[u8; 24], plaintext: &[u8]) -> Vec<u8> {
    let mut stream = [&[0; 32], plaintext].concat();
    XSalsa20::new(key.into(), nonce.into()).apply_keystream(&mut stream);
    let (tag_key, ciphertext) = stream.split_first_chunk::<32>().expect("32 bytes were put in front");
    let tag = Poly1305::new(tag_key.into()).compute_unpadded(ciphertext);
    [tag.as_slice(), ciphertext].concat()
}

/// `BoxKey` of section 3.1 on other crates.
fn other_box_key(own: [u8; 32], peer: [u8; 32]) -> [u8; 32] {
    let shared = x25519_dalek::x25519(own, peer);
    salsa20::hsalsa::<salsa20::cipher::consts::U10>(&shared.into(), &[0; 16].into()).into()
}

#[test]
fn boxes_equal_those_of_other_implementations() {
    let lengths = (0..=130).chain([255, 256, 257, 1023, 1024, 4095, 4097, 65_536, 100_001]);
    for (n, length) in lengths.enumerate() {
        let fill = u8::try_from(n % 251).unwrap();
        let (key, nonce) = ([fill ^ 0x5a; 32], [fill; 24]);
        let plaintext: Vec<u8> = (0..=250).cycle().skip(n).take(length).collect();
        let boxed = secret_box(&key, &Nonce::from(nonce), &plaintext);
        assert_eq!(boxed, other_secret_box(&key, &nonce, &plaintext), "{length} bytes");
        assert_eq!(open_secret_box(&key, &Nonce::from(nonce), &boxed), Ok(plaintext));
    }
}

#[test]
fn box_keys_equal_those_of_other_implementations() {
    for n in 0..32 {
        let (own, peer) = ([n; 32], [n ^ 0xa5; 32]);
        let peer_public = EncryptionPrivateKey::from(peer).public_key();
        let key = BoxKey::between(&EncryptionPrivateKey::from(own), &peer_public);
        assert!(!key.is_low_order());
        assert_eq!(key.as_bytes(), &other_box_key(own, *peer_public.as_bytes()));
    }
}

#[test]
fn low_order_keys_are_told() {
    for digits in [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ] {
        let key = BoxKey::between(&encryption(ALICE_ENCRYPTION), &bytes(digits).into());
        assert!(key.is_low_order(), "{digits}");
    }
}
