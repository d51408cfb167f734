//! Chance that can be repeated.

use std::env;
use std::time::Duration;

/// The variable that starts the dice somewhere else.
const SEED: &str = "RESHUFFLE_TEST_SEED";
/// The variable that multiplies how often a round is played, for a long night.
const ROUNDS: &str = "RESHUFFLE_TEST_ROUNDS";

/// A sequence of numbers that depends on the seed alone.
///
/// The generator is Steele, Lea and Flood's SplitMix64 (OOPSLA 2014), which
/// needs no warming up and gives each seed a sequence of its own.
#[derive(Debug, Clone)]
pub struct Dice {
    state: u64,
}

impl Dice {
    /// The dice of one round of a test.
    pub fn of_round(test: u64, round: u64) -> Self {
        let seed = number(SEED).unwrap_or(20_160_626);
        Self { state: seed.wrapping_mul(0x9e37_79b9).wrapping_add(test << 32).wrapping_add(round) }
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is not zero.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// A while of up to so many milliseconds, to the microsecond.
    pub fn pause(&mut self, ms_max: u64) -> Duration {
        Duration::from_micros(self.below(ms_max * 1_000 + 1))
    }
}

/// How many rounds to play where `few` are usual.
pub fn rounds(few: u64) -> u64 {
    few * number(ROUNDS).unwrap_or(1)
}

/// How to play a round again, for the message of a failure.
pub fn again(round: u64) -> String {
    let seed = env::var(SEED).map_or_else(|_| "the usual seed".to_owned(), |seed| format!("{SEED}={seed}"));
    format!("round {round} of {seed}")
}

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok()?.parse().ok()
}
