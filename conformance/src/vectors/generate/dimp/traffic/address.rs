//! Addresses of the kind `btc`, made by hand.

use sha2::{Digest, Sha256};

/// The same digest in another network.
pub(super) fn in_network(address: &str, network: u8) -> String {
    let mut bytes = bs58::decode(address).into_vec().expect("an address is base 58");
    bytes.truncate(21);
    if let Some(first) = bytes.first_mut() {
        *first = network;
    }
    let check = Sha256::digest(Sha256::digest(&bytes));
    bytes.extend(check.iter().take(4));
    bs58::encode(bytes).into_string()
}
