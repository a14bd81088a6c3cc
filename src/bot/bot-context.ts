import type { Context as GrammyContext } from 'grammy';
import type { Person } from '../domain/people.ts';
import type { Actor } from '../domain/signal.ts';
import type { Translator } from '../locale/translator.ts';
import type { AuditOutcome, AuditVia } from '../store/audit.ts';
import { oneLine } from '../telegram/formatted.ts';
import type { NoticeMessage } from '../telegram/notice-text.ts';
import type { Command } from './read-command.ts';

export type Place = { chatId: number; topicId: number | null };

/** Behind `access.ts` every message and press has its person; nothing of a stranger gets that far. */
export type BotContext = GrammyContext & {
  person: Person;
  command: Command | undefined;
  /** Of the chat's language, as it is set at this moment. */
  readonly translator: Translator;
  /** What the audit log gets of this update; handlers that know more say so. */
  deed: Deed;
  /** Keeps a message to be sent, without a sound: whoever asked is looking. Once for each update, however often it is heard. */
  post(place: Place, message: NoticeMessage): void;
  /** Keeps a message that changes: the same key again has other words, which replace those in the chat. */
  put(key: string, place: Place, message: NoticeMessage): void;
  /** The command's message whose list of tasks was pressed on; undefined for what was typed. */
  offered?: number;
};

/**
 * `action` is null until something is asked of us; what stays so is not kept. `target` is a task, a repository, a
 * person; `detail` what was answered.
 */
type Deed = {
  via: AuditVia;
  action: string | null;
  target: string | null;
  outcome: AuditOutcome;
  detail: string | null;
};

/** For the audit: the configured name, else what the person calls himself, which anybody can choose, with his id. */
export function actorOf(ctx: BotContext): Actor {
  return { who: ctx.person.name ?? ownNameOf(ctx), person: settledName(ctx.person), via: 'telegram' };
}

/** The name in the settings; what somebody is called who was added in the chat is no such name. */
function settledName(person: Person): string | undefined {
  return 'fixed' in person && person.fixed === false ? undefined : person.name;
}

/** What somebody calls himself, with his id. */
export function ownNameOf({ from }: Pick<BotContext, 'from'>): string {
  const { id, first_name: firstName } = from ?? { id: 0, first_name: '' };
  return `${oneLine(firstName, 64)} (${id})`.trim();
}
