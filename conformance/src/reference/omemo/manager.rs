//! Managers: sections 6.6 to 6.9.

use taut_omemo::Format;
use taut_omemo::keys::{PublicKey, fingerprint};
use taut_omemo::manager::{Action, Manager, ManagerDraws, ManagerSetup, Trust};
use taut_omemo::supply::Supply;

use super::super::Operation;
use super::{Call, Failure, Members, accepted, drawn, format, hex, needs, value, with};

pub(super) const OPERATIONS: [Operation; 11] = [
    Operation { name: "omemo.manager.new", run: new },
    Operation { name: "omemo.manager.devices", run: devices },
    Operation { name: "omemo.manager.bundle", run: bundle },
    Operation { name: "omemo.manager.trust", run: trust },
    Operation { name: "omemo.manager.list", run: list },
    Operation { name: "omemo.manager.encrypt", run: encrypt },
    Operation { name: "omemo.manager.decrypt", run: decrypt },
    Operation { name: "omemo.manager.tick", run: tick },
    Operation { name: "omemo.manager.reset", run: reset },
    Operation { name: "omemo.manager.save", run: save },
    Operation { name: "omemo.manager.restore", run: restore },
];

const TRUST: [(&str, Trust); 3] =
    [("trusted", Trust::Trusted), ("distrusted", Trust::Distrusted), ("undecided", Trust::Undecided)];

fn new(call: &mut Call<'_>) -> Result<Members, Failure> {
    let formats = call.input.texts("formats")?.into_iter().map(|name| {
        let wrong = || Failure::Error(format!("`in.formats` has `{name}`, which is no format"));
        Format::from_name(name).ok_or_else(wrong)
    });
    let setup = ManagerSetup {
        jid: call.input.text("jid")?.to_owned(),
        device_id: call.input.optional_int("device_id")?,
        formats: formats.collect::<Result<_, _>>()?,
        identity: call.input.optional_array("identity")?,
        pool: call.input.optional_int("pool")?,
        refill_at: call.input.optional_int("refill_at")?,
        label: call.input.optional_utf8("label")?,
    };
    for name in ["identity", "device_id"] {
        if !call.input.has(name) {
            needs(call, &[name])?;
        }
    }
    let draws = ManagerDraws {
        identity: drawn(call, "identity")?,
        device_id: drawn(call, "device_id")?,
        random: supply(call)?,
    };
    needs(call, &["random"])?;
    let (manager, actions) = Manager::new(setup, draws, call.now_ms()?);
    let identity = manager.identity();
    let out = accepted([
        ("device_id", manager.device_id().into()),
        ("ed25519", hex(identity.ed25519())),
        ("fingerprint", hex(fingerprint(identity.x25519()).as_bytes())),
        ("actions", value::actions(&actions)),
    ]);
    call.new_actor()?.omemo_manager = Some(manager);
    Ok(out)
}

fn devices(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (format, jid, xml) = (format(call)?, call.input.text("jid")?, call.input.bytes("xml")?);
    Ok(accepted_actions(&manager(call)?.devices(format, jid, &xml)?))
}

fn bundle(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (format, jid, device_id) = place(call)?;
    let xml = call.input.bytes("xml")?;
    let (ed25519, x25519) = manager(call)?.bundle(format, jid, device_id, &xml)?;
    let fingerprint = fingerprint(&x25519);
    Ok(accepted([("ed25519", hex(&ed25519)), ("fingerprint", hex(fingerprint.as_bytes()))]))
}

fn trust(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (jid, key) = (call.input.text("jid")?, PublicKey::from(call.input.array::<32>("x25519")?));
    let trust = call.input.choice("trust", &TRUST)?;
    manager(call)?.trust(jid, key, trust);
    Ok(Members::new())
}

fn list(call: &mut Call<'_>) -> Result<Members, Failure> {
    let jid = call.input.text("jid")?;
    Ok(accepted([("devices", manager(call)?.list(jid).iter().map(value::device).collect())]))
}

fn encrypt(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (format, to, payload) =
        (format(call)?, call.input.texts("to")?, call.input.optional_bytes("payload")?);
    let random = supply(call)?;
    let sent = manager(call)?.encrypt(format, &to, payload.as_deref(), random)?;
    needs(call, &["random"])?;
    Ok(accepted([
        ("xml", hex(&sent.xml)),
        ("left_out", sent.left_out.iter().map(value::left_out).collect()),
        ("actions", value::actions(&sent.actions)),
    ]))
}

fn decrypt(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (format, jid, xml) = (format(call)?, call.input.text("jid")?, call.input.bytes("xml")?);
    let random = supply(call)?;
    let received = manager(call)?.decrypt(format, jid, &xml, random)?;
    needs(call, &["random"])?;
    let out = accepted([
        ("device_id", received.device_id.into()),
        ("trust", value::trust(received.trust).into()),
        ("actions", value::actions(&received.actions)),
    ]);
    Ok(with(out, "payload", received.payload.as_deref().map(hex)))
}

fn tick(call: &mut Call<'_>) -> Result<Members, Failure> {
    needs(call, &["random"])?;
    let (random, now) = (supply(call)?, call.now_ms()?);
    Ok(accepted_actions(&manager(call)?.tick(random, now)))
}

fn reset(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (format, jid, device_id) = place(call)?;
    manager(call)?.reset(format, jid, device_id);
    Ok(Members::new())
}

fn save(call: &mut Call<'_>) -> Result<Members, Failure> {
    Ok(accepted([("state", hex(&manager(call)?.save()))]))
}

fn restore(call: &mut Call<'_>) -> Result<Members, Failure> {
    let manager = Manager::restore(&call.input.bytes("state")?)?;
    let out =
        accepted([("device_id", manager.device_id().into()), ("ed25519", hex(manager.identity().ed25519()))]);
    call.new_actor()?.omemo_manager = Some(manager);
    Ok(out)
}

fn place<'a>(call: &Call<'a>) -> Result<(Format, &'a str, u32), Failure> {
    Ok((format(call)?, call.input.text("jid")?, call.input.int("device_id")?))
}

fn supply(call: &Call<'_>) -> Result<Supply, Failure> {
    Ok(Supply::new(drawn(call, "random")?))
}

fn accepted_actions(actions: &[Action]) -> Members {
    accepted([("actions", value::actions(actions))])
}

fn manager<'c>(call: &'c mut Call<'_>) -> Result<&'c mut Manager, Failure> {
    call.actor().and_then(|actor| actor.omemo_manager.as_mut()).ok_or_else(|| {
        Failure::Error("this actor has no Manager in this session; make it with omemo.manager.new".to_owned())
    })
}
