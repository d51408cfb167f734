//! `reshuffle man`

use std::path::PathBuf;

use clap_mangen::Man;

use crate::command_line;
use crate::failure::Failure;
use crate::output::print_bytes;

/// The manual page, on stdout; or a page for each command, in a directory
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  reshuffle man | man -l -\n  reshuffle man --dir ~/.local/share/man/man1")]
pub struct Args {
    /// Write a page for each command into this directory, which must exist
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let Some(dir) = &args.dir else {
        let mut page = Vec::new();
        let written = Man::new(command_line()).render(&mut page);
        written.map_err(|why| Failure::Io("could not make the manual page".to_owned(), why))?;
        return print_bytes(&page);
    };
    clap_mangen::generate_to(command_line(), dir)
        .map_err(|why| Failure::Io(format!("could not write the manual pages into {}", dir.display()), why))
}
