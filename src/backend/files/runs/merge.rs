//! Several sequences of rows as one.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::io;

/// Rows in order, or an error in the place of one that cannot be read.
pub(crate) type Rows<'a, const N: usize> = Box<dyn Iterator<Item = io::Result<[u8; N]>> + 'a>;

/// The order of rows, which is that of their bytes. Most differ in the first
/// sixteen, and to compare these as a number is several times faster.
pub(super) fn order<const N: usize>(one: &[u8; N], other: &[u8; N]) -> Ordering {
    let begin = |row: &[u8; N]| row.first_chunk().map(|bytes| u128::from_be_bytes(*bytes));
    begin(one).cmp(&begin(other)).then_with(|| one.cmp(other))
}

/// The next row of a part of a merge, and which part that is: the least row is
/// the greatest, since a heap gives the greatest first.
#[derive(Clone, Copy)]
struct Next<const N: usize>([u8; N], usize);

impl<const N: usize> Ord for Next<N> {
    fn cmp(&self, other: &Self) -> Ordering {
        order(&other.0, &self.0).then(other.1.cmp(&self.1))
    }
}

impl<const N: usize> PartialOrd for Next<N> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<const N: usize> PartialEq for Next<N> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<const N: usize> Eq for Next<N> {}

/// The rows of several runs as one sequence.
pub(super) struct Merge<'a, const N: usize> {
    parts: Vec<Rows<'a, N>>,
    /// The next row of each part that has one.
    heads: BinaryHeap<Next<N>>,
}

impl<'a, const N: usize> Merge<'a, N> {
    /// The rows of all parts, each of which is in order.
    pub(super) fn of(parts: impl Iterator<Item = Rows<'a, N>>) -> io::Result<Self> {
        let mut parts: Vec<_> = parts.collect();
        let first = parts.iter_mut().enumerate().filter_map(|(nth, part)| Some(part.next()?.map(|row| Next(row, nth))));
        let heads = first.collect::<io::Result<_>>()?;
        Ok(Self { parts, heads })
    }
}

impl<const N: usize> Iterator for Merge<'_, N> {
    type Item = io::Result<[u8; N]>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut head = self.heads.peek_mut()?;
        let Next(least, nth) = *head;
        match self.parts[nth].next() {
            // It finds its place among the others as it is let go.
            Some(Ok(row)) => head.0 = row,
            Some(Err(why)) => {
                PeekMut::pop(head);
                return Some(Err(why));
            }
            None => drop(PeekMut::pop(head)),
        }
        Some(Ok(least))
    }
}
