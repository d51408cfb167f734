//! The fields of facts as flags, from the one table of fields.

use clap::{Arg, ArgAction, ArgMatches, Command};
use reshuffle::domain::{Field, Fields};

/// Flags for the fields of facts.
#[derive(Debug, Default)]
pub struct FieldArgs {
    /// What was given, persons aside.
    pub fields: Fields,
    /// The people given with `--person`.
    pub people: Vec<String>,
}

/// The flag of a field.
fn flag(field: Field) -> String {
    field.word().replace('_', "-")
}

/// What a field's flag takes, and its help.
pub fn help(field: Field) -> (&'static str, &'static str) {
    match field {
        Field::Person => ("NAME", "Who; may be given again for one event each"),
        Field::Body => ("NAME", "Which cabinet, party or department [env: RESHUFFLE_BODY]"),
        Field::Post => ("NAME", "Which office in it"),
        Field::Acting => ("", "The appointment is a stand-in"),
        Field::Rank => ("RANK", "The standing of the office, in the body's own word"),
        Field::How => (
            "WAY",
            "Which way out: resigned, sacked, stood_down, reshuffled, died, term_ended, unknown; for counted also left",
        ),
        Field::By => ("NAME", "At whose hands"),
        Field::Reason => ("TEXT", "Why they left"),
        Field::Ends => ("EVENT", "The appointment that the departure ends: its seq, the beginning of its id, or a key"),
        Field::Pledge => ("TEXT", "What is promised"),
        Field::Due => ("TIME", "By when"),
        Field::Number => ("N", "The number that the article prints"),
        Field::Of => ("N|NAME", "counted: out of how many; alias: the name it stands for"),
        Field::Compare => ("HOW", "How the number is meant: exactly, at_least, about"),
        Field::From => ("TIME", "counted: since when (without a KIND: a file of facts, or - for standard input)"),
        Field::To => ("TIME|NAME", "counted: until when; post renamed: its new name"),
        Field::Per => ("WHAT", "What is counted once: person or post"),
        Field::Group => ("NAME", "The faction"),
        Field::Name => ("NAME", "alias: the other spelling or style"),
        Field::Names => ("NOUN", "alias: what it names: person, body or post"),
        Field::PartOf => ("NAME", "The body that this one belongs to"),
        Field::Seats => ("N", "How many seats there are"),
        Field::Change => ("CHANGE", "post: created, renamed, abolished; status: began, ended"),
        Field::Status => ("STATUS", "acting, on_leave, attending or full"),
        Field::Scheme => ("NAME", "Whose identifiers: wikidata, parliament, ifg…"),
        Field::Id => ("ID", "The identifier"),
        Field::When => (
            "TIME",
            "When it was so in the world: EDTF such as 2016-06-26, 2016-06-26T13:03, ../2016-06-26; or today, yesterday, now",
        ),
        Field::Basis => ("BASIS", "What that time rests on: quote, published, desk"),
        Field::Announced => ("TIME", "When it became public, where that differs"),
        Field::Stance => ("STANCE", "What the source makes of it: reported, expected, rumoured, denied"),
        Field::Note => ("TEXT", "A remark"),
        Field::Why => ("TEXT", "alias, body, post, identified: why, where no source says it"),
    }
}

impl clap::Args for FieldArgs {
    fn augment_args(command: Command) -> Command {
        Field::ALL.iter().fold(command.next_help_heading("Fields"), |command, field| {
            // Where a command has an argument of that name, its own meaning goes first.
            if command.get_arguments().any(|arg| arg.get_id() == field.word()) {
                return command;
            }
            let (value, help) = help(*field);
            let arg = Arg::new(field.word()).long(flag(*field)).help(help);
            command.arg(match field {
                Field::Acting => arg.action(ArgAction::SetTrue),
                Field::Person => arg.value_name(value).action(ArgAction::Append),
                _ => arg.value_name(value).allow_hyphen_values(true),
            })
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl clap::FromArgMatches for FieldArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut args = Self::default();
        for field in Field::ALL {
            match field {
                Field::Person => {
                    args.people = matches.get_many::<String>(field.word()).into_iter().flatten().cloned().collect();
                }
                Field::Acting => args.fields.set_some(*field, matches.get_flag(field.word()).then_some(true)),
                // An argument of the command itself has another type and is not taken here.
                _ => {
                    if let Ok(Some(text)) = matches.try_get_one::<String>(field.word()) {
                        args.fields.set(*field, text);
                    }
                }
            }
        }
        Ok(args)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
