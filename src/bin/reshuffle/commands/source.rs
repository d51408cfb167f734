//! `reshuffle source`

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use clap::Subcommand;
use reshuffle::domain::{SourceDescription, SourceField, Text};
use reshuffle::ledger::{Article, Error, Ledger, NewSource, Options, jsonl};
use serde_json::json;

use crate::arguments::{Globals, WriteArgs};
use crate::failure::Failure;
use crate::output::{Report, counted, receipts, receipts_report, short_source, source_json};
use crate::patience::Bar;

/// Articles: add, list, show, describe anew
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  reshuffle source add article.txt --label morning --publisher \"The Courier\" --published 2016-06-26"
)]
pub struct Args {
    #[command(subcommand)]
    command: SourceCommand,
}

#[derive(Debug, Subcommand)]
enum SourceCommand {
    /// Add an article: UTF-8 text up to 16 MiB, kept byte for byte
    ///
    /// With --from many are added, all or none: each line of the list is a JSON
    /// object with the `file` of an article, counted from where the list lies
    /// (for `-`, from the working directory),
    /// its `label`, and whatever else the flags here say of one (`url`,
    /// `archived`, `publisher`, `title`, `author`, `published`, `as_of`, `lang`,
    /// `original`, `version_of`). A flag beside --from speaks for the lines that
    /// do not say it themselves.
    #[command(after_help = "Examples:
  reshuffle source add article.txt --label morning --publisher \"The Courier\" --published 2016-06-26
  reshuffle source add --from articles.jsonl --publisher \"The Courier\"")]
    Add(AddArgs),
    /// List the articles
    #[command(after_help = "Example:\n  reshuffle source list -o csv")]
    List,
    /// Show an article's description, or its text exactly as it was added
    #[command(after_help = "Example:\n  reshuffle source show morning --text")]
    Show(ShowArgs),
    /// Correct what is said about an article
    #[command(
        after_help = "Example:\n  reshuffle source redescribe morning --url https://example.org/a --why \"the address was missing\""
    )]
    Redescribe(RedescribeArgs),
}

