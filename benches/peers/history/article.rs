//! Articles: the sentences that facts are quoted from, among others.

use super::chance::Chance;

/// An article of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Its label, by which facts name it.
    pub label: String,
    /// Who published it.
    pub publisher: &'static str,
    /// Its headline.
    pub title: String,
    /// The day on which it was published.
    pub published: String,
    /// Its text, in which every quote stands once.
    pub text: String,
}

pub const PUBLISHERS: &[&str] = &[
    "The Courier",
    "Evening Ledger",
    "Morning Gazette",
    "The Sentinel",
    "Weekly Record",
    "The Northern Star",
    "Parliament Monitor",
    "The Intelligencer",
];

/// What stands between the sentences that matter; some of it is more bytes
/// than characters.
const BESIDES: &[&str] = &[
    "The communiqué said nothing of the terms – nor did those who had signed it.",
    "Colleagues had expected as much since the spring.",
    "“There is work to be done,” one of them said on the steps.",
    "A spokesman would neither confirm nor deny that the vote had been close.",
    "Members of the opposition called it overdue.",
    "The sitting went on until a quarter past eleven.",
    "It was the third change within as many months, by our count.",
    "Nobody who was asked could remember a precedent.",
    "The façade of unity, an old hand remarked, had seen better days.",
    "Papers were tabled and taken as read.",
];

/// An article that is being written.
pub struct Draft {
    text: String,
    sentences: usize,
}

impl Draft {
    /// Begins with the headline.
    pub fn titled(title: &str) -> Self {
        Self { text: format!("{title}\n\n"), sentences: 0 }
    }

    /// Writes a sentence that will be quoted, and some that will not.
    pub fn write(&mut self, sentence: &str, chance: &mut Chance) {
        self.text.push_str(sentence);
        self.text.push('.');
        self.sentences += 1;
        if chance.below(10) < 4 {
            self.text.push(' ');
            self.text.push_str(chance.one(BESIDES));
        }
        self.text.push_str(if self.sentences.is_multiple_of(6) { "\n\n" } else { " " });
    }

    /// The article's text.
    pub fn finish(self) -> String {
        let mut text = self.text.trim_end().to_owned();
        text.push('\n');
        text
    }
}
