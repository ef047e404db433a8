//! Bundles, device lists, labels and encrypted elements: sections 5.5 to 5.7.

use taut_omemo::wire::bundle::Bundle;
use taut_omemo::wire::devices::{DeviceList, check_label};
use taut_omemo::wire::element::Encrypted;

use super::super::Operation;
use super::{Call, Failure, Members, accepted, accepted_bundle, bundle, format, hex, value, with};

pub(super) const OPERATIONS: [Operation; 8] = [
    Operation { name: "omemo.bundle.check", run: bundle_check },
    Operation { name: "omemo.bundle.write", run: bundle_write },
    Operation { name: "omemo.bundle.read", run: bundle_read },
    Operation { name: "omemo.devices.write", run: devices_write },
    Operation { name: "omemo.devices.read", run: devices_read },
    Operation { name: "omemo.label.check", run: label_check },
    Operation { name: "omemo.element.write", run: element_write },
    Operation { name: "omemo.element.read", run: element_read },
];

fn bundle_check(call: &mut Call<'_>) -> Result<Members, Failure> {
    let checked = bundle(call)?.check(format(call)?)?;
    let x25519 = hex(checked.identity_key.x25519().as_bytes());
    Ok(accepted([("ed25519", hex(&checked.ed25519)), ("x25519", x25519)]))
}

fn bundle_write(call: &mut Call<'_>) -> Result<Members, Failure> {
    Ok(accepted([("xml", hex(&bundle(call)?.write(format(call)?)))]))
}

fn bundle_read(call: &mut Call<'_>) -> Result<Members, Failure> {
    Ok(accepted_bundle(&Bundle::read(format(call)?, &call.input.bytes("xml")?)?))
}

fn devices_write(call: &mut Call<'_>) -> Result<Members, Failure> {
    let labels = call.input.optional_value("labels", value::labels)?.unwrap_or_default();
    let label_of = |id| labels.iter().find(|(of, _)| *of == id).map(|(_, label)| label.clone());
    let ids = call.input.numbers("ids")?;
    let list = DeviceList(ids.into_iter().map(|id| (id, label_of(id))).collect());
    Ok(accepted([("xml", hex(&list.write(format(call)?)))]))
}

fn devices_read(call: &mut Call<'_>) -> Result<Members, Failure> {
    let list = DeviceList::read(format(call)?, &call.input.bytes("xml")?)?;
    let ids: Vec<u32> = list.0.iter().map(|(id, _)| *id).collect();
    Ok(accepted([("ids", ids.into()), ("labels", value::of_labels(&list))]))
}

fn label_check(call: &mut Call<'_>) -> Result<Members, Failure> {
    let signature = call.input.optional_bytes("signature")?;
    check_label(&call.input.bytes("identity_key")?, &call.input.bytes("label")?, signature.as_deref())?;
    Ok(Members::new())
}

fn element_write(call: &mut Call<'_>) -> Result<Members, Failure> {
    let element = Encrypted {
        sid: call.input.int("sid")?,
        keys: call.input.value("keys", value::keys)?,
        iv: call.input.optional_bytes("iv")?,
        payload: call.input.optional_bytes("payload")?,
    };
    Ok(accepted([("xml", hex(&element.write(format(call)?)))]))
}

fn element_read(call: &mut Call<'_>) -> Result<Members, Failure> {
    let Encrypted { sid, keys, iv, payload } = Encrypted::read(format(call)?, &call.input.bytes("xml")?)?;
    let members = accepted([("sid", sid.into()), ("keys", keys.iter().map(value::of_key).collect())]);
    let members = with(members, "iv", iv.as_deref().map(hex));
    Ok(with(members, "payload", payload.as_deref().map(hex)))
}
