import type { Language } from './phrase.ts';

/** Minutes of a day, of the chat's time zone: from the first up to the second, over midnight where that is smaller. */
export type QuietHours = Readonly<{ fromMinute: number; toMinute: number }>;

/** How a chat is spoken to: what it was told in /settings, else what the installation says. */
export type ChatManner = Readonly<{
  language: Language;
  /** A name of the IANA time zone database, such as Europe/Berlin. */
  timezone: string;
  /** The minute of the day at which the digest comes; null: none. */
  digestAtMinute: number | null;
  quietHours: QuietHours | null;
}>;

/** Where tasks of a project are shown: a chat, or a topic of it; the bot makes the topics of a project or of each task itself. */
export type ChatPlace = Readonly<{ id: number; topic?: number | 'project' | 'task' }>;

/**
 * What is written first where the chat's budget does not allow all at once. `needed`: a person is asked; `answer`: to
 * what somebody typed; `card`: a new one; `final`: a card's last state; `notice`: news; `progress`: the rest.
 */
const importances = ['needed', 'answer', 'card', 'final', 'notice', 'progress'] as const;
export type Importance = (typeof importances)[number];

/** A chat, or a topic of it: by its id, or by its subject where the bot makes the topic itself. */
export type Place = Readonly<{ chatId: number; topicId: number | null; subject: string | null }>;
