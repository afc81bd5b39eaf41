//! Types as diagnostics spell them: C's declarator syntax, as GCC prints it.

use crate::types::*;
use lexer::Interner;

impl Types {
    /// The type in C's syntax: `const char *`, `int (*)(void)`, `struct s[3]`.
    pub fn spell(&self, ty: Ty, interner: &Interner) -> String {
        self.declare(ty, String::new(), None, interner)
    }

    /// The same with a name for the type that it is derived from, where it is that.
    pub(crate) fn spell_as(&self, ty: Ty, alias: (Ty, &str), interner: &Interner) -> String {
        self.declare(ty, String::new(), Some(alias), interner)
    }

    /// The type of something that is derived from `ty` as `inner` says.
    pub(crate) fn spell_around(
        &self,
        ty: Ty,
        inner: String,
        alias: Option<(Ty, &str)>,
        interner: &Interner,
    ) -> String {
        self.declare(ty, inner, alias, interner)
    }

    fn declare(&self, ty: Ty, inner: String, alias: Option<(Ty, &str)>, interner: &Interner) -> String {
        // GCC writes out what declarators make, other than as a whole: a pointer to a `typedef int *T` is an `int **`.
        let derived = self.is_pointer(ty) || self.is_array(ty) || self.is_function(ty);
        let alias_of = alias
            .filter(|(base, _)| base.unqualified() == ty.unqualified() && (inner.is_empty() || !derived));
        let mut quals = String::new();
        for (bit, word) in
            [(CONST, "const "), (VOLATILE, "volatile "), (RESTRICT, "restrict "), (ATOMIC, "_Atomic ")]
        {
            if ty.qualifiers() & bit != 0 {
                quals.push_str(word);
            }
        }
        let named = |name: &str| {
            // GCC spells a function type `int(void)`, and a pointer to one `int (*)(void)`.
            let function = inner.starts_with('(') && !inner.starts_with("(*");
            let space = if inner.is_empty() || inner.starts_with('[') || function { "" } else { " " };
            format!("{quals}{name}{space}{inner}")
        };
        if let Some((_, name)) = alias_of {
            return named(name);
        }
        match self.kind(ty) {
            TypeKind::Void => named("void"),
            TypeKind::Int(kind) => named(int_name(*kind)),
            TypeKind::BitInt { bits, signed } => {
                named(&format!("{}_BitInt({bits})", if *signed { "" } else { "unsigned " }))
            }
            TypeKind::Float(kind) => named(float_name(*kind)),
            TypeKind::Complex(part) => {
                // GCC's own names of these have no underscore.
                let named_so =
                    [common::FLOAT, common::DOUBLE, common::LONG_DOUBLE, common::INT].contains(part);
                let word = if named_so { "complex" } else { "_Complex" };
                named(&format!("{word} {}", self.spell(part.unqualified(), interner)))
            }
            TypeKind::Pointer { pointee, .. } => {
                // `char * const*`, `char * (*)(int)`.
                let quals = quals.trim_end().split(' ').filter(|word| !word.is_empty());
                let star = quals.fold("*".to_string(), |star, word| format!("{star} {word}"));
                let nested = matches!(self.kind(*pointee), TypeKind::Array { .. } | TypeKind::Function(_));
                let text = match nested {
                    true if inner.starts_with("(*") => format!("({star} {inner})"),
                    true => format!("({star}{inner})"),
                    false if inner.starts_with("(*") => format!("{star} {inner}"),
                    false => format!("{star}{inner}"),
                };
                self.declare(*pointee, text, alias, interner)
            }
            TypeKind::Array { elem, len } => {
                let size = match len {
                    ArrayLen::Fixed(count) => format!("[{count}]"),
                    ArrayLen::Incomplete => "[]".to_string(),
                    _ => "[*]".to_string(),
                };
                // An array as a whole forgets how its elements were written.
                let alias = alias.filter(|_| !inner.is_empty());
                self.declare(*elem, format!("{inner}{size}"), alias, interner)
            }
            TypeKind::Vector { elem, lanes } => {
                named(&format!("__vector({lanes}) {}", self.spell(elem.unqualified(), interner)))
            }
            TypeKind::Function(function) => {
                let mut params: Vec<String> =
                    function.params.iter().map(|&param| self.spell(param, interner)).collect();
                if !function.prototyped {
                    params.clear();
                } else if function.variadic {
                    params.push("...".to_string());
                } else if params.is_empty() {
                    params.push("void".to_string());
                }
                self.declare(function.ret, format!("{inner}({})", joined(&params)), alias, interner)
            }
            TypeKind::Record(id) => {
                let record = &self.records[*id];
                let word = if record.is_union { "union" } else { "struct" };
                named(&match record.tag {
                    Some(tag) if record.built_in => interner.text(tag),
                    Some(tag) => format!("{word} {}", interner.text(tag)),
                    // One without a tag is known by the first typedef name that it got.
                    None => match record.alias {
                        Some(name) => interner.text(name),
                        None => format!("{word} <anonymous>"),
                    },
                })
            }
            TypeKind::Enum(id) => named(&match self.enums[*id].tag {
                Some(tag) => format!("enum {}", interner.text(tag)),
                None => match self.enums[*id].alias {
                    Some(name) => interner.text(name),
                    None => "enum <anonymous>".to_string(),
                },
            }),
            TypeKind::Attributed { base, .. } | TypeKind::Reversed { base } => {
                self.declare(base.with(ty.qualifiers()), inner, alias, interner)
            }
            TypeKind::NullPtr => named("nullptr_t"),
            TypeKind::Error => named("<error>"),
        }
    }
}

/// A list of parameters, with GCC's spaces: two after a word that a type follows.
fn joined(params: &[String]) -> String {
    let mut text = String::new();
    for (index, param) in params.iter().enumerate() {
        if index > 0 {
            let word = text.ends_with(|last: char| last.is_ascii_alphanumeric() || last == '_');
            text.push_str(if word && param != "..." { ",  " } else { ", " });
        }
        text.push_str(param);
    }
    text
}

fn int_name(kind: IntKind) -> &'static str {
    match kind {
        IntKind::Bool => "_Bool",
        IntKind::Char => "char",
        IntKind::SChar => "signed char",
        IntKind::UChar => "unsigned char",
        IntKind::Short => "short int",
        IntKind::UShort => "short unsigned int",
        IntKind::Int => "int",
        IntKind::UInt => "unsigned int",
        IntKind::Long => "long int",
        IntKind::ULong => "long unsigned int",
        IntKind::LLong => "long long int",
        IntKind::ULLong => "long long unsigned int",
        IntKind::Int128 => "__int128",
        IntKind::UInt128 => "__int128 unsigned",
    }
}

fn float_name(kind: FloatKind) -> &'static str {
    match kind {
        FloatKind::Float16 => "_Float16",
        FloatKind::Float => "float",
        FloatKind::Double => "double",
        FloatKind::LongDouble => "long double",
        FloatKind::Float128 => "_Float128",
        FloatKind::Float32 => "_Float32",
        FloatKind::Float64 => "_Float64",
        FloatKind::Float32x => "_Float32x",
        FloatKind::Float64x => "_Float64x",
        FloatKind::Decimal32 => "_Decimal32",
        FloatKind::Decimal64 => "_Decimal64",
        FloatKind::Decimal128 => "_Decimal128",
    }
}
