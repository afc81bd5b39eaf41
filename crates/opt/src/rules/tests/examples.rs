//! Templates of functions that the rules rewrite. `T` is each integer type, `W` the one twice as wide, `C` and `D` are
//! constants, `OP` is each operation of the list; operand `n` is `vn`.

/// A template.
pub(super) struct Example {
    /// What stands for `OP`.
    pub(super) ops: &'static [&'static str],
    /// Types of the operands, with spaces between.
    pub(super) params: &'static str,
    /// Type of the result.
    pub(super) result: &'static str,
    /// The entry block, and what follows.
    pub(super) body: &'static str,
}

pub(super) const EXAMPLES: &[Example] = &[
    Example {
        ops: &["and", "or", "xor"],
        params: "T",
        result: "T",
        body: "v2 = not T v0\n\
        v3 = OP T v0, v2\n\
        ret (v3)",
    },
    Example {
        ops: &["iadd", "imul", "and", "or", "xor", "smulhi", "umulhi"],
        params: "T",
        result: "T",
        body: "v8 = iconst T C\n\
        v2 = OP T v8, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["sadd_ov", "uadd_ov", "smul_ov", "umul_ov"],
        params: "T",
        result: "T",
        body: "v8 = iconst T C\n\
        v2, v3 = OP T v8, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["fcmp.olt", "fcmp.qgt", "fcmp.ule", "fcmp.uge", "fcmp.une"],
        params: "f64",
        result: "i8",
        body: "v8 = fconst f64 0x7ff8000000000000\n\
        v2 = OP f64 v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["fcmp.olt", "fcmp.qgt", "fcmp.ule", "fcmp.uge", "fcmp.une"],
        params: "f64",
        result: "i8",
        body: "v8 = fconst f64 0x7ff0000000000000\n\
        v2 = OP f64 v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["fcmp.olt", "fcmp.qgt", "fcmp.ule", "fcmp.uge", "fcmp.une"],
        params: "f64",
        result: "i8",
        body: "v8 = fconst f64 0xfff0000000000000\n\
        v2 = OP f64 v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["fcmp.olt", "fcmp.uge"],
        params: "f64",
        result: "i8",
        body: "v8 = fconst f64 0x8000000000000000\n\
        v9 = fabs f64 v0\n\
        v2 = OP f64 v9, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["ashr"],
        params: "i32",
        result: "T",
        body: "v8 = iconst T -1\n\
        v2 = OP T v8, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["fadd", "fmul"],
        params: "f64",
        result: "f64",
        body: "v8 = fconst f64 0x3ff8000000000000\n\
        v2 = OP f64 v8, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["iadd", "isub"],
        params: "T",
        result: "T",
        body: "v8 = iconst T 0\n\
        v2 = OP T v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["iadd", "imul"],
        params: "T",
        result: "T",
        body: "v8 = iconst T C\n\
        v9 = iconst T D\n\
        v2 = OP T v0, v8\n\
        v3 = OP T v2, v9\n\
        ret (v3)",
    },
    Example {
        ops: &["isub"],
        params: "T",
        result: "T",
        body: "v8 = iconst T C\n\
        v2 = isub T v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["isub"],
        params: "T",
        result: "T",
        body: "v2 = isub T v0, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["isub"],
        params: "T",
        result: "T",
        body: "v8 = iconst T 0\n\
        v2 = isub T v8, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["iadd", "isub"],
        params: "T T",
        result: "T",
        body: "v2 = ineg T v1\n\
        v3 = OP T v0, v2\n\
        ret (v3)",
    },
    Example {
        ops: &["iadd"],
        params: "T T",
        result: "T",
        body: "v2 = isub T v0, v1\n\
        v3 = iadd T v2, v1\n\
        ret (v3)",
    },
    Example {
        ops: &["isub"],
        params: "T T",
        result: "T",
        body: "v2 = iadd T v0, v1\n\
        v3 = isub T v2, v1\n\
        ret (v3)",
    },
    Example {
        ops: &["imul"],
        params: "T",
        result: "T",
        body: "v8 = iconst T C\n\
        v2 = imul T v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["ineg", "not"],
        params: "T",
        result: "T",
        body: "v2 = OP T v0\n\
        v3 = OP T v2\n\
        ret (v3)",
    },
    Example {
        ops: &["ineg"],
        params: "T T",
        result: "T",
        body: "v2 = isub T v0, v1\n\
        v3 = ineg T v2\n\
        ret (v3)",
    },
    Example {
        ops: &["and", "or", "xor"],
        params: "T",
        result: "T",
        body: "v8 = iconst T C\n\
        v2 = OP T v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["and", "or", "xor"],
        params: "T",
        result: "T",
        body: "v2 = OP T v0, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["and", "or", "xor"],
        params: "T",
        result: "T",
        body: "v8 = iconst T C\n\
        v9 = iconst T D\n\
        v2 = OP T v0, v8\n\
        v3 = OP T v2, v9\n\
        ret (v3)",
    },
    Example {
        ops: &["and"],
        params: "T",
        result: "W",
        body: "v2 = zext W v0\n\
        v8 = iconst W C\n\
        v3 = and W v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["xor"],
        params: "T T",
        result: "i8",
        body: "v2 = icmp.eq T v0, v1\n\
        v3 = iconst i8 1\n\
        v4 = xor i8 v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["or", "iadd", "xor"],
        params: "T",
        result: "T",
        body: "v8 = iconst T C\n\
        v9 = iconst T D\n\
        v2 = shl T v0, v8\n\
        v3 = lshr T v0, v9\n\
        v4 = OP T v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["shl", "lshr", "ashr", "rotl", "rotr"],
        params: "T",
        result: "T",
        body: "v8 = iconst T C\n\
        v2 = OP T v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["shl", "lshr", "ashr", "rotl", "rotr"],
        params: "T T",
        result: "T",
        body: "v8 = iconst T C\n\
        v2 = and T v1, v8\n\
        v3 = OP T v0, v2\n\
        ret (v3)",
    },
    Example {
        ops: &["shl", "lshr", "ashr"],
        params: "T",
        result: "T",
        body: "v8 = iconst T C\n\
        v9 = iconst T D\n\
        v2 = OP T v0, v8\n\
        v3 = OP T v2, v9\n\
        ret (v3)",
    },
    Example {
        ops: &["lshr", "ashr"],
        params: "T",
        result: "T",
        body: "v8 = iconst T C\n\
        v2 = shl T v0, v8\n\
        v3 = OP T v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp.eq", "icmp.ne"],
        params: "T",
        result: "i8",
        body: "v8 = iconst T C\n\
        v9 = iconst T 0\n\
        v2 = not T v8\n\
        v3 = and T v0, v2\n\
        v4 = OP T v3, v9\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v8 = iconst T C\n\
        v2 = OP.eq T v8, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = OP.eq T v0, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v8 = iconst T C\n\
        v2 = OP.ult T v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = icmp.sle T v0, v1\n\
        v8 = iconst i8 0\n\
        v3 = OP.eq i8 v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = zext W v0\n\
        v3 = zext W v1\n\
        v4 = OP.eq W v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v8 = iconst T C\n\
        v9 = iconst T D\n\
        v2 = iadd T v0, v8\n\
        v3 = OP.eq T v2, v9\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "i8",
        result: "i8",
        body: "v1 = stack_addr ptr ss0\n\
        v2 = iconst ptr 0\n\
        v3 = OP.eq ptr v1, v2\n\
        ret (v3)",
    },
    Example {
        ops: &["select"],
        params: "i8 T",
        result: "T",
        body: "v2 = OP T v0, v1, v1\n\
        ret (v2)",
    },
    Example {
        ops: &["select"],
        params: "T T",
        result: "T",
        body: "v2 = icmp.slt T v0, v1\n\
        v3 = iconst T 1\n\
        v4 = iconst T 0\n\
        v5 = OP T v2, v3, v4\n\
        ret (v5)",
    },
    Example {
        ops: &["select"],
        params: "i8 T",
        result: "T",
        body: "v8 = iconst T C\n\
        v2 = iconst i8 0\n\
        v3 = icmp.eq i8 v0, v2\n\
        v4 = OP T v3, v1, v8\n\
        ret (v4)",
    },
    Example {
        ops: &["br"],
        params: "i8 T",
        result: "T",
        body: "v8 = iconst T C\n\
        v2 = iconst i8 0\n\
        v3 = icmp.eq i8 v0, v2\n\
        OP v3 block1(v1), block1(v8)\n\
        block1(v4: T):\n\
        ret (v4)",
    },
    Example {
        ops: &["trunc"],
        params: "T",
        result: "T",
        body: "v2 = sext W v0\n\
        v3 = OP T v2\n\
        ret (v3)",
    },
    Example {
        ops: &["trunc"],
        params: "T T",
        result: "T",
        body: "v2 = zext W v0\n\
        v3 = sext W v1\n\
        v4 = iadd W v2, v3\n\
        v5 = OP T v4\n\
        ret (v5)",
    },
    Example {
        ops: &["zext", "sext"],
        params: "i8",
        result: "i64",
        body: "v2 = OP i16 v0\n\
        v3 = OP i64 v2\n\
        ret (v3)",
    },
    Example {
        ops: &["bitcast"],
        params: "f64",
        result: "f64",
        body: "v2 = OP i64 v0\n\
        v3 = OP f64 v2\n\
        ret (v3)",
    },
    Example {
        ops: &["sdiv", "udiv", "srem", "urem"],
        params: "T",
        result: "T",
        body: "v8 = iconst T 1\n\
        v2 = OP T v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["udiv", "urem", "sdiv", "srem"],
        params: "T",
        result: "T",
        body: "v8 = iconst T C\n\
        v2 = OP T v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["ptr_add"],
        params: "ptr",
        result: "ptr",
        body: "v8 = iconst i64 C\n\
        v2 = OP ptr v0, v8\n\
        v9 = iconst i64 D\n\
        v3 = OP ptr v2, v9\n\
        ret (v3)",
    },
    Example {
        ops: &["ptr_add"],
        params: "ptr i64",
        result: "ptr",
        body: "v8 = iconst i64 C\n\
        v2 = OP ptr v0, v8\n\
        v3 = OP ptr v2, v1\n\
        ret (v3)",
    },
    Example {
        ops: &["load"],
        params: "ptr",
        result: "T",
        body: "v8 = iconst i64 C\n\
        v2 = ptr_add ptr v0, v8\n\
        v3 = OP T v2 +4 align 1\n\
        ret (v3)",
    },
    Example {
        ops: &["store"],
        params: "ptr T",
        result: "T",
        body: "v8 = iconst i64 C\n\
        v2 = ptr_add ptr v0, v8\n\
        OP T v1, v2 +4 align 1\n\
        ret (v1)",
    },
    Example {
        ops: &["fneg", "fabs"],
        params: "f64",
        result: "f64",
        body: "v2 = fneg f64 v0\n\
        v3 = OP f64 v2\n\
        ret (v3)",
    },
    Example {
        ops: &["fmul", "fdiv"],
        params: "f64",
        result: "f64",
        body: "v8 = fconst f64 0x3ff0000000000000\n\
        v2 = OP f64 v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["fadd"],
        params: "f64",
        result: "f64",
        body: "v8 = fconst f64 0x8000000000000000\n\
        v2 = OP f64 v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["fsub"],
        params: "f64",
        result: "f64",
        body: "v8 = fconst f64 0x0\n\
        v2 = OP f64 v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["fadd", "fsub"],
        params: "f64 f64",
        result: "f64",
        body: "v2 = fneg f64 v1\n\
        v3 = OP f64 v0, v2\n\
        ret (v3)",
    },
    Example {
        ops: &["fptrunc"],
        params: "f32",
        result: "f32",
        body: "v2 = fpext f64 v0\n\
        v3 = OP f32 v2\n\
        ret (v3)",
    },
    Example {
        ops: &["iadd"],
        params: "T T",
        result: "T",
        body: "v2 = ineg T v0\n\
        v3 = iadd T v2, v1\n\
        ret (v3)",
    },
    Example {
        ops: &["iadd"],
        params: "T T",
        result: "T",
        body: "v2 = isub T v0, v1\n\
        v3 = iadd T v1, v2\n\
        ret (v3)",
    },
    Example {
        ops: &["isub"],
        params: "T T",
        result: "T",
        body: "v2 = iadd T v0, v1\n\
        v3 = isub T v2, v0\n\
        ret (v3)",
    },
    Example {
        ops: &["isub"],
        params: "T T",
        result: "T",
        body: "v2 = isub T v0, v1\n\
        v3 = isub T v0, v2\n\
        ret (v3)",
    },
    Example {
        ops: &["and"],
        params: "T",
        result: "T",
        body: "v8 = iconst T C\n\
        v9 = iconst T D\n\
        v2 = lshr T v0, v9\n\
        v3 = and T v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["and"],
        params: "T T",
        result: "T",
        body: "v8 = iconst T C\n\
        v9 = iconst T D\n\
        v2 = icmp.slt T v0, v1\n\
        v3 = select T v2, v8, v9\n\
        v4 = iconst T 3\n\
        v5 = and T v3, v4\n\
        ret (v5)",
    },
    Example {
        ops: &["xor"],
        params: "T T",
        result: "i8",
        body: "v2 = icmp.ne T v0, v1\n\
        v3 = iconst i8 1\n\
        v4 = xor i8 v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["xor"],
        params: "T T",
        result: "i8",
        body: "v2 = icmp.slt T v0, v1\n\
        v3 = iconst i8 1\n\
        v4 = xor i8 v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["xor"],
        params: "T T",
        result: "i8",
        body: "v2 = icmp.sle T v0, v1\n\
        v3 = iconst i8 1\n\
        v4 = xor i8 v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["xor"],
        params: "T T",
        result: "i8",
        body: "v2 = icmp.sgt T v0, v1\n\
        v3 = iconst i8 1\n\
        v4 = xor i8 v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["xor"],
        params: "T T",
        result: "i8",
        body: "v2 = icmp.sge T v0, v1\n\
        v3 = iconst i8 1\n\
        v4 = xor i8 v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["xor"],
        params: "T T",
        result: "i8",
        body: "v2 = icmp.ult T v0, v1\n\
        v3 = iconst i8 1\n\
        v4 = xor i8 v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["xor"],
        params: "T T",
        result: "i8",
        body: "v2 = icmp.ule T v0, v1\n\
        v3 = iconst i8 1\n\
        v4 = xor i8 v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["xor"],
        params: "T T",
        result: "i8",
        body: "v2 = icmp.ugt T v0, v1\n\
        v3 = iconst i8 1\n\
        v4 = xor i8 v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["xor"],
        params: "T T",
        result: "i8",
        body: "v2 = icmp.uge T v0, v1\n\
        v3 = iconst i8 1\n\
        v4 = xor i8 v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["xor"],
        params: "f64 f64",
        result: "i8",
        body: "v2 = fcmp.oeq f64 v0, v1\n\
        v3 = iconst i8 1\n\
        v4 = xor i8 v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["xor"],
        params: "f64 f64",
        result: "i8",
        body: "v2 = fcmp.une f64 v0, v1\n\
        v3 = iconst i8 1\n\
        v4 = xor i8 v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["xor"],
        params: "f64 f64",
        result: "i8",
        body: "v2 = fcmp.ord f64 v0, v1\n\
        v3 = iconst i8 1\n\
        v4 = xor i8 v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["xor"],
        params: "f64 f64",
        result: "i8",
        body: "v2 = fcmp.uno f64 v0, v1\n\
        v3 = iconst i8 1\n\
        v4 = xor i8 v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["or", "iadd", "xor"],
        params: "T",
        result: "T",
        body: "v8 = iconst T C\n\
        v9 = iconst T D\n\
        v2 = shl T v0, v8\n\
        v3 = lshr T v0, v9\n\
        v4 = OP T v3, v2\n\
        ret (v4)",
    },
    Example {
        ops: &["shl", "lshr", "ashr", "rotl", "rotr"],
        params: "T",
        result: "T",
        body: "v8 = iconst T 0\n\
        v2 = OP T v8, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["shl", "lshr", "ashr", "rotl", "rotr"],
        params: "T T",
        result: "T",
        body: "v2 = zext W v1\n\
        v3 = OP T v0, v2\n\
        ret (v3)",
    },
    Example {
        ops: &["shl", "lshr", "ashr", "rotl", "rotr"],
        params: "T T",
        result: "T",
        body: "v2 = sext W v1\n\
        v3 = OP T v0, v2\n\
        ret (v3)",
    },
    Example {
        ops: &["shl", "lshr", "ashr", "rotl", "rotr"],
        params: "T i64",
        result: "T",
        body: "v2 = trunc i8 v1\n\
        v3 = OP T v0, v2\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v8 = iconst T C\n\
        v2 = OP.ne T v8, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = OP.ne T v0, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v8 = iconst T C\n\
        v2 = OP.slt T v8, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = OP.slt T v0, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v8 = iconst T C\n\
        v2 = OP.sle T v8, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = OP.sle T v0, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v8 = iconst T C\n\
        v2 = OP.sgt T v8, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = OP.sgt T v0, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v8 = iconst T C\n\
        v2 = OP.sge T v8, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = OP.sge T v0, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v8 = iconst T C\n\
        v2 = OP.ult T v8, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = OP.ult T v0, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v8 = iconst T C\n\
        v2 = OP.ule T v8, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = OP.ule T v0, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v8 = iconst T C\n\
        v2 = OP.ugt T v8, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = OP.ugt T v0, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v8 = iconst T C\n\
        v2 = OP.uge T v8, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = OP.uge T v0, v0\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v8 = iconst T C\n\
        v2 = OP.slt T v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v8 = iconst T C\n\
        v2 = OP.sle T v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v8 = iconst T C\n\
        v2 = OP.sgt T v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v8 = iconst T C\n\
        v2 = OP.sge T v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v8 = iconst T C\n\
        v2 = OP.ule T v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v8 = iconst T C\n\
        v2 = OP.ugt T v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v8 = iconst T C\n\
        v2 = OP.uge T v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = icmp.ult T v0, v1\n\
        v8 = iconst i8 1\n\
        v3 = OP.eq i8 v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "f32 f32",
        result: "i8",
        body: "v2 = fcmp.oeq f32 v0, v1\n\
        v8 = iconst i8 0\n\
        v3 = OP.eq i8 v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = icmp.sle T v0, v1\n\
        v8 = iconst i8 0\n\
        v3 = OP.ne i8 v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = icmp.ult T v0, v1\n\
        v8 = iconst i8 1\n\
        v3 = OP.ne i8 v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "f32 f32",
        result: "i8",
        body: "v2 = fcmp.oeq f32 v0, v1\n\
        v8 = iconst i8 0\n\
        v3 = OP.ne i8 v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = zext W v0\n\
        v8 = iconst W C\n\
        v3 = OP.eq W v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = zext W v0\n\
        v3 = zext W v1\n\
        v4 = OP.ne W v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = zext W v0\n\
        v8 = iconst W C\n\
        v3 = OP.ne W v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = zext W v0\n\
        v3 = zext W v1\n\
        v4 = OP.slt W v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = zext W v0\n\
        v8 = iconst W C\n\
        v3 = OP.slt W v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = zext W v0\n\
        v3 = zext W v1\n\
        v4 = OP.sle W v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = zext W v0\n\
        v8 = iconst W C\n\
        v3 = OP.sle W v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = zext W v0\n\
        v3 = zext W v1\n\
        v4 = OP.sgt W v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = zext W v0\n\
        v8 = iconst W C\n\
        v3 = OP.sgt W v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = zext W v0\n\
        v3 = zext W v1\n\
        v4 = OP.sge W v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = zext W v0\n\
        v8 = iconst W C\n\
        v3 = OP.sge W v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = zext W v0\n\
        v3 = zext W v1\n\
        v4 = OP.ult W v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = zext W v0\n\
        v8 = iconst W C\n\
        v3 = OP.ult W v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = zext W v0\n\
        v3 = zext W v1\n\
        v4 = OP.ule W v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = zext W v0\n\
        v8 = iconst W C\n\
        v3 = OP.ule W v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = zext W v0\n\
        v3 = zext W v1\n\
        v4 = OP.ugt W v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = zext W v0\n\
        v8 = iconst W C\n\
        v3 = OP.ugt W v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = zext W v0\n\
        v3 = zext W v1\n\
        v4 = OP.uge W v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = zext W v0\n\
        v8 = iconst W C\n\
        v3 = OP.uge W v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = sext W v0\n\
        v3 = sext W v1\n\
        v4 = OP.eq W v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = sext W v0\n\
        v8 = iconst W C\n\
        v3 = OP.eq W v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = sext W v0\n\
        v3 = sext W v1\n\
        v4 = OP.ne W v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = sext W v0\n\
        v8 = iconst W C\n\
        v3 = OP.ne W v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = sext W v0\n\
        v3 = sext W v1\n\
        v4 = OP.slt W v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = sext W v0\n\
        v8 = iconst W C\n\
        v3 = OP.slt W v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = sext W v0\n\
        v3 = sext W v1\n\
        v4 = OP.sle W v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = sext W v0\n\
        v8 = iconst W C\n\
        v3 = OP.sle W v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = sext W v0\n\
        v3 = sext W v1\n\
        v4 = OP.sgt W v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = sext W v0\n\
        v8 = iconst W C\n\
        v3 = OP.sgt W v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = sext W v0\n\
        v3 = sext W v1\n\
        v4 = OP.sge W v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = sext W v0\n\
        v8 = iconst W C\n\
        v3 = OP.sge W v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = sext W v0\n\
        v3 = sext W v1\n\
        v4 = OP.ult W v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = sext W v0\n\
        v8 = iconst W C\n\
        v3 = OP.ult W v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = sext W v0\n\
        v3 = sext W v1\n\
        v4 = OP.ule W v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = sext W v0\n\
        v8 = iconst W C\n\
        v3 = OP.ule W v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = sext W v0\n\
        v3 = sext W v1\n\
        v4 = OP.ugt W v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = sext W v0\n\
        v8 = iconst W C\n\
        v3 = OP.ugt W v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v2 = sext W v0\n\
        v3 = sext W v1\n\
        v4 = OP.uge W v2, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = sext W v0\n\
        v8 = iconst W C\n\
        v3 = OP.uge W v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = lshr T v0, v0\n\
        v8 = iconst T 1\n\
        v3 = lshr T v2, v8\n\
        v9 = iconst T 0\n\
        v4 = OP.slt T v3, v9\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v2 = lshr T v0, v0\n\
        v8 = iconst T 1\n\
        v3 = lshr T v2, v8\n\
        v9 = iconst T 0\n\
        v4 = OP.sge T v3, v9\n\
        ret (v4)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v8 = iconst T 0\n\
        v2 = isub T v0, v1\n\
        v3 = OP.eq T v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v8 = iconst T 0\n\
        v2 = xor T v0, v1\n\
        v3 = OP.eq T v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "i8",
        result: "i8",
        body: "v1 = symbol_addr ptr @g\n\
        v2 = iconst ptr 0\n\
        v3 = OP.eq ptr v1, v2\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T",
        result: "i8",
        body: "v8 = iconst T C\n\
        v9 = iconst T D\n\
        v2 = iadd T v0, v8\n\
        v3 = OP.ne T v2, v9\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v8 = iconst T 0\n\
        v2 = isub T v0, v1\n\
        v3 = OP.ne T v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "T T",
        result: "i8",
        body: "v8 = iconst T 0\n\
        v2 = xor T v0, v1\n\
        v3 = OP.ne T v2, v8\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "i8",
        result: "i8",
        body: "v1 = stack_addr ptr ss0\n\
        v2 = iconst ptr 0\n\
        v3 = OP.ne ptr v1, v2\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "i8",
        result: "i8",
        body: "v1 = symbol_addr ptr @g\n\
        v2 = iconst ptr 0\n\
        v3 = OP.ne ptr v1, v2\n\
        ret (v3)",
    },
    Example {
        ops: &["icmp"],
        params: "i8",
        result: "i8",
        body: "v1 = stack_addr ptr ss0 +8\n\
        v2 = stack_addr ptr ss0 +12\n\
        v3 = OP.ne ptr v1, v2\n\
        ret (v3)",
    },
    Example {
        ops: &["select"],
        params: "T T",
        result: "T",
        body: "v8 = iconst i8 C\n\
        v2 = OP T v8, v0, v1\n\
        ret (v2)",
    },
    Example {
        ops: &["select"],
        params: "T T",
        result: "T",
        body: "v2 = icmp.slt T v0, v1\n\
        v3 = iconst T 0\n\
        v4 = iconst T 1\n\
        v5 = OP T v2, v3, v4\n\
        ret (v5)",
    },
    Example {
        ops: &["select"],
        params: "i8 T",
        result: "T",
        body: "v8 = iconst T C\n\
        v2 = iconst i8 0\n\
        v3 = icmp.ne i8 v0, v2\n\
        v4 = OP T v3, v1, v8\n\
        ret (v4)",
    },
    Example {
        ops: &["br"],
        params: "i8 T",
        result: "T",
        body: "v8 = iconst T C\n\
        v2 = iconst i8 0\n\
        v3 = icmp.ne i8 v0, v2\n\
        OP v3 block1(v1), block1(v8)\n\
        block1(v4: T):\n\
        ret (v4)",
    },
    Example {
        ops: &["trunc"],
        params: "T",
        result: "T",
        body: "v2 = zext W v0\n\
        v3 = OP T v2\n\
        ret (v3)",
    },
    Example {
        ops: &["trunc"],
        params: "i8",
        result: "i16",
        body: "v2 = sext i64 v0\n\
        v3 = OP i16 v2\n\
        ret (v3)",
    },
    Example {
        ops: &["trunc"],
        params: "i8",
        result: "i16",
        body: "v2 = zext i64 v0\n\
        v3 = OP i16 v2\n\
        ret (v3)",
    },
    Example {
        ops: &["trunc"],
        params: "i32",
        result: "i16",
        body: "v2 = zext i64 v0\n\
        v3 = OP i16 v2\n\
        ret (v3)",
    },
    Example {
        ops: &["trunc"],
        params: "i64",
        result: "i8",
        body: "v2 = trunc i32 v0\n\
        v3 = OP i8 v2\n\
        ret (v3)",
    },
    Example {
        ops: &["trunc"],
        params: "T",
        result: "T",
        body: "v2 = zext W v0\n\
        v8 = iconst W C\n\
        v4 = iadd W v2, v8\n\
        v5 = OP T v4\n\
        ret (v5)",
    },
    Example {
        ops: &["trunc"],
        params: "T T",
        result: "T",
        body: "v2 = zext W v0\n\
        v3 = sext W v1\n\
        v4 = isub W v2, v3\n\
        v5 = OP T v4\n\
        ret (v5)",
    },
    Example {
        ops: &["trunc"],
        params: "T",
        result: "T",
        body: "v2 = zext W v0\n\
        v8 = iconst W C\n\
        v4 = isub W v2, v8\n\
        v5 = OP T v4\n\
        ret (v5)",
    },
    Example {
        ops: &["trunc"],
        params: "T T",
        result: "T",
        body: "v2 = zext W v0\n\
        v3 = sext W v1\n\
        v4 = imul W v2, v3\n\
        v5 = OP T v4\n\
        ret (v5)",
    },
    Example {
        ops: &["trunc"],
        params: "T",
        result: "T",
        body: "v2 = zext W v0\n\
        v8 = iconst W C\n\
        v4 = imul W v2, v8\n\
        v5 = OP T v4\n\
        ret (v5)",
    },
    Example {
        ops: &["trunc"],
        params: "T T",
        result: "T",
        body: "v2 = zext W v0\n\
        v3 = sext W v1\n\
        v4 = and W v2, v3\n\
        v5 = OP T v4\n\
        ret (v5)",
    },
    Example {
        ops: &["trunc"],
        params: "T",
        result: "T",
        body: "v2 = zext W v0\n\
        v8 = iconst W C\n\
        v4 = and W v2, v8\n\
        v5 = OP T v4\n\
        ret (v5)",
    },
    Example {
        ops: &["trunc"],
        params: "T T",
        result: "T",
        body: "v2 = zext W v0\n\
        v3 = sext W v1\n\
        v4 = or W v2, v3\n\
        v5 = OP T v4\n\
        ret (v5)",
    },
    Example {
        ops: &["trunc"],
        params: "T",
        result: "T",
        body: "v2 = zext W v0\n\
        v8 = iconst W C\n\
        v4 = or W v2, v8\n\
        v5 = OP T v4\n\
        ret (v5)",
    },
    Example {
        ops: &["trunc"],
        params: "T T",
        result: "T",
        body: "v2 = zext W v0\n\
        v3 = sext W v1\n\
        v4 = xor W v2, v3\n\
        v5 = OP T v4\n\
        ret (v5)",
    },
    Example {
        ops: &["trunc"],
        params: "T",
        result: "T",
        body: "v2 = zext W v0\n\
        v8 = iconst W C\n\
        v4 = xor W v2, v8\n\
        v5 = OP T v4\n\
        ret (v5)",
    },
    Example {
        ops: &["sext"],
        params: "i8",
        result: "i64",
        body: "v2 = zext i16 v0\n\
        v3 = OP i64 v2\n\
        ret (v3)",
    },
    Example {
        ops: &["sext"],
        params: "T T",
        result: "i32",
        body: "v2 = icmp.slt T v0, v1\n\
        v3 = OP i32 v2\n\
        ret (v3)",
    },
    Example {
        ops: &["bitcast"],
        params: "i64",
        result: "i64",
        body: "v2 = OP ptr v0\n\
        v3 = OP i64 v2\n\
        ret (v3)",
    },
    Example {
        ops: &["sdiv", "srem"],
        params: "T",
        result: "T",
        body: "v8 = iconst T -1\n\
        v2 = OP T v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["ptr_add"],
        params: "i8",
        result: "ptr",
        body: "v8 = iconst i64 C\n\
        v1 = stack_addr ptr ss0\n\
        v2 = OP ptr v1, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["ptr_add"],
        params: "i8",
        result: "ptr",
        body: "v8 = iconst i64 C\n\
        v1 = symbol_addr ptr @g\n\
        v2 = OP ptr v1, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["ptr_add"],
        params: "ptr i64",
        result: "ptr",
        body: "v8 = iconst i64 C\n\
        v2 = iadd i64 v1, v8\n\
        v3 = OP ptr v0, v2\n\
        ret (v3)",
    },
    Example {
        ops: &["ptr_add"],
        params: "ptr i64",
        result: "ptr",
        body: "v8 = iconst i64 C\n\
        v9 = iconst i64 D\n\
        v2 = iadd i64 v1, v8\n\
        v3 = shl i64 v2, v9\n\
        v4 = OP ptr v0, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["ptr_add"],
        params: "ptr i64",
        result: "ptr",
        body: "v8 = iconst i64 C\n\
        v9 = iconst i64 D\n\
        v2 = iadd i64 v1, v8\n\
        v3 = imul i64 v2, v9\n\
        v4 = OP ptr v0, v3\n\
        ret (v4)",
    },
    Example {
        ops: &["fneg", "fabs"],
        params: "f32",
        result: "f32",
        body: "v2 = fneg f32 v0\n\
        v3 = OP f32 v2\n\
        ret (v3)",
    },
    Example {
        ops: &["fabs"],
        params: "f32",
        result: "f32",
        body: "v2 = fabs f32 v0\n\
        v3 = OP f32 v2\n\
        ret (v3)",
    },
    Example {
        ops: &["fmul", "fdiv"],
        params: "f32",
        result: "f32",
        body: "v8 = fconst f32 0x3f800000\n\
        v2 = OP f32 v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["fadd"],
        params: "f32",
        result: "f32",
        body: "v8 = fconst f32 0x80000000\n\
        v2 = OP f32 v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["fsub"],
        params: "f32",
        result: "f32",
        body: "v8 = fconst f32 0x0\n\
        v2 = OP f32 v0, v8\n\
        ret (v2)",
    },
    Example {
        ops: &["fadd", "fsub"],
        params: "f32 f32",
        result: "f32",
        body: "v2 = fneg f32 v1\n\
        v3 = OP f32 v0, v2\n\
        ret (v3)",
    },
    Example {
        ops: &["fabs"],
        params: "f64",
        result: "f64",
        body: "v2 = fabs f64 v0\n\
        v3 = OP f64 v2\n\
        ret (v3)",
    },
];
