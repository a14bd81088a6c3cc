/** `from` waits for `to`. */
export type Edge = { from: number; to: number };

/**
 * The cycle that adding `edge` would close, as the tasks on it in order, starting and ending with `edge.from`;
 * undefined when there is none. An edge to itself is the shortest cycle.
 */
export function findCycle(edges: readonly Edge[], edge: Edge): number[] | undefined {
  const targets = new Map<number, number[]>();
  for (const { from, to } of edges) targets.set(from, [...(targets.get(from) ?? []), to]);
  return findCircle(edge.from, (id) => (id === edge.from ? [edge.to] : (targets.get(id) ?? [])));
}

/**
 * The shortest circle that a task waits in, as the tasks on it in order, starting and ending with it; undefined where
 * there is none among the first `most` that are looked at.
 */
export function findCircle(
  start: number,
  waitsFor: (id: number) => readonly number[],
  most = Number.POSITIVE_INFINITY,
): number[] | undefined {
  const cameFrom = new Map<number, number>();
  const open = [start];
  for (let looked = 0; looked < most; looked += 1) {
    const at = open.shift();
    if (at === undefined) return undefined;
    for (const next of waitsFor(at)) {
      if (next === start) return [...pathTo(cameFrom, at), start];
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, at);
      open.push(next);
    }
  }
  return undefined;
}

/** Of these, those whose waits never end by themselves: in a circle, or behind one. Each task is looked at once. */
export function listStuck(starts: readonly number[], waitsFor: (id: number) => readonly number[]): number[] {
  const left = new Map<number, number>();
  const behind = new Map<number, number[]>();
  const free: number[] = [];
  const found = [...starts];
  for (let id = found.pop(); id !== undefined; id = found.pop()) {
    if (left.has(id)) continue;
    const targets = waitsFor(id);
    left.set(id, targets.length);
    if (targets.length === 0) free.push(id);
    for (const to of targets) {
      const others = behind.get(to);
      if (others === undefined) behind.set(to, [id]);
      else others.push(id);
    }
    found.push(...targets);
  }
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    for (const waiting of behind.get(id) ?? []) {
      const others = (left.get(waiting) ?? 0) - 1;
      left.set(waiting, others);
      if (others === 0) free.push(waiting);
    }
  }
  return starts.filter((id) => left.get(id) !== 0);
}

/** From the start of the search, which came from nowhere. */
function pathTo(cameFrom: ReadonlyMap<number, number>, end: number): number[] {
  const path = [end];
  for (let at = cameFrom.get(end); at !== undefined; at = cameFrom.get(at)) path.unshift(at);
  return path;
}
