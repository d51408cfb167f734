//! The events of the log, picked by what they say.

use super::known::of_one;
use super::{Error, Ledger, Read, StoredEvent};
use crate::domain::time::Moment;
use crate::domain::{Claim, Content, Event, Kind, Name, NameKey, Noun, Seq, SourceId};
use crate::log::EventLog;
use crate::projections::Names;
use crate::replay::{KnownAt, read_event};

/// Which events are wanted; every part given must fit.
#[derive(Debug, Clone, Default)]
pub struct EventFilter {
    /// Facts that name this person, in any recorded spelling.
    pub person: Option<Name>,
    /// Events of this kind.
    pub kind: Option<Kind>,
    /// The source itself and what cites it.
    pub source: Option<SourceId>,
    /// Recorded at or after.
    pub since: Option<Moment>,
    /// Recorded at or before.
    pub until: Option<Moment>,
}

/// An event of the log.
#[derive(Debug, Clone)]
pub struct LoggedEvent {
    /// Its bytes.
    pub stored: StoredEvent,
    /// What they say.
    pub read: Read,
    /// Whether the next event is a signature, which stands right after what it
    /// signs: see [`Ledger::is_signed`].
    pub signature_follows: bool,
}

/// The events of some kinds, oldest first; those whose bodies were erased left out.
pub(super) fn events_of<'l>(
    log: &'l dyn EventLog,
    kinds: &[Kind],
) -> impl Iterator<Item = Result<Box<Event>, Error>> + use<'l> {
    let kinds: Vec<u16> = kinds.iter().map(|kind| kind.number()).collect();
    log.scan_kinds(Seq(0), &kinds).filter_map(|stored| {
        let event = stored.map_err(Error::from).and_then(|stored| read_event(&stored).map_err(Error::from));
        match event {
            Ok(Read::Event(event)) => Some(Ok(event)),
            Ok(_) => None,
            Err(why) => Some(Err(why)),
        }
    })
}

impl Ledger {
    /// One event; none where the log does not go so far.
    ///
    /// # Errors
    /// [`Error::Log`] and [`Error::Replay`] where it cannot be read.
    pub fn event(&self, seq: Seq) -> Result<Option<(StoredEvent, Read)>, Error> {
        let Some(stored) = self.log.get(seq)? else { return Ok(None) };
        let event = read_event(&stored)?;
        Ok(Some((stored, event)))
    }

    /// What a person's name stands for, and what stands for it.
    fn names_joined_to(&self, person: &Name) -> Result<Names, Error> {
        Ok(Names::of_survivors(&*self.view(KnownAt::Head)?.known_of(&of_one(person))?))
    }

    /// The events from a position on that fit, oldest first.
    ///
    /// # Errors
    /// [`Error::Log`] and [`Error::Replay`] where the log cannot be read.
    pub fn events<'l>(
        &'l self,
        from: Seq,
        filter: &'l EventFilter,
    ) -> Result<impl Iterator<Item = Result<LoggedEvent, Error>> + 'l, Error> {
        let person = match &filter.person {
            Some(name) => {
                let names = self.names_joined_to(name)?;
                let key = names.resolve(Noun::Person, name);
                Some((names, key))
            }
            None => None,
        };
        let first = match filter.since {
            Some(since) => from.max(self.log.seq_after(Moment(since.0.saturating_sub(1)))?),
            None => from,
        };
        let last = match filter.until {
            Some(until) => self.log.seq_after(until)?,
            None => Seq(u64::MAX),
        };
        let mut scan = self.log.scan(first).peekable();
        Ok(std::iter::from_fn(move || {
            loop {
                let stored = match scan.next()? {
                    Ok(stored) if stored.seq() < last => stored,
                    Ok(_) => return None,
                    Err(why) => return Some(Err(why.into())),
                };
                // What is of another kind need not be read.
                if filter.kind.is_some_and(|kind| stored.known_kind() != Some(kind)) {
                    continue;
                }
                let read = match read_event(&stored) {
                    Ok(read) => read,
                    Err(why) => return Some(Err(why.into())),
                };
                if !fits(&read, filter, person.as_ref()) {
                    continue;
                }
                let signature_follows =
                    matches!(scan.peek(), Some(Ok(after)) if after.known_kind() == Some(Kind::Signed));
                return Some(Ok(LoggedEvent { stored, read, signature_follows }));
            }
        }))
    }
}

fn fits(read: &Read, filter: &EventFilter, person: Option<&(Names, NameKey)>) -> bool {
    let content = match read {
        Read::Event(event) => Some(&event.entry.content),
        Read::Erased(_) | Read::Unknown(_) => None,
    };
    let names_person = |(names, person): &(Names, NameKey)| {
        content.and_then(claim_of).is_some_and(|claim| {
            let of_people = claim.names().into_iter().filter(|(noun, _)| *noun == Noun::Person);
            of_people.into_iter().any(|(noun, name)| names.resolve(noun, name) == *person)
        })
    };
    let speaks_of = |source: SourceId| {
        content.is_some_and(|content| match content {
            Content::Source(added) => added.digest == source,
            Content::Redescribed { source: described, .. } => *described == source,
            other => other.citations().iter().any(|citation| citation.source == source),
        })
    };
    person.is_none_or(names_person) && filter.source.is_none_or(speaks_of)
}

fn claim_of(content: &Content) -> Option<&Claim> {
    content.fact().map(|fact| &fact.claim)
}
