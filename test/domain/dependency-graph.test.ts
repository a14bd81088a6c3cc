import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Edge, findCycle, listStuck } from '../../src/domain/dependency-graph.ts';

const aNode = fc.nat(6);
const anEdge: fc.Arbitrary<Edge> = fc.record({ from: aNode, to: aNode });

/** Every node in reach by following edges again and again until nothing is added. */
function reach(edges: readonly Edge[], start: number): Set<number> {
  const reached = new Set([start]);
  for (let size = 0; size !== reached.size; ) {
    size = reached.size;
    for (const { from, to } of edges) if (reached.has(from)) reached.add(to);
  }
  return reached;
}

test('a cycle is found exactly when the end of the new edge leads back to its start', () => {
  fc.assert(
    fc.property(fc.array(anEdge, { maxLength: 14 }), anEdge, (edges, edge) => {
      expect(findCycle(edges, edge) !== undefined).toBe(reach(edges, edge.to).has(edge.from));
    }),
    { numRuns: 2000 },
  );
});

test('the path starts and ends with the waiting task, goes along edges and meets no task twice', () => {
  fc.assert(
    fc.property(fc.array(anEdge, { maxLength: 14 }), anEdge, (edges, edge) => {
      const path = findCycle(edges, edge);
      if (path === undefined) return;
      expect(path[0]).toBe(edge.from);
      expect(path.at(-1)).toBe(edge.from);
      expect(path[1]).toBe(edge.to);
      expect(new Set(path).size).toBe(path.length - 1);
      for (const [index, from] of path.slice(0, -1).entries()) {
        expect([...edges, edge]).toContainEqual({ from, to: path[index + 1] });
      }
    }),
    { numRuns: 2000 },
  );
});

test('a task that would wait for itself is the shortest cycle', () => {
  expect(findCycle([], { from: 4, to: 4 })).toEqual([4, 4]);
});

test('a cycle over several tasks names them in order', () => {
  const edges = [
    { from: 2, to: 3 },
    { from: 3, to: 4 },
    { from: 4, to: 1 },
  ];
  expect(findCycle(edges, { from: 1, to: 2 })).toEqual([1, 2, 3, 4, 1]);
});

test('tasks that wait for the same one are no cycle', () => {
  expect(findCycle([{ from: 1, to: 3 }], { from: 2, to: 3 })).toBeUndefined();
});

test('stuck is whoever is in a circle or waits behind one, and nobody else', () => {
  fc.assert(
    fc.property(fc.array(anEdge, { maxLength: 10 }), (edges) => {
      const nodes = [...new Set(edges.map(({ from }) => from))];
      const waitsFor = (id: number) => edges.filter(({ from }) => from === id).map(({ to }) => to);
      const isInCircle = (id: number) => waitsFor(id).some((to) => reach(edges, to).has(id));
      const isStuck = (id: number) => [...reach(edges, id)].some(isInCircle);
      expect(listStuck(nodes, waitsFor)).toEqual(nodes.filter(isStuck));
    }),
    { numRuns: 2000 },
  );
});
