//! The file in other hands: Python's own SQLite, and Datasette.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::desk::Desk;
use crate::needs;

fn exported() -> Desk {
    let desk = Desk::busy();
    desk.well(&["export", "sqlite", "-O", "june.db", "--at", "2016-06-26T18:00"]);
    desk
}

fn output(program: &str, arguments: &[&str], folder: &Path) -> String {
    let output = Command::new(program).args(arguments).current_dir(folder).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

const CHECK: &str = "
import json, sqlite3
db = sqlite3.connect('file:june.db?mode=ro', uri=True)
one = lambda query: db.execute(query).fetchall()
print(json.dumps({
    'integrity': one('PRAGMA integrity_check'),
    'foreign keys': one('PRAGMA foreign_key_check'),
    'holders': one('SELECT count(*) FROM holders_now'),
    'left': one('SELECT person, hows, happened FROM who_left'),
    'found': one(\"SELECT exact FROM citations_fts WHERE citations_fts MATCH 'breakfast'\"),
    'strict': one(\"SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND name IN ('facts', 'tenures') AND strict\"),
}))
";

#[test]
fn pythons_own_sqlite_opens_it_and_finds_it_sound() {
    let modern = "import sqlite3; assert sqlite3.sqlite_version_info >= (3, 37)";
    if !needs::met("python3 with SQLite 3.37", needs::succeeds("python3", &["-c", modern])) {
        return;
    }
    let desk = exported();
    let found: Value = serde_json::from_str(&output("python3", &["-c", CHECK], desk.folder())).unwrap();
    assert_eq!(found["integrity"], serde_json::json!([["ok"]]));
    assert_eq!(found["foreign keys"], serde_json::json!([]));
    // The day is not over at six, so that neither is sure by then.
    assert_eq!(found["holders"], serde_json::json!([[1]]));
    assert_eq!(found["left"], serde_json::json!([["Heidi Alexander", "resigned", "possible"]]));
    assert_eq!(found["found"], serde_json::json!([["before breakfast"]]));
    assert_eq!(found["strict"], serde_json::json!([[2]]));
}

#[test]
fn datasette_answers_and_shows_what_the_metadata_says() {
    if !needs::met("datasette from PyPI", needs::succeeds("datasette", &["--version"])) {
        return;
    }
    let desk = exported();
    // It answers one address and ends: there is no server to be stopped.
    let get = |address: &str| {
        output("datasette", &["june.db", "-m", "june.db.metadata.json", "--get", address], desk.folder())
    };
    let json = |address: &str| -> Value { serde_json::from_str(&get(address)).unwrap() };
    let rows = json("/june/who_left.json?_shape=array");
    assert_eq!(rows[0]["person"], "Heidi Alexander");
    let asked = json("/june.json?_shape=array&sql=SELECT+how,+least,+most+FROM+tally+WHERE+how='resigned'");
    assert_eq!(asked, serde_json::json!([{"how": "resigned", "least": 0, "most": 1}]));
    let canned = json("/june/quotes_with.json?_shape=array&words=breakfast");
    assert_eq!(canned[0]["exact"], "before breakfast");
    let searched = json("/june/citations.json?_shape=array&_search=breakfast");
    assert_eq!(searched.as_array().unwrap().len(), 1, "{searched}");
    // A number of another table is shown as the name that it stands for.
    let labelled = json("/june/departures.json?_labels=on&_shape=array");
    assert_eq!(labelled[0]["person"]["label"], "Heidi Alexander");
    let page = get("/june/tenures");
    assert!(page.contains("who held what: each stretch of a tenure"), "the description is missing");
    assert!(page.contains("the moment by which it had surely begun"), "the columns' descriptions are missing");
}
