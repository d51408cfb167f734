//! Corrections of what is not there, or cannot be corrected.

use crate::desk::Desk;

#[test]
fn what_is_unknown_cannot_be_corrected() {
    let desk = Desk::busy();
    for event in ["99", "ffff", "zzzz"] {
        let told = ["there is no event", "hint: "];
        desk.assert_refused(5, &["retract", event, "--why", "w"], &told);
        desk.assert_refused(5, &["amend", event, "--when", "2016", "--why", "w"], &told);
        desk.assert_refused(5, &["corroborate", event, "--source", "morning", "--quote", "by noon"], &told);
    }
}

#[test]
fn what_is_no_fact_cannot_be_corrected() {
    let desk = Desk::busy();
    for event in ["0", "1"] {
        let told = ["is not a fact or an amendment"];
        desk.assert_refused(5, &["retract", event, "--why", "w"], &told);
        desk.assert_refused(5, &["amend", event, "--when", "2016", "--why", "w"], &told);
    }
}

#[test]
fn a_retraction_is_final() {
    let desk = Desk::busy();
    desk.well(&["retract", "2", "--why", "the paper withdrew it"]);
    let told = ["was retracted by event", "a retraction is final; append the fact anew"];
    desk.assert_refused(2, &["retract", "2", "--why", "again"], &told);
    desk.assert_refused(2, &["amend", "2", "--when", "2016", "--why", "w"], &told);
    desk.assert_refused(2, &["corroborate", "2", "--source", "morning", "--quote", "by noon"], &told);
    desk.assert_refused(5, &["retract", "4", "--why", "the retraction itself"], &["is not a fact or an amendment"]);
}

#[test]
fn an_amendment_has_to_change_something_that_fits() {
    let desk = Desk::busy();
    let amend = |more: &[&'static str]| [&["amend", "2", "--why", "w"], more].concat();
    desk.assert_refused(2, &amend(&[]), &["nothing to amend: give a field, --unset or --quote"]);
    desk.assert_refused(2, &amend(&["--when", "2016-06-26"]), &["that is what the fact says already"]);
    desk.assert_refused(2, &amend(&["--unset", "reason"]), &["`reason` is not set, so it cannot be cleared"]);
    desk.assert_refused(2, &amend(&["--unset", "body"]), &["`departed` needs `body`"]);
    desk.assert_refused(2, &amend(&["--unset", "persn"]), &["`persn` is not one of: person, body"]);
    desk.assert_refused(2, &amend(&["--pledge", "x"]), &["`departed` has no `pledge`; it takes person"]);
    desk.assert_refused(2, &amend(&["--person", "A", "--person", "B"]), &["give --person once"]);
    desk.assert_refused(2, &["amend", "2", "--when", "2016"], &["--why"]);
    desk.assert_refused(2, &["retract", "2", "--why", ""], &["--why", "it is empty"]);
}

#[test]
fn an_amendment_is_refused_with_a_quote_that_is_not_there() {
    let desk = Desk::busy();
    let amend = ["amend", "2", "--when", "2016-06-25", "--why", "w", "--source", "morning", "--quote", "by moon"];
    desk.assert_refused(2, &amend, &["the quote does not occur in the source"]);
}

#[test]
fn corroborating_needs_other_words_and_a_quote() {
    let desk = Desk::busy();
    let corroborate = |more: &[&'static str]| [&["corroborate", "2", "--source", "morning"], more].concat();
    desk.assert_refused(2, &corroborate(&[]), &["a quote is needed: add --quote"]);
    let same = corroborate(&["--quote", "before breakfast"]);
    desk.assert_refused(2, &same, &["the fact cites those very words already"]);
    desk.well(&corroborate(&["--quote", "resigned first"]));
    desk.assert_refused(2, &corroborate(&["--quote", "resigned first"]), &["cites those very words already"]);
}

#[test]
fn a_departure_ends_only_an_appointment_of_the_same_person() {
    let desk = Desk::busy();
    let ends = |event| [&crate::desk::resigned("Jo Bloggs", "2016-06-26", &[])[..], &["--ends", event]].concat();
    desk.assert_refused(2, &ends("2"), &["is not an appointment"]);
    desk.assert_refused(5, &ends("99"), &["there is no event `99`", "`reshuffle log` shows"]);
}
