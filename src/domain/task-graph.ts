import type { Edge } from './dependency-graph.ts';

/** A task, or with a negative id a work item that has none yet; `stage` is null for that one. */
export type GraphNode = {
  id: number;
  name: string;
  title: string;
  stage: string | null;
  ended: boolean;
  /** Whether a person is asked. */
  asks: boolean;
};

/** `left` open tasks have nothing to do with any other and are not drawn. */
export type TaskGraph = { nodes: GraphNode[]; edges: Edge[]; left: number };

/** Without each edge that a longer way between the same two tells already. In a circle of old rows enough stays to see it. */
export function withoutShortcuts(edges: readonly Edge[]): Edge[] {
  const kept = new Map<number, Set<number>>();
  for (const { from, to } of edges) kept.set(from, (kept.get(from) ?? new Set<number>()).add(to));
  return edges.filter(({ from, to }) => {
    const targets = kept.get(from);
    if (targets === undefined) return true;
    const isTold = [...targets].some((next) => next !== to && next !== from && reaches(kept, next, to, from));
    if (isTold) targets.delete(to);
    return !isTold;
  });
}

/** Whether a way leads from one to the other that does not pass `around`. */
function reaches(
  edges: ReadonlyMap<number, ReadonlySet<number>>,
  from: number,
  to: number,
  around: number,
): boolean {
  const seen = new Set([around]);
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === to) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    open.push(...(edges.get(at) ?? []));
  }
  return false;
}