#[derive(Debug, clap::Args)]
struct AddArgs {
    /// The file, or - for standard input
    #[arg(value_name = "FILE", required_unless_present = "from")]
    file: Option<String>,
    /// A short name of your own for it
    #[arg(long, value_name = "LABEL", required_unless_present = "from")]
    label: Option<String>,
    /// Add the articles of a list of JSON Lines, or - for standard input, all or none
    #[arg(long, value_name = "LIST", conflicts_with_all = ["file", "label", "original", "version_of"])]
    from: Option<String>,
    #[command(flatten)]
    description: DescriptionArgs,
    /// What the text is a transcript of (PDF, photo, HTML), kept beside it
    #[arg(long, value_name = "FILE")]
    original: Option<String>,
    /// The earlier version of the same article
    #[arg(long, value_name = "SOURCE")]
    version_of: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

/// What is said about an article.
#[derive(Debug, clap::Args)]
pub struct DescriptionArgs {
    /// Where it was published
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Where a copy is kept
    #[arg(long, value_name = "URL")]
    archived: Option<String>,
    /// Who published it
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,
    /// Its headline
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Who wrote it
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// When it was published
    #[arg(long, value_name = "TIME")]
    published: Option<String>,
    /// The stamp of these very bytes, such as a live blog's "updated 13:14"
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// Its language, such as en or cy
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
}

impl DescriptionArgs {
    /// The parts that are given.
    pub fn given(&self) -> Vec<(SourceField, Option<String>)> {
        let all = [
            (SourceField::Url, &self.url),
            (SourceField::Archived, &self.archived),
            (SourceField::Publisher, &self.publisher),
            (SourceField::Title, &self.title),
            (SourceField::Author, &self.author),
            (SourceField::Published, &self.published),
            (SourceField::AsOf, &self.as_of),
            (SourceField::Lang, &self.lang),
        ];
        all.into_iter().filter(|(_, text)| text.is_some()).map(|(field, text)| (field, text.clone())).collect()
    }
}

#[derive(Debug, clap::Args)]
struct ShowArgs {
    /// The source: its label or the beginning of its id
    #[arg(value_name = "SOURCE")]
    source: String,
    /// Print its text exactly as it was added, and nothing else
    #[arg(long)]
    text: bool,
}

#[derive(Debug, clap::Args)]
struct RedescribeArgs {
    /// The source: its label or the beginning of its id
    #[arg(value_name = "SOURCE")]
    source: String,
    /// A new label
    #[arg(long, value_name = "LABEL")]
    label: Option<String>,
    #[command(flatten)]
    description: DescriptionArgs,
    /// A part to clear; may be given again
    #[arg(long, value_name = "PART")]
    unset: Vec<SourceField>,
    /// Why it is described anew
    #[arg(long, value_name = "WHY")]
    why: Text,
    #[command(flatten)]
    write: WriteArgs,
}

pub fn run(args: Args, globals: &Globals) -> Result<(), Failure> {
    match args.command {
        SourceCommand::Add(args) => add(&args, globals),
        SourceCommand::List => list(globals),
        SourceCommand::Show(args) => show(&args, globals),
        SourceCommand::Redescribe(args) => redescribe(&args, globals),
    }
}

fn add(args: &AddArgs, globals: &Globals) -> Result<(), Failure> {
    let options = args.write.options()?;
    let (file, label) = match (&args.from, &args.file, &args.label) {
        (Some(list), _, _) => return add_listed(list, &args.description.given(), &options, globals),
        (None, Some(file), Some(label)) => (file.as_str(), label.as_str()),
        _ => return Err(Failure::refused("nothing to add: give a FILE with its --label, or --from LIST")),
    };
    if file == "-" && args.original.as_deref() == Some("-") {
        return Err(Failure::refused("FILE and --original cannot both be standard input; name a file for one of them"));
    }
    let bytes = read(file)?;
    let original = args.original.as_deref().map(read).transpose()?;
    let refuse = |why: String| Failure::refused(why);
    let mut description =
        SourceDescription::labelled(label).map_err(|why| refuse(format!("`--label` is refused: {why}")))?;
    let mut ledger = globals.open()?;
    describe(&ledger, &args.description.given(), &mut description)?;
    description.version_of = match &args.version_of {
        Some(earlier) => Some(ledger.find_source(earlier)?.source.digest),
        None => None,
    };
    let added = ledger.add_source(NewSource { bytes, description, original }, &options)?;
    globals.note(&format!("source {label} ({})", short_source(added.id)));
    let mut report = receipts_report(&ledger, &added.receipts, options.dry_run, globals);
    report.set("source", json!(added.id.to_string()));
    report.print(globals)
}

/// Takes what flags say into a description; answers with it, times written out.
fn describe(
    ledger: &Ledger,
    flags: &[(SourceField, Option<String>)],
    description: &mut SourceDescription,
) -> Result<Vec<(SourceField, String)>, Failure> {
    let resolved = flags.iter().filter_map(|(field, text)| Some((*field, text.as_ref()?))).map(|(field, text)| {
        let resolved = ledger.source_time(field, text)?;
        description.set(field, Some(&resolved)).map_err(|why| Failure::refused(why.to_string()))?;
        Ok((field, resolved))
    });
    resolved.collect()
}

/// Adds the articles of a list; what the flags say holds where a line does not say it.
fn add_listed(
    list: &str,
    flags: &[(SourceField, Option<String>)],
    options: &Options,
    globals: &Globals,
) -> Result<(), Failure> {
    let shown = if list == "-" { "<stdin>" } else { list };
    let folder = Path::new(list).parent().filter(|_| list != "-").unwrap_or(Path::new(""));
    let from_here = |file: &mut String| *file = folder.join(&*file).display().to_string();
    let mut bar = Bar::new(globals);
    let list = open(list)?;
    let mut ledger = globals.open()?;
    let mut of_all = SourceDescription::labelled("a list").map_err(|why| Failure::refused(why.to_string()))?;
    let flags = describe(&ledger, flags, &mut of_all)?;
    let lines = jsonl::articles(list).zip(1..).map(|(mut line, number)| {
        bar.show("articles", number, None);
        if let Ok(article) = &mut line.says {
            from_here(&mut article.file);
            article.original.iter_mut().for_each(from_here);
            for (field, text) in &flags {
                if article.parts.iter().all(|(said, _)| said != field) {
                    article.parts.push((*field, text.clone()));
                }
            }
        }
        line
    });
    let done = ledger.add_sources(lines, &|file| std::fs::read(file), options);
    match done {
        Ok(done) => receipts(&ledger, &done, options.dry_run, globals),
        Err(Error::Lines(lines)) => Err(Failure::Lines(shown.to_owned(), lines)),
        Err(other) => Err(other.into()),
    }
}

fn list(globals: &Globals) -> Result<(), Failure> {
    let ledger = globals.open()?;
    let mut report = Report {
        rows_name: "sources",
        columns: vec!["label", "id", "bytes", "publisher", "published", "as of", "title"],
        empty: "No source was added yet: `reshuffle source add FILE --label NAME`.".to_owned(),
        ..Report::default()
    };
    for Article { source, .. } in &ledger.sources()? {
        let part = |field| source.description.get(field).unwrap_or_default().to_owned();
        report.rows.push(source_json(source));
        report.cells.push(vec![
            part(SourceField::Label),
            short_source(source.digest),
            source.length.to_string(),
            part(SourceField::Publisher),
            part(SourceField::Published),
            part(SourceField::AsOf),
            part(SourceField::Title),
        ]);
    }
    report.print(globals)
}

fn show(args: &ShowArgs, globals: &Globals) -> Result<(), Failure> {
    let ledger = globals.open()?;
    if args.text {
        let bytes = ledger.source_bytes(&ledger.find_source(&args.source)?)?;
        return crate::output::print_bytes(&bytes);
    }
    let (article, cited_by) = ledger.citing(&args.source)?;
    described(&article, cited_by).print(globals)
}

fn described(article: &Article, cited: usize) -> Report {
    let mut report = Report { columns: vec!["what", "value"], ..Report::default() };
    let mut members = source_json(&article.source);
    members["added_by"] = json!(article.added.1.to_string());
    let described_by: Vec<String> = article.redescribed.iter().map(|(_, id, _)| id.to_string()).collect();
    if !described_by.is_empty() {
        members["described_by"] = json!(described_by);
    }
    for (name, value) in members.as_object().into_iter().flatten() {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        report.cells.push(vec![name.replace('_', " "), text]);
        report.set(name, value.clone());
    }
    report.set("cited_by", json!(cited));
    let cite = if cited == 1 { "cites" } else { "cite" };
    report.after.push(format!("{} {cite} it.", counted(cited as u64, "fact")));
    report
}

fn redescribe(args: &RedescribeArgs, globals: &Globals) -> Result<(), Failure> {
    let options = args.write.options()?;
    let mut changes = args.description.given();
    changes.extend(args.label.clone().map(|label| (SourceField::Label, Some(label))));
    changes.extend(args.unset.iter().map(|field| (*field, None)));
    if changes.is_empty() {
        return Err(Failure::refused("nothing to change: give a part of the description, or --unset"));
    }
    let mut ledger = globals.open()?;
    let id = ledger.find_source(&args.source)?.source.digest;
    let done = ledger.redescribe(id, &changes, args.why.clone(), &options)?;
    receipts(&ledger, &done, options.dry_run, globals)
}

/// The bytes of a file, or of standard input for `-`.
pub(super) fn read(file: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    open(file)?.read_to_end(&mut bytes).map_err(|why| unreadable(file, why))?;
    Ok(bytes)
}

/// A file, or standard input for `-`, from which something can be read.
pub(super) fn open(file: &str) -> Result<Box<dyn BufRead + Send>, Failure> {
    let mut opened: Box<dyn BufRead + Send> = if file == "-" {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        Box::new(BufReader::new(std::fs::File::open(file).map_err(|why| unreadable(file, why))?))
    };
    opened.fill_buf().map_err(|why| unreadable(file, why))?;
    Ok(opened)
}

/// A file of text that comes from elsewhere.
pub(super) fn read_text(path: &Path) -> Result<String, Failure> {
    let name = path.display().to_string();
    let bytes = read(&name)?;
    String::from_utf8(bytes).map_err(|_| Failure::refused(format!("{name} is not UTF-8")))
}

pub(super) fn unreadable(file: &str, why: std::io::Error) -> Failure {
    Failure::Io(format!("could not read {file}"), why)
}
