//! What there is to say of an event in an index.

use foldhash::{HashMap, HashSet};

use super::rows::{
    Act, Brief, Does, JOIN_LEN, Join, Link, MARK_LEN, Mark, Row, SPELL_LEN, SourceTag, Spell, TIE_LEN, Tie,
};
use super::term::Term;
use crate::domain::time::{MomentRange, Zone};
use crate::domain::{
    Claim, Content, Event, EventId, Fact, LooseKey, Name, NameKey, Noun, PostTurn, Seq, Source, SourceDescription,
    SourceId, Stance,
};
use crate::log::Read;
use crate::projections::timed;

/// Rows of every kind, as bytes.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    /// Of facts about holdings.
    pub spells: Vec<[u8; SPELL_LEN]>,
    /// Of what is done to events.
    pub ties: Vec<[u8; TIE_LEN]>,
    /// Of facts about how things hang together.
    pub joins: Vec<[u8; JOIN_LEN]>,
    /// Of what events are found by.
    pub marks: Vec<[u8; MARK_LEN]>,
}

/// What has to be known of earlier events to take note of one.
pub trait Earlier {
    /// Why it cannot be told.
    type Error;

    /// The range of an article's stamp, as last described.
    ///
    /// # Errors
    /// Where it cannot be told.
    fn stamp(&mut self, source: SourceId) -> Result<Option<MomentRange>, Self::Error>;

    /// Whether a fact has named it.
    ///
    /// # Errors
    /// Where it cannot be told.
    fn names(&mut self, name: Brief) -> Result<bool, Self::Error>;
}

/// Takes note of one event after the other.
pub struct Noter {
    zone: Zone,
    /// What was noted since it was last taken away.
    pub notes: Notes,
    stamps: HashMap<SourceId, Option<MomentRange>>,
    named: HashSet<Brief>,
    /// The briefs of names that came of late, by what is named: a fact has each
    /// several times, and the next ones mostly speak of the same bodies and posts.
    briefs: [HashMap<Name, Brief>; Noun::ALL.len()],
}

impl Noter {
    /// One that has noted nothing.
    #[must_use]
    pub fn new(zone: Zone) -> Self {
        Self {
            zone,
            notes: Notes::default(),
            stamps: HashMap::default(),
            named: HashSet::default(),
            briefs: Default::default(),
        }
    }

    /// Remembers that an earlier fact has named something.
    pub fn has_named(&mut self, name: Brief) {
        self.named.insert(name);
    }

    /// Remembers the stamp of an article that nothing described anew.
    pub fn has_described(&mut self, source: &Source) {
        let stamp = self.stamp_in(&source.description);
        self.stamps.entry(source.digest).or_insert(stamp);
    }

    /// Takes away what was noted, and forgets everything but the briefs of names.
    pub fn take_all(&mut self) -> Notes {
        self.named.clear();
        self.stamps.clear();
        std::mem::take(&mut self.notes)
    }

    /// Takes away what was noted, and forgets what is too much to be remembered.
    pub fn take(&mut self) -> Notes {
        if self.named.len() > NAMES_MAX {
            self.named.clear();
        }
        if self.stamps.len() > REMEMBERED_MAX {
            self.stamps.clear();
        }
        std::mem::take(&mut self.notes)
    }

    /// Takes note of the next event.
    ///
    /// # Errors
    /// What is asked of `earlier` fails with.
    pub fn note<E: Earlier>(&mut self, event: &Read, earlier: &mut E) -> Result<(), E::Error> {
        // An erased body says nothing, nor does one that this version cannot read.
        let Read::Event(event) = event else { return Ok(()) };
        if let Some(key) = &event.entry.key {
            self.mark(Term::key(key), event.seq);
        }
        match &event.entry.content {
            Content::Source(source) => {
                self.mark(Term::source(source.digest), event.seq);
                self.mark(Term::digest([source.digest.0[0], source.digest.0[1]]), event.seq);
                self.mark(Term::label(source.description.label.as_str()), event.seq);
                let stamp = self.stamp_in(&source.description);
                self.stamps.entry(source.digest).or_insert(stamp);
            }
            Content::Redescribed { source, description, .. } => {
                self.mark(Term::source(*source), event.seq);
                self.mark(Term::label(description.label.as_str()), event.seq);
                self.redescribe(event, *source, description, earlier)?;
            }
            Content::Fact(fact) => self.fact(event, fact, earlier)?,
            Content::Amended { target, fact, .. } => {
                self.tie(*target, event, Does::Amends, SourceTag::default());
                self.fact(event, fact, earlier)?;
            }
            Content::Redacted { .. } => self.mark(Term::erased(), event.seq),
            Content::Retracted { target, .. } => self.tie(*target, event, Does::Retracts, SourceTag::default()),
            Content::Corroborated { target, citation } => {
                let stamped = self.stamp_of(citation.source, earlier)?.is_some();
                let does = if stamped { Does::CorroboratesBy } else { Does::Corroborates };
                self.tie(*target, event, does, citation.source.into());
                self.mark(Term::cites(citation.source), event.seq);
            }
            _ => {}
        }
        Ok(())
    }

