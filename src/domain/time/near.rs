//! The zone that was probably meant.

use jiff::tz::TimeZoneDatabase;

/// The zone's name that was probably meant: the same place, or a slip of two
/// letters at most.
pub(super) fn near(database: &TimeZoneDatabase, name: &str) -> Option<String> {
    // Longer than any zone's name: not worth a comparison of every letter.
    if name.is_empty() || name.len() > 40 {
        return None;
    }
    let wanted = name.to_ascii_lowercase().replace(' ', "_");
    let place = wanted.rsplit('/').next().unwrap_or(&wanted).to_owned();
    database
        .available()
        .map(|known| known.as_str().to_owned())
        .filter_map(|known| {
            let lower = known.to_ascii_lowercase();
            let slips = edits(&lower, &wanted);
            let same_place = lower.rsplit('/').next() == Some(place.as_str());
            let distance = if same_place { slips.min(2) } else { slips };
            (distance <= 2).then_some((distance, known))
        })
        // A place's own name comes before an old alias without a continent.
        .min_by_key(|(distance, known)| (*distance, !known.contains('/'), known.clone()))
        .map(|(_, known)| known)
}

/// How many letters must be put in, taken out or replaced to turn one text
/// into the other.
fn edits(a: &str, b: &str) -> usize {
    let b = b.as_bytes();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.bytes().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, &to) in b.iter().enumerate() {
            let replaced = corner + usize::from(from != to);
            corner = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}
