//! `reshuffle key`

use std::path::PathBuf;

use clap::Subcommand;
use reshuffle::domain::Name;
use reshuffle::ledger::{Ledger, RecorderKey, SIGNING_NAMESPACE};
use serde_json::json;

use super::source::read_text;
use crate::arguments::{Format, Globals, WriteArgs};
use crate::failure::Failure;
use crate::output::{Report, print, receipts};

/// The ledger's key that signs checkpoints, and the keys that recorders sign with
///
/// The ledger's own was made with it: show, new and import are of that. Its
/// private part lies in the ledger's folder `keys`, readable by its owner only,
/// and is never printed: keep a copy of it. Recorders have keys of OpenSSH,
/// whose private parts the ledger never sees: allow, revoke and list are of those.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  reshuffle key show\n  reshuffle key allow alice alice.pub\n  reshuffle append --from facts.jsonl --recorder alice --sign ~/.ssh/id_ed25519"
)]
pub struct Args {
    #[command(subcommand)]
    command: KeyCommand,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// The public part, as others give it to their programs
    #[command(after_help = "Example:\n  reshuffle key show")]
    Show,
    /// Make another key: the one before signs a last checkpoint, and an event names the new one
    #[command(after_help = "Example:\n  reshuffle key new")]
    New(#[command(flatten)] WriteArgs),
    /// The same with a private key that lies in a file
    #[command(after_help = "Example:\n  reshuffle key import ed25519.backup")]
    Import(ImportArgs),
    Allow(AllowArgs),
    Revoke(RevokeArgs),
    List(ListArgs),
}

#[derive(Debug, clap::Args)]
struct ImportArgs {
    /// The private key, as it lies in the folder `keys` of a ledger
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    write: WriteArgs,
}

/// Allow a recorder to sign what they record by a key of theirs
///
/// It signs from then on, until it is revoked. A key stands for one recorder,
/// and is of the type ssh-ed25519, as `ssh-keygen -t ed25519` makes it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  reshuffle key allow alice alice.pub")]
struct AllowArgs {
    /// The recorder, as --recorder names them
    #[arg(value_name = "NAME")]
    holder: Name,
    /// The file of the public key, or its line: ssh-ed25519 AAAA…
    #[arg(value_name = "KEYFILE|LINE")]
    key: String,
    #[command(flatten)]
    write: WriteArgs,
}

/// Revoke the keys of a recorder, or one of them
///
/// It signs nothing from then on; what it signed before stays signed. It may be
/// allowed again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  reshuffle key revoke alice\n  reshuffle key revoke alice alice.pub")]
struct RevokeArgs {
    /// The recorder
    #[arg(value_name = "NAME")]
    holder: Name,
    /// Only this key: the file of the public key, its line, or its fingerprint SHA256:… [default: all of theirs]
    #[arg(value_name = "KEYFILE|LINE|FINGERPRINT")]
    key: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

/// The keys that recorders sign with, those that were revoked too
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  reshuffle key list -o csv\n  reshuffle key list --allowed-signers > allowed")]
struct ListArgs {
    /// Print them as `ssh-keygen -Y verify -f` reads them
    #[arg(long)]
    allowed_signers: bool,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let mut ledger = globals.open()?;
    let (options, done) = match &args.command {
        KeyCommand::Show => return show(&ledger, globals),
        KeyCommand::List(args) => return list(args, &ledger, globals),
        KeyCommand::New(write) => {
            let options = write.options()?;
            let done = ledger.new_key(&options)?;
            (options, done)
        }
        KeyCommand::Import(args) => {
            let (private, options) = (read_text(&args.file)?, args.write.options()?);
            let done = ledger.import_key(&private, &options)?;
            (options, done)
        }
        KeyCommand::Allow(args) => {
            let options = args.write.options()?;
            let done = ledger.allow_key(&args.holder, &given(&args.key)?, &options)?;
            (options, done)
        }
        KeyCommand::Revoke(args) => {
            let (key, options) = (args.key.as_deref().map(given).transpose()?, args.write.options()?);
            let done = ledger.revoke_key(&args.holder, key.as_deref(), &options)?;
            (options, done)
        }
    };
    receipts(&ledger, &done, options.dry_run, globals)
}

/// A key as it was given, read from its file where it is not there itself.
fn given(key: &str) -> Result<String, Failure> {
    let is_itself = key.starts_with("SHA256:") || key.trim().contains([' ', '\t']) && key.trim().starts_with("ssh-");
    if is_itself { Ok(key.to_owned()) } else { read_text(key.as_ref()) }
}

fn show(ledger: &Ledger, globals: &Globals) -> Result<(), Failure> {
    let verifier = ledger.verifier()?;
    if globals.output == Format::Table {
        return print(&format!("{verifier}\n"));
    }
    let mut report = Report { columns: vec!["what", "value"], ..Report::default() };
    report.say("verifier_key", json!(verifier.to_string()));
    report.say("name", json!(verifier.name()));
    report.print(globals)
}

fn list(args: &ListArgs, ledger: &Ledger, globals: &Globals) -> Result<(), Failure> {
    let keys = ledger.recorders()?.all();
    if args.allowed_signers {
        return print(&keys.iter().map(allowed_signer).collect::<String>());
    }
    let mut report = Report {
        rows_name: "keys",
        columns: vec!["recorder", "key", "since", "until"],
        empty: "No recorder has a key: `reshuffle key allow NAME FILE.pub`.".to_owned(),
        ..Report::default()
    };
    for RecorderKey { holder, key, since, until } in keys {
        report.rows.push(json!({
            "recorder": holder.as_str(),
            "key": key.to_line(),
            "fingerprint": key.to_string(),
            "since": since.0,
            "until": until.map(|until| until.0),
        }));
        let until = until.map_or_else(String::new, |until| until.to_string());
        report.cells.push(vec![holder.to_string(), key.to_string(), since.to_string(), until]);
    }
    report.print(globals)
}

/// A line of what OpenSSH calls allowed signers. A key that was revoked is
/// among them, since what it signed before stays signed. Some names it would
/// read as a pattern, and take others for them: these are left out.
fn allowed_signer(RecorderKey { holder, key, since, until }: &RecorderKey) -> String {
    if holder.as_str().contains(['?', '*', '!', ',', '"', '\\']) {
        return format!("# {holder}: left out, since OpenSSH reads this name as a pattern\n");
    }
    let until = until.map_or_else(String::new, |until| format!(", until event {until} revoked it"));
    let line = key.to_line();
    format!("# from event {since} on{until}\n\"{holder}\" namespaces=\"{SIGNING_NAMESPACE}\" {line}\n")
}
