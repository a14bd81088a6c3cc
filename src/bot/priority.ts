import { Composer } from 'grammy';
import { type MessageId, phrase } from '../domain/phrase.ts';
import { findPriority, type Priority, priorities } from '../domain/priority.ts';
import type { TaskView } from '../domain/task-view.ts';
import { oneLine, plain } from '../telegram/formatted.ts';
import type { Context } from '../workflow/context.ts';
import { describeTask } from '../workflow/describe-task.ts';
import { setPriority } from '../workflow/set-priority.ts';
import { admit } from './access.ts';
import { answerOutcome, answerPress, decline, placeOf } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import { pickTask, type Wanted } from './pick-task.ts';

const wanted: Wanted = {
  command: 'priority',
  what: 'open',
  fits: ({ ended }: TaskView) => !ended,
  takesOnly: true,
  freeText: true,
};

const names = {
  high: 'gate-high',
  normal: 'gate-normal',
  low: 'gate-low',
} as const satisfies Record<Priority['name'], MessageId>;

/** /priority and its buttons: which task's jobs come first. */
export function createPriority(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'priority', (ctx, typed) => {
    const picked = pickTask(context, wanted, typed);
    if ('problem' in picked) return decline(ctx, picked.problem);
    const { view, rest } = picked;
    if (rest === '') return offerPriorities(context, ctx, view);
    const priority = readPriority(ctx, rest);
    if (priority === undefined) {
      const args = { word: oneLine(rest, 40), example: `/priority ${view.workItemId} high` };
      return decline(ctx, phrase('gate-priority-unknown', args));
    }
    answerOutcome(ctx, setPriority(context, view.id, priority, actorOf(ctx)), view.workItemId);
  });
  composer.callbackQuery(/^priority:(\d{1,15}):(high|normal|low)$/, async (ctx) => {
    ctx.deed = { ...ctx.deed, via: 'button', action: 'priority' };
    if (!(await admit(ctx, 'steer'))) return;
    const [, taskId = '', name = ''] = ctx.match;
    const priority = findPriority(name);
    const view = describeTask(context, Number(taskId));
    if (view !== undefined) ctx.deed.target = view.workItemId;
    if (priority === undefined) return answerPress(ctx, { ok: false, text: phrase('deps-gone') });
    await answerPress(ctx, setPriority(context, Number(taskId), priority, actorOf(ctx)));
  });
  return composer;
}

/** By its name in English, or as its button is called in the chat's language. */
function readPriority({ translator }: BotContext, typed: string): Priority | undefined {
  const word = typed.trim().toLowerCase();
  return (
    findPriority(word) ?? priorities.find(({ name }) => translator.t(names[name]).toLowerCase() === word)
  );
}

function offerPriorities({ store }: Context, ctx: BotContext, { id, workItemId }: TaskView): void {
  const place = placeOf(ctx);
  if (place === undefined) return;
  const { t } = ctx.translator;
  const current = priorities.find(({ value }) => value === store.tasks.find(id)?.priority) ?? priorities[1];
  const row = priorities.map(({ name }) => ({
    text: name === current.name ? `✓ ${t(names[name])}` : t(names[name]),
    callback_data: `priority:${id}:${name}`,
  }));
  const text = t('gate-priority-ask', { task: workItemId, priority: phrase(names[current.name]) });
  ctx.post(place, { ...plain(text), keyboard: { inline_keyboard: [row] } });
}
