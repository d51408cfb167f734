//! The one sentence fit to print that a tally opens with.

use crate::domain::time::{Mark, Moment, MomentRange, Zone};
use crate::domain::{How, HowRule, Per, Seq};

use super::tally::{Bounds, Tally};
use super::tenures::Certainty;

/// How many unsettled people a sentence names before it counts the rest.
const NAMED_AT_MOST: usize = 12;

/// The sentence of a tally: the number with its moment, what was known, the
/// other ways out, and who is not settled. `known_to` is the last event used,
/// and `reported_by` the moment by which its articles could be read.
#[must_use]
pub fn sentence(tally: &Tally, zone: &Zone, at: Moment, known_to: Option<Seq>, reported_by: Option<Moment>) -> String {
    let rule = &tally.rule;
    let mut known =
        known_to.map_or_else(|| "before anything was recorded".to_owned(), |seq| format!("as recorded to event {seq}"));
    if let Some(moment) = reported_by {
        known.push_str(&format!(" and reported by {}", moment_in_words(zone, moment)));
    }
    let mut text = format!("At {}, {known}: {}", moment_in_words(zone, at), number(tally.bounds, rule.per, rule.how));
    if let Some(rank) = &rule.rank {
        text.push_str(&format!(" as {rank}"));
    }
    if let Some(body) = &rule.body {
        let article = if body.as_str().to_lowercase().starts_with("the ") { "" } else { "the " };
        // One leaves a body, but resigns from it.
        let from = if rule.how == HowRule::Left && rule.rank.is_none() { "" } else { "from " };
        text.push_str(&format!(" {from}{article}{body}"));
    }
    if let Some(from) = rule.from {
        text.push_str(&format!(" since {}", short(zone, from, at)));
    }
    if let Some(to) = rule.to.filter(|to| *to < at) {
        text.push_str(&format!(" until {}", short(zone, to, at)));
    }
    text.push('.');
    if !tally.besides.is_empty() {
        let ways: Vec<String> =
            tally.besides.iter().map(|(how, bounds)| format!("{} {}", between(*bounds), participle(*how))).collect();
        text.push_str(&format!(" Besides: {}.", ways.join(", ")));
    }
    let open: Vec<_> = tally.people.iter().filter(|row| row.certainty == Certainty::Possible).collect();
    if !open.is_empty() {
        let mut named: Vec<String> = open
            .iter()
            .take(NAMED_AT_MOST)
            .map(|row| {
                let when = marked_in_words(range_in_words(zone, row.when, at), row.mark);
                // What is open of somebody who may have stayed after all is that.
                let back = row.withdrawn.filter(|back| back.earliest <= at);
                let back = back.map(|back| format!(", withdrawn {}", range_in_words(zone, back, at)));
                format!("{} ({when}{})", row.person, back.unwrap_or_default())
            })
            .collect();
        if open.len() > NAMED_AT_MOST {
            named.push(format!("and {} more", open.len() - NAMED_AT_MOST));
        }
        text.push_str(&format!(" Not settled: {}.", named.join(", ")));
    }
    text
}

fn number(bounds: Bounds, per: Per, how: HowRule) -> String {
    let unit = match (per, bounds.most) {
        (Per::Person, 1) => "person",
        (Per::Person, _) => "people",
        (Per::Post, 1) => "holder",
        (Per::Post, _) => "holders",
    };
    if bounds.most == 0 {
        return format!("no {unit} {}", verb(how, 0));
    }
    let count = match bounds {
        Bounds { least, most } if least == most => format!("{most}"),
        Bounds { least: 0, most } => format!("at most {most}"),
        Bounds { least, most } => format!("at least {least}, at most {most}"),
    };
    format!("{count} {unit} {}", verb(how, bounds.most))
}

fn between(bounds: Bounds) -> String {
    if bounds.least == bounds.most { bounds.most.to_string() } else { format!("{} to {}", bounds.least, bounds.most) }
}

fn verb(how: HowRule, number: u32) -> String {
    let was = if number == 1 { "was" } else { "were" };
    match how {
        HowRule::Resigned => "resigned".to_owned(),
        HowRule::Sacked => format!("{was} sacked"),
        HowRule::StoodDown => "stood down".to_owned(),
        HowRule::Reshuffled => format!("{was} reshuffled"),
        HowRule::Died => "died".to_owned(),
        HowRule::TermEnded => "reached the end of a term".to_owned(),
        HowRule::Unknown => "left in a way not known".to_owned(),
        HowRule::Left => "left".to_owned(),
    }
}

fn participle(how: How) -> &'static str {
    match how {
        How::Resigned => "resigned",
        How::Sacked => "sacked",
        How::StoodDown => "stood down",
        How::Reshuffled => "reshuffled",
        How::Died => "died",
        How::TermEnded => "at the end of a term",
        How::Unknown => "left in a way not known",
    }
}

/// A time in words with how it is meant.
fn marked_in_words(time: String, mark: Mark) -> String {
    let about = if mark.approximate { "about " } else { "" };
    let uncertain = if mark.uncertain { ", uncertain" } else { "" };
    format!("{about}{time}{uncertain}")
}

/// A moment in words; the last microsecond of a day is its end.
#[must_use]
pub fn moment_in_words(zone: &Zone, at: Moment) -> String {
    if at.is_unbounded() {
        return "no known moment".to_owned();
    }
    if zone.ends_a_day(at) { format!("the end of {}", day_in_words(zone, at)) } else { zone.in_words(at) }
}

fn day_in_words(zone: &Zone, at: Moment) -> String {
    let parts = zone.civil_parts(at);
    format!("{} {} {}", parts.day, parts.month_name(), parts.year)
}

/// A moment beside another: without the day where both share it.
fn short(zone: &Zone, moment: Moment, beside: Moment) -> String {
    if zone.ends_a_day(moment) {
        return format!("the end of {}", day_in_words(zone, moment));
    }
    let clock = zone.clock_in_words(moment);
    if zone.day(moment) == zone.day(beside) { clock } else { format!("{clock} on {}", day_in_words(zone, moment)) }
}

/// A range in words, beside a moment whose day need not be said again.
#[must_use]
pub fn range_in_words(zone: &Zone, range: MomentRange, beside: Moment) -> String {
    match (range.earliest == Moment::MIN, range.latest == Moment::MAX) {
        (true, true) => "at no known time".to_owned(),
        (true, false) => format!("by {}", short(zone, range.latest, beside)),
        (false, true) => format!("from {} on", short(zone, range.earliest, beside)),
        (false, false) if range.is_point() => short(zone, range.earliest, beside),
        (false, false) if zone.begins_a_day(range.earliest) && zone.ends_a_day(range.latest) => {
            let (first, last) = (day_in_words(zone, range.earliest), day_in_words(zone, range.latest));
            if first == last { format!("some time on {first}") } else { format!("some day from {first} to {last}") }
        }
        (false, false) if zone.day(range.earliest) == zone.day(range.latest) && !zone.ends_a_day(range.latest) => {
            format!("{}–{}", zone.clock_in_words(range.earliest), short(zone, range.latest, beside))
        }
        (false, false) => {
            format!("{}–{}", short(zone, range.earliest, beside), short(zone, range.latest, beside))
        }
    }
}
