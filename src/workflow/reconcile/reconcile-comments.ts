import { fromStoredTime } from '../../stored-time.ts';
import { hearWords } from '../intake/person-words.ts';
import { lookAtEach } from './look-at-each.ts';
import { askedSince, itemOf, listOpenTasks, type TrackerScope, wasMissed } from './scope.ts';

/** Words below the work items of tasks that wait for some. */
export async function reconcileComments({ context, project, tracker }: TrackerScope): Promise<void> {
  await lookAtEach(listOpenTasks(context, project), async (task) => {
    const [item, since] = [itemOf(task), askedSince(context, task)];
    if (item === null || since === null) return;
    for (const { id, text, by, at } of await tracker.listComments(item, fromStoredTime(since))) {
      const recovered = wasMissed(context, 'plane', at);
      context.store.transaction(() => {
        // An earlier comment may have answered what the task asked for.
        const now = context.store.tasks.find(task.id);
        if (now === undefined) return;
        hearWords(context, now, { system: 'plane', id, author: by, text, at, recovered });
      });
    }
  });
}
