//! A data file longer than an article may be.

use std::fmt::Write;

use crate::desk::Desk;
use crate::set::{counts, holders};

#[test]
fn a_data_file_may_be_longer_than_an_article_and_is_cited_and_audited_like_one() {
    let desk = Desk::new();
    let mut text = String::from("{\"organizations\": [{\"id\": \"o\", \"name\": \"House\"}],\n\"persons\": [");
    let filler = "é…😀 ".repeat(95_000);
    for nth in 0..18 {
        let comma = if nth == 0 { "" } else { "," };
        // What is passed over fills the file between objects that are cited.
        write!(text, "{comma}\n{{\"id\": \"p{nth}\", \"name\": \"Person {nth}\"}}, \"{filler}\"").unwrap();
    }
    text.push_str("],\n\"memberships\": [{\"id\": \"m\", \"person_id\": \"p17\", \"organization_id\": \"o\", \"start_date\": \"2001\"}]}");
    assert!(text.len() > 16 * 1024 * 1024, "{}", text.len());
    desk.write("large.json", &text);
    let done = desk.run(&["import", "popolo", "large.json", "-o", "json"]);
    assert_eq!((done.code, counts(&done)), (Some(0), [21, 0, 0, 0, 0, 0]), "{done:?}");
    assert_eq!(holders(&desk, &["--at", "2002"]), ["Person 17: House, -"]);
    let audit = desk.well(&["audit", "-o", "json"]).json();
    assert_eq!((audit["verdict"].as_str(), audit["quotes"].as_u64()), (Some("intact"), Some(21)));
    assert!(desk.well(&["why", "Person 17"]).stdout.contains("\"person_id\": \"p17\""));
    // An article of that length is still refused: it would be read as a whole each time.
    desk.assert_refused(2, &["source", "add", "large.json", "--label", "large"], &["16 MiB"]);
}

#[test]
fn a_file_over_the_limit_is_refused_before_it_is_read() {
    let desk = Desk::new();
    let file = std::fs::File::create(desk.path("huge.json")).unwrap();
    file.set_len(256 * 1024 * 1024 + 1).unwrap();
    desk.assert_refused(2, &["import", "popolo", "huge.json"], &["256 MiB", "huge.json"]);
}
