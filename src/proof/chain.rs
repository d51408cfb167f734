//! The rule that makes events a chain: each follows the one before it.

use super::hex::hex;

/// What stands as the predecessor of the first event.
const NO_PREDECESSOR: [u8; 32] = [0; 32];

/// An event's place in the chain: all that its successor depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Its position, from 0.
    pub seq: u64,
    /// When it was recorded: microseconds since 1970-01-01T00:00:00Z.
    pub recorded_at_us: i64,
    /// Its id: the digest of its header.
    pub id: [u8; 32],
}

/// In which way an event does not follow the one before it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkFault {
    /// It has another position than the next one.
    #[error("it says that it is event {found}, and event {expected} belongs here")]
    Seq {
        /// The next position.
        expected: u64,
        /// What it says.
        found: u64,
    },
    /// It names another predecessor; the first must name 32 zero bytes.
    #[error("it says that it follows event {}, and stands after {}", hex(.found), hex(.expected))]
    Prev {
        /// The id of the event before it.
        expected: [u8; 32],
        /// What it says.
        found: [u8; 32],
    },
    /// It was not recorded later than the event before it.
    #[error(
        "it says that it was recorded at {found_us} µs, which is not after the event before it at {previous_us} µs"
    )]
    Time {
        /// When the event before it was recorded, in microseconds.
        previous_us: i64,
        /// What it says, in microseconds.
        found_us: i64,
    },
    /// Nothing can follow: the last position there is has been taken.
    #[error("no event can follow event {}", u64::MAX)]
    Full,
}

/// Checks that a header with this seq, time and predecessor may stand after
/// `previous`, or may be the first where there is none: positions count up
/// from 0, each event names its predecessor's id, and time strictly increases.
///
/// The order of the checks is part of the answer, so that two checkers name
/// the same fault: position, then predecessor, then time.
///
/// ```
/// use reshuffle::proof::{Link, LinkFault, follows};
///
/// assert_eq!(follows(None, 0, -5, &[0; 32]), Ok(()));
/// let first = Link { seq: 0, recorded_at_us: -5, id: [7; 32] };
/// assert_eq!(follows(Some(&first), 1, -4, &[7; 32]), Ok(()));
/// assert_eq!(follows(Some(&first), 2, -4, &[7; 32]), Err(LinkFault::Seq { expected: 1, found: 2 }));
/// ```
///
/// # Errors
/// [`LinkFault`]: the first rule that it breaks.
pub fn follows(previous: Option<&Link>, seq: u64, recorded_at_us: i64, prev: &[u8; 32]) -> Result<(), LinkFault> {
    let (expected_seq, expected_prev) = match previous {
        None => (0, NO_PREDECESSOR),
        Some(link) => (link.seq.checked_add(1).ok_or(LinkFault::Full)?, link.id),
    };
    if seq != expected_seq {
        return Err(LinkFault::Seq { expected: expected_seq, found: seq });
    }
    if *prev != expected_prev {
        return Err(LinkFault::Prev { expected: expected_prev, found: *prev });
    }
    match previous {
        Some(link) if recorded_at_us <= link.recorded_at_us => {
            Err(LinkFault::Time { previous_us: link.recorded_at_us, found_us: recorded_at_us })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEAD: Link = Link { seq: 4, recorded_at_us: -10, id: [9; 32] };

    #[test]
    fn the_first_event_is_number_0_and_follows_zeros_at_any_time() {
        for at in [i64::MIN, -1, 0, i64::MAX] {
            assert_eq!(follows(None, 0, at, &[0; 32]), Ok(()));
        }
        assert_eq!(follows(None, 1, 0, &[0; 32]), Err(LinkFault::Seq { expected: 0, found: 1 }));
        assert_eq!(follows(None, 0, 0, &[1; 32]), Err(LinkFault::Prev { expected: [0; 32], found: [1; 32] }));
    }

    #[test]
    fn a_gap_and_a_repetition_are_faults_of_position() {
        for found in [0, 4, 6, u64::MAX] {
            assert_eq!(follows(Some(&HEAD), found, 0, &HEAD.id), Err(LinkFault::Seq { expected: 5, found }));
        }
    }

    #[test]
    fn one_bit_of_another_predecessor_is_a_fault() {
        let mut found = HEAD.id;
        found[31] ^= 1;
        assert_eq!(follows(Some(&HEAD), 5, 0, &found), Err(LinkFault::Prev { expected: HEAD.id, found }));
    }

    #[test]
    fn the_same_microsecond_is_not_later() {
        for found_us in [-10, -11, i64::MIN] {
            let fault = LinkFault::Time { previous_us: -10, found_us };
            assert_eq!(follows(Some(&HEAD), 5, found_us, &HEAD.id), Err(fault));
        }
        assert_eq!(follows(Some(&HEAD), 5, -9, &HEAD.id), Ok(()));
    }

    #[test]
    fn nothing_follows_the_last_position() {
        let last = Link { seq: u64::MAX, ..HEAD };
        assert_eq!(follows(Some(&last), 0, 0, &last.id), Err(LinkFault::Full));
    }

    #[test]
    fn a_fault_names_ids_as_people_see_them_elsewhere() {
        let fault = LinkFault::Prev { expected: [0xab; 32], found: [0; 32] }.to_string();
        assert_eq!(
            fault,
            format!("it says that it follows event {}, and stands after {}", "00".repeat(32), "ab".repeat(32))
        );
    }

    proptest! {
        #[test]
        fn just_the_next_event_follows(seq: u64, found: u64, at: i64, found_at: i64, id: [u8; 32], prev: [u8; 32], same: bool) {
            let link = Link { seq, recorded_at_us: at, id };
            let prev = if same { id } else { prev };
            let next = seq.checked_add(1) == Some(found) && prev == id && found_at > at;
            prop_assert_eq!(follows(Some(&link), found, found_at, &prev).is_ok(), next);
            if let Some(expected) = seq.checked_add(1) {
                prop_assert_eq!(follows(Some(&link), expected, found_at, &prev).is_ok(), prev == id && found_at > at);
            }
        }
    }
}
