//! `reshuffle demo`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use reshuffle::domain::time::Zone;
use reshuffle::domain::{HowRule, Name, Origin, SourceDescription, SourceField};
use reshuffle::ledger::{Environment, Error, KnownAt, Ledger, NewSource, Options, Receipts, Rule, jsonl};

use crate::Cli;
use crate::arguments::{Format, Globals};
use crate::failure::Failure;
use crate::output::print;

const ARTICLE: &str = include_str!("../demo/article.txt");
const FACTS: &str = include_str!("../demo/facts.jsonl");
const LABEL: &str = "courier";
const BODY: &str = "Labour Shadow Cabinet";

/// The name by which a second run knows a ledger for its own.
const ORIGIN: &str = "demo.example/26-june-2016";

/// A question of the demonstration: what it shows, and the command that asks it.
struct Question {
    shows: &'static str,
    command: &'static [&'static str],
}

/// When the tally is asked for.
const MOMENTS: &[&str] = &["2016-06-26T12:00", "2016-06-26T18:00", "2016-06-26"];

const QUESTIONS: &[Question] = &[
    Question {
        shows: "Who is still there at six? Who went between half past five and half past six may be.",
        command: &["cabinet", "--body", BODY, "--at", "2016-06-26T18:00"],
    },
    Question {
        shows: "Do the article's own counts hold? The alert counted somebody who did not resign.",
        command: &["claims", "--at", "2016-06-26"],
    },
    Question { shows: "Where does one line of all this come from?", command: &["why", "Vernon Coaker"] },
    Question { shows: "And is everything still as it was recorded?", command: &["audit"] },
];

const NEXT: &[&[&str]] = &[
    &["log", "--person", "Charles Falconer"],
    &["replay", "--at", "2016-06-26T13:05"],
    &["tally", "--how", "left", "--at", "2016-06-26T18:00", "-o", "json"],
];

/// Make a ledger to look at, show its answers, and say what to try next
///
/// The ledger is made from an article that comes with the program: an invented
/// one, about a day that is on public record. Where it is there already, it is
/// left as it is and asked again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  reshuffle demo\n  reshuffle demo /tmp/a-day-in-june")]
pub struct Args {
    /// Where to make it [default: -L DIR where that is given, else ./ledger-demo]
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
}

impl Args {
    /// Where to make it. The environment's ledger is somebody's own, and stays out of this.
    fn place(&self, globals: &Globals) -> Result<PathBuf, Failure> {
        match &self.dir {
            Some(dir) if globals.ledger_is_given && *dir != globals.ledger => Err(Failure::refused(format!(
                "the demonstration is made in one place: `{}` or `{}`, not both",
                dir.display(),
                globals.ledger.display()
            ))),
            Some(dir) => Ok(dir.clone()),
            None if globals.ledger_is_given => Ok(globals.ledger.clone()),
            None => Ok(PathBuf::from("./ledger-demo")),
        }
    }
}

pub fn run(args: &Args, globals: &Globals) -> Result<ExitCode, Failure> {
    if globals.output != Format::Table {
        return Err(Failure::refused(
            "the demonstration is for reading; ask its ledger with -o, as in `reshuffle -L ./ledger-demo claims -o json`",
        ));
    }
    let dir = args.place(globals)?;
    let dir = dir.as_path();
    let told = made(dir, globals)?;
    print(&format!(
        "{told}\n\n# How many had resigned by noon, by six, by the end of the day? No more exactly than the article knows.\n"
    ))?;
    count(dir, globals)?;
    let mut code = ExitCode::SUCCESS;
    for question in QUESTIONS {
        print(&format!("\n# {}\n$ {}\n", question.shows, shown(dir, question.command)))?;
        code = ask(dir, globals, question.command)?;
    }
    print("\n# Try next:\n")?;
    NEXT.iter().try_for_each(|command| print(&format!("{}\n", shown(dir, command))))?;
    Ok(code)
}

