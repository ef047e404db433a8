//! Contents: sections 5.13 and 5.14.

use taut_dimp::Id;
use taut_dimp::wire::content::{self, Content, Kind};
use taut_dimp::wire::json::write;

use super::super::Operation;
use super::{Call, Failure, Members, accepted, drawn, hex, needs, time, value, with};

pub(super) const OPERATIONS: [Operation; 2] =
    [Operation { name: "dimp.content.make", run: make }, Operation { name: "dimp.content.read", run: read }];

fn make(call: &mut Call<'_>) -> Result<Members, Failure> {
    let kinds = Kind::ALL.map(|kind| (kind.name(), kind));
    let (kind, members) = (call.input.choice("kind", &kinds)?, call.input.value("members", value::read)?);
    let group = call.input.optional_bytes("group")?.map(|group| Id::read(&group)).transpose()?;
    let members = content::given(members)?;
    let content = content::make(kind, members, group.as_ref(), drawn(call, "sn")?, time(call)?)?;
    needs(call, &["sn"])?;
    Ok(accepted([("content", hex(write::dict(&content)))]))
}

fn read(call: &mut Call<'_>) -> Result<Members, Failure> {
    let content = Content::read(&call.input.bytes("content")?)?;
    let out = accepted([
        ("kind", content.kind().name().into()),
        ("type", content.number().into()),
        ("sn", content.sn().to_string().into()),
        ("value", value::write_dict(content.members())),
    ]);
    Ok(with(out, "group", content.group().map(|group| hex(group.to_text()))))
}
