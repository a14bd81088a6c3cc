import { Composer } from 'grammy';
import type { PersonAction } from '../domain/people.ts';
import { type PressedButton, parseCallbackData } from '../telegram/callback-data.ts';
import type { Context } from '../workflow/context.ts';
import { describeTask } from '../workflow/describe-task.ts';
import { admit } from './access.ts';
import { answerPress } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { resumeScope } from './gates.ts';
import { pressAction } from './press-action.ts';
import { recordStray } from './record-stray.ts';
import { removeKeyboard } from './remove-keyboard.ts';
import { askForChanges } from './reply-prompts.ts';

const needs = {
  approve: 'approve',
  changes: 'approve',
  stop: 'steer',
  retry: 'steer',
  cancel: 'steer',
  degrade: 'steer',
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
    if (pressed.kind === 'changes' && outcome.ok) await askForChanges(context, ctx, view, pressed.key);
  });
  // Without data it is the button of a game or of an older Bot API: none of ours.
  composer.on('callback_query', (ctx) => outOfDate(context, ctx));
  return composer;
}

async function pressResume(context: Context, ctx: BotContext, scope: string): Promise<void> {
  await answerPress(ctx, { ok: true, text: resumeScope(context, scope, actorOf(ctx)) });
  await removeKeyboard(context, ctx);
}

async function outOfDate(context: Context, ctx: BotContext): Promise<void> {
  await answerPress(ctx, { ok: true, text: 'Out of date.' });
  await removeKeyboard(context, ctx);
}
