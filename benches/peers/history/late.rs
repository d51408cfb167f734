//! Facts that come when a history has been told: what single appends record.

use serde_json::json;

use super::article::Article;
use super::names::Names;

/// The body that late facts are about.
const BODY: &str = "Board of Enquiry";

/// An article of so many facts, with their lines; the numbers tell one such
/// article from another.
pub fn late(number: usize, many: usize) -> (Article, Vec<String>) {
    let names = Names::new();
    let label = format!("late-{number:03}");
    // People of the far end, whom no history reaches.
    let person = |nth: usize| names.person(names.people() - 1 - number * 1_000 - nth);
    let sentence = |nth: usize| format!("{} joined the {BODY} on 1 June 2026", person(nth));
    let text: Vec<String> = (0..many).map(sentence).collect();
    let line = |nth: usize| {
        let (person, quote) = (person(nth), &text[nth]);
        json!({ "fact": "appointed", "person": person, "body": BODY, "when": "2026-06-01", "source": label, "quote": quote })
            .to_string()
    };
    let lines = (0..many).map(line).collect();
    let article = Article {
        label: label.clone(),
        publisher: "The Courier",
        title: format!("Late news, {number}"),
        published: "2026-06-02".to_owned(),
        text: text.join(". ") + ".\n",
    };
    (article, lines)
}
