//! Writes what each fuzz target starts from: `corpus DIR` makes `DIR/<target>/<n>` and `DIR/<target>.dict`.

use std::env;
use std::fs;
use std::io::{self, Error};
use std::path::Path;

use taut_fuzz::targets;

fn main() -> io::Result<()> {
    let Some(dir) = env::args_os().nth(1) else {
        return Err(Error::other("name the folder to write into"));
    };
    let dir = Path::new(&dir);
    for target in targets() {
        let folder = dir.join(target.name);
        fs::create_dir_all(&folder)?;
        for (number, input) in target.corpus()?.iter().enumerate() {
            fs::write(folder.join(number.to_string()), input)?;
        }
        fs::write(dir.join(format!("{}.dict", target.name)), target.dictionary())?;
    }
    Ok(())
}
