import { isOperational, messageOf } from '../domain/failure.ts';
import type { Project } from '../domain/project.ts';
import type { Actor } from '../domain/signal.ts';
import { formatWorkItemId } from '../domain/work-item-id.ts';
import type { Context } from './context.ts';
import { openTask } from './open-task.ts';

type NewWork = {
  project: Project;
  title: string;
  description: string;
  /** Names the wish, so that it is fulfilled once: a message of a chat is delivered again when its answer was cut off. */
  wish: { source: string; id: string };
  by: Actor;
};

export type OpenedNew = { workItemId: string } | { problem: string };

/** Opens a task that no work item began. Where the project has a tracker that can be asked, its item is made first. */
export async function openNew(context: Context, work: NewWork): Promise<OpenedNew> {
  const known = findKnown(context, work);
  if (known !== undefined) return { workItemId: known };
  const tracker = context.trackers.of(work.project);
  if (tracker === null) return { workItemId: openOnce(context, work, null) };
  const { title, description, wish, project } = work;
  try {
    const { id, sequence } = await tracker.createItem({
      key: `${wish.source}:${wish.id}`,
      title,
      description,
    });
    const wantedId = formatWorkItemId(project.prefix, sequence);
    return { workItemId: openOnce(context, work, { id, wantedId }) };
  } catch (error) {
    if (!isOperational(error)) throw error;
    context.log.warn({ project: project.name, err: error }, 'no work item was made');
    return { problem: `Nothing was opened, because the work item could not be made: ${messageOf(error)}` };
  }
}

function openOnce(context: Context, work: NewWork, item: { id: string; wantedId: string } | null): string {
  const { store } = context;
  const { project, title, description, wish, by } = work;
  return store.transaction(() => {
    const known = findKnown(context, work);
    if (known !== undefined) return known;
    const opened = openTask(context, { project, title, description, item, by });
    store.origins.claim(wish.source, wish.id, opened.taskId);
    return opened.workItemId;
  });
}

function findKnown({ store }: Context, { wish }: NewWork): string | undefined {
  const known = store.origins.find(wish.source, wish.id);
  if (known === undefined) return undefined;
  return store.tasks.find(known)?.work_item_id ?? `task ${known}`;
}
