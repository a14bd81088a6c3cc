import { type Edge, findCycle } from '../domain/dependency-graph.ts';
import { isSerial } from '../domain/standing.ts';
import type { EdgeSource } from '../store/dependencies.ts';
import { toStoredTime } from '../stored-time.ts';
import type { Context } from './context.ts';

/** A circle of waits as people read it, "A → B → A"; `lanes` are its steps that are no dependencies: one waits for the other's repository. */
export type Circle = { path: string; lanes: { waits: string; for: string }[] };

/** Makes one task wait for another; or says which circle of waits that would close, and changes nothing. */
export function depend(context: Context, edge: Edge, source: EdgeSource): Circle | undefined {
  const { dependencies } = context.store;
  const edges = dependencies.listEdges();
  const cycle = findCycle([...edges, ...listLaneWaits(context)], edge);
  if (cycle === undefined) {
    dependencies.add(edge, source, toStoredTime(context.clock.now()));
    return undefined;
  }
  const known = new Set([...edges, edge].map(({ from, to }) => `${from} ${to}`));
  const lanes = cycle.slice(1).flatMap((to, index) => {
    const from = cycle[index] ?? to;
    return known.has(`${from} ${to}`) ? [] : [{ waits: nameOf(context, from), for: nameOf(context, to) }];
  });
  return { path: cycle.map((id) => nameOf(context, id)).join(' → '), lanes };
}

/** The waits for a lane or a merge lock, which no person lifts. */
function listLaneWaits({ store, gates }: Context): Edge[] {
  const { dependencies } = store;
  return [
    ...dependencies.listLaneWaits().filter(({ repo }) => isSerial(gates.serial, repo)),
    ...dependencies.listLockWaits(),
  ];
}

export function nameOf({ store }: Pick<Context, 'store'>, taskId: number): string {
  return store.tasks.find(taskId)?.work_item_id ?? `task ${taskId}`;
}
