//! Flags that GCC has and that knowingly do nothing here: they tune passes that ccc does not have, or ask for what
//! it always does.

/// `-f<name>` and `-fno-<name>`.
pub(crate) static TOGGLES: &[&str] = &[
    "aggressive-loop-optimizations", "align-functions", "align-jumps", "align-labels", "align-loops",
    "allocation-dce", "allow-parameterless-variadic-functions", "allow-store-data-races", "argument-alias",
    "argument-noalias", "argument-noalias-anything", "argument-noalias-global", "auto-inc-dec",
    "bit-tests", "branch-count-reg", "branch-target-load-optimize", "branch-target-load-optimize2",
    "btr-bb-exclusive", "building-libgcc", "caller-saves", "canonical-system-headers", "code-hoisting",
    "combine-stack-adjustments", "compare-elim", "cond-mismatch", "conserve-stack", "cprop-registers",
    "crossjumping", "cse-follow-jumps", "cse-skip-blocks", "dce", "debug-cpp", "debug-types-section",
    "defer-pop", "delayed-branch", "delete-dead-exceptions", "devirtualize", "devirtualize-at-ltrans",
    "devirtualize-speculatively", "diagnostics-generate-patch", "diagnostics-parseable-fixits",
    "diagnostics-show-cwe", "diagnostics-show-labels", "diagnostics-show-line-numbers",
    "diagnostics-show-path-depths", "dse", "dwarf2-cfi-asm", "early-inlining", "eliminate-dwarf2-dups",
    "eliminate-unused-debug-symbols", "eliminate-unused-debug-types", "emit-class-debug-always",
    "emit-struct-debug-baseonly", "emit-struct-debug-reduced", "expensive-optimizations",
    "extended-identifiers", "fat-lto-objects", "finite-loops", "float-store", "fold-simple-inlines",
    "force-addr", "forward-propagate", "fp-int-builtin-inexact", "function-cse", "gcse",
    "gcse-after-reload", "gcse-las", "gcse-lm", "gcse-sm", "gnu-unique", "graphite", "graphite-identity",
    "guess-branch-probability", "hoist-adjacent-loads", "if-conversion", "if-conversion2",
    "indirect-inlining", "inline-atomics", "inline-functions", "inline-functions-called-once",
    "inline-small-functions", "ipa-bit-cp", "ipa-cp", "ipa-cp-alignment", "ipa-cp-clone", "ipa-icf",
    "ipa-icf-functions", "ipa-icf-variables", "ipa-matrix-reorg", "ipa-modref", "ipa-profile", "ipa-pta",
    "ipa-pure-const", "ipa-ra", "ipa-reference", "ipa-reference-addressable", "ipa-sra",
    "ipa-stack-alignment", "ipa-strict-aliasing", "ipa-struct-reorg", "ipa-vrp", "ira-hoist-pressure",
    "ira-loop-pressure", "ira-share-save-slots", "ira-share-spill-slots",
    "isolate-erroneous-paths-attribute", "isolate-erroneous-paths-dereference", "ivopts",
    "keep-gc-roots-live", "keep-static-consts", "keep-static-functions", "lifetime-dse",
    "limit-function-alignment", "live-patching", "live-range-shrinkage", "loop-block", "loop-flatten",
    "loop-interchange", "loop-nest-optimize", "loop-optimize", "loop-parallelize-all", "loop-strip-mine",
    "loop-unroll-and-jam", "lra-remat", "lto", "lto-odr-type-merging", "lto-report", "lto-report-wpa",
    "mem-report", "mem-report-wpa", "merge-all-constants", "merge-constants", "merge-debug-strings",
    "modulo-sched", "modulo-sched-allow-regmoves", "move-loop-invariants", "move-loop-stores",
    "nothrow-opt", "optimize-register-move", "optimize-strlen", "partial-inlining", "pch-deps",
    "peel-loops", "peephole", "peephole2", "post-ipa-mem-report", "pre-ipa-mem-report",
    "predictive-commoning", "prefetch-loop-arrays", "printf-return-value", "random-seed",
    "record-gcc-switches", "ree", "regmove", "rename-registers", "reorder-blocks",
    "reorder-blocks-and-partition", "reorder-functions", "report-bug", "rerun-cse-after-loop",
    "rerun-loop-opt", "reschedule-modulo-scheduled-loops", "save-optimization-record",
    "sched-critical-path-heuristic", "sched-dep-count-heuristic", "sched-group-heuristic",
    "sched-interblock", "sched-last-insn-heuristic", "sched-pressure", "sched-rank-heuristic",
    "sched-spec", "sched-spec-insn-heuristic", "sched-spec-load", "sched-spec-load-dangerous",
    "sched-stalled-insns", "sched-stalled-insns-dep", "sched2-use-superblocks", "sched2-use-traces",
    "schedule-fusion", "schedule-insns", "schedule-insns2", "section-anchors", "see",
    "sel-sched-pipelining", "sel-sched-pipelining-outer-loops", "sel-sched-reschedule-pipelined",
    "selective-scheduling", "selective-scheduling2", "shrink-wrap", "shrink-wrap-separate",
    "split-ivs-in-unroller", "split-loops", "split-paths", "split-wide-types", "split-wide-types-early",
    "ssa-backprop", "ssa-phiopt", "stack-clash-protection", "stack-usage", "stdarg-opt", "store-merging",
    "strength-reduce", "strict-enums", "sync-libcalls", "thread-jumps", "threadsafe-statics",
    "time-report-details", "toplevel-reorder", "tracer", "track-macro-expansion", "trampolines",
    "tree-bit-ccp", "tree-builtin-call-dce", "tree-ccp", "tree-ch", "tree-coalesce-inlined-vars",
    "tree-coalesce-vars", "tree-copy-prop", "tree-copyrename", "tree-cselim", "tree-dce",
    "tree-dominator-opts", "tree-dse", "tree-forwprop", "tree-fre", "tree-loop-distribute-patterns",
    "tree-loop-distribution", "tree-loop-if-convert", "tree-loop-if-convert-stores", "tree-loop-im",
    "tree-loop-ivcanon", "tree-loop-linear", "tree-loop-optimize", "tree-loop-vectorize", "tree-lrs",
    "tree-partial-pre", "tree-phiprop", "tree-pre", "tree-pta", "tree-reassoc", "tree-salias",
    "tree-scev-cprop", "tree-sink", "tree-slp-vectorize", "tree-slsr", "tree-sra", "tree-store-ccp",
    "tree-store-copy-prop", "tree-switch-conversion", "tree-tail-merge", "tree-ter",
    "tree-vect-loop-version", "tree-vectorize", "tree-vrp", "unconstrained-commons", "unit-at-a-time",
    "unroll-all-loops", "unroll-completely-grow-size", "unroll-loops", "unsafe-loop-optimizations",
    "unswitch-loops", "use-linker-plugin", "var-tracking", "var-tracking-assignments",
    "var-tracking-assignments-toggle", "var-tracking-uninit", "variable-expansion-in-unroller",
    "vect-cost-model", "vpt", "web", "working-directory", "zee",
];

