//! What the views say of the story of a day.

use reshuffle::ledger::sqlite::{Database, Value};
use reshuffle::ledger::{KnownAt, View};

use crate::story::Story;

fn database(story: &Story, view: &View<'_>, at: &str) -> Database {
    story.ledger.database(view, story.at(at)).unwrap()
}

fn ask(database: &Database, query: &str) -> Vec<Vec<String>> {
    let answer = database.ask(query).unwrap_or_else(|why| panic!("{query}: {why}"));
    let shown = |cell: &Value| match cell {
        Value::Null => "NULL".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Blob(bytes) => format!("{bytes:?}"),
    };
    answer.rows.iter().map(|row| row.iter().map(shown).collect()).collect()
}

fn one(database: &Database, query: &str) -> String {
    ask(database, query).concat().concat()
}

#[test]
fn nothing_refers_to_what_is_not_there() {
    let story = Story::told_with_its_coda();
    for at in ["09:00", "18:00", "2016-07-03"] {
        let database = database(&story, &story.known(), at);
        assert_eq!(one(&database, "SELECT count(*) FROM pragma_foreign_key_list('tenures')"), "4");
        // A column that refers to another table has no value that this lacks.
        let references = ask(
            &database,
            "SELECT m.name, f.\"from\", f.\"table\", f.\"to\" FROM sqlite_schema m
             JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'",
        );
        assert!(references.len() > 30, "{references:?}");
        for reference in references {
            let [table, from, other, to] = reference.try_into().unwrap();
            let lost = format!(
                "SELECT count(*) FROM {table} WHERE {from} IS NOT NULL AND {from} NOT IN (SELECT {to} FROM {other})"
            );
            assert_eq!(one(&database, &lost), "0", "{table}.{from}");
        }
    }
}

#[test]
fn the_log_is_there_in_full_and_chained() {
    let story = Story::told_with_its_coda();
    let database = database(&story, &story.known(), "18:00");
    assert_eq!(one(&database, "SELECT count(*) FROM events"), story.stored().len().to_string());
    let broken = "SELECT count(*) FROM events e JOIN events p ON p.seq = e.seq - 1 WHERE e.prev <> p.id";
    assert_eq!(one(&database, broken), "0");
    let head = story.ledger.head().unwrap();
    assert_eq!(one(&database, "SELECT value FROM meta WHERE name = 'head_id'"), head.id.to_string());
}

#[test]
fn only_what_was_known_then_is_there() {
    let story = Story::told_with_its_coda();
    let view = story.known_at("13:30");
    let last = view.head().unwrap().seq;
    let database = database(&story, &view, "13:30");
    assert_eq!(one(&database, "SELECT max(seq) FROM events"), last.to_string());
    assert_eq!(one(&database, "SELECT count(*) FROM facts WHERE state = 'amended'"), "0");
}

#[test]
fn before_anything_was_recorded_every_table_is_empty() {
    let story = Story::told();
    let view = story.known_at("2016-06-01");
    let database = database(&story, &view, "18:00");
    for table in ["events", "facts", "sources", "citations", "persons", "tenures", "departures", "claims"] {
        assert_eq!(one(&database, &format!("SELECT count(*) FROM {table}")), "0", "{table}");
    }
    assert_eq!(one(&database, "SELECT value FROM meta WHERE name = 'origin'"), "example.org/26-june-2016");
}

#[test]
fn what_could_not_be_read_by_then_is_left_out() {
    let story = Story::told_with_its_coda();
    let view = story.ledger.view(KnownAt::Head).unwrap().reported_by(story.at("13:30"));
    let articles = view.knowledge().expect("a log that reads").articles.len();
    let database = database(&story, &view, "23:59");
    assert_eq!(one(&database, "SELECT count(*) FROM sources"), articles.to_string());
    assert!(articles > 0 && articles < story.known().knowledge().expect("a log that reads").articles.len());
    let late = "SELECT count(*) FROM sources, meta WHERE name = 'reported_by' AND readable_latest > value";
    assert_eq!(one(&database, late), "0");
}

