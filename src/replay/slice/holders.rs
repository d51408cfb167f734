//! Whose holdings a question is about, told from the index alone.

use std::collections::BTreeMap;
use std::io;

use super::Question;
use super::operations::Operations;
use super::structure::{Post, Structure};
use crate::domain::{Noun, Seq};
use crate::projections::outline::{Deed, Outline, Stroke, outline};
use crate::replay::index::{Act, Brief, BriefId, Catalog, Spell};

/// Gathers the facts of those whose holdings are asked about.
pub(super) struct Holders<'a> {
    pub operations: &'a Operations,
    pub structure: &'a Structure,
    pub last: Seq,
    /// The facts found, as they stand.
    pub found: Vec<Spell>,
    /// Appointments that are ended by departures from elsewhere.
    pub elsewhere: Vec<BriefId>,
}

impl Holders<'_> {
    /// Looks at every holding in bodies, given by all their names, or in all.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn look_into(
        &mut self,
        question: &Question<'_>,
        catalog: &Catalog,
        bodies: Option<&[Brief]>,
    ) -> Result<(), io::Error> {
        // Whoever has several names is looked at when all have been seen.
        let mut joined: BTreeMap<(Brief, Brief), Vec<Spell>> = BTreeMap::new();
        let mut group: Vec<Spell> = Vec::new();
        let asked: Vec<Option<Brief>> =
            bodies.map_or_else(|| vec![None], |bodies| bodies.iter().copied().map(Some).collect());
        for body in asked {
            for spell in catalog.spells(body) {
                let spell = spell?;
                if spell.seq > self.last {
                    continue;
                }
                if group.first().is_some_and(|first| (first.body, first.person) != (spell.body, spell.person)) {
                    self.take(question, &mut group, &mut joined);
                }
                group.push(spell);
            }
            self.take(question, &mut group, &mut joined);
        }
        joined.into_values().for_each(|mut group| self.judge(question, &mut group));
        Ok(())
    }

    fn take(
        &mut self,
        question: &Question<'_>,
        group: &mut Vec<Spell>,
        joined: &mut BTreeMap<(Brief, Brief), Vec<Spell>>,
    ) {
        let Some(first) = group.first() else { return };
        let (body, person) = (first.body, first.person);
        if self.structure.is_joined(Noun::Person, person) || self.structure.is_joined(Noun::Body, body) {
            let place = (self.structure.standing(Noun::Body, body), self.structure.standing(Noun::Person, person));
            joined.entry(place).or_default().append(group);
            return;
        }
        self.judge(question, group);
        group.clear();
    }

    /// Takes somebody's facts if the question is about them.
    fn judge(&mut self, question: &Question<'_>, group: &mut Vec<Spell>) {
        group.retain(|spell| self.operations.is_current(spell.id));
        if group.is_empty() {
            return;
        }
        // Where there is no outline, whoever asks has to read the facts.
        if self.outline(question, group).is_none_or(|outline| question.is_about(&outline)) {
            self.found.append(group);
        }
    }

    fn outline(&mut self, question: &Question<'_>, group: &[Spell]) -> Option<Outline> {
        let first = &group[0];
        let mut told =
            !self.structure.is_odd(Noun::Person, first.person) && !self.structure.is_odd(Noun::Body, first.body);
        let mut posts: Vec<Post> = Vec::new();
        let mut strokes: Vec<Stroke> = Vec::with_capacity(group.len());
        let mut places: Vec<(BriefId, usize)> = Vec::new();
        for spell in group {
            told &= self.is_told(question, spell);
            if let Act::Appointed | Act::AppointedActing = spell.act {
                told &= !self.is_ended_elsewhere(spell, group);
                places.push((self.operations.origin(spell.id), strokes.len()));
            }
            let deed = match spell.act {
                Act::Appointed => Deed::Appointed { acting: false },
                Act::AppointedActing => Deed::Appointed { acting: true },
                Act::Held => Deed::Held,
                Act::Departed | Act::DepartedFrom => Deed::Departed,
                Act::Withdrawn => Deed::Withdrawn,
                Act::Aside => continue,
            };
            let post = spell.post.some().map(|post| number_of(&mut posts, self.structure.post(first.body, post)));
            strokes.push(Stroke { deed, when: spell.when, post });
        }
        let drawn = group.iter().filter(|spell| spell.act != Act::Aside);
        for (nth, spell) in drawn.enumerate().filter(|(_, spell)| spell.act == Act::DepartedFrom) {
            let appointment = self.operations.appointment_of(spell.id);
            match places.iter().find(|(id, _)| Some(*id) == appointment) {
                Some((_, place)) => strokes[nth].deed = Deed::DepartedFrom(*place),
                None => {
                    told = false;
                    self.elsewhere.extend(appointment);
                }
            }
        }
        for (number, post) in (0..).zip(&posts) {
            let ends = self.structure.abolitions(*post).iter();
            strokes.extend(ends.map(|when| Stroke { deed: Deed::Abolished, when: *when, post: Some(number) }));
        }
        if told { outline(&strokes) } else { None }
    }

    /// Whether a departure that is not among some facts ends an appointment
    /// that is: one of the two was moved to another body, or person, since.
    fn is_ended_elsewhere(&self, appointment: &Spell, group: &[Spell]) -> bool {
        let is_here = |id: BriefId| group.iter().any(|spell| spell.id == id);
        let ends = self.operations.ends_of(appointment.id).into_iter();
        ends.filter_map(|tie| self.operations.deeds(tie.by).current).any(|end| !is_here(end))
    }

    /// Whether the index says all that there is to a fact's time.
    fn is_told(&self, question: &Question<'_>, spell: &Spell) -> bool {
        if spell.announced && !question.left.is_empty() || self.structure.is_restamped(spell.cites) {
            return false;
        }
        if spell.post.some().is_some_and(|post| self.structure.is_odd(Noun::Post, post)) {
            return false;
        }
        self.operations.is_untouched(spell.id)
            || self
                .operations
                .deeds(spell.id)
                .corroborated_by()
                .all(|(tag, stamped)| !stamped && !self.structure.is_restamped((tag, false)))
    }
}

fn number_of(posts: &mut Vec<Post>, post: Post) -> u32 {
    let place = posts.iter().position(|known| *known == post).unwrap_or_else(|| {
        posts.push(post);
        posts.len() - 1
    });
    // A person's posts in a body are as many as their facts at most.
    u32::try_from(place).unwrap_or(u32::MAX)
}
