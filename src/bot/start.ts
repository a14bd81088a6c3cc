import { Composer } from 'grammy';
import { may } from '../domain/people.ts';
import { isLanguage, phrase } from '../domain/phrase.ts';
import { sayPersonRole } from '../domain/say-person-role.ts';
import { oneLine } from '../telegram/formatted.ts';
import type { Context } from '../workflow/context.ts';
import { answer } from './answer.ts';
import type { BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';

/** The greeting; in a private chat the first one decides on the language, by that of the person's app. */
export function createStart(context: Context, chatChanged: () => void): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'start', (ctx) => {
    takeLanguage(context, ctx);
    chatChanged();
    const { role } = ctx.person;
    const name = oneLine(ctx.from?.first_name ?? '', 64);
    answer(
      ctx,
      phrase(may(role, 'open') ? 'bot-hello' : 'bot-hello-viewer', { name, role: sayPersonRole(role) }),
    );
  });
  return composer;
}

function takeLanguage({ store }: Context, { chat, from }: BotContext): void {
  if (chat?.type !== 'private' || store.chats.find(chat.id)?.language != null) return;
  const language = from?.language_code?.slice(0, 2) ?? '';
  if (isLanguage(language)) store.chats.set(chat.id, 'language', language);
}
