//! Sixty-four threads append to one ledger on disk: everything acknowledged is
//! there afterwards, and the syncs are counted from outside.

#![allow(clippy::unwrap_used)]

#[path = "support/needs.rs"]
mod needs;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{env, fs, thread};

use reshuffle::domain::time::Zone;
use reshuffle::domain::{Draft, EventId, Name, Seq};
use reshuffle::ledger::{Appender, Environment, EventFilter, Ledger, Options, jsonl};

const CLIENTS: usize = 64;
const EACH: usize = 25;

/// Where the clients of a traced run append, given to a run of this very test.
const PLACE: &str = "RESHUFFLE_TEST_GROUP_AT";

fn desk() -> Name {
    Name::new("desk").unwrap()
}

fn made(dir: &Path) {
    let origin = "example.org/group".parse().unwrap();
    Ledger::init(dir, origin, &Zone::new("UTC").unwrap(), desk(), Environment::system()).unwrap();
}

fn opened(dir: &Path) -> Ledger {
    Ledger::open(dir, Duration::from_secs(5), Environment::system()).unwrap()
}

fn body(client: usize, nth: usize) -> Vec<Draft> {
    let line = format!(r#"{{"fact":"body","body":"Body {client} {nth}","why":"it is one"}}"#);
    jsonl::read_line(1, &line, None).says.unwrap()
}

/// Has all clients append at once; what each was told, in its order. A client
/// stops at the first append that is not acknowledged.
fn clients(dir: PathBuf) -> Vec<Vec<(Seq, EventId)>> {
    let appender = Appender::start(move || Ok(opened(&dir))).unwrap();
    let options = Options::by(desk());
    let one = |client: usize| {
        let answers = (0..EACH).map(|nth| appender.append(body(client, nth), &options));
        answers.map_while(Result::ok).map(|done| (done.events[0].seq, done.events[0].id)).collect()
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..CLIENTS).map(|client| scope.spawn(move || one(client))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

/// Requires of a ledger that what was acknowledged is there, in the order in
/// which each client was told; answers with how many events there are.
fn assert_there(dir: &Path, told: &[Vec<(Seq, EventId)>]) -> usize {
    let ledger = opened(dir);
    let filter = EventFilter::default();
    let events: BTreeMap<Seq, EventId> = ledger
        .events(Seq(0), &filter)
        .unwrap()
        .map(|event| event.unwrap().stored)
        .map(|event| (event.seq(), event.id()))
        .collect();
    for acks in told {
        assert!(acks.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(acks.iter().all(|(seq, id)| events.get(seq) == Some(id)));
    }
    events.len()
}

#[test]
fn what_sixty_four_clients_were_told_is_there_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = dir.path().join("ledger");
    made(&ledger);
    let told = clients(ledger.clone());
    assert!(told.iter().all(|acks| acks.len() == EACH));
    assert_eq!(assert_there(&ledger, &told), 1 + CLIENTS * EACH);
}

/// The part of a traced run that happens under the tracer.
#[test]
fn clients_of_a_traced_run() {
    let Ok(place) = env::var(PLACE) else { return };
    let told = clients(PathBuf::from(&place));
    let lines: Vec<String> = told
        .iter()
        .enumerate()
        .flat_map(|(client, acks)| acks.iter().map(move |(seq, id)| format!("{client} {seq} {id}\n")))
        .collect();
    fs::write(Path::new(&place).join("told"), lines.concat()).unwrap();
    assert_eq!(told.len(), CLIENTS);
}

/// Runs the clients under a tracer; what they were told, and its notes.
fn traced(dir: &Path, injection: Option<&str>) -> (Vec<Vec<(Seq, EventId)>>, String) {
    let notes = dir.join("notes");
    let mut command = Command::new("strace");
    command.args(["-f", "--seccomp-bpf", "-qq", "-e", "trace=fdatasync", "-o"]).arg(&notes);
    if let Some(injection) = injection {
        command.arg("-e").arg(format!("inject={injection}"));
    }
    command.arg(env::current_exe().unwrap()).args(["--exact", "clients_of_a_traced_run"]);
    let done = command.env(PLACE, dir).output().unwrap();
    assert!(done.status.success(), "{done:?}");
    let mut told = vec![Vec::new(); CLIENTS];
    for line in fs::read_to_string(dir.join("told")).unwrap().lines() {
        let words: Vec<&str> = line.split(' ').collect();
        told[words[0].parse::<usize>().unwrap()].push((Seq(words[1].parse().unwrap()), words[2].parse().unwrap()));
    }
    (told, fs::read_to_string(notes).unwrap())
}

#[test]
fn many_appends_share_a_sync() {
    if !needs::met("strace, to count syncs", needs::tracing()) {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let ledger = dir.path().join("ledger");
    made(&ledger);
    let (told, notes) = traced(&ledger, None);
    let syncs = notes.lines().filter(|line| line.contains("fdatasync(")).count();
    let appends: usize = told.iter().map(Vec::len).sum();
    assert_eq!(appends, CLIENTS * EACH);
    assert!(syncs > 0 && syncs * 8 < appends, "{syncs} syncs for {appends} appends");
    assert_eq!(assert_there(&ledger, &told), 1 + appends);
}

#[test]
fn a_sync_that_fails_is_acknowledged_to_nobody() {
    if !needs::met("strace, to make syncs fail", needs::tracing()) {
        return;
    }
    // The first few are those of opening; later ones have something to promise.
    for nth in [4, 7, 12] {
        let dir = tempfile::tempdir().unwrap();
        let ledger = dir.path().join("ledger");
        made(&ledger);
        let (told, notes) = traced(&ledger, Some(&format!("fdatasync:error=EIO:when={nth}+")));
        assert!(notes.contains("(INJECTED)"), "{notes}");
        let appends: usize = told.iter().map(Vec::len).sum();
        assert!(appends < CLIENTS * EACH, "everything was acknowledged");
        let there = assert_there(&ledger, &told);
        // Beyond what was acknowledged there may be the one group that failed.
        assert!((1 + appends..=1 + appends + CLIENTS).contains(&there), "{there} events, {appends} acknowledged");
    }
}
