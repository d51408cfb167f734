//! The Institute for Government's own files, imported whole, against plain SQL
//! over the same files.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use reshuffle::domain::Name;
use reshuffle::ledger::{Environment, KnownAt, Ledger};
use rusqlite::Connection;

use crate::desk::Desk;
use crate::needs;
use crate::set::counts;

/// Institute for Government, ministers database, CC BY 4.0.
const IFG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/ifg");

/// The tables as they are, every cell a text.
fn database(folder: &Path) -> Connection {
    let database = Connection::open_in_memory().unwrap();
    for table in ["appointment", "person", "post", "organisation"] {
        let mut reader = csv::Reader::from_path(folder.join(format!("{table}.csv"))).unwrap();
        let columns: Vec<String> = reader.headers().unwrap().iter().map(|name| format!("\"{name}\"")).collect();
        database.execute(&format!("CREATE TABLE {table} ({})", columns.join(", ")), []).unwrap();
        let marks = vec!["?"; columns.len()].join(", ");
        let mut insert = database.prepare(&format!("INSERT INTO {table} VALUES ({marks})")).unwrap();
        for row in reader.records() {
            insert.execute(rusqlite::params_from_iter(row.unwrap().iter())).unwrap();
        }
    }
    database
}

/// Who held what on a day, by the set's own half-open dates.
const HOLDERS: &str = "
SELECT DISTINCT person.name, organisation.name, post.name
FROM appointment
JOIN person ON person.id = appointment.person_id AND person.end_date = ''
JOIN post ON post.id = appointment.post_id
JOIN organisation ON organisation.id = post.organisation_id
WHERE appointment.start_date <= ?1 AND (appointment.end_date = '' OR appointment.end_date > ?1)";

type Holders = BTreeSet<(String, String, String)>;

fn by_sql(database: &Connection, day: &str) -> Holders {
    let mut query = database.prepare_cached(HOLDERS).unwrap();
    let rows = query.query_map([day], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

fn by_ledger(ledger: &Ledger, day: &str) -> Holders {
    let body = Name::new("UK Government").unwrap();
    let view = ledger.view(KnownAt::Head).unwrap();
    let cabinet = view.cabinet(Some(&body), ledger.parse_at(day).unwrap()).unwrap();
    let holders = cabinet.holders.into_iter();
    holders.map(|holder| (holder.person, holder.body, holder.post.unwrap_or_default())).collect()
}

#[test]
fn the_whole_set_has_the_holders_of_plain_sql_on_fifty_days() {
    if !needs::met("the data beside the project", Path::new(IFG).is_dir()) {
        return;
    }
    let desk = Desk::new();
    let done = desk.run(&["import", "ifg", IFG, "--as-of", "2026-06-19", "-o", "json"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    let counts = counts(&done);
    assert_eq!(counts[1..], [0, 0, 0, 0, 0]);
    let database = database(Path::new(IFG));
    let appointments: i64 = database.query_row("SELECT count(*) FROM appointment", [], |row| row.get(0)).unwrap();
    assert!(counts[0] > 2 * appointments.unsigned_abs(), "{counts:?}, {appointments} appointments");
    // Days spread over the whole, and those on which most begin and end.
    let spread =
        (0..38).map(|nth| format!("{}-{:02}-{:02}", 1979 + nth * 47 / 38, 1 + nth * 7 % 12, 1 + nth * 11 % 28));
    let mut busiest = database
        .prepare("SELECT start_date FROM appointment GROUP BY start_date ORDER BY count(*) DESC, start_date LIMIT 12")
        .unwrap();
    let busiest: Vec<String> = busiest.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let days: Vec<String> = spread.chain(busiest).collect();
    assert_eq!(days.len(), 50);
    let ledger = Ledger::open(&desk.path("ledger"), Duration::from_secs(5), Environment::system()).unwrap();
    let mut most = 0;
    for day in &days {
        let expected = by_sql(&database, day);
        most = most.max(expected.len());
        assert_eq!(by_ledger(&ledger, day), expected, "{day}");
    }
    assert!(most > 100, "the days are those of no government: {most}");
    drop(ledger);
    let found = desk.run(&["check", "ends-before-start"]);
    assert_eq!(found.code, Some(1), "the set has two ends before their starts: {found:?}");
    let again = desk.run(&["import", "ifg", IFG, "-o", "json"]);
    assert_eq!((again.code, crate::set::counts(&again)[0]), (Some(0), 0));
    assert_eq!(desk.well(&["audit", "-o", "json"]).json()["verdict"], "intact");
}
