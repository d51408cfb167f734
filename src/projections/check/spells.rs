//! Stretches of time in which something is surely so, and those that overlap.

use crate::domain::NameKey;
use crate::domain::time::Moment;
use crate::projections::{Stretch, Tenure};

use super::ground::Ground;

/// A stretch of a tenure that is surely held, not as a stand-in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spell<'w> {
    pub from: Moment,
    /// Not included.
    pub until: Moment,
    pub tenure: &'w Tenure,
    pub stretch: &'w Stretch,
    /// What has to differ for two spells to be at odds.
    pub key: &'w NameKey,
}

/// Two spells of different keys, and when both last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Overlap<'w> {
    /// The one that began first.
    pub first: Spell<'w>,
    pub second: Spell<'w>,
    pub from: Moment,
    /// Not included.
    pub until: Moment,
}

/// The sure spells of some tenures, acting ones aside.
pub(super) fn spells<'w>(
    ground: &Ground<'w, '_>,
    tenures: impl IntoIterator<Item = &'w Tenure>,
    key: impl Fn(&'w Tenure) -> Option<&'w NameKey>,
) -> Vec<Spell<'w>> {
    let mut spells = Vec::new();
    for tenure in tenures {
        let Some(key) = key(tenure) else { continue };
        for stretch in &tenure.stretches {
            let Some((from, until)) = ground.surely(stretch) else { continue };
            for (from, until) in ground.in_own_right(tenure, from, until) {
                spells.push(Spell { from, until, tenure, stretch, key });
            }
        }
    }
    spells.sort_by_key(|spell| (spell.from, spell.until, spell.key));
    spells
}

/// Spells that overlap one of another key that began before: each with the one
/// of those that lasts longest, so that there are no more overlaps than spells.
/// They have to stand in order.
pub(super) fn overlaps<'w>(spells: &[Spell<'w>]) -> Vec<Overlap<'w>> {
    // The spell that lasts longest, and the one of another key that does.
    let mut lasting: [Option<Spell<'w>>; 2] = [None, None];
    let mut found = Vec::new();
    for &second in spells {
        let mut others = lasting.iter().flatten().filter(|spell| spell.key != second.key);
        if let Some(&first) = others.find(|first| first.until > second.from) {
            found.push(Overlap { first, second, from: second.from, until: first.until.min(second.until) });
        }
        lasting = match lasting {
            [Some(one), other] if one.key == second.key => [Some(longer(one, second)), other],
            [Some(one), _] if second.until > one.until => [Some(second), Some(one)],
            [Some(one), other] => [Some(one), Some(other.map_or(second, |other| longer(other, second)))],
            [None, _] => [Some(second), None],
        };
    }
    found
}

fn longer<'w>(one: Spell<'w>, other: Spell<'w>) -> Spell<'w> {
    if other.until > one.until { other } else { one }
}
