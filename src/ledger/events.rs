//! The events of the log, picked by what they say.

use super::known::of_one;
use super::{Error, Ledger, Read, StoredEvent, read};
use crate::domain::time::Moment;
use crate::domain::{Claim, Content, Event, Kind, Name, NameKey, Noun, Seq, SourceId};
use crate::log::EventLog;
use crate::projections::Names;
use crate::replay::{KnownAt, ReplayError};

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

/// The events of some kinds, oldest first; those whose bodies were erased left out.
pub(super) fn events_of<'l>(
    log: &'l dyn EventLog,
    kinds: &[Kind],
) -> impl Iterator<Item = Result<Box<Event>, Error>> + use<'l> {
    let kinds: Vec<u16> = kinds.iter().map(|kind| kind.number()).collect();
    log.scan_kinds(Seq(0), &kinds).filter_map(|stored| {
        let event = stored
            .map_err(Error::from)
            .and_then(|stored| read(&stored).map_err(|why| ReplayError::Unreadable { seq: stored.seq(), why }.into()));
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
        let event = read(&stored).map_err(|why| ReplayError::Unreadable { seq, why })?;
        Ok(Some((stored, event)))
    }

    /// What a person's name stands for, and what stands for it.
    fn names_joined_to(&self, person: &Name) -> Result<Names, Error> {
        Ok(Names::of_survivors(&*self.view(KnownAt::Head)?.known_of(&of_one(person))?))
    }

    /// The events from a position on that fit, oldest first.
    ///
    /// # Errors
    /// [`Error::Replay`] where a person is asked for and the log cannot be read.
    pub fn events<'l>(
        &'l self,
        from: Seq,
        filter: &'l EventFilter,
    ) -> Result<impl Iterator<Item = Result<(StoredEvent, Read), Error>> + 'l, Error> {
        let person = match &filter.person {
            Some(name) => {
                let names = self.names_joined_to(name)?;
                let key = names.resolve(Noun::Person, name);
                Some((names, key))
            }
            None => None,
        };
        Ok(self.log.scan(from).filter_map(move |stored| {
            let stored = match stored {
                Ok(stored) => stored,
                Err(why) => return Some(Err(why.into())),
            };
            let recorded_at = Moment(stored.recorded_at_us());
            if filter.since.is_some_and(|since| recorded_at < since)
                || filter.until.is_some_and(|until| recorded_at > until)
            {
                return None;
            }
            match read(&stored) {
                Ok(event) => fits(&event, filter, person.as_ref()).then_some(Ok((stored, event))),
                Err(why) => Some(Err(ReplayError::Unreadable { seq: stored.seq(), why }.into())),
            }
        }))
    }
}

fn fits(read: &Read, filter: &EventFilter, person: Option<&(Names, NameKey)>) -> bool {
    let (kind, content) = match read {
        Read::Event(event) => (Some(event.entry.content.kind()), Some(&event.entry.content)),
        Read::Erased(kind) => (*kind, None),
        Read::Unknown(_) => (None, None),
    };
    if filter.kind.is_some() && filter.kind != kind {
        return false;
    }
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
    match content {
        Content::Fact(fact) | Content::Amended { fact, .. } => Some(&fact.claim),
        _ => None,
    }
}
