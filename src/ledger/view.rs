//! Answers: what was so at a moment, as known at a point of record time.

use std::cell::OnceCell;

use super::known::{of_one, of_post};
use super::{Error, Ledger};
use crate::domain::time::{Moment, Zone, parse_at, parse_from};
use crate::domain::{Kind, Name, Noun, Seq};
use crate::log::{EventLog, Head};
use crate::projections::asked::{Answered, Asked};
use crate::projections::cabinet::{Cabinet, cabinet};
use crate::projections::diff::{Diff, between_moments, between_points};
use crate::projections::steps::{Step, steps};
use crate::projections::tally::{Rule, Tally, tally};
use crate::projections::timeline::{Entry, Topic, timeline};
use crate::projections::{Knowledge, Names, World, sentence};
use crate::replay::index::{Catalog, CatalogError};
use crate::replay::slice::{Ground, Inquiry, Question, Subjects, dossier, slice};
use crate::replay::{KnownAt, Prefix, replay};

/// What is known at a point of record time, ready to be asked.
///
/// Of a large ledger a question needs little: whoever holds what at a moment,
/// or left in some hours, is found through the index. What needs everything
/// known folds it, once.
pub struct View<'l> {
    pub(super) ledger: &'l Ledger,
    head: Option<Head>,
    known_at: Moment,
    reported_by: Option<Moment>,
    /// Everything known, as far as it could be read by then.
    known: OnceCell<Prefix>,
    /// Everything known.
    whole: OnceCell<Prefix>,
}

impl Ledger {
    /// What was known at a point of record time.
    ///
    /// # Errors
    /// [`Error::Log`] where the log cannot be read.
    pub fn view(&self, known_at: KnownAt) -> Result<View<'_>, Error> {
        let head = match known_at {
            KnownAt::Head => self.log.head(),
            KnownAt::Seq(seq) => self.head_at(seq)?,
            KnownAt::Moment(moment) => match self.log.seq_after(moment)? {
                Seq(0) => None,
                Seq(after) => self.head_at(Seq(after - 1))?,
            },
        };
        let known_at = match known_at {
            KnownAt::Moment(moment) => moment,
            KnownAt::Head | KnownAt::Seq(_) => head.map_or(Moment::MIN, |head| Moment(head.recorded_at_us)),
        };
        Ok(View { ledger: self, head, known_at, reported_by: None, known: OnceCell::new(), whole: OnceCell::new() })
    }

    /// An event as the last one of a prefix; the head where there is none so far on.
    fn head_at(&self, seq: Seq) -> Result<Option<Head>, Error> {
        let stored = self.log.get(seq)?;
        Ok(stored.map(|event| event.as_head()).or(self.log.head()))
    }

    /// Reads a moment as a person writes it; of a coarse one the latest.
    ///
    /// # Errors
    /// [`Error::Refused`] where it is not one.
    pub fn parse_at(&self, text: &str) -> Result<Moment, Error> {
        parse_at(text, self.now(), &self.zone).map_err(|why| Error::Refused(why.to_string()))
    }

    /// Reads the beginning of a window; of a coarse moment the earliest.
    ///
    /// # Errors
    /// [`Error::Refused`] where it is not one.
    pub fn parse_from(&self, text: &str) -> Result<Moment, Error> {
        parse_from(text, self.now(), &self.zone).map_err(|why| Error::Refused(why.to_string()))
    }

    /// Reads a point of record time: a position, `head`, `head~3`, the
    /// beginning of an id, or a moment.
    ///
    /// # Errors
    /// [`Error::Refused`] or [`Error::NotFound`] where it is none of these.
    pub fn parse_known_at(&self, text: &str) -> Result<KnownAt, Error> {
        if let Some(back) = text.strip_prefix("head") {
            return self.back_from_head(text, back);
        }
        let is_seq = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_seq || text.starts_with("id:") {
            return self.find_event(text).map(KnownAt::Seq);
        }
        match self.parse_at(text) {
            Ok(moment) => Ok(KnownAt::Moment(moment)),
            // A text that is no time may be the beginning of an id.
            Err(why) => self.find_event(text).map(KnownAt::Seq).map_err(|other| match other {
                Error::Ambiguous { .. } => other,
                _ => why,
            }),
        }
    }

    fn back_from_head(&self, text: &str, back: &str) -> Result<KnownAt, Error> {
        let steps = if back.is_empty() { Some(0) } else { back.strip_prefix('~').and_then(|n| n.parse::<u64>().ok()) };
        let Some(steps) = steps else {
            return Err(Error::Refused(format!("`{text}` is not a place in the log; write `head` or `head~3`")));
        };
        let head = self.head().map(|head| head.seq.0);
        match head.and_then(|head| head.checked_sub(steps)) {
            Some(seq) => Ok(KnownAt::Seq(Seq(seq))),
            None => Err(Error::NotFound { what: "event", given: text.to_owned() }),
        }
    }
}

