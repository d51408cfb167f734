//! One command on a large ledger; and opening one whose writer was killed.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use crate::history::late;
use crate::made::{add, open};
use crate::measure::{Table, median, time, timed};
use crate::processes::{Took, reshuffle, run};

/// How many commands append one fact each.
const COMMANDS: usize = 9;
/// How many facts a writer has acknowledged when it is killed.
const ACKNOWLEDGED: usize = 200;
/// How often one is killed.
const KILLS: usize = 3;

/// Times commands that append one fact each.
pub fn one_command(path: &Path, table: &mut Table) {
    let (article, _) = late(1, COMMANDS);
    add(&mut open(path), &article);
    let facts = article.text.trim_end_matches([' ', '.', '\n']).split(". ");
    let (mut took, mut peak) = (Vec::new(), Took::default());
    for quote in facts {
        let person = quote.split(" joined").next().unwrap_or_default();
        let fact = ["append", "appointed", person, "--body", "Board of Enquiry", "--when", "2026-06-01"];
        let arguments = [&fact[..], &["--source", &article.label, "--quote", quote]].concat();
        let one = run(&mut reshuffle(path, &arguments));
        took.push(one.time);
        peak.peak_kib = peak.peak_kib.max(one.peak_kib);
        if one.time > Duration::from_secs(5) {
            break;
        }
    }
    table.add(
        "one `append` command, whole process",
        time(median(&took)),
        "–".to_owned(),
        "–".to_owned(),
        "≤ 60 ms at 1 M",
    );
    crate::memory(table, "append", peak, 256);
}

/// Kills a writer in the middle of its work, and opens what it leaves.
pub fn after_a_kill(path: &Path, table: &mut Table) {
    let mut took = Vec::new();
    for nth in 0..KILLS {
        let (article, lines) = late(2 + nth, 2 * ACKNOWLEDGED);
        add(&mut open(path), &article);
        let mut writer = reshuffle(path, &["append", "--stream"]);
        let mut writer = writer.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a writer");
        let mut input = writer.stdin.take().expect("its input");
        let fed = std::thread::spawn(move || {
            // A writer that is killed takes no more.
            lines.iter().take_while(|line| writeln!(input, "{line}").is_ok()).count()
        });
        let answers = BufReader::new(writer.stdout.take().expect("its output"));
        let acknowledged = answers.lines().map_while(Result::ok).take(ACKNOWLEDGED).count();
        writer.kill().expect("a kill");
        writer.wait().expect("its end");
        fed.join().expect("all that was fed");
        assert_eq!(acknowledged, ACKNOWLEDGED);
        took.push(timed(|| drop(open(path))).0);
        if took[nth] > Duration::from_secs(5) {
            break;
        }
    }
    table.add("open after `kill -9`", time(median(&took)), "–".to_owned(), "–".to_owned(), "≤ 3 s at 10 M");
}
