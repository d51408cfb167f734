//! When two spellings are one name, and when they are suspiciously close.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Name;

/// What names are compared by: NFC, with typographic apostrophes and spaces
/// folded. Case and accents count. That of no name at all is the least.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameKey(Arc<str>);

impl NameKey {
    /// The key of a name.
    #[must_use]
    pub fn of(name: &Name) -> Self {
        // Most names are plain, and those are their own keys, which share their bytes.
        let text = name.as_str();
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') && !text.contains("  ");
        Self(if is_plain { name.shared() } else { fold(text.nfc()).into() })
    }

    /// The folded text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&Name> for NameKey {
    fn from(name: &Name) -> Self {
        Self::of(name)
    }
}

fn fold(characters: impl Iterator<Item = char>) -> String {
    let mut folded = String::with_capacity(characters.size_hint().0);
    for character in characters {
        let plain = match character {
            '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{02BC}' | '\u{FF07}' => '\'',
            space if space.is_whitespace() => ' ',
            other => other,
        };
        if !(plain == ' ' && folded.ends_with(' ')) {
            folded.push(plain);
        }
    }
    folded
}

/// A name with case and accents folded too: what near-duplicates are sought by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LooseKey(Vec<char>);

impl LooseKey {
    /// The loose key of a name.
    #[must_use]
    pub fn of(name: &NameKey) -> Self {
        Self::folded(name.as_str())
    }

    /// The loose key of a part of a [`NameKey`]'s text.
    pub(super) fn folded(text: &str) -> Self {
        if text.is_ascii() {
            return Self(text.chars().map(|c| c.to_ascii_lowercase()).collect());
        }
        let bare = text.nfd().filter(|c| !is_combining_mark(*c));
        Self(bare.flat_map(char::to_lowercase).collect())
    }

    /// Digests of the key itself and of every key that lacks one of its
    /// characters, but for digits, which are nobody's slip. Two names within one
    /// edit of each other share at least one of these; others may by chance, so
    /// who shares one is to be compared.
    #[must_use]
    pub fn slips(&self) -> Vec<u64> {
        // A polynomial in an odd number, so that leaving a character out joins
        // what is before it and what is after it, and nothing is read twice.
        const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
        let mixed = |c: &char| u64::from(*c).wrapping_add(1).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mut after = 0_u64;
        let mut power = 1_u64;
        let mut suffixes: Vec<(u64, u64)> = Vec::with_capacity(self.0.len());
        for c in self.0.iter().rev() {
            suffixes.push((after, power));
            after = mixed(c).wrapping_mul(power).wrapping_add(after);
            power = power.wrapping_mul(BASE);
        }
        let mut slips = vec![after];
        let mut before = 0_u64;
        for (c, (after, power)) in self.0.iter().zip(suffixes.into_iter().rev()) {
            // Names that are numbered would all share some.
            if !c.is_ascii_digit() {
                slips.push(before.wrapping_mul(power).wrapping_add(after));
            }
            before = before.wrapping_mul(BASE).wrapping_add(mixed(c));
        }
        slips
    }

    /// Whether one inserted, deleted or replaced character, or none, turns
    /// this into the other, and no digit differs: `Member 1` and `Member 2`
    /// are nobody's slip.
    #[must_use]
    pub fn is_near(&self, other: &Self) -> bool {
        let (a, b) = (&self.0, &other.0);
        let front = a.iter().zip(b).take_while(|(x, y)| x == y).count();
        let (a, b) = (&a[front..], &b[front..]);
        let back = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
        let (a, b) = (&a[..a.len() - back], &b[..b.len() - back]);
        a.len() <= 1 && b.len() <= 1 && !a.iter().chain(b).any(char::is_ascii_digit)
    }

