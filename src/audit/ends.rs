//! Whether the log ends where its ends are remembered.

use super::Code;
use super::order::Walked;
use super::report::{At, Findings};
use super::roll::Roll;
use crate::domain::{EventId, Seq};
use crate::log::Head;

/// Compares the log with the head file, which may lag and never leads, and
/// with what the log itself says is its last event.
pub(super) fn check(
    head_file: Option<(Seq, EventId)>,
    head: Option<Head>,
    walked: &Walked,
    roll: &Roll,
    findings: &mut Findings,
) {
    let lost = head_file.is_some_and(|remembered| check_file(remembered, walked, roll, findings));
    if !lost && !walked.broke_off {
        check_own(head, walked, findings);
    }
    if head_file.is_none() && head.is_none() && walked.positions == 0 {
        let message = format_args!("the log has no event at all, and every ledger begins with one");
        findings.broken(Code::CreatedFirst, At::Seq(Seq(0)), message);
    }
}

/// Answers whether the log's end is lost.
fn check_file((seq, id): (Seq, EventId), walked: &Walked, roll: &Roll, findings: &mut Findings) -> bool {
    let known = roll.find(id).is_some_and(|index| roll.seq(index) == seq);
    let unread = walked.unread.iter().any(|run| run.has(seq.0));
    if known || unread {
        return false;
    }
    if seq.0 < walked.next {
        let message = format_args!(
            "the head file remembers event {seq} as {id}, and the log has another one there: it was rewritten, or belongs to another ledger"
        );
        findings.broken(Code::HeadDiffers, At::Seq(seq), message);
        return false;
    }
    let message = format_args!(
        "the log ends {}, and the head file remembers event {seq}: what came after is lost; restore the log from a backup or a published copy",
        End(walked.next)
    );
    findings.broken(Code::TailLost, At::Seq(Seq(walked.next)), message);
    true
}

fn check_own(head: Option<Head>, walked: &Walked, findings: &mut Findings) {
    let (last, count) = (head.map_or(0, |head| head.seq.0.saturating_add(1)), walked.positions);
    if last > count {
        let message = format_args!("the log hands out {count} events and says that it has {last}: its end is lost");
        findings.broken(Code::TailLost, At::Seq(Seq(walked.next)), message);
    } else if last < count {
        let message = format_args!("the log hands out {count} events and says that it has {last}");
        findings.broken(Code::HeadDiffers, At::Nowhere, message);
    } else if let (Some(head), Some(id)) = (head, walked.last_id)
        && head.id != id
    {
        let message = format_args!("the log says that its last event is {}, and hands out {id}", head.id);
        findings.broken(Code::HeadDiffers, At::Event(head.seq, id), message);
    }
}

/// Where the log ends, in words.
struct End(u64);

impl std::fmt::Display for End {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.checked_sub(1) {
            Some(last) => write!(f, "with event {last}"),
            None => f.write_str("before it begins"),
        }
    }
}
