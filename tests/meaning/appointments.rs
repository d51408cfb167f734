//! Who begins to hold what, and when another report says the same.

use crate::desk::{Desk, ids};

#[test]
fn an_appointment_is_possible_inside_its_range_and_certain_after_it() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2016-06-26", "post=Whip");
    assert_eq!(desk.cabinet("2016-06-25"), Vec::<String>::new());
    assert_eq!(desk.cabinet("2016-06-26T00:00"), ["Ann, Whip: possible"]);
    assert_eq!(desk.cabinet("2016-06-26T23:59"), ["Ann, Whip: possible"]);
    assert_eq!(desk.cabinet("2016-06-26"), ["Ann, Whip: certain"]);
}

#[test]
fn another_report_of_an_appointment_narrows_its_start() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2016-06", "post=Whip");
    desk.add("appointed", "Ann", "2016-06-10/2016-07-10", "post=Whip");
    assert_eq!(desk.cabinet("2016-06-09"), Vec::<String>::new());
    assert_eq!(desk.cabinet("2016-06-10T00:00"), ["Ann, Whip: possible"]);
    assert_eq!(desk.cabinet("2016-06"), ["Ann, Whip: certain"]);
}

#[test]
fn another_report_that_does_not_meet_the_first_leaves_the_start() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2016-06-01", "post=Whip");
    desk.add("appointed", "Ann", "2016-06-03", "post=Whip");
    assert_eq!(desk.cabinet("2016-06-02"), ["Ann, Whip: certain"]);
    assert_eq!(desk.full_cabinet("2016-06-04").holders[0].events.len(), 2);
}

#[test]
fn an_appointment_met_while_held_waits_for_the_departure_and_opens_the_next_tenure() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2010-05-01", "post=Whip");
    desk.add("appointed", "Ann", "2016-06", "post=Whip");
    desk.add("resigned", "Ann", "2016-06-20", "post=Whip");
    assert_eq!(desk.cabinet("2016-05-31"), ["Ann, Whip: certain"]);
    assert_eq!(desk.cabinet("2016-07-01"), ["Ann, Whip: certain"]);
    let since = desk.full_cabinet("2016-07-01").holders[0].since;
    assert_eq!((since.earliest, since.latest), desk.ends("2016-06"));
    assert_eq!(desk.count("resigned", "2016-07-01"), (1, 1));
}

#[test]
fn a_waiting_appointment_that_cannot_come_after_the_departure_was_another_report() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2010-05", "post=Whip");
    desk.add("appointed", "Ann", "2010-05-12", "post=Whip");
    desk.add("resigned", "Ann", "2016-06-20", "post=Whip");
    assert_eq!(desk.cabinet("2010-05-11"), Vec::<String>::new());
    assert_eq!(desk.cabinet("2010-05-12"), ["Ann, Whip: certain"]);
    assert_eq!(desk.cabinet("2016-06-21"), Vec::<String>::new());
}

#[test]
fn of_two_waiting_appointments_the_second_reports_the_first() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2010-05-01", "post=Whip");
    desk.add("appointed", "Ann", "2016-06", "post=Whip");
    desk.add("appointed", "Ann", "2016-06-18/2016-07-05", "post=Whip");
    desk.add("resigned", "Ann", "2016-06-20", "post=Whip");
    let since = desk.full_cabinet("2016-08").holders[0].since;
    assert_eq!(since.earliest, desk.ends("2016-06-18").0);
    assert_eq!(since.latest, desk.ends("2016-06").1);
}

#[test]
fn nobody_stops_holding_one_post_because_they_take_another() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2010-05-01", "post=Whip");
    desk.add("appointed", "Ann", "2012-05-01", "post=Chair");
    desk.add("appointed", "Bob", "2013-05-01", "post=Chair");
    assert_eq!(desk.cabinet("2014"), ["Ann, Chair: certain", "Bob, Chair: certain", "Ann, Whip: certain"]);
}

#[test]
fn a_substantive_appointment_closes_the_acting_one_of_the_same_post_only() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2016-06-01", "post=Whip; acting=true");
    desk.add("appointed", "Ann", "2016-06-01", "post=Chair; acting=true");
    desk.add("appointed", "Ann", "2016-06-10", "post=Whip");
    let before = desk.full_cabinet("2016-06-05").holders;
    assert!(before.iter().all(|holder| holder.acting));
    let after = desk.full_cabinet("2016-06-11").holders;
    let acting: Vec<_> = after.iter().map(|holder| (holder.post.as_deref(), holder.acting)).collect();
    assert_eq!(acting, [(Some("Chair"), true), (Some("Whip"), false)]);
    assert_eq!(desk.count("left", "2016-07"), (0, 0));
}

#[test]
fn a_substantive_appointment_closes_an_acting_one_that_had_to_wait() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2010-05-01", "post=Whip");
    desk.add("appointed", "Ann", "2016-06-01/2016-06-25", "post=Whip; acting=true");
    desk.add("appointed", "Ann", "2016-06-02/2016-06-28", "post=Whip");
    desk.add("resigned", "Ann", "2016-06-20", "post=Whip");
    let holders = desk.full_cabinet("2016-07-01").holders;
    assert_eq!(holders.iter().map(|holder| holder.acting).collect::<Vec<_>>(), [false]);
}

