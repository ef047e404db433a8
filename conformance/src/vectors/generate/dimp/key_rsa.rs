//! RSA keys whose numbers are those of none, or of a weak one: DI-RSA-1 to DI-RSA-4.

use num_bigint::BigUint;

use super::super::{Author, Draft, Wanted};
use super::der::pem;
use super::keys::{PRIVATE, PUBLIC, dictionary, reads, rsa_read};
use super::refusal::{Own, choice, measured, refuse};
use super::rsa::{Number, Rsa, pkcs1, spki};

const HULK: &str = "dimp/published/meta-hulk-make";
const UNSUPPORTED: &str = "ValueError: RSA key format is not supported";

/// All cases of the numbers.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let key = Rsa::of(author, HULK);
    [bad(&key), moduli(&key), exponents(&key), unrelated(&key), related(&key), weak_private(&key)].concat()
}

fn small(number: u32) -> BigUint {
    BigUint::from(number)
}

/// An odd number of so many bits that begins as the modulus does, and is another one.
fn modulus(key: &Rsa, bits: u64) -> BigUint {
    let (n, own) = (key.n(), key.n().bits());
    let scaled = if bits < own { n >> (own - bits) } else { n << (bits - own) };
    (scaled | small(1)) ^ small(2)
}

fn asks(name: &str, about: &str, rule: &str, n: &BigUint, e: &BigUint) -> Draft {
    reads(name, about, rule, "public", dictionary("RSA", &pem("PUBLIC KEY", &pkcs1(n, e), 64, "\n")))
}

fn bad(key: &Rsa) -> Vec<Draft> {
    let row = |name: &str, about: &str, n: &BigUint, e: &BigUint| {
        refuse(asks(name, about, "DI-RSA-1", n, e), PUBLIC, "bad-key")
    };
    let seen = |name: &str, about: &str, n: &BigUint, e: &BigUint| {
        measured(row(name, about, n, e), "N 32", Own::Failed(UNSUPPORTED))
    };
    let (n, e) = (key.n(), key.number(Number::Exponent));
    vec![
        seen("modulus-even", "an even modulus", &(n - small(1)), e),
        seen("modulus-0", "a modulus of 0", &BigUint::ZERO, &small(3)),
        seen("exponent-0", "an exponent of 0", n, &BigUint::ZERO),
        seen("exponent-1", "an exponent of 1, of which every block is its own signature", n, &small(1)),
        seen("exponent-above-modulus", "an exponent above the modulus", n, &(n + small(2))),
        row("exponent-as-modulus", "an exponent that is the modulus", n, n),
    ]
}

fn moduli(key: &Rsa) -> Vec<Draft> {
    let e = key.number(Number::Exponent);
    let read = |n: &BigUint| rsa_read(&spki(n, e), n.bits());
    let weak = |name: &str, about: &str, bits: u64| {
        let n = modulus(key, bits);
        let draft = asks(name, about, "DI-RSA-2", &n, e);
        (choice(draft, PUBLIC, "weak-key", ("rsa-modulus", "any"), read(&n)), read(&n))
    };
    let good = |name: &str, about: &str, bits: u64| {
        let n = modulus(key, bits);
        (asks(name, about, "DI-RSA-2", &n, e).accept(read(&n)), read(&n))
    };
    let seen = |(draft, read)| measured(draft, "N 32", Own::Took(read));
    vec![
        seen(weak("modulus-512", "a modulus of 512 bits", 512)),
        seen(weak("modulus-1023", "one bit too few", 1023)),
        seen(good("modulus-1024", "the shortest modulus", 1024)),
        seen(good("modulus-4096", "the longest", 4096)),
        weak("modulus-4097", "one bit too many", 4097).0,
        seen(weak("modulus-16384", "a modulus of 16,384 bits", 16_384)),
    ]
}

fn exponents(key: &Rsa) -> Vec<Draft> {
    let n = key.n();
    let read = |e: &BigUint| rsa_read(&spki(n, e), n.bits());
    let weak = |name: &str, about: &str, e: &BigUint| {
        choice(asks(name, about, "DI-RSA-3", n, e), PUBLIC, "weak-key", ("rsa-exponent", "any"), read(e))
    };
    let good = |name: &str, about: &str, e: &BigUint| asks(name, about, "DI-RSA-3", n, e).accept(read(e));
    let seen = |draft: Draft, e: &BigUint| measured(draft, "N 32", Own::Took(read(e)));
    let power = |bits: u32| small(1) << bits;
    let (above, below) = (power(32) + small(1), power(32) - small(1));
    let long = power(1000) + small(1);
    vec![
        seen(weak("exponent-2", "an exponent of 2", &small(2)), &small(2)),
        weak("exponent-4", "an even exponent", &small(4)),
        seen(good("exponent-3", "the least exponent", &small(3)), &small(3)),
        seen(good("exponent-2-32-minus-1", "the greatest", &below), &below),
        weak("exponent-2-32", "an even one above it", &power(32)),
        seen(weak("exponent-2-32-plus-1", "an odd one above it", &above), &above),
        seen(weak("exponent-1001-bits", "an exponent as long as the modulus", &long), &long),
        weak("exponent-modulus-minus-2", "an exponent just below the modulus", &(n - small(2))),
    ]
}