/// The tally at three moments: of each the command, and the sentence that its answer begins with.
fn count(dir: &Path, globals: &Globals) -> Result<(), Failure> {
    let ledger = Ledger::open(dir, globals.wait()?, Environment::system())?;
    let view = ledger.view(KnownAt::Head)?;
    let body = Name::new(BODY).map_err(|why| Failure::refused(why.to_string()))?;
    let rule = Rule { body: Some(body), ..Rule::of(HowRule::Resigned) };
    MOMENTS.iter().try_for_each(|at| {
        let (_, sentence) = view.tally(&rule, ledger.parse_at(at)?)?;
        print(&format!("$ {}\n{sentence}\n", shown(dir, &["tally", "--body", BODY, "--at", at])))
    })
}

/// Makes the ledger, or finds the one made before. It is let go on return.
fn made(dir: &Path, globals: &Globals) -> Result<String, Failure> {
    let mut ledger = match Ledger::open(dir, globals.wait()?, Environment::system()) {
        Ok(ledger) => ledger,
        Err(Error::NoLedger(_)) => new(dir)?,
        Err(other) => return Err(other.into()),
    };
    if ledger.created().origin.as_str() != ORIGIN {
        return Err(Failure::refused(format!(
            "`{}` holds the ledger {}, which is left alone; name another directory: `reshuffle demo DIR`",
            dir.display(),
            ledger.created().origin
        )));
    }
    // Everything goes in as one batch, so a run that was cut short left no fact at all.
    if ledger.view(KnownAt::Head)?.knows_anything()? {
        return Ok(format!("The demonstration's ledger is in {} already; it is asked again.", dir.display()));
    }
    let facts = fill(&mut ledger)?.events.len();
    Ok(format!("Made a ledger in {} from one invented article and {facts} facts it states.", dir.display()))
}

fn new(dir: &Path) -> Result<Ledger, Failure> {
    let origin: Origin = ORIGIN.parse().map_err(|why| Failure::refused(format!("{ORIGIN}: {why}")))?;
    let zone = Zone::new("Europe/London").map_err(|why| Failure::refused(why.to_string()))?;
    Ledger::init(dir, origin, &zone, recorder()?, Environment::system()).map_err(|why| match why {
        Error::Occupied(_) => Failure::refused(format!(
            "`{}` is there already and is not a ledger; name another directory: `reshuffle demo DIR`",
            dir.display()
        )),
        other => other.into(),
    })
}

fn recorder() -> Result<Name, Failure> {
    Name::new("reshuffle demo").map_err(|why| Failure::refused(why.to_string()))
}

fn fill(ledger: &mut Ledger) -> Result<Receipts, Failure> {
    let refused = |why: String| Failure::refused(format!("the bundled article: {why}"));
    let options = Options::by(recorder()?);
    let mut description = SourceDescription::labelled(LABEL).map_err(|why| refused(why.to_string()))?;
    for (field, text) in [
        (SourceField::Url, "https://courier.example/2016/06/26/eleven-gone"),
        (SourceField::Publisher, "The Thameside Courier (invented)"),
        (SourceField::Title, "Eleven gone by bedtime"),
        (SourceField::Published, "2016-06-26T22:30"),
        (SourceField::Lang, "en"),
    ] {
        description.set(field, Some(text)).map_err(|why| refused(why.to_string()))?;
    }
    ledger.add_source(NewSource { bytes: ARTICLE.as_bytes().to_vec(), description, original: None }, &options)?;
    ledger.append_lines(jsonl::read(FACTS, Some(LABEL)), &options).map_err(|why| match why {
        Error::Lines(lines) => Failure::Lines("facts.jsonl".to_owned(), lines),
        other => other.into(),
    })
}

/// Asks as the person would: what is shown is what is run.
fn ask(dir: &Path, globals: &Globals, command: &[&str]) -> Result<ExitCode, Failure> {
    let words = ["reshuffle"].iter().chain(command);
    let cli = Cli::try_parse_from(words).map_err(|why| Failure::refused(why.to_string()))?;
    let globals = Globals { ledger: dir.to_owned(), ..globals.clone() };
    cli.command.run(&globals)
}

/// A command as it can be typed where the demonstration was started.
fn shown(dir: &Path, command: &[&str]) -> String {
    let program = std::env::args().next().unwrap_or_else(|| "reshuffle".to_owned());
    let dir = dir.to_string_lossy();
    let words = [program.as_str(), "-L", &dir].into_iter().chain(command.iter().copied());
    words.map(quoted).collect::<Vec<_>>().join(" ")
}

/// A word as a shell reads it back.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:~".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
