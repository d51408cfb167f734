//! A text handed to somebody's editor, and what came back.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::{Error, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::programs;

/// The variables that name an editor; the first that names one goes.
const NAMED_BY: [&str; 2] = ["VISUAL", "EDITOR"];

/// The editor where none is named.
const USUAL: &str = "vi";

/// How many names are tried for a file before something must be wrong.
const NAMES_TRIED: u32 = 100;

/// A file of ours while somebody edits it. It goes away with this value,
/// unless there is work in it that was for nothing.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    put_in: String,
    kept: bool,
}

impl Draft {
    /// Puts a text into a new file that nobody else may read.
    pub fn new(name: &str, text: &str) -> Result<Self, Failure> {
        let folder = env::temp_dir();
        let refused =
            |path: &Path, why| Failure::Io(format!("could not write the text to edit into {}", path.display()), why);
        for nth in 1..=NAMES_TRIED {
            let path = folder.join(format!("reshuffle-{name}-{}-{nth}.toml", std::process::id()));
            match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
                // Somebody else's, or what an earlier process of our number left.
                Err(why) if why.kind() == ErrorKind::AlreadyExists => {}
                Err(why) => return Err(refused(&path, why)),
                Ok(mut file) => {
                    let draft = Self { path, put_in: text.to_owned(), kept: false };
                    file.write_all(text.as_bytes()).map_err(|why| refused(&draft.path, why))?;
                    return Ok(draft);
                }
            }
        }
        Err(refused(&folder, ErrorKind::AlreadyExists.into()))
    }

    /// The file's name.
    pub fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// Lets the person edit it, and reads what came of it.
    pub fn edit(&self) -> Result<String, Failure> {
        let named = NAMED_BY.into_iter().find_map(|name| env::var(name).ok().filter(|text| !text.trim().is_empty()));
        let editor = named.unwrap_or_else(|| USUAL.to_owned());
        let failed = |what: &str, why| {
            let way_out = "name another in VISUAL or EDITOR, or give the changes as flags".to_owned();
            Failure::Io(format!("the editor `{editor}` {what}"), why).with_hint(way_out)
        };
        let status = programs::command(&editor).and_then(|mut command| command.arg(&self.path).status());
        let status = status.map_err(|why| failed("could not be started", why))?;
        if !status.success() {
            return Err(failed("did not end well, so nothing is recorded", Error::other(status.to_string())));
        }
        let bytes = fs::read(&self.path)
            .map_err(|why| Failure::Io(format!("could not read what was edited, {}", self.path.display()), why))?;
        String::from_utf8(bytes).map_err(|why| {
            let at = why.utf8_error().valid_up_to();
            Failure::refused(format!("{} is not UTF-8 from byte {at} on", self.path.display()))
        })
    }

    /// A failure that would lose what was written: it stays where it is, and
    /// the failure says where, and what `way_out` makes of that name. Nothing
    /// stays where nothing was written.
    pub fn keep(mut self, failure: Failure, way_out: impl Fn(&str) -> String) -> Failure {
        let is_untouched = fs::read(&self.path).is_ok_and(|bytes| bytes == self.put_in.as_bytes());
        if is_untouched || !self.path.exists() {
            return failure;
        }
        self.kept = true;
        let name = self.name();
        failure.with_hint(format!("what you wrote is kept in {name}: {}", way_out(&name)))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.kept {
            // An editor may have taken it away; what cannot be removed harms nobody.
            let _ = fs::remove_file(&self.path);
        }
    }
}
