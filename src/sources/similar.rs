//! Approximate matching at a bounded cost.
//!
//! Two steps, each long known: windows of the text that share the most
//! distinct n-grams with the pattern are found in one pass (Ukkonen,
//! "Approximate string-matching with q-grams and maximal matches", 1992), and
//! in the best few the pattern is aligned by edit distance, free to begin and
//! end anywhere (Sellers, "The theory and computation of evolutionary
//! distances", 1980).

use std::cmp::Reverse;
use std::ops::Range;

/// How many windows are aligned with a short pattern; a long one, whose window
/// hardly any chance resemblance can rival, makes do with one.
const WINDOWS: usize = 4;
/// From how many characters on a pattern is long.
const LONG_CHARS: usize = 1024;
/// How far an end may move to take in the rest of a word, in characters.
const WORD_CHARS: usize = 24;
/// How far off a lost first or last word is looked for, in characters.
const NEAR_CHARS: usize = 48;
/// How long such a word must be to mean anything, in characters.
const LONG_WORD_CHARS: usize = 4;

/// The stretch of `text` most similar to `pattern`, if one is near enough:
/// both folded, at most two in five characters changed, added or left out.
/// First with the words at its ends made whole, then as it was aligned.
pub(super) fn most_similar(text: &[char], pattern: &[char]) -> Option<[Range<usize>; 2]> {
    let width = pattern.len() + pattern.len() / 4 + 8;
    let margin = pattern.len() / 2 + 8;
    let windows = if pattern.len() < LONG_CHARS { WINDOWS } else { 1 };
    let mut best: Option<(usize, Range<usize>)> = None;
    for start in likely_windows(text, pattern, width, windows) {
        let from = start.saturating_sub(margin);
        let to = (start + width + margin).min(text.len());
        let (distance, found) = align(&text[from..to], pattern);
        let found = found.start + from..found.end + from;
        let closer = best.as_ref().is_none_or(|(least, _)| distance < *least);
        if closer && distance * 5 <= pattern.len() * 2 && !found.is_empty() {
            best = Some((distance, found));
        }
    }
    let (_, found) = best?;
    let whole = first_and_last_word(text, whole_words(text, found.clone()), pattern);
    Some([whole, found])
}

/// The length of the n-grams for a pattern: shorter where a single slip would
/// spoil most of them, longer where chance would find too many.
fn gram_length(pattern: &[char]) -> usize {
    match pattern.len() {
        0..8 => 2,
        8..32 => 3,
        32..256 => 4,
        _ => 6,
    }
}

/// Where the windows begin that share the most distinct n-grams with the
/// pattern, the best first, none overlapping a better one.
fn likely_windows(text: &[char], pattern: &[char], width: usize, most: usize) -> Vec<usize> {
    let length = gram_length(pattern);
    let grams = Grams::of(pattern, length);
    // The window's grams in order, and how often each of them is in it.
    let mut recent = vec![Grams::NONE; width];
    let mut times = vec![0_u32; pattern.len()];
    let mut distinct = 0_usize;
    let mut best: Vec<(usize, usize)> = Vec::new();
    for (at, hash) in hashes(text, length).enumerate() {
        let slot = at % width;
        let leaving = std::mem::replace(&mut recent[slot], grams.find(hash));
        let entering = recent[slot];
        if leaving != Grams::NONE {
            times[leaving as usize] -= 1;
            distinct -= usize::from(times[leaving as usize] == 0);
        }
        if entering == Grams::NONE {
            continue;
        }
        times[entering as usize] += 1;
        if times[entering as usize] == 1 {
            distinct += 1;
            let start = (at + 1).saturating_sub(width);
            note(&mut best, most, width, start, distinct);
        }
    }
    // A fifth of the grams survives any change that `most_similar` accepts of a
    // passage that is the same otherwise; less is chance.
    let enough = 1.max(grams.count / 5);
    best.sort_by_key(|&(start, distinct)| (Reverse(distinct), start));
    best.retain(|&(_, distinct)| distinct >= enough);
    best.into_iter().map(|(start, _)| start).collect()
}

