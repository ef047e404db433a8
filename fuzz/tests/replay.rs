//! Every input that a target starts from passes its check, without a fuzzer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use taut_fuzz::targets;

#[test]
fn the_corpus_passes() {
    for target in targets() {
        let corpus = target.corpus().unwrap();
        assert!(corpus.len() > 8, "{} has {} inputs", target.name, corpus.len());
        for input in corpus {
            let passed = catch_unwind(AssertUnwindSafe(|| (target.check)(&input)));
            assert!(passed.is_ok(), "{}: {}", target.name, hex::encode(&input));
        }
    }
}

#[test]
fn a_dictionary_has_what_the_protocol_tells_apart() {
    for target in targets() {
        let words: &[&[u8]] = match target.name.split_once('_') {
            Some(("stringphone", _)) => &[b"s", b"i", b"r"],
            Some(("dweeter", _)) => &[b"succeeded", b"failed", b"remote_time"],
            Some(("netaio", _)) => &[b"hmac", b"witness", b"netaio"],
            Some(("dimp", _)) => &[b"@anywhere", b"NaN", b"\"fingerprint\": "],
            Some(("omemo", _)) => &[b"OMST", b"kex", b"spks"],
            _ => panic!("{} is of no protocol", target.name),
        };
        let dictionary = target.dictionary();
        for word in words {
            let escaped: Vec<String> = word.iter().map(|byte| format!("\\x{byte:02x}")).collect();
            assert!(
                dictionary.contains(&format!("\"{}\"\n", escaped.concat())),
                "{}: {dictionary}",
                target.name
            );
        }
    }
}
