//! The ledger that questions are asked of: the history, fed in as a desk would.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::Date;
use reshuffle::domain::time::Zone;
use reshuffle::domain::{Field, Fields, Name, Quotation, SourceDescription, SourceField, Text};
use reshuffle::ledger::{Amendment, Environment, Ledger, NewSource, Options};

use crate::history::{Article, Correction, History, NOTE, WHY, corrections};

/// Who records everything here.
pub const DESK: &str = "bench";

/// A ledger of a history, with what was counted on the way.
pub struct Made {
    /// Where it lies.
    pub path: PathBuf,
    /// How many facts it has.
    pub facts: usize,
    /// How many articles.
    pub articles: usize,
    /// How many bytes these have.
    pub article_bytes: usize,
    /// The day on which three quarters of it had been told.
    pub late_day: Date,
    corrections: Vec<Correction>,
}

/// Options of whoever records here.
pub fn options() -> Options {
    Options::by(name(DESK))
}

/// A name that is one.
pub fn name(text: &str) -> Name {
    Name::new(text).expect("a name")
}

/// A new ledger.
pub fn begun(path: &Path) -> Ledger {
    let zone = Zone::new("UTC").expect("a zone");
    let origin = "example.org/history".parse().expect("an origin");
    Ledger::init(path, origin, &zone, name(DESK), Environment::system()).expect("a new ledger")
}

/// The ledger in a directory.
pub fn open(path: &Path) -> Ledger {
    Ledger::open(path, Duration::from_secs(30), Environment::system()).expect("the ledger")
}

/// Adds an article with what is said about it.
pub fn add(ledger: &mut Ledger, article: &Article) {
    let mut description = SourceDescription::labelled(&article.label).expect("a label");
    let parts = [
        (SourceField::Publisher, article.publisher),
        (SourceField::Title, &article.title),
        (SourceField::Published, &article.published),
    ];
    for (field, text) in parts {
        description.set(field, Some(text)).expect("a part of a description");
    }
    let new = NewSource { bytes: article.text.clone().into_bytes(), description, original: None };
    ledger.add_source(new, &options()).expect("an article");
}

impl Made {
    /// A ledger with the articles of a history and none of its facts.
    pub fn articles(path: &Path, facts: usize) -> Self {
        let mut ledger = begun(path);
        let (mut echoes, mut told, mut articles, mut article_bytes) = (Vec::new(), 0, 0, 0);
        let mut late_day = Date::ZERO;
        for chapter in History::of(facts) {
            add(&mut ledger, &chapter.article);
            if told <= facts * 3 / 4 {
                late_day = chapter.article.published.parse().expect("a day");
            }
            told += chapter.facts.len();
            articles += 1;
            article_bytes += chapter.article.text.len();
            echoes.extend(chapter.echo.map(|echo| (echo, chapter.article.label)));
        }
        let corrections = corrections(told, echoes);
        Self { path: path.to_owned(), facts: told, articles, article_bytes, late_day, corrections }
    }

    /// The position of a fact, counted from the first: the ledger's own event
    /// and the articles come before it.
    pub fn seq(&self, fact: usize) -> usize {
        1 + self.articles + fact
    }

    /// The facts that are taken back, with the positions of what takes them back.
    pub fn retracted(&self) -> Vec<(usize, usize)> {
        let numbered = self.corrections.iter().zip(self.seq(self.facts)..);
        let retracted = numbered.filter_map(|(correction, seq)| match correction {
            Correction::Retracted(fact) => Some((*fact, seq)),
            _ => None,
        });
        retracted.collect()
    }

    /// Corrects the facts that a history corrects, each by an append of its own.
    pub fn correct(&self) {
        let mut ledger = open(&self.path);
        let why = || Text::new(WHY).expect("a reason");
        for correction in &self.corrections {
            let done = match correction {
                Correction::Amended(fact) => {
                    let mut changes = Fields::default();
                    changes.set(Field::Note, NOTE);
                    let amendment = Amendment { changes, cleared: Vec::new(), quotation: None, why: why() };
                    ledger.amend(&self.seq(*fact).to_string(), amendment, &options())
                }
                Correction::Retracted(fact) => ledger.retract(&self.seq(*fact).to_string(), why(), &options()),
                Correction::Corroborated(echo, label) => {
                    let (source, exact) = (Some(label.clone()), echo.quote.clone());
                    let quotation = Quotation { source, exact, prefix: None, suffix: None };
                    ledger.corroborate(&self.seq(echo.fact).to_string(), &quotation, &options())
                }
            };
            done.expect("a correction");
        }
    }
}