#[test]
fn a_substantive_appointment_to_a_seat_closes_the_acting_one_of_that_seat() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2016-06-01", "acting=true");
    desk.add("appointed", "Ann", "2016-06-10", "");
    let acting = |at| desk.full_cabinet(at).holders.iter().map(|holder| holder.acting).collect::<Vec<_>>();
    assert_eq!((acting("2016-06-05"), acting("2016-06-11")), (vec![true], vec![false]));
}

#[test]
fn what_was_held_opens_a_tenure_whose_start_is_unknown() {
    let mut desk = Desk::new();
    desk.add("held", "Ann", "2016-06-26", "post=Leader");
    assert_eq!(desk.cabinet("1990"), ["Ann, Leader: possible"]);
    assert_eq!(desk.cabinet("2016-06-26T12:00"), ["Ann, Leader: possible"]);
    assert_eq!(desk.cabinet("2016-06-26"), ["Ann, Leader: certain"]);
}

#[test]
fn what_was_held_bounds_the_start_of_what_is_open() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2016", "post=Leader");
    desk.add("held", "Ann", "2016-03-01", "post=Leader");
    assert_eq!(desk.cabinet("2016-02"), ["Ann, Leader: possible"]);
    assert_eq!(desk.cabinet("2016-03-01"), ["Ann, Leader: certain"]);
    assert_eq!(desk.cabinet("2015"), Vec::<String>::new());
}

#[test]
fn what_was_held_again_began_after_the_last_end() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2010-05-01", "post=Leader");
    desk.add("resigned", "Ann", "2015-05-08", "post=Leader");
    desk.add("held", "Ann", "2016-06-26", "post=Leader");
    assert_eq!(desk.cabinet("2015-05-07"), ["Ann, Leader: certain"]);
    assert_eq!(desk.cabinet("2015-06"), ["Ann, Leader: possible"]);
    assert_eq!(desk.cabinet("2016-06-27"), ["Ann, Leader: certain"]);
    let since = desk.full_cabinet("2016-06-27").holders[0].since;
    assert_eq!(since.earliest, desk.ends("2015-05-08").0);
}

#[test]
fn what_was_held_again_began_after_an_end_that_names_its_appointment() {
    let mut desk = Desk::new();
    let appointed = desk.add("appointed", "Ann", "2010-05-01", "post=Leader");
    desk.add("resigned", "Ann", "2015-05-08", &format!("post=Leader; ends={appointed}"));
    desk.add("held", "Ann", "2016-06-26", "post=Leader");
    assert_eq!(desk.cabinet("2009"), Vec::<String>::new());
    assert_eq!(desk.cabinet("2015-06"), ["Ann, Leader: possible"]);
}

#[test]
fn only_what_is_reported_changes_a_cabinet_or_a_tally() {
    for stance in ["expected", "rumoured", "denied"] {
        let mut desk = Desk::new();
        desk.add("appointed", "Ann", "2010-05-01", "post=Whip");
        desk.add("appointed", "Bob", "2010-05-01", &format!("post=Whip; stance={stance}"));
        desk.add("held", "Cy", "2010-05-01", &format!("post=Whip; stance={stance}"));
        desk.add("resigned", "Ann", "2012-05-01", &format!("post=Whip; stance={stance}"));
        assert_eq!(desk.cabinet("2014"), ["Ann, Whip: certain"], "{stance}");
        assert_eq!(desk.count("left", "2014"), (0, 0), "{stance}");
    }
}

#[test]
fn a_capacity_shows_while_it_is_surely_in_force() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2010-05-01", "post=Whip");
    desk.add("status", "Ann", "2012-05-01", "post=Whip; status=on_leave; change=began");
    desk.add("status", "Ann", "2013-05-01", "post=Whip; status=on_leave; change=ended");
    let capacities = |at: &str| desk.full_cabinet(at).holders[0].capacities.len();
    assert_eq!((capacities("2011"), capacities("2012"), capacities("2014")), (0, 1, 0));
}

#[test]
fn a_capacity_of_an_earlier_tenure_is_not_one_of_the_next() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2010-05-01", "post=Whip");
    desk.add("status", "Ann", "2012-05-01", "post=Whip; status=on_leave; change=began");
    desk.add("resigned", "Ann", "2013-05-01", "post=Whip");
    desk.add("appointed", "Ann", "2015-05-01", "post=Whip");
    assert_eq!(desk.full_cabinet("2012-06").holders[0].capacities.len(), 1);
    assert_eq!(desk.full_cabinet("2016").holders[0].capacities, []);
}

#[test]
fn a_holding_since_the_last_end_lists_what_ended_then() {
    let mut desk = Desk::new();
    let left = desk.add("resigned", "Ann", "2016-05", "");
    let held = desk.add("held", "Ann", "2016-06-27", "");
    let holder = desk.full_cabinet("2016-06-27").holders.remove(0);
    assert_eq!((holder.since.earliest, ids(&holder.events)), (desk.ends("2016-05").0, vec![left, held]));
}

#[test]
fn a_holder_lists_what_ended_the_tenure_that_ended_this_one() {
    let mut desk = Desk::new();
    let acting = desk.add("appointed", "Ann", "../2016-06-26", "post=Whip; acting=true");
    let full = desk.add("appointed", "Ann", "2016-06", "post=Whip");
    let left = desk.add("resigned", "Ann", "2016-06-24", "");
    let holder = desk.full_cabinet("2016-06-25T00:00").holders.remove(0);
    assert_eq!((holder.acting, ids(&holder.events)), (true, vec![acting, full, left]));
}
