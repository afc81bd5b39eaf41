//! C's types as IR types, and as calling conventions see them.

use ir::Type;
use sema::types::{ArrayLen, Ty, TypeKind, Types};
use smallvec::SmallVec;
use target::{AbiType, FloatFormat, Leaf, Scalar, TargetInfo};

/// What a value of a C type is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// Nothing.
    Void,
    /// One IR value.
    Scalar(Type),
    /// Two IR values of this type.
    Complex(Type),
    /// An object in memory: records, arrays, vectors.
    Memory,
}

/// The IR type of a floating format.
pub(crate) fn float_type(format: FloatFormat) -> Type {
    match format {
        FloatFormat::F16 => Type::F16,
        // Decimal numbers are held as binary ones of their size.
        FloatFormat::F32 | FloatFormat::D32 => Type::F32,
        FloatFormat::F64 | FloatFormat::D64 => Type::F64,
        FloatFormat::X87 => Type::F80,
        FloatFormat::F128 | FloatFormat::D128 => Type::F128,
    }
}

/// What values of `ty` are made of.
pub(crate) fn shape(types: &Types, ty: Ty) -> Shape {
    match types.shape(ty) {
        TypeKind::Void => Shape::Void,
        TypeKind::Int(kind) => Shape::Scalar(int_type(types.int_size(*kind))),
        TypeKind::Enum(id) => match types.enums[*id].underlying {
            Some(underlying) => shape(types, underlying),
            None => Shape::Scalar(Type::I32),
        },
        TypeKind::Float(kind) => Shape::Scalar(float_type(types.float_format(*kind))),
        TypeKind::Complex(part) => match shape(types, *part) {
            Shape::Scalar(part) => Shape::Complex(part),
            _ => Shape::Void,
        },
        TypeKind::Pointer { .. } | TypeKind::NullPtr => Shape::Scalar(Type::PTR),
        TypeKind::Array { .. } | TypeKind::Vector { .. } | TypeKind::Record(_) => Shape::Memory,
        TypeKind::BitInt { .. } => match types.layout(ty) {
            Some((bytes @ (1 | 2 | 4 | 8 | 16), _)) => Shape::Scalar(int_type(bytes as u32)),
            _ => Shape::Memory,
        },
        TypeKind::Function(_) | TypeKind::Error => Shape::Void,
        TypeKind::Attributed { .. } | TypeKind::Reversed { .. } => Shape::Void,
    }
}

/// The alignment of a variable whose declaration asks for none: that of its type, or of aggregates of its size.
pub(crate) fn object_alignment(types: &Types, target: &TargetInfo, ty: Ty) -> u32 {
    let (size, natural) = types.layout(ty).unwrap_or((0, 1));
    let large = size >= u64::from(target.aggregate_alignment);
    match types.shape(ty) {
        TypeKind::Array { .. } | TypeKind::Record(_) if large => natural.max(target.aggregate_alignment),
        _ => natural,
    }
}

fn int_type(bytes: u32) -> Type {
    Type::int_of_bytes(bytes).unwrap_or(Type::I32)
}

/// The largest object whose leaves a calling convention may ask about.
const MAX_LEAVES_SIZE: u64 = 64;

/// The type as a calling convention sees it.
pub(crate) fn abi_type(types: &Types, ty: Ty) -> AbiType {
    let (size, align) = types.layout(ty).unwrap_or((0, 1));
    let kind = types.shape(ty);
    let mut leaves = SmallVec::new();
    if size <= MAX_LEAVES_SIZE {
        flatten(types, ty, 0, &mut leaves);
    }
    AbiType {
        size,
        align,
        leaves,
        aggregate: matches!(kind, TypeKind::Record(_) | TypeKind::Array { .. }),
        complex: matches!(kind, TypeKind::Complex(_)),
        signed: types.integer_signed(ty).unwrap_or(false),
    }
}

fn flatten(types: &Types, ty: Ty, base: u64, out: &mut SmallVec<[Leaf; 2]>) {
    let push = |out: &mut SmallVec<[Leaf; 2]>, offset: u64, scalar: Scalar, align: u32| {
        out.push(Leaf { offset, scalar, unaligned: !offset.is_multiple_of(u64::from(align.max(1))) });
    };
    match types.shape(ty) {
        TypeKind::Array { elem, len } => {
            let (Some((size, _)), ArrayLen::Fixed(count)) = (types.layout(*elem), *len) else { return };
            if size == 0 {
                return;
            }
            for i in 0..count.min(MAX_LEAVES_SIZE / size) {
                flatten(types, *elem, base + i * size, out);
            }
        }
        TypeKind::Record(id) => {
            let Some(fields) = &types.records[*id].fields else { return };
            for field in fields {
                match field.bits {
                    None => flatten(types, field.ty, base + field.offset, out),
                    // An unnamed bit-field is padding (psABI 3.1.2).
                    Some(_) if field.name.is_none() => {}
                    Some((_, 0)) => {}
                    Some((shift, width)) => {
                        let first = base + field.offset + u64::from(shift) / 8;
                        let last = base + field.offset + (u64::from(shift) + u64::from(width) - 1) / 8;
                        for at in first..=last {
                            push(out, at, Scalar::I8, 1);
                        }
                    }
                }
            }
        }
        TypeKind::Vector { elem, lanes } => {
            let (size, align) = types.layout(ty).unwrap_or((0, 1));
            let part = types.layout(*elem).map_or(0, |(size, _)| size);
            match size {
                // What is shorter than any vector register travels as GCC has it: like an integer, or lane by lane.
                1 | 2 | 4 if !types.is_float(*elem) => {
                    push(out, base, int_type(size as u32).to_scalar(), align)
                }
                1 | 2 | 4 => (0..u64::from(*lanes)).for_each(|i| flatten(types, *elem, base + i * part, out)),
                _ => push(out, base, Scalar::Vector(size as u16), align),
            }
        }
        TypeKind::Complex(part) => {
            let (size, _) = types.layout(*part).unwrap_or((0, 1));
            flatten(types, *part, base, out);
            flatten(types, *part, base + size, out);
        }
        TypeKind::BitInt { .. } => {
            let (size, align) = types.layout(ty).unwrap_or((0, 1));
            match size {
                1 | 2 | 4 | 8 => push(out, base, int_type(size as u32).to_scalar(), align),
                _ => (0..size / 8).for_each(|i| push(out, base + 8 * i, Scalar::I64, 8)),
            }
        }
        _ => {
            if let Shape::Scalar(ir) = shape(types, ty) {
                // Alignment by the unadorned type: what a packed record misaligns goes to memory.
                let natural = match types.kind(ty) {
                    TypeKind::Attributed { base, .. } => types.align(*base),
                    _ => types.align(ty),
                };
                push(out, base, ir.to_scalar(), natural);
            }
        }
    }
}
