//! Addresses and IDs: sections 5.2 to 5.4.

use taut_dimp::Id;
use taut_dimp::wire::address::{self, Address, Entity, Kind, PERSON};
use taut_dimp::wire::id::Roles;

use super::super::Operation;
use super::{Call, Failure, Members, accepted, hex, with};

pub(super) const OPERATIONS: [Operation; 4] = [
    Operation { name: "dimp.address", run: of_data },
    Operation { name: "dimp.id.read", run: read },
    Operation { name: "dimp.id.equal", run: equal },
    Operation { name: "dimp.id.roles", run: roles },
];

fn of_data(call: &mut Call<'_>) -> Result<Members, Failure> {
    let is_eth = call.input.choice("kind", &[("btc", false), ("eth", true)])?;
    let data = call.input.bytes("data")?;
    let network = address::network(call.input.optional_int("network")?.unwrap_or(PERSON.into()))?;
    let address = if is_eth {
        call.note("digest", &address::eth_digest(&data)?);
        Address::of_point(&data)?
    } else {
        let digest = address::btc_digest(&data);
        call.note("digest", &digest);
        call.note("check", &address::check(network, &digest));
        Address::of_digest(network, &digest)
    };
    Ok(accepted([("address", hex(address.as_str())), ("number", address.number().into())]))
}

fn read(call: &mut Call<'_>) -> Result<Members, Failure> {
    let id = Id::read(&call.input.bytes("id")?)?;
    let address = id.address();
    let kind = match address.kind() {
        Kind::Broadcast => "broadcast",
        Kind::Btc => "btc",
        Kind::Eth => "eth",
    };
    let entity = match address.entity() {
        Entity::Both => "both",
        Entity::Group => "group",
        Entity::Neither => "neither",
        Entity::User => "user",
    };
    let out = accepted([
        ("address", hex(address.as_str())),
        ("kind", kind.into()),
        ("network", address.network().into()),
        ("number", address.number().into()),
        ("entity", entity.into()),
    ]);
    let out = with(out, "name", id.name().map(hex));
    Ok(with(out, "terminal", id.terminal().map(hex)))
}

fn equal(call: &mut Call<'_>) -> Result<Members, Failure> {
    let a = Id::read(&call.input.bytes("a")?)?;
    Ok(accepted([("equal", (a == Id::read(&call.input.bytes("b")?)?).into())]))
}

fn roles(call: &mut Call<'_>) -> Result<Members, Failure> {
    let Roles { founder, owner, members } = Roles::of(&Id::read(&call.input.bytes("group")?)?)?;
    let members = members.iter().map(hex).collect();
    Ok(accepted([("founder", hex(founder)), ("owner", hex(owner)), ("members", members)]))
}
