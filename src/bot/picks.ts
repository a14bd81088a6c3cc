import { Composer } from 'grammy';
import type { TaskView } from '../domain/task-view.ts';
import type { Context } from '../workflow/context.ts';
import { describeTask } from '../workflow/describe-task.ts';
import { admit } from './access.ts';
import { answerPress, placeOf } from './answer.ts';
import type { BotContext } from './bot-context.ts';
import { commands, isCommand } from './commands.ts';
import { offerKey, parsePick, renderSure } from './offer.ts';
import { moreFrom, referenceTo } from './pick-task.ts';
import { readCommand } from './read-command.ts';

/** A press on an offered task becomes the command with its id, and whatever was typed with it; the offer is over then. */
export function createPicks(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('callback_query:data', async (ctx, next) => {
    const pressed = parsePick(ctx.callbackQuery.data);
    if (pressed === undefined || !isCommand(pressed.command)) return next();
    const { command, message } = pressed;
    ctx.deed = { ...ctx.deed, via: 'button', action: command };
    if (!(await admit(ctx, commands[command].action))) return;
    ctx.offered = message;
    if (pressed.kind === 'more') {
      ctx.command = { name: command, rest: moreFrom(pressed.from) };
    } else {
      const view = describeTask(context, pressed.taskId);
      if (view === undefined) return next();
      ctx.deed.target = view.workItemId;
      if (command === 'cancel' && pressed.kind === 'pick') return askOnceMore(ctx, message, view);
      ctx.command = {
        name: command,
        rest: `${referenceTo(context, view)} ${typedWords(ctx, command)}`.trim(),
      };
      closeOffer(ctx, message, { command, task: view.workItemId });
    }
    await answerPress(ctx, { ok: true, text: '' });
    return next();
  });
  return composer;
}

async function askOnceMore(ctx: BotContext, message: number, view: TaskView): Promise<void> {
  ctx.deed.outcome = 'unchanged';
  const place = placeOf(ctx);
  if (place !== undefined) {
    const question = renderSure(ctx.translator, view, message);
    ctx.put(offerKey(place.chatId, message), place, { ...question, replyTo: message });
  }
  await answerPress(ctx, { ok: true, text: '' });
}

/** The buttons go, and what was picked stays. */
function closeOffer(ctx: BotContext, message: number, picked: { command: string; task: string }): void {
  const place = placeOf(ctx);
  if (place === undefined) return;
  const text = ctx.translator.t('bot-picked', picked);
  ctx.put(offerKey(place.chatId, message), place, { text, entities: [], replyTo: message });
}

/** `/reject Prices in euros`, when several tasks could be meant. */
function typedWords({ callbackQuery, me }: BotContext, command: string): string {
  const typed = readCommand(callbackQuery?.message?.reply_to_message, me.username);
  return typed?.name === command && typed.rest !== '' && !/^\S*-\d+$/.test(typed.rest) ? typed.rest : '';
}
