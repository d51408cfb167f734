//! `reshuffle replay`

use reshuffle::domain::HowRule;
use reshuffle::ledger::{Rule, Verdict};

use crate::arguments::{BodyArg, CutArgs, Format, Globals};
use crate::failure::Failure;
use crate::output::{Report, cabinet_report, claims_report, print, tally_report};

/// Cabinet, tally and open claims at once, at any moment, as known at any moment
///
/// The tally counts everybody who left. Claims that agree are left out.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  reshuffle replay --at 2016-06-26T18:00 --known-at head~3")]
pub struct Args {
    #[command(flatten)]
    cut: CutArgs,
    #[command(flatten)]
    body: BodyArg,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let ledger = globals.open()?;
    let (at, view) = (args.cut.at(&ledger)?, args.cut.view(&ledger)?);
    let body = args.body.body.as_ref();
    let rule = Rule { body: body.cloned(), ..Rule::of(HowRule::Left) };
    let (tally, sentence) = view.tally(&rule, at)?;
    let mut claims = view.claims(body, at)?;
    claims.retain(|claim| claim.verdict != Verdict::Agrees);
    let cut = view.cut(at);
    let cabinet = cabinet_report(&view.cabinet(body, at)?, &cut);
    let (tally, claims) = (tally_report(&tally, &sentence, &cut), claims_report(&claims, &cut));
    if globals.output == Format::Csv {
        return Err(Failure::refused(
            "replay gives three tables, and CSV holds one: ask cabinet, tally or claims for it",
        ));
    }
    if globals.output != Format::Table {
        let mut whole = Report::of(&cut);
        for (name, part) in [("cabinet", &cabinet), ("tally", &tally), ("claims", &claims)] {
            let mut members = part.to_json();
            if let Some(members) = members.as_object_mut() {
                // The head is said once, for all three.
                ["origin", "at", "known_at", "head"].iter().for_each(|name| {
                    members.shift_remove(*name);
                });
            }
            whole.set(name, members);
        }
        return whole.print(globals);
    }
    let empty = !view.knows_anything()?;
    let head = Report::of(&cut);
    head.print(globals)?;
    if empty {
        return print("\nNothing is recorded: no fact was known then.\n");
    }
    let titled = [("Cabinet", cabinet), ("Tally", tally), ("Open claims", claims)];
    for (title, part) in titled {
        let kept = if title == "Tally" { part.before.iter().take(1).cloned().collect() } else { Vec::new() };
        let part = Report { before: [vec![format!("{title}:")], kept].concat(), ..part };
        print("\n")?;
        part.print(globals)?;
    }
    Ok(())
}
