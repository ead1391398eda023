import type { ReceivedSpan } from './span';

/** A span in its place in the trace, after its parent. */
export interface PlacedSpan {
  readonly span: ReceivedSpan;
  /** 0 for a root. */
  readonly depth: number;
  /** Milliseconds from the start of the trace, with the clock of its process put right. */
  readonly startMs: number;
  /** Milliseconds of it in which no child of it was under way. */
  readonly selfMs: number;
}

/** One trace in the order of a waterfall: each span is followed by its children, the earliest first. */
export interface AssembledTrace {
  readonly id: string;
  readonly spans: readonly PlacedSpan[];
  /** Milliseconds from the first start to the last end. */
  readonly durationMs: number;
  /** Milliseconds since 1970 of the first start. */
  readonly startedAtMs: number;
  /** What is odd about it, as sentences. */
  readonly notes: readonly string[];
}

/** By how many milliseconds the clocks of two processes may differ before a span is moved. */
const CLOCK_TOLERANCE_MS = 5;

interface Node {
  readonly span: ReceivedSpan;
  readonly children: Node[];
  /** Added to its start, milliseconds. */
  shift: number;
}

/**
 * Puts the spans of one trace in order; they may come in any order and be incomplete. A span whose parent was not
 * received, or is its own descendant, stands as a root. Throws when there is no span.
 */
export function assembleTrace(id: string, received: readonly ReceivedSpan[]): AssembledTrace {
  const nodes = new Map(received.map((span) => [span.id, { span, children: [], shift: 0 }]));
  const { roots, orphans } = link(nodes);
  const moved = roots.reduce((sum, root) => sum + alignClocks(root), 0);
  const all = roots.flatMap((root) => inOrder(root, 0));
  const startedAtMs = Math.min(...all.map(({ node }) => startOf(node)));
  const end = Math.max(...all.map(({ node }) => endOf(node)));
  return {
    id,
    startedAtMs,
    durationMs: round(end - startedAtMs),
    spans: all.map(({ node, depth }) => ({
      span: node.span,
      depth,
      startMs: round(startOf(node) - startedAtMs),
      selfMs: round(selfTime(node)),
    })),
    notes: notesOn(orphans, roots.length - orphans, moved),
  };
}

function link(nodes: ReadonlyMap<string, Node>): { roots: Node[]; orphans: number } {
  const roots: Node[] = [];
  let orphans = 0;
  for (const node of nodes.values()) {
    const { parentId } = node.span;
    const parent = parentId === undefined ? undefined : nodes.get(parentId);
    if (parent !== undefined && !isAncestor(node, parent, nodes)) {
      parent.children.push(node);
      continue;
    }
    if (parentId !== undefined) orphans += 1;
    roots.push(node);
  }
  for (const { children } of nodes.values()) children.sort(byStart);
  return { roots: roots.sort(byStart), orphans };
}

/** True when going up from `node` leads to `wanted`; false also when it leads round in a circle. */
function isAncestor(wanted: Node, node: Node, nodes: ReadonlyMap<string, Node>): boolean {
  const seen = new Set<Node>();
  for (let at: Node | undefined = node; at !== undefined; at = nodes.get(at.span.parentId ?? '')) {
    if (at === wanted) return true;
    if (seen.has(at)) return false;
    seen.add(at);
  }
  return false;
}

/**
 * Moves what another process told into the span that caused it, when it lies outside by more than clocks on one machine
 * differ: an answer cannot begin before its question. Returns how many spans were moved.
 */
function alignClocks(root: Node): number {
  let moved = 0;
  const pending: Node[] = [root];
  for (let parent = pending.pop(); parent !== undefined; parent = pending.pop()) {
    for (const child of parent.children) {
      child.shift = parent.span.service === child.span.service ? parent.shift : 0;
      const shift = clockShift(parent, child);
      if (shift !== 0) moved += 1;
      child.shift += shift;
      pending.push(child);
    }
  }
  return moved;
}

function clockShift(parent: Node, child: Node): number {
  if (parent.span.service === child.span.service) return 0;
  const early = startOf(parent) - startOf(child);
  const late = endOf(child) - endOf(parent);
  if (early <= CLOCK_TOLERANCE_MS && late <= CLOCK_TOLERANCE_MS) return 0;
  const room = parent.span.durationMs - child.span.durationMs;
  // What takes longer than its parent was not waited for to the end: only its beginning can be put right.
  if (room < 0) return early > CLOCK_TOLERANCE_MS ? early : 0;
  return early + room / 2;
}

interface Ordered {
  readonly node: Node;
  readonly depth: number;
}

/** Without recursion, because a trace may be as deep as somebody likes. */
function inOrder(root: Node, depth: number): Ordered[] {
  const result: Ordered[] = [];
  const pending: Ordered[] = [{ node: root, depth }];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    result.push(at);
    const below = at.depth + 1;
    for (const child of [...at.node.children].reverse()) pending.push({ node: child, depth: below });
  }
  return result;
}

function selfTime(node: Node): number {
  const [from, to] = [startOf(node), endOf(node)];
  let covered = 0;
  let until = from;
  for (const child of [...node.children].sort((a, b) => startOf(a) - startOf(b))) {
    const start = Math.max(startOf(child), until);
    const end = Math.min(endOf(child), to);
    if (end <= start) continue;
    covered += end - start;
    until = end;
  }
  return to - from - covered;
}

function notesOn(orphans: number, roots: number, moved: number): string[] {
  const notes: string[] = [];
  if (orphans > 0) notes.push(`${spansOf(orphans)} named a parent that was not received.`);
  if (roots > 1) notes.push(`It has ${roots} beginnings.`);
  if (moved > 0)
    notes.push(`${spansOf(moved)} moved into the caller's time: the clocks of the processes differ.`);
  return notes;
}

function spansOf(count: number): string {
  return count === 1 ? '1 span' : `${count} spans`;
}

function startOf({ span, shift }: Node): number {
  return span.startMs + shift;
}

function endOf(node: Node): number {
  return startOf(node) + node.span.durationMs;
}

function byStart(a: Node, b: Node): number {
  return a.span.startMs - b.span.startMs || (a.span.id < b.span.id ? -1 : 1);
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
