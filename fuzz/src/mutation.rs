//! Changes to inputs that are the same each time: what fuzzing is without feedback.

/// A generator of numbers (Vigna's SplitMix64).
pub struct Random(u64);

impl Random {
    /// One that is the same for the same seed.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// A range of a slice, mostly short.
    fn range(&mut self, len: usize) -> std::ops::Range<usize> {
        let start = self.below(len + 1);
        let most = if self.below(4) == 0 { 256 } else { 16 };
        start..start + self.below((len - start).min(most) + 1)
    }

    /// Some seed, changed in some places.
    pub fn mutant(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = seeds[self.below(seeds.len())].clone();
        for _ in 0..1 + self.below(4) {
            self.change(&mut bytes, seeds);
        }
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        let range = self.range(bytes.len());
        match self.below(7) {
            0 => drop(bytes.drain(range)),
            // A piece of this or another seed, once or many times.
            1 | 2 => {
                let other = &seeds[self.below(seeds.len())];
                let piece = other[self.range(other.len())].to_vec();
                let times = if self.below(8) == 0 { self.below(300) } else { 1 };
                let end = if self.below(2) == 0 { range.start } else { range.end };
                drop(bytes.splice(range.start..end, piece.repeat(times)));
            }
            3 => bytes.truncate(range.start),
            // A number in binary.
            4 => {
                let value =
                    [0, 1, 0x7f, 0x80, 0xff, 0x7fff_ffff, 0x8000_0000, u64::MAX, 1 << 63][self.below(9)];
                let size = [1, 2, 4, 8][self.below(4)];
                for (byte, new) in bytes.iter_mut().skip(range.start).zip(&value.to_le_bytes()[..size]) {
                    *byte = *new;
                }
            }
            // And in digits.
            5 => {
                let text =
                    ["0", "-1", "4294967295", "9223372036854775808", "1e999", "0x7fffffff"][self.below(6)];
                drop(bytes.splice(range, text.bytes()));
            }
            _ => {
                let new = self.next() as u8;
                if let Some(byte) = bytes.get_mut(range.start) {
                    *byte = new;
                }
            }
        }
    }
}
