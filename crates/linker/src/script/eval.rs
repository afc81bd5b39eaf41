//! The value of an expression (GNU ld manual, "Expressions in Linker Scripts"): numbers, absolute addresses, and offsets in
//! an output section, by the rules of "The Section of an Expression".

use super::ast::{Assertion, Binary, Expr, NameFunction, Unary, ValueFunction};

/// A value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Value {
    /// Neither absolute nor relative until it is used.
    Number(u64),
    /// An address, or a number that stays what it is.
    Absolute(u64),
    /// An output section and an offset in it.
    Relative(u32, u64),
}

/// What an expression's value depends on.
pub trait Context {
    /// `.`
    fn dot(&self) -> Value;
    /// The output section whose braces surround the expression.
    fn section(&self) -> Option<u32>;
    /// Where an output section begins.
    fn address(&self, section: u32) -> u64;
    /// A symbol.
    ///
    /// # Errors
    /// It is not defined.
    fn symbol(&mut self, name: &str) -> Result<Value, String>;
    /// A function of a name.
    ///
    /// # Errors
    /// The name means nothing.
    fn of_name(&mut self, function: NameFunction, name: &str) -> Result<Value, String>;
    /// Where the command line wants a segment.
    fn segment_start(&self, name: &str) -> Option<u64>;
    /// Bytes of the ELF header and the program headers.
    fn size_of_headers(&mut self) -> u64;
    /// `DATA_SEGMENT_ALIGN (largest, usual)`
    fn data_segment_align(&mut self, largest: u64, usual: u64) -> u64;
    /// `DATA_SEGMENT_RELRO_END (offset, end)`
    fn relro_end(&mut self, offset: u64, end: u64) -> u64;
    /// An assertion that does not hold.
    fn failed(&mut self, assertion: &Assertion);
}

/// The value as an address.
pub fn absolute(context: &dyn Context, value: Value) -> u64 {
    match value {
        Value::Number(n) | Value::Absolute(n) => n,
        Value::Relative(section, offset) => context.address(section).wrapping_add(offset),
    }
}

/// Rounds up; an alignment of zero changes nothing.
pub fn align_up(value: u64, align: u64) -> u64 {
    match align {
        0 | 1 => value,
        _ => match value % align {
            0 => value,
            over => value.wrapping_add(align - over),
        },
    }
}

/// Evaluates.
///
/// # Errors
/// An undefined symbol, a division by zero.
pub fn evaluate(context: &mut dyn Context, expr: &Expr) -> Result<Value, String> {
    Ok(match expr {
        Expr::Number(n) => Value::Number(*n),
        Expr::Dot => context.dot(),
        Expr::Symbol(name) => context.symbol(name)?,
        Expr::Unary(op, operand) => unary(*op, evaluate(context, operand)?),
        Expr::Binary(Binary::LogicalAnd, a, b) => {
            let value = is_true(context, a)? && is_true(context, b)?;
            Value::Number(u64::from(value))
        }
        Expr::Binary(Binary::LogicalOr, a, b) => {
            let value = is_true(context, a)? || is_true(context, b)?;
            Value::Number(u64::from(value))
        }
        Expr::Binary(op, a, b) => {
            let (a, b) = (evaluate(context, a)?, evaluate(context, b)?);
            binary(context, *op, a, b)?
        }
        Expr::Conditional(condition, a, b) => match is_true(context, condition)? {
            true => evaluate(context, a)?,
            false => evaluate(context, b)?,
        },
        Expr::OfName(function, name) => context.of_name(*function, name)?,
        Expr::OfValues(function, operands) => of_values(context, *function, operands)?,
        Expr::SegmentStart(name, default) => match context.segment_start(name) {
            Some(address) => Value::Absolute(address),
            None => evaluate(context, default)?,
        },
        Expr::SizeOfHeaders => Value::Number(context.size_of_headers()),
        Expr::Assert(assertion) => {
            let value = evaluate(context, &assertion.condition)?;
            if absolute(context, value) == 0 {
                context.failed(assertion);
            }
            value
        }
    })
}

/// Whether an expression is not zero.
///
/// # Errors
/// As `evaluate`.
fn is_true(context: &mut dyn Context, expr: &Expr) -> Result<bool, String> {
    let value = evaluate(context, expr)?;
    Ok(absolute(context, value) != 0)
}

fn unary(op: Unary, value: Value) -> Value {
    let apply = |n: u64| match op {
        Unary::Negate => n.wrapping_neg(),
        Unary::Complement => !n,
        Unary::Not => u64::from(n == 0),
    };
    match value {
        Value::Number(n) => Value::Number(apply(n)),
        Value::Absolute(n) => Value::Absolute(apply(n)),
        Value::Relative(section, n) => Value::Relative(section, apply(n)),
    }
}

