//! The memory of an interpreted program: objects at addresses of their own, with a gap after each, so that an access is
//! within one object or an error.

use super::Stop;
use std::collections::BTreeMap;

/// Below it no object lies: null and small offsets from it are errors.
const FIRST: u64 = 0x1_0000;
/// Bytes between objects.
const GAP: u64 = 64;

/// Objects by address.
pub struct Memory {
    objects: BTreeMap<u64, Object>,
    next: u64,
    /// Bytes of all objects, and how many there may be.
    used: u64,
    limit: u64,
}

struct Object {
    bytes: Vec<u8>,
    read_only: bool,
}

impl Memory {
    pub(super) fn new(limit: u64) -> Memory {
        Memory { objects: BTreeMap::new(), next: FIRST, used: 0, limit }
    }

    /// A new object, of zeros.
    ///
    /// # Errors
    /// There is no room for it.
    pub fn allocate(&mut self, size: u64, align: u64) -> Result<u64, Stop> {
        let align = align.clamp(16, 1 << 20).next_power_of_two();
        self.used =
            self.used.checked_add(size).filter(|&used| used <= self.limit).ok_or(Stop::OutOfMemory)?;
        let address = self.next.next_multiple_of(align);
        self.next = address + size + GAP;
        self.objects.insert(address, Object { bytes: vec![0; size as usize], read_only: false });
        Ok(address)
    }

    /// Ends an object's life; `None` if none begins there.
    pub fn free(&mut self, address: u64) -> Option<()> {
        let object = self.objects.remove(&address)?;
        self.used -= object.bytes.len() as u64;
        Some(())
    }

    /// Size of the object that begins at an address.
    pub fn size(&self, address: u64) -> Option<u64> {
        self.objects.get(&address).map(|object| object.bytes.len() as u64)
    }

    pub(super) fn protect(&mut self, address: u64) {
        if let Some(object) = self.objects.get_mut(&address) {
            object.read_only = true;
        }
    }

    /// The bytes at an address.
    ///
    /// # Errors
    /// They are not all in one object.
    pub fn read(&self, address: u64, size: u64) -> Result<&[u8], Stop> {
        let outside = Stop::OutOfBounds { address, size };
        if size == 0 {
            return Ok(&[]);
        }
        let (base, object) = self.objects.range(..=address).next_back().ok_or(outside.clone())?;
        let start = address - base;
        let end = start.checked_add(size).filter(|&end| end <= object.bytes.len() as u64).ok_or(outside)?;
        Ok(&object.bytes[start as usize..end as usize])
    }

    /// The bytes at an address, to be written.
    ///
    /// # Errors
    /// They are not all in one object, or may not be written.
    pub fn write(&mut self, address: u64, size: u64) -> Result<&mut [u8], Stop> {
        let outside = Stop::OutOfBounds { address, size };
        if size == 0 {
            return Ok(&mut []);
        }
        let (base, object) = self.objects.range_mut(..=address).next_back().ok_or(outside.clone())?;
        let start = address - base;
        let end = start.checked_add(size).filter(|&end| end <= object.bytes.len() as u64).ok_or(outside)?;
        match object.read_only {
            true => Err(Stop::ReadOnly { address }),
            false => Ok(&mut object.bytes[start as usize..end as usize]),
        }
    }

    /// The value of up to 16 bytes, the first the lowest.
    ///
    /// # Errors
    /// As [`Memory::read`].
    pub fn load(&self, address: u64, size: u64) -> Result<u128, Stop> {
        let mut bytes = [0; 16];
        bytes[..size as usize].copy_from_slice(self.read(address, size)?);
        Ok(u128::from_le_bytes(bytes))
    }

    /// Stores the low bytes of a value.
    ///
    /// # Errors
    /// As [`Memory::write`].
    pub fn store(&mut self, address: u64, size: u64, value: u128) -> Result<(), Stop> {
        self.write(address, size)?.copy_from_slice(&value.to_le_bytes()[..size as usize]);
        Ok(())
    }

    /// Copies bytes, as `memmove` does.
    ///
    /// # Errors
    /// As [`Memory::read`] and [`Memory::write`].
    pub fn copy(&mut self, to: u64, from: u64, size: u64) -> Result<(), Stop> {
        let bytes = self.read(from, size)?.to_vec();
        self.write(to, size)?.copy_from_slice(&bytes);
        Ok(())
    }

    /// The string at an address, without its end.
    ///
    /// # Errors
    /// It does not end within its object.
    pub fn string(&self, address: u64) -> Result<&[u8], Stop> {
        let outside = Stop::OutOfBounds { address, size: 1 };
        let (base, object) = self.objects.range(..=address).next_back().ok_or(outside.clone())?;
        let rest = object.bytes.get((address - base) as usize..).ok_or(outside.clone())?;
        let end = rest.iter().position(|&byte| byte == 0).ok_or(outside)?;
        Ok(&rest[..end])
    }
}
