//! The same questions to two implementations of the meaning of a ledger: the
//! product and a slow one written from the page, over random histories.
//!
//! `RESHUFFLE_CASES` says how many histories are tried, and `PROPTEST_RNG_SEED`
//! from which seed; a difference is printed as a history in the notation of
//! [`history`], to be kept in `cases`.

mod cases;
mod compare;
mod generator;
mod handed_over;
mod history;
mod laws;
mod naive;
mod recorded;
mod tables;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError};

use compare::check_same_answers;
use generator::{plans, questions};

/// How many histories a property tries.
fn cases_wanted(ordinarily: u32) -> Config {
    let wanted = std::env::var("RESHUFFLE_CASES").ok().and_then(|number| number.parse().ok());
    Config {
        cases: wanted.unwrap_or(ordinarily),
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    }
}

proptest! {
    #![proptest_config(cases_wanted(300))]

    #[test]
    fn both_answer_the_same_at_any_moment_and_point_of_knowing(plan in plans(14), asked in questions()) {
        let history = plan.history();
        let questions = plan.ask(&asked, &history);
        check_same_answers(&history, &questions).map_err(TestCaseError::fail)?;
    }
}