fn binary(context: &dyn Context, op: Binary, a: Value, b: Value) -> Result<Value, String> {
    // The operands, and what the result belongs to.
    let number = |n| Value::Number(n);
    let outside = |n| if context.section().is_some() { Value::Number(n) } else { Value::Absolute(n) };
    let (x, y, result): (u64, u64, Box<dyn Fn(u64) -> Value>) = match (a, b) {
        (Value::Number(x), Value::Number(y)) => (x, y, Box::new(number)),
        (Value::Relative(s, x), Value::Relative(t, y)) if s == t => (x, y, Box::new(outside)),
        (Value::Relative(s, x), Value::Number(y)) | (Value::Number(x), Value::Relative(s, y)) => {
            (x, y, Box::new(move |n| Value::Relative(s, n)))
        }
        (Value::Absolute(x), Value::Absolute(y)) => (x, y, Box::new(outside)),
        _ => (absolute(context, a), absolute(context, b), Box::new(Value::Absolute)),
    };
    let truth = |is: bool| Ok(Value::Number(u64::from(is)));
    let divided = |value: Option<i64>| value.map(|v| v as u64).ok_or_else(|| "division by zero".to_string());
    let value = match op {
        Binary::Add => x.wrapping_add(y),
        Binary::Subtract => x.wrapping_sub(y),
        Binary::Multiply => x.wrapping_mul(y),
        Binary::Divide if y == 0 => return Err("division by zero".into()),
        Binary::Divide => (x as i64).wrapping_div(y as i64) as u64,
        Binary::Remainder => divided((x as i64).checked_rem(y as i64))?,
        Binary::ShiftLeft => x.checked_shl(u32::try_from(y).unwrap_or(64)).unwrap_or(0),
        Binary::ShiftRight => x.checked_shr(u32::try_from(y).unwrap_or(64)).unwrap_or(0),
        Binary::And => x & y,
        Binary::Or => x | y,
        Binary::Xor => x ^ y,
        Binary::Equal => return truth(x == y),
        Binary::NotEqual => return truth(x != y),
        Binary::Less => return truth(x < y),
        Binary::Greater => return truth(x > y),
        Binary::LessEqual => return truth(x <= y),
        Binary::GreaterEqual => return truth(x >= y),
        Binary::LogicalAnd => return truth(x != 0 && y != 0),
        Binary::LogicalOr => return truth(x != 0 || y != 0),
    };
    Ok(result(value))
}

fn of_values(context: &mut dyn Context, function: ValueFunction, operands: &[Expr]) -> Result<Value, String> {
    let mut values = Vec::with_capacity(operands.len());
    for operand in operands {
        values.push(evaluate(context, operand)?);
    }
    let first = values[0];
    let x = absolute(context, first);
    let y = values.get(1).map(|&value| absolute(context, value));
    // An address that belongs where `like` belongs.
    let as_in = |context: &dyn Context, like: Value, address: u64| match like {
        Value::Relative(section, _) => {
            Value::Relative(section, address.wrapping_sub(context.address(section)))
        }
        Value::Absolute(_) => Value::Absolute(address),
        Value::Number(_) => Value::Number(address),
    };
    Ok(match (function, y) {
        (ValueFunction::Absolute, _) => Value::Absolute(x),
        (ValueFunction::Align, None) => {
            let dot = context.dot();
            as_in(context, dot, align_up(absolute(context, dot), x))
        }
        (ValueFunction::Align, Some(align)) => as_in(context, first, align_up(x, align)),
        (ValueFunction::Next, _) => {
            let dot = absolute(context, context.dot());
            Value::Absolute(align_up(dot, x))
        }
        (ValueFunction::Max, Some(y)) => {
            if x >= y {
                first
            } else {
                values[1]
            }
        }
        (ValueFunction::Min, Some(y)) => {
            if x <= y {
                first
            } else {
                values[1]
            }
        }
        (ValueFunction::Log2Ceil, _) => {
            Value::Number(if x <= 1 { 0 } else { u64::from(64 - (x - 1).leading_zeros()) })
        }
        (ValueFunction::DataSegmentAlign, Some(y)) => Value::Absolute(context.data_segment_align(x, y)),
        (ValueFunction::DataSegmentRelroEnd, Some(y)) => Value::Absolute(context.relro_end(x, y)),
        (ValueFunction::DataSegmentEnd, _) => Value::Absolute(x),
        (ValueFunction::Max | ValueFunction::Min, None) => first,
        (ValueFunction::DataSegmentAlign | ValueFunction::DataSegmentRelroEnd, None) => first,
    })
}
