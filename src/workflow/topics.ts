import { isFinished } from '../domain/stage.ts';
import type { TaskRow } from '../store/tasks.ts';
import { placeOfTask } from './chat-place.ts';
import type { Context } from './context.ts';

/** Telegram's limit of a topic's name, in code points. */
const longestName = 128;

/**
 * Where the bot makes topics: that of a project is there, that of a task is named after it, open while the task goes on
 * or something is to be said there, and closed then. Idempotent; called whenever a task changed.
 */
export function keepTopic({ store, projects }: Pick<Context, 'store' | 'projects'>, taskId: number): void {
  const task = store.tasks.find(taskId);
  const project = task && projects.findForTask(task);
  const place = placeOfTask({ store }, project, taskId);
  if (task === undefined || project === undefined || place?.subject == null) return;
  const { chatId, subject } = place;
  if (project.chat?.topic === 'project') {
    store.topics.want(chatId, subject, shorten(project.name));
  } else if (isFinished(task.stage) && !isAsked(store, task)) {
    store.topics.close(chatId, subject);
  } else {
    store.topics.want(
      chatId,
      subject,
      shorten(`${task.work_item_id ?? `task ${taskId}`} ${task.title ?? ''}`),
    );
  }
}

/** Whether to start it again, or when to open the repository that its release froze. */
function isAsked(
  { restarts, freezes }: Context['store'],
  { id, repo, work_item_id: name }: TaskRow,
): boolean {
  if (restarts.find(id) !== undefined) return true;
  return name !== null && freezes.listActive(repo).some(({ workItemId }) => workItemId === name);
}

function shorten(name: string): string {
  const letters = Array.from(name.replaceAll(/\s+/g, ' ').trim());
  return letters.length <= longestName ? letters.join('') : `${letters.slice(0, longestName - 1).join('')}…`;
}
