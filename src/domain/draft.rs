//! A fact as somebody states it, before its source and quote are looked up.

use super::field::{Field, Fields};
use super::{ClientKey, Kind};

/// A quote as it is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// The label, or the beginning of the id, of the source it is from.
    pub source: Option<String>,
    /// The words, or `START...END` for the passage from the one to the other.
    pub exact: String,
    /// What stands right before them, to pick one of several places.
    pub prefix: Option<String>,
    /// What stands right after them, to pick one of several places.
    pub suffix: Option<String>,
}

/// A fact as it is given: named texts and a quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What kind of fact.
    pub kind: Kind,
    /// Its fields. `ends` may name an event by a prefix of its id or a key of
    /// the same batch; times may be `today`, `yesterday` and `now`.
    pub fields: Fields,
    /// What it is quoted from.
    pub quotation: Option<Quotation>,
    /// The client's own key for it.
    pub key: Option<ClientKey>,
}

impl Draft {
    /// One draft for each of several names that share everything else. The
    /// first keeps the client key, the next have `/2`, `/3`… after it.
    #[must_use]
    pub fn for_each_name(self, field: Field, names: &[String]) -> Vec<Self> {
        let of_name = |(nth, name): (usize, &String)| {
            let mut draft = self.clone();
            draft.fields.set(field, name);
            if let (Some(key), true) = (&self.key, nth > 0) {
                // A key so long that the number does not fit stays as it is,
                // and the batch is refused for repeating it.
                draft.key = ClientKey::new(format!("{key}/{}", nth + 1)).ok().or_else(|| Some(key.clone()));
            }
            draft
        };
        if names.is_empty() { vec![self.clone()] } else { names.iter().enumerate().map(of_name).collect() }
    }

    /// A move from one post to another in the same body: this draft's departure
    /// from the one, the appointment to its own post, and, where somebody else
    /// leaves that post, that departure too.
    #[must_use]
    pub fn moved(&self, name: &str, from_post: &str, replacing: Option<&str>) -> Vec<Self> {
        let with = |nth: usize, kind: Kind, changes: &[(Field, &str)]| {
            let mut draft = Self { kind, ..self.clone() };
            draft.key = self
                .key
                .as_ref()
                .and_then(|key| if nth == 1 { Some(key.clone()) } else { ClientKey::new(format!("{key}/{nth}")).ok() });
            draft.fields.set(Field::Person, name);
            for (field, text) in changes {
                draft.fields.set(*field, *text);
            }
            draft
        };
        let reshuffled = super::How::Reshuffled.word();
        let mut leaves = with(1, Kind::Departed, &[(Field::Post, from_post), (Field::How, reshuffled)]);
        leaves.fields.unset(Field::Rank);
        let mut takes = with(2, Kind::Appointed, &[]);
        takes.fields.unset(Field::By);
        takes.fields.unset(Field::Reason);
        let mut drafts = vec![leaves, takes];
        if let Some(other) = replacing {
            let unknown = super::How::Unknown.word();
            let mut gives_way = with(3, Kind::Departed, &[(Field::Person, other), (Field::How, unknown)]);
            gives_way.fields.unset(Field::Rank);
            drafts.push(gives_way);
        }
        drafts
    }
}
