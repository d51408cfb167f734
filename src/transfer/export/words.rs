//! A fact as a sentence, for readers of formats that know nothing of facts.

use crate::domain::{Claim, Compare, Count, Fact, Holding, PostTurn, Stance, Turn};

/// What a fact says, in words, with its time and what the source makes of it.
pub fn sentence(fact: &Fact) -> String {
    let mut text = claim(&fact.claim);
    if let Some(when) = &fact.when {
        text.push_str(&format!(", {when}"));
    }
    if let Some(announced) = &fact.announced {
        text.push_str(&format!(", announced {announced}"));
    }
    if fact.stance != Stance::Reported {
        text.push_str(&format!(" ({})", fact.stance));
    }
    text
}

fn claim(claim: &Claim) -> String {
    match claim {
        Claim::Appointed { holding, acting, rank } => {
            let rank = rank.as_ref().map(|rank| format!(" ({rank})")).unwrap_or_default();
            let acting = if *acting { "acting " } else { "" };
            format!("{} was appointed {acting}{}{rank}", holding.person, place(holding))
        }
        Claim::Held { holding, .. } => format!("{} was {}", holding.person, place(holding)),
        Claim::Departed { holding, how, by, reason, .. } => {
            let by = by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
            let reason = reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
            let how = how.word().replace('_', " ");
            format!("{} left as {}: {how}{by}{reason}", holding.person, place(holding))
        }
        Claim::Withdrawn { holding } => format!("{} stayed on as {}", holding.person, place(holding)),
        Claim::Reason { person, body, reason } => format!("{person} left {body} because: {reason}"),
        Claim::Said { person } => format!("{person} said this"),
        Claim::Pledged { person, pledge, due } => {
            let due = due.as_ref().map(|due| format!(" by {due}")).unwrap_or_default();
            format!("{person} pledged: {pledge}{due}")
        }
        Claim::Counted(count) => counted(count),
        Claim::Aligned { person, group } => format!("{person} belongs to {group}"),
        Claim::Alias { name, of, noun } => format!("{name} is the {noun} {of}"),
        Claim::Body { body, part_of, seats } => {
            let part = part_of.as_ref().map(|whole| format!(" is part of {whole}")).unwrap_or_default();
            let seats = seats.map(|seats| format!(" has {seats} seats")).unwrap_or_default();
            let and = if part.is_empty() || seats.is_empty() { "" } else { " and" };
            format!("{body}{part}{and}{seats}")
        }
        Claim::Post { body, post, turn, .. } => match turn {
            PostTurn::Created => format!("{post} in {body} was created"),
            PostTurn::Renamed(to) => format!("{post} in {body} was renamed {to}"),
            PostTurn::Abolished => format!("{post} in {body} was abolished"),
        },
        Claim::Status { holding, capacity, turn } => {
            let turn = if *turn == Turn::Began { "began" } else { "ceased" };
            let capacity = capacity.word().replace('_', " ");
            format!("{} {turn} to be {capacity} as {}", holding.person, place(holding))
        }
        Claim::Identified { name, scheme, id, .. } => format!("{name} has the {scheme} identifier {id}"),
    }
}

fn place(holding: &Holding) -> String {
    match &holding.post {
        Some(post) => format!("{post} in {}", holding.body),
        None => format!("a member of {}", holding.body),
    }
}

fn counted(count: &Count) -> String {
    let compare = match count.compare {
        Compare::Exactly => "",
        Compare::AtLeast => "at least ",
        Compare::About => "about ",
    };
    let of = count.of.map(|of| format!(" of {of}")).unwrap_or_default();
    let body = count.body.as_ref().map(|body| format!(" from {body}")).unwrap_or_default();
    format!("It counts {compare}{}{of} who {} {body}", count.number, count.how.word().replace('_', " "))
        .replace("  ", " ")
}
