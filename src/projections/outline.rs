//! Somebody's holdings in a body in outline: from times and posts alone, when
//! something may have been held, and when something may have been left.
//!
//! This is the fold of [`World`](super::World), of facts without their words.
//! Where their order would hang on words, there is no outline, and whoever
//! asks must read the facts themselves.

use crate::domain::time::{Moment, MomentRange};
use crate::domain::{How, Name, NameKey};

use super::fold::{Act, Fold, Report};
use super::tenures::{Departure, Tenure};
use super::timing::Timing;
use super::world::FactIndex;

/// What a fact does to somebody's holdings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// It opens one; perhaps as a stand-in.
    Appointed {
        /** As a stand-in. */
        acting: bool,
    },
    /// It opens one at an unknown time.
    Held,
    /// It ends what is open.
    Departed,
    /// It ends what another fact, given by its place, had opened.
    DepartedFrom(usize),
    /// It takes back an end.
    Withdrawn,
    /// It ends whatever is open of its post.
    Abolished,
}

/// A fact about a holding, without its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stroke {
    /// What it does.
    pub deed: Deed,
    /// When.
    pub when: MomentRange,
    /// The post, by a number that stands for all its names; none where it
    /// names none.
    pub post: Option<u32>,
}

/// When things were held and left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// The start of each stretch of a holding, and its end if it has one.
    held: Vec<(MomentRange, Option<MomentRange>)>,
    left: Vec<MomentRange>,
}

impl Outline {
    /// Whether something was, or may have been, held at a moment.
    #[must_use]
    pub fn may_hold(&self, at: Moment) -> bool {
        self.held.iter().any(|(start, end)| start.earliest <= at && end.is_none_or(|end| end.latest > at))
    }

    /// Whether something was, or may have been, left from one moment to another.
    #[must_use]
    pub fn may_leave(&self, from: Moment, to: Moment) -> bool {
        self.left.iter().any(|when| when.earliest <= to && from <= when.latest)
    }
}

/// The outline of somebody's holdings in a body; none where it hangs on words.
#[must_use]
pub fn outline(strokes: &[Stroke]) -> Option<Outline> {
    if let Some(outline) = plain(strokes) {
        return Some(outline);
    }
    let is_ended = |place: usize| strokes.iter().any(|stroke| stroke.deed == Deed::DepartedFrom(place));
    let mut shared: Vec<usize> = (0..strokes.len())
        .filter(|place| !matches!(strokes[*place].deed, Deed::DepartedFrom(_)) && !is_ended(*place))
        .collect();
    shared.sort_by_key(|place| order(&strokes[*place]));
    if shared.chunk_by(|a, b| order(&strokes[*a]) == order(&strokes[*b])).any(|tied| hangs_on_words(strokes, tied)) {
        return None;
    }
    // Neither name is looked at: the fold is one person's, in one body.
    let anybody = name("anybody")?;
    let mut fold = Fold::new(anybody.clone(), anybody);
    for place in (0..strokes.len()).filter(|place| is_ended(*place)) {
        let mut ends: Vec<usize> =
            (0..strokes.len()).filter(|end| strokes[*end].deed == Deed::DepartedFrom(place)).collect();
        ends.sort_by_key(|end| order(&strokes[*end]));
        let ends = ends.into_iter().map(|end| report(strokes, end)).collect::<Option<Vec<_>>>()?;
        fold.take_ended(report(strokes, place)?, ends);
    }
    fold.take_all(shared.into_iter().map(|place| report(strokes, place)).collect::<Option<Vec<_>>>()?);
    let (mut tenures, mut departures) = (Vec::new(), Vec::new());
    fold.finish(&mut tenures, &mut departures);
    Some(drawn(&tenures, &departures))
}

/// One post, taken and left in turn, each time surely after the one before:
/// what most people's holdings are, and what needs no fold.
fn plain(strokes: &[Stroke]) -> Option<Outline> {
    let mut outline = Outline::default();
    let mut last: Option<MomentRange> = None;
    let mut sorted = [None; 4];
    if strokes.len() > sorted.len() {
        return None;
    }
    for (slot, stroke) in sorted.iter_mut().zip(strokes) {
        *slot = Some(*stroke);
    }
    let sorted = &mut sorted[..strokes.len()];
    sorted.sort_by_key(|stroke| stroke.map(|stroke| stroke.when));
    for stroke in sorted.iter().flatten() {
        if stroke.post != strokes[0].post || last.is_some_and(|last| last.latest >= stroke.when.earliest) {
            return None;
        }
        match (stroke.deed, outline.held.last_mut()) {
            (Deed::Appointed { .. }, None | Some((_, Some(_)))) => outline.held.push((stroke.when, None)),
            (Deed::Departed, Some((_, end @ None))) => {
                *end = Some(stroke.when);
                outline.left.push(stroke.when);
            }
            _ => return None,
        }
        last = Some(stroke.when);
    }
    Some(outline)
}