    fn redescribe<E: Earlier>(
        &mut self,
        event: &Event,
        source: SourceId,
        description: &SourceDescription,
        earlier: &mut E,
    ) -> Result<(), E::Error> {
        let (before, now) = (self.stamp_of(source, earlier)?, self.stamp_in(description));
        if before == now {
            return Ok(());
        }
        self.stamps.insert(source, now);
        let SourceTag(tag) = source.into();
        let tag = Brief(std::array::from_fn(|i| tag.get(i).copied().unwrap_or_default()));
        self.join(Join { link: Link::Restamped, name: tag, ..blank(event) });
        Ok(())
    }

    fn fact<E: Earlier>(&mut self, event: &Event, fact: &Fact, earlier: &mut E) -> Result<(), E::Error> {
        let mut stamps = Vec::new();
        for citation in &fact.citations {
            stamps.extend(self.stamp_of(citation.source, earlier)?);
            self.mark(Term::cites(citation.source), event.seq);
        }
        let when = timed(fact, stamps, &self.zone).map(|timing| timing.when);
        for (noun, name) in fact.claim.names() {
            self.name(noun, name, event.seq, earlier)?;
        }
        if let Claim::Alias { name, of, noun } = &fact.claim {
            self.mark(Term::alias(Brief::named(*noun, name)), event.seq);
            self.mark(Term::alias(Brief::named(*noun, of)), event.seq);
        }
        for (body, post) in fact.claim.places() {
            let seat = (self.brief(Noun::Body, body), self.brief(Noun::Post, post));
            self.mark(Term::seat(seat.0, seat.1), event.seq);
        }
        if let Claim::Identified { noun, name, scheme, id } = &fact.claim {
            self.mark(Term::identified(Brief::named(*noun, name)), event.seq);
            self.mark(Term::identifier(id.as_str()), event.seq);
            self.mark(Term::identifier(&format!("{scheme}:{id}")), event.seq);
        }
        if let Claim::Counted(count) = &fact.claim {
            let body = count.body.as_ref().map_or(Brief::NONE, |body| self.brief(Noun::Body, body));
            self.mark(Term::counted(), event.seq);
            self.mark(Term::counted_in(body), event.seq);
        }
        if let Claim::Aligned { person, .. } = &fact.claim {
            self.mark(Term::aligned(Brief::named(Noun::Person, person)), event.seq);
        }
        if let Some(when) = when {
            self.spell(event, fact, when);
        }
        if fact.stance == Stance::Reported {
            self.joins_of(event, &fact.claim, when);
        }
        Ok(())
    }

    fn spell(&mut self, event: &Event, fact: &Fact, when: MomentRange) {
        let Some(holding) = fact.claim.holding() else { return };
        let reported = fact.stance == Stance::Reported;
        let act = match &fact.claim {
            Claim::Appointed { acting: false, .. } if reported => Act::Appointed,
            Claim::Appointed { .. } if reported => Act::AppointedActing,
            Claim::Held { .. } if reported => Act::Held,
            Claim::Departed { ends: Some(_), .. } if reported => Act::DepartedFrom,
            Claim::Departed { .. } if reported => Act::Departed,
            Claim::Withdrawn { .. } if reported => Act::Withdrawn,
            // Denials bear on departures, other stances on nothing.
            Claim::Departed { .. } if fact.stance == Stance::Denied => Act::Aside,
            Claim::Status { .. } if reported => Act::Aside,
            _ => return,
        };
        if let Claim::Departed { ends: Some(appointment), .. } = &fact.claim {
            self.tie(*appointment, event, Does::Ends, SourceTag::default());
        }
        let cited = fact.citations.first().map_or(SourceTag::default(), |citation| citation.source.into());
        let spell = Spell {
            body: self.brief(Noun::Body, &holding.body),
            person: self.brief(Noun::Person, &holding.person),
            seq: event.seq,
            id: event.id.into(),
            act,
            post: holding.post.as_ref().map_or(Brief::NONE, |post| self.brief(Noun::Post, post)),
            when,
            announced: fact.announced.is_some(),
            cites: (cited, fact.citations.len() > 1),
        };
        self.notes.spells.push(spell.to_bytes());
    }

