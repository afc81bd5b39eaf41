//! Switches become a binary search over clusters of cases; a dense cluster is a jump table, a lone range a comparison.
//! A `switch` instruction with `aux` 1 that is left indexes its table from 0 and is known to be in range.

use crate::Options;
use cranelift_entity::EntityList;
use ir::{Block, BlockCall, Function, Inst, InstData, IntCond, Op, SwitchData, Type, Value};
use rustc_hash::FxHashMap;

/// Fewer cases than this are compared one by one.
const MIN_TABLE: u64 = 5;
/// A table may have this many entries per case.
const MAX_SPARSENESS: u64 = 8;

/// Cases that one test or table handles.
#[derive(Clone, Copy, Debug)]
struct Cluster {
    low: u64,
    high: u64,
    /// Entries of the sorted cases.
    first: usize,
    end: usize,
}

/// Expands all switches of a function.
pub(crate) fn expand(f: &mut Function, options: &Options) {
    if f.switches.is_empty() {
        return;
    }
    let mut layout = Vec::with_capacity(f.layout.len() * 2);
    for i in 0..f.layout.len() {
        let block = f.layout[i];
        layout.push(block);
        let Some(inst) = f.terminator(block) else { continue };
        if f.insts[inst].op == Op::Switch && f.insts[inst].aux == 0 {
            f.blocks[block].insts.pop();
            Expansion { f, options, inst }.run(block, &mut layout);
        }
    }
    f.layout = layout;
}

/// What is searched for, and where its cases go.
struct Search {
    v: Value,
    ty: Type,
    cases: Vec<(u64, u64, u32)>,
    edges: Vec<BlockCall>,
}

struct Expansion<'a> {
    f: &'a mut Function,
    options: &'a Options,
    inst: Inst,
}

