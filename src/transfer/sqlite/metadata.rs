//! What makes the file readable in Datasette at once: descriptions of tables,
//! columns and views, and questions that are ready to be asked.

use serde_json::{Map, Value, json};

use super::schema::{tables, views};

/// A question with blanks to fill in.
struct Question {
    name: &'static str,
    title: &'static str,
    about: &'static str,
    sql: &'static str,
}

const QUESTIONS: &[Question] = &[
    Question {
        name: "holders_at",
        title: "Who held what at a moment",
        about: "`at` is a moment in UTC, such as 2016-06-26T17:00:00.000000Z; without one it is that of the file",
        sql: "WITH asked (moment) AS (SELECT coalesce(nullif(:at, ''), (SELECT value FROM meta WHERE name = 'at')))
SELECT body, post, person,
  CASE WHEN start_latest <= moment AND (NOT ended OR end_earliest > moment) THEN 'certain' ELSE 'possible' END AS certainty
FROM who_held, asked
WHERE (start_earliest IS NULL OR start_earliest <= moment)
  AND (NOT ended OR end_latest IS NULL OR end_latest > moment)
ORDER BY body, post, person",
    },
    Question {
        name: "why_somebody",
        title: "Says who: the words about one person",
        about: "`person` is a name as the ledger shows it",
        sql: "SELECT DISTINCT what, body, post, kind, quote, source, publisher, url FROM says_who WHERE person = :person",
    },
    Question {
        name: "quotes_with",
        title: "Quotes with some words",
        about: "`words` are words that stand one after the other, such as: lost confidence",
        sql: "SELECT c.exact, s.label, s.publisher, c.fact FROM citations_fts q
JOIN citations c ON c.id = q.rowid JOIN sources s ON s.id = c.source
WHERE citations_fts MATCH '\"' || replace(coalesce(:words, ''), '\"', '\"\"') || '\"' ORDER BY rank",
    },
    Question {
        name: "departures_by_day",
        title: "Departures by day",
        about: "by the day (UTC) by which each was surely public",
        sql: "SELECT substr(latest, 1, 10) AS day, count(*) AS departures FROM who_left
WHERE happened IS NOT NULL AND latest IS NOT NULL GROUP BY day ORDER BY day",
    },
    Question {
        name: "departures_by_year",
        title: "Departures by year",
        about: "those who left, and those who moved to another post, by the year (UTC) by whose end each was surely public",
        sql: "SELECT substr(latest, 1, 4) AS year, sum(hows <> 'reshuffled') AS left, sum(hows = 'reshuffled') AS moved
FROM who_left WHERE happened IS NOT NULL AND latest IS NOT NULL GROUP BY year ORDER BY year",
    },
    Question {
        name: "longest_holders",
        title: "Who held a post longest",
        about: "days between the sure start and the first possible end, of tenures that are over",
        sql: "SELECT person, body, post, CAST(julianday(end_earliest) - julianday(start_latest) AS INTEGER) AS days
FROM who_held WHERE end_earliest > start_latest ORDER BY days DESC",
    },
];

/// The metadata of a file that Datasette serves under a name: its name
/// without the ending.
#[must_use]
pub fn metadata(origin: &str, database: &str) -> Value {
    let mut described = Map::new();
    for view in views() {
        let columns = view.columns.iter().map(|(name, about)| ((*name).to_owned(), json!(about)));
        let columns: Map<String, Value> = columns.collect();
        described.insert(view.name.to_owned(), json!({ "description": view.about, "columns": columns }));
    }
    for table in tables() {
        let columns = table.columns().map(|column| (column.name.to_owned(), json!(column.about)));
        let columns: Map<String, Value> = columns.collect();
        let mut about = json!({ "description": table.about, "columns": columns });
        if let Some(label) = table.label {
            about["label_column"] = json!(label);
        }
        described.insert(table.name.to_owned(), about);
    }
    let questions = QUESTIONS.iter().map(|question| {
        let about = json!({ "title": question.title, "description": question.about, "sql": question.sql });
        (question.name.to_owned(), about)
    });
    let questions: Map<String, Value> = questions.collect();
    json!({
        "title": format!("Who holds office, by {origin}"),
        "description": "Every row leads to the exact words of a source: see the view says_who. Moments are in UTC; the two times asked for stand in the table meta.",
        "databases": { database: { "tables": described, "queries": questions } },
    })
}
