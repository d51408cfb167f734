//! How a log is laid out in files that anybody may serve: C2SP's `tlog-tiles`.

/// How many hashes or entries a full tile has.
pub const WIDTH: u64 = 256;

/// Where a tile of a level, or a bundle of entries or bodies, lies: from the
/// folder of what it is on. One that is not full says how wide it is.
///
/// ```
/// use reshuffle::transfer::tiles::path;
///
/// assert_eq!(path("tile/0", 1_234_067, 256), "tile/0/x001/x234/067");
/// assert_eq!(path("tile/entries", 273, 112), "tile/entries/273.p/112");
/// ```
#[must_use]
pub fn path(of: &str, index: u64, width: u64) -> String {
    let mut parts = vec![format!("{:03}", index % 1_000)];
    let mut rest = index / 1_000;
    while rest > 0 {
        parts.push(format!("x{:03}", rest % 1_000));
        rest /= 1_000;
    }
    parts.reverse();
    let partial = if width < WIDTH { format!(".p/{width}") } else { String::new() };
    format!("{of}/{}{partial}", parts.join("/"))
}

/// The tiles that hold so many hashes or entries, from the one on that holds a
/// position: the index and the width of each.
pub fn spans(many: u64, from: u64) -> impl Iterator<Item = (u64, u64)> {
    (from / WIDTH..many.div_ceil(WIDTH)).map(move |index| (index, WIDTH.min(many - index * WIDTH)))
}

/// Entries as one: each with its length before it, in two bytes.
#[must_use]
pub fn bundle<'e>(entries: impl IntoIterator<Item = &'e [u8]>) -> Vec<u8> {
    let mut bundle = Vec::new();
    for entry in entries {
        // No event is longer than its limit, which is less.
        bundle.extend(u16::try_from(entry.len()).unwrap_or(u16::MAX).to_be_bytes());
        bundle.extend(entry);
    }
    bundle
}

/// The entries of a bundle; none where it has not just so many.
#[must_use]
pub fn unbundle(bundle: &[u8], width: u64) -> Option<Vec<&[u8]>> {
    let mut rest = bundle;
    let mut entries = Vec::new();
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk()?;
        let (entry, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        entries.push(entry);
        rest = after;
    }
    (entries.len() as u64 == width).then_some(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_of_70_000_has_the_tiles_that_the_standard_counts() {
        let of_level = |level: u32| spans(70_000 >> (8 * level), 0).collect::<Vec<_>>();
        assert_eq!((of_level(0).len(), of_level(0)[273]), (274, (273, 112)));
        assert_eq!(of_level(1), [(0, 256), (1, 17)]);
        assert_eq!(of_level(2), [(0, 1)]);
        assert_eq!(spans(0, 0).next(), None);
        assert_eq!(spans(256, 0).collect::<Vec<_>>(), [(0, 256)]);
        assert_eq!(spans(700, 300).collect::<Vec<_>>(), [(1, 256), (2, 188)]);
    }

    #[test]
    fn what_is_bundled_comes_apart_again_and_nothing_else_does() {
        let entries: [&[u8]; 3] = [b"one", b"", b"three"];
        let whole = bundle(entries);
        assert_eq!(unbundle(&whole, 3), Some(entries.to_vec()));
        for spoilt in [&whole[1..], &whole[..whole.len() - 1], &[whole.as_slice(), &[0]].concat()] {
            assert_eq!(unbundle(spoilt, 3), None);
        }
        assert_eq!(unbundle(&whole, 2), None);
    }
}
