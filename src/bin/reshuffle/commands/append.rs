//! `reshuffle append`

use std::io::{BufRead, Read};
use std::sync::mpsc::{Receiver, sync_channel};

use reshuffle::domain::{ClientKey, Draft, Field, Fields, Kind};
use reshuffle::ledger::{Answer, Error, Incoming, Ledger, Line, Options, csv, jsonl, stream};
use serde_json::json;

use crate::arguments::{Globals, QuoteArgs, WriteArgs};
use crate::failure::Failure;
use crate::fields::FieldArgs;
use crate::output::{counted, escape, escape_json, print, receipt_json, receipts, release};
use crate::patience::Bar;

/// How many lines wait between standard input and the log.
const LINES_WAITING: usize = 4_096;

/// Record facts, each with the exact words it rests on
///
/// KIND is one of appointed, held, departed, withdrawn, reason, said, pledged,
/// counted, aligned, alias, body, post, status, identified; resigned and sacked
/// are short for a departure of that way, and moved is a departure and an
/// appointment in one. Several NAMEs make one event each, all or none.
/// Without a KIND, --from reads JSON Lines or CSV, all or nothing, and --stream
/// reads JSON Lines from standard input, each its own append, acknowledged by a
/// JSON line once it is durable.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  reshuffle append resigned \"Heidi Alexander\" --body \"Labour Shadow Cabinet\" --when 2016-06-26 \\
      --source morning --quote \"Heidi Alexander led the way out\"
  reshuffle append moved \"Jo Bloggs\" --from-post Whip --post Treasurer --body Board --when today \\
      --source minutes --quote \"Jo Bloggs moves from Whip to Treasurer\"
  reshuffle append --from facts.jsonl --source morning
  reshuffle append --stream --source live < lines.jsonl")]
pub struct Args {
    /// What kind of fact
    #[arg(value_name = "KIND")]
    kind: Option<String>,
    /// Whom it is about: the person, or of alias, body and post the name
    #[arg(value_name = "NAME")]
    name: Vec<String>,
    /// Read JSON Lines from standard input, each its own append
    #[arg(long, conflicts_with_all = ["kind", "from"])]
    stream: bool,
    /// moved: the post that is left
    #[arg(long, value_name = "NAME")]
    from_post: Option<String>,
    /// moved: who leaves the post that is taken
    #[arg(long, value_name = "NAME")]
    replacing: Option<String>,
    /// Your own key for it: an append repeated under the same key is recorded once
    #[arg(long, value_name = "KEY")]
    key: Option<ClientKey>,
    /// Refuse a new name that is nearly a known one
    #[arg(long)]
    strict_names: bool,
    /// Sign a checkpoint when all of it is recorded, and keep that in the ledger
    #[arg(long, conflicts_with_all = ["stream", "dry_run"])]
    checkpoint: bool,
    #[command(flatten)]
    quote: QuoteArgs,
    #[command(flatten)]
    write: WriteArgs,
    #[command(flatten)]
    fields: FieldArgs,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let options = Options { strict_names: args.strict_names, ..args.write.options()? };
    if args.kind.is_none() {
        refuse_what_lines_say(args)?;
    }
    if args.stream {
        return run_stream(args, &options, globals);
    }
    let Some(kind) = &args.kind else {
        let Some(file) = args.fields.fields.get(Field::From) else {
            return Err(Failure::refused(
                "nothing to append: give a KIND, --from FILE or --stream (see `reshuffle help append`)",
            ));
        };
        return run_file(file, args, &options, globals);
    };
    let drafts = drafts(kind, args)?;
    let mut ledger = globals.open()?;
    let done = ledger.append(drafts, &options)?;
    receipts(&ledger, &done, options.dry_run, globals)?;
    sign(&mut ledger, args, globals)
}

/// Signs what the log is now, where that was asked for.
fn sign(ledger: &mut Ledger, args: &Args, globals: &Globals) -> Result<(), Failure> {
    if args.checkpoint {
        let issued = ledger.checkpoint()?;
        globals.note(&format!("signed a checkpoint of {}", counted(issued.checkpoint.size, "event")));
    }
    Ok(())
}