/// A private key with one number that does not belong to the others.
fn unrelated(key: &Rsa) -> Vec<Draft> {
    let row = |name: &str, about: &str, which: Number, number: &BigUint| {
        let text = key.with(which, number).private();
        refuse(reads(name, about, "DI-RSA-4", "private", text), PRIVATE, "bad-key")
    };
    let two = small(2);
    let more = |which: Number| key.number(which) + &two;
    let [p, q] = [Number::P, Number::Q].map(|which| key.number(which) - small(1));
    let d = key.number(Number::Private);
    vec![
        row("private-modulus", "n is not p·q", Number::Modulus, &more(Number::Modulus)),
        row("private-exponent", "another public exponent", Number::Exponent, &more(Number::Exponent)),
        row("private-d", "another d", Number::Private, &more(Number::Private)),
        row("private-d-0", "d is 0", Number::Private, &BigUint::ZERO),
        row(
            "private-d-above-modulus",
            "d is greater than n, and fits",
            Number::Private,
            &(d + p * q * small(2)),
        ),
        row("private-p", "another p", Number::P, &more(Number::P)),
        row("private-q", "another q", Number::Q, &more(Number::Q)),
        row("private-wrong-dp", "another dP", Number::Dp, &more(Number::Dp)),
        row("private-dq", "another dQ", Number::Dq, &more(Number::Dq)),
        row("private-inverse", "another qInv", Number::Inverse, &more(Number::Inverse)),
        row(
            "private-inverse-above-p",
            "qInv is greater than p, and fits",
            Number::Inverse,
            &(key.number(Number::Inverse) + key.number(Number::P)),
        ),
        refuse(
            reads(
                "private-trivial-factors",
                "p is n, and q is 1",
                "DI-RSA-4",
                "private",
                trivial(key).private(),
            ),
            PRIVATE,
            "bad-key",
        ),
    ]
}

/// The factors n and 1: n = p·q holds.
fn trivial(key: &Rsa) -> Rsa {
    let n = key.n();
    let zero = BigUint::ZERO;
    let dp = key.number(Number::Private) % (n - small(1));
    let factors = key.with(Number::P, n).with(Number::Q, &small(1));
    factors.with(Number::Dp, &dp).with(Number::Dq, &zero).with(Number::Inverse, &small(1))
}

fn related(key: &Rsa) -> Vec<Draft> {
    let row = |name: &str, about: &str, key: &Rsa| {
        let read = rsa_read(&key.public_der(), key.n().bits());
        reads(name, about, "DI-RSA-4", "private", key.private()).accept(read)
    };
    let (p, q) = (key.number(Number::P), key.number(Number::Q));
    let two = small(2);
    let inverse = p.modpow(&(q - &two), q);
    let swapped = key
        .with(Number::P, q)
        .with(Number::Q, p)
        .with(Number::Dp, key.number(Number::Dq))
        .with(Number::Dq, key.number(Number::Dp))
        .with(Number::Inverse, &inverse);
    // d modulo (p - 1)(q - 1) or modulo their least common multiple: half of the product is a multiple of both.
    let half = (p - small(1)) * (q - small(1)) / &two;
    let d = key.number(Number::Private);
    let other = if *d > half { d - &half } else { d + &half };
    vec![
        row("private-swapped", "p and q the other way round", &swapped),
        row("private-other-d", "another d that fits", &key.with(Number::Private, &other)),
    ]
}

fn weak_private(key: &Rsa) -> Vec<Draft> {
    // One number is wrong, and would be refused later.
    let e = small(1) << 32;
    let text = key.with(Number::Exponent, &(e + small(1))).private();
    vec![
        refuse(
            reads(
                "private-long-exponent",
                "a public exponent that is too long comes before the others",
                "DI-RSA-3",
                "private",
                text,
            ),
            PRIVATE,
            "weak-key",
        )
        .variant(&[("rsa-exponent", "any")], Wanted::reject("bad-key")),
    ]
}
