//! `reshuffle diff`

use std::process::ExitCode;

use clap::ValueEnum;

use crate::arguments::{BodyArg, CutArgs, Globals};
use crate::failure::Failure;
use crate::output::{Axis, Stated, diff_report};

/// Along which time two answers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AxisArg {
    /// Two moments in the world, by what is known: who came and went.
    World,
    /// Two points of our knowing, about one moment: what we changed our mind about.
    Known,
}

/// Who came and went between two moments, or what we changed our mind about
///
/// On the world axis both times are moments, as --at takes them, and
/// --known-at says by what. On the known axis both are points of record time,
/// as --known-at takes them, and --at says about which moment. Each difference
/// has the events behind it. Exits with 1 where there is any.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  reshuffle diff 2016-06-25 2016-06-27 --body \"Labour Shadow Cabinet\"\n  reshuffle diff head~3 head --axis known --at 2016-06-26"
)]
pub struct Args {
    /// The first time
    #[arg(value_name = "FIRST")]
    first: String,
    /// The second time
    #[arg(value_name = "SECOND")]
    second: String,
    /// Along which time: world or known
    #[arg(long, value_name = "AXIS", default_value = "world")]
    axis: AxisArg,
    #[command(flatten)]
    body: BodyArg,
    #[command(flatten)]
    cut: CutArgs,
}

pub fn run(args: &Args, globals: &Globals) -> Result<ExitCode, Failure> {
    let ledger = globals.open()?;
    let body = args.body.body.as_ref();
    let (diff, report) = match args.axis {
        AxisArg::World => {
            if args.cut.at.is_some() {
                return Err(Failure::refused("on the world axis the two times are the moments; leave out --at"));
            }
            let (first, second) = (ledger.parse_at(&args.first)?, ledger.parse_at(&args.second)?);
            let view = args.cut.view(&ledger)?;
            let diff = view.diff(body, first, second)?;
            let report =
                diff_report(&diff, Axis::World { first }, &Stated { ledger: &ledger, view: &view, at: second });
            (diff, report)
        }
        AxisArg::Known => {
            if args.cut.known_at.is_some() {
                return Err(Failure::refused(
                    "on the known axis the two times are what was known; leave out --known-at",
                ));
            }
            let at = args.cut.at(&ledger)?;
            let view = |text: &str| CutArgs { known_at: Some(text.to_owned()), ..args.cut.clone() }.view(&ledger);
            let (first, second) = (view(&args.first)?, view(&args.second)?);
            let diff = first.diff_with(&second, body, at)?;
            let stated = Stated { ledger: &ledger, view: &second, at };
            let report = diff_report(&diff, Axis::Known { first: &first }, &stated);
            (diff, report)
        }
    };
    report.print(globals)?;
    Ok(ExitCode::from(u8::from(!diff.is_empty())))
}