impl Expansion<'_> {
    fn run(mut self, block: Block, layout: &mut Vec<Block>) {
        let data = self.f.insts[self.inst];
        let table = self.f.switches[data.imm as usize].clone();
        let edges =
            self.f.edges[table.first_edge as usize..(table.first_edge + table.edges) as usize].to_vec();
        let mut cases = table.cases;
        cases.sort_unstable_by_key(|&(low, _, _)| low);
        // Neighbouring ranges with the same target are one.
        cases.dedup_by(|next, kept| {
            let joins = kept.2 == next.2 && kept.1.checked_add(1) == Some(next.0);
            if joins {
                kept.1 = next.1;
            }
            joins
        });
        let clusters = self.clusters(&cases);
        let search = Search { v: data.args[0], ty: data.ty, cases, edges };
        self.search(block, &search, &clusters, layout);
    }

    /// Grows tables greedily from the left.
    fn clusters(&self, cases: &[(u64, u64, u32)]) -> Vec<Cluster> {
        let mut list = Vec::new();
        let mut i = 0;
        while i < cases.len() {
            let mut best = i;
            if self.options.jump_tables {
                let mut values = 0u64;
                for (j, &(low, high, _)) in cases.iter().enumerate().skip(i) {
                    values = values.saturating_add((high - low).saturating_add(1));
                    let span = (high - cases[i].0).saturating_add(1);
                    if span > values.max(1).saturating_mul(MAX_SPARSENESS).min(1 << 20) {
                        break;
                    }
                    if (j + 1 - i) as u64 >= MIN_TABLE {
                        best = j;
                    }
                }
            }
            list.push(Cluster { low: cases[i].0, high: cases[best].1, first: i, end: best + 1 });
            i = best + 1;
        }
        list
    }

    fn push(&mut self, block: Block, data: InstData, result: Type) -> Value {
        let loc = self.f.locs[self.inst];
        match self.f.append(block, data, result, loc) {
            Some(value) => value,
            None => data.args[0],
        }
    }

    fn constant(&mut self, block: Block, ty: Type, n: u64) -> Value {
        let n = match ty.bits() {
            8 => i64::from(n as i8),
            16 => i64::from(n as i16),
            32 => i64::from(n as i32),
            _ => n as i64,
        };
        self.push(block, InstData::new(Op::Iconst, ty, &[]).with_imm(n), ty)
    }

    fn copy_edge(&mut self, edge: BlockCall) -> BlockCall {
        let args: Vec<Value> = edge.args.as_slice(&self.f.lists).to_vec();
        let mut list = EntityList::new();
        list.extend(args, &mut self.f.lists);
        BlockCall { block: edge.block, args: list }
    }

    fn jump(&mut self, block: Block, to: BlockCall) {
        let mut data = InstData::new(Op::Jump, Type::NONE, &[]);
        data.x = self.f.edges.len() as u32;
        let edge = self.copy_edge(to);
        self.f.edges.push(edge);
        let loc = self.f.locs[self.inst];
        self.f.append(block, data, Type::NONE, loc);
    }

    /// Branches to the edge or the block if the comparison holds.
    fn branch(&mut self, block: Block, cond: IntCond, v: Value, n: u64, to: (BlockCall, BlockCall)) {
        let ty = self.f.ty(v);
        let n = self.constant(block, ty, n);
        let test = self.push(block, InstData::new(Op::Icmp, ty, &[v, n]).with_aux(cond as u8), Type::I8);
        let mut data = InstData::new(Op::Br, Type::NONE, &[test]);
        data.x = self.f.edges.len() as u32;
        for edge in [to.0, to.1] {
            let edge = self.copy_edge(edge);
            self.f.edges.push(edge);
        }
        self.push(block, data, Type::NONE);
    }

    fn fresh(&mut self, layout: &mut Vec<Block>) -> Block {
        let block = self.f.new_block();
        layout.push(block);
        block
    }

    fn search(&mut self, block: Block, s: &Search, clusters: &[Cluster], layout: &mut Vec<Block>) {
        let go = |block| BlockCall { block, args: EntityList::new() };
        match clusters {
            [] => self.jump(block, s.edges[0]),
            [one] => self.cluster(block, s, *one, layout),
            [first, rest @ ..] if clusters.len() <= 3 => {
                // A short chain, in order.
                let next = self.fresh_later();
                self.test(block, s, *first, next, layout);
                layout.push(next);
                self.search(next, s, rest, layout);
            }
            _ => {
                let middle = clusters.len() / 2;
                let (left, right) = (self.fresh(layout), self.fresh_later());
                let pivot = clusters[middle].low;
                self.branch(block, IntCond::Ult, s.v, pivot, (go(left), go(right)));
                self.search(left, s, &clusters[..middle], layout);
                layout.push(right);
                self.search(right, s, &clusters[middle..], layout);
            }
        }
    }

    /// A block whose place in the layout comes later.
    fn fresh_later(&mut self) -> Block {
        self.f.new_block()
    }

    fn cluster(&mut self, block: Block, s: &Search, cluster: Cluster, layout: &mut Vec<Block>) {
        let last = self.fresh_later();
        self.test(block, s, cluster, last, layout);
        layout.push(last);
        self.jump(last, s.edges[0]);
    }

    /// Goes where the cluster says, else to `next`.
    fn test(&mut self, block: Block, s: &Search, cluster: Cluster, next: Block, layout: &mut Vec<Block>) {
        let next = BlockCall { block: next, args: EntityList::new() };
        let (v, ty) = (s.v, s.ty);
        let inside = &s.cases[cluster.first..cluster.end];
        if let [(low, high, edge)] = *inside {
            let target = s.edges[edge as usize];
            if low == high {
                return self.branch(block, IntCond::Eq, v, low, (target, next));
            }
            let offset = self.subtract(block, v, ty, low);
            return self.branch(block, IntCond::Ule, offset, high - low, (target, next));
        }
        let offset = self.subtract(block, v, ty, cluster.low);
        let table = self.fresh(layout);
        let go = BlockCall { block: table, args: EntityList::new() };
        self.branch(block, IntCond::Ule, offset, cluster.high - cluster.low, (go, next));
        // One edge per distinct target; the default fills the gaps.
        let first_edge = self.f.edges.len() as u32;
        let default = self.copy_edge(s.edges[0]);
        self.f.edges.push(default);
        let mut known: FxHashMap<u32, u32> = FxHashMap::from_iter([(0, 0)]);
        let mut entries = Vec::new();
        let mut at = cluster.low;
        for &(low, high, edge) in inside {
            while at < low {
                entries.push((at - cluster.low, at - cluster.low, 0));
                at += 1;
            }
            let count = known.len() as u32;
            let number = *known.entry(edge).or_insert_with(|| {
                let copy = self.copy_edge(s.edges[edge as usize]);
                self.f.edges.push(copy);
                count
            });
            for n in low..=high {
                entries.push((n - cluster.low, n - cluster.low, number));
            }
            at = high.wrapping_add(1);
        }
        let count = known.len() as u32;
        self.f.switches.push(SwitchData { cases: entries, first_edge, edges: count });
        let number = self.f.switches.len() as i64 - 1;
        let data = InstData::new(Op::Switch, ty, &[offset]).with_imm(number).with_aux(1);
        self.push(table, data, Type::NONE);
    }

    fn subtract(&mut self, block: Block, v: Value, ty: Type, n: u64) -> Value {
        if n == 0 {
            return v;
        }
        let n = self.constant(block, ty, n);
        self.push(block, InstData::new(Op::Isub, ty, &[v, n]), ty)
    }
}
