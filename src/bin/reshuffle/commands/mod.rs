//! One command, one file: its arguments, whose comments are its help, and one function.

mod amend;
mod append;
mod audit;
mod cabinet;
mod check;
mod checkpoint;
mod claims;
mod completions;
mod corroborate;
mod demo;
mod diff;
mod explain;
mod export;
mod follow;
mod import;
mod init;
mod key;
mod log;
mod man;
mod monitor;
mod person;
mod post;
mod proof;
mod prove;
mod publish;
mod redact;
mod reindex;
mod replay;
mod restore;
mod retract;
mod show;
mod source;
mod sql;
mod status;
mod tally;
mod timeline;
mod why;

use std::process::ExitCode;

use clap::Subcommand;

use crate::arguments::Globals;
use crate::failure::Failure;

/// What can be done with a ledger.
#[derive(Debug, Subcommand)]
pub enum Command {
    Demo(demo::Args),
    Init(init::Args),
    Source(source::Args),
    Append(Box<append::Args>),
    Retract(retract::Args),
    Amend(Box<amend::Args>),
    Corroborate(corroborate::Args),
    Redact(redact::Args),
    Replay(replay::Args),
    Cabinet(cabinet::Args),
    Tally(tally::Args),
    Timeline(timeline::Args),
    Person(person::Args),
    Post(post::Args),
    Claims(claims::Args),
    Diff(diff::Args),
    Check(check::Args),
    Explain(explain::Args),
    Export(export::Args),
    Sql(sql::Args),
    Import(import::Args),
    Log(log::Args),
    Show(show::Args),
    Why(why::Args),
    Audit(audit::Args),
    Checkpoint(checkpoint::Args),
    Proof(proof::Args),
    Prove(Box<prove::Args>),
    Key(key::Args),
    Publish(publish::Args),
    Restore(restore::Args),
    Follow(follow::Args),
    Monitor(monitor::Args),
    Status(status::Args),
    Reindex(reindex::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Command {
    /// Does it.
    pub fn run(self, globals: &Globals) -> Result<ExitCode, Failure> {
        let done = match self {
            Self::Audit(args) => return audit::run(&args, globals),
            Self::Check(args) => return check::run(&args, globals),
            Self::Diff(args) => return diff::run(&args, globals),
            Self::Import(args) => return import::run(&args, globals),
            Self::Demo(args) => return demo::run(&args, globals),
            Self::Init(args) => init::run(&args, globals),
            Self::Source(args) => source::run(args, globals),
            Self::Append(args) => append::run(&args, globals),
            Self::Retract(args) => retract::run(&args, globals),
            Self::Amend(args) => amend::run(&args, globals),
            Self::Corroborate(args) => corroborate::run(&args, globals),
            Self::Redact(args) => redact::run(&args, globals),
            Self::Replay(args) => replay::run(&args, globals),
            Self::Cabinet(args) => cabinet::run(&args, globals),
            Self::Tally(args) => tally::run(&args, globals),
            Self::Timeline(args) => timeline::run(&args, globals),
            Self::Person(args) => person::run(&args, globals),
            Self::Post(args) => post::run(&args, globals),
            Self::Claims(args) => claims::run(&args, globals),
            Self::Explain(args) => explain::run(&args, globals),
            Self::Export(args) => export::run(&args, globals),
            Self::Sql(args) => sql::run(&args, globals),
            Self::Log(args) => log::run(&args, globals),
            Self::Show(args) => show::run(&args, globals),
            Self::Why(args) => why::run(&args, globals),
            Self::Checkpoint(args) => checkpoint::run(&args, globals),
            Self::Proof(args) => proof::run(&args, globals),
            Self::Prove(args) => prove::run(&args, globals),
            Self::Key(args) => key::run(&args, globals),
            Self::Publish(args) => publish::run(&args, globals),
            Self::Restore(args) => restore::run(&args, globals),
            Self::Follow(args) => follow::run(&args, globals),
            Self::Monitor(args) => monitor::run(&args, globals),
            Self::Status(args) => status::run(&args, globals),
            Self::Reindex(args) => reindex::run(&args, globals),
            Self::Completions(args) => completions::run(&args),
            Self::Man(args) => man::run(&args, globals),
        };
        done.map(|()| ExitCode::SUCCESS)
    }
}
