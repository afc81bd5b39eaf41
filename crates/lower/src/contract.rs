//! What a function's declaration says of its calls, for the checks of the IR.

use diag::Loc;
use ir::contract::{Access, AccessForm, AccessMode, Contract};
use ir::{Module, SymbolData};
use lexer::{Interner, Symbol};
use sema::accesses as said;
use sema::hir::{Decl, Unit};
use sema::types::{FunctionType, Ty, TypeKind};
use std::sync::Arc;

/// The contract of a function, if its declaration says anything.
pub(crate) fn of(unit: &Unit, decl: &Decl, interner: &Interner) -> Option<Arc<Contract>> {
    let function = unit.types.function_of(decl.ty)?;
    let contract = Contract {
        deallocators: decl.attrs.deallocators.iter().map(|name| Arc::from(&**name)).collect(),
        releases: decl.attrs.releases.unwrap_or(0),
        ..of_type(unit, function, interner)?
    };
    (contract != Contract::default()).then(|| Arc::new(contract))
}

/// What a function's type says. The result in memory is an argument, and what comes in pieces is several: nothing is told
/// of those.
fn of_type(unit: &Unit, function: &FunctionType, interner: &Interner) -> Option<Contract> {
    let scalar = |&ty: &Ty| is_one_value(unit, ty);
    if !function.params.iter().all(scalar)
        || !(scalar(&function.ret) || matches!(unit.types.shape(function.ret), TypeKind::Void))
    {
        return None;
    }
    Some(Contract {
        nonnull: nonnull(unit, function),
        accesses: accesses(unit, function),
        reads: reads(unit, function, interner),
        ..Contract::default()
    })
}

/// What is known of a function that is called through a pointer, if attributes say anything of its type.
pub(crate) fn of_pointer(
    unit: &Unit,
    ty: Ty,
    name: Option<Symbol>,
    interner: &Interner,
) -> Option<Arc<SymbolData>> {
    let function = unit.types.function_of(ty)?;
    let checks = unit.types.checks(function)?;
    if checks.alloc_size.is_none() && checks.accesses.is_empty() {
        return None;
    }
    let contract = of_type(unit, function, interner)?;
    Some(Arc::new(SymbolData {
        name: name.map_or_else(|| "<unknown>".to_string(), |name| interner.text(name).to_string()).into(),
        declared: Loc::NONE,
        alloc_size: checks.alloc_size,
        contract: Some(Arc::new(contract)),
        signed_params: crate::signed_params(&unit.types, ty),
        spelled: Some(unit.types.spell(ty, interner).into()),
        ..SymbolData::default()
    }))
}

/// Parameters that point to constants.
fn reads(unit: &Unit, function: &FunctionType, interner: &Interner) -> Vec<(u8, Box<str>)> {
    let types = &unit.types;
    let constant =
        |ty: Ty| types.pointee(ty).is_some_and(|pointee| pointee.is_const() && !types.is_void(pointee));
    let params = function.params.iter().take(64).enumerate().filter(|(_, ty)| constant(**ty));
    params.map(|(index, &ty)| (index as u8, types.spell(ty, interner).into())).collect()
}

/// What parameters and attributes say of objects.
fn accesses(unit: &Unit, function: &FunctionType) -> Vec<Access> {
    let said = unit.types.checks(function).map_or(&[][..], |checks| &checks.accesses);
    let convert = |access: &said::Access| {
        let index = |number: u16| u8::try_from(number).ok()?.checked_sub(1);
        let (mode, word) = match access.mode {
            said::AccessMode::None => (AccessMode::None, "none"),
            said::AccessMode::ReadOnly => (AccessMode::ReadOnly, "read_only"),
            said::AccessMode::WriteOnly => (AccessMode::WriteOnly, "write_only"),
            said::AccessMode::ReadWrite => (AccessMode::ReadWrite, "read_write"),
        };
        let (form, is_static) = match &access.form {
            said::AccessForm::Attribute => {
                let size = access.size.map_or_else(String::new, |size| format!(", {size}"));
                (AccessForm::Attribute(format!("access ({word}, {}{size})", access.pointer).into()), false)
            }
            said::AccessForm::Array { is_static, bound } => (AccessForm::Array(*bound), *is_static),
            said::AccessForm::Variable { is_static, bound } => {
                (AccessForm::Variable(bound.clone()), *is_static)
            }
        };
        Some(Access {
            pointer: index(access.pointer)?,
            size: match access.size {
                Some(size) => Some(index(size)?),
                None => None,
            },
            mode,
            element: access.element,
            spelled: access.spelled.clone(),
            form,
            is_static,
        })
    };
    said.iter().filter_map(convert).collect()
}

/// Says of the library's functions what their names promise.
pub(crate) fn add_to_library(module: &mut Module) {
    for symbol in module.symbols.values_mut().filter(|symbol| symbol.library.is_some()) {
        let nonnull = sema::call_checks::nonnull_arguments(&symbol.name);
        if nonnull != 0 {
            symbol.contract = Some(Arc::new(Contract { nonnull, ..Contract::default() }));
        }
    }
}

fn is_one_value(unit: &Unit, ty: Ty) -> bool {
    let types = &unit.types;
    types.is_pointer(ty) || (types.is_scalar(ty) && types.size(ty).is_some_and(|size| size <= 8))
}

/// `nonnull`: of the listed parameters, or of all that are pointers.
fn nonnull(unit: &Unit, function: &FunctionType) -> u64 {
    let Some(listed) = unit.types.checks(function).and_then(|checks| checks.nonnull.as_ref()) else {
        return 0;
    };
    let all = (0..64u16).filter(|&index| match listed.is_empty() {
        true => function.params.get(usize::from(index)).is_some_and(|&ty| unit.types.is_pointer(ty)),
        false => listed.contains(&(index + 1)),
    });
    all.fold(0, |bits, index| bits | 1 << index)
}
