//! Numbers at the end of their range.

use taut_omemo::Reject;
use taut_omemo::format::Format;
use taut_omemo::keys::{KeyPair, PublicKey};
use taut_omemo::party::{Draws, Limits, Party, Setup, StartDraws};
use taut_omemo::supply::Supply;
use taut_omemo::wire::exchange::{self, Exchange, KeyExchange};
use taut_omemo::wire::message::{self, Header, Message};
use taut_omemo::wire::protobuf::{Kind, read};

const BOTH: [Format; 2] = [Format::Legacy, Format::Omemo2];

/// With these, whatever there is to be skipped may be.
const NO_LIMITS: Limits = Limits { max_skip: u32::MAX, max_kept: 1 };

fn party(format: Format, seed: u8, limits: Limits) -> Party {
    let draws = Draws {
        identity: [seed; 32],
        signed_pre_key: [seed + 1; 32],
        signature_nonce: [seed + 2; 64],
        pre_keys: Supply::new([seed + 3; 32]),
    };
    Party::new(format, Setup { pool: Some(1), limits, ..Setup::default() }, draws, 0)
}

fn receive(party: &mut Party, message: &[u8], key_exchange: bool) -> Result<Vec<u8>, Reject> {
    party.decrypt("alice", message, key_exchange, &mut || KeyPair::from([40; 32]), &mut ())
}

/// A message that nobody has sent, with the last number that there is.
fn last(format: Format, ratchet_key: PublicKey) -> Vec<u8> {
    let header = Header { ratchet_key, n: u32::MAX, pn: 0 };
    message::Outgoing { format, header, ad: &[], auth_key: &[0; 32] }.encode(&[0; 16], &mut ())
}

#[test]
fn a_chain_ends_before_the_last_number() {
    for format in BOTH {
        let (mut alice, mut bob) = (party(format, 1, NO_LIMITS), party(format, 11, NO_LIMITS));
        let draws = StartDraws { choice: [0; 8], ephemeral: [30; 32].into(), ratchet: [31; 32].into() };
        alice.start("bob", &bob.bundle(), draws, &mut ()).unwrap();
        let first = alice.encrypt("bob", b"first", &mut ()).unwrap();
        let KeyExchange { exchange, identity_key, message: Message { header, .. }, .. } =
            KeyExchange::decode(format, &first.message).unwrap();
        let wrapped = |exchange: Exchange| {
            let identity_key = identity_key.wire();
            let outgoing = exchange::Outgoing { format, exchange, identity_key, registration_id: None };
            outgoing.encode(&last(format, header.ratchet_key))
        };
        let before = bob.clone();
        assert_eq!(receive(&mut bob, &wrapped(exchange), true), Err(Reject::ChainEnd), "a new session");
        assert_eq!(bob, before);
        receive(&mut bob, &first.message, true).unwrap();
        let before = bob.clone();
        let known = last(format, header.ratchet_key);
        assert_eq!(receive(&mut bob, &known, false), Err(Reject::ChainEnd), "the chain that there is");
        let new = last(format, *KeyPair::from([50; 32]).public());
        assert_eq!(receive(&mut bob, &new, false), Err(Reject::ChainEnd), "a new chain");
        assert_eq!(bob, before);
    }
}

#[test]
fn too_many_skipped_comes_before_the_end_of_a_chain() {
    for (max_skip, code) in [(u32::MAX - 1, Reject::TooManySkipped), (u32::MAX, Reject::ChainEnd)] {
        let limits = Limits { max_skip, max_kept: 1 };
        let (mut alice, bob) = (party(Format::Omemo2, 1, limits), party(Format::Omemo2, 11, limits));
        let draws = StartDraws { choice: [0; 8], ephemeral: [30; 32].into(), ratchet: [31; 32].into() };
        alice.start("alice", &bob.bundle(), draws, &mut ()).unwrap();
        let new = last(Format::Omemo2, *KeyPair::from([50; 32]).public());
        assert_eq!(receive(&mut alice, &new, false), Err(code));
    }
}

#[test]
fn ten_bytes_are_not_cut_to_64_bits() {
    let wide = |last: u8| [&[0xff; 9][..], &[last]].concat();
    let table = [(1, Kind::U32), (2, Kind::Bytes)];
    let field = |tag: &[u8], varint: &[u8]| read(&table, &[tag, varint].concat()).map(|_| ()).unwrap_err();
    for last in [0x01, 0x02, 0x7f] {
        assert_eq!(field(&[0x08], &wide(last)), Reject::WideNumber, "{last:02x}");
        assert_eq!(field(&[0x12], &wide(last)), Reject::BadProtobuf, "{last:02x}");
        assert_eq!(field(&wide(last), &[]), Reject::BadProtobuf, "{last:02x}");
    }
    // Cut to 64 bits, this would be 5.
    let five = [&[0x85][..], &[0x80; 8], &[0x02]].concat();
    assert_eq!(field(&[0x08], &five), Reject::WideNumber);
    assert_eq!(field(&[0x08], &[&[0x85][..], &[0x80; 8], &[0x00]].concat()), Reject::LooseVarint);
    // A field that is not known may have any number.
    assert!(read(&table, &[&[0x18][..], &wide(0x7f)].concat()).is_ok());
}
