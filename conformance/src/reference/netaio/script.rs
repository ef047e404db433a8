//! Locks, witnesses and their machine: sections 5.11 and 5.12.

use taut_netaio::seal::script::{self, Lock, Witness};
use taut_netaio::{Misuse, Seed, VerifyKey};

use super::{Call, Failure, Members, accepted, hex, note_int, note_list};

pub(super) fn lock(call: &mut Call<'_>) -> Result<Members, Failure> {
    /// The kinds by name, before they have their keys.
    #[derive(Clone, Copy)]
    enum Kind {
        Single,
        KeyHash,
        Multi,
        Taproot,
    }
    const KINDS: [(&str, Kind); 4] = [
        ("single", Kind::Single),
        ("key-hash", Kind::KeyHash),
        ("multi", Kind::Multi),
        ("taproot", Kind::Taproot),
    ];
    let keys = call.input.list("keys")?;
    let keys =
        keys.iter().map(|key| VerifyKey::try_from(key.as_slice())).collect::<Result<Vec<_>, Misuse>>()?;
    let script = call.input.optional_bytes("script")?.unwrap_or_default();
    let lock = match call.input.choice("kind", &KINDS)? {
        Kind::Single => Lock::Single(only(&keys, "keys")?),
        Kind::KeyHash => Lock::KeyHash(only(&keys, "keys")?),
        Kind::Multi => {
            let quorum: i64 = call.input.int("quorum")?;
            Lock::Multi(&keys, u8::try_from(quorum).map_err(|_| Misuse::BadQuorum)?)
        }
        Kind::Taproot => {
            let key = only(&keys, "keys")?;
            call.note("tweak", &script::tweak(key.as_bytes(), &script));
            Lock::Taproot(key, &script)
        }
    };
    Ok(accepted([("lock", hex(&lock.program(flags(call)?)?))]))
}

pub(super) fn witness(call: &mut Call<'_>) -> Result<Members, Failure> {
    /// The kinds by name, before they have their seeds.
    #[derive(Clone, Copy)]
    enum Kind {
        Single,
        KeyHash,
        Multi,
        TaprootKey,
        TaprootScript,
    }
    const KINDS: [(&str, Kind); 5] = [
        ("single", Kind::Single),
        ("key-hash", Kind::KeyHash),
        ("multi", Kind::Multi),
        ("taproot-key", Kind::TaprootKey),
        ("taproot-script", Kind::TaprootScript),
    ];
    let seeds = call.input.list("seeds")?;
    let seeds =
        seeds.iter().map(|seed| Seed::try_from(seed.as_slice())).collect::<Result<Vec<_>, Misuse>>()?;
    let script = call.input.optional_bytes("script")?.unwrap_or_default();
    let internal_key = call.input.optional_bytes("key")?.unwrap_or_default();
    let (flags, sigfields) = (flags(call)?, call.input.list("sigfields")?);
    let sigfields: Vec<&[u8]> = sigfields.iter().map(Vec::as_slice).collect();
    let kind = call.input.choice("kind", &KINDS)?;
    let internal_key = match kind {
        Kind::TaprootScript => VerifyKey::try_from(internal_key.as_slice())?,
        _ => VerifyKey::from([0; 32]),
    };
    let witness = match kind {
        Kind::Single => Witness::Single(only(&seeds, "seeds")?),
        Kind::KeyHash => Witness::KeyHash(only(&seeds, "seeds")?),
        Kind::Multi => Witness::Multi(&seeds),
        Kind::TaprootKey => Witness::TaprootKey(only(&seeds, "seeds")?, &script),
        Kind::TaprootScript => Witness::TaprootScript(&seeds, &script, &internal_key),
    };
    call.note("signed", &script::signed(&sigfields, flags));
    if let Witness::TaprootKey(seed, script) = &witness {
        call.note("scalar", script::tweaked_scalar(seed, script).as_bytes());
    }
    Ok(accepted([("witness", hex(&witness.program(flags, &sigfields)?))]))
}

pub(super) fn run(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (witness, lock) = (call.input.bytes("witness")?, call.input.bytes("lock")?);
    let sigfields = call.input.list("sigfields")?;
    let sigfields: Vec<&[u8]> = sigfields.iter().map(Vec::as_slice).collect();
    let run = script::run(&witness, &lock, &sigfields)?;
    note_int(call, "cost", run.cost);
    note_list(call, "stack", &run.stack);
    Ok(Members::new())
}

fn flags(call: &Call<'_>) -> Result<u8, Failure> {
    Ok(call.input.optional_array("flags")?.map_or(0, u8::from_be_bytes))
}

fn only<'a, T>(items: &'a [T], member: &str) -> Result<&'a T, Failure> {
    match items {
        [item] => Ok(item),
        _ => Err(Failure::Error(format!("`in.{member}` must be one for this kind, but are {}", items.len()))),
    }
}