/// Of a file or a stream every line speaks for itself, so that a flag which
/// says something of one fact would be passed over in silence.
fn refuse_what_lines_say(args: &Args) -> Result<(), Failure> {
    let fields = args.fields.fields.iter().map(|(field, _)| field).filter(|field| *field != Field::From);
    let fields = fields.map(|field| field.word().replace('_', "-"));
    let others = [
        ("person", !args.fields.people.is_empty()),
        ("quote", args.quote.quote.is_some()),
        ("key", args.key.is_some()),
        ("from-post", args.from_post.is_some()),
        ("replacing", args.replacing.is_some()),
    ];
    let others = others.into_iter().filter(|(_, given)| *given).map(|(flag, _)| flag.to_owned());
    match fields.chain(others).next() {
        Some(flag) => Err(Failure::refused(format!(
            "--{flag} speaks of one fact: give a KIND before it, or write it into the lines of --from and --stream"
        ))),
        None => Ok(()),
    }
}

/// The drafts that the arguments state.
fn drafts(word: &str, args: &Args) -> Result<Vec<Draft>, Failure> {
    let moved = word == "moved";
    let Some((kind, how)) = Kind::fact_named(if moved { "departed" } else { word }) else {
        let kinds: Vec<&str> = Kind::facts().map(Kind::word).collect();
        return Err(Failure::refused(format!(
            "`{}` is not a kind of fact; there are {}, resigned, sacked and moved",
            escape(word),
            kinds.join(", ")
        )));
    };
    let mut fields = args.fields.fields.clone();
    if let Some(how) = how
        && fields.set(Field::How, how.word()).is_some_and(|given| given != how.word())
    {
        return Err(Failure::refused(format!("`{word}` says how; leave out --how, or append `departed`")));
    }
    let names = names(kind, args)?;
    take_body_from_environment(kind, &mut fields);
    let draft = Draft { kind, fields, quotation: args.quote.quotation(), key: args.key.clone() };
    if moved {
        return moved_drafts(&draft, &names, args);
    }
    if args.from_post.is_some() || args.replacing.is_some() {
        return Err(Failure::refused("--from-post and --replacing belong to `append moved`"));
    }
    Ok(match kind.positional() {
        Some(field) => draft.for_each_name(field, &names),
        None => vec![draft],
    })
}

/// The names given, positional or with `--person`.
fn names(kind: Kind, args: &Args) -> Result<Vec<String>, Failure> {
    let people = &args.fields.people;
    match kind.positional() {
        Some(Field::Person) => Ok([args.name.as_slice(), people.as_slice()].concat()),
        Some(_) if people.is_empty() => Ok(args.name.clone()),
        None if people.is_empty() && args.name.is_empty() => Ok(Vec::new()),
        Some(_) => Err(Failure::refused(format!("`{kind}` is not about a person; leave out --person"))),
        None => Err(Failure::refused(format!("`{kind}` takes no NAME and no --person"))),
    }
}

fn moved_drafts(draft: &Draft, names: &[String], args: &Args) -> Result<Vec<Draft>, Failure> {
    let (Some(from_post), Some(_), [name]) = (&args.from_post, draft.fields.get(Field::Post), names) else {
        return Err(Failure::refused("`append moved` needs one NAME, --from-post and --post"));
    };
    Ok(draft.moved(name, from_post, args.replacing.as_deref()))
}

/// `RESHUFFLE_BODY` stands for `--body` in kinds that speak of a body.
fn take_body_from_environment(kind: Kind, fields: &mut Fields) {
    let speaks_of_body = kind.required_fields().contains(&Field::Body) || kind == Kind::Counted;
    let named_otherwise = kind.positional() == Some(Field::Body);
    if let Ok(body) = std::env::var("RESHUFFLE_BODY")
        && speaks_of_body
        && !named_otherwise
        && fields.get(Field::Body).is_none()
    {
        fields.set(Field::Body, body);
    }
}

