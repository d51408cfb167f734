//! What is surely in no row of a run, told without reading any.
//!
//! A Bloom filter in blocks of one cache line (Putze, Sanders and Singler,
//! "Cache-, hash- and space-efficient Bloom filters", 2007), over the first
//! eight bytes of rows that begin with a digest. Most of what somebody looks
//! up who appends was never said before: new names, and all that is nearly
//! spelt like them.

/// How many words of 64 bits a block has.
const WORDS: usize = 8;

/// How long a block is in bytes.
pub(super) const BLOCK_LEN: usize = 8 * WORDS;

/// How many bits a block has.
const BITS: usize = 8 * BLOCK_LEN;

/// How many bits of a block are set for a beginning, each by nine bits of it.
const PROBES: u32 = 4;

/// For how many rows there is a block: eight bits a row, and some more for each
/// beginning, of which several rows may have the same.
const ROWS_A_BLOCK: u64 = BITS as u64 / 8;

/// The most rows that have one: it is held in memory as a whole, some 128 MB.
const ROWS_MAX: u64 = 1 << 27;

/// A set of beginnings that may say yes to others, too.
pub(super) struct Sieve {
    blocks: Vec<[u64; WORDS]>,
}

impl Sieve {
    /// How many blocks one for so many rows has: none where it would be too long.
    pub fn blocks_for(rows: u64) -> u64 {
        if rows > ROWS_MAX { 0 } else { rows.div_ceil(ROWS_A_BLOCK) }
    }

    /// An empty one of so many blocks.
    pub fn of_blocks(blocks: u64) -> Self {
        Self { blocks: vec![[0; WORDS]; usize::try_from(blocks).unwrap_or(0)] }
    }

    /// Takes in the beginning of a row.
    pub fn add(&mut self, row: &[u8]) {
        let Some((block, bits)) = self.place(row) else { return };
        for bit in bits {
            self.blocks[block][bit / 64] |= 1 << (bit % 64);
        }
    }

    /// Whether surely no row begins so.
    pub fn lacks(&self, begin: &[u8]) -> bool {
        let Some((block, bits)) = self.place(begin) else { return false };
        let block = &self.blocks[block];
        // Without a branch at each bit, so that the processor fetches the blocks
        // of what is asked next while it waits for this one.
        bits.fold(1, |all, bit| all & block[bit / 64] >> (bit % 64)) & 1 == 0
    }

    /// What begins with a digest has its bits as they are; none where there are
    /// no blocks, or what is asked for is too short.
    fn place(&self, begin: &[u8]) -> Option<(usize, impl Iterator<Item = usize> + use<>)> {
        let digest = u64::from_be_bytes(*begin.first_chunk()?);
        // The upper bits choose the block, the lower ones the bits in it.
        let block = (u128::from(digest) * self.blocks.len() as u128) >> 64;
        let bits = (0..PROBES).map(move |nth| (digest >> (9 * nth)) as usize % BITS);
        (!self.blocks.is_empty()).then_some((block as usize, bits))
    }

    /// Its blocks, as bytes.
    pub fn to_bytes(&self) -> impl Iterator<Item = [u8; BLOCK_LEN]> {
        let byte = |block: &[u64; WORDS], at: usize| block[at / 8].to_be_bytes()[at % 8];
        self.blocks.iter().map(move |block| std::array::from_fn(|at| byte(block, at)))
    }

    /// Takes in a block of another one, as bytes.
    pub fn push(&mut self, bytes: &[u8; BLOCK_LEN]) {
        let word = |nth: usize| u64::from_be_bytes(std::array::from_fn(|i| bytes[8 * nth + i]));
        self.blocks.push(std::array::from_fn(word));
    }

    /// An empty one, to take in so many blocks.
    pub fn with_room(blocks: usize) -> Self {
        Self { blocks: Vec::with_capacity(blocks) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(n: u64) -> [u8; 8] {
        std::array::from_fn(|i| blake3::hash(&n.to_be_bytes()).as_bytes()[i])
    }

    #[test]
    fn what_was_taken_in_is_never_lacking_and_most_else_is() {
        let mut sieve = Sieve::of_blocks(Sieve::blocks_for(20_000));
        (0..10_000).for_each(|n| sieve.add(&begin(n)));
        let mut read = Sieve::with_room(0);
        sieve.to_bytes().for_each(|block| read.push(&block));
        for sieve in [&sieve, &read] {
            assert!((0..10_000).all(|n| !sieve.lacks(&begin(n))));
            let wrongly = (10_000..30_000).filter(|n| !sieve.lacks(&begin(*n))).count();
            assert!(wrongly < 200, "{wrongly} of 20,000");
        }
    }

    #[test]
    fn without_blocks_nothing_is_lacking() {
        assert_eq!((Sieve::blocks_for(ROWS_MAX + 1), Sieve::blocks_for(0), Sieve::blocks_for(1)), (0, 0, 1));
        let mut none = Sieve::of_blocks(0);
        none.add(&begin(1));
        assert!(!none.lacks(&begin(2)));
        assert!(!Sieve::of_blocks(1).lacks(b"short"));
    }
}
