//! The functions of C's library that an interpreted program may call: those that need nothing but memory, and output that
//! is kept to be looked at.

use super::{Arguments, Environment, Memory, Stop};

/// C's library, as far as it is here.
#[derive(Default)]
pub struct Library {
    /// What the program printed.
    pub output: Vec<u8>,
}

impl Environment for Library {
    fn call(&mut self, name: &str, args: &Arguments, memory: &mut Memory) -> Result<Vec<u128>, Stop> {
        let arg = |i: usize| args.get(i);
        let one = |value: u64| Ok(vec![u128::from(value)]);
        let name = name.strip_prefix("__builtin_").unwrap_or(name);
        match name {
            "abort" => Err(Stop::Abort),
            "exit" | "_Exit" | "_exit" => Err(Stop::Exit(arg(0)? as i32)),
            "memcpy" | "memmove" | "mempcpy" => {
                let (to, from, size) = (arg(0)?, arg(1)?, arg(2)?);
                memory.copy(to, from, size)?;
                one(if name == "mempcpy" { to + size } else { to })
            }
            "memset" => {
                let to = arg(0)?;
                memory.write(to, arg(2)?)?.fill(arg(1)? as u8);
                one(to)
            }
            "memcmp" | "strncmp" if arg(2)? == 0 => one(0),
            "memcmp" => {
                let size = arg(2)?;
                one(order(memory.read(arg(0)?, size)?, memory.read(arg(1)?, size)?))
            }
            "strlen" => one(memory.string(arg(0)?)?.len() as u64),
            "strcmp" => one(order(memory.string(arg(0)?)?, memory.string(arg(1)?)?)),
            "strncmp" => {
                let size = arg(2)? as usize;
                let first = |string: &'_ [u8]| string[..string.len().min(size)].to_vec();
                one(order(&first(memory.string(arg(0)?)?), &first(memory.string(arg(1)?)?)))
            }
            "strcpy" | "stpcpy" => {
                let size = memory.string(arg(1)?)?.len() as u64;
                memory.copy(arg(0)?, arg(1)?, size + 1)?;
                one(if name == "stpcpy" { arg(0)? + size } else { arg(0)? })
            }
            "strcat" => {
                let end = arg(0)? + memory.string(arg(0)?)?.len() as u64;
                let size = memory.string(arg(1)?)?.len() as u64 + 1;
                memory.copy(end, arg(1)?, size)?;
                one(arg(0)?)
            }
            "strchr" | "strrchr" => {
                let wanted = arg(1)? as u8;
                let string = memory.string(arg(0)?)?;
                let with_end = || string.iter().copied().chain([0]);
                let at = match name {
                    "strchr" => with_end().position(|byte| byte == wanted),
                    _ => (0..=string.len()).rev().find(|&i| with_end().nth(i) == Some(wanted)),
                };
                one(at.map_or(0, |at| args.get(0).unwrap_or(0) + at as u64))
            }
            "malloc" => one(memory.allocate(arg(0)?, 16)?),
            "calloc" => {
                let size = arg(0)?.checked_mul(arg(1)?).ok_or(Stop::OutOfMemory)?;
                one(memory.allocate(size, 16)?)
            }
            "realloc" => {
                let (from, size) = (arg(0)?, arg(1)?);
                let to = memory.allocate(size, 16)?;
                if from != 0 {
                    let old = memory.size(from).ok_or(Stop::OutOfBounds { address: from, size: 1 })?;
                    memory.copy(to, from, old.min(size))?;
                    memory.free(from).ok_or(Stop::OutOfBounds { address: from, size: 1 })?;
                }
                one(to)
            }
            "free" => match arg(0)? {
                0 => Ok(Vec::new()),
                address => {
                    memory.free(address).ok_or(Stop::OutOfBounds { address, size: 1 })?;
                    Ok(Vec::new())
                }
            },
            "puts" => {
                self.output.extend_from_slice(memory.string(arg(0)?)?);
                self.output.push(b'\n');
                one(1)
            }
            "putchar" => {
                self.output.push(arg(0)? as u8);
                one(arg(0)? & 255)
            }
            "abs" | "labs" | "llabs" => {
                let value = if name == "abs" { i64::from(arg(0)? as i32) } else { arg(0)? as i64 };
                one(value.wrapping_abs() as u64)
            }
            _ => Err(Stop::NotInterpretable(format!("a call of {name}"))),
        }
    }
}

/// Less, equal, greater as a C `int`.
fn order(a: &[u8], b: &[u8]) -> u64 {
    u64::from(a.cmp(b) as i32 as u32)
}
