import type { Place } from '../domain/chat.ts';
import type { Project } from '../domain/project.ts';
import type { Context } from './context.ts';

/**
 * Where a project's task is shown: without a chat of its own, with the owner who paired first; null while nobody has.
 * The topic may still have to be made: see `store/topics.ts`.
 */
export function placeOfTask(
  { store }: Pick<Context, 'store'>,
  project: Project | undefined,
  taskId: number,
): Place | null {
  if (project === undefined) return null;
  if (project.chat === null) {
    const owner = store.members.findFirstOwner();
    return owner === undefined ? null : placeAt(owner.telegram_id);
  }
  const { id, topic } = project.chat;
  const chatId = store.chats.current(id);
  if (topic === 'project') return { chatId, topicId: null, subject: `project:${project.name}` };
  if (topic === 'task') return { chatId, topicId: null, subject: `task:${taskId}` };
  return { chatId, topicId: topic ?? null, subject: null };
}

/** A place that somebody wrote from or that the settings name. */
export function placeAt(chatId: number, topicId: number | null = null): Place {
  return { chatId, topicId, subject: null };
}
