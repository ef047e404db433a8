//! Tagged arrays: sections 4.7, 4.8, 6.6 and 6.7 of `spec/omemo.md`.

use serde_json::{Value as Json, json};
use taut_omemo::Format;
use taut_omemo::manager::{Action, Device, LeftOut, Trust, Why};
use taut_omemo::wire::devices::{DeviceList, Label};
use taut_omemo::wire::element::Key;

/// Labels by device.
pub(super) fn labels(json: &Json) -> Option<Vec<(u32, Label)>> {
    let label = |entry: &Json| match entry.as_array()?.as_slice() {
        [tag, id, text, signature] if tag == "label" => {
            let text = String::from_utf8(bytes(text)?).ok()?;
            Some((number(id)?, Label { text, signature: bytes(signature)?.try_into().ok()? }))
        }
        _ => None,
    };
    json.as_array()?.iter().map(label).collect()
}

pub(super) fn of_labels(list: &DeviceList) -> Json {
    let labelled = list.0.iter().filter_map(|(id, label)| Some((id, label.as_ref()?)));
    labelled
        .map(|(id, label)| json!(["label", id, hex::encode(&label.text), hex::encode(label.signature)]))
        .collect()
}

/// The keys of an encrypted element.
pub(super) fn keys(json: &Json) -> Option<Vec<Key>> {
    let key = |entry: &Json| match entry.as_array()?.as_slice() {
        [tag, jid, rid, key_exchange, data] if tag == "key" => Some(Key {
            jid: jid.as_str()?.to_owned(),
            rid: number(rid)?,
            key_exchange: key_exchange.as_bool()?,
            data: bytes(data)?,
        }),
        _ => None,
    };
    json.as_array()?.iter().map(key).collect()
}

pub(super) fn of_key(key: &Key) -> Json {
    json!(["key", key.jid, key.rid, key.key_exchange, hex::encode(&key.data)])
}

pub(super) fn actions(actions: &[Action]) -> Json {
    let action = |action: &Action| match action {
        Action::PublishBundle(format, xml) => json!(["publish-bundle", format.name(), hex::encode(xml)]),
        Action::PublishDevices(format, xml) => json!(["publish-devices", format.name(), hex::encode(xml)]),
        Action::FetchDevices(format, jid) => json!(["fetch-devices", format.name(), jid]),
        Action::FetchBundle(format, jid, id) => json!(["fetch-bundle", format.name(), jid, id]),
        Action::Send(format, jid, xml) => json!(["send", format.name(), jid, hex::encode(xml)]),
    };
    actions.iter().map(action).collect()
}

pub(super) fn device(device: &Device) -> Json {
    let formats: Vec<&str> = device.formats.iter().copied().map(Format::name).collect();
    let x25519 = device.x25519.map(|key| hex::encode(key.as_bytes())).unwrap_or_default();
    let label = device.label.as_ref().map(hex::encode).unwrap_or_default();
    json!(["device", device.id, formats, x25519, trust(device.trust), label])
}

pub(super) const fn trust(trust: Trust) -> &'static str {
    match trust {
        Trust::Trusted => "trusted",
        Trust::Distrusted => "distrusted",
        Trust::Undecided => "undecided",
    }
}

pub(super) fn left_out(LeftOut { jid, id, why }: &LeftOut) -> Json {
    match why {
        Why::Distrusted => json!(["distrusted", jid, id]),
        Why::NoBundle => json!(["no-bundle", jid, id]),
        Why::SameId => json!(["same-id", jid, id]),
        Why::Failed(reject) => json!(["failed", jid, id, reject.code()]),
    }
}

fn bytes(json: &Json) -> Option<Vec<u8>> {
    hex::decode(json.as_str()?).ok()
}

fn number(json: &Json) -> Option<u32> {
    u32::try_from(json.as_u64()?).ok()
}