#[test]
fn an_amendment_is_told_with_what_stood_before() {
    let story = Story::told_with_its_coda();
    let database = database(&story, &story.known(), "2016-07-03");
    let amended = "SELECT f.when_ <> v.when_, v.in_force FROM facts f JOIN versions v ON v.seq = f.seq
                   WHERE f.state = 'amended'";
    let rows = ask(&database, amended);
    assert!(!rows.is_empty());
    assert!(rows.iter().all(|row| row[1] == "0"), "{rows:?}");
    assert!(rows.iter().any(|row| row[0] == "1"), "{rows:?}");
    let given =
        "SELECT count(*) FROM citations c JOIN events e ON e.seq = c.event WHERE e.kind = 'amended' AND c.place = 1";
    assert_ne!(one(&database, given), "0", "an amendment shows its own quote first");
    assert_eq!(one(&database, "SELECT count(*) FROM corrections"), rows.len().to_string());
}

#[test]
fn a_quote_is_found_by_its_words_and_stands_where_it_says() {
    let story = Story::told_with_its_coda();
    let database = database(&story, &story.known(), "18:00");
    let found = "SELECT c.exact, s.label, c.byte_start, c.byte_end, c.char_end - c.char_start FROM citations_fts q
                 JOIN citations c ON c.id = q.rowid JOIN sources s ON s.id = c.source WHERE citations_fts MATCH 'resign*'";
    let rows = ask(&database, found);
    assert!(!rows.is_empty());
    for row in rows {
        assert!(row[0].to_lowercase().contains("resign"), "{row:?}");
        let article = crate::story::article(&row[1]);
        let place = row[2].parse::<usize>().unwrap()..row[3].parse::<usize>().unwrap();
        assert_eq!(article[place], row[0]);
        assert_eq!(row[4], row[0].chars().count().to_string());
    }
    let labels = ask(&database, "SELECT label FROM sources_fts WHERE sources_fts MATCH 'corrections'");
    assert_eq!(labels, [["corrections"]]);
}

#[test]
fn every_departure_leads_to_somebodys_words() {
    let story = Story::told();
    let database = database(&story, &story.known(), "2016-06-27");
    assert_ne!(one(&database, "SELECT count(*) FROM who_left"), "0");
    let unsaid = "SELECT count(*) FROM who_left d WHERE NOT EXISTS (
                    SELECT 1 FROM says_who w WHERE w.what = 'left' AND w.row = d.departure AND w.quote IS NOT NULL)";
    assert_eq!(one(&database, unsaid), "0");
}

#[test]
fn publishers_are_counted_as_the_tally_counts_them() {
    let story = Story::told();
    let at = story.at("2016-06-27");
    let rule = reshuffle::ledger::Rule::of(reshuffle::domain::HowRule::Left);
    let (tally, _) = story.known().tally(&rule, at).unwrap();
    let database = database(&story, &story.known(), "2016-06-27");
    for row in tally.people {
        // Somebody who left twice has a row for each departure.
        let told = ask(&database, &format!("SELECT publishers FROM who_left WHERE person = '{}'", row.person));
        if told.len() == 1 {
            assert_eq!(told[0][0], row.publishers.to_string(), "{}", row.person);
        }
    }
}

#[test]
fn every_view_answers_with_the_columns_it_describes() {
    let story = Story::told_with_its_coda();
    let database = database(&story, &story.known(), "18:00");
    let described = reshuffle::ledger::sqlite::schema_columns();
    let mut names: Vec<&str> = described.iter().map(|column| column.of).collect();
    names.dedup();
    assert!(names.len() > 20, "{names:?}");
    for name in names {
        let answer = database.ask(&format!("SELECT * FROM {name}")).unwrap_or_else(|why| panic!("{name}: {why}"));
        let columns: Vec<&str> = described.iter().filter(|column| column.of == name).map(|c| c.column).collect();
        assert_eq!(answer.columns, columns, "{name}");
        // The story is rich enough that only these have nothing to tell.
        let may_be_empty = ["body_parts", "identifiers"].contains(&name);
        assert!(may_be_empty || !answer.rows.is_empty(), "{name} is empty");
    }
}

#[test]
fn every_foreign_key_has_an_index() {
    let story = Story::told();
    let database = database(&story, &story.known(), "18:00");
    let without = "SELECT m.name, f.\"from\" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f
        WHERE m.type = 'table' AND NOT EXISTS (
          SELECT 1 FROM pragma_index_list(m.name) l JOIN pragma_index_info(l.name) i
          WHERE i.seqno = 0 AND i.name = f.\"from\")
        AND NOT EXISTS (SELECT 1 FROM pragma_table_info(m.name) c WHERE c.name = f.\"from\" AND c.pk = 1)";
    let rows = ask(&database, without);
    // The chain is walked by position; an index over it would only cost room.
    assert_eq!(rows, [["events", "prev"]]);
}
