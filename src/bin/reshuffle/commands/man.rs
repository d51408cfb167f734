//! `reshuffle man`

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::Command;
use clap_mangen::Man;

use crate::arguments::Globals;
use crate::command_line;
use crate::failure::Failure;
use crate::output::{escape, print_bytes};

/// The manual page of the program or a command, on stdout; or all of them, in a directory
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  reshuffle man | man -l -\n  reshuffle man source add | man -l -\n  reshuffle man --dir ~/.local/share/man/man1"
)]
pub struct Args {
    /// The page of this command [default: the program's own]
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
    /// Write a page for each command into this directory, which must exist
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    dir: Option<PathBuf>,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let mut command = command_line().disable_help_subcommand(true);
    command.build();
    if let Some(dir) = &args.dir {
        return each(&command, &mut |command| {
            let (name, page) = page(command)?;
            let path = dir.join(name);
            std::fs::write(&path, page).map_err(|why| Failure::Io(format!("could not write {}", path.display()), why))
        });
    }
    let mut asked = &command;
    for word in &args.command {
        asked = asked.find_subcommand(word).ok_or_else(|| {
            let name = asked.get_bin_name().unwrap_or_else(|| asked.get_name());
            Failure::refused(format!("`{name}` has no command `{}`; `{name} --help` lists them", escape(word)))
        })?;
    }
    print_bytes(&page(asked)?.1)?;
    if std::io::stdout().is_terminal() {
        globals.note("note: this is the page as it is written; read it with `reshuffle man | man -l -`");
    }
    Ok(())
}

/// Does something for a command and for each below it.
fn each(command: &Command, act: &mut dyn FnMut(&Command) -> Result<(), Failure>) -> Result<(), Failure> {
    act(command)?;
    command.get_subcommands().try_for_each(|below| each(below, act))
}

/// The name of a command's page, and the page.
fn page(command: &Command) -> Result<(String, Vec<u8>), Failure> {
    let version = format!("reshuffle {}", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone()).source(version).manual("Reshuffle");
    let mut page = Vec::new();
    let written = man
        .render_title(&mut page)
        .and_then(|()| man.render_name_section(&mut page))
        .and_then(|()| man.render_synopsis_section(&mut page))
        .and_then(|()| man.render_description_section(&mut page))
        .and_then(|()| man.render_options_section(&mut page))
        .and_then(|()| if command.has_subcommands() { man.render_subcommands_section(&mut page) } else { Ok(()) })
        .and_then(|()| {
            let after = command.get_after_long_help().or_else(|| command.get_after_help());
            page.write_all(sections(&after.map(ToString::to_string).unwrap_or_default()).as_bytes())
        });
    written.map_err(|why| Failure::Io("could not make the manual page".to_owned(), why))?;
    Ok((man.get_filename(), page))
}

/// What stands after a command's help, each part a section of the page with its
/// lines as they are: an example that was filled and justified could not be copied.
fn sections(after: &str) -> String {
    let mut roff = String::new();
    for part in after.split("\n\n") {
        let Some((heading, lines)) = part.split_once(":\n") else { continue };
        roff.push_str(&format!(".SH {}\n.nf\n", heading.to_uppercase()));
        lines.lines().for_each(|line| roff.push_str(&format!("{}\n", verbatim(line))));
        roff.push_str(".fi\n");
    }
    roff
}

/// A line as roff prints it unchanged, whatever it begins with.
fn verbatim(line: &str) -> String {
    let line = line.strip_prefix("  ").unwrap_or(line);
    format!("\\&{}", line.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq"))
}
