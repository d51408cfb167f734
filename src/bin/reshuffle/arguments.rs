//! Arguments that many commands share.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use reshuffle::domain::time::Moment;
use reshuffle::domain::{HowRule, Name, Per, Quotation, Text};
use reshuffle::ledger::{Environment, KnownAt, Ledger, Options, Rule, Signer, Verifier, View};

use crate::failure::Failure;
use crate::output::say;

/// How answers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Table,
    /// One JSON object.
    Json,
    /// One JSON object a row.
    Jsonl,
    /// Comma-separated values with a header.
    Csv,
}

/// When colour is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On terminals, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Options that stand before or after any command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub struct Globals {
    /// The ledger's directory
    #[arg(
        short = 'L',
        long = "ledger",
        value_name = "DIR",
        env = "RESHUFFLE_LEDGER",
        default_value = "./ledger",
        global = true,
        hide_env_values = true
    )]
    pub ledger: PathBuf,
    /// Whether that was said on the command line
    #[arg(skip)]
    pub ledger_is_given: bool,
    /// How answers are written
    #[arg(short = 'o', long = "output", value_name = "FORMAT", default_value = "table", global = true)]
    pub output: Format,
    /// Say nothing on stderr but errors
    #[arg(short = 'q', long, global = true)]
    pub quiet: bool,
    /// When colour is used
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub color: Color,
    /// Print a long table at once, instead of a screen at a time through $RESHUFFLE_PAGER, $PAGER or less
    #[arg(long, global = true)]
    pub no_pager: bool,
    /// How many seconds to wait for whoever holds the ledger
    #[arg(long, value_name = "SECONDS", default_value_t = 5.0, global = true)]
    pub wait: f64,
}

/// From how many events on, which take a second to note, that is worth a word.
const UNNOTED_SAID: u64 = 200_000;

impl Globals {
    /// Opens the ledger.
    pub fn open(&self) -> Result<Ledger, Failure> {
        let ledger = Ledger::open(&self.ledger, self.wait()?, Environment::system())?;
        let unnoted = ledger.unnoted();
        if unnoted > UNNOTED_SAID {
            self.note(&format!("{unnoted} events are not in the index of facts yet; whatever needs it makes it first"));
        }
        Ok(ledger)
    }

    /// How long to wait for whoever holds the ledger.
    pub fn wait(&self) -> Result<Duration, Failure> {
        Duration::try_from_secs_f64(self.wait)
            .map_err(|_| Failure::refused("--wait takes a number of seconds that is not negative"))
    }

    /// Makes the streams follow `--color`.
    pub fn apply_color(&self) {
        let choice = match self.color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }

    /// Says something beside the answer.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            say(text);
        }
    }
}

/// The times of an answer.
#[derive(Debug, Clone, Args)]
pub struct CutArgs {
    /// When in the world: EDTF (2016-06-26, 2016-06-26T18:00), now, today, yesterday; of a coarse time its end [default: now]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub at: Option<String>,
    /// As known when: a time, an event's seq or id, head, head~3 [default: head]
    #[arg(long, value_name = "TIME|EVENT", allow_hyphen_values = true)]
    pub known_at: Option<String>,
    /// By what could be read when: only articles whose as_of, else published time, is at or before this
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub reported_by: Option<String>,
}

impl CutArgs {
    /// The moment in the world.
    pub fn at(&self, ledger: &Ledger) -> Result<Moment, Failure> {
        Ok(self.at.as_deref().map_or_else(|| Ok(ledger.now()), |text| ledger.parse_at(text))?)
    }

    /// The point of record time.
    pub fn known_at(&self, ledger: &Ledger) -> Result<KnownAt, Failure> {
        Ok(self.known_at.as_deref().map_or(Ok(KnownAt::Head), |text| ledger.parse_known_at(text))?)
    }

    /// The moment by which articles could be read, where one is given.
    pub fn reported_by(&self, ledger: &Ledger) -> Result<Option<Moment>, Failure> {
        Ok(self.reported_by.as_deref().map(|text| ledger.parse_at(text)).transpose()?)
    }

