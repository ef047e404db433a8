//! JSON: section 5.1.

use taut_dimp::wire::json::{read, write};

use super::super::Operation;
use super::{Call, Failure, Members, accepted, hex, value};

pub(super) const OPERATIONS: [Operation; 2] = [
    Operation { name: "dimp.json.read", run: read_text },
    Operation { name: "dimp.json.write", run: write_value },
];

fn read_text(call: &mut Call<'_>) -> Result<Members, Failure> {
    let value = read::read(&call.input.bytes("text")?)?;
    Ok(accepted([("value", value::write(&value))]))
}

fn write_value(call: &mut Call<'_>) -> Result<Members, Failure> {
    let value = call.input.value("value", value::read)?;
    write::check(&value)?;
    Ok(accepted([("text", hex(write::value(&value)))]))
}
