import type { Project } from '../domain/project.ts';
import type { Actor } from '../domain/signal.ts';
import { followingWorkItemId, freeWorkItemId, nextWorkItemId } from '../domain/work-item-id.ts';
import type { TaskRow } from '../store/tasks.ts';
import { toStoredTime } from '../stored-time.ts';
import { dependOnNamed } from './change-dependencies.ts';
import { placeOfTask } from './chat-place.ts';
import { commitSignal } from './commit.ts';
import type { Context } from './context.ts';
import { byId, resolveAwaited } from './dependencies.ts';
import { findItemTask, trackerOf } from './find-project.ts';
import { branchFor } from './task-branch.ts';

export type OpenRequest = {
  project: Project;
  title: string;
  description: string;
  /** The tracker's item, and the id its key suggests; null without a tracker. */
  item: { id: string; wantedId: string } | null;
  by: Actor;
  /** Found by looking. */
  recovered?: boolean;
};

export type Opened = { taskId: number; workItemId: string; opened: boolean };

/** Opens the task of a work item once: a second call finds the first one's task, and `opened` is false. */
export function openTask(context: Context, request: OpenRequest): Opened {
  const { item, project } = request;
  return context.store.transaction(() => {
    const existing = findExisting(context, request);
    if (existing !== undefined) return existing;
    const taken = context.store.tasks.listWorkItemIds(project.repo.key);
    const workItemId =
      item === null ? nextWorkItemId(project.prefix, taken) : freeWorkItemId(item.wantedId, taken);
    return createTask(context, request, workItemId);
  });
}

/** Opens the next task of an ended one's work item, under an id, a branch and a folder of documents of its own. */
export function openAgain(
  context: Context,
  { project, ended, by }: { project: Project; ended: TaskRow; by: Actor },
): Opened {
  const { store } = context;
  const taken = store.tasks.listWorkItemIds(project.repo.key);
  const item = ended.plane_issue_id ?? ended.plane_id;
  const name = ended.work_item_id ?? String(ended.id);
  const words = store.restarts.find(ended.id) ?? ended;
  const { title, description } = { title: words.title ?? name, description: words.description ?? '' };
  const request = { project, title, description, item: item === null ? null : { id: item }, by };
  const opened = createTask(context, request, followingWorkItemId(name, taken));
  store.attachments.copy(ended.id, opened.taskId, toStoredTime(context.clock.now()));
  return opened;
}

function findExisting(context: Context, { project, item }: OpenRequest): Opened | undefined {
  if (item === null) return undefined;
  const known = findItemTask(context, trackerOf(project), item.id);
  if (known === undefined) return undefined;
  const task = context.store.tasks.find(known);
  return { taskId: known, workItemId: task?.work_item_id ?? `task ${known}`, opened: false };
}

type NewTask = Omit<OpenRequest, 'item'> & { item: { id: string } | null };

function createTask(
  context: Context,
  { project, title, description, item, by, recovered = false }: NewTask,
  workItemId: string,
): Opened {
  const { store } = context;
  const now = toStoredTime(context.clock.now());
  const taskId = store.tasks.create(
    {
      project: project.name,
      repo: project.repo.key,
      workItemId,
      branch: branchFor(workItemId),
      title,
      description,
      trackerItem: item?.id ?? null,
    },
    now,
  );
  // Before the tracker's: what people named as well stays theirs.
  resolveAwaited(context, byId, workItemId.toUpperCase(), taskId);
  if (item !== null) {
    store.origins.claim(trackerOf(project), item.id, taskId);
    resolveAwaited(context, trackerOf(project), item.id, taskId);
  }
  const place = placeOfTask(context, project, taskId);
  if (place !== null) store.cards.ensure(taskId, place);
  commitSignal(context, taskId, { type: 'opened', by }, { by, recovered });
  // What it cannot depend on stands on the card until the next thing that happens to it.
  dependOnNamed(context, taskId, { before: '', after: description }, by);
  return { taskId, workItemId, opened: true };
}
