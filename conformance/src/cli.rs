//! The command line: what each command takes, and its exit status.
//!
//! | Module | Commands |
//! |---|---|
//! | [`run`] | `run` |
//! | [`list`] | `list` |
//! | [`expect`] | `expect` |
//! | [`vectors`] | `vectors` |
//! | [`doctor`] | `doctor` |
//! | [`prove`] | `prove` |
//! | [`explain`] | `explain` |
//! | [`findings`] | `findings` |
//! | [`report`] | `report` |
//! | [`subject`] | (the implementation under test) |
//! | [`stale`] | (the warning about a checkout that differs) |

mod doctor;
mod expect;
mod explain;
mod findings;
mod list;
mod prove;
mod report;
mod run;
mod stale;
mod subject;
mod vectors;

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Error, Result};
use clap::{Args, Parser, Subcommand};

use crate::engine::SetupError;
use crate::report::paint::{ColorFlag, Paint};
use crate::select::NothingSelected;
use crate::vectors as vectors_command;
use crate::{prove as proof, reference, scaffold, show, trace};

/// Usage, or a suite that is not valid.
const USAGE: u8 = 2;
/// No verdict: the implementation could not be set up or never said hello; or what there is could not be written.
const SET_UP: u8 = 3;
/// No case was selected.
const NOTHING: u8 = 4;

/// Runs an implementation of an end-to-end-encrypted messaging protocol against
/// the cases of its specification.
#[derive(Debug, Parser)]
#[command(name = "taut", version, max_term_width = 80, arg_required_else_help = true)]
#[command(after_help = "Examples:
  taut run                            the built-in reference, every protocol
  taut run -- python3 my_adapter.py   your implementation
  taut new python my-adapter          a skeleton to start from")]
struct Cli {
    /// When to use colours
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value = "auto")]
    color: ColorFlag,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::RunArgs),
    Expect(expect::ExpectArgs),
    List(list::ListArgs),
    Show(show::ShowArgs),
    Doctor(doctor::DoctorArgs),
    Explain(explain::ExplainArgs),
    Findings(findings::FindingsArgs),
    Trace(trace::Args),
    Vectors(vectors_command::Args),
    Prove(prove::ProveArgs),
    Report(report::ReportArgs),
    New(NewArgs),
    Reference(ReferenceArgs),
    Broken(prove::BrokenArgs),
}

/// Start an adapter for your implementation
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  taut new python my-adapter
  taut doctor -- python3 my-adapter/adapter.py")]
struct NewArgs {
    #[command(subcommand)]
    language: Language,
}

#[derive(Debug, Subcommand)]
enum Language {
    /// An adapter in JavaScript, for Node.js without packages
    Javascript(SkeletonArgs),
    /// An adapter in Python, without packages
    Python(SkeletonArgs),
    /// An adapter in Rust
    Rust(SkeletonArgs),
}

#[derive(Args, Debug)]
struct SkeletonArgs {
    /// Folder to make; a file that exists is never overwritten
    dir: PathBuf,
    /// Protocol to implement (repeatable)
    #[arg(long, value_name = "NAME", default_value = "stringphone")]
    protocol: Vec<String>,
}

/// Be the built-in adapter: JSON lines on standard input and output
#[derive(Args, Debug)]
#[command(hide = true)]
pub(crate) struct ReferenceArgs {
    /// Offer the forging operations too
    #[arg(long)]
    pub(crate) attacker: bool,
    /// Skip the checks of this rule (repeatable)
    #[arg(long, value_name = "RULE")]
    pub(crate) without: Vec<String>,
}

/// Runs the command that was given.
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    let paint = Paint::new(cli.color, io::stdout().is_terminal());
    let done = match &cli.command {
        Command::Run(args) => run::command(args, cli.color),
        Command::Expect(args) => expect::command(args),
        Command::List(args) => list::command(args),
        Command::Show(args) => show::command(args, paint).map(|()| 0),
        Command::Doctor(args) => doctor::command(args, paint),
        Command::Explain(args) => explain::command(args, paint),
        Command::Findings(args) => findings::command(args, paint),
        Command::Trace(args) => trace::command(args),
        Command::Vectors(args) => vectors::command(args),
        Command::Prove(args) => prove::command(args, paint),
        Command::Report(args) => report::command(args, cli.color),
        Command::New(NewArgs { language }) => new(language),
        Command::Broken(args) => return proof::broken_adapter(args.mode),
        Command::Reference(args) => return reference::run(args.attacker, &args.without),
    };
    ExitCode::from(done.unwrap_or_else(|why| failed(&why)))
}

fn new(language: &Language) -> Result<u8> {
    let (language, SkeletonArgs { dir, protocol }) = match language {
        Language::Javascript(args) => (scaffold::Language::JavaScript, args),
        Language::Python(args) => (scaffold::Language::Python, args),
        Language::Rust(args) => (scaffold::Language::Rust, args),
    };
    print(&scaffold::adapter(language, dir, protocol)?)?;
    Ok(0)
}

/// Says what went wrong, and gives the exit status for it.
fn failed(why: &Error) -> u8 {
    if is_broken_pipe(why) {
        return 0;
    }
    remark(&format!("error: {why:#}"));
    if why.is::<NothingSelected>() {
        NOTHING
    } else if why.is::<SetupError>() || why.is::<Unprinted>() {
        SET_UP
    } else {
        USAGE
    }
}

/// Whether the reader of our output has gone.
fn is_broken_pipe(why: &Error) -> bool {
    let errors = why.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
    errors.map(io::Error::kind).any(|kind| kind == ErrorKind::BrokenPipe)
}

/// Writes text to standard output, as it is.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    Ok(out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Unprinted)?)
}

/// Standard output takes no more.
#[derive(Debug, thiserror::Error)]
#[error("cannot write to standard output")]
struct Unprinted(#[source] io::Error);

/// Writes a line to standard error; nobody may be there to read it.
pub(crate) fn remark(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn help_fits_80_columns() {
        let mut command = Cli::command();
        command.build();
        for command in command.get_subcommands_mut() {
            for line in command.render_long_help().to_string().lines() {
                assert!(line.chars().count() <= 80, "{line}");
            }
        }
    }
}