/// Keeps the best windows seen so far, one for each stretch of the text.
fn note(best: &mut Vec<(usize, usize)>, most: usize, width: usize, start: usize, distinct: usize) {
    // Windows come in order, so only the latest can overlap this one.
    if let Some(near) = best.iter_mut().find(|(known, _)| start - *known < width) {
        if distinct > near.1 {
            *near = (start, distinct);
        }
    } else if best.len() < most {
        best.push((start, distinct));
    } else if let Some(worst) = best.iter_mut().min_by_key(|(_, distinct)| *distinct)
        && distinct > worst.1
    {
        *worst = (start, distinct);
    }
}

/// A multiplier that spreads characters over 64 bits: odd, without a pattern.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// The rolling hash of every n-gram of a text, in order.
fn hashes(text: &[char], length: usize) -> impl Iterator<Item = u64> + '_ {
    let leaving_weight = SPREAD.wrapping_pow(length as u32);
    let mut hash = 0_u64;
    let entering = text.iter().enumerate();
    entering.filter_map(move |(at, &c)| {
        hash = hash.wrapping_mul(SPREAD).wrapping_add(u64::from(c) + 1);
        if at >= length {
            let gone = (u64::from(text[at - length]) + 1).wrapping_mul(leaving_weight);
            hash = hash.wrapping_sub(gone);
        }
        (at + 1 >= length).then_some(hash)
    })
}

/// The distinct n-grams of a pattern, numbered: an open hash table, since a
/// lookup is made for every character of the text. Two n-grams of the same hash
/// count as one, which can only make a likely window a little less so.
struct Grams {
    slots: Vec<(u64, u32)>,
    count: usize,
}

impl Grams {
    const NONE: u32 = u32::MAX;

    fn of(pattern: &[char], length: usize) -> Self {
        let size = (pattern.len() * 4).next_power_of_two();
        let mut grams = Self { slots: vec![(0, Self::NONE); size], count: 0 };
        for hash in hashes(pattern, length) {
            let slot = grams.slot(hash);
            if grams.slots[slot].1 == Self::NONE {
                // There are no more grams than characters, 4,096 at the most.
                grams.slots[slot] = (hash, grams.count as u32);
                grams.count += 1;
            }
        }
        grams
    }

    fn find(&self, hash: u64) -> u32 {
        self.slots[self.slot(hash)].1
    }

    /// The slot that has the hash, or the free one where it would go. There is
    /// one: three in four are free.
    fn slot(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (hash ^ (hash >> 29)) as usize & mask;
        while self.slots[at].1 != Self::NONE && self.slots[at].0 != hash {
            at = (at + 1) & mask;
        }
        at
    }
}

/// The least edit distance of the pattern to any stretch of the text, and the
/// first such stretch.
fn align(text: &[char], pattern: &[char]) -> (usize, Range<usize>) {
    // One row of the table: for each end in the text, the distance of the
    // pattern so far and where the stretch that gives it begins.
    let mut row: Vec<(usize, usize)> = (0..=text.len()).map(|start| (0, start)).collect();
    for (done, &wanted) in pattern.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = (done + 1, 0);
        for (at, &found) in text.iter().enumerate() {
            let (above, left) = (row[at + 1], row[at]);
            let mut best = (diagonal.0 + usize::from(wanted != found), diagonal.1);
            if above.0 + 1 < best.0 {
                best = (above.0 + 1, above.1);
            }
            if left.0 + 1 < best.0 {
                best = (left.0 + 1, left.1);
            }
            diagonal = above;
            row[at + 1] = best;
        }
    }
    let ends = row.iter().enumerate();
    let best = ends.min_by_key(|(_, (distance, _))| *distance);
    // The row has at least the end before the first character.
    best.map_or((pattern.len(), 0..0), |(end, &(distance, start))| (distance, start..end))
}

/// Moves ends that cut a word outwards to take it in whole.
fn whole_words(text: &[char], found: Range<usize>) -> Range<usize> {
    let is_word = |c: &&char| c.is_alphanumeric();
    let mut wide = found.clone();
    if text[found.start].is_alphanumeric() {
        let ahead = text[..found.start].iter().rev().take(WORD_CHARS);
        wide.start -= ahead.take_while(is_word).count();
    }
    if text[found.end - 1].is_alphanumeric() {
        let behind = text[found.end..].iter().take(WORD_CHARS);
        wide.end += behind.take_while(is_word).count();
    }
    wide
}

