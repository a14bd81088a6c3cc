import { Composer } from 'grammy';
import { nearestWord } from '../domain/nearest-word.ts';
import { phrase } from '../domain/phrase.ts';
import { oneLine } from '../telegram/formatted.ts';
import type { Context } from '../workflow/context.ts';
import { answer } from './answer.ts';
import type { BotContext } from './bot-context.ts';
import { commandNames } from './commands.ts';
import { explainReply } from './reply-prompts.ts';

/** Last of all: what nothing else took. Talk in groups is none of ours. */
export function createUnhandled(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('message', (ctx) => {
    if (ctx.command !== undefined) return answer(ctx, unknownCommand(ctx.command.name));
    if (ctx.chat.type !== 'private') return;
    answer(ctx, explainReply(context, ctx.chat.id) ?? phrase('bot-commands-only'));
  });
  return composer;
}

function unknownCommand(name: string) {
  const command = oneLine(name, 64);
  const nearest = nearestWord(name.slice(0, 64), commandNames);
  return nearest === undefined
    ? phrase('bot-unknown-command', { command })
    : phrase('bot-unknown-command-but', { command, nearest });
}
