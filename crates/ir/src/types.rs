//! Types of values: scalars and short vectors of them.

use smallvec::smallvec;
use std::fmt;
use target::{AbiType, Leaf, Scalar};

/// The type of a value: the scalar in the low four bits, the binary logarithm of the lane count above.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Type(u16);

macro_rules! scalars {
    ($($name:ident = $code:literal $text:literal $bytes:literal;)*) => {
        impl Type {
            $(#[doc = concat!("`", $text, "`")] pub const $name: Type = Type($code);)*

            /// The scalar's name.
            pub fn scalar_name(self) -> &'static str {
                match self.0 & 15 { $($code => $text,)* _ => "none" }
            }

            /// The scalar named so.
            pub fn from_scalar_name(name: &str) -> Option<Type> {
                match name { $($text => Some(Type::$name),)* _ => None }
            }

            /// Bytes of one lane in memory.
            pub fn lane_bytes(self) -> u32 {
                match self.0 & 15 { $($code => $bytes,)* _ => 0 }
            }
        }
    };
}

scalars! {
    NONE = 0 "none" 0;
    I8 = 1 "i8" 1;
    I16 = 2 "i16" 2;
    I32 = 3 "i32" 4;
    I64 = 4 "i64" 8;
    I128 = 5 "i128" 16;
    F16 = 6 "f16" 2;
    F32 = 7 "f32" 4;
    F64 = 8 "f64" 8;
    F80 = 9 "f80" 16;
    F128 = 10 "f128" 16;
    PTR = 11 "ptr" 8;
}

impl Type {
    /// The type of a scalar that travels in a call.
    pub fn of_scalar(scalar: Scalar) -> Type {
        match scalar {
            Scalar::I8 => Type::I8,
            Scalar::I16 => Type::I16,
            Scalar::I32 => Type::I32,
            Scalar::I64 => Type::I64,
            Scalar::I128 => Type::I128,
            Scalar::F16 => Type::F16,
            Scalar::F32 => Type::F32,
            Scalar::F64 => Type::F64,
            Scalar::F80 => Type::F80,
            Scalar::F128 => Type::F128,
            Scalar::Vector(bytes) => Type::I8.vector(u32::from(bytes).ilog2()),
        }
    }

    /// As calling conventions know this scalar: pointers are integers.
    pub fn to_scalar(self) -> Scalar {
        match self {
            Type::I8 => Scalar::I8,
            Type::I16 => Scalar::I16,
            Type::I32 => Scalar::I32,
            Type::I128 => Scalar::I128,
            Type::F16 => Scalar::F16,
            Type::F32 => Scalar::F32,
            Type::F64 => Scalar::F64,
            Type::F80 => Scalar::F80,
            Type::F128 => Scalar::F128,
            _ => Scalar::I64,
        }
    }

    /// A scalar argument of this type, for a calling convention to classify.
    pub fn abi_type(self) -> AbiType {
        let size = u64::from(self.bytes());
        AbiType {
            size,
            align: size as u32,
            leaves: smallvec![Leaf { offset: 0, scalar: self.to_scalar(), unaligned: false }],
            aggregate: false,
            complex: false,
            signed: true,
        }
    }

    /// The vector of `1 << log2_lanes` lanes of this scalar.
    pub fn vector(self, log2_lanes: u32) -> Type {
        Type((self.0 & 15) | ((log2_lanes as u16) << 4))
    }

    /// The scalar of one lane.
    pub fn lane(self) -> Type {
        Type(self.0 & 15)
    }

    /// How many lanes; 1 for scalars.
    pub fn lanes(self) -> u32 {
        1 << (self.0 >> 4)
    }

    /// Whether it has more than one lane.
    pub fn is_vector(self) -> bool {
        self.0 >> 4 != 0
    }

    /// Size in memory in bytes.
    pub fn bytes(self) -> u32 {
        self.lane_bytes() * self.lanes()
    }

    /// Width in bits of an integer or pointer lane.
    pub fn bits(self) -> u32 {
        self.lane_bytes() * 8
    }

    /// A scalar integer (pointers not included).
    pub fn is_int(self) -> bool {
        (1..=5).contains(&self.0)
    }

    /// A scalar integer or pointer that one general register of a 64-bit machine holds.
    pub fn is_int_or_ptr(self) -> bool {
        self.is_int() || self == Type::PTR
    }

    /// A scalar floating type.
    pub fn is_float(self) -> bool {
        (6..=10).contains(&self.0)
    }

    /// The integer type of this many bytes (1, 2, 4, 8, 16).
    pub fn int_of_bytes(bytes: u32) -> Option<Type> {
        Some(match bytes {
            1 => Type::I8,
            2 => Type::I16,
            4 => Type::I32,
            8 => Type::I64,
            16 => Type::I128,
            _ => return None,
        })
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.scalar_name())?;
        if self.is_vector() {
            write!(f, "x{}", self.lanes())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
