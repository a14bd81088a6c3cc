import { placeOfTask } from './chat-place.ts';
import type { Context } from './context.ts';
import { keepTopic } from './topics.ts';

/** Open tasks that have no card, since there was no chat to show them in, get one where there is one now. */
export function giveCards(context: Context): void {
  const { store, projects } = context;
  for (const task of store.tasks.listOpen()) {
    if (store.cards.find(task.id) !== undefined) continue;
    const place = placeOfTask(context, projects.findForTask(task), task.id);
    if (place === null) continue;
    store.cards.ensure(task.id, place);
    keepTopic(context, task.id);
  }
}