    fn joins_of(&mut self, event: &Event, claim: &Claim, when: Option<MomentRange>) {
        let when = when.unwrap_or(MomentRange::ALWAYS);
        match claim {
            Claim::Alias { name, of, noun } => {
                let link = match noun {
                    Noun::Person => Link::Person,
                    Noun::Body => Link::Body,
                    Noun::Post => Link::Post,
                };
                self.join(Join { link, name: Brief::named(*noun, name), to: Brief::named(*noun, of), ..blank(event) });
            }
            Claim::Body { body, part_of, seats } => {
                let body = self.brief(Noun::Body, body);
                let to = part_of.as_ref().map_or(Brief::NONE, |parent| self.brief(Noun::Body, parent));
                self.join(Join { link: Link::Part, body, to, when, seats: seats.is_some(), ..blank(event) });
            }
            Claim::Post { body, post, turn, seats, .. } => {
                let (link, to) = match turn {
                    PostTurn::Created => (Link::Described, Brief::NONE),
                    PostTurn::Renamed(to) => (Link::Renamed, self.brief(Noun::Post, to)),
                    PostTurn::Abolished => (Link::Abolished, Brief::NONE),
                };
                let (body, name) = (self.brief(Noun::Body, body), self.brief(Noun::Post, post));
                self.join(Join { link, body, name, to, when, seats: seats.is_some(), ..blank(event) });
            }
            _ => {}
        }
    }

    fn name<E: Earlier>(&mut self, noun: Noun, name: &Name, seq: Seq, earlier: &mut E) -> Result<(), E::Error> {
        let key = NameKey::of(name);
        let brief = self.brief(noun, name);
        self.mark(Term::named(brief), seq);
        if name.as_str() != key.as_str() {
            self.mark(Term::variant(brief), seq);
        }
        if self.named.insert(brief) && !earlier.names(brief)? {
            for slip in LooseKey::of(&key).slips() {
                self.mark(Term::near(noun, slip), seq);
            }
        }
        Ok(())
    }

    fn stamp_of<E: Earlier>(&mut self, source: SourceId, earlier: &mut E) -> Result<Option<MomentRange>, E::Error> {
        if let Some(known) = self.stamps.get(&source) {
            return Ok(*known);
        }
        let stamp = earlier.stamp(source)?;
        self.stamps.insert(source, stamp);
        Ok(stamp)
    }

    fn stamp_in(&self, description: &SourceDescription) -> Option<MomentRange> {
        description.as_of.as_ref()?.bounds(&self.zone).ok()
    }

    fn brief(&mut self, noun: Noun, name: &Name) -> Brief {
        let briefs = &mut self.briefs[noun as usize];
        if let Some(brief) = briefs.get(name) {
            return *brief;
        }
        if briefs.len() >= BRIEFS_MAX {
            briefs.clear();
        }
        let brief = Brief::named(noun, name);
        briefs.insert(name.clone(), brief);
        brief
    }

    fn mark(&mut self, term: Term, seq: Seq) {
        self.notes.marks.push(Mark { term, seq }.to_bytes());
    }

    fn tie(&mut self, target: EventId, event: &Event, does: Does, cites: SourceTag) {
        let tie = Tie { target: target.into(), seq: event.seq, by: event.id.into(), does, cites };
        self.notes.ties.push(tie.to_bytes());
        if does != Does::Ends {
            self.mark(Term::target(target.into()), event.seq);
        }
    }

    fn join(&mut self, join: Join) {
        self.notes.joins.push(join.to_bytes());
    }
}

/// How many articles' stamps are remembered from one taking away to the next.
const REMEMBERED_MAX: usize = 100_000;

/// How many names are: some 12 MB of them.
const NAMES_MAX: usize = 1 << 19;

/// How many names of each sort have their briefs at hand.
const BRIEFS_MAX: usize = 1 << 12;

fn blank(event: &Event) -> Join {
    Join {
        link: Link::Restamped,
        body: Brief::NONE,
        name: Brief::NONE,
        to: Brief::NONE,
        seq: event.seq,
        id: event.id.into(),
        when: MomentRange::ALWAYS,
        seats: false,
    }
}