impl View<'_> {
    /// The same, by the articles alone that could be read by a moment: see
    /// [`Knowledge::reported_by`].
    #[must_use]
    pub fn reported_by(mut self, moment: Moment) -> Self {
        self.known = OnceCell::new();
        self.reported_by = Some(moment);
        self
    }

    /// The moment by which the articles used could be read, where that was asked.
    #[must_use]
    pub fn reported_by_moment(&self) -> Option<Moment> {
        self.reported_by
    }

    /// What is known.
    ///
    /// # Errors
    /// [`Error::Replay`] where the log cannot be read.
    pub fn knowledge(&self) -> Result<&Knowledge, Error> {
        let Some(moment) = self.reported_by else { return self.whole() };
        if let Some(known) = self.known.get() {
            return Ok(&known.knowledge);
        }
        let knowledge = self.whole()?.reported_by(moment, self.zone());
        Ok(&self.known.get_or_init(|| Prefix { knowledge, head: self.head }).knowledge)
    }

    /// What is known of the prefix beside the articles that are left out, too.
    ///
    /// # Errors
    /// [`Error::Replay`] where the log cannot be read.
    pub fn whole(&self) -> Result<&Knowledge, Error> {
        if self.head == self.ledger.log.head() && self.head == self.ledger.sealed {
            return self.ledger.knowledge();
        }
        if let Some(whole) = self.whole.get() {
            return Ok(&whole.knowledge);
        }
        let prefix = match self.head {
            Some(head) => replay(self.ledger.log.as_ref(), KnownAt::Seq(head.seq))?,
            None => Prefix::default(),
        };
        Ok(&self.whole.get_or_init(|| prefix).knowledge)
    }

    /// The last event of the prefix.
    #[must_use]
    pub fn head(&self) -> Option<Head> {
        self.head
    }

    /// The point of record time, in full.
    #[must_use]
    pub fn known_at(&self) -> Moment {
        self.known_at
    }

    /// The ledger's zone.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        self.ledger.zone()
    }

    /// Tenures and departures as they follow from what is known.
    ///
    /// # Errors
    /// [`Error::Replay`] where the log cannot be read.
    pub fn world(&self) -> Result<World<'_>, Error> {
        Ok(World::fold(self.knowledge()?, self.zone()))
    }

    /// The part of what is known that a question needs; none where nothing is
    /// known, or some articles are to be left out.
    pub(super) fn part(&self, inquiry: &Inquiry<'_>) -> Result<Option<Prefix>, Error> {
        self.told(|log, catalog, ground| slice(log, catalog, ground, inquiry))
    }

    /// The part that speaks of some subjects, with all that bears on the people
    /// in it; none likewise.
    pub(super) fn dossier(&self, subjects: &Subjects<'_>) -> Result<Option<Prefix>, Error> {
        self.told(|log, catalog, ground| dossier(log, catalog, ground, subjects))
    }

    /// What is told from the index, likewise.
    pub(super) fn told(
        &self,
        tell: impl Fn(&dyn EventLog, &Catalog, &Ground) -> Result<Prefix, CatalogError>,
    ) -> Result<Option<Prefix>, Error> {
        let Some(head) = self.head.filter(|_| self.reported_by.is_none()) else { return Ok(None) };
        let ledger = self.ledger;
        let told = || -> Result<_, Error> {
            let catalog = ledger.catalog()?;
            let told = ledger.ground(&catalog, head).and_then(|ground| tell(ledger.log.as_ref(), &catalog, &ground));
            Ok(told)
        };
        Ok(Some(match told()? {
            // What cannot be read is made anew; the answer follows from the log.
            Err(CatalogError::Kept(_)) => {
                ledger.make_catalog_anew()?;
                told()??
            }
            told => told?,
        }))
    }

    /// The answer about a person, from the part that has all of them.
    pub(super) fn of_person<A>(&self, person: &Name, of: impl Fn(&World<'_>) -> Result<A, Error>) -> Result<A, Error> {
        self.of_part(self.dossier(&of_one(person))?, of)
    }

    /// The answer from a part, or from everything known where none was told.
    fn of_part<A>(&self, part: Option<Prefix>, of: impl Fn(&World<'_>) -> Result<A, Error>) -> Result<A, Error> {
        of(&World::fold(&*self.or_all(part)?, self.zone()))
    }

    /// Whether any fact is known, if only one that was taken back since.
    ///
    /// # Errors
    /// [`Error::Log`] where the log cannot be read.
    pub fn knows_anything(&self) -> Result<bool, Error> {
        let kinds: Vec<u16> = Kind::facts().map(Kind::number).collect();
        let Some(head) = self.head else { return Ok(false) };
        let first = self.ledger.log.scan_kinds(Seq(0), &kinds).next().transpose()?;
        Ok(first.is_some_and(|event| event.seq() <= head.seq))
    }

    /// The answer to a question, from what it needs to be known.
    fn answer<A>(&self, question: Question<'_>, of: impl Fn(&World<'_>) -> A) -> Result<A, Error> {
        self.answer_to(question.body, &question.into(), of)
    }

    /// The answer to an inquiry into a body, likewise.
    pub(super) fn answer_to<A>(
        &self,
        body: Option<&Name>,
        inquiry: &Inquiry<'_>,
        of: impl Fn(&World<'_>) -> A,
    ) -> Result<A, Error> {
        self.of_part(self.part(inquiry)?, |world| {
            self.check_body(world, body)?;
            Ok(of(world))
        })
    }

    /// The same where most of what was ever said of a body is needed: of all
    /// bodies that is all that is known, which is read faster in one go.
    fn answer_of_body<A>(&self, question: Question<'_>, of: impl Fn(&World<'_>) -> A) -> Result<A, Error> {
        if question.body.is_some() { self.answer(question, of) } else { Ok(of(&self.world()?)) }
    }

    /// The answer to what is asked of a moment.
    ///
    /// # Errors
    /// [`Error::NoBody`] where no fact names the body.
    pub fn answered(&self, asked: &Asked, at: Moment) -> Result<Answered, Error> {
        self.answer(question_of(asked, at), |world| asked.answer(world, at))
    }

    /// Who holds what at a moment.
    ///
    /// # Errors
    /// [`Error::NoBody`] where no fact names the body.
    pub fn cabinet(&self, body: Option<&Name>, at: Moment) -> Result<Cabinet, Error> {
        self.answer(holders_in(body, at), |world| cabinet(world, body, at))
    }

    /// How many have left by a moment, with the sentence that says so.
    ///
    /// # Errors
    /// [`Error::NoBody`] where no fact names the body.
    pub fn tally(&self, rule: &Rule, at: Moment) -> Result<(Tally, String), Error> {
        let tally = self.answer(departures_of(rule, at), |world| tally(world, rule, at))?;
        let text = sentence(&tally, self.zone(), at, self.head.map(|head| head.seq), self.reported_by);
        Ok((tally, text))
    }

    /// Every moment up to one at which the number of a rule changes, oldest first.
    ///
    /// # Errors
    /// [`Error::NoBody`] where no fact names the body.
    pub fn steps(&self, rule: &Rule, until: Moment) -> Result<Vec<Step>, Error> {
        // When the window opens, departures before and after it are told of, too.
        let question = Question { left: vec![(Moment::MIN, Moment::MAX)], ..departures_of(rule, until) };
        self.answer_of_body(question, |world| steps(world, rule, until))
    }

    /// What the facts say of a topic, in order, and what of it has happened by a moment.
    ///
    /// # Errors
    /// [`Error::NoBody`] where no fact names the body, [`Error::NoFacts`]
    /// where none names the person or the post.
    pub fn timeline(&self, topic: &Topic, at: Moment) -> Result<Vec<Entry>, Error> {
        let named = [(Noun::Person, &topic.person), (Noun::Body, &topic.body), (Noun::Post, &topic.post)];
        let named: Vec<_> = named.into_iter().filter_map(|(noun, name)| Some((noun, name.as_ref()?))).collect();
        let part = match (&topic.person, &topic.body, &topic.post) {
            (Some(person), ..) => {
                let beside = named.iter().skip(1).copied().collect();
                self.dossier(&Subjects { beside, ..of_one(person) })?
            }
            (None, Some(body), None) => {
                let question = Question { body: Some(body), everything: true, ..Question::default() };
                self.part(&question.into())?
            }
            (None, body, Some(post)) => self.dossier(&of_post(post, body.as_ref()))?,
            (None, None, None) => None,
        };
        self.of_part(part, |world| {
            self.check_body(world, topic.body.as_ref())?;
            for (noun, name) in named.iter().filter(|(noun, _)| *noun != Noun::Body) {
                if !self.knows(world, *noun, name)? {
                    return Err(Error::NoFacts { name: name.to_string(), near: self.near_at_head(*noun, name)? });
                }
            }
            Ok(timeline(world, topic, at))
        })
    }

    /// Who came and went between two moments.
    ///
    /// # Errors
    /// [`Error::NoBody`] where no fact names the body.
    pub fn diff(&self, body: Option<&Name>, first: Moment, second: Moment) -> Result<Diff, Error> {
        let left = vec![(Moment::MIN, Moment::MAX)];
        let question = Question { body, held_at: vec![first, second], left, ..Question::default() };
        self.answer_of_body(question, |world| between_moments(world, body, first, second))
    }

    /// What another view, of a later or an earlier point of record time, makes
    /// otherwise of a moment.
    ///
    /// # Errors
    /// [`Error::NoBody`] where no fact names the body.
    pub fn diff_with(&self, other: &View<'_>, body: Option<&Name>, at: Moment) -> Result<Diff, Error> {
        let seq = |view: &View<'_>| view.head().map(|head| head.seq);
        let is_first = seq(self) <= seq(other);
        let (earlier, later) = if is_first { (self, other) } else { (other, self) };
        let before = earlier.known_in(body, Vec::new())?;
        // What became of it matters, though it be of another body by then.
        let facts = before.records().map(|record| record.origin.0).collect();
        let after = later.known_in(body, facts)?;
        let [before, after] = [&before, &after].map(|known| World::fold(known, self.zone()));
        self.check_body(if is_first { &before } else { &after }, body)?;
        let diff = between_points(&before, &after, body, at);
        Ok(if is_first { diff } else { diff.reversed() })
    }

    /// A body that nothing names is more likely a slip than an empty answer,
    /// but as known before anything was, the answer is empty. It goes by the
    /// prefix alone, so that what is recorded later changes no answer.
    pub(super) fn check_body(&self, world: &World<'_>, body: Option<&Name>) -> Result<(), Error> {
        match body {
            Some(body) if !self.knows(world, Noun::Body, body)? => Err(self.ledger.no_body(body)),
            _ => Ok(()),
        }
    }

    fn knows(&self, world: &World<'_>, noun: Noun, name: &Name) -> Result<bool, Error> {
        let part = self.reported_by.is_some();
        Ok(is_known(&world.names, noun, name)
            || part && is_known(&Names::of_survivors(self.whole()?), noun, name)
            || !self.knows_anything()?)
    }
}

/// What an answer needs to be known.
pub(super) fn question_of(asked: &Asked, at: Moment) -> Question<'_> {
    match asked {
        Asked::Cabinet(body) => holders_in(body.as_ref(), at),
        Asked::Tally(rule) => departures_of(rule, at),
    }
}

/// Who holds something at a moment.
fn holders_in(body: Option<&Name>, at: Moment) -> Question<'_> {
    Question { body, held_at: vec![at], ..Question::default() }
}

/// What a rule counts by a moment.
pub(super) fn departures_of(rule: &Rule, by: Moment) -> Question<'_> {
    let window = (rule.from.unwrap_or(Moment::MIN), rule.to.unwrap_or(Moment::MAX).min(by));
    Question { body: rule.body.as_ref(), left: vec![window], groups: rule.group.is_some(), ..Question::default() }
}

/// Whether some fact names it, or what it stands for.
fn is_known(names: &Names, noun: Noun, name: &Name) -> bool {
    names.knows(noun, &names.resolve(noun, name))
}
