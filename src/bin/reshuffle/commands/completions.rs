//! `reshuffle completions`

use clap_complete::Shell;

use crate::command_line;
use crate::failure::Failure;
use crate::output::print_bytes;

/// Completions of commands and options for a shell, on stdout
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  reshuffle completions bash > ~/.local/share/bash-completion/completions/reshuffle\n  reshuffle completions fish > ~/.config/fish/completions/reshuffle.fish"
)]
pub struct Args {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command_line(), "reshuffle", &mut script);
    print_bytes(&script)
}
