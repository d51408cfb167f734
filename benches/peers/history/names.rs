//! Names of people, bodies and posts, no two within one edit of each other, so
//! that no run warns of slips that are none.

use std::collections::BTreeSet;

const GIVEN: &[&str] = &[
    "Adelaide",
    "Barnaby",
    "Charlotte",
    "Dominic",
    "Eleanor",
    "Frederick",
    "Georgina",
    "Humphrey",
    "Isabella",
    "Jonathan",
    "Katherine",
    "Leopold",
    "Margaret",
    "Nathaniel",
    "Ophelia",
    "Patrick",
    "Rosalind",
    "Sebastian",
    "Theodora",
    "Ulysses",
    "Victoria",
    "Winston",
    "Yasmin",
    "Zachary",
    "Angharad",
    "Benedict",
    "Cordelia",
    "Desmond",
    "Elspeth",
    "Fergus",
    "Gwendolen",
    "Harriet",
    "Ingrid",
    "Joseph",
    "Lavinia",
    "Malcolm",
    "Nicola",
    "Oswald",
    "Penelope",
    "Quentin",
    "Rupert",
    "Siobhan",
    "Tarquin",
    "Ursula",
    "Vaughan",
    "Wilhelmina",
    "Zuleika",
    "Alasdair",
    "Bronwen",
    "Cuthbert",
    "Dorothea",
    "Edmund",
    "Felicity",
    "Gilbert",
    "Hyacinth",
    "Imogen",
    "Jeremiah",
    "Kenneth",
    "Lysander",
    "Mehmet",
    "Olufemi",
    "Priyanka",
    "Raghubir",
    "Chukwudi",
];

const MIDDLE: &[&str] = &[
    "Alistair",
    "Beatrice",
    "Clement",
    "Diana",
    "Ernest",
    "Florence",
    "Godfrey",
    "Hannah",
    "Ignatius",
    "Josephine",
    "Kingsley",
    "Lucinda",
    "Montague",
    "Nora",
    "Octavia",
    "Percival",
    "Quincy",
    "Roderick",
    "Susannah",
    "Timothy",
    "Unwin",
    "Violet",
    "Wallace",
    "Xanthe",
    "Yvonne",
    "Zebedee",
    "Augustus",
    "Blanche",
    "Cecil",
    "Daphne",
    "Eustace",
    "Fiona",
    "Gerald",
    "Hilary",
    "Irving",
    "Jocelyn",
    "Kathleen",
    "Lionel",
    "Muriel",
    "Neville",
    "Olive",
    "Phyllida",
    "Ralph",
    "Sylvester",
    "Thomasina",
    "Ulrica",
    "Vernon",
    "Wendy",
];

const BEGINNINGS: &[&str] = &[
    "Ash", "Black", "Brad", "Chester", "Dun", "Elm", "Farn", "Green", "Hart", "Ing", "Kirk", "Lang", "Mill", "Nor",
    "Oak", "Pen", "Quarr", "Rother", "Stan", "Thorn", "Under", "Wake", "Yar", "Crom", "Whit", "Glen", "Bracken",
    "Hazel", "Silver", "Winter", "Rams", "Middle", "Castle", "Copper", "Fox", "Gold", "Raven", "Swan", "Tamar",
    "Wolver",
];

const ENDINGS: &[&str] = &[
    "ford", "bury", "well", "stead", "thorpe", "combe", "minster", "wick", "haven", "mouth", "bridge", "grave",
    "holme", "shaw", "worth", "dale", "field", "gate", "church", "hampton", "borough", "caster", "pool", "market",
];

const CHAMBERS: &[&str] = &[
    "Cabinet",
    "Shadow Cabinet",
    "Senate",
    "House of Deputies",
    "Council of State",
    "Audit Commission",
    "Board of Trade",
    "Regional Assembly",
    "Judicial Committee",
];

const ROLES: &[&str] = &["Minister for", "Under-Secretary for", "Spokesman on", "Commissioner of"];

const AREAS: &[&str] = &[
    "Agriculture",
    "Broadcasting",
    "Coal and Steel",
    "Culture",
    "Defence",
    "Education",
    "Fisheries",
    "Government Efficiency",
    "Health",
    "Immigration",
    "Justice",
    "Kindergartens",
    "Labour",
    "Maritime Affairs",
    "Northern Affairs",
    "Overseas Development",
    "Pensions",
    "Quarries",
    "Railways",
    "Science",
    "Transport",
    "Universities",
    "Veterans",
    "Water Supply",
    "Youth",
];

/// What a post is called from the day of its new name on.
const RENAMED: &str = "Secretary of State for";

/// How many posts a body has at most.
pub const POSTS: usize = ROLES.len() * AREAS.len();

/// How many bodies are part of one parliament.
pub const CHAMBERS_EACH: usize = CHAMBERS.len();

/// Surnames, which are names of places as well.
pub struct Names {
    surnames: Vec<String>,
}

impl Names {
    /// Puts surnames together, leaving out those that are nearly another.
    pub fn new() -> Self {
        let mut near = BTreeSet::new();
        let all = BEGINNINGS.iter().flat_map(|first| ENDINGS.iter().map(move |last| format!("{first}{last}")));
        Self { surnames: all.filter(|name| stands_apart(&name.to_lowercase(), &mut near)).collect() }
    }

    /// How many people there can be.
    pub fn people(&self) -> usize {
        GIVEN.len() * MIDDLE.len() * self.surnames.len()
    }

    /// Somebody's name: another for each number below [`people`](Self::people).
    pub fn person(&self, nth: usize) -> String {
        // A step that shares no factor with the count visits everybody once.
        const STEP: usize = 1_000_003;
        let mixed = nth * STEP % self.people();
        let (given, rest) = (mixed % GIVEN.len(), mixed / GIVEN.len());
        let (middle, surname) = (rest % MIDDLE.len(), rest / MIDDLE.len());
        format!("{} {} {}", GIVEN[given], MIDDLE[middle], self.surnames[surname])
    }

    /// The parliament of a place, which has as many bodies as there are chambers.
    pub fn parliament(&self, nth: usize) -> String {
        format!("Parliament of {}", self.place(nth))
    }

    /// One of the bodies of a parliament.
    pub fn body(&self, nth: usize) -> String {
        format!("{} of {}", CHAMBERS[nth % CHAMBERS.len()], self.place(nth / CHAMBERS.len()))
    }

    /// Places, and then the parts of the same places.
    fn place(&self, nth: usize) -> String {
        const PARTS: [&str; 4] = ["", "Great ", "Nether ", "Upper "];
        format!("{}{}", PARTS[nth / self.surnames.len() % PARTS.len()], self.surnames[nth % self.surnames.len()])
    }

    /// A post by its number below [`POSTS`], under its first name or its later one.
    pub fn post(nth: usize, renamed: bool) -> String {
        let role = if renamed { RENAMED } else { ROLES[nth / AREAS.len() % ROLES.len()] };
        format!("{role} {}", AREAS[nth % AREAS.len()])
    }
}

/// Whether a name shares no way of leaving out one letter with one before it;
/// two that are within one edit of each other always do.
fn stands_apart(name: &str, near: &mut BTreeSet<String>) -> bool {
    let without = |at: usize| format!("{}{}", &name[..at], &name[at + 1..]);
    let ways: Vec<String> = (0..name.len()).map(without).chain([name.to_owned()]).collect();
    let apart = ways.iter().all(|way| !near.contains(way));
    if apart {
        near.extend(ways);
    }
    apart
}
