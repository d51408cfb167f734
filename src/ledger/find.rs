//! What people call things: a label, the beginning of an id, a position.

use super::{Error, Ledger};
use crate::domain::{Citation, EventId, Kind, Seq, SourceId};
use crate::projections::{Article, Knowledge};
use crate::replay::slice::article;
use crate::replay::{KnownAt, Prefix};

/// The fewest characters of an id that name it.
const PREFIX_LEN_MIN: usize = 4;

impl Ledger {
    /// The event that a text names: digits alone are its position, anything
    /// else the beginning of its id (`id:` before one that is digits only).
    ///
    /// # Errors
    /// [`Error::NotFound`], or [`Error::Ambiguous`] where several ids begin so.
    pub fn find_event(&self, given: &str) -> Result<Seq, Error> {
        let not_found = || Error::NotFound { what: "event", given: given.to_owned() };
        if !given.is_empty() && given.bytes().all(|byte| byte.is_ascii_digit()) {
            let seq = given.parse().map(Seq).map_err(|_| not_found())?;
            let in_log = self.sealed.is_some_and(|head| seq <= head.seq);
            return if in_log { Ok(seq) } else { Err(not_found()) };
        }
        let prefix = given.strip_prefix("id:").unwrap_or(given);
        let is_hex = prefix.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if prefix.len() < PREFIX_LEN_MIN || prefix.len() > 64 || !is_hex {
            return Err(not_found());
        }
        let (low, high) = eight_byte_range(prefix);
        let mut found: Vec<(Seq, EventId)> = Vec::new();
        for seq in self.log.seqs_by_id(low, high)? {
            if let Some(id) = self.log.get(seq)?.map(|event| event.id())
                && id.to_string().starts_with(prefix)
            {
                found.push((seq, id));
            }
        }
        match found[..] {
            [] => Err(not_found()),
            [(seq, _)] => Ok(seq),
            _ => Err(ambiguous("event", given, found.iter().map(|(seq, id)| format!("{id} (seq {seq})")))),
        }
    }

    /// The id of the event that a text names.
    ///
    /// # Errors
    /// As for [`find_event`](Self::find_event).
    pub fn find_event_id(&self, given: &str) -> Result<EventId, Error> {
        let seq = self.find_event(given)?;
        let event = self.log.get(seq)?;
        event.map(|event| event.id()).ok_or_else(|| Error::NotFound { what: "event", given: given.to_owned() })
    }

    /// The source that a text names: its label, or the beginning of its digest.
    ///
    /// # Errors
    /// [`Error::NotFound`], or [`Error::Ambiguous`] where several digests begin so.
    pub fn find_source(&self, given: &str) -> Result<Article, Error> {
        self.look_up_source(given, |_, article| article.clone())
    }

    /// How many facts cite an article, by label or by the beginning of its
    /// digest; with the article.
    ///
    /// # Errors
    /// As for [`find_source`](Self::find_source).
    pub fn citing(&self, given: &str) -> Result<(Article, usize), Error> {
        self.look_up_source(given, |knowledge, article| {
            let cites = |citation: &Citation| citation.source == article.source.digest;
            let citing = knowledge.survivors().filter(|fact| fact.record.citations().any(cites));
            (article.clone(), citing.count())
        })
    }

    fn look_up_source<A>(&self, given: &str, tell: impl Fn(&Knowledge, &Article) -> A) -> Result<A, Error> {
        let view = self.view(KnownAt::Head)?;
        let known = view.or_all(view.told(|log, catalog, ground| article(log, catalog, ground, given))?)?;
        found_source(&known, given).map(|article| tell(&known, article))
    }

    /// Every article, in the order in which they were added.
    ///
    /// # Errors
    /// [`Error::Log`] and [`Error::Replay`] where the log cannot be read.
    pub fn sources(&self) -> Result<Vec<Article>, Error> {
        let mut known = Prefix::default();
        let kinds = [Kind::Source, Kind::Redescribed].map(Kind::number);
        for stored in self.log.scan_kinds(Seq(0), &kinds) {
            known.apply(&stored?)?;
        }
        let mut articles: Vec<Article> = known.knowledge.articles.into_values().collect();
        articles.sort_by_key(|article| article.added);
        Ok(articles)
    }
}

/// The source that a text names, of those known.
pub(super) fn found_source<'k>(knowledge: &'k Knowledge, given: &str) -> Result<&'k Article, Error> {
    if let Some(article) = knowledge.article_labelled(given) {
        return Ok(article);
    }
    let not_found = || Error::NotFound { what: "source", given: given.to_owned() };
    let prefix = given.strip_prefix("id:").unwrap_or(given);
    if prefix.len() < PREFIX_LEN_MIN {
        return Err(not_found());
    }
    let (low, high) = eight_byte_range(prefix);
    let bound = |eight: [u8; 8], filler| SourceId(std::array::from_fn(|i| eight.get(i).copied().unwrap_or(filler)));
    let begins = |id: &&SourceId| id.to_string().starts_with(prefix);
    let within = knowledge.articles.range(bound(low, 0)..=bound(high, u8::MAX));
    let found: Vec<&SourceId> = within.map(|(id, _)| id).filter(begins).collect();
    match found[..] {
        [] => Err(not_found()),
        [id] => Ok(&knowledge.articles[id]),
        _ => Err(ambiguous("source", given, found.iter().map(ToString::to_string))),
    }
}

fn ambiguous(what: &'static str, given: &str, candidates: impl Iterator<Item = String>) -> Error {
    let shown: Vec<String> = candidates.take(5).collect();
    Error::Ambiguous { what, given: given.to_owned(), candidates: shown.join(", ") }
}

/// The least and greatest first eight bytes that begin with some hex digits.
fn eight_byte_range(prefix: &str) -> ([u8; 8], [u8; 8]) {
    let nibble = |at: usize, filler: u8| {
        let digit = prefix.as_bytes().get(at).and_then(|byte| char::from(*byte).to_digit(16));
        digit.and_then(|digit| u8::try_from(digit).ok()).unwrap_or(filler)
    };
    let bytes = |filler| std::array::from_fn(|i| nibble(2 * i, filler) << 4 | nibble(2 * i + 1, filler));
    (bytes(0), bytes(15))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_spans_all_that_begins_with_it() {
        assert_eq!(
            eight_byte_range("abc"),
            ([0xab, 0xc0, 0, 0, 0, 0, 0, 0], [0xab, 0xcf, 255, 255, 255, 255, 255, 255])
        );
        assert_eq!(eight_byte_range(&"7".repeat(64)), ([0x77; 8], [0x77; 8]));
    }
}
