//! The people of the captured samples, their inputs, and edits of bytes.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// One participant, with every key in hex.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) seed: &'static str,
    pub(super) public_key: &'static str,
    pub(super) id: &'static str,
    pub(super) private_key: &'static str,
    pub(super) encryption_key: &'static str,
}

pub(super) const ALICE: Person = Person {
    seed: "eadee610feb824c0aee6beb1c078f3fd9be97d4b88cdacca6c54f196d13dae2f",
    public_key: "c36909aba063cb54ec30fe1b3c22bb0f877a4efdc465216710037aa1b6f740bd",
    id: "1b609d5a45e0d92b1e5bd7b41a9eabbe",
    private_key: "38789caa3c512a6ac8d072edc8e710ad7ab16f63a9b149ee2e46d193b9bd9dba",
    encryption_key: "7f5580a1c20a4c9e44064e88de7ba38f15895e768db2d5218688c172c5574664",
};
pub(super) const BOB: Person = Person {
    seed: "a86c9322d6b4d020b7cac495a53c46364dcf1ea25c8cc572c8a3017e4701c0ae",
    public_key: "3e9b8034d17f13b392e4754c789bee1995b49400ac901aab506d91f28da00d2c",
    id: "055e38354d6aa4b06c890b1d18064264",
    private_key: "08b43cbd12bcfc03bb364dfc6e8b3d35bb5ab95615d97b25653f2c67ff341e59",
    encryption_key: "844f38db71e230202fe57f2c20770f1b8252ee53d5720321e3098ad380e4274e",
};
pub(super) const CAROL: Person = Person {
    seed: "c26008647a1cc125069055c44f3b264e12fcd630d04f219155a0a76c6fef2fb2",
    public_key: "c157f1d27a1d6315c4ca1c5be08f0926ad4d42650ca36250c703c835d6efe12e",
    id: "f6f915b809febfd1ffea3d4ee076ce8c",
    private_key: "575ef96d8a21995ba2b0879290666f0827caf860e08085821ac491a1d12bac8a",
    encryption_key: "b3a2dfff6c149301890d27d018834c4dc2d80daf9ffcc7241eef55a949ca537a",
};
pub(super) const DAVE: Person = Person {
    seed: "0fad9ac40604416a05996b24acf6561f8ca2f29b7ce1300683a8a4c0301055ac",
    public_key: "7ec919888f15d4d46299c20cd2268e47be054efc29c711d3a25f390a0dbd76f9",
    id: "3f3a001cf077e0c28689fe765bbd31cf",
    private_key: "d9b6940fc327bef265031f1ffa6e8be6a82659d6164c7daf0d623c416b69853e",
    encryption_key: "3f31e94d01745da36a155bafa053dd543ceb8da9f61241a0a73a4bcf97a7883e",
};

/// The topic that alice, bob and carol talk on, and another one.
pub(super) const K1: &str = "720a86d51899bb73b691642deda77051aeea560790315ebc99e8a91ff1306dd0";
pub(super) const K2: &str = "abec2a2d19ba0b4495b694e4648aff8d7b0f5ec76e4d81349eff33a992492cab";

/// What `stringphone.open` is given.
pub(super) fn open_in(
    reader: &Person,
    key: Option<&str>,
    trusted: &[&str],
    mode: &str,
    message: &str,
) -> Value {
    let mut input = json!({ "own_public_key": reader.public_key });
    if let Some(key) = key {
        put(&mut input, "topic_key", json!(key));
    }
    put(&mut input, "participants", json!(trusted));
    put(&mut input, "mode", json!(mode));
    put(&mut input, "message", json!(message));
    input
}

/// What `stringphone.reply` is given.
pub(super) fn reply_in(writer: &Person, key: Option<&str>, introduction: &str) -> Value {
    let mut input = json!({ "signing_seed": writer.seed, "encryption_private_key": writer.private_key });
    if let Some(key) = key {
        put(&mut input, "topic_key", json!(key));
    }
    put(&mut input, "message", json!(introduction));
    input
}

/// What `stringphone.accept_reply` is given.
pub(super) fn accept_in(reader: &Person, key: Option<&str>, reply: &str) -> Value {
    let mut input =
        json!({ "own_public_key": reader.public_key, "encryption_private_key": reader.private_key });
    if let Some(key) = key {
        put(&mut input, "topic_key", json!(key));
    }
    put(&mut input, "message", json!(reply));
    input
}

fn put(input: &mut Value, name: &str, value: Value) {
    input.as_object_mut().expect("an object was made above").insert(name.to_owned(), value);
}

/// The participant ID that belongs to any bytes.
pub(super) fn id_of(key: &str) -> String {
    let hash = Sha256::digest(hex::decode(key).expect("keys are written as hex"));
    super::edit::slice(&hex::encode(hash), 0, 16)
}