/// Moves an end that lost the pattern's first or last word to where that word
/// stands close by: a word left out beside it, which costs more than losing it,
/// would otherwise cut it off.
fn first_and_last_word(text: &[char], found: Range<usize>, pattern: &[char]) -> Range<usize> {
    let mut words = pattern.split(|c| !c.is_alphanumeric());
    let long = |word: &&[char]| word.len() >= LONG_WORD_CHARS;
    let first = words.next().filter(long);
    let last = words.next_back().filter(long);
    let mut wide = found.clone();
    let near = NEAR_CHARS.min(pattern.len());
    if let Some(word) = first.filter(|word| !text[found.clone()].starts_with(word)) {
        let from = found.start.saturating_sub(near);
        let ahead = text[from..found.start].windows(word.len());
        let at = ahead.enumerate().filter(|(_, letters)| *letters == word);
        let at = at.map(|(at, _)| from + at).next_back();
        wide.start = at.map_or(found.start, |at| whole_words(text, at..found.end).start);
    }
    if let Some(word) = last.filter(|word| !text[found.clone()].ends_with(word)) {
        let to = (found.end + near).min(text.len());
        let behind = text[found.end..to].windows(word.len());
        let at = behind.enumerate().find(|(_, letters)| *letters == word);
        let end = at.map(|(at, _)| found.end + at + word.len());
        wide.end = end.map_or(found.end, |end| whole_words(text, found.start..end).end);
    }
    wide
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    fn similar(text: &str, pattern: &str) -> Option<String> {
        let text = chars(text);
        most_similar(&text, &chars(pattern)).map(|[found, _]| String::from_iter(&text[found]))
    }

    #[test]
    fn a_slip_a_missing_word_and_a_word_too_many_are_seen_past() {
        let text = "in the morning heidi alexander led the departures and others followed";
        let whole = Some("heidi alexander led the departures".to_owned());
        assert_eq!(similar(text, "heidi alexandre lead the departures"), whole);
        assert_eq!(similar(text, "heidi alexander the departures"), whole);
        assert_eq!(similar(text, "heidi led the departures"), whole);
        assert_eq!(similar(text, "heidi alexander then led the departures"), whole);
        assert_eq!(similar(text, "xeidi alexander led the departuret"), whole);
    }

    #[test]
    fn unrelated_words_are_not_near() {
        let text = "in the morning heidi alexander led the departures and others followed";
        assert_eq!(similar(text, "the weather in wales will be fine on sunday"), None);
        assert_eq!(similar(text, "zzz"), None);
        assert_eq!(similar("", "zzz"), None);
    }

    #[test]
    fn the_better_of_two_resemblances_wins() {
        let text = "ian murray resigned at nine. iain murrey resinged at noon.";
        assert_eq!(similar(text, "iain murray resinged at noon"), Some("iain murrey resinged at noon".to_owned()));
    }

    #[test]
    fn rolling_hashes_depend_on_the_gram_alone() {
        let all: Vec<_> = hashes(&chars("abcabc"), 3).collect();
        assert_eq!(all.len(), 4);
        assert_eq!(all[0], all[3]);
        assert_ne!(all[0], all[1]);
    }

    proptest! {
        #[test]
        fn the_aligned_stretch_has_that_edit_distance(text in "[abc]{0,12}", pattern in "[abc]{1,6}") {
            let (text, pattern) = (chars(&text), chars(&pattern));
            let (distance, found) = align(&text, &pattern);
            prop_assert_eq!(edits(&text[found], &pattern), distance);
            for start in 0..=text.len() {
                for end in start..=text.len() {
                    prop_assert!(edits(&text[start..end], &pattern) >= distance);
                }
            }
        }

        #[test]
        fn any_text_and_pattern_are_compared_without_panic(text in ".{0,80}", pattern in ".{1,40}") {
            let text = chars(&text);
            for found in most_similar(&text, &chars(&pattern)).into_iter().flatten() {
                prop_assert!(found.start < found.end && found.end <= text.len());
            }
        }
    }

    /// The edit distance, by its definition.
    fn edits(one: &[char], other: &[char]) -> usize {
        match (one, other) {
            ([], rest) | (rest, []) => rest.len(),
            ([a, one @ ..], [b, other @ ..]) if a == b => edits(one, other),
            ([_, x @ ..], [_, y @ ..]) => 1 + edits(x, y).min(edits(one, y)).min(edits(x, other)),
        }
    }
}
