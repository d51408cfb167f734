//! What is known of a person and of a post.

use reshuffle::ledger::{Error, PersonRow, PostRecord};

use crate::desk::{Desk, draft, name, options};
use reshuffle::domain::Field;

fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.article("evening", "");
    desk.add("appointed", "Ann", "2015-05-11", "post=Whip");
    desk.add("resigned", "Ann", "2016-06-26", "post=Whip; source=evening");
    desk.add("appointed", "Ann", "2016-07-01", "post=Chair; body=Council");
    desk.add("alias", "Dame Ann", "", "of=Ann; names=person");
    desk.add("aligned", "Dame Ann", "", "group=Wets");
    desk.add("identified", "Ann", "", "scheme=wikidata; id=Q1");
    desk.add("said", "Bo", "", "");
    desk
}

fn row(people: &[PersonRow], person: &str) -> PersonRow {
    people.iter().find(|row| row.summary.name == person).expect("a row").clone()
}

#[test]
fn everyone_whom_facts_name_is_listed_with_what_they_hold() {
    let desk = desk();
    let people = desk.view().people(None, None, desk.at("2016")).expect("people");
    assert_eq!(people.iter().map(|row| row.summary.name.as_str()).collect::<Vec<_>>(), ["Ann", "Bo"]);
    let ann = row(&people, "Ann");
    assert_eq!((ann.summary.facts, ann.summary.sources), (6, 2));
    assert_eq!(ann.summary.other_names[0].name, "Dame Ann");
    assert_eq!(ann.summary.identifiers[0].id, "Q1");
    let holds: Vec<_> = ann.holds.iter().map(|holder| holder.post.clone().expect("a post")).collect();
    assert_eq!(holds, ["Chair"]);
    let (from, to) = (desk.ends("2015-05-11").0, desk.ends("2016-07-01").1);
    assert_eq!(ann.summary.spoken_of.map(|range| (range.earliest, range.latest)), Some((from, to)));
    assert_eq!(row(&people, "Bo").summary.spoken_of, None);
}

#[test]
fn a_list_keeps_to_a_body_and_to_a_scheme() {
    let mut desk = desk();
    desk.add("identified", "Bo", "", "scheme=parliament; id=7");
    desk.add("body", "Council", "", "part_of=Union");
    let listed = |body: Option<&str>, scheme: Option<&str>| {
        let (body, scheme) = (body.map(name), scheme.map(name));
        let people = desk.view().people(body.as_ref(), scheme.as_ref(), desk.at("2016")).expect("people");
        people.into_iter().map(|row| row.summary.name).collect::<Vec<_>>()
    };
    assert_eq!(listed(Some("Union"), None), ["Ann"]);
    assert_eq!(listed(None, Some("parliament")), ["Bo"]);
    assert_eq!(listed(None, Some("ifg")), Vec::<String>::new());
    assert!(matches!(desk.view().people(Some(&name("Senate")), None, desk.at("2016")), Err(Error::NoBody { .. })));
}

#[test]
fn a_person_is_shown_by_any_spelling_and_by_an_identifier() {
    let desk = desk();
    for given in ["Ann", "Dame Ann", "Q1", "wikidata:Q1"] {
        let record = desk.view().person(&name(given), desk.at("2016-01")).expect("a person");
        assert_eq!(record.row.summary.name, "Ann", "{given}");
        assert_eq!(record.row.holds.len(), 1);
        assert_eq!(record.groups[0].0, "Wets");
        let posts: Vec<_> = record.tenures.iter().filter_map(|tenure| tenure.post.as_deref()).collect();
        assert_eq!(posts, ["Whip", "Chair"], "in order of time, whatever the moment");
    }
}

#[test]
fn an_identifier_of_two_people_is_of_neither() {
    let mut desk = desk();
    desk.add("identified", "Bo", "", "scheme=wikidata; id=Q1");
    let refused = desk.view().person(&name("Q1"), desk.at("2016")).expect_err("a refusal").to_string();
    assert_eq!(refused, "`Q1` is an identifier of several people: `Ann`, `Bo`");
}