    /// What was known.
    pub fn view<'l>(&self, ledger: &'l Ledger) -> Result<View<'l>, Failure> {
        let view = ledger.view(self.known_at(ledger)?)?;
        Ok(match self.reported_by(ledger)? {
            Some(moment) => view.reported_by(moment),
            None => view,
        })
    }
}

/// Which body an answer speaks of.
#[derive(Debug, Args)]
pub struct BodyArg {
    /// Only this body and the bodies that are part of it
    #[arg(long, value_name = "NAME", env = "RESHUFFLE_BODY", hide_env_values = true)]
    pub body: Option<Name>,
}

/// What a departure is dated by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// When it was announced, where that is recorded; else when it took effect.
    Announced,
    /// When it took effect.
    Effect,
}

/// The rule that a tally counts by.
#[derive(Debug, Args)]
pub struct RuleArgs {
    #[command(flatten)]
    pub body: BodyArg,
    /// Which way out: resigned, sacked, stood_down, reshuffled, died, term_ended, unknown, or left (all but reshuffled) [default: resigned]
    #[arg(long, value_name = "WAY")]
    how: Option<HowRule>,
    /// Only departures from offices of this rank
    #[arg(long, value_name = "RANK")]
    rank: Option<Text>,
    /// Only people said to belong to this group
    #[arg(long, value_name = "GROUP")]
    group: Option<Name>,
    /// Since when; of a coarse time its beginning
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    from: Option<String>,
    /// Until when; of a coarse time its end [default: --at]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    to: Option<String>,
    /// What is counted once: person or post [default: person]
    #[arg(long, value_name = "WHAT")]
    per: Option<Per>,
    /// What a departure is dated by [default: announced]
    #[arg(long, value_name = "WHAT")]
    by: Option<By>,
}

impl RuleArgs {
    /// The rule.
    pub fn rule(&self, ledger: &Ledger) -> Result<Rule, Failure> {
        Ok(Rule {
            body: self.body.body.clone(),
            how: self.how.unwrap_or(HowRule::Resigned),
            rank: self.rank.clone(),
            group: self.group.clone(),
            from: self.from.as_deref().map(|text| ledger.parse_from(text)).transpose()?,
            to: self.to.as_deref().map(|text| ledger.parse_at(text)).transpose()?,
            per: self.per.unwrap_or(Per::Person),
            by_effect: self.by == Some(By::Effect),
        })
    }

    /// The flags given that only a tally has a use for.
    pub fn only_for_tallies(&self) -> Vec<&'static str> {
        let given = [
            (self.how.is_some(), "--how"),
            (self.rank.is_some(), "--rank"),
            (self.group.is_some(), "--group"),
            (self.from.is_some(), "--from"),
            (self.to.is_some(), "--to"),
            (self.per.is_some(), "--per"),
            (self.by.is_some(), "--by"),
        ];
        given.into_iter().filter(|(given, _)| *given).map(|(_, flag)| flag).collect()
    }
}

/// How something is recorded.
#[derive(Debug, Args)]
pub struct WriteArgs {
    /// Who records it [default: your user name]
    #[arg(long, value_name = "NAME", env = "RESHUFFLE_RECORDER", hide_env_values = true)]
    pub recorder: Option<Name>,
    /// Sign each event by this private key of OpenSSH (Ed25519), whose public half is allowed first: `key allow`
    #[arg(long, value_name = "KEYFILE", env = "RESHUFFLE_SIGN", hide_env_values = true)]
    pub sign: Option<PathBuf>,
    /// Record only onto this head (an id or the beginning of one)
    #[arg(long, value_name = "ID")]
    pub expect_head: Option<String>,
    /// Vouch for a clock that stands more than a day behind the last event
    #[arg(long)]
    pub clock_is_right: bool,
    /// Say what would be recorded, and record nothing
    #[arg(long)]
    pub dry_run: bool,
}

impl WriteArgs {
    /// The options of an append.
    pub fn options(&self) -> Result<Options, Failure> {
        Ok(Options {
            expect_head: self.expect_head.clone(),
            clock_is_right: self.clock_is_right,
            dry_run: self.dry_run,
            signer: self.sign.as_deref().map(signer).transpose()?,
            ..Options::by(recorder(self.recorder.as_ref())?)
        })
    }
}