/// Where the fold takes a fact, words aside.
fn order(stroke: &Stroke) -> (MomentRange, bool, bool) {
    let departs = matches!(stroke.deed, Deed::Departed | Deed::DepartedFrom(_));
    (stroke.when, !departs, stroke.post.is_none())
}

/// Whether the order of facts of one time makes a difference.
fn hangs_on_words(strokes: &[Stroke], tied: &[usize]) -> bool {
    let [first, others @ ..] = tied else { return false };
    let first = &strokes[*first];
    let without_post = strokes.iter().any(|stroke| stroke.post.is_none());
    others.iter().map(|place| &strokes[*place]).any(|other| {
        let same_post = other.post == first.post;
        other.deed != first.deed
            || !same_post && (without_post || !matches!(first.deed, Deed::Departed | Deed::Appointed { .. }))
    })
}

fn report(strokes: &[Stroke], place: usize) -> Option<Report> {
    let stroke = &strokes[place];
    let act = match stroke.deed {
        Deed::Appointed { acting } => Act::Appointed { acting, rank: None },
        Deed::Held => Act::Held { rank: None },
        Deed::Departed | Deed::DepartedFrom(_) => Act::Departed(How::Unknown),
        Deed::Withdrawn => Act::Withdrawn,
        Deed::Abolished => Act::Abolished,
    };
    let post = match stroke.post {
        Some(number) => Some(name(&format!("post {number}"))?),
        None => None,
    };
    let timing = Timing { when: stroke.when, announced: None };
    Some(Report { fact: FactIndex::nth(place), timing, post, act })
}

fn name(text: &str) -> Option<NameKey> {
    Name::new(text).ok().map(|name| NameKey::of(&name))
}

fn drawn(tenures: &[Tenure], departures: &[Departure]) -> Outline {
    let stretches = tenures.iter().flat_map(|tenure| &tenure.stretches);
    Outline {
        held: stretches.map(|stretch| (stretch.start, stretch.end_range(departures))).collect(),
        left: departures.iter().map(|departure| departure.when).collect(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn stroke(deed: Deed, earliest: i64, latest: i64) -> Stroke {
        Stroke { deed, when: MomentRange { earliest: Moment(earliest), latest: Moment(latest) }, post: Some(1) }
    }

    const APPOINTED: Deed = Deed::Appointed { acting: false };

    #[test]
    fn what_was_taken_and_left_in_turn_is_held_in_between() {
        let outline =
            outline(&[stroke(Deed::Departed, 20, 22), stroke(APPOINTED, 5, 10), stroke(APPOINTED, 40, 40)]).unwrap();
        let held: Vec<i64> = (0..60).filter(|at| outline.may_hold(Moment(*at))).collect();
        assert_eq!(held, (5..22).chain(40..60).collect::<Vec<_>>());
        assert!(outline.may_leave(Moment(0), Moment(20)) && !outline.may_leave(Moment(23), Moment(99)));
    }

    #[test]
    fn a_departure_without_a_start_may_be_of_any_time_before() {
        let outline = outline(&[stroke(Deed::Departed, 20, 22)]).unwrap();
        assert!(outline.may_hold(Moment(-1_000)) && !outline.may_hold(Moment(22)));
    }

    #[test]
    fn a_departure_that_names_its_appointment_ends_just_that() {
        let strokes = [stroke(APPOINTED, 5, 5), stroke(APPOINTED, 6, 6), stroke(Deed::DepartedFrom(1), 9, 9)];
        let outline = outline(&strokes).unwrap();
        assert!(outline.may_hold(Moment(99)), "the first one is still held");
        assert!(outline.may_leave(Moment(9), Moment(9)));
    }

    #[test]
    fn facts_of_one_time_that_do_different_things_have_no_outline() {
        assert_eq!(outline(&[stroke(APPOINTED, 5, 5), stroke(Deed::Held, 5, 5)]), None);
        let stand_in = stroke(Deed::Appointed { acting: true }, 5, 5);
        assert_eq!(outline(&[stroke(APPOINTED, 5, 5), stand_in]), None);
    }
}
