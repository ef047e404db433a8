//! Nodes: section 6.

use serde_json::Value as Json;
use taut_dimp::session::{Heard, Packing, Registration};
use taut_dimp::wire::json::write;
use taut_dimp::{Dict, Node, Value};

use super::super::Operation;
use super::message::draws;
use super::{Call, Failure, Members, accepted, drawn, hex, needs, time, value, with};

pub(super) const OPERATIONS: [Operation; 12] = [
    Operation { name: "dimp.new", run: new },
    Operation { name: "dimp.register", run: register },
    Operation { name: "dimp.user.add", run: add_user },
    Operation { name: "dimp.meta.save", run: save_meta },
    Operation { name: "dimp.profile.save", run: save_profile },
    Operation { name: "dimp.members.save", run: save_members },
    Operation { name: "dimp.members", run: members },
    Operation { name: "dimp.pack", run: pack },
    Operation { name: "dimp.receive", run: receive },
    Operation { name: "dimp.process", run: process },
    Operation { name: "dimp.save", run: save },
    Operation { name: "dimp.restore", run: restore },
];

fn new(call: &mut Call<'_>) -> Result<Members, Failure> {
    call.new_actor()?.dimp = Some(Node::default());
    Ok(Members::new())
}

fn register(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (private_key, seed) = (call.input.bytes("private_key")?, call.input.optional_bytes("seed")?);
    let registration = Registration {
        private_key: &private_key,
        version: call.input.optional_int("version")?,
        seed: seed.as_deref(),
        network: call.input.optional_int("network")?,
        properties: call.input.optional_value("properties", value::read_dict)?,
    };
    let (k_meta, k_profile) = (drawn(call, "k_meta")?, drawn(call, "k_profile")?);
    let made = node(call)?.register(registration, &k_meta, &k_profile)?;
    needs(call, &["k_meta", "k_profile"])?;
    let out = accepted([("id", hex(made.id)), ("meta", hex(made.meta))]);
    Ok(with(out, "profile", made.profile.map(hex)))
}

fn add_user(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (id, meta) = (call.input.bytes("id")?, call.input.bytes("meta")?);
    let private_keys = call.input.list("private_keys")?;
    node(call)?.add_user(&id, &meta, &private_keys)?;
    Ok(Members::new())
}

fn save_meta(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (id, meta) = (call.input.bytes("id")?, call.input.bytes("meta")?);
    node(call)?.save_meta(&id, &meta)?;
    Ok(Members::new())
}

fn save_profile(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (id, profile) = (call.input.bytes("id")?, call.input.bytes("profile")?);
    let signer = call.input.optional_bytes("signer")?;
    node(call)?.save_profile(&id, &profile, signer.as_deref())?;
    Ok(Members::new())
}

fn save_members(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (group, members) = (call.input.bytes("group")?, call.input.list("members")?);
    let assistants = call.input.optional_list("assistants")?;
    node(call)?.save_members(&group, &members, assistants.as_deref())?;
    Ok(Members::new())
}

fn members(call: &mut Call<'_>) -> Result<Members, Failure> {
    let group = call.input.bytes("group")?;
    let members = node(call)?.members(&group)?;
    Ok(accepted([("members", members.iter().map(hex).collect())]))
}

fn pack(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (sender, receiver) = (call.input.bytes("sender")?, call.input.bytes("receiver")?);
    let (content, url) = (call.input.bytes("content")?, call.input.optional_bytes("url")?);
    let packing = Packing {
        sender: &sender,
        receiver: &receiver,
        content: &content,
        split: call.input.optional_bool("split")?.unwrap_or_default(),
        attach_meta: call.input.optional_bool("attach_meta")?.unwrap_or_default(),
        url: url.as_deref(),
    };
    let (draws, time) = (draws(call)?, time(call)?);
    let packed = node(call)?.pack(&packing, draws, time)?;
    needs(call, &["key", "iv", "padding", "k"])?;
    let messages = packed.messages.iter().map(|message| hex(write::dict(message))).collect();
    Ok(with(accepted([("messages", messages)]), "upload", packed.upload.map(hex)))
}

fn receive(call: &mut Call<'_>) -> Result<Members, Failure> {
    let message = call.input.bytes("message")?;
    let downloads = call.input.optional_pairs("downloads")?.unwrap_or_default().0;
    let received = node(call)?.receive(&message, &downloads)?;
    let outer = &received.outer;
    let out = accepted([
        ("sender", hex(outer.sender.to_text())),
        ("user", hex(outer.user.to_text())),
        ("content", value::write_dict(&outer.content)),
    ]);
    let out = with(out, "group", outer.group.as_ref().map(|group| hex(group.to_text())));
    let out = with(out, "inner", inner(&received.inner));
    Ok(with(out, "pass_on", received.pass_on.map(|message| hex(write::dict(&message)))))
}

fn inner(heard: &[Heard]) -> Option<Json> {
    let of = |heard: &Heard| {
        let Heard { sender, user, group, kind: _, content } = heard;
        let mut members = Dict::from_iter([("sender", sender.to_text()), ("user", user.to_text())]);
        members.0.extend(group.as_ref().map(|group| ("group".into(), group.to_text().into())));
        members.0.push(("content".into(), content.clone().into()));
        Value::Dict(members)
    };
    (!heard.is_empty()).then(|| value::write(&Value::List(heard.iter().map(of).collect())))
}

fn process(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (sender, user) = (call.input.bytes("sender")?, call.input.bytes("user")?);
    let (content, sn, time) = (call.input.bytes("content")?, drawn(call, "sn")?, time(call)?);
    let answer = node(call)?.process(&sender, &user, &content, sn, time)?;
    needs(call, &["sn"])?;
    Ok(with(Members::new(), "answer", answer.map(hex)))
}

fn save(call: &mut Call<'_>) -> Result<Members, Failure> {
    Ok(accepted([("state", hex(node(call)?.save()))]))
}

fn restore(call: &mut Call<'_>) -> Result<Members, Failure> {
    let node = Node::restore(&call.input.bytes("state")?);
    let node = node.map_err(|why| Failure::Error(format!("`in.state`: {why}")))?;
    call.new_actor()?.dimp = Some(node);
    Ok(Members::new())
}

fn node<'c>(call: &'c mut Call<'_>) -> Result<&'c mut Node, Failure> {
    call.actor().and_then(|actor| actor.dimp.as_mut()).ok_or_else(|| {
        Failure::Error("this actor has no node in this session; make it with dimp.new".to_owned())
    })
}
