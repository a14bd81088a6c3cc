import type { TaskRow } from '../../store/tasks.ts';
import { syncBlockers } from '../dependencies.ts';
import { trackerOf } from '../find-project.ts';
import { removeItem } from '../intake/item-intake.ts';
import { readBlockers } from '../intake/read-blockers.ts';
import { lookAtEach } from './look-at-each.ts';
import { itemOf, listOpenTasks, type TrackerScope } from './scope.ts';

/** Neither sends a webhook, and both are asked for item by item: so many in a round, and the rest in the next. */
const ASKED_AT_ONCE = 10;

/** What no list of changed items shows: items that are not there any more, and what items are blocked by. */
export async function reconcileOneByOne(scope: TrackerScope): Promise<void> {
  const { context, project, tracker } = scope;
  const tasks = listOpenTasks(context, project).filter((task) => itemOf(task) !== null);
  await lookAtEach(taken(context, tasks), async (task) => {
    const item = itemOf(task) ?? '';
    if ((await tracker.findItem(item)) === null) tellGone(context, item);
    else if (context.gates.dependencies) await reconcileBlockers(scope, task, item);
  });
}

function tellGone(context: TrackerScope['context'], item: string): void {
  const by = { who: 'somebody', via: 'plane' } as const;
  context.store.transaction(() => removeItem(context, item, 'deleted or archived', by, false));
}

async function reconcileBlockers(scope: TrackerScope, task: TaskRow, item: string): Promise<void> {
  const blockers = await readBlockers(scope, item);
  if (blockers === null) return;
  syncBlockers(scope.context, task.id, blockers, trackerOf(scope.project));
}

/** By the clock, so that a restart does not begin with the first ones again. */
function taken({ clock, reconcileMs }: TrackerScope['context'], tasks: readonly TaskRow[]): TaskRow[] {
  if (tasks.length <= ASKED_AT_ONCE) return [...tasks];
  const round = Math.floor(clock.now().getTime() / reconcileMs);
  const first = (round * ASKED_AT_ONCE) % tasks.length;
  return [...tasks.slice(first), ...tasks.slice(0, first)].slice(0, ASKED_AT_ONCE);
}
