//! Every input that a target starts from passes its check, without a fuzzer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use taut_fuzz::TARGETS;

#[test]
fn the_corpus_passes() {
    for target in &TARGETS {
        let corpus = target.corpus().unwrap();
        assert!(corpus.len() > 8, "{} has {} inputs", target.name, corpus.len());
        for input in corpus {
            let passed = catch_unwind(AssertUnwindSafe(|| (target.check)(&input)));
            assert!(passed.is_ok(), "{}: {}", target.name, hex::encode(&input));
        }
    }
}

#[test]
fn a_dictionary_has_the_type_bytes() {
    for target in &TARGETS {
        let dictionary = target.dictionary();
        for word in ["\"\\x73\"\n", "\"\\x69\"\n", "\"\\x72\"\n"] {
            assert!(dictionary.contains(word), "{}: {dictionary}", target.name);
        }
    }
}
