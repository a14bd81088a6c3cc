import { Composer } from 'grammy';
import type { PersonAction } from '../domain/people.ts';
import { phrase } from '../domain/phrase.ts';
import type { TaskView } from '../domain/task-view.ts';
import { toStoredTime } from '../stored-time.ts';
import { type PressedAction, type PressedButton, parseCallbackData } from '../telegram/callback-data.ts';
import type { Context } from '../workflow/context.ts';
import { describeTask } from '../workflow/describe-task.ts';
import { admit } from './access.ts';
import { answerPress } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { admitResume, resumeScope } from './pause.ts';
import { postChanges } from './post-changes.ts';
import { pressAction } from './press-action.ts';
import { recordStray } from './record-stray.ts';
import { askForAnswer, askForChanges } from './reply-prompts.ts';
import { postBrd, showTask } from './show-task.ts';
import { askWhyOpen } from './unfreeze-reply.ts';

const needs = {
  approve: 'approve',
  changes: 'approve',
  open: 'look',
  show: 'look',
  without: 'steer',
  follow: 'steer',
  stop: 'steer',
  retry: 'steer',
  answer: 'steer',
  cancel: 'steer',
  confirm: 'steer',
  keep: 'steer',
  degrade: 'steer',
  rollback: 'unfreeze',
  withdraw: 'unfreeze',
  restart: 'open',
  raise: 'steer',
  unfreeze: 'unfreeze',
  resume: 'pause',
} as const satisfies Record<PressedButton['kind'], PersonAction>;

/** The commit is synchronous, so the true result is known before the answer, and the answer goes before all else. */
export function createButtons(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('callback_query:data', async (ctx) => {
    const pressed = parseCallbackData(ctx.callbackQuery.data);
    if (pressed === undefined) return outOfDate(context, ctx);
    ctx.deed = { ...ctx.deed, via: 'button', action: pressed.kind };
    if (!(await admit(ctx, needs[pressed.kind]))) return;
    if (pressed.kind === 'resume') return pressResume(context, ctx, pressed.scope);
    const view = describeTask(context, pressed.taskId);
    if (view === undefined) return outOfDate(context, ctx);
    ctx.deed.target = view.workItemId;
    const outcome = pressAction(context, view, pressed, actorOf(ctx));
    await answerPress(ctx, outcome);
    // Another task's card is asked for by this one's.
    if (pressed.kind !== 'show') recordStray(context, ctx, view.id);
    if (outcome.newer !== undefined) postChanges(ctx, outcome.newer, view.workItemId);
    if (outcome.ok) await followUps[pressed.kind]?.({ context, ctx, view, key: pressed.key });
  });
  // Without data it is the button of a game or of an older Bot API: none of ours.
  composer.on('callback_query', (ctx) => outOfDate(context, ctx));
  return composer;
}

type FollowUp = (press: {
  context: Context;
  ctx: BotContext;
  view: TaskView;
  key: string;
}) => Promise<void> | void;

/** What a press leads to besides its outcome. */
const followUps: { [K in PressedAction['kind']]?: FollowUp } = {
  changes: ({ ctx, view, key }) => askForChanges(ctx, view, key),
  answer: ({ ctx, view, key }) => askForAnswer(ctx, view, key),
  unfreeze: ({ ctx, view, key }) => askWhyOpen(ctx, view, key),
  open: ({ context, ctx, view }) => postBrd(context, ctx, view),
  show: ({ context, ctx, view }) => showTask(context, ctx, view),
};

async function pressResume(context: Context, ctx: BotContext, scope: string): Promise<void> {
  ctx.deed.target = scope;
  if (!(await admitResume(context, ctx, scope))) return;
  const { ok, text } = resumeScope(context, scope, actorOf(ctx));
  if (!ok) ctx.deed.outcome = 'unchanged';
  await answerPress(ctx, { ok: true, text });
  stripButtons(context, ctx);
}

async function outOfDate(context: Context, ctx: BotContext): Promise<void> {
  ctx.deed.outcome = 'unchanged';
  await answerPress(ctx, { ok: true, text: phrase('bot-out-of-date') });
  stripButtons(context, ctx);
}

/** An app of somebody's own making presses what no message of ours shows. */
function isOfMessage(query: BotContext['callbackQuery']): boolean {
  const message = query?.message;
  const shown = message !== undefined && 'reply_markup' in message ? message.reply_markup : undefined;
  const buttons = shown?.inline_keyboard.flat();
  return buttons?.some((one) => 'callback_data' in one && one.callback_data === query?.data) ?? true;
}

/** A message whose buttons do nothing any more loses them; a card draws its own. */
function stripButtons({ store, clock, nudge }: Context, { callbackQuery }: BotContext): void {
  const message = callbackQuery?.message;
  if (message === undefined || !isOfMessage(callbackQuery)) return;
  const card = store.cards.findByMessage(message.chat.id, message.message_id);
  if (card !== undefined) store.cards.touch(card.task_id);
  else store.notices.stripKeyboard(message.chat.id, message.message_id, toStoredTime(clock.now()));
  nudge();
}
