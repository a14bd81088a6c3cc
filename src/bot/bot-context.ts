import type { Context as GrammyContext } from 'grammy';
import type { Person } from '../domain/people.ts';
import type { Actor } from '../domain/signal.ts';
import { oneLine } from '../telegram/formatted.ts';
import type { NoticeMessage } from '../telegram/notice-text.ts';
import type { Command } from './read-command.ts';

export type PeopleDirectory = { findByTelegram(id: number): Person | undefined };

export type Place = { chatId: number; topicId: number | null };

/** Behind `access.ts` every message and press has its person; nothing of a stranger gets that far. */
export type BotContext = GrammyContext & {
  person: Person;
  command: Command | undefined;
  /** Keeps a message to be sent, without a sound: whoever asked is looking. Once for each update, however often it is heard. */
  post(place: Place, message: NoticeMessage): void;
};

/** For the audit: the configured name, else what the person calls himself, which anybody can choose, with his id. */
export function actorOf(ctx: BotContext): Actor {
  const { id, first_name: firstName } = ctx.from ?? { id: 0, first_name: '' };
  return { who: ctx.person.name ?? `${oneLine(firstName, 64)} (${id})`.trim(), via: 'telegram' };
}
