//! The names in an object.

use serde_json::Value;

use super::super::Place;
use super::super::naming::Named;
use super::objects::text;

/// Every name of a person or an organization, the current one last.
///
/// A `name` is the current one. Where there is none, it is the one among the
/// `other_names` that is called `Main` and ends last; then all are in parts.
pub(super) fn names(object: &Value, place: &Place) -> Vec<Named> {
    let named = |name: String, of: &Value| Named {
        name,
        from: text(of, "start_date"),
        to: text(of, "end_date"),
        place: place.clone(),
    };
    let others = object.get("other_names").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let is_main = |other: &&Value| text(other, "note").as_deref() == Some("Main");
    let spelt = |other: &Value| Some(named(spelling(other)?, other));
    let mut all: Vec<Named> = others.iter().filter(|other| !is_main(other)).filter_map(spelt).collect();
    let mut main: Vec<Named> = others.iter().filter(is_main).filter_map(spelt).collect();
    main.sort_by(|a, b| a.last_use().cmp(&b.last_use()));
    all.append(&mut main);
    if let Some(name) = text(object, "name").or_else(|| spelling(object)) {
        all.push(Named { name, from: None, to: None, place: place.clone() });
    }
    all
}

/// A name in one piece or put together: a peer's title and place, else the
/// given and the family name.
fn spelling(object: &Value) -> Option<String> {
    let part = |name: &str| text(object, name);
    if let Some(name) = part("name") {
        return Some(name);
    }
    let of = part("lordofname").map(|place| format!("of {place}"));
    let peerage = [part("honorific_prefix"), part("lordname"), of.clone()];
    let plain = [part("given_name"), part("family_name")];
    let is_peer = of.is_some() || part("lordname").is_some();
    let parts: Vec<String> =
        if is_peer { peerage.into_iter().flatten().collect() } else { plain.into_iter().flatten().collect() };
    (!parts.is_empty()).then(|| parts.join(" "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn names_of(object: Value) -> Vec<String> {
        let place = Place { file: 0, bytes: 0..1, line: 1, column: 1 };
        names(&object, &place).into_iter().map(|named| named.name).collect()
    }

    #[test]
    fn the_current_name_comes_last() {
        assert_eq!(
            names_of(json!({ "name": "Ann Lee", "other_names": [{ "name": "Ann Ray" }] })),
            ["Ann Ray", "Ann Lee"]
        );
        let person = json!({ "other_names": [
            { "note": "Main", "honorific_prefix": "Baroness", "lordname": "Lee", "lordofname": "Hull", "start_date": "2010-01-01" },
            { "note": "Main", "given_name": "Ann", "family_name": "Lee", "end_date": "2009-12-31" },
            { "note": "Alternate", "given_name": "Annie", "family_name": "Lee" },
            { "note": "Main", "honorific_prefix": "Bishop", "lordname": "", "lordofname": "Ely", "end_date": "2001" },
        ] });
        assert_eq!(names_of(person), ["Annie Lee", "Bishop of Ely", "Ann Lee", "Baroness Lee of Hull"]);
        assert_eq!(names_of(json!({ "id": 7 })), Vec::<String>::new());
    }
}
