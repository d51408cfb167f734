//! Programs that people name in their environment: a pager, an editor.

use std::io::{Error, ErrorKind};
use std::process::Command;

/// A program with its arguments, as somebody wrote it into a variable.
///
/// # Errors
/// [`ErrorKind::InvalidInput`] where the text names no program.
pub fn command(text: &str) -> Result<Command, Error> {
    let refuse = |why| Error::new(ErrorKind::InvalidInput, why);
    let words = words(text).ok_or_else(|| refuse("a quotation mark in it is never closed"))?;
    let [program, arguments @ ..] = words.as_slice() else {
        return Err(refuse("it names no program"));
    };
    let mut command = Command::new(program);
    command.args(arguments);
    Ok(command)
}

/// The words of a text, as a shell splits them that expands nothing: at white
/// space, but for what stands in quotation marks or after a backslash. None
/// where a quotation mark is never closed.
fn words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut inside = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, inside) {
            (mark, Some(open)) if mark == open => inside = None,
            ('\'' | '"', None) => {
                inside = Some(character);
                // Also where nothing stands between the marks, there is a word.
                word.get_or_insert_default();
            }
            (space, None) if space.is_whitespace() => words.extend(word.take()),
            ('\\', None) => word.get_or_insert_default().extend(characters.next()),
            ('\\', Some('"')) => {
                let escaped = characters.next_if(|next| matches!(next, '"' | '\\' | '$' | '`'));
                word.get_or_insert_default().push(escaped.unwrap_or('\\'));
            }
            (other, _) => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    inside.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_as_a_shell_splits_them() {
        for (text, expected) in [
            ("", &[][..]),
            ("  vi ", &["vi"]),
            ("code -w", &["code", "-w"]),
            ("sed -i 's/a b/c d/'", &["sed", "-i", "s/a b/c d/"]),
            (r#"a "b \"c\" \d" e\ f"#, &["a", r#"b "c" \d"#, "e f"]),
            (r"'a\b' ''", &[r"a\b", ""]),
            ("a'b'\"c\"d", &["abcd"]),
            ("$HOME ~ *", &["$HOME", "~", "*"]),
        ] {
            assert_eq!(
                words(text).as_deref(),
                Some(&expected.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()[..]),
                "{text}"
            );
        }
    }

    #[test]
    fn a_text_that_names_no_program_is_refused() {
        for (text, why) in [("sed 's/a", "never closed"), ("a \"b", "never closed"), (" ", "no program")] {
            let refused = command(text).map(|_| ()).map_err(|error| error.to_string());
            assert!(refused.as_ref().is_err_and(|told| told.contains(why)), "{text}: {refused:?}");
        }
    }
}