fn run_file(file: &str, args: &Args, options: &Options, globals: &Globals) -> Result<(), Failure> {
    let mut opened = super::source::open(file)?;
    let shown = if file == "-" { "<stdin>" } else { file };
    let source = args.quote.source.as_deref();
    let unreadable = |why| Failure::Io(format!("could not read {shown}"), why);
    let begin = String::from_utf8_lossy(opened.fill_buf().map_err(unreadable)?).into_owned();
    let lines: Box<dyn Iterator<Item = Line> + Send> = if is_csv(file, &begin) {
        let mut bytes = Vec::new();
        opened.read_to_end(&mut bytes).map_err(unreadable)?;
        let text = String::from_utf8(bytes).map_err(|why| {
            Failure::refused(format!(
                "{shown} is not UTF-8 from byte {} on; convert it first, for example with iconv",
                why.utf8_error().valid_up_to()
            ))
        })?;
        Box::new(csv::read(&text, source).into_iter())
    } else {
        Box::new(jsonl::lines(opened, source))
    };
    let mut ledger = globals.open()?;
    let length = std::fs::metadata(file).ok().filter(std::fs::Metadata::is_file).map(|file| file.len());
    let done = {
        let mut bar = Bar::new(globals);
        let mut read = 0;
        let watched = (1..).zip(lines).map(|(number, line)| {
            read += line.text.len() as u64 + 1;
            // How many lines there are is not known before the end: so many, if they are alike.
            bar.show("lines", number, length.map(|length| (number * length / read).max(number)));
            line
        });
        ledger.append_lines(watched, options)
    };
    match done {
        Ok(done) => {
            receipts(&ledger, &done, options.dry_run, globals)?;
            sign(&mut ledger, args, globals)
        }
        Err(Error::Lines(lines)) => Err(Failure::Lines(shown.to_owned(), lines)),
        Err(other) => Err(other.into()),
    }
}

/// CSV by the file's name; by its first character where the name does not say.
fn is_csv(file: &str, text: &str) -> bool {
    let extension = file.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    match extension.as_deref() {
        Some("csv") => true,
        Some("jsonl" | "json" | "ndjson") => false,
        _ => text.trim_start_matches('\u{FEFF}').trim_start().starts_with(|c: char| c.is_alphabetic() || c == '"'),
    }
}

fn run_stream(args: &Args, options: &Options, globals: &Globals) -> Result<(), Failure> {
    // What is durable is acknowledged now, not when the stream ends.
    release(globals)?;
    let lines = read_lines();
    let mut refused = false;
    let mut answer = |answer: Answer| -> Result<(), Error> {
        let text = match answer {
            Answer::Durable(done, warnings, zone) => {
                warnings.iter().for_each(|warning| globals.note(&format!("warning: {}", escape(warning))));
                done.iter().map(|receipt| format!("{}\n", receipt_json(&zone, receipt))).collect()
            }
            Answer::Refused(line) => {
                refused = true;
                let hint = line.error.hint().map_or_else(String::new, |hint| format!(" ({hint})"));
                format!(
                    "{}\n",
                    json!({ "line": line.line, "error": format!("column {}: {}{hint}", line.column, line.error) })
                )
            }
        };
        print(&escape_json(&text)).map_err(|failure| {
            let why = match failure {
                Failure::Io(_, why) => why,
                _ => std::io::ErrorKind::BrokenPipe.into(),
            };
            Error::io("what is durable could not be acknowledged; append the rest under the same keys", why)
        })
    };
    let source = args.quote.source.as_deref();
    stream(&globals.ledger, globals.wait()?, &lines, source, options, &mut answer)?;
    if refused { Err(Failure::SomeRefused) } else { Ok(()) }
}

/// Reads standard input line by line in a thread of its own, so that what has
/// come can share a sync while more is on its way.
fn read_lines() -> Receiver<Incoming> {
    let (sender, receiver) = sync_channel(LINES_WAITING);
    std::thread::spawn(move || {
        let mut input = std::io::stdin().lock();
        loop {
            let mut bytes = Vec::new();
            let line = match input.read_until(b'\n', &mut bytes) {
                Ok(0) => return,
                Ok(_) => String::from_utf8(bytes).map_or_else(
                    |why| {
                        Incoming::Unreadable(format!(
                            "the line is not UTF-8 from byte {} on",
                            why.utf8_error().valid_up_to()
                        ))
                    },
                    |text| Incoming::Line(text.trim_end_matches(['\n', '\r']).to_owned()),
                ),
                Err(why) => Incoming::Unreadable(format!("standard input could not be read: {why}")),
            };
            let ended = matches!(&line, Incoming::Unreadable(why) if why.starts_with("standard input"));
            if sender.send(line).is_err() || ended {
                return;
            }
        }
    });
    receiver
}
