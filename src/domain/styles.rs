//! How people are styled: what stands before and after a name without being
//! part of it, in the one table of it.

/// Words before a name. Each is taken off only while more of the name follows.
const BEFORE: &[&str] = &[
    "the",
    "rt",
    "right",
    "hon",
    "honourable",
    "lord",
    "lady",
    "baroness",
    "baron",
    "viscount",
    "viscountess",
    "earl",
    "countess",
    "marquess",
    "marchioness",
    "duke",
    "duchess",
    "dame",
    "sir",
    "dr",
    "doctor",
    "prof",
    "professor",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "rev",
    "reverend",
    "cllr",
    "councillor",
];

/// Words after a name.
const AFTER: &[&str] = &[
    "mp", "msp", "mep", "ms", "mla", "am", "td", "qc", "kc", "pc", "sc", "cbe", "obe", "mbe", "dbe", "kbe", "gbe",
    "ch", "kcmg", "dcmg", "gcmg", "frs", "fba",
];

/// Styles that a place may follow: Lord Coaker of Gedling.
const OF_PLACES: &[&str] = &[
    "lord",
    "lady",
    "baroness",
    "baron",
    "viscount",
    "viscountess",
    "earl",
    "countess",
    "marquess",
    "marchioness",
    "duke",
    "duchess",
];

/// The words of a name, told apart. All are folded as in [`LooseKey::words`](super::LooseKey::words).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Styled {
    /// The name itself, given names first.
    pub name: Vec<String>,
    /// What stands before and after it.
    pub styles: Vec<String>,
    /// The place that a title is of.
    pub place: Vec<String>,
}

impl Styled {
    /// Takes a name apart, given as the words between its commas: `Coaker, Vernon`
    /// is Vernon Coaker, and `Vernon Coaker, MP` is he as well.
    pub fn of(parts: Vec<Vec<String>>) -> Self {
        let mut whole = Self::default();
        let mut before = Vec::new();
        for (place, words) in parts.into_iter().enumerate() {
            let mut part = Self::part(words, place == 0, &whole.styles);
            whole.styles.append(&mut part.styles);
            whole.place.append(&mut part.place);
            if place == 0 {
                whole.name = part.name;
            } else {
                before.append(&mut part.name);
            }
        }
        before.append(&mut whole.name);
        whole.name = before;
        if whole.name.is_empty() {
            // A duke has no name but his place's, and somebody may be called Earl.
            whole.name = std::mem::take(&mut whole.place);
            whole.name.extend(if whole.name.is_empty() { whole.styles.pop() } else { None });
        }
        whole.styles.sort_unstable();
        whole.styles.dedup();
        whole
    }

    /// The first part keeps at least one word for the name; another may be styles alone.
    fn part(mut words: Vec<String>, first: bool, styles_before: &[String]) -> Self {
        let least = usize::from(first);
        let mut styles = Vec::new();
        while words.len() > least && is_in(BEFORE, &words[0]) {
            styles.push(words.remove(0));
        }
        while words.len() > least && words.last().is_some_and(|word| is_in(AFTER, word)) {
            styles.extend(words.pop());
        }
        let titled = styles.iter().chain(styles_before).any(|style| is_in(OF_PLACES, style));
        let of = words.iter().position(|word| word == "of").filter(|_| titled);
        let place = of.map(|of| words.split_off(of).split_off(1)).unwrap_or_default();
        Self { name: words, styles, place }
    }
}

fn is_in(table: &[&str], word: &str) -> bool {
    table.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styled(text: &str) -> (String, String, String) {
        let words = |part: &str| part.split_whitespace().map(str::to_owned).collect();
        let styled = Styled::of(text.split(',').map(words).collect());
        (styled.name.join(" "), styled.styles.join(" "), styled.place.join(" "))
    }

    fn told(name: &str, styles: &str, place: &str) -> (String, String, String) {
        (name.to_owned(), styles.to_owned(), place.to_owned())
    }

    #[test]
    fn styles_and_places_are_taken_off_a_name() {
        assert_eq!(styled("the rt hon sir keir starmer kc mp"), told("keir starmer", "hon kc mp rt sir the", ""));
        assert_eq!(styled("lord coaker of gedling"), told("coaker", "lord", "gedling"));
        assert_eq!(styled("coaker, vernon"), told("vernon coaker", "", ""));
        assert_eq!(styled("coaker, rt hon vernon, mp"), told("vernon coaker", "hon mp rt", ""));
        assert_eq!(styled("lord falconer, of thoroton"), told("falconer", "lord", "thoroton"));
    }

    #[test]
    fn something_is_always_left_of_a_name() {
        assert_eq!(styled("lord"), told("lord", "", ""));
        assert_eq!(styled("duke of edinburgh"), told("edinburgh", "duke", ""));
        assert_eq!(styled("sacha baron cohen"), told("sacha baron cohen", "", ""));
        assert_eq!(styled("joan of arc"), told("joan of arc", "", ""));
        assert_eq!(styled(""), told("", "", ""));
    }
}
