//! How long a person is kept waiting before something is shown to move.

use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::arguments::Globals;

/// How long nothing is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is shown: how far it is, how fast, and how long it will still take.
const LINE: &str = "{msg} {wide_bar} {human_pos} of {human_len}, {rate}, {eta} left";

/// A bar on stderr that shows itself after a second, where that is a terminal,
/// and goes away when the work is done.
pub struct Bar {
    bar: ProgressBar,
    doing: String,
    hidden_until: Option<Instant>,
}

impl Bar {
    /// Begins to wait. A quiet one never shows itself.
    pub fn new(globals: &Globals) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template(LINE) {
            let rate = |state: &ProgressState, line: &mut dyn std::fmt::Write| {
                // A line that cannot be written is one that nobody sees.
                let _ = write!(line, "{}/s", HumanCount(state.per_sec() as u64));
            };
            bar.set_style(style.with_key("rate", rate));
        }
        Self { bar, doing: String::new(), hidden_until: (!globals.quiet).then(|| Instant::now() + PATIENCE) }
    }

    /// Shows how far it is: so many done of so many, as far as that is known.
    pub fn show(&mut self, doing: &str, done: u64, total: Option<u64>) {
        if self.hidden_until.is_some_and(|until| Instant::now() >= until) {
            self.hidden_until = None;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        if self.doing != doing {
            // Another stage has a rate of its own.
            self.bar.reset();
            self.bar.set_message(doing.to_owned());
            doing.clone_into(&mut self.doing);
        }
        self.bar.set_length(total.unwrap_or(done));
        self.bar.set_position(done);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
