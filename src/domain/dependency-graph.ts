/** `from` waits for `to`. */
export type Edge = { from: number; to: number };

/**
 * The cycle that adding `edge` would close, as the tasks on it in order, starting and ending with `edge.from`;
 * undefined when there is none. An edge to itself is the shortest cycle.
 */
export function findCycle(edges: readonly Edge[], edge: Edge): number[] | undefined {
  const targets = new Map<number, number[]>();
  for (const { from, to } of edges) targets.set(from, [...(targets.get(from) ?? []), to]);
  const cameFrom = new Map<number, number>([[edge.to, edge.from]]);
  const open = [edge.to];
  for (let at = open.shift(); at !== undefined; at = open.shift()) {
    if (at === edge.from) return pathTo(cameFrom, edge);
    for (const next of targets.get(at) ?? []) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, at);
      open.push(next);
    }
  }
  return undefined;
}

function pathTo(cameFrom: ReadonlyMap<number, number>, edge: Edge): number[] {
  const path = [edge.from];
  let at = cameFrom.get(edge.from) ?? edge.to;
  while (at !== edge.from && path.length <= cameFrom.size) {
    path.unshift(at);
    if (at === edge.to) break;
    at = cameFrom.get(at) ?? edge.from;
  }
  return [edge.from, ...path];
}
