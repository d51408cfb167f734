//! `reshuffle completions`

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, ValueHint};
use clap_complete::Shell;
use reshuffle::domain::{
    Basis, Capacity, Compare, Field, HowRule, Kind, Noun, Per, PostChange, SourceField, Stance, Turn,
};

use crate::command_line;
use crate::failure::Failure;
use crate::output::print_bytes;

/// Completions of commands, options and their words for a shell, on stdout
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
    clap_complete::generate(args.shell, &mut with_words(command_line()), "reshuffle", &mut script);
    print_bytes(&script)
}

/// A command that offers the words which its options take, and files only
/// where a file is meant. Read with, it would say less of what is wrong.
fn with_words(command: Command) -> Command {
    let name = command.get_name().to_owned();
    let command = command.mut_args(|arg| with_words_of(&name, arg));
    command.mut_subcommands(with_words)
}

fn with_words_of(command: &str, arg: Arg) -> Arg {
    if !arg.get_action().takes_values() || !arg.get_possible_values().is_empty() {
        return arg;
    }
    let words = words_of(command, arg.get_id().as_str());
    match arg.get_id().as_str() {
        _ if !words.is_empty() => arg.value_parser(PossibleValuesParser::new(words)),
        "ledger" | "dir" => arg.value_hint(ValueHint::DirPath),
        "file" | "original" | "into" | "metadata" => arg.value_hint(ValueHint::FilePath),
        "from" if command == "append" => arg.value_hint(ValueHint::FilePath),
        _ => arg.value_hint(ValueHint::Other),
    }
}

/// The words that an argument of a command takes; none where it takes any text.
fn words_of(command: &str, arg: &str) -> Vec<&'static str> {
    macro_rules! all {
        ($($words:ty),+) => { [$(<$words>::ALL.iter().map(|word| word.word()).collect::<Vec<_>>()),+].concat() };
    }
    match (command, arg) {
        ("append", "kind") => Kind::facts().map(Kind::word).chain(["resigned", "sacked", "moved"]).collect(),
        (_, "kind") => all!(Kind),
        ("redescribe", "unset") => all!(SourceField),
        (_, "unset") => all!(Field),
        (_, "how") => all!(HowRule),
        (_, "basis") => all!(Basis),
        (_, "stance") => all!(Stance),
        (_, "compare") => all!(Compare),
        (_, "per") => all!(Per),
        (_, "names") => all!(Noun),
        (_, "change") => all!(PostChange, Turn),
        (_, "status") => all!(Capacity),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_takes_words_offers_them_and_nothing_else_offers_files() {
        let mut command = with_words(command_line());
        command.build();
        let find = |names: &[&str], arg: &str| -> (Vec<String>, ValueHint) {
            let found = names.iter().try_fold(&command, |command, name| command.find_subcommand(name));
            let found = found.and_then(|command| command.get_arguments().find(|known| known.get_id() == arg));
            let found = found.unwrap_or_else(|| panic!("{names:?} has no `{arg}`"));
            let values = found.get_possible_values();
            (values.iter().map(|value| value.get_name().to_owned()).collect(), found.get_value_hint())
        };
        for (names, arg, word) in [
            (&["append"][..], "kind", "moved"),
            (&["append"], "stance", "rumoured"),
            (&["append"], "change", "ended"),
            (&["amend"], "unset", "part_of"),
            (&["source", "redescribe"], "unset", "as_of"),
            (&["log"], "kind", "retracted"),
            (&["tally"], "how", "left"),
            (&["tally"], "by", "effect"),
            (&["check"], "rules", "not-ended"),
        ] {
            let words = find(names, arg).0;
            assert!(words.iter().any(|found| found == word), "{names:?} {arg}: {words:?}");
        }
        for (names, arg, hint) in [
            (&["tally"][..], "body", ValueHint::Other),
            (&["tally"], "from", ValueHint::Other),
            (&["append"], "from", ValueHint::FilePath),
            (&["source", "add"], "file", ValueHint::FilePath),
            (&["export"], "into", ValueHint::FilePath),
            (&["status"], "ledger", ValueHint::DirPath),
        ] {
            assert_eq!(find(names, arg).1, hint, "{names:?} {arg}");
        }
    }
}