#[test]
fn somebody_whom_nothing_names_is_refused_with_who_may_be_meant() {
    let desk = desk();
    let refused = desk.view().person(&name("Sir Bo"), desk.at("2016")).expect_err("a refusal");
    assert_eq!(refused.to_string(), "there is no person `Sir Bo`");
    assert_eq!(refused.hint().as_deref(), Some("did you mean `Bo` (the same, title aside)?"));
}

fn post(desk: &Desk, given: &str, body: Option<&str>, at: &str) -> Result<PostRecord, Error> {
    let body = body.map(name);
    desk.view().post(&name(given), body.as_ref(), desk.at(at))
}

#[test]
fn a_post_has_its_names_over_time_and_its_holders() {
    let mut desk = desk();
    desk.add("post", "Health", "2010", "change=created; seats=1; rank=cabinet");
    desk.add("post", "Health", "2016-07-01", "change=renamed; to=Care");
    desk.add("appointed", "Cy", "2015", "post=Health");
    desk.add("resigned", "Cy", "2016-06-01", "post=Health");
    desk.add("appointed", "Di", "2016-08-01", "post=Care");
    let mut identified = draft("identified", "nobody", "", "post=Care; scheme=wikidata; id=Q9");
    identified.fields.unset(Field::Person);
    desk.ledger.append(vec![identified], &options()).expect("a fact that is accepted");
    desk.add("post", "Care", "2020", "change=abolished");
    for given in ["Health", "Care", "wikidata:Q9"] {
        let record = post(&desk, given, None, "2016-09").expect("a post");
        assert_eq!((record.row.body.as_str(), record.row.summary.name.as_str()), ("Cabinet", "Care"));
        let names: Vec<_> = record.names_over_time.iter().map(|name| name.name.as_str()).collect();
        assert_eq!(names, ["Health", "Care"]);
        assert_eq!(record.names_over_time[1].since.map(|since| since.range.earliest), Some(desk.ends("2016-07-01").0));
        assert_eq!(record.row.rank.as_ref().map(|rank| rank.as_str()), Some("cabinet"));
        assert_eq!(record.row.seats, Some(1));
        assert_eq!(record.row.holders.iter().map(|holder| holder.person.as_str()).collect::<Vec<_>>(), ["Di"]);
        assert_eq!(record.tenures.iter().map(|tenure| tenure.person.as_str()).collect::<Vec<_>>(), ["Cy", "Di"]);
        assert_eq!(record.row.created.map(|when| when.range.earliest), Some(desk.ends("2010").0));
        assert_eq!(record.row.abolished.map(|when| when.range.earliest), Some(desk.ends("2020").0));
    }
    let earlier = post(&desk, "Care", None, "2016-06-30").expect("a post");
    assert_eq!(earlier.row.summary.name, "Health", "the name surely in force at the moment");
    let other = &earlier.row.summary.other_names[0];
    assert_eq!((other.name.as_str(), other.events.len()), ("Care", 1), "by the event that renamed it");
}

#[test]
fn a_post_of_several_bodies_is_named_with_one() {
    let mut desk = desk();
    desk.add("appointed", "Cy", "2015", "post=Whip; body=Council");
    let refused = post(&desk, "Whip", None, "2016").expect_err("a refusal");
    assert_eq!(refused.to_string(), "`Whip` is a post of several bodies: `Cabinet`, `Council`");
    assert_eq!(refused.hint().as_deref(), Some("say which with --body"));
    let record = post(&desk, "Whip", Some("Council"), "2016").expect("a post");
    assert_eq!(record.tenures[0].person, "Cy");
    let unknown = post(&desk, "Whipp", None, "2016").expect_err("a refusal");
    assert_eq!(
        unknown.hint().as_deref(),
        Some("did you mean `Whip` of Cabinet (one letter differs) or `Whip` of Council (one letter differs)?")
    );
}

#[test]
fn posts_are_listed_by_body_with_their_holders() {
    let desk = desk();
    let posts = desk.view().posts(None, None, desk.at("2016-01")).expect("posts");
    let told: Vec<_> =
        posts.iter().map(|row| (row.body.as_str(), row.summary.name.as_str(), row.holders.len())).collect();
    assert_eq!(told, [("Cabinet", "Whip", 1), ("Council", "Chair", 0)]);
}