    /// Whether one slip of the fingers may have made one of the other: they
    /// are near, or two neighbouring letters are swapped.
    #[must_use]
    pub fn is_one_slip_from(&self, other: &Self) -> bool {
        let swapped = || {
            let mut differing = (0..self.0.len()).filter(|at| self.0[*at] != other.0[*at]);
            let (Some(one), Some(next), None) = (differing.next(), differing.next(), differing.next()) else {
                return false;
            };
            let (here, there) = (&self.0[one..=next], &other.0[one..=next]);
            next == one + 1 && here.iter().eq(there.iter().rev()) && !here.iter().any(char::is_ascii_digit)
        };
        self.is_near(other) || (self.0.len() == other.0.len() && swapped())
    }

    /// Its words: runs of letters and digits, in which an apostrophe leaves no
    /// gap. Letters that no accent sign makes are written plain as well.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let mut words = vec![String::new()];
        for letter in &self.0 {
            // A list that is never empty has a last word.
            let word = words.last_mut().expect("a last word");
            match letter {
                '\'' => {}
                'ø' => word.push('o'),
                'ł' => word.push('l'),
                'đ' | 'ð' => word.push('d'),
                'ı' => word.push('i'),
                'ß' => word.push_str("ss"),
                'æ' => word.push_str("ae"),
                'œ' => word.push_str("oe"),
                letter if letter.is_alphanumeric() => word.push(*letter),
                _ if !word.is_empty() => words.push(String::new()),
                _ => {}
            }
        }
        words.retain(|word| !word.is_empty());
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> NameKey {
        NameKey::of(&Name::new(text).unwrap())
    }

    fn near(a: &str, b: &str) -> bool {
        LooseKey::of(&key(a)).is_near(&LooseKey::of(&key(b)))
    }

    #[test]
    fn apostrophes_spaces_and_normal_forms_do_not_make_two_names() {
        assert_eq!(key("Seán O\u{2019}Brien"), key("Sea\u{301}n O'Brien"));
        assert_eq!(key("Lucy\u{A0}Powell"), key("Lucy  Powell"));
    }

    #[test]
    fn case_and_accents_make_two_names_that_are_near() {
        assert_ne!(key("Sian Jones"), key("Siân Jones"));
        assert!(near("Sian Jones", "Siân JONES"));
    }

    #[test]
    fn one_slip_is_near_and_two_are_not() {
        assert!(near("Lillian Greenwood", "Lilian Greenwood"));
        assert!(near("Seema Malhotra", "Seema Malhatra"));
        assert!(!near("Seema Malhotra", "Sema Malhatra"));
        assert!(!near("Chris Bryant", "Chris Bryan Ty"));
    }

    #[test]
    fn a_digit_is_never_a_slip() {
        assert!(!near("John Smith #2", "John Smith #3"));
        assert!(!near("Member 1", "Member 12"));
    }

    #[test]
    fn swapped_neighbours_are_one_slip_and_swapped_digits_are_none() {
        let slip = |a: &str, b: &str| LooseKey::folded(a).is_one_slip_from(&LooseKey::folded(b));
        assert!(slip("kier", "keir") && slip("coaker", "coker") && slip("powell", "powell"));
        assert!(!slip("kier", "reik") && !slip("ward12", "ward21") && !slip("abcd", "badc"));
    }

    #[test]
    fn words_are_plain_letters_and_digits() {
        let words = |text: &str| LooseKey::of(&key(text)).words();
        assert_eq!(words("Seán O’Neill-Łaska, Jr. #2"), ["sean", "oneill", "laska", "jr", "2"]);
        assert_eq!(words("— …"), Vec::<String>::new());
    }

    #[test]
    fn near_names_share_a_deletion() {
        let slips = |text: &str| LooseKey::of(&key(text)).slips();
        let share = |a: &str, b: &str| slips(a).iter().any(|slip| slips(b).contains(slip));
        for near in ["Liljian", "Lilian", "Lilllian", "Llillian", "Lillia", "illian", "Lillian"] {
            assert!(share("Lillian", near), "{near}");
        }
        for far in ["Liljiam", "Lilina", "Killiam", "Lill"] {
            assert!(!share("Lillian", far), "{far}");
        }
        assert!(!share("Member 1", "Member 2") && !share("Member 1", "Member 12") && share("Member 12", "Membr 12"));
    }
}
