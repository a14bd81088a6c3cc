import { isOperational, messageOf } from '../domain/failure.ts';
import { phrase, type Said } from '../domain/phrase.ts';
import type { Project } from '../domain/project.ts';
import type { Actor } from '../domain/signal.ts';
import { formatWorkItemId } from '../domain/work-item-id.ts';
import { attachFiles, type SentFile } from './attach-files.ts';
import { speak } from './chat-manner.ts';
import type { Context } from './context.ts';
import { openTask } from './open-task.ts';

type NewWork = {
  project: Project;
  title: string;
  description: string;
  files: readonly SentFile[];
  /** Where it was asked for. */
  place: { chatId: number; topicId: number | null };
  /** Names the wish, so that it is fulfilled once: a message of a chat is delivered again when its answer was cut off. */
  wish: { source: string; id: string };
  by: Actor;
};

/** `left` says which of the files were not taken; null: none was left. */
export type OpenedNew = { workItemId: string; left: Said | null } | { problem: Said };

/** Opens a task that no work item began. Where the project has a tracker that can be asked, its item is made first. */
export async function openNew(context: Context, work: NewWork): Promise<OpenedNew> {
  const known = findKnown(context, work);
  if (known !== undefined) return known;
  const tracker = context.trackers.of(work.project);
  if (tracker === null) return openOnce(context, work, null);
  const { title, wish, project } = work;
  try {
    const { id, sequence } = await tracker.createItem({
      key: `${wish.source}:${wish.id}`,
      title,
      description: withFileNames(context, work),
    });
    const wantedId = formatWorkItemId(project.prefix, sequence);
    return openOnce(context, work, { id, wantedId });
  } catch (error) {
    if (!isOperational(error)) throw error;
    context.log.warn({ project: project.name, err: error }, 'no work item was made');
    return { problem: phrase('new-no-item', { why: messageOf(error) }) };
  }
}

/** The files stay in the chat; who reads the item there learns of them. */
function withFileNames(context: Context, { description, files, place }: NewWork): string {
  if (files.length === 0) return description;
  const names = files.map(({ name }) => name);
  const line = speak(context, place.chatId).t('new-files-in-chat', { names });
  return description === '' ? line : `${description}\n\n${line}`;
}

function openOnce(
  context: Context,
  work: NewWork,
  item: { id: string; wantedId: string } | null,
): Exclude<OpenedNew, { problem: Said }> {
  const { store } = context;
  const { project, title, description, wish, by } = work;
  return store.transaction(() => {
    const known = findKnown(context, work);
    if (known !== undefined) return known;
    const opened = openTask(context, { project, title, description, item, by });
    store.origins.claim(wish.source, wish.id, opened.taskId);
    const { problem } = attachFiles(context, opened.taskId, work);
    return { workItemId: opened.workItemId, left: problem };
  });
}

function findKnown({ store }: Context, { wish }: NewWork): { workItemId: string; left: null } | undefined {
  const known = store.origins.find(wish.source, wish.id);
  if (known === undefined) return undefined;
  return { workItemId: store.tasks.find(known)?.work_item_id ?? `task ${known}`, left: null };
}
