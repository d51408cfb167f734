//! Programs on a terminal of the tests' own, which Python makes.

use std::process::{Command, Stdio};

use crate::needs;

/// Runs a program on a terminal of `rows` and `columns`, types `keys` once
/// something is shown, prints all that is shown, and ends as the program does.
const SCRIPT: &str = r"
import fcntl, os, pty, struct, sys, termios
rows, columns, keys = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].encode()
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
    os.execvp(sys.argv[4], sys.argv[4:])
while True:
    try:
        shown = os.read(terminal, 65536)
    except OSError:
        break
    if not shown:
        break
    sys.stdout.buffer.write(shown)
    if keys:
        os.write(terminal, keys)
        keys = b''
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
";

/// A terminal's size, and what is typed there.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    pub rows: u16,
    pub columns: u16,
    pub keys: &'static str,
}

impl Terminal {
    /// One that is so high, and wide enough for a table.
    pub fn of_rows(rows: u16) -> Self {
        Self { rows, columns: 100, keys: "" }
    }

    /// A command with its arguments and variables, to be run on this terminal.
    /// Its stdout and stderr come as one, as a person sees them.
    pub fn command(self, command: &Command) -> Command {
        let mut python = Command::new("python3");
        python.args(["-c", SCRIPT, &self.rows.to_string(), &self.columns.to_string(), self.keys]);
        python.arg(command.get_program()).args(command.get_args()).stdin(Stdio::null());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => python.env(name, value),
                None => python.env_remove(name),
            };
        }
        if let Some(folder) = command.get_current_dir() {
            python.current_dir(folder);
        }
        python
    }
}

/// Whether there can be one.
pub fn is_met() -> bool {
    needs::met("python3, for a terminal", needs::python_with("pty; __import__(\"os\").waitstatus_to_exitcode"))
}