/// More than any file of a key has, in bytes.
const KEY_FILE_LEN_MAX: u64 = 1 << 17;

/// The private key in a file.
fn signer(path: &Path) -> Result<Signer, Failure> {
    let shown = path.display();
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(KEY_FILE_LEN_MAX).read_to_end(&mut bytes));
    read.map_err(|why| Failure::Io(format!("could not read the key {shown}"), why))?;
    let text = String::from_utf8(bytes).map_err(|_| Failure::refused(format!("{shown} is no key: it is not text")))?;
    text.parse().map_err(|why| Failure::refused(format!("{shown} does not sign: {why}")))
}

/// Who records: as given, else the name of the user.
pub fn recorder(given: Option<&Name>) -> Result<Name, Failure> {
    if let Some(name) = given {
        return Ok(name.clone());
    }
    let user = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    // Without a login there may be no such variable; the system still knows the number.
    let user = user.filter(|name| !name.is_empty()).or_else(|| {
        let told = std::process::Command::new("id").arg("-un").output().ok()?;
        String::from_utf8(told.stdout).ok().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty())
    });
    let user = user.ok_or_else(|| Failure::refused("nobody is named as the recorder: add --recorder NAME"))?;
    Name::new(user)
        .map_err(|why| Failure::refused(format!("your user name cannot be the recorder: {why}; add --recorder NAME")))
}

/// What a fact is quoted from.
#[derive(Debug, Args)]
pub struct QuoteArgs {
    /// The source: its label or the beginning of its id
    #[arg(long, value_name = "SOURCE", env = "RESHUFFLE_SOURCE", hide_env_values = true)]
    pub source: Option<String>,
    /// The exact words, or START...END for the passage from the one to the other
    #[arg(long, value_name = "WORDS", allow_hyphen_values = true)]
    pub quote: Option<String>,
    /// What stands right before the quote, to pick one of several places
    #[arg(long, value_name = "WORDS", requires = "quote", allow_hyphen_values = true)]
    pub prefix: Option<String>,
    /// What stands right after the quote, to pick one of several places
    #[arg(long, value_name = "WORDS", requires = "quote", allow_hyphen_values = true)]
    pub suffix: Option<String>,
}

impl QuoteArgs {
    /// The quotation, where a quote is given.
    pub fn quotation(&self) -> Option<Quotation> {
        Some(Quotation {
            source: self.source.clone(),
            exact: self.quote.clone()?,
            prefix: self.prefix.clone(),
            suffix: self.suffix.clone(),
        })
    }

    /// The quotation, for commands that need one.
    pub fn required(&self) -> Result<Quotation, Failure> {
        self.quotation()
            .ok_or_else(|| Failure::refused("a quote is needed: add --quote, the exact words from the source"))
    }
}

/// What a search is for, and how much of what it proposes is shown.
#[derive(Debug, Args)]
pub struct SoughtArgs {
    /// A name, a part of one, or an identifier
    #[arg(value_name = "TEXT", value_parser = |text: &str| Name::new(text.trim()))]
    pub text: Name,
    /// How many proposals at most
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = at_least_one)]
    pub limit: usize,
}

/// A number of things to show, of which none would be no answer.
fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("a whole number from 1 is expected".to_owned()),
        Ok(number) => Ok(number),
    }
}

/// What is said to be signed, and the keys of whoever is known to sign.
#[derive(Debug, Args)]
pub struct SignedArgs {
    /// The file, or - for standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// A verifier key that is known, as `key show` prints it; repeatable
    #[arg(long = "key", value_name = "KEY", required = true)]
    pub keys: Vec<Verifier>,
}

/// Who has to have signed a publication.
#[derive(Debug, Args)]
pub struct Known {
    /// A verifier key that has to have signed it; without one, a key that the log names itself
    #[arg(long = "key", value_name = "KEY")]
    pub keys: Vec<Verifier>,
}
