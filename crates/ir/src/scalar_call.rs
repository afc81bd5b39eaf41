//! Signatures of functions that take and return scalars, as those of the library do, by a calling convention.

use crate::function::{AbiParam, ParamKind, Signature};
use crate::types::Type;
use target::{Abi, AbiArgKind, AbiPiece, AbiType};

/// How such a function is called.
pub struct ScalarCall {
    /// Its signature, a parameter for each piece of an argument.
    pub sig: Signature,
    /// In how many pieces each argument travels: more than one for what is wider than a register.
    pub pieces: Vec<usize>,
}

impl ScalarCall {
    /// How a function with these parameters is called; pointers are integers of their size.
    ///
    /// # Panics
    /// If the convention passes a scalar in memory.
    pub fn new(abi: &dyn Abi, params: &[Type], ret: Option<Type>) -> ScalarCall {
        ScalarCall::classify(abi, params, params.len(), false, ret)
    }

    /// How a function with `...` after so many parameters is called with arguments of these types.
    ///
    /// # Panics
    /// If the convention passes a scalar in memory.
    pub fn variadic(abi: &dyn Abi, args: &[Type], named: usize, ret: Option<Type>) -> ScalarCall {
        ScalarCall::classify(abi, args, named, true, ret)
    }

    fn classify(
        abi: &dyn Abi,
        params: &[Type],
        named: usize,
        variadic: bool,
        ret: Option<Type>,
    ) -> ScalarCall {
        let types: Vec<AbiType> = params.iter().map(|&ty| ty.abi_type()).collect();
        let classified = abi.classify(&types, named, variadic, ret.map(Type::abi_type).as_ref());
        let mut sig = Signature {
            stack_size: classified.stack_size,
            variadic,
            vector_count: classified.vector_count,
            ..Signature::default()
        };
        let param = |ty: Type, piece: &AbiPiece| AbiParam { ty, loc: piece.loc, kind: ParamKind::Value };
        let mut counts = Vec::with_capacity(params.len());
        for (arg, &ty) in classified.args.iter().zip(params) {
            let AbiArgKind::Pieces(pieces) = &arg.kind else { panic!("a scalar argument in memory") };
            counts.push(pieces.len());
            match &pieces[..] {
                [piece] => sig.params.push(param(ty, piece)),
                _ => {
                    sig.params.extend(pieces.iter().map(|piece| param(Type::of_scalar(piece.scalar), piece)))
                }
            }
        }
        if ret.is_some() {
            let AbiArgKind::Pieces(pieces) = &classified.ret.kind else {
                panic!("a scalar result in memory")
            };
            sig.rets = pieces.iter().map(|piece| param(Type::of_scalar(piece.scalar), piece)).collect();
        }
        ScalarCall { sig, pieces: counts }
    }
}