/// `-f<name>=<value>`.
pub(crate) static VALUES: &[&str] = &[
    "align-functions", "align-jumps", "align-labels", "align-loops", "diagnostics-column-origin",
    "diagnostics-column-unit", "diagnostics-escape-format", "diagnostics-format",
    "diagnostics-minimum-margin-width", "diagnostics-path-format", "diagnostics-show-location",
    "diagnostics-urls", "emit-struct-debug-detailed", "fp-contract", "gnat-encodings", "inline-limit",
    "ira-algorithm", "ira-region", "ira-verbose", "lifetime-dse", "live-patching", "lto",
    "lto-compression-level", "lto-partition", "max-include-depth", "message-length", "offload-abi",
    "offload-options", "permitted-flt-eval-methods", "random-seed", "reorder-blocks-algorithm",
    "sched-stalled-insns", "sched-stalled-insns-dep", "sched-verbose", "simd-cost-model", "stack-reuse",
    "tabstop", "track-macro-expansion", "tree-parallelize-loops", "tree-vectorizer-verbose",
    "vect-cost-model",
];

/// `-g<name>` and `-gno-<name>`.
pub(crate) static DEBUG: &[&str] = &[
    "as-loc-support", "as-locview-support", "column-info", "describe-dies", "dwarf32", "dwarf64",
    "gnu-pubnames", "inline-points", "internal-reset-location-views", "pubnames", "record-gcc-switches",
    "statement-frontiers", "strict-dwarf", "variable-location-views", "z",
];

/// `-W<name>`: warnings of GCC's that ccc does not give.
pub(crate) static WARNINGS: &[&str] = &[
    "analyzer-double-fclose", "analyzer-double-free", "analyzer-exposure-through-output-file",
    "analyzer-file-leak", "analyzer-free-of-non-heap", "analyzer-malloc-leak",
    "analyzer-mismatching-deallocation", "analyzer-null-argument", "analyzer-null-dereference",
    "analyzer-possible-null-argument", "analyzer-possible-null-dereference",
    "analyzer-shift-count-negative", "analyzer-shift-count-overflow", "analyzer-stale-setjmp-buffer",
    "analyzer-tainted-allocation-size", "analyzer-tainted-array-index", "analyzer-tainted-divisor",
    "analyzer-tainted-offset", "analyzer-tainted-size", "analyzer-too-complex",
    "analyzer-unsafe-call-within-signal-handler", "analyzer-use-after-free",
    "analyzer-use-of-pointer-in-stale-stack-frame", "analyzer-use-of-uninitialized-value",
    "analyzer-write-to-const", "analyzer-write-to-string-literal", "array-bounds", "attribute-alias",
    "cannot-profile", "cast-align", "coverage-invalid-line-number", "error-implicit-function-declaration",
    "format-diag", "frame-larger-than", "implicit-fallthrough", "invalid-memory-model", "larger-than",
    "missing-profile", "override-init-side-effects", "shadow", "shadow-compatible-local", "shadow-local",
    "sized-deallocation", "stack-usage", "suggest-attribute", "suggest-final-methods",
    "suggest-final-types", "system-headers", "traditional-conversion", "trampolines",
    "trivial-auto-var-init", "use-after-free",
];

/// `-m<name>` and `-mno-<name>`: tuning.
pub(crate) static MACHINE: &[&str] = &[
    "accumulate-outgoing-args", "align-stringops", "avx256-split-unaligned-load", "avx256-split-unaligned-store",
    "call-ms2sysv-xlogues", "dispatch-scheduler", "force-drap", "fused-madd", "glibc", "ieee-fp",
    "inline-all-stringops", "inline-stringops-dynamically", "omit-leaf-frame-pointer", "push-args",
    "recip", "skip-rax-setup", "stv", "tls-direct-seg-refs", "vzeroupper", "8bit-idiv", "direct-extern-access",
    "relax-cmpxchg-loop", "fp-ret-in-387", "fancy-math-387", "hard-float", "80387", "fxsr", "mmx", "128bit-long-double",
    "long-double-80",
];

/// `-m<name>=<value>`: tuning.
pub(crate) static MACHINE_VALUES: &[&str] = &[
    "tune", "branch-cost", "memcpy-strategy", "memset-strategy", "stringop-strategy", "prefer-vector-width",
    "tune-ctrl", "move-max", "store-max", "large-data-threshold", "cpu",
];
