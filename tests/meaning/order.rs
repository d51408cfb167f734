//! The order of recording never changes an answer: where facts differ in
//! little, they have an order of their own. `tests/oracle` holds the law.

use crate::desk::{Desk, draft, options};

#[test]
fn reports_that_differ_only_in_their_announcement_have_an_order_of_their_own() {
    let report = |day: &str| draft("resigned", "Ann", "2016-06-01", &format!("announced={day}"));
    let days = ["2016-06-01", "2016-06-03", "2016-06-01/2016-06-02"];
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    let whens = orders.map(|order| {
        let mut desk = Desk::new();
        let reports = order.map(|nth| report(days[nth]));
        desk.ledger.append(reports.to_vec(), &options()).expect("facts that are accepted");
        desk.left("Ann")
    });
    assert!(whens.iter().all(|when| *when == whens[0]), "{whens:?}");
}
