//! Chance that is the same on every machine: SplitMix64 from a fixed seed.

/// A generator of numbers that only look random.
pub struct Chance(u64);

impl Chance {
    /// From a seed, always the same numbers.
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number: SplitMix64 (Steele, Lea and Flood, 2014).
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// One of the numbers below `end`, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        // The remainder is below `end`, so it fits.
        usize::try_from(self.next() % end as u64).expect("a number below a usize")
    }

    /// One of a list.
    pub fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    /// True so many times in a thousand.
    pub fn in_a_thousand(&mut self, times: usize) -> bool {
        self.below(1_000) < times
    }

    /// An exponential span with this mean: how long what may end on any day lasts.
    pub fn span(&mut self, mean: f64) -> f64 {
        let share = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        -(1.0 - share).ln() * mean
    }
}
