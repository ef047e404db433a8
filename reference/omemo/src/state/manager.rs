//! The record Manager.

use std::collections::BTreeSet;

use super::bytes::{Body, Record, check};
use super::party;
use crate::error::Reject;
use crate::keys::{IdentityForm, PublicKey};
use crate::manager::{Manager, Trust};
use crate::wire::bundle::Bundle;
use crate::wire::devices::{DeviceList, Label};

pub(super) fn write(out: &mut Record, manager: &Manager) {
    let Manager { jid, device_id, identity: _, label, pool, refill_at, parties, lists, bundles, keys, trust } =
        manager;
    out.data(jid.as_bytes());
    out.number(*device_id);
    out.flag(label.as_ref(), write_label);
    out.number(*pool);
    out.number(*refill_at);
    out.list(parties.iter(), party::write);
    out.list(lists.iter(), |out, ((format, jid), DeviceList(devices))| {
        out.format(*format);
        out.data(jid.as_bytes());
        out.list(devices.iter(), |out, (id, label)| {
            out.number(*id);
            out.flag(label.as_ref(), write_label);
        });
    });
    out.list(bundles.iter(), |out, ((format, jid, id), bundle)| {
        out.format(*format);
        out.data(jid.as_bytes());
        out.number(*id);
        write_bundle(out, bundle);
    });
    out.list(keys.iter(), |out, ((jid, id), key)| {
        out.data(jid.as_bytes());
        out.number(*id);
        out.put(key.as_bytes());
    });
    out.list(trust.iter(), |out, ((jid, key), trust)| {
        out.data(jid.as_bytes());
        out.put(key.as_bytes());
        out.byte(if *trust == Trust::Trusted { 1 } else { 2 });
    });
}

fn write_label(out: &mut Record, Label { text, signature }: &Label) {
    out.data(text.as_bytes());
    out.put(signature);
}

fn write_bundle(out: &mut Record, bundle: &Bundle) {
    let Bundle { identity_key, signed_pre_key_id, signed_pre_key, signature, pre_keys } = bundle;
    out.data(identity_key);
    out.number(*signed_pre_key_id);
    out.data(signed_pre_key);
    out.put(signature);
    out.list(pre_keys.iter(), |out, (id, key)| {
        out.number(*id);
        out.data(key);
    });
}

pub(super) fn read(body: &mut Body<'_>) -> Result<Manager, Reject> {
    let (jid, device_id) = (body.text()?, body.number()?);
    let label = body.flag(read_label)?;
    let (pool, refill_at) = (body.number()?, body.number()?);
    let parties = body.list(party::read)?;
    // Every Party has the identity; without one there is none.
    let identity = parties.first().map(|party| party.identity.clone()).ok_or(Reject::BadState)?;
    check(
        identity.given().0 == IdentityForm::Seed && parties.iter().all(|party| party.identity == identity),
    )?;
    check_once(parties.iter().map(|party| party.format))?;
    let lists = body.map(|body| {
        let place = (body.format()?, body.text()?);
        let devices = body.list(|body| Ok((body.number()?, body.flag(read_label)?)))?;
        check_once(devices.iter().map(|(id, _)| id))?;
        Ok((place, DeviceList(devices)))
    })?;
    let bundles =
        body.map(|body| Ok(((body.format()?, body.text()?, body.number()?), read_bundle(body)?)))?;
    let keys = body.map(|body| Ok(((body.text()?, body.number()?), PublicKey::from(body.array()?))))?;
    let trust = body.map(|body| {
        let place = (body.text()?, PublicKey::from(body.array()?));
        Ok((place, if body.one_of([1, 2])? == 1 { Trust::Trusted } else { Trust::Distrusted }))
    })?;
    Ok(Manager { jid, device_id, identity, label, pool, refill_at, parties, lists, bundles, keys, trust })
}

fn read_label(body: &mut Body<'_>) -> Result<Label, Reject> {
    Ok(Label { text: body.text()?, signature: body.array()? })
}

fn read_bundle(body: &mut Body<'_>) -> Result<Bundle, Reject> {
    let bundle = Bundle {
        identity_key: body.data()?.to_vec(),
        signed_pre_key_id: body.number()?,
        signed_pre_key: body.data()?.to_vec(),
        signature: body.array::<64>()?.to_vec(),
        pre_keys: body.list(|body| Ok((body.number()?, body.data()?.to_vec())))?,
    };
    check_once(bundle.pre_keys.iter().map(|(id, _)| id))?;
    Ok(bundle)
}

/// Checks that there is nothing twice in what stands in no order.
fn check_once<T: Ord>(mut entries: impl Iterator<Item = T>) -> Result<(), Reject> {
    let mut seen = BTreeSet::new();
    check(entries.all(|entry| seen.insert(entry)))
}
