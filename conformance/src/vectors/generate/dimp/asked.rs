//! Identities of the captures, as cases ask for them.

/// The published user hulk, and moki.
pub(super) const HULK: &str = "hulk@4YeVEN3aUnvC1DNUufCq1bs9zoBSJTzVEj";
pub(super) const MOKI: &str = "moki@4WDfe3zZ4T7opFSi3iDAKiuTnUHjxmXekk";
/// The address of moki, and its number.
pub(super) const MOKI_ADDRESS: &str = "4WDfe3zZ4T7opFSi3iDAKiuTnUHjxmXekk";
pub(super) const MOKI_NUMBER: u32 = 1_840_839_527;
/// The number of every address that holds none.
pub(super) const NO_NUMBER: u32 = 9527;
/// A user with an address of the kind `eth`.
pub(super) const ERIN_ADDRESS: &str = "0xa8CEd2347444177Db470E809E3730010e7705b6a";
