import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Edge } from '../../src/domain/dependency-graph.ts';
import { withoutShortcuts } from '../../src/domain/task-graph.ts';

const edges = (...pairs: [number, number][]): Edge[] => pairs.map(([from, to]) => ({ from, to }));

test('an edge that a longer way tells is left out, and no other', () => {
  expect(withoutShortcuts(edges([1, 2], [2, 3], [1, 3]))).toEqual(edges([1, 2], [2, 3]));
  expect(withoutShortcuts(edges([1, 2], [1, 3], [2, 4], [3, 4]))).toHaveLength(4);
});

function listReached(all: readonly Edge[], from: number): number[] {
  const seen = new Set<number>();
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const { from: start, to } of all) {
      if (start !== at || seen.has(to)) continue;
      seen.add(to);
      open.push(to);
    }
  }
  return [...seen].toSorted((a, b) => a - b);
}

const someEdges = fc.uniqueArray(fc.tuple(fc.nat(6), fc.nat(6)), {
  maxLength: 16,
  selector: ([from, to]) => `${from} ${to}`,
});

test('whoever waits for whom still does, also in circles of old rows', () => {
  fc.assert(
    fc.property(someEdges, (pairs) => {
      const all = edges(...pairs.filter(([from, to]) => from !== to));
      const kept = withoutShortcuts(all);
      for (let id = 0; id <= 6; id += 1) expect(listReached(kept, id)).toEqual(listReached(all, id));
    }),
    { numRuns: 500 },
  );
});
