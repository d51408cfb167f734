//! `reshuffle init`

use reshuffle::domain::time::Zone;
use reshuffle::domain::{Name, Origin};
use reshuffle::ledger::{Environment, Ledger};

use crate::arguments::{Globals, recorder};
use crate::failure::Failure;

/// Make an empty ledger
///
/// Makes the directory, a key pair whose private part stays in it, and the
/// first event, which says the ledger's name, zone and verifying key.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  reshuffle init --origin example.org/labour-2016")]
pub struct Args {
    /// The ledger's name in the world: a domain and a path, such as example.org/labour-2016
    #[arg(long, value_name = "NAME")]
    origin: Origin,
    /// The time zone in which dates without an offset are meant
    #[arg(long, value_name = "ZONE", default_value = "Europe/London")]
    zone: String,
    /// Who records it [default: your user name]
    #[arg(long, value_name = "NAME", env = "RESHUFFLE_RECORDER", hide_env_values = true)]
    recorder: Option<Name>,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let zone = Zone::new(&args.zone).map_err(|why| Failure::refused(why.to_string()))?;
    let recorder = recorder(args.recorder.as_ref())?;
    let ledger = Ledger::init(&globals.ledger, args.origin.clone(), &zone, recorder, Environment::system())?;
    globals.note(&format!("made the ledger {} in {}", args.origin, globals.ledger.display()));
    super::status::report(&ledger, false)?.print(globals)
}
