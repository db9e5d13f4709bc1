//! Chance that can be repeated: the same seed gives the same numbers.

use std::sync::atomic::{AtomicU64, Ordering};

/// A source of numbers (SplitMix64). Cheap to share: it needs no `mut`.
pub struct Chance(AtomicU64);

impl Chance {
    /// The source that begins with `seed`.
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// Another source, for something that runs beside: what each gives does not depend on who is quicker.
    pub fn branch(&self) -> Self {
        Self::new(self.next())
    }

    fn next(&self) -> u64 {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut mixed = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `from` on, below `to`.
    pub fn between(&self, from: u64, to: u64) -> u64 {
        from + self.next() % (to - from).max(1)
    }

    /// True `times` times of 100.
    pub fn percent(&self, times: u64) -> bool {
        self.between(0, 100) < times
    }

    /// A PDF of `length` bytes that nobody else has.
    pub fn pdf(&self, length: usize) -> Vec<u8> {
        const HEAD: &[u8] = b"%PDF-1.7\n";
        const TAIL: &[u8] = b"\ntrailer<</Root 1 0 R>>\n%%EOF\n";
        let mut bytes = HEAD.to_vec();
        while bytes.len() + TAIL.len() < length {
            bytes.extend(self.next().to_le_bytes());
        }
        bytes.truncate(length.saturating_sub(TAIL.len()));
        bytes.extend(TAIL);
        bytes
    }
}
