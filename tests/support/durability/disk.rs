//! A small disk of one's own: an ext4 image, mounted through a loop device.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::process::run;

/// How an image is looked at, to leave holes where there is nothing.
const BLOCK_LEN: usize = 64 * 1024;
/// How often a disk is read again until nothing more is being written to it.
const READS_MAX: usize = 200;

/// A mounted image; unmounted, detached and removed where it is dropped.
pub struct Disk {
    folder: TempDir,
}

impl Disk {
    /// A new, empty one of so many MiB.
    pub fn new(len_mib: u64) -> Self {
        let folder = tempfile::tempdir().expect("a temporary directory");
        let image = File::create(folder.path().join("image")).expect("an image");
        image.set_len(len_mib << 20).expect("the image's length");
        // Without work left for later, which would go on beside the test, and
        // without blocks set aside for the superuser, who runs it.
        let later = "lazy_itable_init=0,lazy_journal_init=0,nodiscard";
        well(Command::new("mkfs.ext4").args(["-q", "-F", "-m", "0", "-E", later]).arg(folder.path().join("image")));
        Self::mounted(folder)
    }

    /// One that holds what another held when its power was cut.
    pub fn from_cut(cut: &Cut) -> Self {
        let folder = tempfile::tempdir().expect("a temporary directory");
        let mut image = File::create(folder.path().join("image")).expect("an image");
        image.set_len(cut.bytes.len() as u64).expect("the image's length");
        for (block, at) in cut.bytes.chunks(BLOCK_LEN).zip((0u64..).step_by(BLOCK_LEN)) {
            if block.iter().any(|byte| *byte != 0) {
                image.seek(SeekFrom::Start(at)).and_then(|_| image.write_all(block)).expect("the image's bytes");
            }
        }
        Self::mounted(folder)
    }

    fn mounted(folder: TempDir) -> Self {
        fs::create_dir(folder.path().join("disk")).expect("a directory to mount on");
        // From here on the guard is responsible.
        let disk = Self { folder };
        // Without discarding, so that nothing is written but what is asked for.
        let image = disk.folder.path().join("image");
        well(Command::new("mount").args(["-t", "ext4", "-o", "loop,noatime,nodiscard"]).arg(image).arg(disk.root()));
        disk
    }

    /// Where it is mounted.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("disk")
    }

    /// Writes everything to it that there is to write.
    pub fn sync(&self) {
        well(Command::new("sync").arg("-f").arg(self.root()));
    }

    /// What is on it at this moment and would be there after a loss of power:
    /// what has reached the device, and nothing that waits in memory.
    ///
    /// Whoever writes to it has been stopped. The kernel may still be at work
    /// on what they asked for, and reading takes a while; so it is read until
    /// two readings are the same, which is one moment.
    pub fn cut(&self) -> Cut {
        let mut bytes = self.read();
        for _ in 0..READS_MAX {
            let again = self.read();
            if again == bytes {
                return Cut { bytes };
            }
            bytes = again;
        }
        panic!("somebody still writes to the disk");
    }

    fn read(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let image = File::open(self.folder.path().join("image"));
        image.and_then(|mut image| image.read_to_end(&mut bytes)).expect("the image's bytes");
        bytes
    }

    /// Takes up all the space that is left; answers with the file to remove.
    pub fn fill(&self) -> PathBuf {
        let path = self.root().join("filler");
        let mut filler = File::create(&path).expect("a file to fill the disk with");
        // By the block and at last by the byte, until nothing more fits.
        for len in [1 << 20, 4096, 1] {
            while filler.write_all(&vec![0x55; len]).and_then(|()| filler.sync_data()).is_ok() {}
        }
        path
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let root = self.root();
        // A child of the test may be just about to let go of it; at last it is
        // detached from the tree, and freed when they do.
        let unmounted = (0..50).any(|_| {
            let done = run(Command::new("umount").arg(&root), "").code == Some(0) || !is_mount_point(&root);
            if !done {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            done
        });
        if !unmounted {
            run(Command::new("umount").arg("-l").arg(&root), "");
        }
    }
}

/// What was on a disk when its power was cut.
pub struct Cut {
    bytes: Vec<u8>,
}

fn is_mount_point(path: &Path) -> bool {
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    mounts.lines().any(|line| line.split(' ').nth(1).is_some_and(|place| Path::new(place) == path))
}

fn well(command: &mut Command) {
    let said = run(command, "").well();
    assert!(said.is_ok(), "{command:?}: {said:?}");
}
