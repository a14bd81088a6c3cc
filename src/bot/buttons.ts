import { Composer } from 'grammy';
import type { PersonAction } from '../domain/people.ts';
import type { TaskView } from '../domain/task-view.ts';
import { type PressedAction, type PressedButton, parseCallbackData } from '../telegram/callback-data.ts';
import { cardKeyboard, confirmKeyboard } from '../telegram/card-keyboard.ts';
import type { Context } from '../workflow/context.ts';
import { describeTask } from '../workflow/describe-task.ts';
import { admit } from './access.ts';
import { answerPress } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { resumeScope } from './gates.ts';
import { pressAction } from './press-action.ts';
import { recordStray } from './record-stray.ts';
import { askForAnswer, askForChanges } from './reply-prompts.ts';
import { setKeyboard } from './set-keyboard.ts';

const needs = {
  approve: 'approve',
  changes: 'approve',
  stop: 'steer',
  retry: 'steer',
  answer: 'steer',
  cancel: 'steer',
  confirm: 'steer',
  keep: 'steer',
  degrade: 'steer',
  restart: 'open',
  raise: 'steer',
  resume: 'resume',
} as const satisfies Record<PressedButton['kind'], PersonAction>;

/** The commit is synchronous, so the true result is known before the answer, and the answer goes before all else. */
export function createButtons(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('callback_query:data', async (ctx) => {
    const pressed = parseCallbackData(ctx.callbackQuery.data);
    if (pressed === undefined) return outOfDate(context, ctx);
    if (!(await admit(ctx, needs[pressed.kind]))) return;
    if (pressed.kind === 'resume') return pressResume(context, ctx, pressed.scope);
    const view = describeTask(context, pressed.taskId);
    if (view === undefined) return outOfDate(context, ctx);
    const outcome = pressAction(context, view, pressed, actorOf(ctx));
    await answerPress(ctx, outcome);
    recordStray(context, ctx, view.id);
    const follow = followUps[pressed.kind];
    if (outcome.ok) await follow?.({ context, ctx, view, key: pressed.key });
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
  cancel: ({ context, ctx, view, key }) => setKeyboard(context, ctx, confirmKeyboard(view.id, key)),
  keep: ({ context, ctx, view }) => setKeyboard(context, ctx, cardKeyboard(view.id, view.actions)),
};

async function pressResume(context: Context, ctx: BotContext, scope: string): Promise<void> {
  await answerPress(ctx, { ok: true, text: resumeScope(context, scope, actorOf(ctx)) });
  await setKeyboard(context, ctx);
}

async function outOfDate(context: Context, ctx: BotContext): Promise<void> {
  await answerPress(ctx, { ok: true, text: 'Out of date.' });
  await setKeyboard(context, ctx);
}
